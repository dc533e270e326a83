import { expect, test } from 'vitest';
import { chooseVictim, laneOf } from './lanes.ts';

const none = { heartbeat: 0, metric: 0, lasting: 0 };
const file = (lane: 'heartbeat' | 'metric' | 'lasting', n: number) => ({ lane, n });

test('lifecycle and audit share the lane that lasts', () => {
  expect(['lifecycle', 'audit', 'metric', 'heartbeat'].map((kind) => laneOf(kind as never))).toEqual([
    'lasting',
    'lasting',
    'metric',
    'heartbeat',
  ]);
});

test('the oldest heartbeats on disk go first, then incoming ones, then metrics in the same order', () => {
  const files = [file('lasting', 1), file('metric', 2), file('heartbeat', 3), file('heartbeat', 4)];
  const incoming = { heartbeat: 1, metric: 1, lasting: 1 };
  expect(chooseVictim(files, incoming)).toEqual({ kind: 'segment', segment: file('heartbeat', 3) });
  expect(chooseVictim(files.slice(0, 2), incoming)).toEqual({ kind: 'incoming', lane: 'heartbeat' });
  expect(chooseVictim(files.slice(0, 2), { ...incoming, heartbeat: 0 })).toEqual({ kind: 'segment', segment: file('metric', 2) });
  expect(chooseVictim(files.slice(0, 1), { ...incoming, heartbeat: 0 })).toEqual({ kind: 'incoming', lane: 'metric' });
});

test('what lasts is never taken from disk, and is refused at the door only when nothing else is left', () => {
  expect(chooseVictim([file('lasting', 1)], { ...none, lasting: 1 })).toEqual({ kind: 'incoming', lane: 'lasting' });
  expect(chooseVictim([file('lasting', 1)], none)).toBeUndefined();
});
