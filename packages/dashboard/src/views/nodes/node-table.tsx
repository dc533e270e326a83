import type { NodeState } from '@sutra/model';
import { nodeLook } from '../../core/status.ts';
import { memoryText } from '../../core/wording.ts';
import { EntityLink } from '../../parts/entity-link.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Status } from '../../parts/status.tsx';
import { Age } from '../../parts/time-text.tsx';
import { useVisibleRows } from '../../parts/use-visible-rows.ts';
import { useGrid } from '../../shell/grid.ts';
import { useGo } from '../../shell/url.ts';

/** What a node runs, in a few words. */
export function workloadText(node: NodeState): string {
  const { workload } = node.spec;
  return workload.kind === 'storage' ? 'storage' : [workload.command ?? 'command', ...(workload.args ?? [])].join(' ');
}

const NONE = <span className="faint">–</span>;

export function NodeTable({ nodes, showAgent = true }: { readonly nodes: readonly NodeState[]; readonly showAgent?: boolean }) {
  const go = useGo();
  const grid = useGrid();
  const open = (id: string): void => go(`/nodes/${encodeURIComponent(id)}`);
  const rows = useVisibleRows(nodes.length);
  const columns = showAgent ? 9 : 8;
  return (
    <div className="table-scroll">
      <table className={rows.partly ? 'list fixed' : 'list'} aria-rowcount={rows.partly ? nodes.length + 1 : undefined}>
        <thead>
          <tr>
            <th>Node</th>
            <th className="col-status">Status</th>
            <th>Workload</th>
            {showAgent && <th>Agent</th>}
            <th className="num wide-only col-number">Port</th>
            <th className="num wide-only col-number">Pid</th>
            <th className="num col-number">Crashes</th>
            <th className="col-memory">Memory</th>
            <th className="num col-number">Up</th>
          </tr>
        </thead>
        <tbody ref={rows.body}>
          <Room px={rows.abovePx} columns={columns} />
          {nodes.slice(rows.from, rows.to).map((node, i) => (
            <tr
              key={node.id}
              aria-rowindex={rows.partly ? rows.from + i + 2 : undefined}
              tabIndex={0}
              data-row
              data-testid="node-row"
              data-node={node.id}
              data-status={node.status}
              data-why={`why ${node.statusEvent}`}
              onClick={() => open(node.id)}
              onKeyDown={(event) => event.key === 'Enter' && event.target === event.currentTarget && open(node.id)}
            >
              <td className="strong">
                <EntityLink id={node.id} />
              </td>
              <td>
                <Status look={nodeLook(node, grid)} />
              </td>
              <td className="mono clip workload" title={workloadText(node)}>
                {workloadText(node)}
              </td>
              {showAgent && (
                <td>
                  <EntityLink id={node.agentId} />
                </td>
              )}
              <td className="num wide-only">{node.port === undefined || node.port === 0 ? NONE : node.port}</td>
              <td className="num wide-only">{node.pid ?? NONE}</td>
              <td className="num">{node.crashCount}</td>
              <td className="memory">
                <Memory node={node} />
              </td>
              <td className="num">
                {node.status === 'running' && node.startedUs !== undefined ? <Age us={node.startedUs} suffix="" /> : NONE}
              </td>
            </tr>
          ))}
          <Room px={rows.belowPx} columns={columns} />
        </tbody>
      </table>
    </div>
  );
}

/** The room of rows that are not drawn: the scroll bar is as long as the list. */
function Room({ px, columns }: { readonly px: number; readonly columns: number }) {
  if (px === 0) return null;
  return (
    <tr className="room">
      <td colSpan={columns} style={{ height: px }} />
    </tr>
  );
}

function Memory({ node }: { readonly node: NodeState }) {
  if (node.metrics === undefined || node.status !== 'running') return NONE;
  const limit = node.spec.memoryLimitMb > 0 ? node.spec.memoryLimitMb : undefined;
  return (
    <Meter label={memoryText(node.metrics.memoryMb)} value={node.metrics.memoryMb} max={limit}>
      {limit === undefined ? <span className="faint">no limit</span> : <span className="muted">of {memoryText(limit)}</span>}
    </Meter>
  );
}
