import { existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { SutraError } from '@sutra/kit';
import type { EventFilter } from '../../contract/query.ts';
import type { StoreReader } from '../../contract/store.ts';
import { toCloudEvent } from './cloud-event.ts';
import { toEventLine } from './event-line.ts';

export type ExportForm = 'ndjson' | 'cloudevents';

export interface ExportOptions extends Pick<EventFilter, 'types' | 'typesNot' | 'entities'> {
  readonly form: ExportForm;
  /** First seq. Default 1. */
  readonly fromSeq?: number;
  /** Last seq. Default: what is stored when the export begins. */
  readonly toSeq?: number;
  readonly signal?: AbortSignal;
}

export interface ExportProgress {
  /** Events written. */
  readonly events: number;
  readonly seq: number;
  readonly toSeq: number;
}

/** Lines written at once. */
const WRITE_LINES = 1024;
/** How much of the end of a file is looked at for its last line. */
const TAIL_BYTES_MAX = 16 * 1024 * 1024;

/** Every event in the order it was stored, one line of JSON each, without its line end. */
export async function* exportLines(
  store: StoreReader,
  options: ExportOptions,
): AsyncGenerator<{ readonly seq: number; readonly line: string }> {
  const { form, fromSeq = 1, signal, types, typesNot, entities } = options;
  const { lastSeq } = await store.stats();
  const toSeq = Math.min(options.toSeq ?? lastSeq, lastSeq);
  if (fromSeq > toSeq) return;
  const line = form === 'ndjson' ? toEventLine : toCloudEvent;
  const filter = {
    ...(types === undefined ? {} : { types }),
    ...(typesNot === undefined ? {} : { typesNot }),
    ...(entities === undefined ? {} : { entities }),
  };
  for await (const item of store.feed({ fromSeq, ...filter }, signal ?? new AbortController().signal)) {
    if (item.kind === 'live') return;
    if (item.kind === 'gap')
      throw new SutraError('SUTRA_ABORTED', `Cannot export: this reader was too slow and missed seq ${item.fromSeq} to ${item.toSeq}`);
    for (const event of item.events) {
      if (event.seq > toSeq) return;
      yield { seq: event.seq, line: line(event) };
    }
  }
}

/**
 * Exports to a file, or goes on where an earlier export to it ended: half a line at its end is written again, what is there is not.
 * @throws SutraError SUTRA_EXPORT_TARGET when the file is not an export of this form from this store
 */
export async function exportToFile(
  store: StoreReader,
  path: string,
  options: Omit<ExportOptions, 'fromSeq'> & { readonly onProgress?: (done: ExportProgress) => void },
): Promise<{ readonly events: number; readonly resumedAfterSeq: number; readonly lastSeq: number }> {
  const { position, seq: resumedAfterSeq } = await endOf(store, path, options.form);
  const toSeq = options.toSeq ?? (await store.stats()).lastSeq;
  const file = await open(path, existsSync(path) ? 'r+' : 'wx', 0o600);
  let [events, lastSeq, at] = [0, resumedAfterSeq, position];
  try {
    await file.truncate(position);
    let lines: string[] = [];
    const write = async (): Promise<void> => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      at += bytes.length;
      events += lines.length;
      lines = [];
      options.onProgress?.({ events, seq: lastSeq, toSeq });
    };
    for await (const { seq, line } of exportLines(store, { ...options, toSeq, fromSeq: resumedAfterSeq + 1 })) {
      lines.push(line);
      lastSeq = seq;
      if (lines.length === WRITE_LINES) await write();
    }
    await write();
    await file.sync();
  } finally {
    await file.close();
  }
  return { events, resumedAfterSeq, lastSeq };
}

/** Where an earlier export to the file ends: the byte after its last whole line, and the seq of that line. */
async function endOf(store: StoreReader, path: string, form: ExportForm): Promise<{ position: number; seq: number }> {
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size === 0) return { position: 0, seq: 0 };
  const length = Math.min(size, TAIL_BYTES_MAX);
  const tail = Buffer.alloc(length);
  const file = await open(path, 'r');
  try {
    await file.read(tail, 0, length, size - length);
  } finally {
    await file.close();
  }
  const end = tail.lastIndexOf(0x0a);
  if (end < 0 && size === length) return { position: 0, seq: 0 };
  const line = tail.subarray(tail.lastIndexOf(0x0a, end - 1) + 1, Math.max(end, 0)).toString();
  const { id, seq } = namesOf(line, form);
  const event = id === undefined ? undefined : await store.event(id);
  if (event === undefined || event.seq !== seq)
    throw new SutraError(
      'SUTRA_EXPORT_TARGET',
      `Cannot export to ${path}: its last line is not an event of this store in the form ${form}`,
    );
  return { position: size - length + end + 1, seq };
}

function namesOf(line: string, form: ExportForm): { id: string | undefined; seq: number } {
  try {
    const read = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const [id, seq] = form === 'ndjson' ? [read['event_id'], read['seq']] : [read['id'], read['sequence']];
    return { id: typeof id === 'string' ? id : undefined, seq: Number(seq) };
  } catch (reason) {
    if (!(reason instanceof SyntaxError)) throw reason;
    return { id: undefined, seq: 0 };
  }
}
