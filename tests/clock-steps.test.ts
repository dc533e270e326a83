import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import type { MasterClient } from '@sutra/rpc';
import { openStoreClient } from '@sutra/storage/client';
import type { StoredEvent } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, startGrid, until } from './harness/grid.ts';
import { type Load, startLoad, storedNumbers } from './harness/load.ts';
import { masterOf, programs } from './harness/nodes.ts';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const HOUR_S = 3_600;
/** Seconds that the clocks of all components are off by, one after the other. */
const STEPS = [40, HOUR_S, -HOUR_S, -20 * 365 * 24 * HOUR_S, 0];
/** Heartbeats and health ticks fall into each of the times. */
const SETTLE_MS = 1_500;

/** Why clocks cannot be stepped here; undefined when they can. Installs the library where that is ours to do: on Debian, as root. */
function whyNoSteps(): string | undefined {
  if (process.platform !== 'linux') return 'libfaketime is used on Linux only';
  if (!existsSync(LIBRARY) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], { stdio: 'ignore', env });
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'libfaketime');
  }
  return existsSync(LIBRARY) ? undefined : 'libfaketime is not installed';
}

const skipped = whyNoSteps();
if (skipped !== undefined) console.log(`SKIPPED clock steps: ${skipped}`);

describe.skipIf(skipped !== undefined)('a grid whose clocks are set', () => {
  const base = mkdtempSync(join(tmpdir(), 'sutra-clock-'));
  const offset = join(base, 'offset');
  const setClocks = (seconds: number): void => writeFileSync(offset, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  let grid: Grid;
  let master: MasterClient;
  let load: Load;
  beforeAll(async () => {
    setClocks(0);
    const faked = { LD_PRELOAD: LIBRARY, FAKETIME_TIMESTAMP_FILE: offset, FAKETIME_NO_CACHE: '1' };
    grid = await startGrid({ env: { ...faked, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' } });
    master = masterOf(grid);
    load = await startLoad(grid.at.storage);
  });
  afterAll(async () => {
    await master.close();
    await grid.close();
    rmSync(base, { recursive: true });
  });

  it('forward and back loses nothing, doubles nothing, and takes nobody for dead', async () => {
    const workload = { kind: 'command', command: 'sleep', args: ['1000'] };
    const spawn = async (nodeId: string): Promise<void> =>
      expect(await master.spawnStorageNode({ agentId: 'agent-1', nodeId, workload }), nodeId).toMatchObject({ success: true });
    await spawn('node-start');
    for (const [i, seconds] of STEPS.entries()) {
      const before = load.batches();
      setClocks(seconds);
      await spawn(`node-${i}`);
      await until(`traffic after a step to ${seconds} s`, 10_000, async () => load.batches() > before + 20);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    await load.stop();
    const stored = await everyEvent(grid.at.storage);
    const offBy = (event: StoredEvent): number => Math.round((event.timeUs / 1e6 - Date.now() / 1_000) / HOUR_S);
    const told = stored.filter(({ emitter }) => emitter !== 'load');
    expect(told.some((event) => offBy(event) === 1) && told.some((event) => offBy(event) <= -1), 'the clocks were set').toBe(true);

    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, i) => i + 1));
    expect(new Set(stored.map(({ id }) => id)).size, 'ids are unique').toBe(stored.length);
    const late = stored.findIndex((event, i) => i > 0 && event.recordedAtUs < stored[i - 1]!.recordedAtUs);
    expect(late, 'times of recording never go back').toBe(-1);
    const last = new Map<string, number>();
    for (const { emitter, epoch, emitterSeq } of stored) {
      const source = `${emitter} ${epoch}`;
      expect(emitterSeq, source).toBe((last.get(source) ?? 0) + 1);
      last.set(source, emitterSeq);
    }
    const numbers = await storedNumbers(grid.at.storage);
    expect(numbers.length).toBeGreaterThanOrEqual(load.acknowledged());
    const types = new Set(stored.map(({ type }) => type));
    for (const never of ['agent_offline', 'agent_degraded', 'node_crashed', 'emitter_gap', 'events_refused'])
      expect(types, `${never} was recorded`).not.toContain(never);
    expect(programs(grid)).toHaveLength(STEPS.length + 1);
    expect((await grid.nodes()).filter(({ status }) => status === 'running')).toHaveLength(STEPS.length + 1);
  });
});

/** In order of the log. */
async function everyEvent(address: string): Promise<StoredEvent[]> {
  const store = openStoreClient({ address, name: 'oracle', clock: systemClock(), chance: seededChance(1) });
  const stop = new AbortController();
  const events: StoredEvent[] = [];
  for await (const item of store.feed({ fromSeq: 1 }, stop.signal)) {
    if (item.kind !== 'events') break;
    events.push(...item.events);
  }
  await store.close();
  return events;
}
