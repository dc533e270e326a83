import type { AnswerJson } from '@sutra/api';
import { describe, expect, it } from 'vitest';
import { answerResult } from './result.ts';

const ids = Array.from({ length: 12 }, (_, i) => `e${i}`);
const link = (from: string | null, to: string) => ({ from, to, kind: 'recorded' as const });

/** Six rounds of a crash and its restart, each caused by the one before. */
const loop: AnswerJson = {
  question: 'why did n1 crash?',
  plan: { op: 'why' },
  reading: 'why the last crash of n1',
  assumptions: [],
  alternatives: [],
  status: 'answered',
  text: 'It ends again and again.',
  path: [link(null, 'e0'), ...ids.slice(1).map((to, i) => link(ids[i] as string, to))],
  rounds: [{ of: ['node_crashed', 'node_restarted'], times: 6, between: ids.slice(2, -2) }],
  evidence: ids,
  ruled_out: [],
  unknown: [],
  confidence: 1,
  confidence_from: 'the record',
  as_of_seq: 12,
  scanned: 12,
  partial: false,
  ms: 1,
  suggestions: [],
};

describe('a path that goes round and round, as an assistant gets it', () => {
  it('has the first and the last round, says how many are left out, and names the events of those', () => {
    const { structuredContent, content } = answerResult(loop, 'http://grid');
    expect(structuredContent?.['path']).toEqual([link(null, 'e0'), link('e0', 'e1'), link('e9', 'e10'), link('e10', 'e11')]);
    expect(structuredContent?.['notices']).toEqual([
      'the path goes round 6 times (node_crashed, node_restarted); 4 of these rounds are left out of it, their events are in rounds',
    ]);
    expect(structuredContent?.['rounds']).toEqual(loop.rounds);
    expect(content[0]).toMatchObject({ text: expect.stringContaining('Note: the path goes round 6 times') });
  });

  it('is whole where no round is like another', () => {
    const { rounds: _rounds, ...plain } = loop;
    const { structuredContent } = answerResult(plain, 'http://grid');
    expect([structuredContent?.['path'], structuredContent?.['notices']]).toEqual([loop.path, []]);
  });
});
