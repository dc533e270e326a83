import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { PROPOSABLE, proposalSchema } from './form.ts';
import { readProposal } from './read-proposal.ts';

const CATALOGUE = catalogueOfNames({ agent: ['agent-1', 'agent-12'], node: ['node-7'], region: ['us-east'], user: ['priya'] });
const NOW_US = Date.UTC(2026, 2, 18, 14, 30) * 1000;

const judge = (question: string, proposal: unknown, context?: string) =>
  readProposal(
    typeof proposal === 'string' ? proposal : JSON.stringify(proposal),
    { question, tz: 'UTC', nowUs: NOW_US, ...(context === undefined ? {} : { context }) },
    CATALOGUE,
  );
const crash = (rest: object = {}, words: object[] = [{ value: 'node_crashed', from: 'zorbled' }]) => ({
  plan: { op: 'list', target: 'event', where: { event: ['node_crashed'] }, ...rest },
  words,
});
const planOf = (judged: ReturnType<typeof judge>) => ('reading' in judged ? judged.reading.plan : judged);

describe('what a model may propose', () => {
  it('is taken when every value comes from the question', () => {
    expect(planOf(judge('what zorbled', crash()))).toEqual({ op: 'list', target: 'event', where: { event: ['node_crashed'] } });
    expect(planOf(judge('what zorbled on agent-1', crash({ where: { event: ['node_crashed'], agent: ['agent-1'] } })))).toMatchObject({
      where: { agent: ['agent-1'] },
    });
    expect(planOf(judge('5 agents that zorbled', crash({ limit: 5 })))).toMatchObject({ limit: 5 });
    expect(judge('write a poem', { plan: null, words: [] })).toEqual({ declined: true });
  });

  it('has its times worked out by the grammar, from words of the question', () => {
    expect(planOf(judge('what zorbled since monday', crash({ time: 'since monday' })))).toMatchObject({
      time: { from: '2026-03-16T00:00:00Z', to: '2026-03-18T14:30:00Z' },
    });
    expect(
      planOf(
        judge('zorbled per hour yesterday', {
          ...crash(),
          plan: { op: 'rate', where: { event: ['node_crashed'] }, per: 'per hour', time: 'yesterday' },
        }),
      ),
    ).toMatchObject({ per: '1h', time: { from: '2026-03-17T00:00:00Z', to: '2026-03-18T00:00:00Z' } });
  });

  it('is held back with exactly what is wrong', () => {
    const wrong = (question: string, proposal: unknown, context?: string): string | undefined => {
      const judged = judge(question, proposal, context);
      return 'wrong' in judged ? judged.wrong : undefined;
    };
    expect(wrong('what zorbled', '{"plan":')).toMatch(/not JSON/);
    expect(wrong('what zorbled', 'Sure! Here is the plan')).toMatch(/not JSON/);
    expect(wrong('what zorbled', [])).toMatch(/must be an object/);
    expect(wrong('what zorbled', { ...crash(), execute: 'stop all' })).toMatch(/"execute" is no part/);
    expect(wrong('what zorbled', { plan: { op: 'list', target: 'event', sql: 'x' }, words: [] })).toMatch(/sql/);
    expect(wrong('what zorbled', crash({ limit: 1_000_000 }))).toMatch(/limit/);
    expect(wrong('what zorbled', { plan: 'stop node-7', words: [] })).toMatch(/plan\.op/);
    // A date of its own, a time the question does not hold, a length of its own.
    expect(wrong('what zorbled', crash({ time: { from: '2026-01-01T00:00:00Z', to: null } }))).toMatch(/time/);
    expect(wrong('what zorbled', crash({ time: 'yesterday' }))).toMatch(/does not stand in the question/);
    expect(
      wrong('what zorbled in 10 minutes', { ...crash(), plan: { op: 'rate', where: { event: ['node_crashed'] }, per: '5m' } }),
    ).toMatch(/per/);
    // Names and values that were not said, are not known, or stand for nothing.
    expect(wrong('what zorbled', crash({ where: { event: ['node_crashed'], agent: ['agent-1'] } }))).toMatch(/agent "agent-1"/);
    expect(wrong('what zorbled on agent-1', crash({ where: { event: ['node_crashed'], agent: ['agent-12'] } }))).toMatch(/agent-12/);
    expect(wrong('what zorbled', crash({}, []))).toMatch(/"node_crashed" stands for no words/);
    expect(wrong('what zorbled', crash({}, [{ value: 'node_crashed', from: 'exploded' }]))).toMatch(/stands for no words/);
    expect(wrong('what zorbled', crash({}, [{ value: 'node_crashed', from: 'what' }]))).toBeDefined();
    expect(wrong('what zorbled', crash({ where: { event: ['node_zorbled'] } }))).toMatch(/not known/);
    expect(wrong('what zorbled', crash({ where: { event: ['node_crashed'], error: { contains: 'secret' } } }))).toMatch(/secret/);
    expect(wrong('what zorbled', crash({ limit: 7 }))).toMatch(/limit 7 was not said/);
    expect(wrong('what zorbled', crash({ order: { by: 'password', dir: 'asc' } }))).toMatch(/order/);
    expect(wrong('what zorbled', crash({ where: { event: ['node_crashed'], ref: ['previous'] } }))).toMatch(/ref/);
  });

  it('may leave nothing out that the question says', () => {
    const missing = (question: string, proposal: unknown): unknown => {
      const judged = judge(question, proposal);
      return 'wrong' in judged ? judged.wrong : judged;
    };
    expect(missing('what zorbled on agent-1', crash())).toMatch(/"agent-1" and the plan leaves it out/);
    expect(missing('what zorbled yesterday', crash())).toMatch(/"yesterday"/);
    expect(missing('what zorbled blimpfully', crash())).toMatch(/"blimpfully"/);
    expect(missing('what has not zorbled', crash())).toMatch(/a negation/);
    expect(missing('predict what zorbled', crash())).toMatch(/"predict"/);
    expect(missing('restart what zorbled', crash())).toMatch(/"restart"/);
  });

  it('is never a wish, a refusal, a question back, or something free of form', () => {
    for (const op of ['action', 'simulate', 'refuse', 'clarify', 'help', 'explain', 'constructor', '__proto__'])
      expect([op, judge('stop node-7', { plan: { op, verb: 'stop', where: { node: ['node-7'] } }, words: [] })]).toEqual([
        op,
        { wrong: expect.stringMatching(/plan\.op must be one of/) },
      ]);
    expect(
      judge('compare stop node-7', {
        plan: { op: 'compare', plan: { op: 'action', verb: 'stop' }, sides: [{ where: {} }, { where: {} }] },
        words: [],
      }),
    ).toEqual({ wrong: expect.any(String) });
  });

  it('is more certain the more of it the grammar reads too', () => {
    const sure = (question: string, proposal: unknown): number => {
      const judged = judge(question, proposal);
      return 'reading' in judged ? judged.reading.confidence : Number.NaN;
    };
    expect(sure('zorbled', crash())).toBe(0.5);
    expect(sure('zorbled on agent-1', crash({ where: { event: ['node_crashed'], agent: ['agent-1'] } }))).toBe(0.75);
  });

  it('never throws, whatever comes back', () => {
    const json = fc.json({ maxDepth: 20 });
    const nearly = fc.record({
      plan: fc.record(
        {
          op: fc.constantFrom(...PROPOSABLE, 'action', ''),
          where: fc.jsonValue(),
          time: fc.jsonValue(),
          order: fc.jsonValue(),
          filter: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      words: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          json,
          nearly.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          const judged = judge('what zorbled on agent-1 since monday', text);
          return 'wrong' in judged || 'declined' in judged || 'reading' in judged;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(judge('x', `${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toEqual({ wrong: 'the answer is nested too deeply' });
  });

  it('has a schema in the strict dialect: every key required, nothing beside them, no wish among the operations', () => {
    const seen: string[] = [];
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties, required, additionalProperties, enum: values } = schema as Record<string, unknown>;
      if (Array.isArray(values)) seen.push(...values.map(String));
      if (properties !== undefined) {
        expect([...(required as string[])].sort()).toEqual(Object.keys(properties as object).sort());
        expect(additionalProperties).toBe(false);
      }
      for (const key of ['oneOf', 'const', 'patternProperties']) expect(schema).not.toHaveProperty(key);
      for (const inner of Object.values(schema)) walk(inner);
    };
    walk(proposalSchema());
    expect(seen).toContain('list');
    for (const wish of ['action', 'simulate', 'refuse', 'clarify']) expect(seen).not.toContain(wish);
  });
});
