import { type CountPlan, type Dim, isoSecond, type Order, type RatePlan } from '../../plan.ts';
import type { Question } from '../question.ts';
import { dimsAfter, eventWhere, plan, slotsOf, subjectOf } from '../slots.ts';
import { anchorOf } from './anchor.ts';
import { emptyRows, type FormReader, some } from './form.ts';

const UNIT_PER: Readonly<Record<string, string>> = { second: '1s', minute: '1m', hour: '1h', day: '1d', week: '1w' };

/** "crashes per hour today": a rate, where "by hour" is a series. */
export const rate: FormReader = (question) => {
  for (const [unit, per] of Object.entries(UNIT_PER)) {
    if (question.take(`per ${unit}`, `a ${unit} on average`, `every ${unit}`) === undefined) continue;
    question.take('how many');
    const slots = slotsOf(question);
    return plan<RatePlan>({
      op: 'rate',
      where: eventWhere(slots),
      per,
      time: slots.time,
      by: some(dimsAfter(question, 'by', 'per')),
      bucket: undefined,
      anchor: undefined,
      form: undefined,
      expect: undefined,
    });
  }
  return undefined;
};

/** Counts: "how many", "number of", "top 5 agents by crashes", "which agent crashed the most", "… by hour". */
export const count: FormReader = (question) => {
  const bucketed = bucketOf(question);
  const top = topOf(question);
  const dims = dimsAfter(question, 'by', 'per', 'each');
  const many =
    question.take('how many times', 'how many', 'number of', 'count of', 'count', 'how often', 'how much', 'total number of') !== undefined;
  const common = question.take('most common', 'most frequent', 'commonest');
  const chart = question.take('chart', 'plot', 'graph', 'trend') !== undefined;
  const distinct = question.take('distinct', 'different', 'unique') !== undefined;
  if (!many && top === undefined && bucketed === undefined && dims.length === 0 && common === undefined) return undefined;
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  const form = chart ? ('chart' as const) : undefined;
  if (common !== undefined && dims.length === 0) {
    const dim = question.senses.find((sense) => sense.at > common && sense.entry.dim !== undefined)?.entry.dim ?? 'event';
    return plan<CountPlan>({
      ...emptyRows,
      op: 'count',
      target: 'event',
      where: eventWhere(slots),
      by: [dim],
      order: { by: 'value', dir: 'desc' },
      limit: 1,
      time: slots.time,
      form,
    });
  }
  if (slots.event === undefined && slots.cause === undefined) {
    if (slots.metric !== undefined) return undefined;
    const entity = slots.target === 'agent' || slots.target === 'node' ? slots.target : undefined;
    if (entity !== undefined) {
      const where = { ...slots.names, ...(slots.status === undefined ? {} : { status: slots.status }) };
      const by = dims.filter((dim) => dim !== entity);
      return plan<CountPlan>({
        ...emptyRows,
        op: 'count',
        target: entity,
        where,
        by: some(by),
        at: slots.atMs === undefined ? undefined : isoSecond(slots.atMs),
        ...topOrder(top, by),
        form,
      });
    }
    if (slots.target !== 'event') return undefined;
  }
  const subject =
    top === undefined
      ? undefined
      : (top.dim ?? (slots.target === 'agent' || slots.target === 'node' ? slots.target : subjectOf(slots.events)));
  const by = dims.length > 0 && top === undefined ? dims : subject === undefined ? dims : [subject];
  const unique = distinct ? (slots.target === 'agent' || slots.target === 'node' ? slots.target : undefined) : undefined;
  return plan<CountPlan>({
    ...emptyRows,
    op: 'count',
    target: 'event',
    where: eventWhere(slots),
    by: some(by),
    bucket: bucketed,
    distinct: unique,
    anchor,
    time: slots.time,
    ...topOrder(top, by),
    form,
  });
};

function topOrder(
  top: ReturnType<typeof topOf>,
  by: readonly unknown[],
): { readonly order: Order | undefined; readonly limit: number | undefined } {
  return top === undefined || by.length === 0
    ? { order: undefined, limit: undefined }
    : { order: { by: 'value', dir: top.dir }, limit: top.limit };
}

/** "top 5 agents", "which agent … the most" (one), "worst 3". */
export function topOf(question: Question): { readonly limit: number; readonly dir: 'asc' | 'desc'; readonly dim?: Dim } | undefined {
  const top = question.find('top') ?? question.find('worst') ?? question.find('bottom');
  const number = top === undefined ? undefined : question.numbers.find((item) => item.at === top + 1);
  if (top !== undefined && (number !== undefined || question.word(top) === 'top')) {
    const noun = question.senses.find((sense) => sense.at === (number?.end ?? top + 1));
    question.use(top, top + 1);
    const by = question.find('by');
    if (by !== undefined) question.use(by, by + 1);
    const dim = noun?.entry.target === 'agent' || noun?.entry.target === 'node' ? noun.entry.target : undefined;
    return { limit: number?.value ?? 10, dir: question.word(top) === 'bottom' ? 'asc' : 'desc', ...(dim === undefined ? {} : { dim }) };
  }
  const most = question.take('the most', 'most often', 'most', 'the least', 'least', 'the highest', 'highest', 'the lowest', 'lowest');
  if (most === undefined) return undefined;
  const plural = question.senses.some((sense) => sense.entry.target !== undefined && /s$/.test(sense.phrase) && sense.at < most);
  const which = question.senses.find((sense) => sense.entry.dim !== undefined && /^(which|what)$/.test(question.word(sense.at - 1)));
  return {
    limit: plural ? 10 : 1,
    dir: question.has('least') ? 'asc' : 'desc',
    ...(which?.entry.dim === undefined ? {} : { dim: which.entry.dim }),
  };
}

function bucketOf(question: Question): string | undefined {
  for (const [unit, per] of Object.entries(UNIT_PER)) {
    const ly = unit === 'day' ? 'daily' : `${unit}ly`;
    if (question.take(`by ${unit}`, `by the ${unit}`, `each ${unit}`, ly) !== undefined) return per;
  }
  return undefined;
}
