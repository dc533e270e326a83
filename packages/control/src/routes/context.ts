import type { Freshness } from '@sutra/api';
import { type ModelReader, stateAt, type Unwatched, unwatchedAt, unwatchedWhy } from '@sutra/hybrid';
import { type Clock, isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import type { GridState } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AuditKeeper } from '../audit/audit-keeper.ts';
import type { ControlConfig } from '../config.ts';
import { LIMITS } from '../limits.ts';
import type { LiveGrid } from '../live/live-grid.ts';
import type { MasterWatch } from '../live/master-watch.ts';
import type { QuestionsInHand } from '../live/questions-in-hand.ts';
import type { StorageDisk } from '../live/storage-disk.ts';
import type { Emits, MasterPort } from '../ports.ts';
import type { Attempts } from '../security/attempts.ts';
import type { Sessions } from '../security/sessions.ts';
import type { WatchKeeper } from '../watches/watch-keeper.ts';

/** What every route may use. One value, made once in startControl. */
export interface Context {
  readonly config: ControlConfig;
  readonly store: StoreReader;
  readonly live: LiveGrid;
  readonly storageDisk: StorageDisk;
  readonly master: MasterPort;
  readonly watch: MasterWatch;
  readonly emitter: Emits;
  readonly watches: WatchKeeper;
  /** Answers somebody waits for now. */
  readonly questions: QuestionsInHand;
  /** The signed audit log; absent without a data folder. */
  readonly audit?: AuditKeeper;
  /** A model that may help reading questions. */
  readonly model?: { readonly reader: ModelReader; readonly mode: 'auto' | 'only'; readonly rephrase?: boolean };
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly startedMs: number;
  /** The base URL once listening, for login links. */
  readonly baseUrl: () => string;
}

/** Fastify with zod as its type provider. */
export type App =
  FastifyInstance extends FastifyInstance<infer S, infer Q, infer P, infer L> ? FastifyInstance<S, Q, P, L, ZodTypeProvider> : never;

/** Who waits for an answer: a request, or a question on a live connection. */
export interface Caller {
  /** For the audit record. */
  readonly actor: string;
  /** Fires when the answer is not wanted any more. */
  readonly gone: AbortSignal;
}

/** Microseconds of an RFC 3339 query value. @throws SutraError SUTRA_CONTROL_INVALID naming the field. */
export function instantUs(text: string, field: string): number {
  const us = usFromIso(text);
  if (us === undefined)
    throw new SutraError(
      'SUTRA_CONTROL_INVALID',
      `Cannot read ${field}=${JSON.stringify(text.slice(0, 60))}: it is not RFC 3339, such as 2026-03-17T15:00:00Z`,
      { details: { field } },
    );
  return us;
}

/** What the clock of whoever asks may be ahead by, and still mean now. */
const AHEAD_MAX_US = 60_000_000;

/** The state a read is about: now by the live fold, or at an instant by snapshot and tail. */
export async function stateFor(
  context: Context,
  at: string | undefined,
  caller: Caller,
): Promise<{ readonly state: GridState; readonly freshness: Freshness; readonly nowUs: number }> {
  if (at === undefined) {
    const { state, staleSinceUs } = context.live;
    return { state, nowUs: context.clock.wallUs(), freshness: freshnessOf(state, staleSinceUs) };
  }
  const atUs = instantUs(at, 'at');
  if (atUs > context.clock.wallUs() + AHEAD_MAX_US)
    throw new SutraError('SUTRA_CONTROL_INVALID', `Cannot say how it is at ${at.slice(0, 60)}: that is still to come`, {
      details: { field: 'at' },
    });
  const [state, unwatched] = await reading(context, caller, (options) => {
    const work = { reader: context.store, options, nowUs: context.clock.wallUs() };
    return Promise.all([stateAt(context.store, { atUs }, options), unwatchedAt(atUs, work)]);
  });
  return {
    state,
    nowUs: atUs,
    freshness: { ...freshnessOf(state, undefined), ...(unwatched === undefined ? {} : { unwatched: toJson(unwatched) }) },
  };
}

const toJson = (one: Unwatched): NonNullable<Freshness['unwatched']> => ({
  from: isoFromUs(one.fromUs),
  to: isoFromUs(one.toUs),
  why: unwatchedWhy(one),
});

function freshnessOf(state: GridState, staleSinceUs: number | undefined): Freshness {
  return {
    as_of_seq: state.seq,
    as_of: isoFromUs(state.atUs),
    stale: staleSinceUs !== undefined,
    ...(staleSinceUs === undefined ? {} : { stale_since: isoFromUs(staleSinceUs) }),
  };
}

/** Deadline of each read from the store, and what ends them all. */
export type ReadLimit = Required<CallOptions>;

/** Does what reads from the store for a caller. It is given up when the caller goes away, or the store stands still. */
export async function reading<T>({ live }: Context, { gone }: Caller, work: (limit: ReadLimit) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onGone = (): void => stop.abort(gone.reason);
  if (gone.aborted) onGone();
  gone.addEventListener('abort', onGone, { once: true });
  const stopListening = live.onStandstill((still) => stop.abort(still));
  try {
    return await work({ limitMs: LIMITS.storeMs, signal: stop.signal });
  } finally {
    stopListening();
    gone.removeEventListener('abort', onGone);
  }
}
