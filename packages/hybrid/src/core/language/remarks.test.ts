import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), '../../../../testdata/world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const read = (question: string) => parseQuestion({ question, tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 }, catalogue);

describe('remarks around a question', () => {
  it.each([
    ['I cannot find it on the dashboard. How many nodes crashed today?', 'how many nodes crashed today?'],
    ['which agents are offline? I need to call the provider', 'which agents are offline?'],
    ['The website feels slow. Which agents are degraded?', 'which agents are degraded?'],
    ['which agents are offline (asking for a friend)', 'which agents are offline'],
    ['Apologies for the noise; which agents are offline?', 'which agents are offline?'],
    ['why did node-42 crash? customers are shouting', 'why did node-42 crash?'],
    ['did agent-001 go offline today? A customer complained.', 'did agent-001 go offline today?'],
    ['crashes today. I need it for the report', 'crashes today'],
    ['I need to explain to my boss why node-42 crashed', 'why did node-42 crash'],
    ['nobody here can tell me which agents are offline', 'which agents are offline'],
  ])('are passed over: %s', (said, plain) => {
    expect(read(said).plan).toEqual(read(plain).plan);
    expect(read(plain).plan.op).not.toBe('refuse');
  });

  it('are told to whoever asked', () => {
    expect(read('which agents are offline? I need to call the provider').ignored).toEqual(['I need to call the provider']);
  });

  it.each([
    'I run the billing pool. How many nodes crashed today?',
    'the customers from Berlin had trouble: which of their nodes crashed',
    'which agents are offline? if they are leased',
    'the beta pool is down. How many nodes crashed?',
    'we work with mainframes. Which nodes crashed today?',
    'how many nodes crashed today? The leased ones',
  ])('stay where they may narrow the question, which is then not answered: %s', (said) => {
    expect(['refuse', 'clarify']).toContain(read(said).plan.op);
  });

  it.each(['restart the pesky node-42. I am tired', 'can you drain agent-2? node-42 is next'])('are none of a wish: %s', (said) => {
    expect(read(said).plan).not.toMatchObject({ op: 'action', where: { node: ['node-42'], agent: ['agent-2'] } });
  });
});

describe('whether something is so', () => {
  it.each([
    ['node-9 crashed yesterday, right?', 'did node-9 crash yesterday?'],
    ['is it true that node-9 crashed yesterday', 'did node-9 crash yesterday?'],
    ["node-9 crashed yesterday, didn't it?", 'did node-9 crash yesterday?'],
    ['I heard node-9 crashed yesterday, is that true?', 'did node-9 crash yesterday?'],
    ['priya says agent-4 is healthy, is that right?', 'is agent-4 healthy?'],
    ['Can you confirm that agent-4 is healthy?', 'is agent-4 healthy?'],
    ['Is that true, how many nodes crashed today?', 'how many nodes crashed today?'],
  ])('is the question of it: %s', (said, plain) => {
    const { form: _form, expect: _expect, ...asked } = read(said).plan as unknown as Record<string, unknown>;
    expect(read(plain).plan).toMatchObject(asked);
  });

  it('is never a wish', () => {
    for (const said of ['agent-2 should be drained, correct?', 'can you confirm that node-42 should be restarted'])
      expect([said, read(said).plan.op === 'action']).toEqual([said, false]);
  });
});
