import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import type { Plan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { EVENT_CLASSES, STATUS_CLASSES } from './lexicon.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
interface Asked {
  readonly id: string;
  readonly context: string | null;
  readonly question: string;
  readonly plan: Plan;
  readonly voice: string;
  /** Kept unread while the language was tuned: only its score is looked at. */
  readonly held: boolean;
}
const lines = (file: string): Asked[] =>
  readFileSync(resolve(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Asked);
const worldOf = (file: string) => JSON.parse(readFileSync(resolve(folder, file), 'utf8'));

/** Keys that change how an answer is shown, not what is computed. */
const SOFT = new Set(['form', 'expect', 'pick', 'closest', 'options', 'term']);
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A plan in one spelling: classes expanded, lists sorted where order means nothing, durations in seconds. */
function canonical(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] = value.map((one) => canonical(one, key));
    if (key === 'by' || key === 'sides') return list;
    const classes: Readonly<Record<string, readonly string[]>> = key === 'event' ? EVENT_CLASSES : key === 'status' ? STATUS_CLASSES : {};
    return [
      ...new Set(
        list.flatMap((one): readonly unknown[] =>
          typeof one === 'string' && Object.hasOwn(classes, one) ? (classes[one] ?? [one]) : [one],
        ),
      ),
    ].sort();
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, one]) => !SOFT.has(name) && !(name === 'where' && Object.keys(one as object).length === 0))
        .map(([name, one]) => [name, canonical(one, name === 'not' ? key : name)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const dur = typeof value === 'string' ? /^(\d+)([smhdw])$/.exec(value) : null;
  return dur === null ? value : `${Number(dur[1]) * (SECONDS[dur[2] as string] as number)}s`;
}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

describe.each([
  ['questions.jsonl', 'world.json'],
  ['questions-farm.jsonl', 'world-farm.json'],
  ['questions-constructs.jsonl', 'world.json'],
])('the questions of %s', (file, worldFile) => {
  const world = worldOf(worldFile);
  const catalogue = catalogueOfWorld(world);
  const asked = lines(file);
  const read = asked.map(({ question, context }) =>
    parseQuestion({ question, ...(context === null ? {} : { context }), tz: world.tz, nowUs: Date.parse(world.now) * 1000 }, catalogue),
  );
  const share = (held: boolean): number => {
    const some = asked.map((one, i) => [one, read[i]?.plan] as const).filter(([one]) => one.held === held);
    return some.filter(([one, plan]) => same(one.plan, plan)).length / some.length;
  };

  it('have plans that are valid', () => {
    expect(asked.flatMap(({ plan }) => planWrong(plan) ?? []).slice(0, 5)).toEqual([]);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
  });

  it('are read exactly, those the language was tuned on in 99 of 100, those kept unread in 90 of 100', () => {
    expect(share(false)).toBeGreaterThanOrEqual(0.99);
    expect(share(true)).toBeGreaterThanOrEqual(0.9);
  });

  it('never become a wish that was not exactly said', () => {
    const wrong = asked.filter(({ plan }, i) => read[i]?.plan.op === 'action' && !same(plan, read[i]?.plan));
    expect(wrong.map(({ question }) => question)).toEqual([]);
  });
});
