import { SutraError } from '@sutra/kit';
import '../errors.ts';

/** The named places where a disk can fail. Tests make them fail; production never passes any. */
export const SPOOL_FAULT_POINTS = [
  'spool.create',
  'spool.write',
  'spool.datasync',
  'spool.unlink',
  'spool.read',
  'spool.refusals',
] as const;
export type SpoolFaultPoint = (typeof SPOOL_FAULT_POINTS)[number];

/** Asked before every file operation; an error it returns is what the operation fails with. */
export type FaultSource = (point: SpoolFaultPoint) => Error | undefined;

export function hitFault(faults: FaultSource | undefined, point: SpoolFaultPoint): void {
  const error = faults?.(point);
  if (error !== undefined) throw error;
}

/** A disk failure as the operator sees it. */
export function spoolIoError(what: string, reason: unknown): SutraError {
  const text = reason instanceof Error ? reason.message : String(reason);
  return new SutraError('SUTRA_SPOOL_IO', `Cannot ${what}: ${text}`, { cause: reason });
}

/** True when the disk said that it is full. */
export function noSpace(reason: unknown): boolean {
  const { cause } = reason as { readonly cause?: { readonly code?: unknown } };
  return cause?.code === 'ENOSPC' || cause?.code === 'EDQUOT';
}
