import { describe, expect, it } from 'vitest';
import { EntitySets } from './entity-sets.ts';
import { SetCodings } from './set-coding.ts';

describe('what entity sets bring to a grouping', () => {
  it('is coded for sets that come between questions, and takes room for what there is', () => {
    const sets = new EntitySets();
    const codings = new SetCodings(sets);
    for (let i = 0; i < 2_000; i++) {
      sets.number([`node-${i}`, `agent-${i % 7}`]);
      const coding = codings.of('agent-');
      expect(coding.names(coding.codeOf[i]!)).toEqual([`agent-${i % 7}`]);
      expect(coding.codeOf.length).toBeLessThanOrEqual(1.5 * (i + 2));
    }
    const none = codings.of('host-');
    expect(none.codes).toBe(1);
    expect(codings.of('agent-').codes).toBe(8);
  });
});
