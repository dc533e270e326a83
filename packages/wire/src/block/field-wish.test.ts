import fc from 'fast-check';
import { expect, it } from 'vitest';
import { events } from '../testing/events.ts';
import { ByteReader } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { BlockEncoder } from './encoder.ts';
import { FieldWish } from './field-wish.ts';
import { readFields, readRecord } from './record-read.ts';
import { BlockWalker } from './walk.ts';

it('reads of every record what was wished for, as reading all of it gives', () => {
  fc.assert(
    fc.property(events(), fc.array(fc.nat(), { maxLength: 4 }), (given, places) => {
      const all = [...new Set(given.flatMap(({ body }) => Object.keys(body)))];
      const wanted = new Set(['absent', ...places.flatMap((place) => all[place % Math.max(1, all.length)] ?? [])]);
      const wish = new FieldWish(wanted);
      const block = new BlockEncoder('m', 2, crc32).encode(given);
      const walker = new BlockWalker();
      walker.begin(block);
      while (walker.next()) {
        const [some, whole] = [new ByteReader(block), new ByteReader(block)];
        some.at = whole.at = walker.offset;
        const { body, type, timeUs, entities, operation, meta } = readRecord(whole, walker.session!, walker.emitterSeq, walker.timeUs);
        const fields = readFields(some, walker.session!, walker.emitterSeq, walker.timeUs, wish);
        const picked = Object.entries(body).filter(([name]) => wanted.has(name));
        expect(Object.entries(fields.body)).toEqual(picked);
        expect({ ...fields, body: {} }).toEqual({
          ...{ type, timeUs, emitter: 'm', entities, body: {} },
          ...(operation === undefined ? {} : { operation }),
          ...(meta === undefined ? {} : { meta }),
        });
        expect(some.at).toBe(whole.at);
      }
    }),
  );
});
