import { describe, expect, it } from 'vitest';
import type { GridEvent } from '../event.ts';
import type { GridState } from '../state.ts';
import { stored } from '../testing/events.ts';
import { FOLD_PROPERTIES } from '../testing/properties.ts';
import { playWorld } from '../testing/world.ts';
import { RANGES_MAX, RUNS_MAX } from './heard.ts';
import { apply, EMPTY_GRID, explainApply } from './index.ts';

/** Histories a property: 6,000 in all, of 15 to 40 events and more. `npm run test:histories` plays more than 10^5. */
const HISTORIES = Number(process.env['SUTRA_HISTORIES'] ?? 1_000);

const live = (events: readonly GridEvent[], from = EMPTY_GRID): GridState => events.reduce(apply, from);

describe('the fold', () => {
  it.each(FOLD_PROPERTIES)('$name', { timeout: 600_000 }, ({ check }) => check(HISTORIES));
});

it('history that was imported moves the position and changes nothing that is', () => {
  const events = stored(playWorld(5, 30).streams[0] ?? []);
  const imported = events.map((event) => ({ ...event, emitter: 'import.kubernetes' }));
  expect(live(events).heard.size).toBeGreaterThan(0);
  const { seq, nodes, agents, operations, heard } = live(imported);
  expect([seq, nodes.size, agents.size, operations.size, heard.size]).toEqual([events.at(-1)?.seq, 0, 0, 0, 0]);
  expect(explainApply(EMPTY_GRID, imported[0] as GridEvent)).toMatchObject({
    outcome: 'unrelated',
    because: expect.stringContaining('imported'),
  });
});

describe('what has been heard', () => {
  const events = playWorld(5, 30).streams[0] ?? [];

  it('is one range while the store is away, and nothing ahead once it has caught up', () => {
    const early = live(events);
    const [run] = early.heard.get('master') ?? [];
    expect(run?.upTo).toBe(0);
    expect(run?.ahead.length).toBeLessThanOrEqual(RANGES_MAX);
    expect(live(stored(events), early).heard.get('master')).toEqual([{ epoch: 1, upTo: expect.any(Number), ahead: [] }]);
  });

  it('stays bounded when only every other event is heard early, and when an emitter has had many runs', () => {
    const sparse = events.map((event, i) => ({ ...event, emitterSeq: 2 * i + 1 }));
    const many = Array.from({ length: 10 }, () => sparse).flatMap((run, epoch) =>
      run.map((event, i) => ({ ...event, emitterEpoch: epoch, emitterSeq: 1000 * epoch + 2 * i + 1 })),
    );
    const runs = live(many).heard.get('master') ?? [];
    expect(runs.length).toBe(RUNS_MAX);
    for (const { ahead } of runs) expect(ahead.length).toBeLessThanOrEqual(RANGES_MAX);
  });
});
