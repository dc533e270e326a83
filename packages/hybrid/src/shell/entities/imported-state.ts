import { counted, durationText, isoFromUs } from '@sutra/kit';
import { type GridEvent, toEventJson } from '@sutra/model';
import type { Target } from '../../core/plan.ts';
import { firstOf, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { readEvents } from '../filter.ts';
import { onlyImported, type Told } from '../imported.ts';
import { importedBy } from '../spans/subjects.ts';
import { TRACKS } from '../spans/track.ts';
import { answersExpectation } from './expected.ts';

const KINDS = ['agent', 'node'] as const;
/** Things one question is answered for one by one. */
const NAMED_MAX = 20;

interface Standing {
  readonly id: string;
  readonly kind: (typeof KINDS)[number];
  readonly told: Told;
  /** The last event by then that says how it was. */
  readonly event?: GridEvent;
}

/**
 * How named things were that only imported history tells of, by the last that it says of them; undefined where no such thing is named. After the last event
 * of one nothing is known of it.
 */
export async function importedStates(plan: PlanOf<'state'>, atUs: number, when: string, work: Work): Promise<Result | undefined> {
  if (plan.where === undefined) return undefined;
  const named = KINDS.filter((kind) => plan.target === kind || plan.target === 'entity')
    .flatMap((kind) => importedBy(plan.where, kind, work).map((id) => ({ id, kind })))
    .slice(0, NAMED_MAX);
  if (named.length === 0) return undefined;
  const standings = await Promise.all(
    named.map(async ({ id, kind }): Promise<Standing> => {
      const filter = { types: Object.keys(TRACKS[kind]), entities: [[id]] };
      const [event] = (await readEvents(work, { filter }, { toUs: atUs + 1 }, 'desc', 1)).events;
      const told = onlyImported(kind, work).get(id) as Told;
      return { id, kind, told, ...(event === undefined ? {} : { event }) };
    }),
  );
  const known = standings.filter(({ event, told }) => event !== undefined && atUs <= told.lastUs);
  const yes =
    known.length === standings.length
      ? answersExpectation(
          plan,
          known.map((one) => [statusOf(one) as string]),
        )
      : undefined;
  const events = standings.flatMap(({ event }) => event ?? []);
  const said = standings.map((one) => saidOf(one, atUs, when, work));
  return {
    status: 'answered',
    value: known.length < standings.length ? 'unknown' : (yes ?? (statusOf(known[0] as Standing) as string)),
    text: `${yes === undefined ? '' : yes ? 'Yes: ' : 'No: '}${firstOf(said, 6, '; ')}.`.replace(/^how/, 'How'),
    assumptions: ['as imported history has it'],
    unknown: standings.filter((one) => !known.includes(one)).map(({ id }) => `how ${id} was ${when}: only imported history tells of it`),
    columns: ['entity_id', 'status', 'since'],
    rows: standings.flatMap((one) =>
      one.event === undefined
        ? []
        : [{ entity_id: one.id, status: statusOf(one), since: isoFromUs(one.event.timeUs), event_id: one.event.id }],
    ),
    events: events.map(toEventJson),
    evidence: events.map(({ id }) => id),
  };
}

const statusOf = ({ kind, event }: Standing): string | undefined => (event === undefined ? undefined : TRACKS[kind][event.type]);

function saidOf(one: Standing, atUs: number, when: string, work: Work): string {
  const { id, event, told } = one;
  if (event === undefined) return `how ${id} was ${when} is not known: imported history, which alone tells of it, does not say by then`;
  const since = `${statusOf(one)} since ${clock(event.timeUs, work)}`;
  if (atUs > told.lastUs)
    return `how ${id} ${when === 'now' ? 'is' : 'was'} ${when} is not known: only imported history tells of it, last at ${clock(told.lastUs, work)}; it was ${since}`;
  return `${id} was ${statusOf(one)} ${when} (for ${durationText((atUs - event.timeUs) / 1000)}), as imported history has it`;
}

/** What a list of how things were then leaves out. */
export function importedThen(target: Target, atUs: number, work: Work): string[] {
  return KINDS.filter((kind) => target === kind || target === 'entity').flatMap((kind) => {
    const then = [...onlyImported(kind, work)].filter(([, { firstUs, lastUs }]) => firstUs <= atUs && atUs <= lastUs).map(([id]) => id);
    return then.length === 0
      ? []
      : [`how ${counted(then.length, `${kind} of imported history was`, `${kind}s of imported history were`)} then: ${firstOf(then, 3)}`];
  });
}
