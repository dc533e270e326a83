import type { Dim, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import type { Item, WordItem } from '../sentence.ts';

/** "how many different users", "in how many regions": of what the different ones are counted. Agents and nodes are the subject themselves. */
export function distinctOf(clause: Clause, distinct: Item | undefined): Dim | undefined {
  const cue = clause.words('cue').find((item) => item.entry.cue === 'count');
  const after = distinct ?? cue;
  const next = after === undefined ? undefined : clause.next(after, /^(the|of|our)$/);
  // "unique errors among failed spawns": texts of errors, where what failed is said beside them.
  if (next?.type === 'word' && /^errors?$/.test(clause.text(next)) && clause.words('event').some((item) => item !== next)) {
    clause.use(next);
    return 'error';
  }
  if (cue === undefined || next?.type !== 'word' || next.entry.dim === undefined) return undefined;
  // "on how many agents did nodes crash"
  const spread = /^(on|in|across|over|from)$/.test(clause.word(cue.at - 1)) && clause.words('event').length > 0;
  if (next.entry.target !== undefined && !spread) return undefined;
  if (clause.used.has(next) || next.entry.event !== undefined || isMark(clause.previous(next), 'by', 'per')) return undefined;
  if (clause.words('event').length === 0 && !/^(version|platform|region|env|host)$/.test(next.entry.dim)) return undefined;
  clause.use(next);
  return next.entry.dim;
}

/** "how many unique exit codes": a field by which nothing is told apart. */
export function isUncounted(clause: Clause, distinct: Item | undefined): boolean {
  const next = distinct === undefined ? undefined : clause.next(distinct, /^(the|of|our)$/);
  return next?.type === 'word' && next.entry.field !== undefined && next.entry.dim === undefined && next.entry.target === undefined;
}

/** What people do is a request of theirs: "how many users stopped a node". */
const REQUESTED: Readonly<Record<string, string>> = {
  stop_succeeded: 'stop_requested',
  spawn_succeeded: 'spawn_requested',
  scaled_up: 'scale_requested',
  scaled_down: 'scale_requested',
};

export function askedFor(where: Where): Where {
  const event = where['event'];
  if (!Array.isArray(event)) return where;
  return { ...where, event: [...new Set((event as readonly string[]).map((type) => REQUESTED[type] ?? type))] };
}

/** Happenings that somebody brought about and that say who. */
const DONE_BY = /^(config_changed|@?scale|scaled_|spawn_requested|stop_requested|action_|auth_failed|access_denied)/;

/** "config changes made by humans", "scale requests from bots": whose they are. `before` are the types that were asked for, where that was said earlier. */
export function actorOf(clause: Clause, before: unknown = []): 'human' | 'bot' | undefined {
  const [actor, ...more] = clause.words('actor', true);
  const asked = Array.isArray(before) && before.length > 0 && before.every((type) => DONE_BY.test(String(type)));
  const done = asked || clause.words('event').some((item: WordItem) => item.entry.event?.every((type) => DONE_BY.test(type)) === true);
  if (actor === undefined || more.length > 0 || !done) return undefined;
  const by = clause.previous(actor, /^(the|our|a|an)$/);
  clause.use(actor, ...(by !== undefined && (isMark(by, 'done', 'by') || /^from$/.test(clause.text(by))) ? [by] : []));
  return actor.entry.actor;
}
