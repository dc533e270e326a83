import { setImmediate as turn } from 'node:timers/promises';
import { catalogueOf, executePlan, type Plan, readTypical } from '@sutra/hybrid';
import { type Clock, isoFromUs, type Logger, SutraError, sleep } from '@sutra/kit';
import type { StoreReader } from '@sutra/storage';
import { LIMITS } from '../limits.ts';
import type { LiveGrid } from './live-grid.ts';
import type { QuestionsInHand } from './questions-in-hand.ts';

const DAY_US = 86_400_000_000;

/**
 * Questions that read the most the first time they are asked: what they open of the record stays at hand in the store, and whoever asks first does not
 * wait for it. The earliest are the likeliest to be pushed out again.
 */
const plansAt = (nowUs: number): readonly Plan[] => {
  const midnight = `${isoFromUs(Math.floor(nowUs / DAY_US) * DAY_US).slice(0, 19)}Z`;
  return [
    { op: 'anomaly', time: { from: midnight, to: null } },
    { op: 'similar', where: { error: { contains: 'error' } } },
    { op: 'count', target: 'event', where: { event: ['node_crashed'] }, by: ['cause'], time: { from: null, to: null } },
    {
      op: 'changed',
      time: {
        from: isoFromUs(nowUs - DAY_US)
          .slice(0, 19)
          .concat('Z'),
        to: null,
      },
    },
  ];
};

interface WarmUpParts {
  readonly store: StoreReader;
  readonly live: LiveGrid;
  readonly questions: QuestionsInHand;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * After the record was read for the first time, or another record took its place: asks what is expensive to ask first, one after the other, unhurried.
 * While somebody waits for an answer nothing is asked here, and what was being asked is ended: the store keeps what it opened for it, and goes on from there.
 */
export class WarmUp {
  readonly #parts: WarmUpParts;
  #round = new AbortController();
  #readerIsWarm = false;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: WarmUpParts) {
    this.#parts = parts;
  }

  /** @returns what stops it, and resolves when nothing is being read any more */
  start(signal: AbortSignal): () => Promise<void> {
    const unlisten = this.#parts.live.listen({
      events: () => undefined,
      reset: () => {
        this.#round.abort();
        this.#round = new AbortController();
        const ended = AbortSignal.any([signal, this.#round.signal]);
        this.#work = this.#work.then(() => this.#askAll(ended));
      },
    });
    return async () => {
      unlisten();
      this.#round.abort();
      await this.#work;
    };
  }

  /** The reader of questions, once: a question at a time, and everything else between them. */
  async #readAll(signal: AbortSignal): Promise<void> {
    if (this.#readerIsWarm) return;
    this.#readerIsWarm = true;
    const { live, clock, questions } = this.#parts;
    for (const _ of readTypical(catalogueOf(live.state), { nowMs: Math.floor(clock.wallUs() / 1000), zone: 'UTC' })) {
      await turn(undefined, { signal });
      await questions.none(signal);
    }
  }

  async #ask(plan: Plan, signal: AbortSignal): Promise<void> {
    const { store, live, clock, questions } = this.#parts;
    for (let tries = 0; tries < LIMITS.warmTriesMax; tries++) {
      await questions.none(signal);
      await sleep(clock, LIMITS.warmPauseMs, signal);
      const done = await questions.unlessAsked(signal, (until) => {
        const { state } = live;
        const scene = { reader: store, state, catalogue: catalogueOf(state), signal: until, limitMs: LIMITS.warmPlanMs };
        return executePlan(plan, { tz: 'UTC', nowUs: clock.wallUs() }, scene);
      });
      if (done) return;
    }
  }

  async #askAll(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#parts;
    const startedMs = clock.monotonicMs();
    try {
      await this.#readAll(signal);
      for (const plan of plansAt(clock.wallUs())) await this.#ask(plan, signal);
      logger.debug('what is asked first is at hand', { tookMs: Math.round(clock.monotonicMs() - startedMs) });
    } catch (reason) {
      // Nobody waits for it: the first who asks reads what could not be read now.
      if (!signal.aborted) logger.debug('cannot warm up', { error: SutraError.from(reason).message });
    }
  }
}
