import type { EventSink } from '@sutra/events';
import { AGENT_HEALTH, type GridState, NODE_STATUS, VERDICTS } from '@sutra/model';
import type { Metric, Sample } from './prometheus.ts';

export interface MetricSources {
  readonly state: () => GridState;
  readonly emitter: EventSink;
  readonly links: () => number;
  readonly operationsInFlight: () => number;
  readonly operationsUnsettled: () => number;
  readonly pendingEvents: () => number;
  readonly storeUp: () => boolean;
  readonly tickLateMs: () => number;
  /** Delay of the event loop: mean, 99th percentile and maximum since the last reading, ms. */
  readonly loopDelayMs: () => { readonly mean: number; readonly p99: number; readonly max: number };
  readonly epoch: number;
  readonly version: string;
}

/** Everything the master measures about itself and its grid, computed when asked. */
export function masterMetrics(sources: MetricSources): Metric[] {
  const state = sources.state();
  const emitter = sources.emitter.stats();
  const delay = sources.loopDelayMs();
  return [
    gauge('sutra_master_info', 'Version and fencing epoch of the master.', [
      { labels: { version: sources.version, epoch: String(sources.epoch) }, value: 1 },
    ]),
    gauge(
      'sutra_agents',
      'Agents by health.',
      counted(
        'health',
        AGENT_HEALTH,
        [...state.agents.values()].map((agent) => agent.health),
      ),
    ),
    gauge(
      'sutra_nodes',
      'Nodes by status.',
      counted(
        'status',
        NODE_STATUS,
        [...state.nodes.values()].map((node) => node.status),
      ),
    ),
    gauge('sutra_cluster', 'The cluster verdict: 1 for the one that holds.', counted('verdict', VERDICTS, [state.cluster.verdict])),
    gauge('sutra_state_seq', 'Position of the last stored event folded into the state.', [{ value: state.seq }]),
    gauge('sutra_agent_streams', 'Open streams of agents.', [{ value: sources.links() }]),
    gauge('sutra_operations_in_flight', 'Operations that wait for their agent.', [{ value: sources.operationsInFlight() }]),
    gauge('sutra_operations_unsettled', 'Operations whose outcome is unknown.', [{ value: sources.operationsUnsettled() }]),
    counter('sutra_events_emitted_total', 'Events emitted by this run.', [{ value: emitter.emitted }]),
    counter('sutra_events_stored_total', 'Events of this run acknowledged by storage.', [{ value: emitter.stored }]),
    counter('sutra_events_refused_total', 'Events refused at a limit, by type.', refusedBy(emitter.refused)),
    gauge('sutra_events_spooled', 'Events that wait for storage.', [{ value: emitter.pending }]),
    gauge('sutra_events_spool_bytes', 'Bytes of the spool on disk.', [{ value: emitter.spoolBytes }]),
    gauge('sutra_events_over_stored', 'Events folded into the live state that storage has not given back.', [
      { value: sources.pendingEvents() },
    ]),
    gauge('sutra_store_up', 'Whether the feed of the store is live.', [{ value: sources.storeUp() ? 1 : 0 }]),
    gauge('sutra_tick_late_ms', 'How late the last health tick came.', [{ value: round(sources.tickLateMs()) }]),
    gauge('sutra_loop_delay_ms', 'Delay of the event loop since the last scrape.', [
      { labels: { stat: 'mean' }, value: round(delay.mean) },
      { labels: { stat: 'p99' }, value: round(delay.p99) },
      { labels: { stat: 'max' }, value: round(delay.max) },
    ]),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({ name, help, type: 'gauge', samples });
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({ name, help, type: 'counter', samples });
const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** One sample a known value, zeros included: an absent series reads as "unknown" in an alert. */
function counted(label: string, known: readonly string[], seen: readonly string[]): Sample[] {
  const counts = new Map(known.map((value) => [value, 0]));
  for (const value of seen) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([text, value]) => ({ labels: { [label]: text }, value }));
}

function refusedBy(refused: Readonly<Record<string, number>>): Sample[] {
  const samples = Object.entries(refused).map(([type, value]) => ({ labels: { type }, value }));
  return samples.length === 0 ? [{ value: 0 }] : samples;
}
