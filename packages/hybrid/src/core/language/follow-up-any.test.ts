import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import type { Plan } from '../plan.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const nowUs = Date.parse(world.now) * 1000;

const FOLLOW_UPS = [
  'how many crashes?',
  'and alice?',
  'and yesterday?',
  'which ones failed?',
  'and completed?',
  'why?',
  'what about node-42?',
  'only the crashed ones',
  'more than 5?',
  'and OOM?',
  'by region',
  'who did it?',
  'an hour earlier',
  'restart them',
  'and the others?',
  'except crashes',
  'was it oom?',
  'how do you know?',
];

/** What a plan is made of, whatever it names: one plan of each make. */
const makeOf = (plan: Plan): string =>
  JSON.stringify(plan, (_, value) =>
    Array.isArray(value) && typeof value[0] === 'string'
      ? ['text']
      : typeof value === 'string'
        ? 'text'
        : typeof value === 'number'
          ? 0
          : value,
  );

describe('a question after another', () => {
  it('is read, or refused, whatever the plan before was made of', () => {
    const lines = readFileSync(resolve(folder, 'questions.jsonl'), 'utf8').trim().split('\n');
    const plans = new Map<string, Plan>(lines.map((line) => (JSON.parse(line) as { plan: Plan }).plan).map((plan) => [makeOf(plan), plan]));
    expect(plans.size).toBeGreaterThan(500);
    let at = 0;
    for (const before of plans.values())
      for (let k = 0; k < 4; k++) {
        const question = FOLLOW_UPS[at++ % FOLLOW_UPS.length] as string;
        expect(
          () => parseQuestion({ question, before, tz: world.tz, nowUs }, catalogue),
          `${question} after ${JSON.stringify(before)}`,
        ).not.toThrow();
      }
  });

  it('is read when the one before left something out', () => {
    const left = parseQuestion({ question: 'everything bob did except spawning', tz: world.tz, nowUs }, catalogue).plan;
    expect(parseQuestion({ question: 'how many crashes?', before: left, tz: world.tz, nowUs }, catalogue).plan).toMatchObject({
      op: 'count',
    });
  });
});
