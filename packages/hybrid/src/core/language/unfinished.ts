import type { Seq } from '../plan.ts';
import { type Clause, isMark } from './clause.ts';
import type { Item, WordItem } from './sentence.ts';

/** What begins a thing that takes time, and what its end is. */
const COURSE: Readonly<Record<string, readonly [string, string]>> = {
  '@update': ['update_started', 'update_completed'],
  update_started: ['update_started', 'update_completed'],
  spawn_succeeded: ['spawn_requested', 'spawn_succeeded'],
  spawn_requested: ['spawn_requested', 'spawn_succeeded'],
  stop_succeeded: ['stop_requested', 'stop_succeeded'],
  stop_requested: ['stop_requested', 'stop_succeeded'],
  agent_draining: ['agent_draining', 'agent_drained'],
  action_requested: ['action_requested', 'action_completed'],
};
const ENDED =
  /^(complete|completed|completes|completing|completion|finish|finished|finishes|finishing|end|ended|ending|succeed|succeeded|succeeding|go through|went through|done|concluded|concluding)$/;
const BEGUN =
  /^(start|started|starts|starting|begin|began|begun|begins|beginning|kicked off|kick off|initiated|launched|triggered|requested)$/;

/** "an update started but never completed", "began updating without ever finishing": what was begun, and no end of it. */
export function unfinishedOf(clause: Clause): { readonly seq: Seq; readonly rest: Clause } | undefined {
  const end = clause.items.find((item) => ENDED.test(clause.text(item)) && !clause.used.has(item));
  if (end === undefined) return undefined;
  const thing = clause.items.find(
    (item): item is WordItem =>
      item.type === 'word' &&
      item.at < end.at &&
      item.entry.event?.length === 1 &&
      Object.hasOwn(COURSE, item.entry.event[0] as string) &&
      !BEGUN.test(item.phrase),
  );
  const course = COURSE[thing?.entry.event?.[0] ?? ''];
  if (thing === undefined || course === undefined) return undefined;
  const between = clause.items.slice(clause.items.indexOf(thing) + 1, clause.items.indexOf(end));
  const not = between.find((item) => isMark(item, 'never', 'not') || /^without( any| ever)?$/.test(clause.text(item)));
  // Only what begins, joins or negates stands between the thing and its end.
  const loose = (item: Item): boolean =>
    item === not ||
    isMark(item, 'and', 'it', 'them') ||
    BEGUN.test(clause.text(item)) ||
    (item.type === 'word' && item.entry.filler === true && item.entry.event === undefined) ||
    /^[,]$/.test(clause.text(item));
  if (not === undefined || !between.every(loose)) return undefined;
  const begun = clause.items.filter((item) => item.at < end.at && BEGUN.test(clause.text(item)));
  const gone = [thing, ...between, ...begun, end];
  clause.use(...gone);
  return {
    // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
    seq: { first: { event: [course[0]] }, then: { event: [course[1]] }, absent: true },
    rest: clause.without(gone),
  };
}
