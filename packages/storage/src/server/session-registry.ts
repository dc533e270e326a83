import { SutraError } from '@sutra/kit';
import type { Engine, RawSession } from '../engine/index.ts';
import './errors.ts';

/** Who asks for a session. `turn` counts up with every attempt of one holder, so that a late attempt cannot undo a newer one. */
export interface SessionClaim {
  readonly emitter: string;
  readonly epoch: number;
  readonly holder: string;
  readonly turn: number;
}

/** One emitter's stream over one connection. */
export interface ServedSession {
  readonly raw: RawSession;
  /** Why nothing more is taken, once that is so. */
  ended: SutraError | undefined;
}

interface Holding extends ServedSession {
  readonly claim: SessionClaim;
}

/** One session per (emitter, epoch) over all connections: the newest. */
export class SessionRegistry {
  readonly #engine: Pick<Engine, 'openRaw'>;
  readonly #current = new Map<string, Holding>();

  constructor(engine: Pick<Engine, 'openRaw'>) {
    this.#engine = engine;
  }

  /**
   * Opens the session and ends the one before it.
   * @throws SutraError SUTRA_SESSION_REPLACED when the same holder has opened a newer one already.
   */
  open(claim: SessionClaim): ServedSession {
    const key = `${claim.emitter}:${claim.epoch}`;
    const before = this.#current.get(key);
    if (before !== undefined && before.claim.holder === claim.holder && before.claim.turn >= claim.turn) throw replaced(claim);
    const raw = this.#engine.openRaw(claim.emitter, claim.epoch);
    if (before !== undefined) {
      before.ended ??= replaced(claim);
      before.raw.close();
    }
    const holding: Holding = { raw, ended: undefined, claim };
    this.#current.set(key, holding);
    return holding;
  }

  close(session: ServedSession): void {
    session.raw.close();
    const key = `${session.raw.emitter}:${session.raw.epoch}`;
    if (this.#current.get(key) === session) this.#current.delete(key);
  }
}

function replaced({ emitter, epoch }: SessionClaim): SutraError {
  return new SutraError('SUTRA_SESSION_REPLACED', `Cannot append as ${emitter}, epoch ${epoch}: a newer session took over`, {
    details: { emitter, epoch },
  });
}
