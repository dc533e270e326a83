import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfNames, catalogueOfWorld } from '../names.ts';
import { complete } from './complete.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ agent: ['agent-1', 'agent-2', 'edge-mumbai'], node: ['node-4', 'cache-1'], region: ['us-east'] });
const input = { tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 } as const;
const questions = (text: string): string[] => complete(text, catalogue, input).map(({ question }) => question);

/** Every how manieth question gives its beginnings; `npm run test:metamorphic` takes all. */
const EVERY = Number(process.env['SUTRA_METAMORPHIC_EVERY'] ?? 40);
const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = catalogueOfWorld(JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8')));

/** The questions of the corpus, cut off after every word and in the middle of the word after. */
function* beginnings(): Generator<string> {
  const lines = readFileSync(resolve(folder, 'questions.jsonl'), 'utf8').trim().split('\n');
  const asked = lines
    .map((line) => JSON.parse(line) as { question: string; context: string | null; held: boolean; voice: string; plan: { op: string } })
    .filter(
      (one) => !one.held && one.context === null && /^(manager|newcomer|operator|operators-at-night|managers|newcomers)$/.test(one.voice),
    );
  for (const [n, { question }] of asked.entries()) {
    if (n % EVERY !== 0) continue;
    const words = question.split(' ');
    for (let k = 1; k <= words.length; k++) {
      yield words.slice(0, k).join(' ');
      const half = words[k]?.slice(0, 2);
      if (half !== undefined) yield `${words.slice(0, k).join(' ')} ${half}`;
    }
  }
}

/** What no English question looks like. */
const BASE =
  'crash|go|restart|stop|start|fail|recover|come|happen|cause|affect|change|break|take|spawn|degrade|drop|register|join|do|have|need|survive|lose|run|be';
const ODD: readonly RegExp[] = [
  /\b(on|of|in|for|from|by|with|and|or|the|a|an|that|which|is|are|was|were|did|does|do|has|have|why|how|than|between)$/,
  /\b(on|of|in|from|by) (today|yesterday|in|on|of|by|from)\b/,
  new RegExp(`^(?!who |.*\\bdo an? ).*\\b(did|does|do|didn't)\\b(?!.*\\b(${BASE})\\b)`),
  /^why (?!did|didn't|does|doesn't|do|don't|is|isn't|are|aren't|was|wasn't|were|has|hasn't|have|haven't|would|won't|so|no|not|am)/,
  /(\b\w+\b) \1\b/,
  /\b\w+eses\b/,
  /^which \w+ (today|yesterday|this|last|in)\b/,
];

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

  it('is never gone on with into something nobody says: every completion of every beginning of the questions people ask', () => {
    const odd: string[] = [];
    let offered = 0;
    for (const start of beginnings()) {
      for (const { question } of complete(start, world, input)) {
        offered++;
        const { plan, ignored } = parseQuestion({ question, ...input }, world);
        const said = question.toLowerCase().replace(/[?.!]+$/, '');
        if (plan.op === 'refuse' || plan.op === 'clarify' || ignored.length > 0) odd.push(`unread: ${question}`);
        else if (
          !said.startsWith(
            start
              .trim()
              .toLowerCase()
              .replace(/[?.!]+$/, ''),
          )
        )
          odd.push(`not so begun: ${start}| ${question}`);
        else if (ODD.some((pattern) => pattern.test(said))) odd.push(`odd: ${question}`);
      }
    }
    expect(odd.slice(0, 10)).toEqual([]);
    expect(offered).toBeGreaterThan(3_000 / EVERY);
  });

  it('gets no more ways than asked for, and none when it is no beginning', () => {
    expect(complete('crashes', catalogue, { ...input, limit: 3 })).toHaveLength(3);
    expect(complete('x'.repeat(1000), catalogue, input)).toEqual([]);
    expect(complete('qwertzuiop asdf ', catalogue, input)).toEqual([]);
  });
});
