import type { AnswerJson } from '@sutra/api';
import { describe, expect, it } from 'vitest';
import { pushed } from '../testing/events.ts';
import { drawPath, LANES_MAX } from './path-drawing.ts';

type Path = NonNullable<AnswerJson['path']>;
/** An answer whose events stand in a row, linked as given by index. */
function answer(things: readonly string[], links: readonly (readonly [number, number, Path[number]['kind']])[]): AnswerJson {
  const events = pushed(
    things.map((node_id) => ({ type: 'node_restarted', details: { node_id, agent_id: 'a1', restart_count: 1, new_pid: 1 } })),
  ).map((event, i) => ({ ...event, entity_id: things[i] as string }));
  const id = (i: number): string => events[i]?.event_id as string;
  const path: Path = [
    { from: null, to: id(0), kind: 'recorded' },
    ...links.map(([from, to, kind]) => ({ from: id(from), to: id(to), kind })),
  ];
  return { path, events, evidence: events.map((event) => event.event_id) } as unknown as AnswerJson;
}

describe('causes and effects on a sheet', () => {
  it('gives every thing its lane and every link its edge, also where an effect has two causes', () => {
    const drawn = drawPath(
      answer(
        ['n1', 'a1', 'n1'],
        [
          [0, 2, 'recorded'],
          [1, 2, 'inferred'],
        ],
      ),
      false,
    );
    expect(drawn.lanes).toEqual(['n1', 'a1']);
    expect(drawn.rows.map(({ lane }) => lane)).toEqual([0, 1, 0]);
    expect(drawn.edges).toEqual([
      { from: 0, to: 2, kind: 'recorded' },
      { from: 1, to: 2, kind: 'inferred' },
    ]);
    expect(drawn.rows[2]?.causes.map(({ number, kind }) => [number, kind])).toEqual([
      [1, 'recorded'],
      [2, 'inferred'],
    ]);
  });

  it('folds the middle of a long path into one row that stays tied to both ends', () => {
    const chain = answer(
      Array.from({ length: 30 }, () => 'n1'),
      Array.from({ length: 29 }, (_, i) => [i, i + 1, 'recorded'] as const),
    );
    const drawn = drawPath(chain, false);
    expect([drawn.rows.length, drawn.rows[4]?.says]).toEqual([11, '20 more steps in between']);
    expect(drawn.edges.map(({ from, to }) => [from, to])).toEqual(Array.from({ length: 10 }, (_, i) => [i, i + 1]));
    expect(drawPath(chain, true).rows).toHaveLength(30);
  });

  it('folds the rounds of a crash loop into one row, as every other surface does, and what is long without them still', () => {
    const chain = answer(
      Array.from({ length: 20 }, () => 'n1'),
      Array.from({ length: 19 }, (_, i) => [i, i + 1, 'recorded'] as const),
    );
    const ids = chain.evidence;
    const rounds = [{ of: ['node_crashed', 'node_restarted'], times: 8, between: ids.slice(3, 15) }];
    const drawn = drawPath({ ...chain, rounds }, false);
    expect(drawn.rows.map(({ line, says }) => line?.number ?? says)).toEqual([
      1,
      2,
      3,
      '6 more rounds like this (12 events)',
      16,
      17,
      18,
      19,
      20,
    ]);
    expect(drawn.edges.map(({ from, to }) => [from, to])).toEqual(Array.from({ length: 8 }, (_, i) => [i, i + 1]));
    expect(drawPath({ ...chain, rounds }, true).rows).toHaveLength(20);
    const shorter = [{ of: ['node_crashed', 'node_restarted'], times: 4, between: ids.slice(3, 7) }];
    expect(drawPath({ ...chain, rounds: shorter }, false).rows.map(({ line, says }) => line?.number ?? says)).toEqual([
      ...[1, 2, 3, '2 more rounds like this (4 events)', '7 more steps in between'],
      ...[15, 16, 17, 18, 19, 20],
    ]);
  });

  it('keeps to the lanes there are, however many things take part', () => {
    const drawn = drawPath(
      answer(
        Array.from({ length: 10 }, (_, i) => `n${i}`),
        Array.from({ length: 9 }, (_, i) => [0, i + 1, 'correlated'] as const),
      ),
      true,
    );
    expect(drawn.lanes).toHaveLength(LANES_MAX);
    expect(Math.max(...drawn.rows.map(({ lane }) => lane))).toBe(LANES_MAX - 1);
  });
});
