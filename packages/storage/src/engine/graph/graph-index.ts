import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@sutra/kit';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { AssociationDraft, Concept } from '../../contract/query.ts';
import type { FaultPoints } from '../faults.ts';
import { hashedGrams } from '../search/embedder.ts';
import type { NearIndexParts } from '../search/near-index.ts';
import { type PreparedText, prepareTexts } from '../search/prepare.ts';
import { SearchIndex } from '../search/search-index.ts';
import { textOf } from '../search/tokens.ts';
import type { ConceptRecord, LearnRecord, Triple } from './batch.ts';
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
  /** Items of the next batch that are applied already: a large one takes several transactions. */
  readonly part: number;
}

/** Items applied in one transaction: what it writes keeps the event loop, some ms. */
const ITEMS_AT_ONCE = 96;

export interface GraphBytes {
  /** Concepts and associations. */
  readonly graph: number;
  /** Words and vectors, with the vector indexes. */
  readonly search: number;
  /** Pages that are free for what comes next, and marks. */
  readonly unused: number;
}

const GRAPH_TABLES = ['c', 'f', 'o', 'i', 'k'];
const SEARCH_TABLES = ['d', 't', 'q', 'v', 's', 'h'];
const NEAR_FILE = '.hnsw';

function pagesOf(stats: object): number {
  const { pageSize, treeBranchPageCount, treeLeafPageCount, overflowPages } = stats as Record<string, number>;
  return pageSize! * (treeBranchPageCount! + treeLeafPageCount! + overflowPages!);
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What a batch consists of, in the order it is applied. */
type Item =
  | { readonly kind: 'concept'; readonly draft: ConceptRecord }
  | { readonly kind: 'association'; readonly draft: AssociationDraft }
  | { readonly kind: 'forgetConcept'; readonly id: string }
  | { readonly kind: 'forgetAssociation'; readonly triple: Triple };

/** What vector indexes need; an index without them compares all vectors, and retires nothing by itself. */
export interface NearParts extends Omit<NearIndexParts, 'folder' | 'generation'> {
  /** See EngineLimits. */
  readonly endedTextsMin: number;
}

const META = 'applied';
const FORM = `5 ${hashedGrams.name}`;

/**
 * Concepts, associations, words and vectors, in LMDB, every version kept. Derived from the learn batches in the log: how far it is, batch
 * and item, is stored in the same transaction as the effects, and whatever does not fit the log is deleted and rebuilt.
 */
export class GraphIndex {
  readonly concepts: ConceptRows;
  readonly edges: EdgeRows;
  readonly search: SearchIndex;
  readonly #root: RootDatabase<Applied, string>;
  readonly #keys: Database<[number, number], string>;
  readonly #tables: { readonly graph: readonly Database[]; readonly search: readonly Database[] };
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
    this.search = new SearchIndex(this.#root, hashedGrams, nearParts, near?.endedTextsMin ?? Number.MAX_SAFE_INTEGER);
    this.#keys = this.#root.openDB({ name: 'k' });
    // Opened here, where nothing is being written yet: opening is a transaction of its own.
    const opened = (names: readonly string[]): readonly Database[] => names.map((name) => this.#root.openDB({ name }));
    this.#tables = { graph: opened(GRAPH_TABLES), search: opened(SEARCH_TABLES) };
    this.#faults = faults;
    this.#applied = this.#root.get(META) ?? { number: 0, storeId, form: FORM, concepts: 0, associations: 0, part: 0 };
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

  /** Bytes on disk: of the one file that holds graph and search, by the pages of their tables. */
  get bytes(): GraphBytes {
    const tables = (opened: readonly Database[]): number => opened.reduce((sum, table) => sum + pagesOf(table.getStats()), 0);
    const files = (of: (name: string) => boolean): number =>
      readdirSync(this.#folder).reduce((sum, name) => sum + (of(name) ? sizeOf(join(this.#folder, name)) : 0), 0);
    const [graph, words] = [tables(this.#tables.graph), tables(this.#tables.search)];
    const near = files((name) => name.includes(NEAR_FILE));
    return { graph, search: words + near, unused: files((name) => !name.includes(NEAR_FILE)) - graph - words };
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

  /**
   * Applies batches in order, in transactions of so many items that none keeps the event loop for long: a batch counts as applied with its last
   * one. Rejects when a commit failed: the engine must stop then. Ends early, between two transactions, when `stopped` says so.
   */
  async apply(records: readonly LearnRecord[], stopped: () => boolean = () => false): Promise<void> {
    const texts = await prepareTexts(records, hashedGrams);
    const left = records.map((record) => ({ record, items: itemsOf(record) }));
    while (left.length > 0 && !stopped()) {
      await this.#faults('graph.commit');
      let applied = this.#applied;
      let done = 0;
      await this.#root.transaction(() => {
        applied = this.#applied;
        done = 0;
        this.search.begin();
        for (let room = ITEMS_AT_ONCE; room > 0 && done < left.length; ) {
          const { record, items } = left[done]!;
          const to = Math.min(items.length, applied.part + room);
          room -= Math.max(1, to - applied.part);
          for (const item of items.slice(applied.part, to)) applied = this.#applyItem(item, record, texts, applied);
          applied = to < items.length ? { ...applied, part: to } : this.#finished(record, applied);
          if (to === items.length) done++;
        }
        this.search.write();
        this.#root.put(META, applied);
      });
      this.#applied = applied;
      this.search.committed(applied.concepts);
      left.splice(0, done);
    }
  }

  #finished({ key, number, seq }: LearnRecord, applied: Applied): Applied {
    if (key !== undefined) this.#keys.put(key, [number, seq]);
    return { ...applied, number, part: 0 };
  }

  #applyItem(item: Item, record: LearnRecord, texts: ReadonlyMap<ConceptRecord, PreparedText>, applied: Applied): Applied {
    const { number, seq, atUs } = record;
    const { concepts, associations } = applied;
    switch (item.kind) {
      case 'concept': {
        const { draft } = item;
        const before = this.concepts.newest(draft.id);
        this.concepts.put(draft.id, number, this.#versionAfter(before, draft, texts.get(draft)!, record));
        return before === undefined || before.forgotten ? { ...applied, concepts: concepts + 1 } : applied;
      }
      case 'association': {
        const { source, type, target, confidence = 1, weight = 1 } = item.draft;
        const isNew = !this.edges.has({ source, type, target });
        this.edges.put({ source, type, target }, number, [confidence, weight, atUs, seq, 0]);
        return isNew ? { ...applied, associations: associations + 1 } : applied;
      }
      case 'forgetConcept': {
        const before = this.concepts.newest(item.id);
        if (before === undefined || before.forgotten) return applied;
        this.search.end(before.doc, { number, seq, timeUs: atUs });
        const gone = { content: null, metadata: {}, version: before.version + 1, updatedUs: atUs, seq, forgotten: true };
        this.concepts.put(item.id, number, { ...before, ...gone });
        return { ...applied, concepts: concepts - 1 };
      }
      case 'forgetAssociation':
        if (this.edges.isKnown(item.triple)) this.edges.put(item.triple, number, [0, 0, atUs, seq, 1]);
        return applied;
    }
  }

  #versionAfter(before: ConceptRow | undefined, draft: ConceptRecord, text: PreparedText, { number, seq, atUs }: LearnRecord): ConceptRow {
    const known = before?.forgotten === true ? undefined : before;
    const metadata = draft.metadata ?? known?.metadata ?? {};
    const sameContent = known !== undefined && isDeepStrictEqual(known.content, draft.content);
    const saysTheSame = sameContent && draft.embedding === undefined && isDeepStrictEqual(known.metadata, metadata);
    const kept = sameContent && draft.embedding === undefined ? known.doc : undefined;
    const doc = saysTheSame ? known.doc : this.search.add({ id: draft.id, seq, timeUs: atUs, metadata, text, vectorOf: kept });
    if (known !== undefined && !saysTheSame) this.search.end(known.doc, { number, seq, timeUs: atUs });
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

function itemsOf({ concepts, associations, forget }: LearnRecord): readonly Item[] {
  return [
    ...concepts.map((draft): Item => ({ kind: 'concept', draft })),
    ...associations.map((draft): Item => ({ kind: 'association', draft })),
    ...(forget?.concepts ?? []).map((id): Item => ({ kind: 'forgetConcept', id })),
    ...(forget?.associations ?? []).map((triple): Item => ({ kind: 'forgetAssociation', triple })),
  ];
}
