import type { Plan, Where } from '../plan.ts';
import { list } from './forms/list.ts';
import { why } from './forms/why.ts';
import type { TimeContext } from './period.ts';
import type { Question } from './question.ts';
import { slotsOf, subjectOf } from './slots.ts';

const OPENERS = new Set(['and', 'what about', 'how about', 'same', 'only', 'just', 'instead', 'but', 'or', 'also']);
const KINDS = ['agent', 'node', 'host', 'region', 'env', 'platform', 'version', 'user'] as const;

/**
 * A question that leans on the one before: the new words replace the slots of their own kind in the previous plan, a
 * pronoun stands for its entity. A question that is complete in itself is not a follow-up.
 */
export function followUp(question: Question, before: Plan, time: TimeContext): { readonly plan: Plan | undefined } | undefined {
  const where = 'where' in before ? before.where : undefined;
  const bare = question.tokens.length === 1 && question.word(0) === 'why';
  if (bare && where !== undefined) {
    question.use(0, 1);
    return { plan: { op: 'why', where } };
  }
  const slots = slotsOf(question);
  const names = Object.keys(slots.names).length > 0;
  if (hasPronoun(question) && !names && where !== undefined && slots.events.length > 0) {
    const reread = question.has('why') ? why(question, time) : list(question, time);
    if (reread === undefined || (reread.op !== 'list' && reread.op !== 'why')) return undefined;
    return { plan: { ...reread, where: { ...reread.where, ...salient(where, slots.events) } } as Plan };
  }
  const opens = OPENERS.has(question.word(0)) || OPENERS.has(`${question.word(0)} ${question.word(1)}`);
  const fragment =
    slots.events.length === 0 &&
    slots.status === undefined &&
    slots.target === undefined &&
    question.leftovers().length === 0 &&
    !question.has('why', 'who', 'how', 'what', 'which', 'when');
  if (!opens && !fragment) return undefined;
  if (
    !('where' in before) &&
    !('time' in before) &&
    before.op !== 'list' &&
    before.op !== 'count' &&
    before.op !== 'timeline' &&
    before.op !== 'ratio' &&
    before.op !== 'rate'
  )
    return undefined;
  question.take('what about', 'how about');
  const next: Record<string, unknown> = { ...before };
  const merged: Record<string, unknown> = { ...(where ?? {}) };
  for (const kind of KINDS) if (slots.names[kind] !== undefined) merged[kind] = slots.names[kind];
  if (slots.status !== undefined && where?.['status'] !== undefined) merged['status'] = slots.status;
  else if (slots.event !== undefined) merged['event'] = slots.event;
  else if (slots.status !== undefined) merged['status'] = slots.status;
  else if (where?.['status'] !== undefined && slots.events.length > 0) merged['status'] = slots.events;
  if (Object.keys(merged).length > 0) next['where'] = merged;
  if (slots.time !== undefined) next['time'] = slots.time;
  return { plan: next as unknown as Plan };
}

/** "it", "them", "that node"; but not "nodes that crashed". */
function hasPronoun(question: Question): boolean {
  if (question.has('that node', 'that agent', 'this node', 'this agent')) return true;
  return question.has('it', 'its', 'they', 'them') && !question.senses.some((sense) => sense.entry.target !== undefined);
}

/** The entity a pronoun stands for: of the kind the events are about, else whatever was named. */
function salient(where: Where, events: readonly string[]): Where {
  const kind = subjectOf(events);
  const named = kind === undefined ? undefined : where[kind];
  if (kind !== undefined && named !== undefined) return { [kind]: named };
  return Object.fromEntries(KINDS.filter((one) => where[one] !== undefined).map((one) => [one, where[one]])) as Where;
}
