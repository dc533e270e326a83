import { resolve } from 'node:path';
import { inert } from '@sutra/kit';
import { type ExportForm, exportLines, exportToFile, importEvents, linesOf, splitLines } from '@sutra/storage/engine';
import type { Invocation } from '../client/invocation.ts';
import { showOne } from '../output/show.ts';
import { progressOf, type SourceOptions, withStore } from './storage-source.ts';

export interface ExportCommandOptions extends SourceOptions {
  readonly to: string;
  readonly as: ExportForm;
  readonly type?: readonly string[];
  readonly entity?: readonly string[];
}

/** What stands for standard output and input. */
const STANDARD = '-';

/** `sutra storage export`: every event as a line of JSON; into the same file again it goes on where it ended. */
export async function storageExport(invocation: Invocation, options: ExportCommandOptions): Promise<number> {
  const { as: form, type, entity } = options;
  const what = { form, ...(type === undefined ? {} : { types: type }), ...(entity === undefined ? {} : { entities: [entity] }) };
  return withStore(invocation, options, false, async (store) => {
    if (options.to === STANDARD) {
      for await (const { line } of exportLines(store, what)) {
        if (!process.stdout.write(`${line}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
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

export interface ImportCommandOptions extends SourceOptions {
  readonly name?: string;
}

/** `sutra storage import`: events of a file of lines; the same file again changes nothing. */
export async function storageImport(invocation: Invocation, file: string, options: ImportCommandOptions): Promise<number> {
  const lines = file === STANDARD ? splitLines(process.stdin as AsyncIterable<Buffer>) : linesOf(resolve(file));
  const onProgress = progressOf(
    invocation,
    ({ read, stored }: { read: number; stored: number }) => `${read} lines read, ${stored} events stored`,
  );
  const result = await withStore(invocation, options, true, (store) =>
    importEvents(store, lines, { onProgress, ...(options.name === undefined ? {} : { name: options.name }) }),
  );
  showOne(
    invocation,
    result,
    ({ read, stored, repeated, known, emitter }) =>
      `Imported as ${emitter}: ${stored} of ${read} events are new; ${repeated} were imported before, ${known} the store had from elsewhere`,
  );
  return 0;
}
