import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from './packed-records.ts';

const leaf = fc.oneof(
  fc.constantFrom('running', 'stopped', '', 'ü', null, true, false, 0, 1, 2, 1.5, -1, 1e300, Number.MAX_SAFE_INTEGER, undefined),
  fc.string({ maxLength: 4 }),
  fc.array(fc.nat(3), { maxLength: 2 }),
);
const member = fc.constantFrom('id', 'status', 'port', 'all', 'each', 'as', 'values', '__proto__');
const { value } = fc.letrec<{ value: unknown; record: object }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('record')),
  record: fc.dictionary(member, tie('value'), { maxKeys: 4 }),
}));
const records = fc.array(fc.dictionary(member, value, { maxKeys: 5 }), { maxLength: 30 });
const alike = fc.array(fc.record({ id: leaf, spec: fc.record({ kind: leaf, port: leaf }), status: leaf }), { maxLength: 60 });

test('any records come back as they would from JSON, in their order, with their members in order', () => {
  fc.assert(
    fc.property(fc.oneof(records, alike), (list) => {
      const plain = JSON.stringify(list);
      expect(JSON.stringify(unpack(JSON.parse(JSON.stringify(pack(list)))))).toBe(plain);
    }),
    { numRuns: 500 },
  );
});

test('what alike records share stands once', () => {
  const list = Array.from({ length: 1_000 }, (_, i) => ({
    id: `node-${i}`,
    status: i % 7 === 0 ? 'crashed' : 'running',
    sinceUs: 1_760_000_000_000_000 + i,
    spec: { workload: { kind: 'storage' }, port: 50_000 + i },
  }));
  const text = JSON.stringify(pack(list));
  expect(text.split('storage').length - 1).toBe(1);
  expect(text.length).toBeLessThan(JSON.stringify(list).length / 3);
});

test('values that two members have alike stand once, nested ones too', () => {
  const list = Array.from({ length: 100 }, (_, i) => ({
    id: `node-${i}`,
    port: 50_000 + 7 * i,
    statusEvent: `event-spawn_succeeded-${i}`,
    report: { event: `event-spawn_succeeded-${i}`, port: 50_000 + 7 * i },
  }));
  const text = JSON.stringify(pack(list));
  expect(text.split('event-spawn_succeeded-42').length - 1).toBe(1);
  expect(unpack(JSON.parse(text))).toEqual(list);
});

test('a list whose columns do not fit together is refused', () => {
  const kind = { names: ['id'], count: 2, columns: [{ each: ['a'] }] };
  expect(() => unpack({ kinds: [kind] })).toThrow('id has 1 values for 2 records');
  expect(() => unpack({ kinds: [{ ...kind, columns: [] }] })).toThrow(TypeError);
  expect(() => unpack({ kinds: [{ ...kind, columns: [{ as: 0 }] }] })).toThrow('there is no column 0 of 0');
});
