import { counted, durationText, isoFromUs } from '@sutra/kit';
import { firstOf, type PlanOf, type Result, type Work } from '../answer.ts';
import { conditionWords } from '../condition-words.ts';
import { nameOfField } from '../figure-text.ts';
import { unsupported } from '../unsupported.ts';
import { askedAbout } from './asked-about.ts';
import { type Point, trendOf } from './trend.ts';

const HISTORY_US = 6 * 3_600_000_000;
const BUCKET_US = 300_000_000;
const THINGS_MAX = 50;

/** Figures that are recorded of agents and nodes, and the limit that is meant when none is given. */
const FIGURES: Readonly<
  Record<string, { readonly type: 'agent_metrics' | 'node_metrics'; readonly field: string; readonly limit: number | undefined }>
> = {
  disk_pct: { type: 'agent_metrics', field: 'disk_pct', limit: 95 },
  memory_pct: { type: 'agent_metrics', field: 'memory_pct', limit: 95 },
  cpu_pct: { type: 'agent_metrics', field: 'cpu_pct', limit: 95 },
  memory_mb: { type: 'node_metrics', field: 'memory_mb', limit: undefined },
  disk_mb: { type: 'node_metrics', field: 'disk_mb', limit: undefined },
  queue_depth: { type: 'node_metrics', field: 'queue_depth', limit: undefined },
};

/** When a figure reaches a threshold at its present pace: of each thing whose line beats "it stays as it is". */
export async function capacityOf(plan: PlanOf<'predict'>, work: Work): Promise<Result> {
  const metric = plan.threshold?.metric ?? plan.metric ?? '';
  const figure = Object.hasOwn(FIGURES, metric) ? FIGURES[metric] : undefined;
  if (figure === undefined) throw unsupported(`forecasts of ${metric}; there are ${Object.keys(FIGURES).join(', ')}`);
  const wanted = askedAbout({ ...plan, target: 'entity' }, work);
  const all =
    figure.type === 'agent_metrics'
      ? [...work.state.agents.keys()]
      : [...work.state.nodes.values()].filter((node) => node.status === 'running').map(({ id }) => id);
  const things = all.filter((id) => wanted.has(id));
  const rows: Record<string, unknown>[] = [];
  const silent: string[] = [];
  let scanned = 0;
  for (const id of things.slice(0, THINGS_MAX)) {
    const limit = plan.threshold?.gte ?? figure.limit ?? work.state.nodes.get(id)?.spec.memoryLimitMb;
    const read = await readingsOf(id, figure, work);
    scanned += read.scanned;
    const trend = trendOf(read.points);
    if (!trend.speaks) silent.push(`${id}: ${trend.because}`);
    else if (limit === undefined || limit === 0) silent.push(`${id}: no limit is known for ${metric}`);
    else {
      const hours = trend.perHour > 0 && trend.last < limit ? (limit - trend.last) / trend.perHour : trend.last >= limit ? 0 : undefined;
      rows.push({
        entity_id: id,
        now: tenth(trend.last),
        per_hour: tenth(trend.perHour),
        limit,
        reached_in_s: hours === undefined ? null : Math.round(hours * 3600),
        reached_at: hours === undefined ? null : isoFromUs(Math.round(work.nowUs + hours * 3_600_000_000)),
        off_by: tenth(trend.test.error),
        off_by_if_it_stayed: tenth(trend.test.errorOfStaying),
      });
    }
  }
  rows.sort((a, b) => Number(a['reached_in_s'] ?? Number.MAX_VALUE) - Number(b['reached_in_s'] ?? Number.MAX_VALUE));
  const base = {
    scanned,
    assumptions: [
      'method: a straight line through 5-minute means of the last 6 h, tested on the latest quarter against "it stays as it is"',
    ],
    unknown: silent.slice(0, 10),
    window: { from: isoFromUs(work.nowUs - HISTORY_US), to: isoFromUs(work.nowUs) },
  };
  const first = rows.find((row) => row['reached_in_s'] !== null);
  if (first === undefined)
    return {
      ...base,
      rows,
      status: rows.length === 0 ? 'empty' : 'answered',
      ...(rows.length === 0 ? { nothing: 'not_recorded' as const } : {}),
      text:
        rows.length === 0
          ? `No forecast of ${nameOfField(metric)} is made: ${things.length === 0 ? `nothing${conditionWords(plan.where)} has it` : firstOf(silent, 3, '; ')}.`
          : `Estimate: nothing reaches its limit of ${metric} at its present pace.`,
      certainty: 0.6,
      confidence_from: `${counted(rows.length, 'line')} that beat staying`,
    };
  return {
    ...base,
    status: 'answered',
    value: Number(first['reached_in_s']),
    text: `Estimate: ${String(first['entity_id'])} reaches ${String(first['limit'])} ${metric} in ${durationText(Number(first['reached_in_s']) * 1000)} at its present pace (${String(first['now'])} now, ${String(first['per_hour'])} an hour; the line was off by ${String(first['off_by'])}, staying by ${String(first['off_by_if_it_stayed'])}).`,
    columns: ['entity_id', 'now', 'per_hour', 'limit', 'reached_at', 'off_by', 'off_by_if_it_stayed'],
    rows,
    certainty: 0.6,
    confidence_from: `${counted(rows.length, 'line')} that beat staying, ${silent.length} that ${silent.length === 1 ? 'does' : 'do'} not`,
  };
}

async function readingsOf(
  id: string,
  { type, field }: { readonly type: string; readonly field: string },
  work: Work,
): Promise<{ points: Point[]; scanned: number }> {
  const result = await work.reader.aggregate(
    {
      types: [type],
      entities: [[id]],
      fromUs: work.nowUs - HISTORY_US,
      toUs: work.nowUs + 1,
      bucketUs: BUCKET_US,
      measures: [{ fn: 'avg', field }],
      limit: 500,
    },
    work.options,
  );
  const points = result.groups.flatMap(({ bucketUs, measures }) =>
    bucketUs === undefined || typeof measures[0] !== 'number' ? [] : [{ atUs: bucketUs + BUCKET_US / 2, value: measures[0] }],
  );
  return { points, scanned: result.scanned };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
