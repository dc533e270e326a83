import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { complete } from './complete.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ agent: ['agent-1', 'agent-2', 'edge-mumbai'], node: ['node-4', 'cache-1'], region: ['us-east'] });
const input = { tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 } as const;
const questions = (text: string): string[] => complete(text, catalogue, input).map(({ question }) => question);

describe('a half-typed question', () => {
  it('is gone on with in ways that can all be answered', () => {
    for (const text of [
      '',
      'wh',
      'cra',
      'crashes ',
      'how many ',
      'crashes on ',
      'why did cache',
      'show restarts on ag',
      'spawn s',
      'top 5 ',
    ]) {
      const found = complete(text, catalogue, input);
      expect([text, found.length > 0]).toEqual([text, true]);
      for (const { question, reading } of found) {
        const { plan } = parseQuestion({ question, ...input }, catalogue);
        expect([question, plan.op]).not.toEqual([question, 'refuse']);
        expect(reading).not.toBe('');
        expect(question.toLowerCase().startsWith(text.trim().toLowerCase())).toBe(true);
      }
    }
  });

  it('is completed with the names there are', () => {
    expect(questions('crashes on edge')).toContain('crashes on edge-mumbai');
  });

  it('gets no more ways than asked for, and none when it is no beginning', () => {
    expect(complete('crashes', catalogue, { ...input, limit: 3 })).toHaveLength(3);
    expect(complete('x'.repeat(1000), catalogue, input)).toEqual([]);
    expect(complete('qwertzuiop asdf ', catalogue, input)).toEqual([]);
  });
});
