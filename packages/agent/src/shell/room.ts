import type { Chance, Clock, Logger } from '@sutra/kit';
import type { AnyDraft, GridEvent } from '@sutra/model';
import type { Platform } from '@sutra/platform';
import type { AgentConfig } from '../config.ts';
import type { Ports } from './ports.ts';
import type { Records } from './records.ts';

/** What every keeper of a node works with. */
export interface Room {
  readonly config: AgentConfig;
  readonly platform: Platform;
  readonly records: Records;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  /** Fires when the agent closes. Nodes stay; work that was cut off is taken up by the next run. */
  readonly signal: AbortSignal;
  /** Records a fact and tells the master of it once it is safe on disk. */
  say(draft: AnyDraft): GridEvent;
  /** Resolves when everything said so far is safe on disk, or after a limited wait when the disk refuses. */
  spooled(): Promise<void>;
  /** An event an earlier run of the agent said but could not note in its record before it died. */
  saidBefore(same: (event: GridEvent) => boolean): GridEvent | undefined;
}
