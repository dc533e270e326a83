import fc from 'fast-check';
import { type EventRecord, eventId, type Json, type StoredEvent } from '../record.ts';

/** Names as emitters and catalogues use them, and some that nobody should. */
const name = fc.oneof(
  fc.constantFrom('agent-1', 'node-7', 'cluster', 'région:ü', 'a b', '__proto__'),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const type = fc.constantFrom('agent_heartbeat', 'node_crashed', 'custom.x');
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.integer({ min: -300, max: 300 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100),
    fc.string({ maxLength: 40, unit: 'binary' }),
    name,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
  ),
})).value;

const cause = fc.oneof(
  name,
  fc
    .tuple(type, fc.nat(), fc.constantFrom('m', 'agent-9'), fc.nat({ max: 3 }), fc.integer({ min: 1, max: 5000 }))
    .map(([t, us, emitter, epoch, n]) => eventId(t, us, emitter, epoch, n)),
);

const loose = fc.record({
  type,
  timeUs: fc.oneof(fc.nat(), fc.integer({ min: 1_760_000_000_000_000, max: 1_760_000_001_000_000 })),
  gap: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 1000 }) }),
  entities: fc.uniqueArray(name, { maxLength: 5 }),
  causes: fc.array(cause, { maxLength: 3 }),
  operation: fc.option(name, { nil: undefined }),
  meta: fc.option(fc.dictionary(name, fc.oneof(fc.string({ maxLength: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }))), {
    nil: undefined,
  }),
  body: fc.dictionary(name, json, { maxKeys: 6 }),
  ownId: fc.constantFrom('canonical', 'text', 'source'),
  otherNumber: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 - 1 })),
});

/** Events of one emitter, in the order of their numbers. */
export const events = (emitter = 'm', epoch = 2, max = 20): fc.Arbitrary<EventRecord[]> =>
  fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.array(loose, { minLength: 1, maxLength: max })).map(([first, drafts]) => {
    let emitterSeq = first - 1;
    return drafts.map(({ gap, operation, meta, ownId, otherNumber, ...rest }) => {
      emitterSeq += 1 + gap;
      const id =
        ownId === 'canonical'
          ? eventId(rest.type, rest.timeUs, emitter, epoch, emitterSeq)
          : ownId === 'source'
            ? eventId('custom.other', rest.timeUs + (otherNumber % 3), 'agent-9', otherNumber % 5, otherNumber)
            : `foreign-${emitterSeq}`;
      return { id, emitterSeq, ...rest, ...(operation === undefined ? {} : { operation }), ...(meta === undefined ? {} : { meta }) };
    });
  });

export const storedEvents: fc.Arbitrary<StoredEvent[]> = fc
  .array(fc.tuple(fc.constantFrom('m', 'agent-9'), fc.nat({ max: 5 }), fc.nat(), fc.nat()), { maxLength: 10 })
  .chain((sources) =>
    fc.tuple(
      ...sources.map(([emitter, epoch, seq, recordedAtUs]) =>
        events(emitter, epoch, 1).map(([event]) => ({ ...event!, seq, recordedAtUs, emitter, epoch })),
      ),
    ),
  );
