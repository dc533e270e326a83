import type { EventsAnswer, PlanAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { pickEntity } from '../client/names.ts';
import { ask, showAnswer } from './ask.ts';

/** Where a "why?" begins, in the engine's own terms: no name can be mistaken for a word of a question. */
type Where = { readonly ref: readonly [string] } | { readonly node: readonly [string] } | { readonly agent: readonly [string] };

/**
 * `sutra why TARGET`: an event id, an operation, `cluster`, or a node or agent, whose latest trouble is meant. Several words are
 * a question.
 */
export async function why(invocation: Invocation, words: readonly string[], options: { readonly at?: string }): Promise<number> {
  const [target = ''] = words;
  if (words.length > 1 || /\s/.test(target)) return ask(invocation, `why ${words.join(' ')}`, options);
  const control = new ControlClient(invocation);
  const at = await atQuery(invocation, options.at);
  const where = await whereOf(invocation, control, target, at);
  const { answer } = await control.post<PlanAnswer>('/api/ask/plan', {
    plan: { op: 'why', where },
    question: `why ${target}`,
    tz: invocation.zone,
    ...at,
  });
  if (answer === undefined)
    throw new SutraError('SUTRA_NO_GRID', `What answers at ${invocation.at.control} does not answer plans: it is of another version`);
  return showAnswer(invocation, answer, false);
}

/** Where a question about a target begins: an event, an operation's or the grid's latest event, a node or an agent. */
export async function whereOf(
  invocation: Invocation,
  control: ControlClient,
  target: string,
  at: { readonly at?: string },
): Promise<Where> {
  if (target.startsWith('event-')) {
    await control.get(`/api/grid/events/${encodeURIComponent(target)}`, at); // an id nobody knows is an error, not an answer
    return { ref: [target] };
  }
  if (target.startsWith('op-') || target === 'cluster') return { ref: [await lastEventOf(control, target, at)] };
  try {
    const { kind, id } = await pickEntity(invocation, target);
    return kind === 'agent' ? { agent: [id] } : { node: [id] };
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_NAME_UNKNOWN') throw reason;
    // What left long ago, or stands in imported history only, is in the record and not among what there is.
    const { events } = await control.get<EventsAnswer>('/api/grid/events', { ...latestOf(target), ...at });
    if (events.length === 0) throw reason;
    return events[0]?.details['agent_id'] === target ? { agent: [target] } : { node: [target] };
  }
}

/** Asks for the newest event that names something, however long ago. */
const latestOf = (entity: string) =>
  ({ entity_id: entity, severity: 'info,warning,error,critical', from: '1970-01-01T00:00:00Z', order: 'desc', limit: 1 }) as const;

/** How it ended, or where it stands: the newest event that names it. */
async function lastEventOf(control: ControlClient, entity: string, at: { readonly at?: string }): Promise<string> {
  const { events } = await control.get<EventsAnswer>('/api/grid/events', {
    ...latestOf(entity),
    ...(entity === 'cluster' ? { event_type: 'cluster_healthy,cluster_degraded,cluster_critical' } : {}),
    ...at,
  });
  const [last] = events;
  if (last !== undefined) return last.event_id;
  throw new SutraError('SUTRA_NAME_UNKNOWN', `Nothing is recorded of ${entity}`, { mend: 'See `sutra events` for what is recorded.' });
}
