import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SutraError, systemClock } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored, snapshotText, stateHash } from '@sutra/model';
import { openEngine } from '@sutra/storage/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import { ask } from './ask.ts';
import { GRID_SNAPSHOT, stateAt } from './state-at.ts';

/** Two nodes of two agents that crash now and then, each crash followed by its restart; then a quarter of an hour in which the grid was stopped. */
function busyHistory() {
  const told = history();
  for (const n of [1, 2])
    told.tell(n, 'agent_registered', {
      agent_id: `agent-${n}`,
      hostname: `box-${n}`,
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: 9,
      region: n === 1 ? 'us-east' : 'eu-west',
    });
  for (let n = 3; n < 300; n++) {
    const body = { node_id: `node-${n % 5}`, agent_id: `agent-${1 + (n % 2)}` };
    if (n % 11 === 0) {
      const crash = told.tell(n, 'node_crashed', {
        ...body,
        exit_code: n % 2 === 0 ? 137 : 1,
        ...(n % 2 === 0 ? { signal: 'SIGKILL' } : {}),
      });
      told.tell(n + 0.5, 'node_restarted', { ...body, restart_count: 1, new_pid: n }, { causedBy: [crash] });
    } else if (n % 7 === 0) told.tell(n, 'spawn_failed', { ...body, error: n % 14 === 0 ? 'address already in use' : 'no memory' });
    else if (n % 5 === 0) told.tell(n, 'spawn_succeeded', { ...body, pid: n, port: 0 });
    else told.tell(n, 'agent_heartbeat', { agent_id: body.agent_id, storage_node_count: 1 });
  }
  told.tell(300, 'component_stopped', { component: 'master', pid: 1, reason: 'SIGTERM' });
  told.tell(1_200, 'component_started', { component: 'master', pid: 2, version: '1' });
  return told;
}

const told = busyHistory();
const folder = mkdtempSync(join(tmpdir(), 'sutra-hybrid-'));
let engine: Awaited<ReturnType<typeof openEngine>>;
beforeAll(async () => {
  engine = await openEngine({ folder, clock: systemClock(), onFatal: (reason) => expect.fail(reason.message) });
  const session = await engine.session('test', 1);
  await session.append(told.events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record));
  await session.close();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('over the real store', () => {
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const nowUs = told.startUs + 3_600_000_000;

  it.each([
    'crashes today',
    'how many nodes crashed today?',
    'failures by agent today',
    'top 3 nodes by crashes today',
    'crashes in us-east today',
    'spawn success rate',
    'percentage of crashes with exit code 137',
    'everything except heartbeats from agent-1 today',
    'what happened to node-3 today?',
    'nodes that crashed more than 4 times today',
    'which nodes crashed today',
    'why did node-0 crash?',
    'crashes per hour today',
    'first crash today',
    'what happened before the crash?',
    'when did node-2 restart?',
    'which agents never crashed',
    'restarts by hour today',
    'was agent-1 up at 12:10?',
  ])('"%s" is answered as over the plainest store', async (question) => {
    const scene = { catalogue: catalogueOf(state), state };
    const real = await ask({ question, tz: 'UTC', nowUs }, { ...scene, reader: engine });
    const plain = await ask({ question, tz: 'UTC', nowUs }, { ...scene, reader: memoryReader(told.events) });
    expect(real.status).not.toBe('refused');
    const order = (rows: readonly Record<string, unknown>[] | undefined) => rows?.map((row) => JSON.stringify(row)).sort();
    expect([real.status, real.text, real.value, real.unknown, real.evidence, order(real.rows)]).toEqual([
      plain.status,
      plain.text,
      plain.value,
      plain.unknown,
      plain.evidence,
      order(plain.rows),
    ]);
  });

  it('a time in which the grid was stopped is told, and what questions before found out stays', async () => {
    const scene = { catalogue: catalogueOf(state), state, reader: engine };
    const asked = async () => (await ask({ question: 'how many crashes today?', tz: 'UTC', nowUs }, scene)).unknown;
    expect(await asked()).toEqual([
      expect.stringMatching(/^nothing was recorded from 12:05:00 UTC to 12:20:00 UTC \(15 min; .*SIGTERM\)$/),
    ]);
    expect(await asked()).toEqual(await asked());
  });

  it.each(['why did node-0 crash?', 'have we seen this error before: "no memory"', 'which nodes have never crashed?'])(
    'while "%s" is answered, every read says how far it is; and nothing more is read once nobody waits',
    async (question) => {
      const soonUs = told.startUs + 3_600_000_000;
      const seen: number[] = [];
      const scene = { catalogue: catalogueOf(state), state, reader: engine };
      await ask({ question, tz: 'UTC', nowUs: soonUs }, { ...scene, progress: ({ scanned }) => void seen.push(scanned) });
      expect(seen.length).toBeGreaterThan(1);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.at(-1)).toBeGreaterThan(0);
      const gone = new AbortController();
      let reads = 0;
      const progress = (): void => {
        reads++;
        gone.abort(new SutraError('SUTRA_ABORTED', 'Nobody waits for the answer'));
      };
      const asked = ask({ question, tz: 'UTC', nowUs: soonUs }, { ...scene, signal: gone.signal, progress });
      await expect(asked).rejects.toMatchObject({ code: 'SUTRA_ABORTED' });
      expect(reads).toBeLessThan(seen.length);
    },
  );

  it('the state by position is the fold up to there, with and without a snapshot', async () => {
    const fold = (seq: number) => stateHash(told.events.slice(0, seq).map(fromStored).reduce(apply, EMPTY_GRID));
    // The store gives its own times of recording, which the fold does not look at.
    expect(stateHash(await stateAt(engine, { seq: 150 }))).toBe(fold(150));
    const kept = await stateAt(engine, { seq: 100 });
    await engine.putSnapshot(GRID_SNAPSHOT, 100, new TextEncoder().encode(snapshotText(kept)));
    expect(stateHash(await stateAt(engine, { seq: 150 }))).toBe(fold(150));
    expect((await stateAt(engine, { atUs: told.startUs + 50_000_000 })).atUs).toBeLessThanOrEqual(told.startUs + 50_000_000);
  });
});
