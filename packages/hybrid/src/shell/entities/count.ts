import { counted, isoFromUs } from '@sutra/kit';
import { censusOf, type GridState, toEventJson } from '@sutra/model';
import type { Dim, Plan, Target } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords } from '../condition-words.ts';
import { bucketEnd, bucketOf, bucketStart } from '../events/bucket.ts';
import { inOrder } from '../events/count.ts';
import { endOf, windowOf, windowText } from '../filter.ts';
import { asRow, whenIn, whereOf } from '../narrow.ts';
import { beforeTheRecord, nothing, windowWords } from '../nothing.ts';
import { stateAt } from '../state-at.ts';
import { unsupported } from '../unsupported.ts';
import { recordedIn, unwatchedIn, unwatchedWords } from '../unwatched.ts';
import { columnsOf, type Entity, EVIDENCE_MAX, entitiesOf, fieldOf, meets, statusOf } from './entity.ts';
import { eventful, isEventful, keyField } from './eventful.ts';
import { unmeasured, unmeasuredWords } from './figures.ts';
import { entitiesBy, happenedWords, sentences, undecided } from './list.ts';
import { askedRow } from './loops.ts';

/** Instants of one series of counts: each is a state of its own. */
const INSTANTS_MAX = 120;

/** How many agents or nodes there are, by what they are or by what happened to them. */
export async function countEntities(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  if (plan.target === 'cluster') throw unsupported('counting grids: there is one');
  if (isEventful(plan)) return countEventful(plan, work);
  return plan.bucket === undefined ? countByState(plan, work) : countOverTime(plan, work);
}

async function countByState(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  const { state, atUs, when, note, unknown, unheard, all, found } = await entitiesBy(plan, work);
  // Nobody watched at that instant: the number is of when somebody last did.
  const then = (text: string): string => (unknown.length === 0 ? text : `${when.charAt(0).toUpperCase()}${when.slice(1)}: ${text}`);
  const dims = plan.distinct === undefined ? (plan.by ?? []) : [...(plan.by ?? []), plan.distinct];
  const base = {
    as_of_seq: state.seq,
    scanned: all.length,
    unknown: [...unknown, ...unheard],
    assumptions: [...(plan.at === undefined && !work.past && atUs === work.nowUs ? [`state as of ${clock(atUs, work)}`] : []), ...note],
    status: 'answered' as const,
    evidence: found
      .slice(0, EVIDENCE_MAX)
      .map((entity) => String(askedRow(plan.where, entity)['event_id']))
      .filter((id) => id !== ''),
  };
  const opens = asRow({ ...withoutGroups(plan), op: 'list' } as Plan);
  const lacking = unmeasured(plan, all, state, atUs);
  const unbegun = all.length === 0 && atUs < work.nowUs ? await beforeTheRecord(atUs + 1, work) : undefined;
  if (unbegun !== undefined) return { ...base, ...unbegun, opens };
  if (found.length === 0 && lacking.length > 0)
    return { ...base, ...undecided(plan, lacking, when), unknown: [...base.unknown, ...lacking.map(unmeasuredWords)], opens };
  base.unknown.push(...lacking.map(unmeasuredWords));
  if (dims.length === 0) {
    const wanted = ofWanted(plan, state, { found: found.length, all: all.length });
    base.assumptions.push(...wanted.notes);
    const rows = found.slice(0, 1_000).map((entity) => askedRow(plan.where, entity));
    return {
      ...base,
      value: plan.form === 'yesno' ? found.length > 0 : found.length,
      opens,
      text: `${then(countedText(plan, found.length, all.length, wanted.says))}${sentences(unheard)}`,
      columns: columnsOf(rows),
      rows,
    };
  }
  const keys = found.map((entity) => Object.fromEntries(dims.map((dim: Dim) => [dim, fieldOf(entity, dim, state, atUs) ?? null])));
  const groups = groupKeys(keys, plan);
  const value = plan.distinct === undefined ? found.length : new Set(keys.map((key) => key[plan.distinct as string])).size;
  const rows = inOrder(
    groups.map(({ key, count }) => ({
      ...key,
      count,
      plan: asRow({
        ...withoutGroups(plan),
        ...(plan.distinct === undefined ? {} : { distinct: plan.distinct }),
        target: targetOf(plan, key, found),
        where: whereOf(plan.where, key),
      } as Plan),
    })),
    plan.order,
    false,
    plan.by ?? [],
  );
  const shown = rows.slice(plan.offset ?? 0, plan.limit === undefined ? undefined : (plan.offset ?? 0) + plan.limit);
  const listed = shown
    .slice(0, 10)
    .map(
      (row) =>
        `${(plan.by ?? []).map((dim) => String((row as Record<string, unknown>)[dim] ?? 'unknown')).join(' ')} ${String(row['count'])}`,
    );
  return {
    ...base,
    value,
    opens,
    text: then(
      plan.by === undefined
        ? `${counted(value, `different ${plan.distinct}`)} among ${counted(found.length, plan.target)}.`
        : `${counted(found.length, plan.target)}: ${listed.join(', ')}.`,
    ),
    columns: plan.by === undefined ? ['what', 'count'] : [...plan.by, 'count'],
    rows:
      plan.by === undefined
        ? [
            { what: `distinct ${plan.distinct}s`, count: value, plan: asRow(plan) },
            { what: `${plan.target}s`, count: found.length, plan: asRow(withoutGroups(plan)) },
          ]
        : shown,
  };
}

/** What stands in a group by status is of the kind that has this status: of agents and nodes together, "healthy" is also said of nodes, which stand as running. */
function targetOf({ target }: PlanOf<'count'>, key: Readonly<Record<string, unknown>>, found: readonly Entity[]): Target {
  const kinds = new Set(found.filter((entity) => statusOf(entity) === key['status']).map(({ kind }) => kind));
  const [kind] = kinds;
  return kind === undefined || kinds.size > 1 ? target : kind;
}

function withoutGroups(plan: PlanOf<'count'>): PlanOf<'count'> {
  const { by: _by, bucket: _bucket, distinct: _distinct, order: _order, limit: _limit, offset: _offset, form: _form, ...rest } = plan;
  return rest;
}

function groupKeys(keys: readonly Record<string, string | number | boolean | null>[], { by = [], distinct }: PlanOf<'count'>) {
  const groups = new Map<string, { key: Record<string, string | number | boolean | null>; members: unknown[] }>();
  for (const full of keys) {
    const key = Object.fromEntries(by.map((dim) => [dim, full[dim] ?? null]));
    const group = groups.get(JSON.stringify(key)) ?? { key, members: [] };
    group.members.push(distinct === undefined ? full : full[distinct]);
    groups.set(JSON.stringify(key), group);
  }
  return [...groups.values()].map(({ key, members }) => ({ key, count: distinct === undefined ? members.length : new Set(members).size }));
}

async function countEventful(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  const found = await eventful(plan, work);
  if (plan.bucket !== undefined) throw unsupported('agents or nodes that had an event, by bucket');
  const range = windowText(found.window, work);
  const key = keyField(plan.target);
  const base = {
    assumptions: [...found.assumptions],
    as_of_seq: found.cost.asOfSeq,
    scanned: found.cost.scanned,
    partial: found.cost.partial,
    unknown: [...found.unknown, ...found.missing],
    ...(range === undefined ? {} : { window: range }),
  };
  if (found.rows.length === 0 && plan.having === undefined && plan.seq === undefined)
    return { ...base, ...(await nothing(plan.where, found.window, work)) };
  if (found.rows.length === 0 && found.missing.length > 0)
    return {
      ...base,
      status: 'empty',
      nothing: 'not_recorded',
      text: `No ${plan.target === 'entity' ? 'agent or node' : plan.target} ${happenedWords(plan)}${windowWords(found.window, work)} in what can be read. But ${found.missing.join('; ')}: how many did cannot be said.`,
    };
  const ids = new Set(found.rows.map(({ id }) => id));
  const entities = entitiesOf(work.state, plan.target).filter((entity) =>
    ids.has(entity.kind === 'agent' ? entity.agent.id : entity.node.id),
  );
  const dims = [...(plan.by ?? []), ...(plan.distinct === undefined ? [] : [plan.distinct])];
  const keys = entities.map((entity) => Object.fromEntries(dims.map((dim) => [dim, fieldOf(entity, dim, work.state, work.nowUs) ?? null])));
  const groups = plan.by === undefined ? [] : groupKeys(keys, plan);
  const value = plan.distinct === undefined ? found.rows.length : new Set(keys.map((one) => one[plan.distinct as string])).size;
  const grouped = inOrder(
    groups.map(({ key: group, count }) => ({ ...group, count })),
    plan.order,
    false,
    plan.by ?? [],
  );
  const rows =
    plan.by === undefined
      ? found.rows.slice(0, 1_000).map(({ id, ...row }) => ({ [key]: id, ...row }))
      : grouped.slice(plan.offset ?? 0, plan.limit === undefined ? undefined : (plan.offset ?? 0) + plan.limit);
  const noun = plan.target === 'entity' ? 'entities' : `${plan.target}s`;
  return {
    ...base,
    status: value === 0 ? 'empty' : 'answered',
    ...(value === 0 ? { nothing: 'none_matched' as const } : {}),
    value: plan.form === 'yesno' ? value > 0 : value,
    opens: asRow({ ...withoutGroups(plan), ...whenIn(plan, found.anchorId, found.window, work), op: 'list' } as Plan),
    text:
      plan.by === undefined
        ? `${counted(value, plan.distinct === undefined ? plan.target : `different ${plan.distinct}`, plan.distinct === undefined ? noun : undefined)}${value === 0 ? ` ${happenedWords(plan)}${windowWords(found.window, work)}` : ''}.`
        : `${counted(found.rows.length, plan.target, noun)}: ${rows
            .slice(0, 10)
            .map(
              (row) =>
                `${(plan.by ?? []).map((dim) => String((row as Record<string, unknown>)[dim] ?? 'unknown')).join(' ')} ${String((row as Record<string, unknown>)['count'])}`,
            )
            .join(', ')}.`,
    columns: plan.by === undefined ? [key, ...found.columns] : [...plan.by, 'count'],
    rows,
    events: found.evidence.map(toEventJson),
    evidence: found.evidence.map((event) => event.id),
  };
}

/** How many there were at the end of each bucket. */
async function countOverTime(plan: PlanOf<'count'>, work: Work): Promise<Result> {
  const window = windowOf(plan.time, work, 'day');
  if (window.fromUs === undefined) throw unsupported('a series over all history: give it a beginning');
  const endUs = endOf(window, work);
  const buckets = { width: bucketOf(plan.bucket as string, endUs - window.fromUs), tz: work.tz };
  const recorded = await recordedIn(window, work);
  const rows: Record<string, unknown>[] = [];
  let seq = 0;
  for (let at = bucketStart(buckets, window.fromUs); at < endUs; at = bucketEnd(buckets, at)) {
    if (rows.length >= INSTANTS_MAX) throw unsupported(`more than ${INSTANTS_MAX} instants in one series`);
    const atUs = Math.min(bucketEnd(buckets, at), endUs);
    if (recorded.between(atUs - 1, atUs) === 0) {
      if (plan.by === undefined) rows.push({ time: isoFromUs(at), count: null });
      continue;
    }
    const state = atUs >= work.nowUs ? work.state : await stateAt(work.reader, { atUs: atUs - 1 }, work.options);
    const found = entitiesOf(state, plan.target).filter(
      (entity) => meets(entity, plan.where, state, atUs) && (plan.where?.['status'] !== undefined || statusOf(entity) !== 'unregistered'),
    );
    const groups =
      plan.by === undefined
        ? [{ key: {}, count: found.length }]
        : groupKeys(
            found.map((entity) => Object.fromEntries((plan.by ?? []).map((dim) => [dim, fieldOf(entity, dim, state, atUs) ?? null]))),
            plan,
          );
    for (const { key, count } of groups) rows.push({ ...key, time: isoFromUs(at), count });
    seq = Math.max(seq, state.seq);
  }
  const range = windowText(window, work);
  const known = rows.filter((row) => row['count'] !== null);
  const last = known.filter((row) => row['time'] === known.at(-1)?.['time']).reduce((sum, row) => sum + Number(row['count']), 0);
  const unknown = unwatchedWords(await unwatchedIn(window, work), work);
  if (known.length === 0 && rows.length > 0)
    return (
      (await beforeTheRecord(endUs, work)) ?? {
        status: 'empty',
        nothing: 'not_recorded',
        text: `Not known: ${unknown.join('; ')}.`,
        unknown,
      }
    );
  return {
    status: 'answered',
    value: last,
    text: `${counted(last, plan.target, plan.target === 'entity' ? 'entities' : undefined)} at the end, ${counted(rows.length, 'value')} over time.`,
    columns: [...(plan.by ?? []), 'time', 'count'],
    rows,
    series: rows,
    unknown,
    as_of_seq: seq,
    scanned: rows.length,
    assumptions: [
      ...(window.assumption === undefined ? [] : [window.assumption]),
      'each value is how many there were at the end of its bucket',
    ],
    ...(range === undefined ? {} : { window: range }),
  };
}

/** "5 of 6 nodes are running." */
function countedText(plan: PlanOf<'count'>, found: number, all: number, wanted = ''): string {
  const { status, ...rest } = plan.where ?? {};
  if (!Array.isArray(status) || Object.keys(rest).length > 0 || plan.target === 'entity')
    return `${counted(found, plan.target, plan.target === 'entity' ? 'entities' : undefined)}${found === 0 ? conditionWords(plan.where, 'are') : ''}.`;
  const verb = plan.at === undefined ? (found === 1 ? 'is' : 'are') : found === 1 ? 'was' : 'were';
  return `${found} of ${counted(all, plan.target)} ${verb} ${status.join(' or ').replaceAll('@', '')}${wanted}.`;
}

/** How many run of those that are wanted to, as the status of the grid counts them, where that is another number: of all nodes some are stopped. */
function ofWanted(
  { target, where = {}, at }: PlanOf<'count'>,
  state: GridState,
  { found, all }: { readonly found: number; readonly all: number },
): { readonly says: string; readonly notes: readonly string[] } {
  const { status, ...rest } = where;
  const asked = target === 'node' && Array.isArray(status) && status.join() === 'running' && Object.keys(rest).length === 0;
  const { running, nodes } = censusOf(state);
  if (!asked || (nodes === all && running === found)) return { says: '', notes: [] };
  const [are, is] = at === undefined ? ['are', 'is'] : ['were', 'was'];
  const note = `${nodes} of ${counted(all, 'node')} ${nodes === 1 ? is : are} to run, the others to be stopped`;
  const left =
    running === found ? [] : ['of those wanted, the ones in a crash loop or on an agent that is not heard do not count as running'];
  return {
    says: nodes === 0 ? `; none ${is} wanted` : `, ${running} of the ${nodes} that ${nodes === 1 ? is : are} wanted`,
    notes: [note, ...left],
  };
}
