import { seededChance } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { decideRestart, FRESH_HISTORY, RESTART_JITTER, type RestartHistory } from './restart.ts';

const noChance = { next: () => 0 };
const ends = (history: RestartHistory, uptimeMs: number, chance = noChance) =>
  decideRestart(history, { exitCode: 3, uptimeMs }, { mode: 'always' }, 0, chance);

describe('the restart policy', () => {
  it('waits 0, 1, 2, 4 … 300 s', () => {
    const delays: number[] = [];
    let history = FRESH_HISTORY;
    for (let i = 0; i < 12; i++) {
      const decision = ends(history, 20_000);
      if (decision.do === 'restart') delays.push(decision.delayMs / 1000);
      history = decision.history;
    }
    expect(delays).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('takes up to a quarter off each delay, the same for the same seed', () => {
    const run = (seed: number): number[] => {
      const chance = seededChance(seed);
      let history = FRESH_HISTORY;
      return Array.from({ length: 10 }, () => {
        const decision = ends(history, 20_000, chance);
        history = decision.history;
        return decision.do === 'restart' ? decision.delayMs : -1;
      });
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    const full = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256].map((s) => s * 1000);
    run(7).forEach((delay, i) => {
      expect(delay).toBeLessThanOrEqual(full[i]!);
      expect(delay).toBeGreaterThanOrEqual(full[i]! * (1 - RESTART_JITTER) - 1);
    });
  });

  it('calls a command that exits at once a crash loop on its fifth exit, about 7 s in, and says it once', () => {
    let history = FRESH_HISTORY;
    let clockMs = 0;
    const said: [number, number, number][] = [];
    for (let exit = 1; exit <= 9; exit++) {
      clockMs += 10;
      const decision = ends(history, 10);
      history = JSON.parse(JSON.stringify(decision.history)); // as an agent does that writes it down and dies
      if (decision.do !== 'restart') throw new Error('it must go on');
      if (decision.crashLoop !== undefined) said.push([exit, clockMs, decision.crashLoop.windowMs]);
      clockMs += decision.delayMs;
    }
    expect(said).toEqual([[5, 7050, 7040]]);
  });

  it('does not call it a crash loop when the node runs more than 10 s between exits', () => {
    let history = FRESH_HISTORY;
    for (let exit = 1; exit <= 20; exit++) {
      const decision = ends(history, exit % 4 === 0 ? 11_000 : 100);
      expect(decision).not.toHaveProperty('crashLoop');
      history = decision.history;
    }
  });

  it('forgets the past after ten minutes of health, or twice the delay if that is longer', () => {
    const after = (history: RestartHistory, uptimeMs: number) => ends(history, uptimeMs).history.restarts;
    const worn: RestartHistory = { restarts: 9, delayMs: 256_000, quickExits: 9, streakMs: 1, looping: true };
    expect([after(worn, 599_999), after(worn, 600_000)]).toEqual([10, 1]);
    expect([after({ ...worn, delayMs: 400_000 }, 799_999), after({ ...worn, delayMs: 400_000 }, 800_000)]).toEqual([10, 1]);
    expect(ends(worn, 600_000).history.looping).toBe(false);
  });

  it('follows its mode, and tells a finished command from a failed one', () => {
    const ask = (mode: 'always' | 'on-failure' | 'never', exit: { exitCode?: number; signal?: string }) =>
      decideRestart(FRESH_HISTORY, { ...exit, uptimeMs: 1 }, { mode }, 5, noChance);
    expect(ask('always', { exitCode: 0 })).toMatchObject({ do: 'restart', delayMs: 0, atMonoMs: 5 });
    expect(ask('on-failure', { exitCode: 0 })).toMatchObject({ do: 'give-up', clean: true });
    expect(ask('on-failure', { exitCode: 1 })).toMatchObject({ do: 'restart' });
    expect(ask('on-failure', { signal: 'SIGKILL' })).toMatchObject({ do: 'restart' });
    expect(ask('never', { exitCode: 1 })).toMatchObject({
      do: 'give-up',
      clean: false,
      because: 'exited with code 1; the restart policy is never',
    });
  });

  it('starts a permanently broken node about 20 times in its first hour', () => {
    let history = FRESH_HISTORY;
    let clockMs = 0;
    let starts = 1;
    const chance = seededChance(1);
    while (clockMs < 3_600_000) {
      const decision = ends(history, 100, chance);
      clockMs += 100 + (decision.do === 'restart' ? decision.delayMs : 0);
      history = decision.history;
      starts++;
    }
    expect(starts).toBeGreaterThan(17);
    expect(starts).toBeLessThan(28);
  });
});
