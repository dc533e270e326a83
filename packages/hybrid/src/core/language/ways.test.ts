import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import type { Plan } from '../plan.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8')) as Parameters<typeof catalogueOfWorld>[0] & {
  readonly now: string;
};
const catalogue = catalogueOfWorld(world);
const plan = (question: string): Plan => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

/** A question, and other ways of putting it. */
const GROUPS = readFileSync(resolve(folder, 'ways.txt'), 'utf8')
  .trim()
  .split(/\n{2,}/)
  .map((group) => {
    const [question = '', ...ways] = group.split('\n');
    return { question: question.replace(/^# /, ''), ways };
  });

/** What a plan asks for, without how it is shown. */
const asking = ({ form: _form, expect: _expect, ...rest }: Plan & { form?: unknown; expect?: unknown }): unknown => rest;

describe('ways of putting a question', () => {
  it.each(GROUPS)('$question', ({ question, ways }) => {
    const meant = asking(plan(question));
    expect(ways.length).toBeGreaterThan(5);
    for (const way of ways) expect([way, asking(plan(way))]).toEqual([way, meant]);
  });
});
