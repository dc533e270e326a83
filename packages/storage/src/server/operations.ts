import type { CallOptions } from '../contract/store.ts';
import type { EncodedEvent, EncodedPage, Engine, Outlet } from '../engine/index.ts';
import { ARGUMENTS, type OperationName } from './arguments.ts';
import { backupByName } from './backup.ts';

/** What a call gives back: a value in MessagePack, and raw bytes where the operation has some. */
export interface Outcome {
  readonly head: unknown;
  readonly tail?: Uint8Array;
}

/** How a call is to be worked on. */
export interface OperationOptions extends CallOptions {
  /** Bytes of one page of events, where it holds more than one. */
  readonly pageBytesMax: number;
  /** Who calls, as the client named itself. */
  readonly caller: string;
  /** Where an answer goes that has events. */
  outlet<T>(outcome: (answer: T) => Outcome): Outlet<T>;
}

/** Gives back the outcome, or nothing where it went to an outlet. */
type Operation = (store: Engine, args: unknown, tail: Uint8Array, options: OperationOptions) => Promise<Outcome | undefined>;

const eventsAlone = (tail: Uint8Array): Outcome => ({ head: null, tail });

/** Operations that only ask the store. Sessions and feeds belong to a connection and are handled there. */
export const OPERATIONS: Readonly<Record<Exclude<OperationName, 'session' | 'endSession' | 'feed'>, Operation>> = {
  async query(store, args, _tail, options) {
    const to = options.outlet<EncodedPage>(({ events, ...head }) => ({ head, tail: events }));
    await store.queryEncoded(ARGUMENTS.query(args, 'query'), options.pageBytesMax, to, options);
    return undefined;
  },
  async aggregate(store, args, _tail, options) {
    return { head: await store.aggregate(ARGUMENTS.aggregate(args, 'aggregate'), options) };
  },
  async event(store, args, _tail, options) {
    const to = options.outlet<EncodedEvent>(({ found, events }) => ({ head: { found }, tail: events }));
    const { id, asOf } = ARGUMENTS.event(args, 'event');
    await store.eventEncoded(id, to, asOf, options);
    return undefined;
  },
  async known(store, args, _tail, options) {
    return { head: { known: await store.known(ARGUMENTS.known(args, 'known').ids, options) } };
  },
  async causes(store, args, _tail, options) {
    await store.causesEncoded(ARGUMENTS.causes(args, 'causes'), options.outlet(eventsAlone), options);
    return undefined;
  },
  async effects(store, args, _tail, options) {
    await store.effectsEncoded(ARGUMENTS.effects(args, 'effects'), options.outlet(eventsAlone), options);
    return undefined;
  },
  async concept(store, args, _tail, options) {
    const { id, asOf } = ARGUMENTS.concept(args, 'concept');
    return { head: (await store.concept(id, asOf, options)) ?? null };
  },
  async neighbours(store, args, _tail, options) {
    return { head: await store.neighbours(ARGUMENTS.neighbours(args, 'neighbours'), options) };
  },
  async paths(store, args, _tail, options) {
    return { head: await store.paths(ARGUMENTS.paths(args, 'paths'), options) };
  },
  async search(store, args, _tail, options) {
    return { head: await store.search(ARGUMENTS.search(args, 'search'), options) };
  },
  async forget(store, args, _tail, options) {
    return { head: await store.forget(ARGUMENTS.forget(args, 'forget'), options) };
  },
  async snapshot(store, args, _tail, options) {
    const { name, atSeq } = ARGUMENTS.snapshot(args, 'snapshot');
    const found = await store.snapshot(name, atSeq, options);
    return found === undefined ? { head: null } : { head: { seq: found.seq }, tail: found.bytes };
  },
  async putSnapshot(store, args, tail, options) {
    const { name, seq } = ARGUMENTS.putSnapshot(args, 'putSnapshot');
    await store.putSnapshot(name, seq, tail, options);
    return { head: null };
  },
  async stats(store, args, _tail, options) {
    ARGUMENTS.stats(args, 'stats');
    return { head: await store.stats(options) };
  },
  async flush(store, args, _tail, options) {
    ARGUMENTS.flush(args, 'flush');
    await store.flush(options);
    return { head: null };
  },
  async backup(store, args, _tail, options) {
    return { head: await backupByName(store, ARGUMENTS.backup(args, 'backup').to, options.caller, options.signal) };
  },
  async space(store, args, _tail, options) {
    ARGUMENTS.space(args, 'space');
    return { head: await store.space(options) };
  },
  async retain(store, args) {
    return { head: await store.retain(ARGUMENTS.retain(args, 'retain')) };
  },
  async learn(store, args, _tail, options) {
    return { head: await store.learn(ARGUMENTS.learn(args, 'learn'), options) };
  },
};
