import { nearest } from '@sutra/kit';
import type { AgentState } from '@sutra/model';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { NO_FILTER, WITHOUT_PULSE } from '../../core/event-filter.ts';
import { lastHeardUs } from '../../core/heartbeat.ts';
import { AGENT_LOOKS } from '../../core/status.ts';
import { BeatStrip } from '../../parts/beat-strip.tsx';
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
import { NodeTable } from '../nodes/node-table.tsx';
import '../nodes/node.css';

const TIMELINE_SHOWN = 60;

export function AgentPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const grid = useGrid();
  const agent = grid?.agents.get(id);
  if (grid === undefined) return null;
  if (agent === undefined) {
    const closest = nearest(id, grid.agents.keys());
    return (
      <Nothing kind="unmatched" title={`No agent is called ${id}`}>
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
  const nodes = derivedOf(grid).nodesByAgent.get(id) ?? [];
  return (
    <>
      <PageHead title={<span className="mono">{id}</span>} up={{ to: '/agents', name: 'Agents' }}>
        <Status look={AGENT_LOOKS[agent.health]} />
        {agent.draining && <Status look={{ tone: 'warn', glyph: '◍', word: 'draining' }} />}
        <WhyButton question={`why ${agent.healthEvent}`} />
      </PageHead>
      <div className="detail" data-why-page={`why ${agent.healthEvent}`}>
        <div className="stack">
          <Facts agent={agent} places={derivedOf(grid).places.get(id) ?? 0} />
        </div>
        <div className="stack">
          <Panel title="Nodes" flush>
            {nodes.length === 0 ? (
              <Nothing kind="never" title="No node has been placed here" compact />
            ) : (
              <NodeTable nodes={nodes} showAgent={false} />
            )}
          </Panel>
          <AgentTimeline agent={agent} />
        </div>
      </div>
    </>
  );
}

function Facts({ agent, places }: { readonly agent: AgentState; readonly places: number }) {
  const { metrics } = agent;
  return (
    <Panel title="Facts">
      <div className="stack">
        <dl className="facts wide">
          <dt>Status</dt>
          <dd>
            {AGENT_LOOKS[agent.health].word} since <Clock us={agent.healthSinceUs} /> (<Age us={agent.healthSinceUs} suffix="" />)
          </dd>
          <dt>Heard</dt>
          <dd>
            <Age us={lastHeardUs(agent)} />
          </dd>
          <dt>Host</dt>
          <dd>{agent.hostname}</dd>
          <dt>Platform</dt>
          <dd>{agent.platform}</dd>
          <dt>Reached by</dt>
          <dd className={agent.endpoint === 'stream' ? '' : 'mono'}>
            {agent.endpoint === 'stream' ? 'its own connection to the master' : agent.endpoint}
          </dd>
          <Optional name="Region" value={agent.region} />
          <Optional name="Environment" value={agent.env} />
          <Optional name="Version" value={agent.version} />
          <dt>Registered</dt>
          <dd>
            <Clock us={agent.registeredUs} />
          </dd>
          {Object.entries(agent.labels).map(([name, value]) => (
            <Optional key={name} name={name} value={value} />
          ))}
        </dl>
        <div className="stack tight">
          <Meter label="Places taken" value={places} max={agent.maxNodes} warnAt={1}>
            {places} / {agent.maxNodes}
          </Meter>
          {metrics === undefined ? (
            <p className="muted small">Host metrics are not recorded yet.</p>
          ) : (
            <>
              <Meter label="CPU" value={metrics.cpuPct} max={100}>
                {Math.round(metrics.cpuPct)} %
              </Meter>
              <Meter label="Memory" value={metrics.memoryPct} max={100}>
                {Math.round(metrics.memoryPct)} %
              </Meter>
              <Meter label="Disk" value={metrics.diskPct} max={100}>
                {Math.round(metrics.diskPct)} %
              </Meter>
              <p className="muted small">
                Load {metrics.load.toFixed(2)} · measured <Age us={metrics.atUs} />
              </p>
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Optional({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  if (value === undefined || value === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function AgentTimeline({ agent }: { readonly agent: AgentState }) {
  const filter = useMemo(
    () => ({ ...NO_FILTER, entity: agent.id, severities: WITHOUT_PULSE, classes: ['lifecycle' as const, 'audit' as const] }),
    [agent.id],
  );
  const beats = useMemo(
    () => ({
      ...NO_FILTER,
      entity: agent.id,
      types: ['agent_heartbeat', 'agent_degraded', 'agent_offline', 'agent_recovered', 'agent_registered'],
    }),
    [agent.id],
  );
  const feed = useEventFeed({ filter, hours: 24 * 365, page: 500 });
  const strip = useEventFeed({ filter: beats, hours: 1, page: 500 });
  return (
    <>
      <Panel title="Last 30 minutes" aside={<span className="muted small">one bar a minute</span>}>
        <BeatStrip agent={agent} events={strip.rows} />
      </Panel>
      <Panel title="Timeline" aside={<span className="muted small">its nodes included, without heartbeats and metrics</span>} flush>
        <EventList
          feed={feed}
          max={TIMELINE_SHOWN}
          empty={<Nothing kind="not-recorded" title="Nothing is recorded about this agent" compact />}
        />
      </Panel>
    </>
  );
}
