import { durationText, isoFromUs, usFromIso } from '@sutra/kit';
import { type GridEvent, summaryOf } from '@sutra/model';
import { COMPONENTS } from '../../core/language/lexicon/components.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { readEvents } from '../filter.ts';
import { beforeTheRecord, notKept } from '../nothing.ts';
import { unwatchedAt, unwatchedText } from '../unwatched.ts';

const TYPES = ['component_started', 'component_stopped'];

interface Found {
  readonly name: string;
  /** Its latest start or stop, where that says how it is. */
  readonly last: GridEvent | undefined;
  /** Why it is unknown, where it is. */
  readonly why: string;
}

/** The parts of the grid a state is asked of; undefined when it is of agents and nodes. */
export function componentsOf(plan: PlanOf<'state'>): readonly string[] | undefined {
  const named = plan.where?.['entity'];
  if (plan.target !== 'entity' || plan.anchor !== undefined || !Array.isArray(named) || Object.keys(plan.where ?? {}).length !== 1)
    return undefined;
  const names = named.map(String);
  return names.every((name) => COMPONENTS.includes(name)) ? names : undefined;
}

/** Whether parts of the grid run: what was last recorded of each, its start or its stop. A part nothing is recorded of is unknown, not down. */
export async function componentStates(names: readonly string[], plan: PlanOf<'state'>, work: Work): Promise<Result> {
  const given = plan.at ?? plan.time?.to ?? undefined;
  const asked = given === undefined ? undefined : usFromIso(given);
  const now = asked === undefined || asked >= Math.floor(work.nowUs / 1_000_000) * 1_000_000;
  const atUs = now ? work.nowUs : asked;
  const unbegun = now ? undefined : await beforeTheRecord(atUs, work);
  if (unbegun !== undefined) return unbegun;
  const unwatched = now ? undefined : await unwatchedAt(atUs, work);
  const found: Found[] = [];
  const cost = { scanned: 0, asOfSeq: 0, partial: false };
  for (const name of names) {
    const filter = { types: TYPES, where: [{ field: 'component', is: [name] }] };
    const read = await readEvents(work, { filter }, { ...(now && !work.past ? {} : { toUs: atUs + 1 }) }, 'desc', 1);
    const [last] = read.events;
    // A stop still holds where nobody watched any more; a start does not.
    const dark = unwatched !== undefined && last?.type === 'component_started';
    found.push({ name, last: dark ? undefined : last, why: dark ? unwatchedText(unwatched, work) : 'no start or stop of it is recorded' });
    cost.scanned += read.scanned;
    cost.asOfSeq = Math.max(cost.asOfSeq, read.asOfSeq);
    cost.partial ||= read.partial;
  }
  const known = found.flatMap(({ last }) => (last === undefined ? [] : [last]));
  const yes = found.length > known.length ? undefined : expected(plan, known);
  const missing = known.length === found.length ? [] : await notKept({ toUs: atUs + 1 }, work, { filter: { types: TYPES } });
  const unknown = found
    .filter(({ last }) => last === undefined)
    .map(({ name, why }) => `whether ${called(name)} ran (${why}${missing.length === 0 ? '' : `; ${missing.join('; ')}`})`);
  const base = { as_of_seq: cost.asOfSeq, scanned: cost.scanned, partial: cost.partial, unknown };
  const said = found.map((one) => sentence(one, atUs, now, work)).join('; ');
  if (known.length === 0)
    return {
      ...base,
      status: 'empty',
      nothing: missing.length === 0 && unwatched === undefined ? 'never' : 'not_recorded',
      text: `${upper(said)}.`,
      value: 'unknown',
    };
  return {
    ...base,
    status: 'answered',
    value: yes ?? (found[0]?.last === undefined ? 'unknown' : statusOf(found[0].last)),
    text: `${yes === undefined ? upper(said) : `${yes ? 'Yes' : 'No'}: ${said}`}.`,
    columns: ['component', 'status', 'since'],
    rows: found.map(({ name, last }) => ({
      component: name,
      status: last === undefined ? 'unknown' : statusOf(last),
      since: last === undefined ? null : isoFromUs(last.timeUs),
      event_id: last?.id ?? '',
    })),
    evidence: known.map((event) => event.id),
    assumptions: now ? [`state as of ${clock(atUs, work)}`, 'a part that started and whose stop is not recorded is taken to run'] : [],
  };
}

const statusOf = (event: GridEvent): 'up' | 'down' => (event.type === 'component_started' ? 'up' : 'down');
const called = (name: string): string => (name === 'control' ? 'the control center' : name === 'storage' ? name : `the ${name}`);
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function sentence({ name, last, why }: Found, atUs: number, now: boolean, work: Work): string {
  const when = now ? 'now' : `at ${clock(atUs, work)}`;
  if (last === undefined) return `whether ${called(name)} ${now ? 'is' : 'was'} up ${when} is unknown: ${why}`;
  const since = `since ${clock(last.timeUs, work)}`;
  const lasting = `for ${durationText((atUs - last.timeUs) / 1000)}`;
  const said = now ? `is ${statusOf(last)} ${since} (${lasting})` : `was ${statusOf(last)} ${when} (${since}, ${lasting})`;
  return `${called(name)} ${said}: ${summaryOf(last)}`;
}

/** Whether all of them are as was asked; undefined when no state was asked for. */
function expected(plan: PlanOf<'state'>, known: readonly GridEvent[]): boolean | undefined {
  const wanted = plan.expect?.['status'];
  if (!Array.isArray(wanted)) return undefined;
  const status = wanted.includes('@up') ? 'up' : 'down';
  return known.every((event) => statusOf(event) === status);
}
