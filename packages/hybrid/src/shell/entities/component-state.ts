import { durationText, isoFromUs, usFromIso } from '@sutra/kit';
import { type GridEvent, summaryOf } from '@sutra/model';
import { COMPONENTS } from '../../core/language/lexicon/components.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { readEvents } from '../filter.ts';
import { beforeTheRecord, notKept } from '../nothing.ts';
import { heardLastUs, LIFE, STANDS_STILL, STANDSTILLS, standstillsIn } from '../standstills.ts';
import { unwatchedAt, unwatchedText } from '../unwatched.ts';

interface Found {
  readonly name: string;
  /** Its latest start or stop, or since when it stands still, where that says how it is. */
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
    const filter = { types: LIFE, where: [{ field: 'component', is: [name] }] };
    const read = await readEvents(work, { filter }, { ...(now && !work.past ? {} : { toUs: atUs + 1 }) }, 'desc', 1);
    const last = (await standstillAt(name, atUs, read.events[0], work)) ?? read.events[0];
    // A stop still holds where nobody watched any more; a start does not.
    const dark = unwatched !== undefined && last !== undefined && last.type !== 'component_stopped';
    found.push({ name, last: dark ? undefined : last, why: dark ? unwatchedText(unwatched, work) : 'no start or stop of it is recorded' });
    cost.scanned += read.scanned;
    cost.asOfSeq = Math.max(cost.asOfSeq, read.asOfSeq);
    cost.partial ||= read.partial;
  }
  const known = found.flatMap(({ last }) => (last === undefined ? [] : [last]));
  const yes = found.length > known.length ? undefined : expected(plan, known);
  const missing = known.length === found.length ? [] : await notKept({ toUs: atUs + 1 }, work, { filter: { types: LIFE } });
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
      since: last === undefined ? null : isoFromUs(heardLastUs(last)),
      event_id: last?.id ?? '',
    })),
    evidence: known.map((event) => event.id),
    assumptions: now ? [`state as of ${clock(atUs, work)}`, 'a part that started and whose stop is not recorded is taken to run'] : [],
  };
}

/** How a part is at an instant by its latest standstill since it was last started or stopped: by when it began, or by when it was heard again. */
async function standstillAt(name: string, atUs: number, life: GridEvent | undefined, work: Work): Promise<GridEvent | undefined> {
  if (name !== STANDS_STILL) return undefined;
  // It is found to stand still when it was not heard for a while: who asks about that while is told what was found after it.
  const since = { fromUs: life?.timeUs ?? 0, ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  const { events } = await readEvents(work, { filter: { types: STANDSTILLS } }, since, 'asc');
  const latest = standstillsIn(events).findLast(({ fromUs }) => fromUs <= atUs);
  return latest?.end !== undefined && latest.end.timeUs <= atUs ? latest.end : latest?.start;
}

function statusOf({ type }: GridEvent): 'up' | 'down' | 'stalled' {
  return type === 'component_started' || type === 'storage_recovered' ? 'up' : type === 'component_stopped' ? 'down' : 'stalled';
}
const called = (name: string): string => (name === 'control' ? 'the control center' : name === 'storage' ? name : `the ${name}`);
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function sentence({ name, last, why }: Found, atUs: number, now: boolean, work: Work): string {
  const when = now ? 'now' : `at ${clock(atUs, work)}`;
  if (last === undefined) return `whether ${called(name)} ${now ? 'is' : 'was'} up ${when} is unknown: ${why}`;
  const sinceUs = heardLastUs(last);
  const since = `since ${clock(sinceUs, work)}`;
  const lasting = `for ${durationText((atUs - sinceUs) / 1000)}`;
  const said = now ? `is ${statusOf(last)} ${since} (${lasting})` : `was ${statusOf(last)} ${when} (${since}, ${lasting})`;
  return `${called(name)} ${said}: ${summaryOf(last)}`;
}

/** Whether all of them are as was asked; undefined when no state was asked for. */
function expected(plan: PlanOf<'state'>, known: readonly GridEvent[]): boolean | undefined {
  const wanted = plan.expect?.['status'];
  if (!Array.isArray(wanted)) return undefined;
  const up = wanted.includes('@up');
  return known.every((event) => (statusOf(event) === 'up') === up);
}
