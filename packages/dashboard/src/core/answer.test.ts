import type { AnswerJson } from '@sutra/api';
import { expect, it } from 'vitest';
import { crashed, pushed, registered } from '../testing/events.ts';
import { cellText, pathLines } from './answer.ts';

const events = pushed([registered('agent-1'), crashed('node-1', 1), crashed('node-1', 2)]);
const [a, b, c] = events.map((event) => event.event_id) as [string, string, string];

it('lays a path out as lines, each event once, with its number among the evidence', () => {
  const path = [
    { from: null, to: a, kind: 'recorded' as const },
    { from: a, to: b, kind: 'recorded' as const, dt_ms: 1_000 },
    { from: b, to: c, kind: 'inferred' as const, rule: 'same-cause' },
  ];
  const lines = pathLines({ path, events, evidence: [c, a] } as unknown as AnswerJson);
  expect(lines.map((line) => [line.event?.seq, line.number, line.link?.kind])).toEqual([
    [1, 2, undefined],
    [2, undefined, 'recorded'],
    [3, 1, 'inferred'],
  ]);
});

it('puts causes before effects whatever the order of the links, and names a cause that is not right above', () => {
  const path = [
    { from: b, to: c, kind: 'recorded' as const },
    { from: a, to: c, kind: 'recorded' as const },
    { from: a, to: b, kind: 'recorded' as const },
  ];
  const answer = { path, events: [...events].reverse(), evidence: [a, b, c] };
  const lines = pathLines(answer as unknown as AnswerJson);
  expect(lines.map((line) => [line.id, line.link?.from, line.after])).toEqual([
    [a, undefined, undefined],
    [b, a, undefined],
    [c, b, undefined],
  ]);
  const branched = pathLines({ ...answer, path: [path[1], path[2]] } as unknown as AnswerJson);
  expect(branched.map((line) => line.after).filter((after) => after !== undefined)).toEqual([1]);
});

it('starts a path with its first cause when no step says where it starts', () => {
  const lines = pathLines({ path: [{ from: a, to: b, kind: 'correlated' }], events: [], evidence: [] } as unknown as AnswerJson);
  expect(lines.map((line) => line.id)).toEqual([a, b]);
});

it('writes a missing cell as a dash, not as zero', () => {
  expect([cellText(undefined), cellText(0), cellText(1234.5678)]).toEqual(['–', '0', '1,234.568']);
});
