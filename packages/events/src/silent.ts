import { invariant, systemClock } from '@sutra/kit';
import { compose, type Speaker } from './core/compose.ts';
import { invalidDraft } from './core/refusals.ts';
import type { EventSink } from './sink.ts';

const SPEAKER: Speaker = { emitter: 'silent', epoch: 1, secrets: [], eventBytesMax: Number.MAX_SAFE_INTEGER };
const clock = systemClock();
let seq = 0;

/**
 * A sink that keeps nothing: for a grid that runs without events, and for tests. Events come back checked, cleaned and numbered as
 * from a real emitter, so that the code that emits does not notice.
 */
export const silentSink: EventSink = {
  emit(draft) {
    const wallUs = clock.wallUs();
    const composed = compose(draft, SPEAKER, ++seq, wallUs);
    if (typeof composed !== 'string') return composed.event;
    const refusal = compose(invalidDraft(SPEAKER.emitter, draft, composed, wallUs), SPEAKER, seq, wallUs);
    invariant(typeof refusal !== 'string', `a refusal is always valid: ${refusal}`);
    return refusal.event;
  },
  whenSpooled: () => Promise.resolve(),
  pending: () => [],
  stats: () => ({
    ...{ emitted: seq, stored: 0, pending: 0, unwritten: 0, spoolBytes: 0, spoolFiles: 0, refused: {}, invalid: 0 },
    ...{ deadLettered: 0, quarantined: 0, resent: 0, olderEpochs: 0, connected: false },
  }),
};
