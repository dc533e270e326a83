import { counted } from '@sutra/kit';
import { type GridState, toEventJson } from '@sutra/model';
import { inNaturalOrder } from '../../core/natural-order.ts';
import type { Order, Scalar, Where } from '../../core/plan.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, countWords, sequenceWords, valuesWords } from '../condition-words.ts';
import { inOrder } from '../events/count.ts';
import { figureText } from '../figure-text.ts';
import { windowText } from '../filter.ts';
import { missWords } from '../near-misses.ts';
import { beforeTheRecord, hidden, nothing, windowWords } from '../nothing.ts';
import { unheardWords } from '../unheard.ts';
import { unsupported } from '../unsupported.ts';
import { unwatchedText } from '../unwatched.ts';
import { columnsOf, type Entity, EVIDENCE_MAX, entitiesOf, fieldOf, idOf, isStateField, meets, stateOf, statusOf } from './entity.ts';
import { eventful, isEventful, keyField } from './eventful.ts';
import { type Unmeasured, unmeasured, unmeasuredWords } from './figures.ts';
import { importedThen } from './imported-state.ts';
import { askedField, askedRow } from './loops.ts';

/** Rows shown when no limit was asked for. */
const ROWS_DEFAULT = 1_000;

/** Agents or nodes: by what they are, or by what happened to them. */
export function listEntities(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  return isEventful(plan) ? listEventful(plan, work) : listByState(plan, work);
}

/** The entities of a plan by what they are, at the instant it speaks of. */
export async function entitiesBy(plan: Pick<PlanOf<'list'>, 'target' | 'where' | 'time' | 'at' | 'anchor'>, work: Work) {
  const { state, atUs, note, unwatched } = await stateOf(plan, work);
  const unknown = unwatched === undefined ? [] : [`how things were at ${clock(atUs, work)}: ${unwatchedText(unwatched, work)}`];
  if (atUs < work.nowUs) unknown.push(...importedThen(plan.target, atUs, work));
  const when =
    unwatched !== undefined
      ? `when last recorded, at ${clock(unwatched.fromUs, work)}`
      : atUs === work.nowUs && !work.past
        ? 'now'
        : `at ${clock(atUs, work)}`;
  const all = entitiesOf(state, plan.target);
  const met = all.filter((entity) => meets(entity, plan.where, state, atUs));
  // Those that left are shown when asked for by status, not in a plain list.
  const found = plan.where?.['status'] === undefined ? met.filter((entity) => statusOf(entity) !== 'unregistered') : met;
  const unheard = when === 'now' ? unheardWords(plan.where, all, state, work) : [];
  return { state, atUs, when, note, unknown, unheard, all, found };
}

async function listByState(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const { state, atUs, when, note, unknown, unheard, all, found: unordered } = await entitiesBy(plan, work);
  const found = ordered(unordered, plan.order, (entity, field) => askedField(plan.where, entity, field, state, atUs));
  const shown = found.slice(plan.offset ?? 0, (plan.offset ?? 0) + (plan.limit ?? ROWS_DEFAULT));
  const field = plan.order === undefined || plan.order.by === 'time' ? undefined : plan.order.by;
  const lacking = unmeasured(plan, all, state, atUs);
  const rows = shown.map((entity) => ({
    ...askedRow(plan.where, entity),
    ...(field === undefined || field === 'value' ? {} : { [field]: fieldOf(entity, field, state, atUs) ?? null }),
  }));
  const base = {
    as_of_seq: state.seq,
    scanned: all.length,
    unknown: [...unknown, ...unheard, ...lacking.map(unmeasuredWords)],
    assumptions: [...(plan.at === undefined && !work.past && atUs === work.nowUs ? [`state as of ${clock(atUs, work)}`] : []), ...note],
  };
  if (found.length > 0 && shown.length === 0)
    return {
      ...base,
      ...hidden(found.length, undefined, 'the rows that were skipped'),
      text: `${counted(found.length, 'row')} are there, and all were skipped.`,
    };
  const unbegun = all.length === 0 && atUs < work.nowUs ? await beforeTheRecord(atUs + 1, work) : undefined;
  if (unbegun !== undefined) return { ...base, ...unbegun };
  if (found.length === 0 && lacking.length > 0) return { ...base, ...undecided(plan, lacking, when) };
  if (found.length === 0)
    return {
      ...base,
      status: 'empty',
      nothing: all.length === 0 ? 'never' : 'none_matched',
      value: 0,
      text: `${noneText(plan, all.length, when)}${nearest(plan, all, state, atUs)}`,
    };
  const name = plan.target === 'entity' ? 'entity' : plan.target;
  const names = shown
    .slice(0, 12)
    .map(
      (entity) =>
        `${idOf(entity)} (${field === undefined || field === 'value' ? `${statusOf(entity)}${placeOf(entity, found.length)}` : figureText(field, fieldOf(entity, field, state, atUs))})`,
    );
  const value = plan.limit === undefined && plan.offset === undefined ? found.length : shown.length;
  return {
    ...base,
    status: 'answered',
    value: plan.form === 'yesno' ? true : value,
    text: `${counted(value, name, name === 'entity' ? 'entities' : `${name}s`)} ${when}: ${names.join(', ')}${shown.length > 12 ? ` and ${shown.length - 12} more` : ''}.${sentences(unheard)}`,
    columns: columnsOf(rows),
    rows,
    evidence: evidenceOf(rows),
  };
}

/** What is not known, as sentences behind another. */
export const sentences = (unknown: readonly string[]): string =>
  unknown.map((one) => ` ${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join('');

/** None is known to meet it, and of some it is not known whether they do. */
export function undecided(
  { target, where }: Pick<PlanOf<'list'>, 'target' | 'where'>,
  lacking: readonly Unmeasured[],
  when: string,
): Result {
  const said = lacking.map(unmeasuredWords).join('; ');
  const all = lacking.some(({ entities, of }) => entities.length === of);
  const noun = target === 'entity' ? 'agent or node' : target;
  return {
    status: 'empty',
    nothing: 'not_recorded',
    text: all ? `Not known ${when}: ${said}.` : `No ${noun} is known${conditionWords(where)} ${when}. Not known: ${said}.`,
  };
}

/** " There are 2 nodes in region us-east, none with cpu above 80 %.": which condition it is that nothing meets, where there are several. */
function nearest(
  { target, where = {} }: Pick<PlanOf<'list'>, 'target' | 'where'>,
  all: readonly Entity[],
  state: GridState,
  atUs: number,
): string {
  const parts = Object.entries(where).filter(([, condition]) => condition !== undefined);
  if (parts.length < 2) return '';
  const noun = { one: target, many: target === 'entity' ? 'entities' : `${target}s` };
  return parts
    .map(([field, condition]) => {
      const rest = Object.fromEntries(parts.filter(([name]) => name !== field)) as Where;
      const count = all.filter((entity) => meets(entity, rest, state, atUs)).length;
      return count === 0 ? '' : ` ${missWords(count, noun, rest, { [field]: condition }, '')}.`;
    })
    .join('');
}

const evidenceOf = (rows: readonly Record<string, unknown>[]): string[] =>
  rows
    .map((row) => String(row['event_id']))
    .filter((id) => id !== '')
    .slice(0, EVIDENCE_MAX);

function ordered(found: readonly Entity[], order: Order | undefined, read: (entity: Entity, field: string) => unknown): Entity[] {
  if (order === undefined || order.by === 'value') return [...found];
  const sign = order.dir === 'desc' ? -1 : 1;
  const field = order.by === 'time' ? 'since_us' : order.by;
  if (!isStateField(field)) throw unsupported(`agents and nodes ordered by ${order.by}`);
  const known = found.filter((entity) => read(entity, field) !== undefined);
  const compare = (a: unknown, b: unknown): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : inNaturalOrder(String(a), String(b));
  return [...known].sort((a, b) => compare(read(a, field), read(b, field)) * sign);
}

async function listEventful(plan: PlanOf<'list'>, work: Work): Promise<Result> {
  const found = await eventful(plan, work);
  const range = windowText(found.window, work);
  const base = {
    assumptions: [...found.assumptions],
    as_of_seq: found.cost.asOfSeq,
    scanned: found.cost.scanned,
    partial: found.cost.partial,
    unknown: [...found.unknown],
    ...(range === undefined ? {} : { window: range }),
  };
  const key = keyField(plan.target);
  const all = found.rows.map(({ id, ...row }) => ({ [key]: id, ...row }));
  const orderedRows =
    plan.order === undefined
      ? all
      : inOrder(
          all,
          { ...plan.order, by: plan.order.by === 'time' ? (plan.seq === undefined ? 'last' : 'time') : plan.order.by },
          false,
          [key, 'time', 'last', 'first'],
          'count',
        );
  const rows = orderedRows.slice(plan.offset ?? 0, (plan.offset ?? 0) + (plan.limit ?? ROWS_DEFAULT));
  if (all.length > 0 && rows.length === 0) return { ...base, ...hidden(all.length, undefined, 'the rows that were skipped') };
  if (rows.length === 0) return { ...base, ...(await noneOf(plan, found, work)) };
  const noun = plan.target === 'entity' ? 'entities' : `${plan.target}s`;
  const listed = rows.slice(0, 12).map((row) => `${String(row[key])} (${found.says({ ...row, id: row[key] })})`);
  const value = plan.limit === undefined && plan.offset === undefined ? all.length : rows.length;
  return {
    ...base,
    status: 'answered',
    value: plan.form === 'yesno' ? true : value,
    text: `${counted(value, plan.target, noun)}: ${listed.join(', ')}${value > 12 ? ` and ${value - 12} more` : ''}.`,
    columns: [key, ...found.columns],
    rows,
    events: found.evidence.map(toEventJson),
    evidence: found.evidence.map((event) => event.id),
    unknown: [...found.unknown, ...found.missing],
  };
}

async function noneOf(plan: PlanOf<'list'>, found: Awaited<ReturnType<typeof eventful>>, work: Work): Promise<Result> {
  if (plan.having === undefined && plan.seq === undefined) return nothing(plan.where, found.window, work);
  const noun = plan.target === 'entity' ? 'agent or node' : plan.target;
  const sought = `${noun}${plan.having === undefined ? '' : conditionWords(plan.where)} ${happenedWords(plan)}${windowWords(found.window, work)}`;
  if (found.missing.length > 0)
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `No ${sought} in what can be read. But ${found.missing.join('; ')}: whether one does cannot be said.`,
      unknown: [...found.unknown, ...found.missing],
    };
  if (found.lookedAt === 0 && plan.seq === undefined && plan.where === undefined)
    return { status: 'empty', nothing: 'none_matched', value: 0, text: noneText(plan, 0, 'now') };
  const what =
    plan.seq === undefined ? counted(found.lookedAt, 'was', 'were') : counted(found.lookedAt, 'first event was', 'first events were');
  return {
    status: 'empty',
    nothing: 'none_matched',
    value: 0,
    text: `No ${sought}; ${what} looked at.`,
  };
}

/** "had more than 3 crashes", "had agent offline events that no agent recovery followed": what was to have happened. */
export function happenedWords({ where, having = [], seq }: Pick<PlanOf<'list'>, 'where' | 'having' | 'seq'>): string {
  return `had ${seq === undefined ? having.map(countWords).join(' and ') : sequenceWords(where, seq)}`;
}

/** "None of the 2 agents is offline now." "All 3 nodes are running now." */
function noneText(plan: Pick<PlanOf<'list'>, 'target' | 'where'>, lookedAt: number, when: string): string {
  const noun = plan.target === 'entity' ? 'agents and nodes' : `${plan.target}s`;
  const { status, ...rest } = plan.where ?? {};
  if (lookedAt === 0) return `There are no ${noun} ${when === 'now' ? 'yet' : when}.`;
  const only = lookedAt === 1 && plan.target !== 'entity' ? `The only ${plan.target} ${when === 'now' ? 'is' : 'was'}` : undefined;
  if (Array.isArray(status) && Object.keys(rest).length === 0)
    return only === undefined
      ? `None of the ${lookedAt} ${noun} ${when === 'now' ? 'is' : 'was'} ${valuesWords(status)} ${when}.`
      : `${only} not ${valuesWords(status)} ${when}.`;
  const not = isNegationAlone(status) && Object.keys(rest).length === 0 ? status.not : undefined;
  if (not !== undefined) return `${only ?? `All ${lookedAt} ${noun} ${when === 'now' ? 'are' : 'were'}`} ${valuesWords(not)} ${when}.`;
  const one = plan.target === 'entity' ? 'agent or node' : plan.target;
  return `No ${one}${conditionWords(plan.where)} ${when}; ${counted(lookedAt, 'was', 'were')} looked at.`;
}

const isNegationAlone = (condition: unknown): condition is { readonly not: readonly Scalar[] } =>
  typeof condition === 'object' && condition !== null && 'not' in condition && Object.keys(condition).length === 1;

/** Where a node runs, when there are few enough to say it. */
function placeOf(entity: Entity, many: number): string {
  return entity.kind === 'node' && many <= 3 ? ` on ${entity.node.agentId}` : '';
}
