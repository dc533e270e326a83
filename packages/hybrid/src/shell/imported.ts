import { IMPORTED, isImported } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';
import type { Work } from './answer.ts';

/** When the first and the last thing that is told of it happened. */
export interface Told {
  readonly firstUs: number;
  readonly lastUs: number;
}

/**
 * Agents and nodes that imported history names. It changes no state, so the state does not have them, and they stand in no list of what there is now; what
 * happened to them is on record like everything else.
 */
export interface Imported {
  readonly agents: ReadonlyMap<string, Told>;
  readonly nodes: ReadonlyMap<string, Told>;
  /** There are more than are kept. */
  readonly more: boolean;
  /** Not everything was looked through yet. */
  readonly behind: boolean;
}

interface Most {
  /** Kept of each kind, those of most events first. */
  readonly things: number;
  /** Looked through at once, and how often for one question. */
  readonly stepEvents: number;
  readonly steps: number;
}
const MOST: Most = { things: 10_000, stepEvents: 100_000, steps: 50 };
/** Emitters of one step. */
const EMITTERS_MAX = 10_000;
/** Events that name none are a group too. */
const NAMELESS = 1;

interface Known extends Imported {
  readonly agents: Map<string, Told>;
  readonly nodes: Map<string, Told>;
  /** The event up to which the record was looked through. That it is still there says that the record is still the same. */
  readonly mark: { readonly seq: number; readonly id: string | undefined } | undefined;
}

const NOTHING: Known = { agents: new Map(), nodes: new Map(), more: false, behind: false, mark: undefined };

const OF_READER = new WeakMap<object, { known: Known }>();

type Reader = Pick<StoreReader, 'query' | 'aggregate'>;

/**
 * What imported history names, as far as it was recorded by now. Each question looks through what was recorded since the one before, where any of it was
 * imported, so many events at most: what it did not come to (`behind`) the next one goes on with.
 */
export async function importedOf(reader: Reader, options?: CallOptions, most: Most = MOST): Promise<Imported> {
  const kept = OF_READER.get(reader) ?? { known: NOTHING };
  OF_READER.set(reader, kept);
  const [{ asOfSeq }, same] = await Promise.all([
    reader.query({ limit: 1, order: 'desc' }, options),
    isThere(kept.known.mark, reader, options),
  ]);
  let known: Known = { ...(same ? kept.known : NOTHING), behind: false };
  if ((known.mark?.seq ?? 0) < asOfSeq && !(await anySince(known.mark, asOfSeq, reader, options)))
    kept.known = known = { ...known, mark: { seq: asOfSeq, id: await idAt(asOfSeq, reader, options) } };
  for (let step = 0; (known.mark?.seq ?? 0) < asOfSeq && !known.behind; step++) {
    const toSeq = Math.min((known.mark?.seq ?? 0) + most.stepEvents, asOfSeq);
    known = step === most.steps ? { ...known, behind: true } : await lookedThrough(known, toSeq, reader, most, options);
    kept.known = known;
  }
  return known;
}

/** Whether imported history may have been recorded since: most grids have none, and the store knows whose events it has without looking at them. */
async function anySince(mark: Known['mark'], asOfSeq: number, reader: Reader, options?: CallOptions): Promise<boolean> {
  const since = mark === undefined ? {} : { afterSeq: mark.seq };
  const where = [{ field: 'emitter', contains: IMPORTED }];
  const { events, partial } = await reader.query({ ...since, asOf: { seq: asOfSeq }, where, limit: 1 }, options);
  return partial || events.length > 0;
}

async function isThere(mark: Known['mark'], reader: Reader, options?: CallOptions): Promise<boolean> {
  return mark === undefined || (await idAt(mark.seq, reader, options)) === mark.id;
}

/** The event at a position; none where retention removed it. */
async function idAt(seq: number, reader: Reader, options?: CallOptions): Promise<string | undefined> {
  const { events } = await reader.query({ afterSeq: seq - 1, asOf: { seq }, limit: 1 }, options);
  return events[0]?.id;
}

async function lookedThrough(known: Known, toSeq: number, reader: Reader, most: Most, options?: CallOptions): Promise<Known> {
  const part = { ...(known.mark === undefined ? {} : { afterSeq: known.mark.seq }), asOf: { seq: toSeq } };
  const { groups, partial, groupsTotal } = await reader.aggregate({ ...part, groupBy: ['emitter'], limit: EMITTERS_MAX }, options);
  const emitters = groups.map(({ key }) => String(key[0])).filter((emitter) => isImported({ emitter }));
  const found =
    emitters.length === 0 ? known : await named(known, { ...part, where: [{ field: 'emitter', is: emitters }] }, reader, most, options);
  // What was cut short is looked through once more.
  if (partial || found.behind || groupsTotal > EMITTERS_MAX) return { ...found, mark: known.mark, behind: true };
  return { ...found, mark: { seq: toSeq, id: await idAt(toSeq, reader, options) } };
}

async function named(
  known: Known,
  filter: Parameters<StoreReader['aggregate']>[0],
  reader: Reader,
  { things: thingsMax }: Most,
  options?: CallOptions,
): Promise<Known> {
  const [agents, nodes] = [new Map(known.agents), new Map(known.nodes)];
  const [ofNodes, ofAgents] = await Promise.all(
    ['node_id', 'agent_id'].map((field) => reader.aggregate({ ...filter, groupBy: [field], limit: thingsMax + NAMELESS }, options)),
  );
  let { more, behind } = known;
  for (const [things, found] of [
    [nodes, ofNodes],
    [agents, ofAgents],
  ] as const) {
    for (const { key, firstTimeUs, lastTimeUs } of found?.groups ?? []) {
      const [id] = key;
      if (typeof id !== 'string' || id === '') continue;
      const before = things.get(id);
      if (before === undefined && things.size >= thingsMax) more = true;
      else
        things.set(id, {
          firstUs: Math.min(firstTimeUs, before?.firstUs ?? firstTimeUs),
          lastUs: Math.max(lastTimeUs, before?.lastUs ?? lastTimeUs),
        });
    }
    more ||= (found?.groupsTotal ?? 0) > thingsMax + NAMELESS;
    behind ||= found?.partial !== false;
  }
  return { ...known, agents, nodes, more, behind };
}

/** A reader that is made for one question knows what the one it reads from knows. */
export function sharesImportedOf(forOne: StoreReader, whole: StoreReader): void {
  const known = OF_READER.get(whole) ?? { known: NOTHING };
  OF_READER.set(whole, known);
  OF_READER.set(forOne, known);
}

export type Names = Pick<Work, 'state' | 'imported'>;

/** Whether something is an agent, of this grid or of imported history. */
export const isAgent = (id: string, { state, imported }: Names): boolean => state.agents.has(id) || imported?.agents.has(id) === true;

/** The same of a node. */
export const isNode = (id: string, { state, imported }: Names): boolean => state.nodes.has(id) || imported?.nodes.has(id) === true;

/** Names of all agents or nodes: those of the state, and those that only imported history names. */
export const idsOf = (kind: 'agent' | 'node', names: Names): string[] => [
  ...(kind === 'agent' ? names.state.agents : names.state.nodes).keys(),
  ...onlyImported(kind, names).keys(),
];

/** What only imported history tells of. */
export function onlyImported(kind: 'agent' | 'node', { state, imported }: Names): ReadonlyMap<string, Told> {
  const things: ReadonlyMap<string, unknown> = kind === 'agent' ? state.agents : state.nodes;
  return new Map([...((kind === 'agent' ? imported?.agents : imported?.nodes) ?? [])].filter(([id]) => !things.has(id)));
}

/** What an answer cannot know as not every name in imported history is known. */
export function importedNotes({ imported }: Pick<Work, 'imported'>): string[] {
  return [
    ...(imported?.more === true
      ? ['agents and nodes of imported history beyond those that are kept: it names more, and they are in no list']
      : []),
    ...(imported?.behind === true ? ['agents and nodes of imported history that was not looked through yet: ask again'] : []),
  ];
}
