import { inert, SURFACES, type SutraError } from '@sutra/kit';

/** A failure as a person reads it: what happened, then what to do. Never a stack. */
export function failureText(error: SutraError): string {
  const lines = [`sutra: ${inert(error.message)}`];
  // A mend may quote lines of a log: each of them is data, only the line breaks are ours.
  if (error.mend !== '') lines.push(`  → ${error.mend.split('\n').map(inert).join('\n    ')}`);
  lines.push(`  (${error.code})`);
  return lines.join('\n');
}

/** Exit code of a failure, from the kind of its row. */
export function exitCodeOf(error: SutraError): number {
  return SURFACES[error.kind].exit;
}
