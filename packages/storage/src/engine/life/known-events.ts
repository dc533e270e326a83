import { type EventRecord, parseEventId, sourceName } from '@sutra/wire';
import type { EventSession, Store } from '../../contract/store.ts';

/** Emitters of this kind number the entries of an input: a number left out is an event that was known already, and no loss. */
export const IMPORT_PREFIX = 'import.';

/** Emitters of a store looked at; of a store with more, every id is asked for. */
const EMITTERS_MAX = 100_000;

/**
 * Tells which events the store may have already. An id with (emitter, epoch, number) in it cannot be there when nobody stored anything under that
 * emitter's name, neither the emitter itself nor an import, and its numbers only rise: then nothing has to be asked.
 */
export class KnownEvents {
  readonly #store: Pick<Store, 'known'>;
  /** Emitters with events of their own in the store; undefined when every id must be asked for. */
  readonly #natives: ReadonlySet<string> | undefined;
  /** Highest number of each source in this run. */
  readonly #newest = new Map<string, number>();

  private constructor(store: Pick<Store, 'known'>, natives: ReadonlySet<string> | undefined) {
    this.#store = store;
    this.#natives = natives;
  }

  /**
   * @param session of the import: what another one stored is in the store under the ids of anyone
   * @param followed it may go on for days, in which others store what it has not read yet: then every id is asked for
   */
  static async of(store: Pick<Store, 'known' | 'aggregate'>, session: EventSession, followed: boolean): Promise<KnownEvents> {
    if (followed) return new KnownEvents(store, undefined);
    const { groups, partial } = await store.aggregate({ groupBy: ['emitter'], limit: EMITTERS_MAX });
    const names = new Set(groups.map(({ key }) => String(key[0])));
    const imported = [...names].some((name) => name.startsWith(IMPORT_PREFIX));
    return new KnownEvents(store, partial || imported || session.storedThrough > 0 ? undefined : names);
  }

  /** Leaves out what is stored, and what stands in `events` twice. `settled` resolves when what was sent before is stored. */
  async fresh(events: readonly EventRecord[], settled: () => Promise<void>): Promise<readonly EventRecord[]> {
    const doubtful = events.filter((event) => !this.#isNew(event));
    if (doubtful.length === 0) return events;
    await settled();
    const known = new Set(await this.#store.known(doubtful.map(({ id }) => id)));
    const seen = new Set<string>();
    return events.filter(({ id }) => {
      if (known.has(id) || seen.has(id)) return false;
      seen.add(id);
      return true;
    });
  }

  #isNew({ id }: EventRecord): boolean {
    if (this.#natives === undefined) return false;
    const parts = parseEventId(id);
    if (parts === undefined || this.#natives.has(parts.emitter)) return false;
    const source = sourceName(parts.emitter, parts.epoch);
    const newest = this.#newest.get(source) ?? -1;
    if (parts.emitterSeq <= newest) return false;
    this.#newest.set(source, parts.emitterSeq);
    return true;
  }
}
