import type { EventSink } from '@sutra/events';
import type { Chance, Clock, Logger } from '@sutra/kit';
import type { AccessRules, RpcLimits } from '@sutra/rpc';
import type { StoreClient } from '@sutra/storage';
import type { MasterLimits } from './limits.ts';

/** What a master needs from outside. */
export interface MasterOptions extends AccessRules {
  /** gRPC. Beyond loopback a token and TLS are required. */
  readonly host: string;
  readonly port: number;
  /** Health and metrics, loopback only. Default 127.0.0.1; undefined port serves none. */
  readonly httpHost?: string;
  readonly httpPort?: number;
  /** Where the fencing epoch is kept. One master a folder. */
  readonly dataDir: string;
  readonly version: string;
  readonly limits?: Partial<MasterLimits>;
  readonly rpcLimits?: Partial<RpcLimits>;
  /** The record; null runs without one: state is then what this run and its spool know. The caller closes it. */
  readonly store: StoreClient | null;
  /** Where facts go. The caller closes it, after the master. */
  readonly emitter: EventSink;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  /** Unique part of ids of new nodes and operations. */
  readonly newId?: () => string;
  readonly pid?: number;
}
