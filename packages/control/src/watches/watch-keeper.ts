import { randomBytes } from 'node:crypto';
import { type Notice, ofSomebody, paraphrase, parsePlan, Watcher, type WatchPlan } from '@sutra/hybrid';
import { type Clock, isoFromUs, type Logger, SutraError } from '@sutra/kit';
import { fromStored, type GridEvent } from '@sutra/model';
import type { StoreReader } from '@sutra/storage';
import { LIMITS } from '../limits.ts';
import type { LiveGrid } from '../live/live-grid.ts';
import type { KeepsWhatItTakes } from '../ports.ts';
import { type Destination, deliver, webhookSecret } from './deliver.ts';

const WATCH_TYPES = ['watch_added', 'watch_removed', 'watch_fired', 'watch_recovered'];

/** One watch as it stands. */
export interface Standing extends Destination {
  readonly id: string;
  readonly question: string;
  readonly plan: WatchPlan;
  readonly createdUs: number;
  readonly seq: number;
  readonly actor?: string;
  readonly watcher: Watcher;
  /** Keys that were told, each of which subject, and those whose end was told. */
  readonly fired: Map<string, string>;
  readonly recovered: Set<string>;
}

interface Parts {
  readonly store: StoreReader;
  readonly emitter: KeepsWhatItTakes;
  readonly live: LiveGrid;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Secrets of webhooks are worked out from it. */
  readonly token: string;
}

/**
 * Questions that stand. They live in the record as events: set up, taken down, fired, over. At a start each is evaluated from the record
 * since it was set up, so what happened while control was away is told late and what was told already is not told again.
 */
export class WatchKeeper {
  readonly #parts: Parts;
  readonly #watches = new Map<string, Standing>();
  readonly #deliveries = new Set<Promise<void>>();
  #signal: AbortSignal = new AbortController().signal;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(signal: AbortSignal): () => Promise<void> {
    const { live, clock } = this.#parts;
    this.#signal = signal;
    const unlisten = live.listen({ events: (events) => this.#next(() => this.#take(events)), reset: () => this.#next(() => this.#load()) });
    const timer = clock.every(LIMITS.watchTickMs, () => this.#next(() => this.#tick()));
    return async () => {
      unlisten();
      timer.cancel();
      await this.settled();
    };
  }

  /** Resolves when everything handed over so far is evaluated and delivered. */
  async settled(): Promise<void> {
    await this.#work;
    await Promise.all(this.#deliveries);
  }

  list(): readonly Standing[] {
    return [...this.#watches.values()];
  }

  /** @throws SutraError SUTRA_WATCH_LIMIT */
  add(given: { question: string; plan: WatchPlan; actor: string } & Destination): Standing {
    if (this.#watches.size >= LIMITS.watchesMax)
      throw new SutraError('SUTRA_WATCH_LIMIT', `Cannot set up more than ${LIMITS.watchesMax} watches`);
    const id = `watch-${randomBytes(5).toString('hex')}`;
    const { question, plan, actor, ...to } = given;
    const event = this.#parts.emitter.emit({
      type: 'watch_added',
      body: {
        watch_id: id,
        question,
        plan,
        ...(to.webhook === undefined ? {} : { webhook: to.webhook }),
        ...(to.command === undefined ? {} : { command: [...to.command] }),
      },
      actor,
    });
    const standing = this.#stand({ id, question, plan, createdUs: event.timeUs, seq: this.#parts.live.seq, actor, ...to });
    this.#watches.set(id, standing);
    return standing;
  }

  /** @throws SutraError SUTRA_CONTROL_NOT_FOUND */
  remove(id: string, actor: string): Standing {
    const standing = this.#watches.get(id);
    if (standing === undefined)
      throw new SutraError('SUTRA_CONTROL_NOT_FOUND', `Cannot find watch ${JSON.stringify(id)}`, {
        mend: 'List them: `sutra watch ls`, or GET /api/watches.',
      });
    this.#watches.delete(id);
    this.#parts.emitter.emit({ type: 'watch_removed', body: { watch_id: id }, actor });
    return standing;
  }

  /** Signs the notices of a watch. */
  secretOf(id: string): string {
    return webhookSecret(this.#parts.token, id);
  }

  #stand(given: Omit<Standing, 'watcher' | 'fired' | 'recovered'>): Standing {
    return { ...given, watcher: new Watcher(given.plan, 'UTC', given.createdUs), fired: new Map(), recovered: new Set() };
  }

  #next(step: () => void | Promise<void>): void {
    this.#work = this.#work.then(step).catch((reason: unknown) => {
      if (!this.#signal.aborted) this.#parts.logger.error(`watches: ${SutraError.from(reason).message}`);
    });
  }

  /** Reads what stands from the record, and evaluates it from where it was set up. */
  async #load(): Promise<void> {
    // What a run before this one told may not be stored yet: it is told all the same.
    const pending = this.#parts.emitter.pending();
    this.#watches.clear();
    for (const event of [...(await this.#read({ types: WATCH_TYPES }, 0)), ...pending]) this.#fold(event);
    for (const standing of this.#watches.values()) {
      if (standing.watcher.ofState) {
        standing.watcher.resume(goingOn(standing));
        this.#tell(standing, standing.watcher.tick(this.#parts.live.state, this.#parts.clock.wallUs()));
        continue;
      }
      const types = typesOf(standing.plan);
      const since = await this.#read(
        types === undefined ? { typesNot: ['agent_heartbeat', 'node_metrics', 'agent_metrics'] } : { types },
        standing.seq,
      );
      this.#tell(standing, standing.watcher.take(since, this.#parts.live.state));
      this.#tell(standing, standing.watcher.tick(this.#parts.live.state, this.#parts.clock.wallUs()));
    }
  }

  async #read(filter: { types?: readonly string[]; typesNot?: readonly string[] }, afterSeq: number): Promise<GridEvent[]> {
    const events: GridEvent[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...filter, afterSeq, order: 'asc' as const, limit: 1_000, ...(cursor === undefined ? {} : { cursor }) };
      const page = await this.#parts.store.query(query, { signal: this.#signal, limitMs: LIMITS.storeMs });
      events.push(...page.events.map(fromStored));
      cursor = page.cursor;
    } while (cursor !== undefined && events.length < LIMITS.watchCatchUpMax);
    return events.sort((a, b) => a.seq - b.seq);
  }

  #fold(event: GridEvent): void {
    if (event.type === 'watch_added') {
      const { watch_id: id, question, plan, webhook, command } = event.body;
      const to = { ...(webhook === undefined ? {} : { webhook }), ...(command === undefined ? {} : { command }) };
      const actor = event.actor === undefined ? {} : { actor: event.actor };
      const known = this.#watches.get(id);
      if (known === undefined)
        this.#watches.set(
          id,
          this.#stand({ id, question, plan: parsePlan(plan) as WatchPlan, createdUs: event.timeUs, seq: event.seq, ...actor, ...to }),
        );
    } else if (event.type === 'watch_removed') this.#watches.delete(event.body.watch_id);
    else if (event.type === 'watch_fired') this.#watches.get(event.body.watch_id)?.fired.set(event.body.key, event.body.subject);
    else if (event.type === 'watch_recovered') this.#watches.get(event.body.watch_id)?.recovered.add(event.body.key);
  }

  #take(events: readonly GridEvent[]): void {
    for (const standing of this.#watches.values()) {
      const later = events.filter((event) => event.seq > standing.seq);
      this.#tell(standing, standing.watcher.take(later, this.#parts.live.state));
    }
  }

  #tick(): void {
    // What happens is not seen: nothing follows from the time that goes by.
    if (this.#parts.live.staleSinceUs !== undefined) return;
    for (const standing of this.#watches.values())
      this.#tell(standing, standing.watcher.tick(this.#parts.live.state, this.#parts.clock.wallUs()));
  }

  /** Records and delivers what was not told yet. */
  #tell(standing: Standing, notices: readonly Notice[]): void {
    for (const notice of notices) {
      const { kind, subject, key, text, causes, count } = notice;
      if ((kind === 'fired' ? standing.fired : standing.recovered).has(key)) continue;
      if (kind === 'fired') standing.fired.set(key, subject);
      else standing.recovered.add(key);
      const body = { watch_id: standing.id, subject, key, text };
      const event = this.#parts.emitter.emit(
        kind === 'fired'
          ? { type: 'watch_fired', body: { ...body, ...(count === undefined ? {} : { count }) }, causedBy: causes }
          : { type: 'watch_recovered', body, causedBy: causes },
      );
      this.#send(standing, {
        watch_id: standing.id,
        question: standing.question,
        kind,
        subject,
        key,
        text,
        event_id: event.id,
        at: isoFromUs(event.timeUs),
      });
    }
  }

  #send(standing: Standing, notice: object): void {
    if (standing.webhook === undefined && standing.command === undefined) return;
    const delivery = this.#deliver(standing, notice).then((failures) => {
      for (const error of failures)
        this.#parts.emitter.emit({ type: 'watch_delivery_failed', body: { watch_id: standing.id, error, tries: LIMITS.watchTriesMax } });
    });
    this.#deliveries.add(delivery);
    void delivery.finally(() => this.#deliveries.delete(delivery));
  }

  /** Once it is safe that this was told: whoever was told, and is killed before that, would tell it again. A disk that refuses is no reason to be silent. */
  async #deliver(standing: Standing, notice: object): Promise<string[]> {
    await this.#parts.emitter.whenSpooled().catch(() => undefined);
    return await deliver(standing, notice, this.secretOf(standing.id), this.#parts.clock, this.#signal);
  }
}

/** What was told and has not ended, as far as it was told. */
const goingOn = ({ fired, recovered }: Standing): { readonly subject: string; readonly key: string }[] =>
  [...fired].flatMap(([key, subject]) => (recovered.has(key) ? [] : [{ subject, key }]));

/** Types a watch listens for, when it names them all. */
function typesOf(plan: WatchPlan): readonly string[] | undefined {
  const { where, having } = plan;
  const named = [
    ...(Array.isArray(where?.['event']) ? (where['event'] as readonly string[]) : []),
    ...(having ?? []).flatMap((one) => one.event),
  ];
  // What comes of somebody's wish is known by who asked for it, which other events say.
  if (ofSomebody(plan)) return undefined;
  // Classes and what puts an event right are more than what is named: then everything notable is read.
  return having !== undefined && named.length > 0 && named.every((type) => !type.startsWith('@')) ? named : undefined;
}

/** A watch as REST shows it. */
export const readingOf = (standing: Standing): string => paraphrase(standing.plan);
