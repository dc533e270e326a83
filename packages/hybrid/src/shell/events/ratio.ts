import { toEventJson } from '@sutra/model';
import type { PlanOf, Result, Work } from '../answer.ts';
import { type Compiled, compileWhere, readEvents, unsupported, type Window, windowOf, windowText } from '../filter.ts';
import { bounds, EVIDENCE_MAX, nameOf } from './words.ts';

const RATIO_TYPES: Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>> = {
  spawn_success: [['spawn_succeeded'], ['spawn_failed']],
  spawn_failure: [['spawn_failed'], ['spawn_succeeded']],
  stop_success: [['stop_succeeded'], ['stop_failed']],
  stop_failure: [['stop_failed'], ['stop_succeeded']],
};

/** A share: successes of attempts that ended, or events that also meet a second condition. */
export async function ratioOf(plan: PlanOf<'ratio'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'all');
  const [yes, all, what] = await parts(plan, window, work);
  const range = windowText(window, work);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: all.asOfSeq,
    scanned: all.scanned + yes.scanned,
    partial: all.partial || yes.partial,
    ...(range === undefined ? {} : { window: range }),
  };
  if (all.total === 0) return { ...base, status: 'empty', text: `No ${what.of} in this window, so there is no ${what.name}.` };
  const value = Number(((100 * yes.total) / all.total).toFixed(1));
  const evidence = await readEvents(work, what.rows, window, 'desc', EVIDENCE_MAX);
  return {
    ...base,
    status: 'answered',
    value,
    text: `${value} % ${what.name} (${yes.total} of ${all.total} ${what.of}).`,
    columns: ['part', 'count'],
    rows: [
      { part: what.name, count: yes.total },
      { part: what.of, count: all.total },
    ],
    events: evidence.events.map(toEventJson),
    evidence: evidence.events.map((event) => event.id),
  };
}

async function parts(plan: PlanOf<'ratio'>, window: Window, work: Work) {
  if (plan.by !== undefined || plan.bucket !== undefined) throw unsupported('ratios by group');
  const total = (compiled: Compiled) => work.reader.aggregate({ ...compiled.filter, ...bounds(window), limit: 1 }, work.options);
  if (plan.of === 'share') {
    const rows = compileWhere({ ...plan.where, ...plan.num }, work);
    const all = compileWhere(plan.where, work);
    if (rows.also !== undefined || all.also !== undefined) throw unsupported('a share over conditions that are tested one by one');
    return [await total(rows), await total(all), { name: 'of them', of: nameOf(plan.where).many, rows }] as const;
  }
  if (plan.of === 'cache_hit') {
    const all = compileWhere({ ...plan.where, event: ['embedding_latency'] }, work);
    const rows: Compiled = { filter: { ...all.filter, where: [...(all.filter.where ?? []), { field: 'cache_hit', is: [true] }] } };
    return [await total(rows), await total(all), { name: 'cache hits', of: 'embedding batches', rows }] as const;
  }
  const types = RATIO_TYPES[plan.of];
  if (types === undefined) throw unsupported(`the ratio ${plan.of}`);
  const [yesTypes, noTypes] = types;
  const yes = compileWhere({ ...plan.where, event: [...yesTypes] }, work);
  const all = compileWhere({ ...plan.where, event: [...yesTypes, ...noTypes] }, work);
  if (all.also !== undefined) throw unsupported('a ratio over conditions that are tested one by one');
  return [
    await total(yes),
    await total(all),
    { name: plan.of.replace('_', ' '), of: `${plan.of.split('_')[0]}s that ended`, rows: all },
  ] as const;
}
