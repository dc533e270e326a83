import type { Agg, AggregatePlan, DurationPlan, ListPlan } from '../../plan.ts';
import type { Question } from '../question.ts';
import { dimsAfter, plan, slotsOf } from '../slots.ts';
import { topOf } from './count.ts';
import { emptyRows, type FormReader, some } from './form.ts';

const AGG_WORDS: readonly (readonly [string, Agg])[] = [
  ['average', 'avg'],
  ['mean', 'avg'],
  ['avg', 'avg'],
  ['typical', 'p50'],
  ['usual', 'p50'],
  ['median', 'p50'],
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['maximum', 'max'],
  ['max', 'max'],
  ['peak', 'max'],
  ['worst', 'max'],
  ['longest', 'max'],
  ['slowest', 'max'],
  ['highest', 'max'],
  ['minimum', 'min'],
  ['min', 'min'],
  ['shortest', 'min'],
  ['fastest', 'min'],
  ['lowest', 'min'],
  ['total', 'sum'],
  ['sum of', 'sum'],
];

function aggOf(question: Question): Agg | undefined {
  for (const [word, agg] of AGG_WORDS) if (question.take(word) !== undefined) return agg;
  return undefined;
}

/** "how long was agent-3 down", "average recovery time", "longest outage". */
export const duration: FormReader = (question) => {
  const long = question.take('how long', 'for how long');
  const noun = question.take(
    'recovery time',
    'time to recover',
    'mttr',
    'downtime',
    'outage duration',
    'spawn time',
    'startup time',
    'uptime',
  );
  const outage =
    long === undefined && noun === undefined && question.has('longest', 'shortest') && question.has('outage', 'outages', 'downtime');
  if (long === undefined && noun === undefined && !outage) return undefined;
  const agg = aggOf(question);
  const slots = slotsOf(question);
  const spawn = question.has('spawn time', 'startup time', 'to spawn', 'to start');
  const up = question.has('uptime', 'up', 'running', 'healthy') && !question.has('downtime', 'down');
  const of = spawn ? 'spawn_time' : up ? 'uptime' : 'downtime';
  const target = slots.names['node'] !== undefined || slots.target === 'node' || spawn ? 'node' : 'agent';
  const fallback: Agg = up && slots.time === undefined ? 'current' : long !== undefined && slots.time === undefined ? 'last' : 'sum';
  return plan<DurationPlan>({
    op: 'duration',
    of,
    target,
    where: slots.names,
    agg: agg ?? fallback,
    time: slots.time,
    by: some(dimsAfter(question, 'by', 'per')),
    order: undefined,
    limit: undefined,
    filter: undefined,
    form: undefined,
    expect: undefined,
  });
};

/** "p95 query latency per node", "average latency today". */
export const aggregate: FormReader = (question) => {
  if (!question.senses.some((sense) => sense.entry.metric !== undefined)) return undefined;
  if (question.numbers.some((item) => item.cmp !== undefined)) return undefined;
  const current = currentTop(question);
  if (current !== undefined) return current;
  const agg = aggOf(question);
  const by = dimsAfter(question, 'by', 'per', 'across');
  if (agg === undefined) return undefined;
  const slots = slotsOf(question);
  const metric = slots.metric as string;
  return plan<AggregatePlan>({
    op: 'aggregate',
    metric,
    agg,
    target: by[0] === 'agent' || slots.target === 'agent' ? 'agent' : 'node',
    where: slots.names,
    time: slots.time,
    by: some(by),
    bucket: undefined,
    order: undefined,
    limit: undefined,
    form: undefined,
    expect: undefined,
  });
};

/** "which node has the highest restart count", "top 5 nodes by cpu": rows ordered by what they are now. */
function currentTop(question: Question): ListPlan | undefined {
  const target = question.senses.find((sense) => sense.entry.target === 'agent' || sense.entry.target === 'node')?.entry.target;
  if (target === undefined || question.periods.length > 0) return undefined;
  const top = question.find('top') !== undefined || question.word(0) === 'which' ? topOf(question) : undefined;
  if (top === undefined) return undefined;
  const slots = slotsOf(question);
  return plan<ListPlan>({
    ...emptyRows,
    op: 'list',
    target,
    where: slots.names,
    order: { by: slots.metric as string, dir: question.has('lowest') ? 'asc' : top.dir },
    limit: top.limit,
  });
}
