import { DensityAnswer, DensityQuery } from '@sutra/api';
import { isoFromUs, SutraError } from '@sutra/kit';
import { CATALOGUE, EVENT_TYPES, fromStored, isEventType, toEventJson } from '@sutra/model';
import { LIMITS } from '../limits.ts';
import { type App, type Context, instantUs, reading } from './context.ts';

const BUCKETS_DEFAULT = 120;
/** Widths buckets come in, s: they begin on round times and stay where they are while the rail moves on. */
const WIDTHS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 604_800];
/** The pulse of the grid says nothing on a rail: it is there all the time. */
const PULSE = EVENT_TYPES.filter((type) => CATALOGUE[type].severity === 'debug');
/** What is marked one by one. */
const MARKED = ['node_crashed', 'node_lost', 'node_gave_up', 'node_crash_looping', 'agent_offline', 'cluster_critical'];

/** How much happened when: what the rail of time is drawn from. Counted in the store; its cost does not grow with the width asked for. */
export function densityRoute(app: App, context: Context): void {
  app.get(
    '/api/grid/density',
    {
      schema: {
        tags: ['events'],
        summary: 'Events counted over time by severity, with crashes and losses marked',
        querystring: DensityQuery,
        response: { 200: DensityAnswer },
      },
    },
    async (request) => {
      const { from, to, buckets = BUCKETS_DEFAULT } = request.query;
      const fromUs = instantUs(from, 'from');
      const toUs = instantUs(to, 'to');
      if (toUs <= fromUs)
        throw new SutraError('SUTRA_CONTROL_INVALID', 'Cannot count over an empty period: to is not after from', {
          details: { field: 'to' },
        });
      const bucketUs = widthUs((toUs - fromUs) / buckets);
      const [counted, marked, oldest] = await reading(context, request, (limit) =>
        Promise.all([
          context.store.aggregate({ fromUs, toUs, typesNot: PULSE, groupBy: ['type'], bucketUs, limit: 100_000 }, limit),
          context.store.query({ fromUs, toUs, types: MARKED, order: 'desc', limit: LIMITS.marksMax }, limit),
          context.store.query({ order: 'asc', limit: 1 }, limit),
        ]),
      );
      const first = oldest.events[0];
      return {
        from,
        to,
        bucket_ms: bucketUs / 1_000,
        ...(first === undefined ? {} : { oldest: isoFromUs(first.timeUs) }),
        buckets: bucketsOf(counted.groups),
        marks: marked.events.map((event) => {
          const { event_id, event_type, entity_id, timestamp, seq } = toEventJson(fromStored(event));
          return { event_id, event_type, entity_id, timestamp, seq };
        }),
        marks_more: marked.cursor !== undefined,
        as_of_seq: counted.asOfSeq,
        partial: counted.partial,
      };
    },
  );
}

function widthUs(leastUs: number): number {
  const width = WIDTHS_S.find((seconds) => seconds * 1_000_000 >= leastUs) ?? Math.ceil(leastUs / 604_800_000_000) * 604_800;
  return width * 1_000_000;
}

function bucketsOf(groups: readonly { readonly key: readonly unknown[]; readonly bucketUs?: number; readonly count: number }[]) {
  const found = new Map<number, { info: number; warning: number; error: number }>();
  for (const { key, bucketUs = 0, count } of groups) {
    const bucket = found.get(bucketUs) ?? { info: 0, warning: 0, error: 0 };
    found.set(bucketUs, bucket);
    bucket[classOf(String(key[0]))] += count;
  }
  return [...found].sort(([a], [b]) => a - b).map(([us, bucket]) => ({ at: isoFromUs(us), ...bucket }));
}

function classOf(type: string): 'info' | 'warning' | 'error' {
  const severity = isEventType(type) ? CATALOGUE[type].severity : 'info';
  return severity === 'critical' || severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'info';
}
