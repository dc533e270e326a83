import type { ComparePlan, CountPlan, Plan, Side } from '../../plan.ts';
import { type Clause, isMark, timeOf } from '../clause.ts';
import { anchorOf } from '../linked-clauses.ts';
import { calendarUnit } from '../period.ts';
import type { Item, PeriodItem, WordItem } from '../sentence.ts';
import { aggregate } from './aggregate.ts';
import { duration } from './duration.ts';
import type { Frame } from './frame.ts';
import { ratio } from './ratio.ts';
import { readRows } from './rows.ts';

/** Two sides of one question: periods, names of a kind, before and after. The first named is the subject. */
export const compare: Frame = {
  name: 'compare',
  weight: 12,
  read: (clause) => {
    const cue = clause.cue('compare') ?? clause.mark('versus');
    const than = clause.mark('than');
    const more = clause.mark('more', 'less');
    const periods = clause.periods();
    if (
      cue === undefined &&
      !(
        more !== undefined &&
        (than !== undefined || periods.length >= 2 || (periods.length === 1 && calendarOf(clause, periods[0] as PeriodItem) !== undefined))
      )
    )
      return undefined;
    const loose = clause.items.filter(
      (item) =>
        (item.type === 'word' && (item.entry.cue === 'compare' || item.entry.cue === 'count')) ||
        isMark(item, 'versus', 'than', 'more', 'less', 'only') ||
        (item.type === 'word' && item.entry.cue === 'state' && item.entry.metric === undefined),
    );
    clause.use(...loose);
    const sided = sidesOf(clause, periods);
    if (sided === undefined)
      return cue === undefined || !clause.items.some((item) => isMark(item, 'by', 'per')) ? undefined : measured(clause.without(loose));
    const joins = clause.items.filter((item) => isMark(item, 'and', 'or') || /^(between|with|to)$/.test(clause.text(item)));
    clause.use(...sided.taken, ...joins);
    const rest = clause.without([...sided.taken, ...loose]);
    const plan = measured(rest);
    return plan === undefined ? undefined : ({ op: 'compare', plan, sides: sided.sides } satisfies ComparePlan);
  },
};

function measured(rest: Clause): Plan | undefined {
  for (const frame of [ratio, duration, aggregate]) {
    const plan = frame.read(rest);
    if (plan !== undefined && plan.op !== 'clarify') return plan;
  }
  const plan = readRows(rest);
  if (plan === undefined || (plan.op !== 'list' && plan.op !== 'count')) return undefined;
  const { order: _order, limit: _limit, form: _form, ...kept } = plan;
  const rows = { ...kept, op: 'count' as const };
  return rows.where?.['event'] === undefined || rows.target === 'event' ? (rows as CountPlan) : ({ ...rows, target: 'event' } as CountPlan);
}

function sidesOf(
  clause: Clause,
  periods: readonly PeriodItem[],
): { readonly sides: readonly Side[]; readonly taken: readonly Item[] } | undefined {
  if (periods.length >= 2) return { sides: periods.slice(0, 2).map((item) => ({ time: timeOf(item.period) })), taken: periods };
  const rels = clause.words('rel').filter((item) => item.entry.rel === 'before' || item.entry.rel === 'after');
  if (rels.length >= 2) {
    const [a, b] = rels as [WordItem, WordItem];
    clause.use(a);
    const anchored = anchorOf(clause.without([a]));
    if (anchored === undefined) return undefined;
    const side = (item: WordItem): Side => ({ anchor: { where: anchored.anchor.where, rel: item.entry.rel as 'before' } });
    return { sides: [side(a), side(b)], taken: [a, ...clause.items.filter((item) => !anchored.rest.items.includes(item))] };
  }
  for (const kind of ['agent', 'node', 'region', 'env', 'platform', 'version', 'host'] as const) {
    const names = clause.names(kind);
    if (names.length >= 2) return { sides: names.slice(0, 6).map((item) => ({ where: { [kind]: [item.name] } })), taken: names };
  }
  const [only] = periods;
  const before = only === undefined ? undefined : calendarOf(clause, only);
  if (only === undefined || before === undefined) return undefined;
  return { sides: [{ time: timeOf(only.period) }, { time: timeOf(before) }], taken: [only] };
}

/** The unit before the one named: "did crashes increase this week" compares with last week. */
function calendarOf(clause: Clause, item: PeriodItem): { readonly fromMs: number; readonly toMs: number } | undefined {
  const unit =
    (['week', 'month', 'quarter', 'year'] as const).find((one) => clause.text(item).includes(one)) ??
    (/today/.test(clause.text(item)) ? 'day' : undefined);
  if (unit === undefined) return undefined;
  const [fromMs, toMs] = calendarUnit(unit, clause.time.nowMs, clause.time.zone, -1);
  return { fromMs, toMs };
}
