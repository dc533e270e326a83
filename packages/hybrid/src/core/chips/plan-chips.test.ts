import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfNames, catalogueOfWorld } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { CHOICES_MAX } from './chip.ts';
import { planChips } from './plan-chips.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const nowUs = Date.parse(world.now) * 1000;
const input = { nowUs, say: (iso: string) => iso };
const plans = readFileSync(resolve(folder, 'questions.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { plan: Plan }).plan);

const crashes: Plan = {
  op: 'count',
  target: 'event',
  where: { event: ['node_crashed'], node: ['node-42'] },
  time: {
    from: new Date(nowUs / 1000 - 3_600_000).toISOString().replace('.000', ''),
    to: new Date(nowUs / 1000).toISOString().replace('.000', ''),
  },
};
const chip = (slot: string, plan = crashes, find?: string) =>
  planChips(plan, catalogue, { ...input, ...(find === undefined ? {} : { find }) }).find((one) => one.slot === slot);

describe('a plan as chips', () => {
  it('shows every slot in words, with the value it has marked', () => {
    const chips = planChips(crashes, catalogue, input);
    expect(chips.map(({ slot, text }) => [slot, text])).toEqual([
      ['op', 'how many'],
      ['target', 'event'],
      ['event', 'crashes'],
      ['node', 'node-42'],
      ['add', ''],
      ['time', 'last hour'],
      ['by', 'not grouped'],
      ['bucket', 'not by time'],
      ['limit', 'no limit'],
    ]);
    for (const one of chips.filter(({ slot }) => slot !== 'add'))
      expect(
        one.choices.filter((other) => other.chosen).map((other) => other.text),
        one.slot,
      ).toEqual([one.text]);
  });

  it('makes the plan that is meant when another value is chosen', () => {
    const chosen = (slot: string, text: string) => chip(slot)?.choices.find((one) => one.text === text)?.plan;
    expect(chosen('node', 'any')).toEqual({ ...crashes, where: { event: ['node_crashed'] } });
    expect(chosen('by', 'agent')).toEqual({ ...crashes, by: ['agent'] });
    expect(chosen('time', 'all history')).toEqual({ ...crashes, time: { from: null, to: null } });
    expect(chosen('op', 'why')).toEqual({ op: 'why', where: crashes.where, time: crashes.time });
    expect(chosen('op', 'list')).toEqual({ ...crashes, op: 'list' });
  });

  it('offers only plans that are valid as they stand, each different from the plan unless it is the one chosen', () => {
    let offered = 0;
    const wrong: string[] = [];
    for (const plan of plans.filter((_, i) => i % 5 === 0)) {
      const same = JSON.stringify(plan);
      for (const { slot, choices } of planChips(plan, catalogue, input)) {
        for (const { plan: other, chosen, text } of choices) {
          offered++;
          if (planWrong(other) !== undefined || (chosen !== true && JSON.stringify(other) === same))
            wrong.push(`${slot} ${text} of ${paraphrase(plan)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(offered).toBeGreaterThan(5_000);
  });

  it('finds names by typing among ten thousand and never sends them all', () => {
    const many = catalogueOfNames({ node: Array.from({ length: 10_000 }, (_, i) => `node-${i + 1}`) });
    const [all] = planChips(crashes, many, input).filter((one) => one.slot === 'node');
    expect([all?.choices.length, all?.more]).toEqual([CHOICES_MAX + 1, true]);
    const [found] = planChips(crashes, many, { ...input, find: '777' }).filter((one) => one.slot === 'node');
    expect(found?.choices.map((one) => one.text)).toContain('node-7777');
    expect(found?.choices.every((one) => one.text.includes('777'))).toBe(true);
  });

  it('has no chips for a wish: changing a slot never makes one', () => {
    expect(planChips({ op: 'action', verb: 'restart', target: 'node', where: { node: ['node-42'] } }, catalogue, input)).toEqual([]);
    expect(chip('op')?.choices.some((one) => one.plan.op === 'action')).toBe(false);
  });
});
