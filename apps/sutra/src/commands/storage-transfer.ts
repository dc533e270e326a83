import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type SourceCounts, SourceReader } from '@sutra/import';
import { counted, inert } from '@sutra/kit';
import type { UnknownName } from '@sutra/storage';
import {
  assertReadable,
  type EntryReader,
  EventLines,
  EventRuns,
  type ExportForm,
  entriesOf,
  exportPieces,
  exportToFile,
  type ImportResult,
  importEvents,
  piecesOf,
} from '@sutra/storage/engine';
import { type ImportForm, isSource } from '../cli/import-forms.ts';
import type { Invocation } from '../client/invocation.ts';
import { showOne } from '../output/show.ts';
import { type InputProgress, importProgress } from './import-progress.ts';
import { progressOf, type SourceOptions, withStore } from './storage-source.ts';

export interface ExportCommandOptions extends SourceOptions {
  readonly to: string;
  readonly as: ExportForm;
  readonly type?: readonly string[];
  readonly entity?: readonly string[];
}

/** What stands for standard output and input. */
const STANDARD = '-';

/** `sutra storage export`: every event as a line of JSON, or in runs; into the same file again it goes on where it ended. */
export async function storageExport(invocation: Invocation, options: ExportCommandOptions): Promise<number> {
  const { as: form, type, entity } = options;
  const what = { form, ...(type === undefined ? {} : { types: type }), ...(entity === undefined ? {} : { entities: [entity] }) };
  return withStore(invocation, options, false, async (store) => {
    if (options.to === STANDARD) {
      for await (const { bytes } of exportPieces(store, what)) {
        if (!process.stdout.write(bytes)) await new Promise((resolve) => process.stdout.once('drain', resolve));
      }
      return 0;
    }
    const path = resolve(options.to);
    const onProgress = progressOf(invocation, ({ seq, toSeq }: { seq: number; toSeq: number }) => `seq ${seq} of ${toSeq}`);
    const result = await exportToFile(store, path, { ...what, onProgress });
    // Nothing of a type that was mistyped is not the same as nothing that happened.
    const { unknown = [] } = result.lastSeq === 0 && type !== undefined ? await store.query({ types: type, limit: 1 }) : {};
    showOne(invocation, { path, ...result, ...(unknown.length === 0 ? {} : { unknown }) }, ({ events, resumedAfterSeq }) => {
      const after = resumedAfterSeq === 0 ? '' : ` after seq ${resumedAfterSeq}`;
      return [`Exported: ${counted(events, 'event')}${after}`, inert(path), ...unknown.map(notKnown)].join('\n');
    });
    return 0;
  });
}

const notKnown = ({ name, nearest }: UnknownName): string =>
  `  not known  no event has the type ${inert(name)}${nearest === undefined ? '' : `; did you mean ${inert(nearest)}?`}`;

export interface ImportCommandOptions extends SourceOptions {
  readonly name?: string;
  readonly from: ImportForm;
  /** Whose events they are, where the source does not say it. */
  readonly host?: string;
}

/** `sutra storage import`: events of a file or a pipe; the same input again changes nothing. */
export async function storageImport(invocation: Invocation, file: string, options: ImportCommandOptions): Promise<number> {
  const { from } = options;
  const foreign = isSource(from) ? new SourceReader(from, { host: options.host ?? hostname() }) : undefined;
  const reader: EntryReader = foreign ?? (from === 'blocks' ? new EventRuns() : new EventLines());
  const name = options.name ?? (foreign === undefined ? undefined : from);
  const input = inputOf(file);
  // A store is made for what is imported, and not for a name that was mistyped.
  if (file !== STANDARD) await assertReadable(resolve(file));
  const result = await withStore(invocation, options, true, (store) =>
    importEvents(store, entriesOf(input.pieces(), reader), {
      onProgress: importProgress(invocation, input.progress),
      ...(name === undefined ? {} : { name }),
      // A source that is followed is never the same twice: what is known goes by ids.
      ...(foreign === undefined ? {} : { epoch: invocation.clock.wallUs() }),
    }),
  );
  showOne(invocation, foreign === undefined ? result : { ...result, source: foreign.counts }, importText);
  return 0;
}

function importText({ read, stored, repeated, known, emitter, source }: ImportResult & { readonly source?: SourceCounts }): string {
  const own = repeated === 0 ? '' : `${counted(repeated, 'was', 'were')} imported before, `;
  const first = `Imported as ${emitter}: ${stored} of ${counted(read, 'event')} ${stored === 1 ? 'is' : 'are'} new; ${own}${known} the store had already`;
  if (source === undefined) return first;
  const types = Object.entries(source.types).map(([type, count]) => `  ${String(count).padStart(8)}  ${inert(type)}`);
  const cut = source.cut === 0 ? '' : `; of ${counted(source.cut, 'long text was', 'long texts were')} cut`;
  const kinds = `${counted(source.documents, 'document')}: ${counted(source.mapped, 'event')} in the catalogue's words, ${source.custom} in their own, ${counted(source.without, 'document')} without one${cut}`;
  return [first, kinds, ...types].join('\n');
}

/** A file or standard input, and how far the reading of it is. */
function inputOf(file: string): { readonly pieces: () => AsyncIterable<Buffer>; readonly progress: () => InputProgress } {
  const standard = file === STANDARD;
  const path = resolve(file);
  let bytes = 0;
  return {
    async *pieces() {
      for await (const piece of standard ? (process.stdin as AsyncIterable<Buffer>) : piecesOf(path)) {
        bytes += piece.length;
        yield piece;
      }
    },
    progress: () => ({ bytes, bytesTotal: standard ? undefined : statSync(path).size }),
  };
}
