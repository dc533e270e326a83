import { type Anchor, type Cond, isoSecond, type Plan, type Time, type Where } from '../core/plan.ts';
import type { Work } from './answer.ts';
import type { Key } from './events/groups.ts';
import { timeOf, type Window } from './filter.ts';

/** Dimensions of which an event has one value at most: a condition on them is replaced, not added to. */
export const SINGLE: ReadonlySet<string> = new Set(['event', 'cause', 'error', 'query_type', 'user', 'hour_of_day', 'weekday']);

/** A condition that also asks for one group: what the group's number counts, and nothing else. */
export function whereOf(where: Where | undefined, key: Key): Where {
  const replaced = Object.fromEntries(Object.entries(where ?? {}).filter(([field]) => !(SINGLE.has(field) && field in key)));
  const group = Object.entries(key).map(([dim, value]): [string, Cond] => [dim, value === null ? { exists: false } : [value]]);
  return bothOf(replaced, Object.fromEntries(group));
}

/** Both conditions at once, also where they speak of the same field. */
export function bothOf(a: Where, b: Where): Where {
  const clash = Object.entries(b).filter(([field]) => field !== 'any' && a[field] !== undefined);
  const { any, ...plain } = { ...b, ...a };
  const alternatives = [
    ...(a.any === undefined ? [] : [a.any]),
    ...(b.any === undefined ? [] : [b.any]),
    // The same alternative twice: a second condition on a field, in a language that has one condition a field.
    ...(clash.length === 0 ? [] : [[Object.fromEntries(clash), Object.fromEntries(clash)] as Where[]]),
  ];
  if (alternatives.length === 0) return plain;
  return { ...plain, any: alternatives.reduce((left, right) => left.flatMap((x) => right.map((y) => bothOf(x, y)))) };
}

/** A bucket as the period of a plan, cut to the window it lies in. */
export function bucketTime(startUs: number, endUs: number, window: Time): Time {
  const from = isoSecond(startUs / 1000);
  const to = isoSecond(endUs / 1000);
  return {
    from: window.from !== null && window.from > from ? window.from : from,
    to: window.to !== null && window.to < to ? window.to : to,
  };
}

/** When the events of a row happened, as its plan has it: an event that gives the time is named, for it is known to the µs and a period only to the second. */
export function whenIn(
  { anchor, time }: { readonly anchor?: Anchor; readonly time?: Time },
  anchorId: string | undefined,
  window: Window,
  work: Work,
): { readonly anchor?: Anchor; readonly time?: Time } {
  if (anchor === undefined || anchorId === undefined) return { time: timeOf(window, work) };
  return { anchor: pinned(anchor, anchorId), ...(time === undefined ? {} : { time }) };
}

/** A time given by this very event. */
export function pinned({ pick: _pick, ...anchor }: Anchor, anchorId: string): Anchor {
  return { ...anchor, where: { ref: [anchorId] } };
}

/** A plan as it stands in a row: plain data. */
export const asRow = (plan: Plan): Record<string, unknown> => ({ ...plan });
