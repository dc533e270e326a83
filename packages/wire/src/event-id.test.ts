import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventId, isEventId } from './record.ts';

const whole = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 52 - 1 }),
  fc.integer({ min: 0, max: 5_000_000 }).map((us) => 1_760_000_000_000_000 + us),
  fc.constantFrom(0, 1, 35, 36, 36 ** 6 - 1, 2 ** 31 - 1, 2 ** 31, 1e15 - 1, 1e15, 2 ** 52 - 1),
);
const type = fc.constantFrom('a', 'node_crashed', 'agent_heartbeat', 'x-y', 'é', '');
const emitter = fc.constantFrom('m', 'agent-1', 'day', 'a.b_c');
const facts = fc.tuple(type, whole, emitter, whole, whole);

/** Whether comparing the texts says the same. */
function agrees(id: string, [ofType, timeUs, ofEmitter, epoch, seq]: readonly [string, number, string, number, number]): void {
  const name = `${ofEmitter}:${epoch.toString(36)}`;
  expect(isEventId(id, ofType, timeUs, name, seq)).toBe(id === eventId(ofType, timeUs, ofEmitter, epoch, seq));
}

test('an id says its type, its time in microseconds, its emitter and, to the base of 36, the run and the number in it', () => {
  fc.assert(
    fc.property(facts, (of) => {
      const [ofType, timeUs, ofEmitter, epoch, seq] = of;
      expect(eventId(...of)).toBe(`event-${ofType}-${timeUs}-${ofEmitter}:${epoch.toString(36)}.${seq.toString(36)}`);
    }),
    { numRuns: 5_000 },
  );
});

test('an id is told to be the canonical one exactly where it is that text', () => {
  fc.assert(
    fc.property(facts, facts, (of, other) => {
      agrees(eventId(...of), of);
      agrees(eventId(...other), of);
      for (let i = 0; i < 5; i++) agrees(eventId(...of), of.map((fact, at) => (at === i ? other[at] : fact)) as typeof of);
    }),
    { numRuns: 2_000 },
  );
});

test('no other character may stand anywhere in it, none be missing and none be added', () => {
  fc.assert(
    fc.property(facts, fc.nat(), fc.constantFrom('-', '.', '0', '1', 'a', 'A', '', 'ab', '\u{1f600}'), (of, place, instead) => {
      const id = eventId(...of);
      const at = place % (id.length + 1);
      agrees(id.slice(0, at) + instead + id.slice(at), of);
      agrees(id.slice(0, at) + instead + id.slice(at + 1), of);
    }),
    { numRuns: 3_000 },
  );
});
