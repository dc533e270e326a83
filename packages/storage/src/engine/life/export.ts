import { existsSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { SutraError } from '@sutra/kit';
import { decodeStored, parseEventId, type StoredEvent } from '@sutra/wire';
import type { EventFilter } from '../../contract/query.ts';
import type { StoreReader } from '../../contract/store.ts';
import { toCloudEvent } from './cloud-event.ts';
import { toEventLine } from './event-line.ts';
import { runLength, toEventRuns } from './event-runs.ts';
import { mayBeRemoved } from './removed-event.ts';

/** `ndjson` and `cloudevents`: a line of JSON an event. `blocks`: runs of stored events, a tenth of the size and several times as quick. */
export type ExportForm = 'ndjson' | 'cloudevents' | 'blocks';

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

/** Events in the order they were stored, in the form asked for. */
export interface ExportPiece {
  /** seq of the last one. */
  readonly seq: number;
  readonly events: number;
  readonly bytes: Buffer;
}

/** Events of one piece. */
const PIECE_EVENTS = 1024;
/** How much of the end of a file is looked at for its last line. */
const TAIL_BYTES_MAX = 16 * 1024 * 1024;
const RUN_HEAD_BYTES = 12;
/** What the first event begins with. */
const BEGINS: Readonly<Record<ExportForm, string>> = { ndjson: '{"event_id":"', cloudevents: '{"specversion":"1.0","id":"', blocks: 'SR' };

/** Every event in the order it was stored. */
export async function* exportPieces(store: StoreReader, options: ExportOptions): AsyncGenerator<ExportPiece> {
  const { form, fromSeq = 1, signal, types, typesNot, entities } = options;
  const { lastSeq } = await store.stats();
  const toSeq = Math.min(options.toSeq ?? lastSeq, lastSeq);
  if (fromSeq > toSeq) return;
  const filter = {
    ...(types === undefined ? {} : { types }),
    ...(typesNot === undefined ? {} : { typesNot }),
    ...(entities === undefined ? {} : { entities }),
  };
  let held: StoredEvent[] = [];
  for await (const item of store.feed({ fromSeq, ...filter }, signal ?? new AbortController().signal)) {
    if (item.kind === 'live') break;
    if (item.kind === 'gap')
      throw new SutraError('SUTRA_ABORTED', `Cannot export: this reader was too slow and missed seq ${item.fromSeq} to ${item.toSeq}`);
    const wanted = item.events.filter(({ seq }) => seq <= toSeq);
    held.push(...wanted);
    for (; held.length >= PIECE_EVENTS; held = held.slice(PIECE_EVENTS)) yield pieceOf(held.slice(0, PIECE_EVENTS), form);
    if (wanted.length < item.events.length) break;
  }
  if (held.length > 0) yield pieceOf(held, form);
}

function pieceOf(events: readonly StoredEvent[], form: ExportForm): ExportPiece {
  return { seq: events.at(-1)!.seq, events: events.length, bytes: form === 'blocks' ? toEventRuns(events) : linesOf(events, form) };
}

function linesOf(events: readonly StoredEvent[], form: 'ndjson' | 'cloudevents'): Buffer {
  const line = form === 'ndjson' ? toEventLine : toCloudEvent;
  return Buffer.from(`${events.map(line).join('\n')}\n`);
}

type ToFileOptions = Omit<ExportOptions, 'fromSeq'> & { readonly onProgress?: (done: ExportProgress) => void };

interface Exported {
  readonly events: number;
  readonly resumedAfterSeq: number;
  readonly lastSeq: number;
}

/**
 * Exports to a file, or goes on where an earlier export to it ended: half a line or run at its end is written again, what is there is not.
 * @throws SutraError SUTRA_EXPORT_TARGET when the file is not an export of this form from this store, SUTRA_EXPORT_FAILED when the disk refuses
 */
export async function exportToFile(store: StoreReader, path: string, options: ToFileOptions): Promise<Exported> {
  try {
    return await writeTo(store, path, options);
  } catch (reason) {
    if (reason instanceof SutraError || (reason as NodeJS.ErrnoException).syscall === undefined) throw reason;
    throw new SutraError('SUTRA_EXPORT_FAILED', `Cannot export to ${path}: ${(reason as Error).message}`, { cause: reason });
  }
}

async function writeTo(store: StoreReader, path: string, options: ToFileOptions): Promise<Exported> {
  const { position, seq: resumedAfterSeq } = await endOf(store, path, options.form);
  const toSeq = options.toSeq ?? (await store.stats()).lastSeq;
  const file = await open(path, existsSync(path) ? 'r+' : 'wx', 0o600);
  let [events, lastSeq, at] = [0, resumedAfterSeq, position];
  try {
    await file.truncate(position);
    for await (const piece of exportPieces(store, { ...options, toSeq, fromSeq: resumedAfterSeq + 1 })) {
      const { bytes } = piece;
      for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      at += bytes.length;
      events += piece.events;
      lastSeq = piece.seq;
      options.onProgress?.({ events, seq: lastSeq, toSeq });
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { events, resumedAfterSeq, lastSeq };
}

/** Where an earlier export to the file ends: the byte after its last whole line or run, and the last seq in that. */
async function endOf(store: StoreReader, path: string, form: ExportForm): Promise<{ position: number; seq: number }> {
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size === 0) return { position: 0, seq: 0 };
  const file = await open(path, 'r');
  try {
    const last = form === 'blocks' ? await lastRun(file, size) : await lastLine(file, size, form);
    // Nothing in it is whole: what was cut short in its first line is written anew, anything else is somebody's.
    if (last === undefined && (await isBegun(file, size, form))) return { position: 0, seq: 0 };
    const event = last?.id === undefined ? undefined : await store.event(last.id);
    if (last !== undefined && (event?.seq === last.seq || (event === undefined && (await wentLater(store, last.id)))))
      return { position: last.position, seq: last.seq };
  } finally {
    await file.close();
  }
  const what = form === 'blocks' ? 'run' : 'line';
  throw new SutraError(
    'SUTRA_EXPORT_TARGET',
    `Cannot export to ${path}: its last ${what} is not an event of this store in the form ${form}`,
  );
}

/** Whether these are the first bytes of an export. */
async function isBegun(file: FileHandle, size: number, form: ExportForm): Promise<boolean> {
  const begins = Buffer.from(BEGINS[form]);
  const head = Buffer.alloc(Math.min(size, begins.length));
  await file.read(head, 0, head.length, 0);
  return begins.subarray(0, head.length).equals(head);
}

/** Whether retention has since removed, or made part of another row, what happened when the event of that id did. */
async function wentLater(store: StoreReader, id: string | undefined): Promise<boolean> {
  const parts = id === undefined ? undefined : parseEventId(id);
  return parts !== undefined && (await mayBeRemoved(store, parts));
}

interface Last {
  readonly position: number;
  readonly id: string | undefined;
  readonly seq: number;
}

async function lastLine(file: FileHandle, size: number, form: ExportForm): Promise<Last | undefined> {
  const length = Math.min(size, TAIL_BYTES_MAX);
  const tail = Buffer.alloc(length);
  await file.read(tail, 0, length, size - length);
  const end = tail.lastIndexOf(0x0a);
  if (end < 0 && size === length) return undefined;
  const line = tail.subarray(tail.lastIndexOf(0x0a, end - 1) + 1, Math.max(end, 0)).toString();
  return { ...namesOf(line, form), position: size - length + end + 1 };
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

/** Steps from run to run by their heads; only the last whole one is read. */
async function lastRun(file: FileHandle, size: number): Promise<Last | undefined> {
  const head = Buffer.alloc(RUN_HEAD_BYTES);
  let [at, last] = [0, -1];
  try {
    while (at + RUN_HEAD_BYTES <= size) {
      await file.read(head, 0, RUN_HEAD_BYTES, at);
      const length = runLength(head)!;
      if (at + length > size) break;
      last = at;
      at += length;
    }
    if (last < 0) return size < RUN_HEAD_BYTES || runLength(head) !== undefined ? undefined : { position: 0, id: undefined, seq: 0 };
    const run = Buffer.alloc(at - last);
    await file.read(run, 0, run.length, last);
    const event = decodeStored(run, crc32).at(-1);
    return { position: at, id: event?.id, seq: event?.seq ?? 0 };
  } catch (reason) {
    if (!(reason instanceof SutraError) || !['SUTRA_IMPORT_INVALID', 'SUTRA_WIRE_MALFORMED'].includes(reason.code)) throw reason;
    return { position: 0, id: undefined, seq: 0 };
  }
}
