import type { OwnEvent, OwnNodeEvents } from '../contract/own-event.ts';

/** Told before anybody listens; above it the oldest go. What comes before a listener is a handful: the start of the engine. */
const WAITING_MAX = 64;

const OF_NODE: ReadonlySet<string> = new Set<keyof OwnNodeEvents>([
  'storage_metrics',
  'reconciliation_complete',
  'storage_damaged',
  'storage_full',
  'storage_resumed',
  'hnsw_index_built',
  'hnsw_index_loaded',
  'query_performance',
  'pathfinding_metrics',
]);

/** An own event as it goes out: whole, by the catalogue. */
export type ToldEvent =
  | {
      [T in keyof OwnNodeEvents]: {
        readonly type: T;
        readonly body: OwnNodeEvents[T] & { readonly node_id: string };
        readonly because?: string;
        readonly actor?: string;
      };
    }[keyof OwnNodeEvents]
  | Exclude<OwnEvent, { readonly type: keyof OwnNodeEvents }>;

export interface OwnEventsListener {
  /** The entity that events about this store hang on. */
  readonly nodeId: string;
  emit(event: ToldEvent): void;
}

/**
 * What a store says about itself, on its way to an emitter. The engine speaks before there is one: the emitter sends to the server, and the
 * server needs the engine. So what is told first waits here, a bounded number of it, until someone listens. Without a listener it is let go.
 */
export class OwnEvents {
  #waiting: OwnEvent[] = [];
  #listener: OwnEventsListener | undefined;

  /** Bound, to be given away as it is. */
  readonly tell = (event: OwnEvent): void => {
    if (this.#listener !== undefined) {
      this.#pass(event, this.#listener);
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
  };

  /** From now on the listener is told, first of what waits. Returns how to stop listening. */
  listen(listener: OwnEventsListener): () => void {
    this.#listener = listener;
    for (const event of this.#waiting.splice(0)) this.#pass(event, listener);
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }

  #pass(event: OwnEvent, { nodeId, emit }: OwnEventsListener): void {
    emit((OF_NODE.has(event.type) ? { ...event, body: { node_id: nodeId, ...event.body } } : event) as ToldEvent);
  }
}
