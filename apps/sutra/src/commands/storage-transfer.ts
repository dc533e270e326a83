import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { inert } from '@sutra/kit';
import {
  type EntryReader,
  EventLines,
  EventRuns,
  type ExportForm,
  entriesOf,
  exportPieces,
  exportToFile,
  importEvents,
  piecesOf,
} from '@sutra/storage/engine';
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
    showOne(invocation, { path, ...result }, ({ events, resumedAfterSeq }) => {
      const after = resumedAfterSeq === 0 ? '' : ` after seq ${resumedAfterSeq}`;
      return `Exported: ${events} events${after}\n${inert(path)}`;
    });
    return 0;
  });
}

/** Forms that hold our own events, or CloudEvents of anyone. */
export const EVENT_FORMS = ['ndjson', 'cloudevents', 'blocks'] as const;

export interface ImportCommandOptions extends SourceOptions {
  readonly name?: string;
  readonly from: (typeof EVENT_FORMS)[number];
}

/** `sutra storage import`: events of a file or a pipe; the same input again changes nothing. */
export async function storageImport(invocation: Invocation, file: string, options: ImportCommandOptions): Promise<number> {
  const reader: EntryReader = options.from === 'blocks' ? new EventRuns() : new EventLines();
  const input = inputOf(file);
  const result = await withStore(invocation, options, true, (store) =>
    importEvents(store, entriesOf(input.pieces(), reader), {
      onProgress: importProgress(invocation, input.progress),
      ...(options.name === undefined ? {} : { name: options.name }),
    }),
  );
  showOne(
    invocation,
    result,
    ({ read, stored, repeated, known, emitter }) =>
      `Imported as ${emitter}: ${stored} of ${read} events are new; ${repeated} were imported before, ${known} the store had from elsewhere`,
  );
  return 0;
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
