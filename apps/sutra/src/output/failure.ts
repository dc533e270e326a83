import { inert, SURFACES, type SutraError } from '@sutra/kit';

/** A failure as a person reads it: what happened, then what to do. Never a stack. */
export function failureText(error: SutraError): string {
  const lines = [`sutra: ${inert(error.message)}`];
  if (error.mend !== '') lines.push(`  → ${inert(error.mend)}`);
  lines.push(`  (${error.code})`);
  return lines.join('\n');
}

/** Exit code of a failure, from the kind of its row. */
export function exitCodeOf(error: SutraError): number {
  return SURFACES[error.kind].exit;
}
