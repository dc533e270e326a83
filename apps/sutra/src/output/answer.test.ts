import type { AnswerJson, EventJson } from '@sutra/api';
import { manualClock } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import type { Invocation } from '../client/invocation.ts';
import { answerText, numberedEvents } from './answer.ts';

const event = (event_id: string, timestamp: string, seq: number): EventJson => ({ event_id, timestamp, seq }) as EventJson;
const PAINT = { dim: (text: string) => text, bold: (text: string) => text, yellow: (text: string) => text };
const link = (from: string | null, to: string) => ({ from, to, kind: 'recorded' as const });

describe('the events of an answer, numbered', () => {
  it('are one line each in the order they happened, though several links lead to one', () => {
    const answer = {
      path: [link('placed', 'asked'), link('action', 'asked'), link('action', 'placed'), link('asked', 'crashed')],
      events: [
        event('crashed', '2026-11-21T10:00:01.000000Z', 4),
        event('asked', '2026-11-21T10:00:00.000000Z', 3),
        event('placed', '2026-11-21T10:00:00.000000Z', 2),
        event('action', '2026-11-21T10:00:00.000000Z', 1),
      ],
    } as unknown as AnswerJson;
    expect(numberedEvents(answer)).toEqual(['action', 'placed', 'asked', 'crashed']);
  });

  it('are the listed ones without a path, and the evidence when none is listed', () => {
    const listed = { events: [event('b', '', 2), event('a', '', 1)], evidence: ['a'] } as unknown as AnswerJson;
    expect(numberedEvents(listed)).toEqual(['b', 'a']);
    expect(numberedEvents({ evidence: ['x'] } as unknown as AnswerJson)).toEqual(['x']);
  });
});

describe('rows that stand for events', () => {
  const row = (node_id: string, event_id?: string) => ({ node_id, ...(event_id === undefined ? {} : { event_id }) });
  const told = (over: Record<string, unknown>, at?: string): string[] => {
    const answer = { text: 'It is so.', reading: 'list', assumptions: [], ruled_out: [], unknown: [], evidence: [], ms: 1, ...over };
    const invocation = { terminal: { isTty: false, paint: PAINT }, clock: manualClock(0), zone: 'UTC', headers: true, output: 'text' };
    return answerText(invocation as unknown as Invocation, answer as unknown as AnswerJson, at).split('\n');
  };

  it('carry the number their event is shown by', () => {
    const answer = { rows: [row('b', 'e2'), row('a', 'e1'), row('never said')], columns: ['node_id'], evidence: ['e1', 'e2', 'e3'] };
    expect(numberedEvents(answer as unknown as AnswerJson)).toEqual(['e2', 'e1', 'e3']);
    expect(told(answer).slice(3, 7)).toEqual(['#  NODE ID', '1  b', '2  a', '   never said']);
  });

  it('are not numbered where no event is behind them', () => {
    expect(told({ rows: [row('b')], columns: ['node_id'] }).slice(3, 5)).toEqual(['NODE ID', 'b']);
  });

  it('say as of when, where that was not now', () => {
    expect(told({}, '1970-01-01T00:00:05Z')).toContain('  as of      00:00:05 UTC');
    expect(told({}).join()).not.toContain('as of     ');
  });

  it('name the command that does what was only shown, and say where none does', () => {
    const deed = (plan: object, rows?: object[]) => told({ status: 'preview', plan, rows }).find((line) => line.startsWith('  to do it'));
    expect(deed({ op: 'action', verb: 'stop' }, [row('web'), row('api')])).toBe('  to do it   sutra node stop web api');
    expect(deed({ op: 'action', verb: 'spawn', params: { count: 3 } })).toBe('  to do it   sutra node spawn --count 3');
    expect(deed({ op: 'action', verb: 'spawn', params: { count: 3, env: 'x' } })).toContain('--help');
    expect(deed({ op: 'action', verb: 'drain' }, [{ agent_id: 'agent-1' }])).toContain('no command does this');
    expect(deed({ op: 'action', verb: 'confirm' })).toBeUndefined();
    expect(deed({ op: 'action', verb: 'stop', when: {} }, [row('web')])).toBeUndefined();
  });
});

describe('a path that goes round and round', () => {
  const ids = Array.from({ length: 12 }, (_, i) => `e${i}`);
  const answer = {
    text: 'It ends again and again.',
    reading: 'why',
    status: 'answered',
    assumptions: [],
    ruled_out: [],
    unknown: [],
    evidence: ids,
    confidence: 1,
    confidence_from: 'the record',
    scanned: 12,
    ms: 1,
    as_of_seq: 12,
    path: ids.slice(1).map((to, i) => link(ids[i] as string, to)),
    rounds: [{ of: ['node_crashed', 'node_restarted'], times: 6, between: ids.slice(2, -2) }],
    events: ids.map((id, i) => ({
      ...event(id, `2026-11-21T10:00:${String(10 + i)}.000000Z`, i),
      event_type: i % 2 === 0 ? 'node_crashed' : 'node_restarted',
      summary: `what ${id} says`,
    })),
  } as unknown as AnswerJson;
  const shown = (output: 'text' | 'wide', isTty = false): string[] =>
    answerText(
      { terminal: { isTty, paint: PAINT }, clock: manualClock(0), zone: 'UTC', headers: true, output } as unknown as Invocation,
      answer,
    ).split('\n');

  it('is told by its first and its last round, with how many are between them; every event keeps its number', () => {
    for (const tty of [true, false]) {
      const lines = shown('text', tty).filter((line) => / says|round/.test(line));
      expect(lines.map((line) => (line.includes('…') ? line.trim().slice(3) : /\d+/.exec(line)?.[0]))).toEqual([
        '1',
        '2',
        '4 more rounds like this (8 events); -o wide shows them',
        '11',
        '12',
      ]);
    }
    expect(numberedEvents(answer)).toEqual(ids);
  });

  it('is told whole where that is wished', () => {
    expect(shown('wide').filter((line) => line.includes(' says'))).toHaveLength(12);
  });
});
