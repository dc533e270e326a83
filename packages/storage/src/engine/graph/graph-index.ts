import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@sutra/kit';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Association, Concept, NeighbourQuery } from '../../contract/query.ts';
import type { FaultPoints } from '../faults.ts';
import type { LearnRecord } from './batch.ts';
import { beginUse, endUse, findDamage, graphFile, openedWell } from './graph-file.ts';

/** What a version of a concept is stored as. */
type ConceptRow = Omit<Concept, 'id' | 'kind'> & { readonly seq: number };
type EdgeRow = Pick<Association, 'confidence' | 'weight' | 'timeUs'> & { readonly seq: number };
interface Applied {
  readonly number: number;
  readonly storeId: number;
  readonly concepts: number;
  readonly associations: number;
}

const META = 'applied';

/**
 * Concepts and associations by id, in LMDB, every version kept. Derived from the learn batches in the log: the number of the last
 * batch applied is stored in the same transaction as its effects, and whatever does not fit the log is deleted and rebuilt.
 *   c: [id, number] → concept version      o/i: [source, type, target, number] and [target, type, source, number] → edge
 *   k: key → [number, seq]
 */
export class GraphIndex {
  readonly #root: RootDatabase<Applied, string>;
  readonly #concepts: Database<ConceptRow, [string, number]>;
  readonly #out: Database<EdgeRow, [string, string, string, number]>;
  readonly #in: Database<EdgeRow, [string, string, string, number]>;
  readonly #keys: Database<[number, number], string>;
  readonly #faults: FaultPoints;
  readonly #folder: string;
  #applied: Applied;

  private constructor(folder: string, storeId: number, faults: FaultPoints) {
    this.#folder = folder;
    // safeRestore: pages that were never flushed must not be believed after a crash. The default sync mode stays on.
    this.#root = open<Applied, string>({ path: graphFile(folder), maxDbs: 8, safeRestore: true, noSubdir: true } as Parameters<
      typeof open
    >[0]);
    this.#concepts = this.#root.openDB({ name: 'c' });
    this.#out = this.#root.openDB({ name: 'o' });
    this.#in = this.#root.openDB({ name: 'i' });
    this.#keys = this.#root.openDB({ name: 'k' });
    this.#faults = faults;
    this.#applied = this.#root.get(META) ?? { number: 0, storeId, concepts: 0, associations: 0 };
  }

  /** Opens the index, or a new one when it is missing, damaged, of another store, or ahead of the log. */
  static async open(folder: string, storeId: number, lastNumber: number, faults: FaultPoints, logger: Logger): Promise<GraphIndex> {
    let damage = findDamage(folder);
    if (damage === undefined) {
      beginUse(folder);
      const index = new GraphIndex(folder, storeId, faults);
      const { number, storeId: found } = index.#applied;
      if (found === storeId && number <= lastNumber) {
        openedWell(folder);
        return index;
      }
      await index.#root.close();
      damage = 'it does not belong to this log';
    }
    if (lastNumber > 0) logger.warn('graph index rebuilt from the log', { because: damage });
    rmSync(folder, { recursive: true, force: true });
    beginUse(folder);
    const index = new GraphIndex(folder, storeId, faults);
    openedWell(folder);
    return index;
  }

  /** Number of the last batch applied. */
  get number(): number {
    return this.#applied.number;
  }

  get concepts(): number {
    return this.#applied.concepts;
  }

  get associations(): number {
    return this.#applied.associations;
  }

  get bytes(): number {
    return readdirSync(this.#folder).reduce((sum, name) => sum + statSync(join(this.#folder, name)).size, 0);
  }

  keyed(key: string): { readonly number: number; readonly seq: number } | undefined {
    const found = this.#keys.get(key);
    return found === undefined ? undefined : { number: found[0], seq: found[1] };
  }

  /** Applies batches in order, in one transaction. Rejects when the commit failed: the engine must stop then. */
  async apply(records: readonly LearnRecord[]): Promise<void> {
    await this.#faults('graph.commit');
    let applied = this.#applied;
    await this.#root.transaction(() => {
      applied = this.#applied;
      for (const record of records) applied = this.#applyOne(record, applied);
      this.#root.put(META, applied);
    });
    this.#applied = applied;
  }

  #applyOne(record: LearnRecord, applied: Applied): Applied {
    let { concepts, associations } = applied;
    const { number, seq, atUs } = record;
    for (const draft of record.concepts) {
      const before = this.#version(draft.id, () => true);
      if (before === undefined) concepts++;
      const row: ConceptRow = {
        content: draft.content,
        strength: draft.strength ?? before?.strength ?? 1,
        confidence: draft.confidence ?? before?.confidence ?? 1,
        metadata: draft.metadata ?? before?.metadata ?? {},
        version: (before?.version ?? 0) + 1,
        createdUs: before?.createdUs ?? atUs,
        updatedUs: atUs,
        seq,
      };
      this.#concepts.put([draft.id, number], row);
    }
    for (const { source, type, target, confidence = 1, weight = 1 } of record.associations) {
      if (!this.#has(source, type, target)) associations++;
      const row: EdgeRow = { confidence, weight, timeUs: atUs, seq };
      this.#out.put([source, type, target, number], row);
      this.#in.put([target, type, source, number], row);
    }
    if (record.key !== undefined) this.#keys.put(record.key, [number, seq]);
    return { number, storeId: applied.storeId, concepts, associations };
  }

  #has(source: string, type: string, target: string): boolean {
    for (const _ of this.#out.getKeys({ start: [source, type, target, 0], end: [source, type, target, Number.MAX_SAFE_INTEGER], limit: 1 }))
      return true;
    return false;
  }

  /** The newest version that `visible` lets through. */
  #version(id: string, visible: (row: { seq: number; updatedUs: number }) => boolean): ConceptRow | undefined {
    for (const { value } of this.#concepts.getRange({ start: [id, Number.MAX_SAFE_INTEGER], end: [id, 0], reverse: true }))
      if (visible(value)) return value;
    return undefined;
  }

  concept(id: string, visible: (row: { seq: number; timeUs: number }) => boolean): Concept | undefined {
    const row = this.#version(id, ({ seq, updatedUs }) => visible({ seq, timeUs: updatedUs }));
    if (row === undefined) return undefined;
    const { seq: _, ...rest } = row;
    return { id, kind: 'concept', ...rest };
  }

  /** Learned associations of an id, the newest visible version of each, in order of (direction, type, other end). */
  *edges(query: NeighbourQuery, visible: (row: { seq: number; timeUs: number }) => boolean): Iterable<Association> {
    const direction = query.direction ?? 'both';
    if (direction !== 'in') yield* this.#side(this.#out, query, visible, (type, target) => ({ source: query.id, type, target }));
    if (direction !== 'out')
      yield* this.#side(this.#in, query, visible, (type, source) => ({ source, type, target: query.id }), direction === 'both');
  }

  *#side(
    side: Database<EdgeRow, [string, string, string, number]>,
    { id, types }: NeighbourQuery,
    visible: (row: { seq: number; timeUs: number }) => boolean,
    ends: (type: string, other: string) => Pick<Association, 'source' | 'type' | 'target'>,
    withoutLoops = false,
  ): Iterable<Association> {
    let kept: Association | undefined;
    // '\uffff' sorts behind every type: the range is all keys that start with the id.
    const range = { start: [id, '', '', 0], end: [id, '\uffff', '', 0] } as unknown as { start: [string, string, string, number] };
    for (const { key, value } of side.getRange(range)) {
      const [, type, other] = key;
      if ((types !== undefined && !types.includes(type)) || (withoutLoops && other === id)) continue;
      const next = ends(type, other);
      if (kept !== undefined && (kept.type !== next.type || kept.source !== next.source || kept.target !== next.target)) {
        yield kept;
        kept = undefined;
      }
      if (visible(value)) kept = { ...next, confidence: value.confidence, weight: value.weight, timeUs: value.timeUs };
    }
    if (kept !== undefined) yield kept;
  }

  async close(): Promise<void> {
    await this.#root.close();
    endUse(this.#folder);
  }
}
