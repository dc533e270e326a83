import { SutraError } from '@sutra/kit';
import type { Invocation } from './invocation.ts';

/**
 * A refused call, with what this command knows: which token it sent, or where there is none, and that a folder without a running grid leads to
 * the default ports, where another grid may answer. Any other failure stays as it is.
 */
export function withTokenTried(reason: unknown, { token, tokenFile, at }: Invocation): unknown {
  if (!(reason instanceof SutraError) || reason.kind !== 'unauthenticated') return reason;
  if (token === undefined) {
    const mend = `No token was sent: there is none at ${tokenFile}. A grid answers at ${at.control}: name its folder with --data DIR, or its token file with SUTRA_TOKEN_FILE.`;
    return SutraError.fromData({ ...reason.toData(), mend });
  }
  const mend = `The token tried is that of ${tokenFile}. If no grid runs from there, another one answered at ${at.control}: name the one that runs with --data DIR, or the ports of yours with --port-offset N.`;
  return SutraError.fromData({ ...reason.toData(), mend });
}

/** @throws SutraError SUTRA_NO_GRID when a folder was named in which there is no grid: another one may answer at the default ports. */
export function assertOwnGrid({ strayFolder }: Invocation): void {
  if (strayFolder === undefined) return;
  throw new SutraError('SUTRA_NO_GRID', `Cannot find a grid in ${strayFolder}: none was ever started there`, {
    mend: 'Name the folder of the one that runs (`sutra up` prints it), leave --data out, or start one there with `sutra up --data DIR`.',
  });
}
