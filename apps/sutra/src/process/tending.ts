import { SutraError } from '@sutra/kit';
import type { Engine } from '@sutra/storage/engine';
import type { DaemonContext } from './daemon.ts';

/** How long after a start the first scrub begins: a start has enough to read already. */
const FIRST_SCRUB_MS = 3_600_000;

/** What a store does for itself now and then: applies its retention, and reads all it has to see whether it is still what was written. */
export function tendStore({ clock, config, logger, scope }: DaemonContext, engine: Engine): void {
  const { everyMs, scrubEveryMs, scrubBytesPerSecond } = config.retention;
  let busy = false;
  /** One thing at a time; what is due meanwhile waits for its next turn. */
  const turn = (what: string, work: () => Promise<unknown>): void => {
    if (busy) return;
    busy = true;
    work()
      .catch((reason: unknown) => {
        const error = SutraError.from(reason);
        if (error.code !== 'SUTRA_STORE_CLOSED') logger.error(`${what} failed`, { code: error.code, because: error.message });
      })
      .finally(() => {
        busy = false;
      });
  };
  const retain = async (): Promise<void> => {
    const { removed, rolledUp, rewritten, bytesBefore, bytesAfter, tookMs } = await engine.retain({ thorough: false });
    if (rewritten > 0) logger.info('retention applied', { removed, rolledUp, freed: bytesBefore - bytesAfter, tookMs: Math.round(tookMs) });
  };
  const scrub = async (): Promise<void> => {
    const { segments, bytes, damaged } = await engine.scrub({
      bytesPerSecond: scrubBytesPerSecond,
      onDamage: ({ file, offset, length, fromSeq, toSeq, what }) =>
        logger.error('the log is damaged', { file, offset, length, fromSeq, toSeq, what }),
    });
    logger.info('log checked', { segments, bytes, damaged });
  };
  if (everyMs > 0) {
    const timer = clock.every(everyMs, () => turn('retention', retain));
    scope.defer('retention', () => timer.cancel());
  }
  if (scrubEveryMs > 0) {
    const first = clock.after(Math.min(FIRST_SCRUB_MS, scrubEveryMs), () => turn('scrub', scrub));
    const timer = clock.every(scrubEveryMs, () => turn('scrub', scrub));
    scope.defer('scrub', () => {
      first.cancel();
      timer.cancel();
    });
  }
}
