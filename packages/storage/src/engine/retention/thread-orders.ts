import { platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type ErrorData, SutraError } from '@sutra/kit';
import { giveWorkspace } from '../columns/workspace.ts';
import { inPieces } from '../log/disk.ts';
import type { Turns } from '../read/slices.ts';
import { type NamedKeys, namedBy, type SegmentFile } from './named-causes.ts';
import { type FormAnswer, type FormQuestion, type SegmentForm, segmentForm } from './segment-form.ts';
import './errors.ts';

/** What the thread is told: `sorted` stays for the orders that follow. */
export type ThreadOrder =
  | { readonly kind: 'named'; readonly segment: SegmentFile }
  | ({ readonly kind: 'form'; readonly question: FormQuestion } & Pick<NamedKeys, 'newer'> & Partial<Pick<NamedKeys, 'sorted'>>);

/** What it says: `broken` of an error that is none of ours. */
export type ThreadReply =
  | { readonly kind: 'named'; readonly keys: Uint32Array<ArrayBuffer> }
  | { readonly kind: 'form'; readonly answer: FormAnswer }
  | { readonly kind: 'failed'; readonly error: ErrorData }
  | { readonly kind: 'broken'; readonly because: string };

/** Nobody else waits for this thread. */
const UNDISTURBED: Turns = { spend: () => undefined, over: false, turn: () => Promise.resolve() };

/** Where there are fewer cores than work, appends and reads come first: on Linux a thread has a priority of its own. */
const BEHIND_OTHERS = 10;
if (platform() === 'linux') setPriority(BEHIND_OTHERS);

let sorted: NamedKeys['sorted'] = new Uint32Array(0);

parentPort?.on('message', (order: ThreadOrder) => {
  void obey(order).catch((reason: unknown) => say(failure(reason)));
});

function say(reply: ThreadReply, memory: ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, memory);
}

function failure(reason: unknown): ThreadReply {
  if (reason instanceof SutraError) return { kind: 'failed', error: reason.toData() };
  return { kind: 'broken', because: reason instanceof Error ? reason.message : String(reason) };
}

async function obey(order: ThreadOrder): Promise<void> {
  if (order.kind === 'named') {
    const keys = await namedBy(order.segment, UNDISTURBED);
    say({ kind: 'named', keys }, [keys.buffer]);
    return;
  }
  sorted = order.sorted ?? sorted;
  const { form, nextDueUs } = await segmentForm(order.question, { sorted, newer: order.newer }, UNDISTURBED);
  if (form === undefined) {
    say({ kind: 'form', answer: { nextDueUs } });
    return;
  }
  const own = inOwnMemory(form);
  const memory = [...own.parts, own.columns, own.goneKeys].map(({ buffer }) => buffer as ArrayBuffer);
  say({ kind: 'form', answer: { form: own, nextDueUs } }, memory);
}

/** With each part in memory that can be handed over: as few parts as are written and flushed at once. */
function inOwnMemory(form: SegmentForm): SegmentForm {
  const parts = [...inPieces(form.parts)].map((piece) => (piece.length === piece.buffer.byteLength ? piece : new Uint8Array(piece)));
  const columns = new Uint8Array(form.columns);
  giveWorkspace(Buffer.from(form.columns.buffer));
  return { ...form, parts, columns, goneKeys: form.goneKeys.slice() };
}
