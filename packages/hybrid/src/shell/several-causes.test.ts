import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { executePlan } from './ask.ts';

/** A shop that lost its database and stayed down; the database came back, crashed again later, and is measured. */
function told(): Teller {
  const one = history();
  for (const agent_id of ['agent-1', 'agent-2'])
    one.tell(0, 'agent_registered', { agent_id, hostname: agent_id, platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
  const spawn = (node_id: string, agent_id: string, port: number, env = {}): string => {
    const workload = { kind: 'command', command: '/bin/serve', args: [], env };
    const on = { node_id, agent_id, port, generation: 1 };
    const asked = one.tell(1, 'spawn_requested', { ...on, storage_path: '', memory_limit_mb: 512, workload, restart: 'never' } as never);
    return one.tell(2, 'spawn_succeeded', { ...on, pid: 7 }, { causedBy: [asked] });
  };
  const started = spawn('db', 'agent-1', 27_481);
  const shop = spawn('shop', 'agent-2', 0, { UPSTREAM: '127.0.0.1:27481' });
  spawn('mail', 'agent-2', 0);
  const crash = (atS: number, cause: string) =>
    one.tell(atS, 'node_crashed', { node_id: 'db', agent_id: 'agent-1', generation: 1, cause, signal: 'SIGTERM' } as never, {
      causedBy: [started],
    });
  const restart = (atS: number, of: string, new_pid: number) =>
    one.tell(atS, 'node_restarted', { node_id: 'db', agent_id: 'agent-1', restart_count: 1, new_pid, generation: 1 }, { causedBy: [of] });
  restart(60.1, crash(60, 'killed_by_operator'), 8);
  const words = 'connect ECONNREFUSED 127.0.0.1:27481';
  const end = { node_id: 'shop', agent_id: 'agent-2', generation: 1, exit_code: 1, cause: 'dependency', stderr_tail: words };
  const down = one.tell(60.2, 'node_crashed', end as never, { causedBy: [shop] });
  const why = { node_id: 'shop', agent_id: 'agent-2', reason: 'the restart policy is never' };
  one.tell(60.3, 'node_gave_up', why as never, { causedBy: [down] });
  restart(300.1, crash(300, 'killed_by_operator'), 9);
  one.tell(310, 'node_metrics', { node_id: 'db', agent_id: 'agent-1', cpu_pct: 1, memory_mb: 4, memory_limit_mb: 512 } as never);
  return one;
}

const run = (one: Teller, plan: Plan): Promise<Answer> => {
  const state = one.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(one.events), catalogue: catalogueOf(state), state };
  return executePlan(plan, { tz: 'UTC', nowUs: one.startUs + 600_000_000 }, scene);
};

describe('what has to do with what', () => {
  it('the impact of a node is that of its latest trouble, and never that of a figure', async () => {
    const { text } = await run(told(), { op: 'impact', where: { node: ['db'] } });
    expect(text).toMatch(/^db (?:crashed|restarted) on agent-1.*12:05:00 UTC/);
    expect((await run(told(), { op: 'impact', where: { node: ['mail'] } })).text).toMatch(
      /^Nothing to explain: no problem of mail is on record/,
    );
  });

  it('a cause that a rule finds relates two nodes, whichever of several crashes it was', async () => {
    const crashes = (node: string) => ({ event: ['node_crashed'], node: [node] });
    for (const plan of [
      { op: 'path', from: { node: ['db'] }, to: { node: ['shop'] } },
      { op: 'path', from: { node: ['shop'] }, to: { node: ['db'] } },
      { op: 'path', from: crashes('db'), to: crashes('shop') },
      { op: 'path', from: crashes('shop'), to: crashes('db') },
    ] as const)
      expect(await run(told(), plan)).toMatchObject({
        value: true,
        text: expect.stringMatching(/^Yes, by inference: shop lost something/),
      });
    expect((await run(told(), { op: 'path', from: { node: ['db'] }, to: { node: ['mail'] } })).value).toBe(false);
  });

  it('what went down and ran again for a while is not what a later crash is laid to', async () => {
    const one = told();
    const shop = { node_id: 'shop', agent_id: 'agent-2', generation: 2 };
    const spec = { port: 0, storage_path: '', memory_limit_mb: 512 };
    const workload = { kind: 'command', command: '/bin/serve', args: [], env: { UPSTREAM: '127.0.0.1:27481' } };
    const asked = one.tell(390, 'spawn_requested', { ...shop, ...spec, workload, restart: 'never' } as never);
    const start = one.tell(391, 'spawn_succeeded', { ...shop, port: 0, pid: 12 }, { causedBy: [asked] });
    const end = { ...shop, exit_code: 1, cause: 'dependency', stderr_tail: 'connect ECONNREFUSED 127.0.0.1:27481' };
    one.tell(480, 'node_crashed', end as never, { causedBy: [start] });
    const answer = await run(one, { op: 'why', where: { event: ['node_crashed'], node: ['shop'] } });
    expect(answer.text).toContain('it was refused by db');
    expect(answer.text).not.toContain('lost something');
    expect(answer.unknown).toContain('why db refused: it ended 3 min before, and ran again 3 min before');
  });

  it('an agent whose process told that it was stopped is not silent for a reason nobody knows', async () => {
    const one = told();
    const itself = { emitter: 'agent.agent-2' };
    one.tell(400, 'component_started', { component: 'agent', pid: 5, version: '1.0.0' }, itself);
    const stop = one.tell(500, 'component_stopped', { component: 'agent', pid: 5, reason: 'SIGTERM' }, itself);
    one.tell(510, 'agent_degraded', { agent_id: 'agent-2', seconds_since_heartbeat: 9 });
    one.tell(520, 'agent_offline', { agent_id: 'agent-2', last_seen: '2026-03-18T12:08:20Z' });
    const asked = { op: 'why', where: { event: ['agent_offline'], agent: ['agent-2'] } } as const;
    const why = 'agent-2 was not heard because its process was stopped (SIGTERM)';
    const answer = await run(one, asked);
    expect([answer.value, answer.text.includes(why), answer.evidence.includes(stop)]).toEqual(['operator_stop', true, true]);
    expect(answer.unknown.join()).not.toContain('it has not come back to tell');
    one.tell(540, 'node_adopted', { node_id: 'mail', agent_id: 'agent-2', generation: 1, pid: 7, port: 0 } as never);
    one.tell(541, 'agent_recovered', { agent_id: 'agent-2', downtime_seconds: 41 });
    expect((await run(one, asked)).text).toContain(`${why}; its node went on and was taken up again`);
    // Another agent's stop is not its own.
    one.tell(550, 'agent_degraded', { agent_id: 'agent-1', seconds_since_heartbeat: 9 });
    one.tell(560, 'agent_offline', { agent_id: 'agent-1', last_seen: '2026-03-18T12:09:00Z' });
    expect((await run(one, { ...asked, where: { ...asked.where, agent: ['agent-1'] } })).value).toBe('unknown');
  });

  it('a crash that an agent found when it was back is no sign that it was at work meanwhile', async () => {
    const one = told();
    one.tell(510, 'agent_degraded', { agent_id: 'agent-2', seconds_since_heartbeat: 9 });
    one.tell(520, 'agent_offline', { agent_id: 'agent-2', last_seen: '2026-03-18T12:08:20Z' });
    const late = { emitter: 'agent.agent-2', recordedAtS: 541 };
    const mail = { node_id: 'mail', agent_id: 'agent-2', generation: 1 };
    one.tell(525, 'node_crashed', { ...mail, signal: 'SIGKILL', cause: 'killed_by_operator' } as never, late);
    one.tell(540, 'agent_recovered', { agent_id: 'agent-2', downtime_seconds: 41 });
    const asked = { op: 'why', where: { event: ['agent_offline'], agent: ['agent-2'] } } as const;
    expect((await run(one, asked)).value).toBe('unknown');
    one.tell(526, 'node_restarted', { ...mail, restart_count: 1, new_pid: 9 }, late);
    expect((await run(one, asked)).value).toBe('network');
  });

  it('a verdict on the grid is told with all that led to it, and with what is wrong since', async () => {
    const one = told();
    const gaveUp = one.events.find(({ type }) => type === 'node_gave_up')?.id as string;
    const failed = one.tell(320, 'spawn_failed', { node_id: 'cron', agent_id: 'agent-1', error: 'no file /bin/cron' } as never);
    const because = '2 of 4 wanted nodes not running (shop failed, cron failed)';
    one.tell(321, 'cluster_degraded', { total_agents: 2, healthy_agents: 2, reason: because }, { causedBy: [gaveUp, failed] });
    const asked = { op: 'why', where: { event: ['cluster_degraded'] } } as const;
    const { text } = await run(one, asked);
    expect(text).toContain('Caused by: spawn of cron on agent-1 failed: no file /bin/cron');
    expect(text).toContain(' Also: shop will not be restarted on agent-2: the restart policy is never.');
    expect(text).not.toContain('Since then');
    one.tell(330, 'agent_degraded', { agent_id: 'agent-2', seconds_since_heartbeat: 9 });
    one.tell(340, 'agent_offline', { agent_id: 'agent-2', last_seen: '2026-03-18T12:05:20Z' });
    expect((await run(one, asked)).text).toMatch(/ Since then also: agent-2 offline/);
    one.tell(350, 'cluster_healthy', { total_agents: 2, healthy_agents: 2 } as never);
    expect((await run(one, asked)).text).toMatch(/ It is healthy now\.$/);
  });
});
