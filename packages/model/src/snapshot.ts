import type { SutraError } from '@sutra/kit';
import { Map as PMap } from 'immutable';
import { modelError } from './errors.ts';
import { EMPTY_GRID } from './fold/index.ts';
import { type Packed, pack, unpack } from './packed-records.ts';
import type { AgentState, ClusterState, GridState, HeardRun, NodeState, OperationState } from './state.ts';

/** Version of the snapshot form. Another version is refused, and the state rebuilt from events. */
export const SNAPSHOT_VERSION = 1;

/** The state as plain JSON: what is sent to browsers. */
export interface GridSnapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly seq: number;
  readonly atUs: number;
  readonly agents: readonly AgentState[];
  readonly nodes: readonly NodeState[];
  readonly operations: readonly OperationState[];
  readonly cluster: ClusterState;
  readonly heard: readonly (readonly [emitter: string, runs: readonly HeardRun[]])[];
}

/** Entries are sorted, so equal states give equal snapshots. */
export function toSnapshot(state: GridState): GridSnapshot {
  return {
    version: SNAPSHOT_VERSION,
    seq: state.seq,
    atUs: state.atUs,
    agents: sorted(state.agents),
    nodes: sorted(state.nodes),
    operations: sorted(state.operations),
    cluster: state.cluster,
    heard: [...state.heard].sort(([a], [b]) => order(a, b)),
  };
}

/**
 * The state a snapshot holds. The leaves are taken over as they are: the snapshot must not be changed afterwards.
 * @throws SutraError SUTRA_SNAPSHOT_UNREADABLE when it is of another version or not a snapshot.
 */
export function fromSnapshot(json: unknown): GridState {
  const snapshot = checked(json);
  return {
    seq: snapshot.seq,
    atUs: snapshot.atUs,
    agents: byId(snapshot.agents),
    nodes: byId(snapshot.nodes),
    operations: byId(snapshot.operations),
    cluster: snapshot.cluster,
    heard: EMPTY_GRID.heard.withMutations((heard) => {
      for (const [emitter, runs] of snapshot.heard) heard.set(emitter, runs);
    }),
  };
}

/** Version of the form in which the state is kept beside the log. Another is refused, and the state rebuilt from events. */
const KEPT_VERSION = 3;

/** The state as it is kept beside the log: entities as columns. */
export function snapshotText(state: GridState): string {
  const { agents, nodes, operations, ...rest } = toSnapshot(state);
  const kept = { ...rest, version: KEPT_VERSION, agents: pack(agents), nodes: pack(nodes), operations: pack(operations) };
  return JSON.stringify(kept);
}

/**
 * The state that was kept, with those of its operations that are wanted: they may be most of its entries.
 * @throws SutraError SUTRA_SNAPSHOT_UNREADABLE when the text is not a state as this build keeps it.
 */
export function fromSnapshotText(text: string, wanted?: (operation: OperationState) => boolean): GridState {
  let kept: Partial<Record<'version' | 'agents' | 'nodes' | 'operations', unknown>> | null;
  try {
    kept = JSON.parse(text) as typeof kept;
  } catch (reason) {
    throw refused(`it is not JSON: ${(reason as Error).message}`);
  }
  if (kept?.version !== KEPT_VERSION) throw refused(`version ${String(kept?.version)}, this build reads ${KEPT_VERSION}`);
  const { agents, nodes, operations } = kept;
  const all = listed(operations) as readonly OperationState[];
  const lists = { agents: listed(agents), nodes: listed(nodes), operations: wanted === undefined ? all : all.filter(wanted) };
  return fromSnapshot({ ...kept, version: SNAPSHOT_VERSION, ...lists });
}

function listed(packed: unknown): readonly object[] {
  try {
    return unpack(packed as Packed);
  } catch (reason) {
    throw refused(`a list is damaged: ${(reason as Error).message}`);
  }
}

/** 16 hex digits that are equal for equal states and differ, as far as 64 bits go, for different ones. For comparing, not for safety. */
export function stateHash(state: GridState): string {
  const text = canonical(toSnapshot(state));
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x9e3779b1);
    b = Math.imul(b ^ c, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

function checked(json: unknown): GridSnapshot {
  const snapshot = json as Partial<GridSnapshot> | null;
  if (typeof snapshot !== 'object' || snapshot === null) throw refused('it is not an object');
  if (snapshot.version !== SNAPSHOT_VERSION) throw refused(`version ${String(snapshot.version)}, this build reads ${SNAPSHOT_VERSION}`);
  for (const list of [snapshot.agents, snapshot.nodes, snapshot.operations, snapshot.heard]) {
    if (!Array.isArray(list)) throw refused('a list is missing');
  }
  const entries = [...(snapshot.agents ?? []), ...(snapshot.nodes ?? []), ...(snapshot.operations ?? [])];
  if (entries.some((entry) => typeof entry?.id !== 'string')) throw refused('an entry has no id');
  if (!Number.isSafeInteger(snapshot.seq) || !Number.isSafeInteger(snapshot.atUs)) throw refused('its position is not a number');
  if (typeof snapshot.cluster?.verdict !== 'string') throw refused('the cluster verdict is missing');
  return snapshot as GridSnapshot;
}

function refused(what: string): SutraError {
  return modelError('SUTRA_SNAPSHOT_UNREADABLE', `Cannot read the state snapshot: ${what}`);
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): PMap<string, T> {
  return PMap<string, T>().withMutations((map) => {
    for (const entry of entries) map.set(entry.id, entry);
  });
}

function sorted<T extends { readonly id: string }>(map: PMap<string, T>): T[] {
  return [...map.values()].sort((a, b) => order(a.id, b.id));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** JSON with the members of every object in order of their names. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .sort(([a], [b]) => order(a, b))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .join(',')}}`;
}
