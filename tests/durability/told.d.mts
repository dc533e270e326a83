import type { LearnBatch } from '@sutra/storage';
import type { EventRecord } from '@sutra/wire';

export const EPOCH: number;
export function eventOf(emitter: string, n: number): EventRecord;
export function batchOf(n: number): Required<LearnBatch>;
export function snapshotOf(seq: number): Uint8Array;
