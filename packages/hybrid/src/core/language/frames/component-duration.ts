import type { Agg, DurationPlan } from '../../plan.ts';
import { type Clause, isMark, periodOf, timeOf } from '../clause.ts';
import { entityOf, PART_IS, partsSaid } from '../grid-part.ts';
import { made } from '../parts.ts';
import type { Item } from '../sentence.ts';
import { aggOf } from './form.ts';
import type { Frame } from './frame.ts';

const UP = /^(?:up|online|running|alive|available|up and running|uptime|started)$/;

/** "how long was storage away", "uptime of the grid", "the longest downtime of the master": how long parts of the grid ran, or did not. */
export const componentDuration: Frame = {
  name: 'component-duration',
  weight: 31,
  read: (clause) => {
    const said = partsSaid(clause);
    if (said?.names === undefined || clause.words('rel').length > 0 || clause.mark('who') !== undefined) return undefined;
    const named = clause.words('duration').find((item) => /^(?:uptime|downtime)$/.test(item.entry.duration ?? ''));
    const long = clause.mark('long');
    const since = clause.items.filter((item) => /^since when$/.test(clause.text(item)));
    if (named === undefined && (long === undefined || !/^(?:for )?how long/.test(long.phrase)) && since.length === 0) return undefined;
    const is = named === undefined ? clause.items.filter((item) => isHow(clause, item, said.items)) : [];
    if (named === undefined && is.length !== 1) return undefined;
    const not = clause.items.find((item) => isMark(item, 'not'));
    const word = named?.entry.duration ?? clause.text(is[0] as Item);
    const up = UP.test(word) !== (not !== undefined);
    clause.use(...said.items, ...is, ...since, ...[named, long, not].filter((item) => item !== undefined));
    clause.use(...clause.items.filter((item) => isMark(item, 'current', 'that', 'and')));
    const latest = clause.words('order').filter((item) => item.entry.order === 'last');
    clause.use(...latest);
    const agg = aggOf(clause)?.entry.agg;
    const period = periodOf(clause);
    return made<DurationPlan>({
      op: 'duration',
      of: up ? 'uptime' : 'downtime',
      target: 'entity',
      where: entityOf(said),
      agg: agg ?? fallback(clause, { up, period: period !== undefined, named: named !== undefined, last: latest.length > 0 }),
      time: period === undefined ? undefined : timeOf(period),
    } as DurationPlan);
  },
};

const isHow = (clause: Clause, item: Item, parts: readonly Item[]): boolean =>
  !parts.includes(item) && (PART_IS.test(clause.text(item)) || UP.test(clause.text(item)));

function fallback(
  clause: Clause,
  seen: { readonly up: boolean; readonly period: boolean; readonly named: boolean; readonly last: boolean },
): Agg {
  if (seen.last) return 'last';
  if (seen.period) return 'sum';
  if (seen.up && (seen.named || clause.has(/^(?:is|been|has|since when)$/))) return 'current';
  if (!seen.up && clause.has(/^(?:is|been|since when)$/)) return 'current';
  return seen.named ? 'sum' : 'last';
}
