import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventId } from '../record.ts';
import { eventNameOf, idOfName, isSameName } from './index.ts';

const whole = fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 0, max: 2 ** 52 }));
const canonical = fc
  .tuple(fc.constantFrom('spawned', 'custom.x', 'a-b'), whole, fc.constantFrom('master', 'agent-1', 'a.b'), whole, whole)
  .map((parts) => eventId(...parts));
const broken = canonical.chain((id) => fc.nat({ max: id.length }).map((at) => `${id.slice(0, at)}0${id.slice(at)}`));
const id = fc.oneof(canonical, broken, fc.string(), fc.constantFrom('event-', 'event-a-01-m:1.1', 'event-a-1-m:1.A', 'event-a-1-m:01.1'));

it('a name says the id it was made of, byte for byte', () => {
  fc.assert(
    fc.property(id, (text) => {
      expect(idOfName(eventNameOf(text))).toBe(text);
    }),
  );
});

it('names are the same where their ids are, whichever of them are taken apart', () => {
  fc.assert(
    fc.property(id, id, fc.boolean(), (one, other, twice) => {
      const second = twice ? one : other;
      const same = one === second;
      expect(isSameName(eventNameOf(one), eventNameOf(second))).toBe(same);
      expect(isSameName(one, eventNameOf(second))).toBe(same);
      expect(isSameName(eventNameOf(one), second)).toBe(same);
    }),
  );
});

it('a name as a record has it is that of its id, also where the type has a dash and the id cannot be taken apart', () => {
  const ref = { source: 'm:1', emitterSeq: 36, type: 'a-b', timeUs: 1 };
  expect(idOfName(ref)).toBe(eventId('a-b', 1, 'm', 1, 36));
  expect(isSameName(ref, eventNameOf(idOfName(ref)))).toBe(true);
  expect(isSameName(ref, { ...ref, type: 'a-c' })).toBe(false);
  for (const wrong of [{ source: 'm:2' }, { emitterSeq: 35 }, { timeUs: 2 }]) expect(isSameName({ ...ref, ...wrong }, ref)).toBe(false);
});
