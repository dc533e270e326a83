import { counted, isoFromUs } from '@sutra/kit';
import { sideWords } from '../core/paraphrase.ts';
import { isoSecond, type Plan, type Side } from '../core/plan.ts';
import type { PlanOf, Result, Work } from './answer.ts';
import { comparedStates } from './compare-states.ts';
import { compareText } from './compare-text.ts';
import { stateAnswer } from './entities/state.ts';
import { anchored } from './events/anchored.ts';
import { GROUPS_LISTED, groupsListed } from './events/words.ts';
import { timeOf, windowOf } from './filter.ts';
import { asRow, bothOf } from './narrow.ts';
import { unsupported } from './unsupported.ts';

/** One question over several periods, entities, or sides of an event; the first is the subject, the second what it is held against. */
export async function compareOf(
  plan: PlanOf<'compare'>,
  work: Work,
  execute: (plan: Plan, work: Work) => Promise<Result>,
): Promise<Result> {
  const plans: Plan[] = [];
  const notes: string[] = [];
  for (const side of plan.sides) {
    const { plan: sub, note } = await sidePlan(plan.plan, side, work);
    plans.push(sub);
    notes.push(...note);
  }
  const results: Result[] = [];
  for (const sub of plans) results.push(await (sub.op === 'state' ? stateAnswer(sub, work, true) : execute(sub, work)));
  const common = {
    assumptions: [...new Set([...notes, ...results.flatMap((result) => result.assumptions ?? [])])],
    evidence: [...new Set(results.flatMap((result) => result.evidence ?? []))],
    unknown: [...new Set(results.flatMap((result) => result.unknown ?? []))],
    as_of_seq: Math.max(0, ...results.map((result) => result.as_of_seq ?? 0)),
    scanned: results.reduce((sum, result) => sum + (result.scanned ?? 0), 0),
    partial: results.some((result) => result.partial === true),
  };
  if (plans.every((sub) => sub.op === 'state')) {
    const told = await comparedStates(plan.sides, plans, results, work);
    return results.some(({ status }) => status !== 'empty')
      ? { ...common, status: 'answered', ...told }
      : { ...common, status: 'empty', nothing: 'none_matched', text: told.text };
  }
  const values = results.map(numberOf);
  const rows = results.map((result, i) => ({
    side: sideWords(plan.sides[i] as Side) || `side ${i + 1}`,
    value: values[i] ?? null,
    text: result.text,
    plan: asRow(plans[i] as Plan),
  }));
  const groups = groupRows(plan, results);
  const [subject, baseline] = values;
  const difference = subject === undefined || baseline === undefined ? undefined : Number((subject - baseline).toPrecision(6));
  const change =
    difference === undefined || baseline === undefined || baseline === 0 ? undefined : Math.round((100 * difference) / baseline);
  return {
    status: values.every((value) => value === undefined) ? 'empty' : 'answered',
    ...(values.every((value) => value === undefined) ? { nothing: 'none_matched' as const } : {}),
    text: `${compareText(
      plan.plan,
      plan.sides.map((side, i) => ({ side, value: values[i], known: results[i]?.nothing !== 'not_recorded' })),
      change,
      work,
    )}${groupsText(groups, plan.sides.length)}`,
    ...(subject === undefined ? {} : { value: subject }),
    columns: [...(groups[0]?.dims ?? []), 'side', 'value', ...(change === undefined ? [] : ['change_pct'])],
    rows: [
      ...rows.map((row, i) => ({
        ...row,
        ...(i === 0 && difference !== undefined ? { difference } : {}),
        ...(i === 0 && change !== undefined ? { change_pct: change } : {}),
      })),
      ...groups.flatMap((group) => group.rows),
    ],
    ...common,
  };
}

/** One group of a comparison: what each side comes to. */
interface ComparedGroup {
  readonly dims: readonly string[];
  readonly label: string;
  readonly values: readonly (number | undefined)[];
  readonly rows: readonly Record<string, unknown>[];
}

/** "agents with more crashes than last week": each group beside itself, those that grew the most first. */
function groupRows(plan: PlanOf<'compare'>, results: readonly Result[]): ComparedGroup[] {
  const dims = 'by' in plan.plan ? (plan.plan.by ?? []) : [];
  if (dims.length === 0 || ('bucket' in plan.plan && plan.plan.bucket !== undefined)) return [];
  const keyOf = (row: Record<string, unknown>): string => JSON.stringify(dims.map((dim) => row[dim] ?? null));
  const sides = results.map((result) => new Map((result.rows ?? []).map((row) => [keyOf(row), row])));
  const keys = [...new Set(sides.flatMap((side) => [...side.keys()]))];
  const groups = keys.map((key): ComparedGroup => {
    const found = sides.map((side) => side.get(key));
    const named = found.find((row) => row !== undefined) as Record<string, unknown>;
    const values = found.map((row) => numberIn(row));
    const of = Object.fromEntries(dims.map((dim) => [dim, named[dim] ?? null]));
    return {
      dims,
      label: dims.map((dim) => named[dim] ?? 'unknown').join(' '),
      values,
      rows: found.map((row, i) => ({
        ...of,
        side: sideWords(plan.sides[i] as Side) || `side ${i + 1}`,
        value: values[i] ?? null,
        ...(row?.['plan'] === undefined ? {} : { plan: row['plan'] }),
      })),
    };
  });
  const grown = ({ values: [one = 0, other = 0] }: ComparedGroup): number => one - other;
  return groups.sort((a, b) => grown(b) - grown(a) || (a.label < b.label ? -1 : 1));
}

const numberIn = (row: Record<string, unknown> | undefined): number | undefined => {
  const value = row?.['count'] ?? row?.['value'] ?? row?.['rate'];
  return typeof value === 'number' ? value : undefined;
};

/** The groups in words, of two sides: "grumpy 7 against 2". */
function groupsText(groups: readonly ComparedGroup[], sides: number): string {
  if (groups.length === 0 || sides !== 2) return '';
  const listed = groups
    .slice(0, GROUPS_LISTED)
    .map(({ label, values }) => `${label} ${values.map((value) => value ?? 'none').join(' against ')}`);
  return groupsListed(' Each: ', listed, groups.length).concat('.');
}

/** What a side comes to: its number, or how many rows it has. */
function numberOf(result: Result): number | undefined {
  if (typeof result.value === 'number') return result.value;
  if (result.status === 'empty') return undefined;
  return result.rows?.length;
}

async function sidePlan(plan: Plan, side: Side, work: Work): Promise<{ plan: Plan; note: string[] }> {
  if (!('where' in plan) && !TIMED.has(plan.op)) throw unsupported(`comparing ${counted(2, plan.op)}`);
  const where = { ...(plan as { where?: object }).where } as Record<string, never>;
  const sub: Record<string, unknown> = { ...plan };
  if (side.where !== undefined) {
    // A side that names its own agent stands in for the one of the question.
    const rest = Object.fromEntries(Object.entries(where).filter(([field]) => side.where?.[field] === undefined));
    sub['where'] = bothOf(rest, side.where);
  }
  // How many there were at one instant, and not over a stretch of time.
  if (side.time?.from != null && side.time.from === side.time.to) sub['at'] = side.time.from;
  else if (side.time !== undefined) sub['time'] = side.time;
  if (side.anchor === undefined) return { plan: sub as unknown as Plan, note: [] };
  const { window, note, atUs } = await anchored(side.anchor, windowOf(side.time, work, 'all'), work);
  if (atUs === undefined) throw unsupported('a side at an event that is not on record there');
  if (plan.op === 'state') sub['at'] = isoSecond((side.anchor.rel === 'before' ? atUs - 1_000_000 : atUs + 1_000_000) / 1000);
  else sub['time'] = timeOf(window, work);
  return { plan: sub as unknown as Plan, note: note.length === 0 ? [`at ${isoFromUs(atUs)}`] : note };
}

/** Operations a side can be put into though the plan has no condition of its own. */
const TIMED: ReadonlySet<string> = new Set([
  'list',
  'count',
  'state',
  'rate',
  'ratio',
  'duration',
  'aggregate',
  'changed',
  'audit',
  'timeline',
  'anomaly',
]);
