import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededChance } from '@sutra/kit';
import { EVENT_TYPES } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { anyPlan } from '../../testing/any-plan.ts';
import { catalogueOfWorld } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const back = (plan: Plan): Plan =>
  parseQuestion({ question: paraphrase(plan), tz: 'UTC', nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

/** What a plan asks for, keys in one order: no conditions (or settings) and none given are the same, as are the latest and none picked. */
const asking = (read: Plan): string =>
  JSON.stringify(read, (key, value) => {
    if (['form', 'expect', 'closest', 'options', 'term', 'pick'].includes(key)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .concat('op' in value && value.op === 'help' && !('topic' in value) ? [['topic', 'questions']] : [])
        .filter(([name, one]) => !((name === 'where' || name === 'params') && JSON.stringify(one) === '{}'))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });

/** `npm run test:paraphrase` reads ten thousand. */
const PLANS = Number(process.env['SUTRA_PARAPHRASES'] ?? 600);
const KNOWN = { agents: Object.keys(world.agents), nodes: Object.keys(world.nodes), types: [...EVENT_TYPES] };

describe('a plan in words', () => {
  it('reads as the same plan again, whatever the plan', () => {
    const chance = seededChance(20_260_318);
    const lost: [string, string, string][] = [];
    for (let n = 0; n < PLANS; n++) {
      const plan = anyPlan(chance, KNOWN);
      expect([planWrong(plan), JSON.stringify(plan)]).toEqual([undefined, JSON.stringify(plan)]);
      if (asking(back(plan)) !== asking(plan)) lost.push([paraphrase(plan), asking(plan), asking(back(plan))]);
    }
    expect(lost.slice(0, 5)).toEqual([]);
  });

  it('reads as the same plan again where people ask for it', () => {
    const plans = readFileSync(resolve(folder, 'questions.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { plan: Plan }).plan);
    const lost = plans.filter((plan) => asking(back(plan)) !== asking(plan));
    expect(lost.map((plan) => [paraphrase(plan), asking(plan), asking(back(plan))]).slice(0, 5)).toEqual([]);
  });
});
