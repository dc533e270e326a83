import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@sutra/kit';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Concept } from '../../contract/query.ts';
import type { FaultPoints } from '../faults.ts';
import { hashedGrams } from '../search/embedder.ts';
import type { NearIndexParts } from '../search/near-index.ts';
import { type PreparedText, prepareTexts } from '../search/prepare.ts';
import { SearchIndex } from '../search/search-index.ts';
import { textOf } from '../search/tokens.ts';
import type { ConceptRecord, LearnRecord } from './batch.ts';
import { type ConceptRow, ConceptRows, conceptOf } from './concept-rows.ts';
import { EdgeRows, type Visible } from './edge-rows.ts';
import { beginUse, endUse, findDamage, graphFile, openedWell } from './graph-file.ts';

interface Applied {
  readonly number: number;
  readonly storeId: number;
  /** How rows are written and texts embedded: an index of another form is rebuilt. */
  readonly form: string;
  readonly concepts: number;
  readonly associations: number;
}

/** What vector indexes need; an index without them compares all vectors. */
export type NearParts = Omit<NearIndexParts, 'folder' | 'generation'>;

const META = 'applied';
const FORM = `2 ${hashedGrams.name}`;

/**
 * Concepts, associations, words and vectors, in LMDB, every version kept. Derived from the learn batches in the log: the number of the last
 * batch applied is stored in the same transaction as its effects, and whatever does not fit the log is deleted and rebuilt.
 */
export class GraphIndex {
  readonly concepts: ConceptRows;
  readonly edges: EdgeRows;
  readonly search: SearchIndex;
  readonly #root: RootDatabase<Applied, string>;
  readonly #keys: Database<[number, number], string>;
  readonly #faults: FaultPoints;
  readonly #folder: string;
  #applied: Applied;

  private constructor(folder: string, storeId: number, faults: FaultPoints, near: NearParts | undefined) {
    this.#folder = folder;
    // safeRestore: pages that were never flushed must not be believed after a crash. The default sync mode stays on.
    this.#root = open<Applied, string>({ path: graphFile(folder), maxDbs: 16, safeRestore: true, noSubdir: true } as Parameters<
      typeof open
    >[0]);
    this.concepts = new ConceptRows(this.#root);
    this.edges = new EdgeRows(this.#root, (id, number, visible) => this.concepts.forgottenSince(id, number, visible));
    // Rows have the same numbers in every index built from one log, so what was derived from them may stay.
    const nearParts = near === undefined ? undefined : { ...near, folder, generation: `${storeId} ${FORM}` };
    this.search = new SearchIndex(this.#root, hashedGrams, nearParts);
    this.#keys = this.#root.openDB({ name: 'k' });
    this.#faults = faults;
    this.#applied = this.#root.get(META) ?? { number: 0, storeId, form: FORM, concepts: 0, associations: 0 };
  }

  /** Opens the index, or a new one when it is missing, damaged, of another store or form, or ahead of the log. */
  static async open(
    folder: string,
    storeId: number,
    lastNumber: number,
    faults: FaultPoints,
    logger: Logger,
    near?: NearParts,
  ): Promise<GraphIndex> {
    let damage = findDamage(folder);
    if (damage === undefined) {
      beginUse(folder);
      const index = new GraphIndex(folder, storeId, faults, near);
      const { number, storeId: found, form } = index.#applied;
      if (found === storeId && number <= lastNumber && form === FORM) {
        openedWell(folder);
        return index;
      }
      await index.#root.close();
      damage = form === FORM ? 'it does not belong to this log' : 'it was written by another version';
    }
    if (lastNumber > 0) logger.warn('graph index rebuilt from the log', { because: damage });
    rmSync(folder, { recursive: true, force: true });
    beginUse(folder);
    const index = new GraphIndex(folder, storeId, faults, near);
    openedWell(folder);
    return index;
  }

  /** Number of the last batch applied. */
  get number(): number {
    return this.#applied.number;
  }

  /** Concepts known now. */
  get conceptCount(): number {
    return this.#applied.concepts;
  }

  /** Different associations ever learned: forgotten ones are kept for reads of the past. */
  get associationCount(): number {
    return this.#applied.associations;
  }

  get bytes(): number {
    return readdirSync(this.#folder).reduce(
      (sum, name) => sum + (statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** What numbers the documents: those of another log, or of another form, are others. */
  get generation(): string {
    return `${this.#applied.storeId} ${FORM}`;
  }

  /** What a document says, if its concept still says it. */
  textOfDocument(doc: number): string | undefined {
    const id = this.search.documents.standing(doc);
    const row = id === undefined ? undefined : this.concepts.newest(id);
    return row === undefined || row.forgotten || row.doc !== doc ? undefined : `${id}\n${textOf(row.content)}`;
  }

  keyed(key: string): { readonly number: number; readonly seq: number } | undefined {
    const found = this.#keys.get(key);
    return found === undefined ? undefined : { number: found[0], seq: found[1] };
  }

  concept(id: string, visible: Visible): Concept | undefined {
    return conceptOf(id, this.concepts.newest(id, visible));
  }

  /** Applies batches in order, in one transaction. Rejects when the commit failed: the engine must stop then. */
  async apply(records: readonly LearnRecord[]): Promise<void> {
    const texts = await prepareTexts(records, hashedGrams);
    await this.#faults('graph.commit');
    let applied = this.#applied;
    await this.#root.transaction(() => {
      applied = this.#applied;
      this.search.begin();
      for (const record of records) applied = this.#applyOne(record, texts, applied);
      this.search.write();
      this.#root.put(META, applied);
    });
    this.#applied = applied;
    this.search.committed();
  }

  #applyOne(record: LearnRecord, texts: ReadonlyMap<ConceptRecord, PreparedText>, applied: Applied): Applied {
    let { concepts, associations } = applied;
    const { number, seq, atUs } = record;
    for (const draft of record.concepts) {
      const before = this.concepts.newest(draft.id);
      if (before === undefined || before.forgotten) concepts++;
      this.concepts.put(draft.id, number, this.#versionAfter(before, draft, texts.get(draft)!, record));
    }
    for (const { source, type, target, confidence = 1, weight = 1 } of record.associations) {
      if (!this.edges.has({ source, type, target })) associations++;
      this.edges.put({ source, type, target }, number, [confidence, weight, atUs, seq, 0]);
    }
    for (const id of record.forget?.concepts ?? []) {
      const before = this.concepts.newest(id);
      if (before === undefined || before.forgotten) continue;
      concepts--;
      this.search.end(before.doc, seq);
      this.concepts.put(id, number, {
        ...before,
        content: null,
        metadata: {},
        version: before.version + 1,
        updatedUs: atUs,
        seq,
        forgotten: true,
      });
    }
    for (const triple of record.forget?.associations ?? [])
      if (this.edges.isKnown(triple)) this.edges.put(triple, number, [0, 0, atUs, seq, 1]);
    if (record.key !== undefined) this.#keys.put(record.key, [number, seq]);
    return { ...applied, number, concepts, associations };
  }

  #versionAfter(before: ConceptRow | undefined, draft: ConceptRecord, text: PreparedText, { seq, atUs }: LearnRecord): ConceptRow {
    const known = before?.forgotten === true ? undefined : before;
    const metadata = draft.metadata ?? known?.metadata ?? {};
    const sameContent = known !== undefined && isDeepStrictEqual(known.content, draft.content);
    const saysTheSame = sameContent && draft.embedding === undefined && isDeepStrictEqual(known.metadata, metadata);
    const kept = sameContent && draft.embedding === undefined ? known.doc : undefined;
    const doc = saysTheSame ? known.doc : this.search.add({ id: draft.id, seq, timeUs: atUs, metadata, text, vectorOf: kept });
    if (known !== undefined && !saysTheSame) this.search.end(known.doc, seq);
    return {
      content: draft.content,
      strength: draft.strength ?? known?.strength ?? 1,
      confidence: draft.confidence ?? known?.confidence ?? 1,
      metadata,
      version: (before?.version ?? 0) + 1,
      createdUs: known?.createdUs ?? atUs,
      updatedUs: atUs,
      seq,
      doc,
      forgotten: false,
    };
  }

  async close(): Promise<void> {
    await this.search.close();
    await this.#root.close();
    endUse(this.#folder);
  }
}
