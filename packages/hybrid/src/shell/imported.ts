import { isImported } from '@sutra/model';
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
}

/** So many of each kind are known, those of most events first; and so many imports. */
const THINGS_MAX = 10_000;
const IMPORTS_MAX = 1_000;

interface Known extends Imported {
  readonly agents: Map<string, Told>;
  readonly nodes: Map<string, Told>;
  /** The event up to which the record was looked through. That it is still there says that the record is still the same. */
  readonly mark: { readonly seq: number; readonly id: string } | undefined;
}

const NOTHING: Known = { agents: new Map(), nodes: new Map(), more: false, mark: undefined };

const OF_READER = new WeakMap<object, { known: Known }>();

type Reader = Pick<StoreReader, 'query' | 'aggregate'>;

/** What imported history names, as far as it was recorded by now: what was recorded since the question before is looked through, which is little. */
export async function importedOf(reader: Reader, options?: CallOptions): Promise<Imported> {
  const kept = OF_READER.get(reader) ?? { known: NOTHING };
  OF_READER.set(reader, kept);
  const { mark } = kept.known;
  const same = mark === undefined || (await idAt(mark.seq, reader, options)) === mark.id;
  kept.known = await lookedThrough(same ? kept.known : NOTHING, reader, options);
  return kept.known;
}

async function idAt(seq: number, reader: Reader, options?: CallOptions): Promise<string | undefined> {
  const { events } = await reader.query({ afterSeq: seq - 1, asOf: { seq }, limit: 1 }, options);
  return events.find((event) => event.seq === seq)?.id;
}

async function lookedThrough(known: Known, reader: Reader, options?: CallOptions): Promise<Known> {
  const since = known.mark === undefined ? {} : { afterSeq: known.mark.seq };
  const { groups, asOfSeq, partial } = await reader.aggregate({ ...since, groupBy: ['emitter'], limit: IMPORTS_MAX }, options);
  if (groups.length === 0) return known;
  const emitters = groups.map(({ key }) => String(key[0])).filter((emitter) => isImported({ emitter }));
  const found =
    emitters.length === 0
      ? { ...known, more: known.more || partial }
      : await named(known, { ...since, asOf: { seq: asOfSeq }, where: [{ field: 'emitter', is: emitters }] }, reader, options);
  const id = await idAt(asOfSeq, reader, options);
  return { ...found, mark: id === undefined ? undefined : { seq: asOfSeq, id } };
}

async function named(
  known: Known,
  filter: Parameters<StoreReader['aggregate']>[0],
  reader: Reader,
  options?: CallOptions,
): Promise<Omit<Known, 'mark'>> {
  const [agents, nodes] = [new Map(known.agents), new Map(known.nodes)];
  const [ofNodes, ofAgents] = await Promise.all(
    ['node_id', 'agent_id'].map((field) => reader.aggregate({ ...filter, groupBy: [field], limit: THINGS_MAX }, options)),
  );
  let more = known.more;
  for (const [things, found] of [
    [nodes, ofNodes],
    [agents, ofAgents],
  ] as const) {
    for (const { key, firstTimeUs, lastTimeUs } of found?.groups ?? []) {
      const [id] = key;
      if (typeof id !== 'string' || id === '') continue;
      const before = things.get(id);
      if (before === undefined && things.size >= THINGS_MAX) more = true;
      else
        things.set(id, {
          firstUs: Math.min(firstTimeUs, before?.firstUs ?? firstTimeUs),
          lastUs: Math.max(lastTimeUs, before?.lastUs ?? lastTimeUs),
        });
    }
    more ||= found === undefined || found.partial || found.groupsTotal > THINGS_MAX;
  }
  return { agents, nodes, more };
}

/** A reader that is made for one question knows what the one it reads from knows. */
export function sharesImportedOf(forOne: StoreReader, whole: StoreReader): void {
  const known = OF_READER.get(whole) ?? { known: NOTHING };
  OF_READER.set(whole, known);
  OF_READER.set(forOne, known);
}

type Names = Pick<Work, 'state' | 'imported'>;

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
