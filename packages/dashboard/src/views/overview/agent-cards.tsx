import type { EventJson } from '@sutra/api';
import { counted } from '@sutra/kit';
import type { AgentState } from '@sutra/model';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { byName, derivedOf } from '../../core/derived.ts';
import { lastHeardUs } from '../../core/heartbeat.ts';
import { AGENT_LOOKS } from '../../core/status.ts';
import { BeatStrip } from '../../parts/beat-strip.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Age } from '../../parts/time-text.tsx';
import { groupByEntity, useBeats } from '../../shell/beats.ts';
import { useGrid } from '../../shell/grid.ts';
import { carried, type Search } from '../../shell/url.ts';

/** Cards drawn at once; unhealthy agents come first, so that none of them is ever left out by this. */
const CARDS_MAX = 24;

/** Every agent with its last half hour, what it holds and what its host has left. */
export function AgentCards() {
  const grid = useGrid();
  const beats = useBeats();
  const byAgent = useMemo(() => groupByEntity(beats.rows), [beats.rows]);
  if (grid === undefined) return null;
  const agents = [...grid.agents.values()]
    .filter((agent) => agent.health !== 'unregistered')
    .sort((a, b) => rank(a) - rank(b) || byName(a, b));
  const rest = agents.length - CARDS_MAX;
  return (
    <Panel title="Agents" aside={<span className="muted small">last 30 min</span>} flush testId="agent-cards">
      {agents.length === 0 && (
        <Nothing kind="never" title="No agents" compact>
          Agents appear here as they register.
        </Nothing>
      )}
      <ul className="agent-cards">
        {agents.slice(0, CARDS_MAX).map((agent) => (
          <AgentCard key={agent.id} agent={agent} places={derivedOf(grid).places.get(agent.id) ?? 0} events={byAgent.get(agent.id) ?? []} />
        ))}
      </ul>
      {rest > 0 && (
        <Link to="/agents" search={((before: Search) => carried(before)) as never} className="link small agent-rest">
          and {counted(rest, 'more agent')}, all healthy
        </Link>
      )}
    </Panel>
  );
}

function rank(agent: AgentState): number {
  return agent.health === 'offline' ? 0 : agent.health === 'degraded' ? 1 : 2;
}

interface AgentCardProps {
  readonly agent: AgentState;
  readonly places: number;
  readonly events: readonly EventJson[];
}

function AgentCard({ agent, places, events }: AgentCardProps) {
  const look = AGENT_LOOKS[agent.health];
  const { metrics } = agent;
  return (
    <li className="agent-card" data-testid="agent-card" data-why={`why ${agent.healthEvent}`}>
      <div className="row apart">
        <Link
          to="/agents/$id"
          params={{ id: agent.id }}
          search={((before: Search) => carried(before)) as never}
          className="link mono clip"
          data-row
        >
          {agent.id}
        </Link>
        <Status look={look} />
      </div>
      <BeatStrip agent={agent} events={events} />
      <p className="muted small row apart">
        <span className="clip">
          {agent.hostname} · {agent.platform}
          {agent.region === undefined ? '' : ` · ${agent.region}`}
        </span>
        <span className="nowrap">
          heard <Age us={lastHeardUs(agent)} />
        </span>
      </p>
      <div className="agent-meters">
        <Meter label="Nodes" value={places} max={agent.maxNodes} warnAt={1}>
          {places} / {agent.maxNodes}
        </Meter>
        <Meter label="CPU" value={metrics?.cpuPct ?? 0} max={metrics === undefined ? undefined : 100}>
          {metrics === undefined ? '–' : `${Math.round(metrics.cpuPct)} %`}
        </Meter>
        <Meter label="Memory" value={metrics?.memoryPct ?? 0} max={metrics === undefined ? undefined : 100}>
          {metrics === undefined ? '–' : `${Math.round(metrics.memoryPct)} %`}
        </Meter>
        <Meter label="Disk" value={metrics?.diskPct ?? 0} max={metrics === undefined ? undefined : 100}>
          {metrics === undefined ? '–' : `${Math.round(metrics.diskPct)} %`}
        </Meter>
      </div>
    </li>
  );
}
