import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const asking = (read: Plan): string =>
  JSON.stringify(read, (key, value) => {
    if (['form', 'expect', 'closest', 'options', 'term', 'pick'].includes(key)) return undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  });
const plans = [
  ...new Map(
    readFileSync(resolve(folder, 'questions.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { plan: Plan }).plan)
      .filter((plan) => plan.op !== 'refuse' && plan.op !== 'clarify')
      .map((plan) => [asking(plan), plan] as const),
  ).values(),
];

describe('a plan in words', () => {
  it('reads as the same plan again in four of five, and as a wish only where it is one', () => {
    const back = plans.map(
      (plan) => parseQuestion({ question: paraphrase(plan), tz: 'UTC', nowUs: Date.parse(world.now) * 1000 }, catalogue).plan,
    );
    const same = plans.filter((plan, i) => asking(plan) === asking(back[i] as Plan)).length;
    expect(plans.length).toBeGreaterThan(400);
    expect(same / plans.length).toBeGreaterThanOrEqual(0.8);
    expect(
      plans.filter((plan, i) => back[i]?.op === 'action' && asking(plan) !== asking(back[i] as Plan)).map((plan) => paraphrase(plan)),
    ).toEqual([]);
  });
});
