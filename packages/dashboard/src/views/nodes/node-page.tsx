import { nearest } from '@sutra/kit';
import { inStatusSinceUs, type NodeState } from '@sutra/model';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { NO_FILTER, WITHOUT_PULSE } from '../../core/event-filter.ts';
import { nodeLook } from '../../core/status.ts';
import { memoryText } from '../../core/wording.ts';
import { ActButton, useActRefusal } from '../../parts/act-button.tsx';
import { EntityLink } from '../../parts/entity-link.tsx';
import { EventList } from '../../parts/event-list.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Age, Clock } from '../../parts/time-text.tsx';
import { WhyButton } from '../../parts/why-button.tsx';
import { useEventFeed } from '../../shell/event-feed.ts';
import { useGrid } from '../../shell/grid.ts';
import { useKeys } from '../../shell/keys.ts';
import { ActionDialog, type NodeVerb } from './action-dialog.tsx';
import { Autopsy } from './autopsy.tsx';
import { LadderView } from './ladder-view.tsx';
import { Logs } from './logs.tsx';
import { workloadText } from './node-table.tsx';
import './node.css';

const TIMELINE_SHOWN = 80;

export function NodePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const grid = useGrid();
  const node = grid?.nodes.get(id);
  if (grid === undefined) return null;
  if (node !== undefined) return <KnownNode node={node} />;
  const closest = nearest(id, grid.nodes.keys());
  return (
    <Nothing kind="unmatched" title={`No node is called ${id}`}>
      {closest.length > 0 && (
        <span className="row wrap">
          Closest:{' '}
          {closest.map((name) => (
            <EntityLink key={name} id={name} />
          ))}
        </span>
      )}
    </Nothing>
  );
}

function KnownNode({ node }: { readonly node: NodeState }) {
  const grid = useGrid();
  const [verb, setVerb] = useState<NodeVerb>();
  const refusal = useActRefusal();
  const filter = useMemo(
    () => ({ ...NO_FILTER, entity: node.id, severities: WITHOUT_PULSE, classes: ['lifecycle' as const, 'audit' as const] }),
    [node.id],
  );
  const feed = useEventFeed({ filter, hours: 24 * 365, page: 500 });
  const open = (wanted: NodeVerb) => () => setVerb(wanted);
  useKeys(refusal === undefined ? { s: open('stop'), r: open('restart') } : {});
  const stoppable = node.wanted === 'running' && node.status !== 'stopped';
  return (
    <>
      <PageHead title={<span className="mono">{node.id}</span>} up={{ to: '/nodes', name: 'Nodes' }}>
        <Status look={nodeLook(node, grid)} />
        <WhyButton question={`why ${node.statusEvent}`} />
        <span className="grow" />
        <ActButton onClick={open('restart')} data-testid="restart-button" title="Restart… (r)">
          Restart…
        </ActButton>
        {stoppable && (
          <ActButton onClick={open('stop')} data-testid="stop-button" title="Stop… (s)">
            Stop…
          </ActButton>
        )}
      </PageHead>
      <div className="detail" data-why-page={`why ${node.statusEvent}`}>
        <div className="stack">
          <Facts node={node} />
        </div>
        <div className="stack">
          {node.lastExit !== undefined && <Autopsy node={node} exit={node.lastExit} />}
          <LadderView events={feed.rows} node={node} />
          <Panel title="Timeline" aside={<span className="muted small">without metrics</span>} flush testId="node-timeline">
            <EventList
              feed={feed}
              max={TIMELINE_SHOWN}
              empty={<Nothing kind="not-recorded" title="Nothing is recorded about this node" compact />}
            />
          </Panel>
          <Logs id={node.id} />
        </div>
      </div>
      {verb !== undefined && <ActionDialog node={node} verb={verb} onClose={() => setVerb(undefined)} />}
    </>
  );
}

const RESTART_WORDS = { always: 'always', 'on-failure': 'when it fails', never: 'never' } as const;

function Facts({ node }: { readonly node: NodeState }) {
  const grid = useGrid();
  const { spec, metrics } = node;
  const limit = spec.memoryLimitMb > 0 ? spec.memoryLimitMb : undefined;
  const look = nodeLook(node, grid);
  const sinceUs = (look.word === 'crash loop' ? node.loopingSinceUs : undefined) ?? inStatusSinceUs(node);
  return (
    <Panel title="Facts">
      <div className="stack">
        <dl className="facts wide">
          <dt>Status</dt>
          <dd>
            {look.word} since <Clock us={sinceUs} /> (<Age us={sinceUs} suffix="" />)
          </dd>
          <dt>Wanted</dt>
          <dd>{node.wanted}</dd>
          <dt>Agent</dt>
          <dd>
            <EntityLink id={node.agentId} />
          </dd>
          <dt>Workload</dt>
          <dd className="mono">{workloadText(node)}</dd>
          <dt>Pid</dt>
          <dd>{node.pid ?? <span className="faint">none</span>}</dd>
          <dt>Endpoint</dt>
          <dd className="mono">
            {node.endpoint ?? (node.port !== undefined && node.port > 0 ? `port ${node.port}` : <span className="faint">none</span>)}
          </dd>
          <dt>Started</dt>
          <dd>{node.startedUs === undefined ? <span className="faint">never</span> : <Clock us={node.startedUs} />}</dd>
          <dt>Restart policy</dt>
          <dd>{RESTART_WORDS[spec.restart]}</dd>
          <dt>Restarts</dt>
          <dd>{node.restartCount} since it was last stable</dd>
          <dt>Crashes</dt>
          <dd>{node.crashCount} ever</dd>
          <dt>Generation</dt>
          <dd>{node.generation}</dd>
          {spec.storagePath !== '' && (
            <>
              <dt>Folder</dt>
              <dd className="mono">{spec.storagePath}</dd>
            </>
          )}
        </dl>
        {metrics === undefined ? (
          <p className="muted small">Its memory and CPU are not recorded yet.</p>
        ) : (
          <div className="stack tight">
            <Meter label="Memory" value={metrics.memoryMb} max={limit}>
              {memoryText(metrics.memoryMb)}
              {limit === undefined ? ', no limit' : ` of ${memoryText(limit)}`}
            </Meter>
            <Meter label="CPU, of one core" value={metrics.cpuPct} max={100} warnAt={0.95}>
              {metrics.cpuPct.toFixed(1)} %
            </Meter>
            <p className="muted small">
              measured <Age us={metrics.atUs} />
            </p>
          </div>
        )}
      </div>
    </Panel>
  );
}
