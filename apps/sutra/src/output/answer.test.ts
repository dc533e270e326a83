import type { AnswerJson, EventJson } from '@sutra/api';
import { describe, expect, it } from 'vitest';
import { numberedEvents } from './answer.ts';

const event = (event_id: string, timestamp: string, seq: number): EventJson => ({ event_id, timestamp, seq }) as EventJson;
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
