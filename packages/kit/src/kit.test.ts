import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, RECONNECT } from './backoff.ts';
import { seededChance } from './chance.ts';
import { defineErrors, errorTable, SURFACES, SutraError } from './errors.ts';
import { lineLogger } from './logger.ts';
import { Ring } from './ring.ts';
import { Scope } from './scope.ts';
import { editDistance, inert, misleads, nearest, shown } from './text.ts';
import { durationText, isoFromUs, usFromIso } from './time.ts';

describe('the ring', () => {
  it('behaves as a bounded queue: refuses when full, gives back in order, holds nothing it gave', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.oneof(fc.nat(), fc.constant('take' as const))), (capacity, steps) => {
        const ring = new Ring<number>(capacity);
        const model: number[] = [];
        for (const step of steps) {
          if (step === 'take') expect(ring.take()).toBe(model.shift());
          else {
            expect(ring.offer(step)).toBe(model.length < capacity);
            if (model.length < capacity) model.push(step);
          }
          expect(ring.size).toBe(model.length);
        }
        expect(ring.takeMany(100)).toEqual(model);
      }),
    );
  });
});

describe('a scope', () => {
  it('closes what it owns once, in reverse, all of it, and reports every failure', async () => {
    const order: string[] = [];
    const scope = new Scope();
    for (const name of ['a', 'b', 'c']) {
      scope.defer(name, () => {
        order.push(name);
        if (name !== 'b') throw new Error(`${name} broke`);
      });
    }
    const closing = scope.close();
    expect(scope.close()).toBe(closing);
    await expect(closing).rejects.toThrow('2 resources could not be closed');
    expect(order).toEqual(['c', 'b', 'a']);
    expect(scope.signal.aborted).toBe(true);
  });
});

describe('errors', () => {
  it('with a code nobody declared are programming mistakes, named as such', () => {
    expect(() => new SutraError('SUTRA_NEVER_DECLARED', 'Cannot do it')).toThrow(/^error code SUTRA_NEVER_DECLARED is not declared/);
    expect(() => new SutraError('SUTRA_NEVER_DECLARED', 'Cannot do it')).not.toThrow(SutraError);
  });

  it('keep code, kind, mend and details over a wire, also when this build does not know the code', () => {
    const known = SutraError.fromData(new SutraError('SUTRA_TIMEOUT', 'late', { details: { limitMs: 5 } }).toData());
    expect(known).toMatchObject({ code: 'SUTRA_TIMEOUT', kind: 'timeout', retry: true, details: { limitMs: 5 } });
    const foreign = SutraError.fromData({ code: 'SUTRA_FROM_TOMORROW', message: 'x', mend: 'wait', kind: 'limit', retry: true });
    expect(foreign.toData()).toEqual({ code: 'SUTRA_FROM_TOMORROW', message: 'x', mend: 'wait', kind: 'limit', retry: true });
  });

  it('have one meaning for one code', () => {
    expect(() => defineErrors({ SUTRA_TIMEOUT: { kind: 'timeout', retry: true, mend: 'something else' } })).toThrow('declared twice');
  });

  it('all say how to mend, in a whole sentence, and all have a surface', () => {
    for (const [code, row] of errorTable()) {
      expect(row.mend, code).toMatch(/[.:)]$/);
      expect(SURFACES[row.kind].exit, code).toBeGreaterThan(0);
    }
  });
});

describe('back-off', () => {
  it('grows, is capped, and jitters only downwards', () => {
    const chance = seededChance(1);
    for (let attempt = 0; attempt < 40; attempt++) {
      const full = Math.min(RECONNECT.maxMs, RECONNECT.firstMs * 2 ** attempt);
      const delay = backoffMs(RECONNECT, attempt, chance);
      expect(delay).toBeLessThanOrEqual(full);
      expect(delay).toBeGreaterThanOrEqual(full / 2);
    }
  });
});

describe('times', () => {
  it('go to text and back without losing a microsecond', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (us) => usFromIso(isoFromUs(us)) === us));
    fc.assert(
      fc.property(fc.integer({ min: -4_102_444_800_000, max: 4_102_444_800_000 }), fc.integer({ min: 0, max: 999 }), (ms, us) => {
        expect(isoFromUs(ms * 1_000 + us)).toBe(`${new Date(ms).toISOString().slice(0, -1)}${String(us).padStart(3, '0')}Z`);
      }),
    );
  });

  it('are read with zones and refused when they are not times', () => {
    expect(usFromIso('1970-01-01T01:00:00.5+01:00')).toBe(500_000);
    for (const bad of ['', 'yesterday', '2026-13-01T00:00:00Z', '2026-01-01 00:00:00Z', '2026-01-01T00:00:00'])
      expect(usFromIso(bad)).toBeUndefined();
  });

  it('are told as people tell them', () => {
    expect([12, 400, 2_500, 61_000, 11_520_000, 800_000_000].map(durationText)).toEqual([
      '12 ms',
      '400 ms',
      '2.5 s',
      '1 min 1 s',
      '3 h 12 m',
      '9 d',
    ]);
    expect([59_600, 119_700, 3_599_900].map(durationText)).toEqual(['1 min', '2 min', '1 h']);
  });
});

describe('near words', () => {
  it('are found by edit distance, and nothing is offered for a word that is like none', () => {
    expect(editDistance('agnets', 'agents')).toBe(2);
    expect(nearest('agnet', ['agent', 'node', 'events'])).toEqual(['agent']);
    expect(nearest('xylophone', ['agent', 'node'])).toEqual([]);
  });
});

describe('a line of log', () => {
  it('cannot be forged by text with line breaks, escapes or direction marks', () => {
    const lines: string[] = [];
    lineLogger(
      (line) => lines.push(line),
      'info',
      () => 0,
    ).info('node said\nERROR fake \u001b[31mred\u202e', { id: 'a b' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toBe('00:00:00.000 INFO  node said\\u000aERROR fake \\u001b[31mred\\u202e id="a b"');
    expect(inert('tab\tstays')).toBe('tab\tstays');
  });
});

describe('text of strangers', () => {
  it('is repeated as it is when it is plain, and else with nothing in it that changes how the rest is read', () => {
    expect(['node-1', 'a/b', ''].map((text) => shown(text))).toEqual(['node-1', 'a/b', '""']);
    expect(shown('a\u0007b')).toBe('"a\\u0007b"');
    expect(shown(`a\u202eb\u009b2J`)).toBe('"a\\u202eb\\u009b2J"');
    expect(shown('x'.repeat(100), 10)).toBe('x'.repeat(10));
    expect(['node-1', 'né 節点', 'a\u2067b', 'a\u001b[2J'].map(misleads)).toEqual([false, false, true, true]);
  });
});
