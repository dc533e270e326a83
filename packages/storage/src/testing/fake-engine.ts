import { BlockDecoder, type StoredEvent } from '@sutra/wire';
import type { FeedItem } from '../contract/query.ts';
import type { Engine, RawSession } from '../engine/engine.ts';

export function fakeEngine(flushMs = 0): Engine & { readonly log: StoredEvent[] } {
  const log: StoredEvent[] = [];
  const through = new Map<string, number>();
  const listeners = new Set<(a: number, b: number) => void>();
  const snapshots = new Map<string, { seq: number; bytes: Uint8Array }>();
  const engine = {
    log,
    get lastSeq() {
      return log.length;
    },
    openRaw(emitter: string, epoch: number): RawSession {
      const key = `${emitter}:${epoch}`;
      const decoder = new BlockDecoder();
      return {
        emitter,
        epoch,
        get storedThrough() {
          return through.get(key) ?? 0;
        },
        async append(block) {
          const events = decoder.decode(block);
          const before = log.length;
          let duplicates = 0;
          for (const event of events) {
            if (event.emitterSeq <= (through.get(key) ?? 0)) duplicates++;
            else {
              through.set(key, event.emitterSeq);
              log.push({ ...event, seq: log.length + 1, recordedAtUs: 1, emitter, epoch });
            }
          }
          const seq = log.length > before ? log.length : 0;
          await new Promise((resolve) => setTimeout(resolve, flushMs));
          if (seq > 0) for (const listener of listeners) listener(before + 1, seq);
          return { storedThrough: through.get(key) ?? 0, seq, duplicates };
        },
        close: () => undefined,
      };
    },
    onCommit(listener: (a: number, b: number) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async query({ limit = 100, order = 'desc' }: { limit?: number; order?: string }) {
      const events = order === 'desc' ? [...log].reverse().slice(0, limit) : log.slice(0, limit);
      return { events, asOfSeq: log.length, scanned: events.length, partial: false };
    },
    event: async (id: string) => log.find((event) => event.id === id),
    flush: async () => undefined,
    stats: async () => ({ events: log.length, lastSeq: log.length }),
    async putSnapshot(name: string, seq: number, bytes: Uint8Array) {
      snapshots.set(name, { seq, bytes: bytes.slice() });
    },
    snapshot: async (name: string) => snapshots.get(name),
    async *feed({ fromSeq }: { fromSeq: number }, signal: AbortSignal): AsyncGenerator<FeedItem> {
      let at = fromSeq === 0 ? log.length : fromSeq - 1;
      let live = false;
      while (!signal.aborted) {
        if (at < log.length) {
          const events = log.slice(at, at + 500);
          at += events.length;
          yield { kind: 'events', events };
        } else if (!live) {
          live = true;
          yield { kind: 'live', seq: at };
        } else
          await new Promise<void>((resolve) => {
            const off = engine.onCommit(() => {
              off();
              resolve();
            });
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
      }
    },
    close: () => undefined,
  };
  return engine as unknown as Engine & { readonly log: StoredEvent[] };
}
