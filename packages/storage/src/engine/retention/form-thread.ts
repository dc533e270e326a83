import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorData, SutraError } from '@sutra/kit';
import { giveWorkspace } from '../columns/workspace.ts';
import { inPieces } from '../log/disk.ts';
import type { Turns } from '../read/slices.ts';
import type { NamedKeys } from './named-causes.ts';
import { type FormAnswer, type FormQuestion, type SegmentForm, segmentForm } from './segment-form.ts';
import './errors.ts';

/** What the thread is told: a segment, and what has been named as a cause since it was begun. */
export interface FormOrder {
  readonly question: FormQuestion;
  readonly newer: ReadonlySet<number>;
}

/** `broken` is what an error said that is none of ours. */
export type FormReply = { readonly answer: FormAnswer } | { readonly failed: ErrorData } | { readonly broken: string };

/** Nobody else waits for this thread. */
const UNDISTURBED: Turns = { spend: () => undefined, over: false, turn: () => Promise.resolve() };

const { sorted } = workerData as Pick<NamedKeys, 'sorted'>;

parentPort?.on('message', ({ question, newer }: FormOrder) => {
  void segmentForm(question, { sorted, newer }, UNDISTURBED).then(
    (answer) => send(answer),
    (reason: unknown) => parentPort?.postMessage(failure(reason)),
  );
});

function failure(reason: unknown): FormReply {
  if (reason instanceof SutraError) return { failed: reason.toData() };
  return { broken: reason instanceof Error ? reason.message : String(reason) };
}

function send({ form, ...rest }: FormAnswer): void {
  if (form === undefined) {
    parentPort?.postMessage({ answer: rest } satisfies FormReply);
    return;
  }
  const own = ownMemory(form);
  const memory = [...own.parts.map(({ buffer }) => buffer), own.columns.buffer, own.goneKeys.buffer] as ArrayBuffer[];
  parentPort?.postMessage({ answer: { ...rest, form: own } } satisfies FormReply, memory);
}

/** With each part in memory that can be handed over: as few as are written and flushed at once. */
function ownMemory(form: SegmentForm): SegmentForm {
  const parts = [...inPieces(form.parts)].map((piece) => (piece.length === piece.buffer.byteLength ? piece : new Uint8Array(piece)));
  const columns = new Uint8Array(form.columns);
  giveWorkspace(Buffer.from(form.columns.buffer));
  return { ...form, parts, columns, goneKeys: form.goneKeys.slice() };
}
