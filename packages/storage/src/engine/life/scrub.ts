import { type Clock, SutraError, sleep } from '@sutra/kit';
import type { OwnEvent } from '../../contract/own-event.ts';
import type { CorruptRange } from '../errors.ts';
import { Slices } from '../read/slices.ts';
import { checkSegment, type ExpectedSegment, readSegment } from './check-segment.ts';

export interface ScrubOptions {
  /** Read at most so much per second. Default 16 MiB. */
  readonly bytesPerSecond?: number;
  /** Called for each damaged segment, with the first damaged range of it. */
  readonly onDamage: (damage: CorruptRange & { readonly what: string }) => void;
  readonly signal?: AbortSignal;
}

export interface ScrubResult {
  readonly segments: number;
  readonly bytes: number;
  readonly damaged: number;
}

const RATE_DEFAULT = 16 * 1024 * 1024;

/** A finding as the store tells of it. */
export function damageFound({ file, offset, length, fromSeq, toSeq, what }: Parameters<ScrubOptions['onDamage']>[0]): OwnEvent {
  const seqs = { ...(fromSeq === null ? {} : { from_seq: fromSeq }), ...(toSeq === null ? {} : { to_seq: toSeq }) };
  return { type: 'storage_damaged', body: { file, offset, length, ...seqs, what } };
}

/** The segments to read: each is named by its number and looked up when its turn comes. */
export interface Scrubbed {
  readonly numbers: readonly number[];
  read<T>(number: number, check: (segment: ExpectedSegment) => Promise<T>): Promise<T>;
}

/** Reads sealed segments one after the other, no faster than allowed, and reports what is not as it was written. */
export async function scrubSegments(
  { numbers, read }: Scrubbed,
  options: ScrubOptions,
  { clock, sliceMs }: { readonly clock: Clock; readonly sliceMs: number },
): Promise<ScrubResult> {
  const { bytesPerSecond = RATE_DEFAULT, signal, onDamage } = options;
  if (!(bytesPerSecond > 0)) throw new SutraError('SUTRA_STORE_INVALID', `Cannot scrub at ${bytesPerSecond} bytes per second`);
  const slices = new Slices(clock, sliceMs, { limitMs: Number.MAX_SAFE_INTEGER, ...(signal === undefined ? {} : { signal }) });
  const startedMs = clock.monotonicMs();
  let [bytes, damaged] = [0, 0];
  for (const number of numbers) {
    try {
      bytes += await read(number, async (segment) => {
        await checkSegment(segment, await readSegment(segment), slices);
        return segment.bytes;
      });
    } catch (reason) {
      if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_STORE_CORRUPT') throw reason;
      damaged++;
      onDamage({ ...(reason.details as unknown as CorruptRange), what: reason.message });
    }
    const dueMs = startedMs + (bytes / bytesPerSecond) * 1000;
    const waitMs = dueMs - clock.monotonicMs();
    if (waitMs > 0) await sleep(clock, waitMs, signal);
    else await slices.turn();
  }
  return { segments: numbers.length, bytes, damaged };
}
