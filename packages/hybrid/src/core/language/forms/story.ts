import { isoSecond, type ListPlan, type StatePlan, type TimelinePlan } from '../../plan.ts';
import type { Question } from '../question.ts';
import { eventWhere, plan, type Slots, slotsOf } from '../slots.ts';
import { anchorOf } from './anchor.ts';
import { emptyRows, type FormReader } from './form.ts';

/** "what happened to agent-1 today", "agent-1 timeline", "what happened before the crash". */
export const timeline: FormReader = (question) => {
  const said = question.take(
    'what happened',
    'what has happened',
    'timeline',
    'history',
    'lifecycle',
    'story',
    'trace',
    'replay',
    'sequence of events',
    'what is going on',
    'what went on',
    'chronology',
    'crash history',
  );
  if (said === undefined) return undefined;
  for (const more of ['timeline', 'history', 'lifecycle', 'trace', 'replay', 'story']) question.take(more);
  const anchor = anchorOf(question);
  const slots = slotsOf(question);
  if (anchor !== undefined)
    return { op: 'timeline', anchor: anchor, ...(Object.keys(slots.names).length === 0 ? {} : { where: slots.names }) };
  const where = eventWhere(slots);
  // "What happened today?" without an entity is every event of the day.
  if (Object.keys(slots.names).length === 0) {
    if (slots.target === undefined && slots.events.length === 0 && slots.time === undefined) return undefined;
    return plan<ListPlan>({ ...emptyRows, op: 'list', target: 'event', where, time: slots.time });
  }
  return plan<TimelinePlan>({
    op: 'timeline',
    where,
    time: slots.time,
    anchor: undefined,
    limit: undefined,
    form: undefined,
    expect: undefined,
  });
};

/** The cluster, or one entity, now or at an instant. */
export const state: FormReader = (question) => {
  const slots = slotsOf(question);
  const at = slots.atMs === undefined ? undefined : isoSecond(slots.atMs);
  const names = slots.names['agent'] !== undefined ? 'agent' : slots.names['node'] !== undefined ? 'node' : undefined;
  const yesno = /^(is|are|was|were)$/.test(question.word(0));
  const stateWord =
    question.senses.some((sense) => sense.entry.dim === 'status' || sense.entry.target === 'cluster') || question.has('how is', 'how are');
  if (slots.status !== undefined && Array.isArray(slots.status) && yesno && (names !== undefined || slots.target === 'cluster'))
    return plan<StatePlan>({
      op: 'state',
      target: names ?? 'cluster',
      where: slots.names,
      at,
      form: 'yesno',
      expect: { status: slots.status },
      time: at === undefined ? slots.time : undefined,
      anchor: undefined,
    });
  if (slots.events.length > 0 || slots.status !== undefined) return undefined;
  if (names !== undefined && (stateWord || onlyName(question, slots)))
    return plan<StatePlan>({
      op: 'state',
      target: names,
      where: slots.names,
      at,
      time: at === undefined ? slots.time : undefined,
      form: undefined,
      expect: undefined,
      anchor: undefined,
    });
  if (slots.target === 'cluster' || (slots.target === undefined && Object.keys(slots.names).length === 0 && stateWord))
    return plan<StatePlan>({
      op: 'state',
      target: 'cluster',
      at,
      time: at === undefined ? slots.time : undefined,
      where: undefined,
      form: undefined,
      expect: undefined,
      anchor: undefined,
    });
  return undefined;
};

/** A bare name: its state. */
function onlyName(question: Question, slots: Slots): boolean {
  return question.names.length > 0 && question.senses.length === 0 && slots.time === undefined;
}
