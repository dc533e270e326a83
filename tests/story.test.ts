import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash32, seededChance, systemClock, usFromIso } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';

describe('the story of a grid, as a user lives it', () => {
  let grid: Grid;
  beforeAll(async () => {
    // Nodes get the ports they get where nobody shifts any: a storage node must take one of its own range.
    const config = join(mkdtempSync(join(tmpdir(), 'sutra-story-')), 'grid.toml');
    writeFileSync(config, '[storage]\ndefault_port_range_start = 50100\n');
    grid = await startGrid({ args: ['--config', config] });
  });
  afterAll(() => grid.close());

  it('says where everything is and is healthy with one agent', async () => {
    expect(grid.said()).toContain(`http://localhost:${9_000 + grid.offset}`);
    const status = await until('a healthy grid', 20_000, async () => {
      const seen = await grid.status();
      return seen.status === 'healthy' ? seen : undefined;
    });
    expect(status.total_agents).toBe(1);
  });

  it('spawns three storage nodes from the command line and shows them running', async () => {
    const ran = await grid.sutra('node', 'spawn', '--count', '3');
    expect(ran.stderr + ran.stdout).toMatch(/running at/);
    expect(ran.code).toBe(0);
    const nodes = await until('three running nodes', 10_000, async () => {
      const seen = await grid.nodes();
      return seen.filter((node) => node.status === 'running').length === 3 ? seen : undefined;
    });
    for (const node of nodes) expect(pidIsAlive(node.pid as number)).toBe(true);
  });

  it('serves a node to the client library: learned things are found again', async () => {
    const [node] = await grid.nodes();
    const store = openStoreClient({
      address: String(node?.endpoint).replace('localhost', '127.0.0.1'),
      name: 'story',
      clock: systemClock(),
      chance: seededChance(hash32('story')),
    });
    try {
      await store.learn({
        concepts: [
          { id: 'whale', content: 'A whale is a mammal.' },
          { id: 'mammal', content: 'Mammals breathe air.' },
        ],
        associations: [{ source: 'whale', type: 'is_a', target: 'mammal' }],
      });
      expect((await store.concept('whale'))?.content).toBe('A whale is a mammal.');
      const { associations } = await store.neighbours({ id: 'mammal', direction: 'in' });
      expect(associations.map((one) => one.source)).toEqual(['whale']);
    } finally {
      await store.close();
    }
  });

  it('records the crash of a node killed -9, its autopsy and its restart within seconds, and why names SIGKILL', async () => {
    const [node] = await grid.nodes();
    const id = node?.node_id as string;
    const killedUs = systemClock().wallUs();
    process.kill(node?.pid as number, 'SIGKILL');
    const restarted = await until(
      'the restart on record',
      10_000,
      async () => (await grid.events({ entity_id: id, event_type: 'node_restarted' }))[0],
    );
    expect(((usFromIso(restarted.timestamp) as number) - killedUs) / 1e6).toBeLessThan(5);
    const [crashed] = await grid.events({ entity_id: id, event_type: 'node_crashed' });
    expect(crashed?.details).toMatchObject({ signal: 'SIGKILL', cause: 'killed_by_operator' });
    expect(restarted.caused_by).toContain(crashed?.event_id);

    const why = await grid.sutra('why', id);
    expect(why.code).toBe(0);
    expect(why.stdout).toContain('SIGKILL');
    const answer = await grid.ask(`why did ${id} crash?`);
    expect(answer.status).toBe('answered');
    expect(answer.path?.some((step) => step.kind === 'recorded')).toBe(true);
    expect(answer.evidence).toContain(crashed?.event_id);
    for (const evidence of answer.evidence)
      expect((await grid.get<{ event: { event_id: string } }>(`/api/grid/events/${encodeURIComponent(evidence)}`)).event.event_id).toBe(
        evidence,
      );
  });

  it('takes a command that exits 3 through back-off to a crash-loop verdict', async () => {
    const ran = await grid.sutra('node', 'spawn', '--node', 'grumpy', '--', 'sh', '-c', 'echo no mood today >&2; exit 3');
    expect(ran.code).toBe(0);
    const loop = await until(
      'the crash-loop verdict',
      30_000,
      async () => (await grid.events({ entity_id: 'grumpy', event_type: 'node_crash_looping' }))[0],
    );
    expect(loop.details).toMatchObject({ exit_code: 3 });
    const crashes = await grid.events({ entity_id: 'grumpy', event_type: 'node_crashed', order: 'asc' });
    expect(crashes.length).toBeGreaterThanOrEqual(4);
    expect(crashes[0]?.details).toMatchObject({ exit_code: 3 });
    expect(String(crashes[0]?.details['stderr_tail'])).toContain('no mood today');
    const restarts = await grid.events({ entity_id: 'grumpy', event_type: 'node_restarted', order: 'asc' });
    // It has been in a loop since its first crash, however often it has crashed since.
    const looping = (await grid.nodes()).find((node) => node.node_id === 'grumpy');
    expect(looping?.crash_looping_since).toBe(crashes[0]?.timestamp);
    expect((await grid.sutra('node', 'get', 'grumpy')).stdout).toContain(' · crash-looping since ');
    const delays = restarts.map((event) => Number(event.details['delay_ms']));
    expect(delays[0]).toBe(0);
    expect(delays[2] as number).toBeGreaterThan(delays[1] as number);
    const status = await grid.status();
    expect(status.status).toBe('degraded');
    expect(status.problems.map((problem) => problem.entity_id)).toContain('grumpy');
    expect((await grid.sutra('node', 'stop', 'grumpy')).code).toBe(0);
  });

  it('knows the state of an earlier instant', async () => {
    const before = await grid.events({ event_type: 'spawn_succeeded', order: 'asc' });
    const first = before[0];
    const justBefore = new Date(Date.parse(first?.timestamp as string) - 100).toISOString();
    const then = await grid.get<{ nodes: { status: string }[] }>(`/api/grid/nodes?at=${justBefore}`);
    expect(then.nodes.filter((node) => node.status === 'running')).toHaveLength(0);
  });

  it('stops a node: the process is gone and the record says so', async () => {
    const [node] = (await grid.nodes()).filter((one) => one.status === 'running');
    expect((await grid.sutra('node', 'stop', node?.node_id as string)).code).toBe(0);
    expect(pidIsAlive(node?.pid as number)).toBe(false);
    const stopped = await grid.events({ entity_id: node?.node_id as string, event_type: 'stop_succeeded' });
    expect(stopped).toHaveLength(1);
  });

  it('leaves nodes running when it is stopped, and finds them again when it is started', async () => {
    const running = (await grid.nodes()).filter((node) => node.status === 'running');
    expect(running.length).toBeGreaterThan(0);
    expect(await grid.end('SIGTERM')).toBe(0);
    for (const node of running) expect(pidIsAlive(node.pid as number)).toBe(true);
    grid = await startGrid({ data: grid.data, offset: grid.offset });
    const again = await until('the nodes adopted', 20_000, async () => {
      const seen = (await grid.nodes()).filter((node) => node.status === 'running');
      return seen.length === running.length ? seen : undefined;
    });
    expect(again.map((node) => [node.node_id, node.pid])).toEqual(running.map((node) => [node.node_id, node.pid]));
    const adopted = await grid.events({ event_type: 'node_adopted' });
    expect(adopted.length).toBeGreaterThanOrEqual(running.length);
  });
});
