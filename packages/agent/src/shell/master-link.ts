import { backoffMs, type Chance, type Clock, type Closable, type Logger, RECONNECT, SutraError, type Timer } from '@sutra/kit';
import type { AgentLink, gridpb, Init, Shape } from '@sutra/rpc';
import '../errors.ts';

export type Up = Init<typeof gridpb.AgentUpSchema>;
export type Down = Shape<typeof gridpb.AgentDownSchema>;

/** Dials the master once. The application fills in address, token and TLS. */
export type LinkFactory = (hooks: {
  readonly received: (message: Down) => void;
  readonly closed: (reason: SutraError | undefined) => void;
}) => AgentLink;

export interface MasterLinkOptions {
  readonly connect: LinkFactory;
  readonly hello: () => Up;
  readonly heartbeat: () => Up;
  readonly heartbeatMs: number;
  /** Anything but the welcome. `epoch` is that of the master who is speaking. */
  readonly received: (message: Down, epoch: bigint) => void;
  /** Highest master epoch seen so far, and a new highest. */
  readonly epoch: { highest(): bigint; raise(epoch: bigint): void };
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
}

/** A master that answers the call but not the hello within this time is hung up on, ms. */
const WELCOME_WITHIN_MS = 10_000;

/** The agent's line to its master: dials, greets, sends heartbeats, and dials again for ever when the line is cut. */
export interface MasterLink extends Closable {
  /** True from welcome to hang-up. */
  readonly welcomed: boolean;
  /** False when nobody listens; the caller must not depend on it: facts travel as events. */
  send(message: Up): boolean;
}

export function openMasterLink(options: MasterLinkOptions): MasterLink {
  const { clock, chance, logger, epoch } = options;
  let link: AgentLink | undefined;
  let welcomedBy: bigint | undefined;
  let attempt = 0;
  /** What was last told of why there is no line. */
  let told: string | undefined;
  let closed = false;
  let redial: Timer | undefined;
  let welcomeLimit: Timer | undefined;
  let beat: Timer | undefined;

  const dial = (): void => {
    if (closed) return;
    let own: AgentLink | undefined;
    own = options.connect({
      received: (message) => {
        if (own === link) hear(message);
      },
      closed: (reason) => {
        if (own === link) lost(reason);
      },
    });
    link = own;
    welcomeLimit = clock.after(WELCOME_WITHIN_MS, () =>
      hangUp(new SutraError('SUTRA_TIMEOUT', `The master did not answer within ${WELCOME_WITHIN_MS} ms`)),
    );
    own.send(options.hello());
  };
  const hear = (message: Down): void => {
    if (message.message.case === 'welcome') {
      const { masterEpoch, heartbeatIntervalMs, masterVersion } = message.message.value;
      if (masterEpoch < epoch.highest()) {
        hangUp(new SutraError('SUTRA_MASTER_STALE', `Cannot follow a master of epoch ${masterEpoch}: epoch ${epoch.highest()} has spoken`));
        return;
      }
      welcomeLimit?.cancel();
      attempt = 0;
      told = undefined;
      welcomedBy = masterEpoch;
      epoch.raise(masterEpoch);
      logger.info('connected to the master', { epoch: Number(masterEpoch), version: masterVersion });
      beat?.cancel();
      beat = clock.every(heartbeatIntervalMs > 0 ? heartbeatIntervalMs : options.heartbeatMs, () => link?.send(options.heartbeat()));
      return;
    }
    if (welcomedBy !== undefined) options.received(message, welcomedBy);
  };
  const lost = (reason: SutraError | undefined): void => {
    // Told once for each reason, not at every attempt.
    const why = reason?.code ?? 'closed';
    if (welcomedBy !== undefined || why !== told)
      logger.warn('no connection to the master; nodes go on, trying again', {
        reason: reason?.message ?? 'closed',
        ...(reason === undefined ? {} : { mend: reason.mend }),
      });
    told = why;
    link = undefined;
    welcomedBy = undefined;
    welcomeLimit?.cancel();
    beat?.cancel();
    if (closed) return;
    redial = clock.after(backoffMs(RECONNECT, attempt++, chance), dial);
  };
  const hangUp = (reason: SutraError): void => {
    const old = link;
    lost(reason);
    old?.close();
  };
  dial();
  return {
    get welcomed() {
      return welcomedBy !== undefined;
    },
    send: (message) => (welcomedBy !== undefined ? (link?.send(message) ?? false) : false),
    close() {
      closed = true;
      redial?.cancel();
      welcomeLimit?.cancel();
      beat?.cancel();
      link?.close();
    },
  };
}
