import { Button } from '@mantine/core';
import { counted } from '@sutra/kit';
import type { GridState, NodeState } from '@sutra/model';
import { useMemo, useState } from 'react';
import { byName, derivedOf } from '../../core/derived.ts';
import { narrow } from '../../core/list-view.ts';
import { nodeLook } from '../../core/status.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { FaultsSwitch, HiddenNote } from '../../parts/faults-switch.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Guard } from '../../parts/panel.tsx';
import { useGrid } from '../../shell/grid.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import { NodeTable, workloadText } from './node-table.tsx';
import { SpawnDialog } from './spawn-dialog.tsx';
import './node.css';

export function NodesPage() {
  const grid = useGrid();
  const url = useUrl();
  const patch = usePatchUrl();
  const [spawning, setSpawning] = useState(false);
  const typed = url['find'] ?? '';
  const faults = url['faults'] === '1';
  const all = useMemo(() => (grid === undefined ? [] : sorted([...grid.nodes.values()], derivedOf(grid).faulty)), [grid]);
  if (grid === undefined) return null;
  const { faulty } = derivedOf(grid);
  const { shown, hidden, by } = narrow(
    all,
    typed,
    (node) => searchText(node, grid),
    faults,
    (node) => faulty.has(node.id),
  );
  const showAll = (): void => patch({ find: undefined, faults: undefined }, { replace: true });
  return (
    <>
      <PageHead title="Nodes">
        <FilterBox name="find" placeholder="Name, agent, workload, status…" />
        <FaultsSwitch />
        {shown.length > 0 && <HiddenNote hidden={hidden} by={by} onShow={showAll} />}
        <span className="grow" />
        <ActButton
          variant="filled"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => setSpawning(true)}
          data-testid="spawn-button"
        >
          Spawn a node
        </ActButton>
      </PageHead>
      <section className="panel" aria-label="Nodes">
        <Guard>
          {all.length === 0 ? (
            <Nothing kind="never" title="No node has ever been started" command="sutra node spawn">
              A node is a storage server or any command, kept running by an agent. Start the first one here, or with:
            </Nothing>
          ) : shown.length === 0 ? (
            <Nothing
              kind={typed === '' ? 'fine' : 'hidden'}
              title={typed === '' ? 'No node has a problem' : `${counted(all.length, 'node')}, all hidden by ${by}`}
              action={
                <Button variant="default" onClick={showAll}>
                  Show all
                </Button>
              }
            />
          ) : (
            <NodeTable nodes={shown} />
          )}
        </Guard>
      </section>
      {spawning && <SpawnDialog onClose={() => setSpawning(false)} />}
    </>
  );
}

function searchText(node: NodeState, grid: GridState): string {
  return `${node.id} ${node.agentId} ${nodeLook(node, grid).word} ${node.status} ${workloadText(node)} ${node.port ?? ''}`;
}

/** Faulty first, then running, then what was stopped on purpose; by name within. */
function sorted(nodes: readonly NodeState[], faulty: ReadonlySet<string>): NodeState[] {
  const rank = (node: NodeState): number => (faulty.has(node.id) ? 0 : node.wanted === 'running' ? 1 : 2);
  return nodes.toSorted((a, b) => rank(a) - rank(b) || byName(a, b));
}
