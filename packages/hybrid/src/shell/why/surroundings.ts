import { fromStored, type GridEvent, type TypedEvent } from '@sutra/model';
import type { Work } from '../answer.ts';
import type { Surroundings } from './rules.ts';

const MINUTE_US = 60_000_000;

/** Reads what the rules judge: a handful of small queries around the crash, each bounded. */
export async function surroundingsOf(crash: TypedEvent<'node_crashed'>, chain: Iterable<GridEvent>, work: Work): Promise<Surroundings> {
  const { node_id: node, agent_id: agent } = crash.body;
  const latest = async (types: readonly string[], entity: string, backUs: number): Promise<GridEvent | undefined> => {
    const page = await work.reader.query(
      { types, entities: [[entity]], fromUs: crash.timeUs - backUs, toUs: crash.timeUs, order: 'desc', limit: 1 },
      work.options,
    );
    return page.events[0] === undefined ? undefined : fromStored(page.events[0]);
  };
  const start =
    [...chain].find(
      (event) =>
        (event.type === 'spawn_succeeded' || event.type === 'node_restarted') &&
        event.timeUs <= crash.timeUs &&
        event.entities.includes(node),
    ) ?? (await latest(['spawn_succeeded', 'node_restarted', 'node_adopted'], node, Number.MAX_SAFE_INTEGER));
  const sinceUs = start?.timeUs ?? crash.timeUs - 10 * MINUTE_US;
  const between = async (types: readonly string[]): Promise<GridEvent[]> =>
    (
      await work.reader.query({ types, entities: [[node]], fromUs: sinceUs, toUs: crash.timeUs, order: 'desc', limit: 10 }, work.options)
    ).events.map(fromStored);
  const { port } = crash.body;
  const holder =
    port === undefined
      ? undefined
      : [...work.state.nodes.values()].find(
          (other) => other.id !== node && other.agentId === agent && other.port === port && other.status === 'running',
        );
  return {
    crash,
    start,
    stops: await between(['stop_requested']),
    metrics: await latest(['node_metrics', 'storage_metrics'], node, 5 * MINUTE_US),
    host: await latest(['agent_metrics'], agent, 5 * MINUTE_US),
    silence: await latest(['agent_degraded', 'agent_offline'], agent, 2 * MINUTE_US),
    changes: await between(['config_changed']),
    portHolder: holder?.id,
  };
}
