// What the traced workload sends. Everything about an event, a batch or a snapshot follows from its number, so that whoever finds one
// later can tell whether it is whole.
import { eventId } from '@sutra/wire';

export const EPOCH = 1;
const FIRST_TIME_US = 1_760_000_000_000_000;

export function eventOf(emitter, n) {
  const type = n % 5 === 0 ? 'node_crashed' : 'heartbeat';
  const timeUs = FIRST_TIME_US + n * 1_000;
  return {
    id: eventId(type, timeUs, emitter, EPOCH, n),
    type,
    timeUs,
    emitterSeq: n,
    entities: [`agent-${emitter}`, `node-${n % 7}`],
    causes: n % 5 === 0 ? [eventId('heartbeat', FIRST_TIME_US + (n - 1) * 1_000, emitter, EPOCH, n - 1)] : [],
    body: { n, text: 'x'.repeat((n * 37) % 400) },
  };
}

export function batchOf(n) {
  return {
    key: `batch-${n}`,
    concepts: [{ id: `concept-${n}`, content: { n, text: 'y'.repeat((n * 53) % 900) } }],
    associations: [{ source: `concept-${n}`, type: 'follows', target: `concept-${n - 1}` }],
  };
}

export const snapshotOf = (seq) => new Uint8Array(1_000 + (seq % 7) * 1_500).fill(seq % 251);

/** Of five events one is rolled up with its neighbours, one is dropped, one is a failure that names the one before it as its cause. */
const AGED = ['node_crashed', 'node_metrics', 'heartbeat', 'heartbeat', 'heartbeat'];
const KIND = AGED.length;

/** What grows old: events that a retention rolls up, drops and keeps. */
export function agedOf(emitter, n) {
  const type = AGED[n % KIND];
  const failed = type === 'node_crashed';
  return {
    id: eventId(type, FIRST_TIME_US + n * 1_000, emitter, EPOCH, n),
    type,
    timeUs: FIRST_TIME_US + n * 1_000,
    emitterSeq: n,
    entities: [failed ? `node-${n % 7}` : `agent-${emitter}`],
    causes: failed ? [agedOf(emitter, n - 1).id] : [],
    body: { n, text: 'x'.repeat(30) },
  };
}

const rules = (widthUs) => ({
  rules: [
    { name: 'heartbeats', types: ['heartbeat'], rollUps: [{ afterUs: 1, widthUs }] },
    { name: 'metrics', types: ['node_metrics'], dropAfterUs: 1 },
  ],
});
/** A first retention rolls up a little, a later one all that is left. */
export const FINE = rules(20_000);
export const COARSE = rules(3_600_000_000);
export const ROLL_UP = { rules: COARSE.rules.slice(0, 1) };
export const DROP = { rules: COARSE.rules.slice(1) };
