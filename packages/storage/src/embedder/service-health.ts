import type { Clock, Timer } from '@sutra/kit';
import type { TellOwn } from '../contract/own-event.ts';

/** Calls the rates are of. */
const WINDOW_CALLS = 64;
/** One report of how long calls take in so long. */
const PERIOD_MS = 60_000;

/** How a service does: told when it changes, and once a minute how long its calls took. */
export class ServiceHealth {
  readonly #clock: Clock;
  readonly #tell: TellOwn;
  readonly #instance: string;
  readonly #endpoint: string;
  /** The newest calls: whether they went well. */
  readonly #calls: boolean[] = [];
  #state: 'unknown' | 'healthy' | 'degraded' = 'unknown';
  #texts = 0;
  #cached = 0;
  #slowest: { readonly texts: number; readonly ms: number; readonly dimension: number } | undefined;
  #requests = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, tell: TellOwn, instance: string, endpoint: string) {
    this.#clock = clock;
    this.#tell = tell;
    this.#instance = instance;
    this.#endpoint = endpoint;
  }

  /** Texts asked for, and how many of them the cache knew. */
  asked(texts: number, cached: number): void {
    this.#texts += texts;
    this.#cached += cached;
  }

  wentWell(texts: number, ms: number, dimension: number): void {
    this.#called(true);
    this.#requests++;
    if (this.#slowest === undefined || ms > this.#slowest.ms) this.#slowest = { texts, ms, dimension };
    this.#timer ??= this.#clock.after(PERIOD_MS, () => this.#report());
    if (this.#state === 'healthy') return;
    this.#state = 'healthy';
    const rates = { success_rate: this.#successRate(), cache_hit_rate: this.#texts === 0 ? 0 : this.#cached / this.#texts };
    this.#tell({ type: 'embedding_service_healthy', body: { instance_id: this.#instance, endpoint: this.#endpoint, ...rates } });
  }

  wentWrong(reason: string): void {
    this.#called(false);
    if (this.#state === 'degraded') return;
    this.#state = 'degraded';
    const error_rate = 1 - this.#successRate();
    this.#tell({ type: 'embedding_service_degraded', body: { instance_id: this.#instance, endpoint: this.#endpoint, error_rate, reason } });
  }

  #called(well: boolean): void {
    this.#calls.push(well);
    if (this.#calls.length > WINDOW_CALLS) this.#calls.shift();
  }

  #successRate(): number {
    return this.#calls.filter((well) => well).length / this.#calls.length;
  }

  /** The slowest call since the last time, and how many there were. */
  #report(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#slowest === undefined) return;
    const { texts, ms, dimension } = this.#slowest;
    this.#tell({
      type: 'embedding_latency',
      body: {
        service_instance: this.#instance,
        batch_size: texts,
        latency_ms: Math.round(ms),
        dimension,
        cache_hit: false,
        requests: this.#requests,
      },
    });
    this.#slowest = undefined;
    this.#requests = 0;
  }

  /** Tells what is left to be told. */
  close(): void {
    this.#report();
  }
}
