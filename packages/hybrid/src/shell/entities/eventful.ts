import { isoFromUs } from '@sutra/kit';
import type { Cond, Where } from '../../core/plan.ts';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { eventRow } from '../events/rows.ts';
import { nothing } from '../events/words.ts';
import { compileWhere, ROWS_READ_MAX, readEvents, unsupported, windowOf, windowText } from '../filter.ts';
import { EVIDENCE_MAX, entitiesOf, holds, idOf, meets, statusOf } from './entity.ts';

const keyField = (target: string): string => (target === 'node' ? 'node_id' : 'agent_id');

/** Entities that had such an event in the period, each with how often and when last. */
export async function eventfulEntities(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const { status, ...where } = plan.where ?? {};
  const compiled = compileWhere(where as Where, work);
  if (compiled.also !== undefined) throw unsupported('entities by conditions that are tested one by one');
  const window = windowOf(plan.time, work, 'day');
  const bounds = {
    ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }),
    ...(window.toUs === undefined ? {} : { toUs: window.toUs }),
  };
  let result = await work.reader.aggregate(
    { ...compiled.filter, ...bounds, groupBy: [keyField(plan.target)], limit: 10_000 },
    work.options,
  );
  const assumptions = window.assumption === undefined ? [] : [window.assumption];
  if (result.total === 0 && plan.time === undefined) {
    result = await work.reader.aggregate(
      { ...compiled.filter, ...(window.toUs === undefined ? {} : { toUs: window.toUs }), groupBy: [keyField(plan.target)], limit: 10_000 },
      work.options,
    );
    if (result.total > 0) assumptions.push('nothing in the last 24 h: widened to all history');
  }
  const range = windowText(window, work);
  const base = {
    assumptions,
    as_of_seq: result.asOfSeq,
    scanned: result.scanned,
    partial: result.partial,
    ...(range === undefined ? {} : { window: range }),
  };
  const known = new Set(
    entitiesOf(work.state, plan.target)
      .filter((entity) => status === undefined || meets(entity, { status: status as Cond }, work.state, work.nowUs))
      .map(idOf),
  );
  const groups = result.groups
    .filter((group) => group.key[0] !== null && (status === undefined || known.has(String(group.key[0]))))
    .sort((a, b) => b.count - a.count || String(a.key[0]).localeCompare(String(b.key[0]), 'en', { numeric: true }))
    .slice(0, plan.limit ?? 1_000);
  if (groups.length === 0) return { ...base, ...(await nothing(plan.where, window, work)) };
  const rows = groups.map((group) => ({
    [keyField(plan.target)]: group.key[0],
    count: group.count,
    first: isoFromUs(group.firstTimeUs),
    last: isoFromUs(group.lastTimeUs),
  }));
  const evidence = await readEvents(
    work,
    compiled,
    window.assumption !== undefined && assumptions.length > 1 ? {} : window,
    'desc',
    EVIDENCE_MAX,
  );
  return {
    ...base,
    status: 'answered',
    value: rows.length,
    text: `${counted(rows.length, plan.target)}: ${groups
      .slice(0, 12)
      .map((group) => `${String(group.key[0])} (${group.count}×, last ${clock(group.lastTimeUs, work)})`)
      .join(', ')}${rows.length > 12 ? ` and ${rows.length - 12} more` : ''}.`,
    columns: [keyField(plan.target), 'count', 'first', 'last'],
    rows,
    evidence: evidence.events.map((event) => event.id),
  };
}

/** Entities by how often something happened to them; `eq: 0` asks for those it never happened to. */
export async function havingList(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const condition = plan.having?.[0];
  if (condition === undefined || (plan.having?.length ?? 0) > 1 || condition.per !== undefined)
    throw unsupported('more than one count condition, or one within a moving window');
  const compiled = compileWhere({ ...plan.where, ...condition.where, event: condition.event }, work);
  if (compiled.also !== undefined) throw unsupported('counts over conditions that are tested one by one');
  const window = windowOf(plan.time, work, 'day');
  const bounds = {
    ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }),
    ...(window.toUs === undefined ? {} : { toUs: window.toUs }),
  };
  const result = await work.reader.aggregate(
    { ...compiled.filter, ...bounds, groupBy: [keyField(plan.target)], limit: 100_000 },
    work.options,
  );
  const counts = new Map(result.groups.map((group) => [String(group.key[0]), group.count]));
  const names = new Set([
    ...counts.keys(),
    ...entitiesOf(work.state, plan.target)
      .filter((entity) => statusOf(entity) !== 'unregistered')
      .map(idOf),
  ]);
  names.delete('null');
  const found = [...names]
    .map((id) => ({ id, count: counts.get(id) ?? 0 }))
    .filter(({ count }) => holds(count, condition.count as Cond, 'count'))
    .sort((a, b) => b.count - a.count || a.id.localeCompare(b.id));
  const range = windowText(window, work);
  const evidence = await readEvents(work, compiled, window, 'desc', EVIDENCE_MAX);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: result.asOfSeq,
    scanned: result.scanned,
    partial: result.partial,
    ...(range === undefined ? {} : { window: range }),
  };
  if (found.length === 0)
    return { ...base, status: 'empty', value: 0, text: `No ${plan.target} meets this; ${counted(names.size, 'was', 'were')} looked at.` };
  return {
    ...base,
    status: 'answered',
    value: found.length,
    text: `${counted(found.length, plan.target)}: ${found
      .slice(0, 12)
      .map(({ id, count }) => `${id} (${count}×)`)
      .join(', ')}.`,
    columns: [keyField(plan.target), 'count'],
    rows: found.map(({ id, count }) => ({ [keyField(plan.target)]: id, count })),
    evidence: evidence.events.map((event) => event.id),
  };
}

/** One thing and then, or never, another: per entity, by time. */
export async function sequenceList(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const { seq } = plan;
  if (seq === undefined || seq.within !== undefined) throw unsupported('a sequence within a limit of time');
  const window = windowOf(plan.time, work, 'all');
  const firsts = await readEvents(work, compileWhere({ ...plan.where, ...seq.first }, work), window, 'asc', ROWS_READ_MAX);
  const thens = await readEvents(
    work,
    compileWhere({ ...plan.where, ...seq.then }, work),
    { ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }) },
    'asc',
    ROWS_READ_MAX,
  );
  const key = (event: { readonly body: object }): string => String((event.body as Record<string, unknown>)[keyField(plan.target)] ?? '');
  const found = new Map<string, (typeof firsts.events)[number]>();
  for (const first of firsts.events) {
    const followed = thens.events.some((then) => key(then) === key(first) && then.timeUs > first.timeUs);
    if (key(first) !== '' && followed !== (seq.absent === true)) found.set(key(first), first);
    else found.delete(key(first));
  }
  const events = [...found.values()];
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: firsts.asOfSeq,
    scanned: firsts.scanned + thens.scanned,
    partial: firsts.partial || firsts.more || thens.partial || thens.more,
  };
  if (events.length === 0)
    return {
      ...base,
      status: 'empty',
      value: 0,
      text: `No ${plan.target} did this; ${counted(firsts.events.length, 'first event was', 'first events were')} looked at.`,
    };
  return {
    ...base,
    status: 'answered',
    value: found.size,
    text: `${counted(found.size, plan.target)}: ${[...found]
      .slice(0, 12)
      .map(([id, event]) => `${id} (since ${clock(event.timeUs, work)})`)
      .join(', ')}.`,
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: events.map(eventRow),
    evidence: events.slice(0, EVIDENCE_MAX).map((event) => event.id),
  };
}
