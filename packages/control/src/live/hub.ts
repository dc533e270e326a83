import type { EventJson, ServerMessage } from '@sutra/api';
import { type Clock, isoFromUs } from '@sutra/kit';
import { type GridEvent, toEventJson, toSnapshot } from '@sutra/model';
import type { WebSocket } from 'ws';
import { LIMITS } from '../limits.ts';
import { problemJson } from '../views/status.ts';
import type { Answering } from './chat.ts';
import type { LiveGrid } from './live-grid.ts';
import type { MasterWatch } from './master-watch.ts';
import { SocketSession, type SocketSource } from './socket-session.ts';
import type { StorageDisk } from './storage-disk.ts';

/** The live stream of every browser. A delta is written once and sent to all. */
export class Hub {
  readonly #live: LiveGrid;
  readonly #watch: MasterWatch;
  readonly #storageDisk: StorageDisk;
  readonly #clock: Clock;
  readonly #sessions = new Map<WebSocket, SocketSession>();

  constructor(parts: { live: LiveGrid; watch: MasterWatch; storageDisk: StorageDisk; clock: Clock }) {
    this.#live = parts.live;
    this.#watch = parts.watch;
    this.#storageDisk = parts.storageDisk;
    this.#clock = parts.clock;
  }

  /** Begins to push; returns how to stop, which also closes every socket. */
  start(): () => void {
    const unlisten = this.#live.listen({ events: (events) => this.#delta(events), reset: () => this.#each((session) => session.reset()) });
    const timer = this.#clock.every(LIMITS.tickMs, () => this.#tick());
    return () => {
      unlisten();
      timer.cancel();
      this.#each((session) => session.close());
    };
  }

  get size(): number {
    return this.#sessions.size;
  }

  accept(socket: WebSocket, answering: Answering): void {
    if (this.#sessions.size >= LIMITS.socketsMax) {
      socket.close(1013, 'too many connections');
      return;
    }
    const session = new SocketSession(socket, this.#source, this.#clock, answering);
    this.#sessions.set(socket, session);
    socket.on('message', (bytes: Buffer, binary: boolean) =>
      binary ? socket.close(1003, 'text only') : session.receive(bytes.toString('utf8')),
    );
    const over = (): void => {
      this.#sessions.delete(socket);
      session.ended();
    };
    socket.on('close', over);
    // A protocol error (a frame too large, bad UTF-8) closes the socket by itself; the listener keeps it from being an uncaught error.
    socket.on('error', over);
  }

  readonly #source: SocketSource = {
    opening: (resumeSeq) => {
      if (!this.#live.known) return undefined;
      const missed = resumeSeq === undefined ? undefined : this.#live.tailAfter(resumeSeq);
      if (missed === undefined) return this.#snapshot(0);
      return { seq: this.#live.seq, text: eventsText(missed, (resumeSeq as number) + 1, this.#live.seq) };
    },
    snapshot: (afterSeq) => (this.#live.known ? this.#snapshot(afterSeq) : undefined),
  };

  #snapshot(afterSeq: number): { readonly text: string; readonly seq: number } {
    const { state } = this.#live;
    const message: ServerMessage = {
      type: 'snapshot',
      seq: state.seq,
      state: { ...toSnapshot(state) },
      recent: this.#live.recent(LIMITS.recentEventsMax, afterSeq).map(toEventJson),
    };
    return { text: JSON.stringify(message), seq: state.seq };
  }

  #delta(events: readonly GridEvent[]): void {
    const first = events[0]?.seq;
    const last = events.at(-1)?.seq;
    if (this.#sessions.size === 0 || first === undefined || last === undefined) return;
    const text = eventsText(events, first, last);
    this.#each((session) => session.delta(text, first, last));
  }

  #tick(): void {
    if (this.#sessions.size === 0) return;
    // A tick says that the line lives: it waits for no answer of storage, and takes what the look of the tick before saw.
    const full = this.#storageDisk.known;
    void this.#storageDisk.problem();
    const tick: ServerMessage = {
      type: 'tick',
      seq: this.#live.seq,
      server_time: isoFromUs(this.#clock.wallUs()),
      store: this.#live.following ? 'up' : 'down',
      master: this.#watch.up ? 'up' : 'down',
      problems: full === undefined ? [] : [problemJson(full)],
    };
    const text = JSON.stringify(tick);
    this.#each((session) => session.tick(text));
  }

  #each(visit: (session: SocketSession) => void): void {
    for (const session of this.#sessions.values()) visit(session);
  }
}

function eventsText(events: readonly GridEvent[], fromSeq: number, toSeq: number): string {
  const list: EventJson[] = events.map(toEventJson);
  return JSON.stringify({ type: 'events', from_seq: fromSeq, to_seq: toSeq, events: list } satisfies ServerMessage);
}
