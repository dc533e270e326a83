import { Button } from '@mantine/core';
import { counted } from '@sutra/kit';
import type { AgentState } from '@sutra/model';
import { useMemo } from 'react';
import { byName, derivedOf } from '../../core/derived.ts';
import { lastHeardUs } from '../../core/heartbeat.ts';
import { narrow } from '../../core/list-view.ts';
import { AGENT_LOOKS } from '../../core/status.ts';
import { BeatStrip } from '../../parts/beat-strip.tsx';
import { EntityLink } from '../../parts/entity-link.tsx';
import { FaultsSwitch, HiddenNote } from '../../parts/faults-switch.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Guard } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Age } from '../../parts/time-text.tsx';
import { groupByEntity, useBeats } from '../../shell/beats.ts';
import { useGrid } from '../../shell/grid.ts';
import { useGo, usePatchUrl, useUrl } from '../../shell/url.ts';

/** Rows drawn at once; agents in trouble come first, so that none of them is ever left out by this. */
const ROWS_MAX = 200;
const LOOK_ORDER = ['offline', 'degraded', 'healthy', 'unregistered'];

export function AgentsPage() {
  const grid = useGrid();
  const url = useUrl();
  const patch = usePatchUrl();
  const typed = url['find'] ?? '';
  const faults = url['faults'] === '1';
  const all = useMemo(
    () => [...(grid?.agents.values() ?? [])].sort((a, b) => LOOK_ORDER.indexOf(a.health) - LOOK_ORDER.indexOf(b.health) || byName(a, b)),
    [grid],
  );
  if (grid === undefined) return null;
  const { faulty } = derivedOf(grid);
  const { shown, hidden, by } = narrow(all, typed, searchText, faults, (agent) => faulty.has(agent.id));
  const showAll = (): void => patch({ find: undefined, faults: undefined }, { replace: true });
  return (
    <>
      <PageHead title="Agents">
        <FilterBox name="find" placeholder="Name, host, region, label…" />
        <FaultsSwitch />
        {shown.length > 0 && <HiddenNote hidden={hidden} by={by} onShow={showAll} />}
      </PageHead>
      <section className="panel" aria-label="Agents">
        <Guard>
          {all.length === 0 ? (
            <Nothing kind="never" title="No agent has ever registered" command="sutra agent run">
              An agent runs nodes on its machine and reports what happens to them. Start one with:
            </Nothing>
          ) : shown.length === 0 ? (
            <Nothing
              kind={typed === '' ? 'fine' : 'hidden'}
              title={typed === '' ? 'No agent has a problem' : `${counted(all.length, 'agent')}, all hidden by ${by}`}
              action={
                <Button variant="default" onClick={showAll}>
                  Show all
                </Button>
              }
            />
          ) : (
            <AgentTable agents={shown.slice(0, ROWS_MAX)} />
          )}
          {shown.length > ROWS_MAX && (
            <p className="muted small list-rest">
              The first {ROWS_MAX} of {shown.length.toLocaleString('en')}: narrow the filter to see others.
            </p>
          )}
        </Guard>
      </section>
    </>
  );
}

function searchText(agent: AgentState): string {
  const labels = Object.entries(agent.labels).map(([name, value]) => `${name}=${value}`);
  return [agent.id, agent.hostname, agent.platform, agent.region, agent.env, agent.health, agent.version, ...labels].join(' ');
}

function AgentTable({ agents }: { readonly agents: readonly AgentState[] }) {
  const grid = useGrid();
  const beats = useBeats();
  const go = useGo();
  const byAgent = useMemo(() => groupByEntity(beats.rows), [beats.rows]);
  const open = (id: string): void => go(`/agents/${encodeURIComponent(id)}`);
  return (
    <div className="table-scroll">
      <table className="list">
        <thead>
          <tr>
            <th>Agent</th>
            <th>Status</th>
            <th>Host</th>
            <th className="wide-only">Platform</th>
            <th>Region</th>
            <th className="num">Nodes</th>
            <th className="num">CPU</th>
            <th className="num">Memory</th>
            <th>Last 30 min</th>
            <th className="num">Heard</th>
            <th className="num wide-only">In this state</th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <tr
              key={agent.id}
              tabIndex={0}
              data-row
              data-testid="agent-row"
              data-agent={agent.id}
              data-why={`why ${agent.healthEvent}`}
              onClick={() => open(agent.id)}
              onKeyDown={(event) => event.key === 'Enter' && event.target === event.currentTarget && open(agent.id)}
            >
              <td className="strong">
                <EntityLink id={agent.id} />
              </td>
              <td>
                <Status look={AGENT_LOOKS[agent.health]} />
              </td>
              <td>{agent.hostname}</td>
              <td className="wide-only">{agent.platform}</td>
              <td>{agent.region ?? <span className="faint">–</span>}</td>
              <td className="num">
                {grid === undefined ? 0 : (derivedOf(grid).places.get(agent.id) ?? 0)} / {agent.maxNodes}
              </td>
              <td className="num">
                {agent.metrics === undefined ? <span className="faint">–</span> : `${Math.round(agent.metrics.cpuPct)} %`}
              </td>
              <td className="num">
                {agent.metrics === undefined ? <span className="faint">–</span> : `${Math.round(agent.metrics.memoryPct)} %`}
              </td>
              <td style={{ minWidth: 150 }}>
                <BeatStrip agent={agent} events={byAgent.get(agent.id) ?? []} />
              </td>
              <td className="num">
                <Age us={lastHeardUs(agent)} />
              </td>
              <td className="num wide-only">
                <Age us={agent.healthSinceUs} suffix="" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
