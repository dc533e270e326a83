import type { LearnBatch, RetentionPolicy } from '@sutra/storage';
import type { EventRecord } from '@sutra/wire';

export const EPOCH: number;
export function eventOf(emitter: string, n: number): EventRecord;
export function batchOf(n: number): Required<LearnBatch>;
export function snapshotOf(seq: number): Uint8Array;
export function agedOf(emitter: string, n: number): EventRecord;
export const FINE: RetentionPolicy;
export const COARSE: RetentionPolicy;
export const ROLL_UP: RetentionPolicy;
export const DROP: RetentionPolicy;
