import { describe, expect, it } from 'vitest';
import { planKeys } from './plan-check.ts';
import { planSchema } from './plan-schema.ts';

type Node = Readonly<Record<string, unknown>>;

describe('the published schema of plans', () => {
  const { $defs } = planSchema() as { $defs: Readonly<Record<string, Node>> };
  const operations = ($defs['plan'] as { oneOf: readonly { properties: Readonly<Record<string, Node>>; required: readonly string[] }[] })
    .oneOf;

  it('knows every operation with exactly the keys that are checked', () => {
    const said = Object.fromEntries(
      operations.map(({ properties, required }) => [
        properties['op']?.['const'],
        { keys: Object.keys(properties).filter((key) => key !== 'op'), required: required.filter((key) => key !== 'op') },
      ]),
    );
    expect(said).toEqual(
      Object.fromEntries(Object.entries(planKeys()).map(([op, { keys, required }]) => [op, { keys, required: [...required] }])),
    );
  });

  it('says of every key what it may be', () => {
    for (const { properties } of operations)
      for (const [key, value] of Object.entries(properties))
        expect([properties['op']?.['const'], key, Object.keys(value).length > 0]).toEqual([properties['op']?.['const'], key, true]);
  });

  it('refers only to what it defines', () => {
    const refs = [...JSON.stringify(planSchema()).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name);
    expect([...new Set(refs)].filter((name) => !Object.hasOwn($defs, name as string))).toEqual([]);
  });
});
