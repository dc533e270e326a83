import { SutraError } from '@sutra/kit';
import '../errors.ts';

/** A plan that is understood and cannot be computed: it is refused, never answered with something else. */
export function unsupported(what: string): SutraError {
  return new SutraError('SUTRA_ASK_NOT_COMPUTED', `Cannot compute this yet: ${what}`);
}
