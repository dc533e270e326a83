import { SutraError } from '@sutra/kit';
import { brokenEntry, type EntryReader, type ImportEntry } from '@sutra/storage/engine';
import type { EventRecord, Json } from '@sutra/wire';
import { DockerMapper } from './core/docker.ts';
import { compose, type Fact, type SourceName } from './core/fact.ts';
import { asObject, type Fields } from './core/fields.ts';
import { type JournalEntry, JournalExport, journalObject } from './core/journal-export.ts';
import { JournaldMapper } from './core/journald.ts';
import { type FoundDocuments, type JsonDocument, JsonDocuments } from './core/json-documents.ts';
import { KubernetesMapper } from './core/kubernetes.ts';
import { type Mapper, NotOfThisSource } from './core/mapper.ts';
import { NomadMapper } from './core/nomad.ts';

/** What became of what was read. */
export interface SourceCounts {
  /** Documents read. */
  readonly documents: number;
  /** Documents that hold no fact: heartbeats of a stream, bookmarks, deletions of old events. */
  readonly without: number;
  /** Events of a type of the catalogue, and of types of their own. */
  readonly mapped: number;
  readonly custom: number;
  /** Events with texts that were too long and were cut. */
  readonly cut: number;
  /** Events by type. */
  readonly types: Readonly<Record<string, number>>;
}

export interface SourceOptions {
  /** Host of the events of a source that does not say it (Docker). */
  readonly host: string;
}

const MAPPERS: Readonly<Record<SourceName, (options: SourceOptions) => Mapper>> = {
  kubernetes: () => new KubernetesMapper(),
  docker: ({ host }) => new DockerMapper(host),
  nomad: () => new NomadMapper(),
  journald: () => new JournaldMapper(),
};

export const SOURCES = Object.keys(MAPPERS) as readonly SourceName[];

/** Items of a list, and bytes of them, that are put in order before they are taken; a longer list is taken piece by piece. */
const LIST_ITEMS_MAX = 50_000;
const LIST_BYTES_MAX = 64 * 1024 * 1024;

/** Reads what another system says into events of ours. One reader reads one input. */
export class SourceReader implements EntryReader {
  readonly #source: SourceName;
  readonly #mapper: Mapper;
  readonly #documents = new JsonDocuments();
  readonly #export = new JournalExport();
  /** Undecided until the first byte: `-o json` begins with a brace. */
  #isExport: boolean | undefined;
  /** Items of a list still open: lists are in no order of time. */
  #list: { readonly document: Fields; readonly text: string; readonly line: number }[] = [];
  #listBytes = 0;
  #count = { documents: 0, without: 0, mapped: 0, custom: 0, cut: 0 };
  readonly #types = new Map<string, number>();

  constructor(source: SourceName, options: SourceOptions) {
    this.#source = source;
    this.#mapper = MAPPERS[source](options);
  }

  get counts(): SourceCounts {
    return { ...this.#count, types: Object.fromEntries([...this.#types].sort(([, a], [, b]) => b - a)) };
  }

  push(piece: Buffer): Iterable<readonly ImportEntry[]> {
    this.#isExport ??= this.#source === 'journald' && !/^\s*\{/.test(piece.toString('latin1', 0, 64));
    return [this.#isExport ? this.#journal(this.#export.push(piece)) : this.#json(this.#documents.push(piece))];
  }

  end(): Iterable<readonly ImportEntry[]> {
    return [this.#isExport === true ? this.#journal(this.#export.end()) : this.#json(this.#documents.end())];
  }

  #journal(entries: readonly JournalEntry[]): readonly ImportEntry[] {
    const taken = entries.flatMap((entry) => this.#entries(journalObject(entry), '', this.#count.documents + 1));
    const { fault } = this.#export;
    return fault === undefined ? taken : [...taken, wrong(this.#count.documents + 1, `byte ${fault.at}: ${fault.what}`)];
  }

  #json({ documents, closed, fault }: FoundDocuments): readonly ImportEntry[] {
    const entries: ImportEntry[] = [];
    for (const document of documents) {
      const broken = this.#take(document, entries);
      if (broken !== undefined) return [...entries, ...this.#ordered(), broken];
    }
    if (closed || fault !== undefined || this.#list.length > LIST_ITEMS_MAX || this.#listBytes > LIST_BYTES_MAX)
      entries.push(...this.#ordered());
    if (fault !== undefined) entries.push(wrong(fault.line, fault.what));
    return entries;
  }

  #take({ text, line, item }: JsonDocument, into: ImportEntry[]): ImportEntry | undefined {
    try {
      const document = asObject(JSON.parse(text) as Json);
      if (document === undefined) return wrong(line, 'it is not an object');
      if (item) {
        this.#list.push({ document, text, line });
        this.#listBytes += text.length;
      } else into.push(...this.#entries(document, text, line));
      return undefined;
    } catch (reason) {
      if (!(reason instanceof SyntaxError)) throw reason;
      return wrong(line, `it is not JSON: ${reason.message}`);
    }
  }

  /** The items of a list in the order in which they happened. */
  #ordered(): ImportEntry[] {
    const items = this.#list;
    this.#list = [];
    this.#listBytes = 0;
    // What is wrong goes last: it ends the import, and what is right beside it is taken first.
    const timed = items.map((item) => ({ ...item, timeUs: this.#mapper.timeUs?.(item.document) ?? Number.POSITIVE_INFINITY }));
    timed.sort((a, b) => (a.timeUs === b.timeUs ? a.line - b.line : a.timeUs - b.timeUs));
    return timed.flatMap(({ document, text, line }) => this.#entries(document, text, line));
  }

  #entries(document: Fields, text: string, line: number): ImportEntry[] {
    this.#count.documents++;
    try {
      const facts = this.#mapper.facts(document, text);
      if (facts.length === 0) this.#count.without++;
      return facts.map((fact) => this.#entry(fact, line, text));
    } catch (reason) {
      if (!(reason instanceof NotOfThisSource)) throw reason;
      return [wrong(line, reason.message)];
    }
  }

  #entry(fact: Fact, line: number, text: string): ImportEntry {
    const { event, mapped, cut } = compose(this.#source, fact);
    this.#count[mapped ? 'mapped' : 'custom']++;
    if (cut) this.#count.cut++;
    this.#types.set(event.type, (this.#types.get(event.type) ?? 0) + 1);
    return { line, bytes: text.length, mark: fact.id, event: (emitterSeq): EventRecord => ({ ...event, emitterSeq }) };
  }
}

function wrong(line: number, what: string): ImportEntry {
  return brokenEntry(line, new SutraError('SUTRA_IMPORT_INVALID', `Cannot import: ${what}`));
}
