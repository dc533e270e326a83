import type { EventSink } from '@sutra/events';
import type { MasterClient } from '@sutra/rpc';

/** What control asks of the emitter: to take a fact. */
export type Emits = Pick<EventSink, 'emit'>;

/** What is asked of it before anything is told outside: that what was told is kept, and what was kept and is not stored yet. */
export type KeepsWhatItTakes = Pick<EventSink, 'emit' | 'whenSpooled' | 'pending'>;

/** What control asks of the master: wishes of people, the logs of nodes, whether it serves. Everything else is read from the record. */
export type MasterPort = Pick<MasterClient, 'spawnStorageNode' | 'stopStorageNode' | 'restartStorageNode' | 'getNodeLogs' | 'serving'>;
