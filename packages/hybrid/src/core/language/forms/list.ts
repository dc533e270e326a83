import type { Cond, ListPlan, Order, Plan, Seq, Where } from '../../plan.ts';
import { isoSecond } from '../../plan.ts';
import type { Question } from '../question.ts';
import { eventWhere, plan, type Slots, slotsOf, subjectOf } from '../slots.ts';
import { anchorOf } from './anchor.ts';
import { emptyRows, type FormReader, some } from './form.ts';

/** Rows: what is, what happened, what has such a value. The last form: most questions without another operation are this. */
export const list: FormReader = (question) => {
  const silent = heartbeatGap(question);
  if (silent !== undefined) return silent;
  const sequence = sequenceOf(question);
  if (sequence !== undefined) return sequence;
  const edge = edgeOf(question);
  const many = havingOf(question);
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  const at = slots.atMs === undefined ? undefined : isoSecond(slots.atMs);
  const threshold = thresholdOf(question, slots);
  if (threshold !== undefined) return { ...threshold, ...(slots.time === undefined ? {} : { time: slots.time }) };
  const subject = slots.target === 'agent' || slots.target === 'node' || slots.target === 'entity' ? slots.target : undefined;
  if (slots.event === undefined && slots.cause === undefined) return entities(question, slots, subject, at);
  const when = question.word(0) === 'when';
  if (when || edge !== undefined) {
    const order: Order = edge?.order ?? { by: 'time', dir: 'desc' };
    return plan<ListPlan>({
      ...emptyRows,
      op: 'list',
      target: 'event',
      where: eventWhere(slots),
      time: slots.time,
      anchor,
      order,
      limit: edge?.limit ?? 1,
      form: when ? 'when' : undefined,
    });
  }
  const yesno = /^(did|has|have|is|are|was|were|does|do)$/.test(question.word(0));
  if (many !== undefined && subject !== undefined) {
    const where: Where = { ...slots.names, ...(slots.cause === undefined ? {} : { cause: slots.cause }) };
    return plan<ListPlan>({
      ...emptyRows,
      op: 'list',
      target: subject,
      where,
      having: [{ event: slots.events, count: many.count, ...(many.per === undefined ? {} : { per: many.per }) }],
      time: slots.time,
    });
  }
  const never = question.take('never') !== undefined && subject !== undefined;
  if (never)
    return plan<ListPlan>({
      ...emptyRows,
      op: 'list',
      target: subject,
      where: slots.names,
      having: [{ event: slots.events, count: { eq: 0 } }],
      time: slots.time,
    });
  const target = slots.verb && subject !== undefined && !yesno ? subject : 'event';
  const status = slots.status === undefined || target === 'event' ? {} : { status: slots.status };
  return plan<ListPlan>({
    ...emptyRows,
    op: 'list',
    target,
    where: { ...eventWhere(slots), ...status },
    time: slots.time,
    anchor,
    limit: lastMany(question),
    form: yesno ? 'yesno' : undefined,
  });
};

/** Entities by their present (or past) state: "which agents are offline", "agents on Kubernetes". */
function entities(
  question: Question,
  slots: Slots,
  subject: 'agent' | 'node' | 'entity' | undefined,
  at: string | undefined,
): Plan | undefined {
  const kind =
    subject ??
    (slots.statusKind === 'agent' || slots.statusKind === 'node' ? slots.statusKind : slots.status !== undefined ? 'entity' : undefined);
  const where: Where = { ...slots.names, ...(slots.status === undefined ? {} : { status: slots.status }) };
  if (kind !== undefined && slots.metric === undefined) {
    // "agents offline today": a state word with a period that is not an instant means the events of that period.
    if (slots.time !== undefined && at === undefined && slots.status === undefined)
      return plan<ListPlan>({ ...emptyRows, op: 'list', target: kind, where, time: slots.time });
    return plan<ListPlan>({ ...emptyRows, op: 'list', target: kind, where, at, limit: lastMany(question) });
  }
  if (slots.metric !== undefined) return undefined;
  if (slots.target === 'event' || (slots.time !== undefined && Object.keys(slots.names).length > 0))
    return plan<ListPlan>({ ...emptyRows, op: 'list', target: 'event', where: slots.names, time: slots.time, limit: lastMany(question) });
  return undefined;
}

/** "last 20 events": a limit, not a period. */
function lastMany(question: Question): number | undefined {
  const number = question.numbers.find(
    (item) => item.cmp === undefined && /^(last|latest|recent|newest|first)$/.test(question.word(item.at - 1)),
  );
  if (number === undefined || !Number.isInteger(number.value) || number.value < 1 || number.value > 10_000) return undefined;
  question.use(number.at - 1, number.end);
  return number.value;
}

/** "first crash", "latest restart". */
function edgeOf(question: Question): { readonly order: Order; readonly limit: number } | undefined {
  const first = question.take('first', 'earliest', 'oldest');
  if (first !== undefined) return { order: { by: 'time', dir: 'asc' }, limit: 1 };
  const number = question.numbers.some((item) => /^(last|latest)$/.test(question.word(item.at - 1)));
  const last = number ? undefined : question.take('last', 'latest', 'most recent', 'newest');
  return last === undefined ? undefined : { order: { by: 'time', dir: 'desc' }, limit: 1 };
}

/** "more than 3 times", "at least twice". */
function havingOf(question: Question): { readonly count: Record<string, number>; readonly per?: string } | undefined {
  const words: Readonly<Record<string, number>> = { once: 1, twice: 2, thrice: 3 };
  for (const [word, value] of Object.entries(words)) {
    const at = question.find(word);
    if (at === undefined) continue;
    question.use(at, at + 1);
    const before = `${question.word(at - 2)} ${question.word(at - 1)}`;
    question.use(at - 2, at);
    return { count: before === 'more than' ? { gt: value } : { gte: value } };
  }
  const number = question.numbers.find((item) => /^(times?|x)$/.test(item.unit ?? ''));
  if (number === undefined) return undefined;
  return { count: { [number.cmp ?? 'gte']: number.value } };
}

/** "nodes using >80% CPU", "queries over 500ms". */
function thresholdOf(question: Question, slots: Slots): ListPlan | undefined {
  const { number, metric } = slots;
  if (metric === undefined || number?.cmp === undefined) return undefined;
  const hostMetric = metric === 'disk_pct' || metric === 'free_slots';
  const target = slots.target === 'agent' || slots.target === 'node' ? slots.target : hostMetric ? 'agent' : 'node';
  const cond: Cond = { [number.cmp]: number.value };
  question.take('using', 'use', 'with', 'have');
  return plan<ListPlan>({ ...emptyRows, op: 'list', target, where: { ...slots.names, [metric]: cond } });
}

/** "have not sent a heartbeat in 5 minutes". */
function heartbeatGap(question: Question): ListPlan | undefined {
  const beat = question.senses.find((sense) => sense.entry.event?.includes('agent_heartbeat'));
  if (beat === undefined || !question.has('not', 'no', 'without', 'missing', 'missed')) return undefined;
  const period = question.periods.find((item) => item.at >= beat.end);
  const number = question.numbers.find((item) => item.ms !== undefined);
  const ms =
    number?.ms ?? (period?.period.fromMs != null && period.period.toMs != null ? period.period.toMs - period.period.fromMs : undefined);
  if (ms === undefined) return undefined;
  const slots = slotsOf(question);
  return plan<ListPlan>({
    ...emptyRows,
    op: 'list',
    target: 'agent',
    where: { ...slots.names, heartbeat_age_s: { gt: Math.round(ms / 1000) } },
  });
}

/** "went offline and never came back". */
function sequenceOf(question: Question): ListPlan | undefined {
  const joint = question.find('and') ?? question.find('but');
  if (joint === undefined) return undefined;
  const absent = question.has('never', 'not', 'without');
  const then = question.has('then', 'later', 'afterwards', 'after that');
  if (!absent && !then) return undefined;
  const before = question.senses.filter((sense) => sense.at < joint && sense.entry.event !== undefined && sense.entry.verb === true);
  const after = question.senses.filter((sense) => sense.at > joint && sense.entry.event !== undefined && sense.entry.verb === true);
  const first = some(before.flatMap((sense) => sense.entry.event as readonly string[]));
  const second = some(after.flatMap((sense) => sense.entry.event as readonly string[]));
  if (first === undefined || second === undefined) return undefined;
  question.take('never', 'later', 'afterwards');
  const slots = slotsOf(question);
  const target = slots.target === 'node' || slots.target === 'agent' ? slots.target : (subjectOf(first) ?? 'entity');
  // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows; a plan is never awaited as a promise
  const seq: Seq = { first: { event: first }, then: { event: second }, ...(absent ? { absent: true as const } : {}) };
  return plan<ListPlan>({ ...emptyRows, op: 'list', target, seq, where: slots.names, time: slots.time });
}
