import { expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history } from '../testing/history.ts';
import { memoryReader } from '../testing/memory-reader.ts';
import { ask } from './ask.ts';
import { stateAt } from './state-at.ts';

const told = history();
const placed = { hostname: 'box', platform: 'process', agent_endpoint: 's', max_storage_nodes: 9 };
for (const agent of ['edge-1', 'edge-2']) told.tell(0, 'agent_registered', { agent_id: agent, ...placed });
const grumpy = { node_id: 'grumpy', agent_id: 'edge-1', generation: 1 };
told.tell(1, 'spawn_requested', { ...grumpy, port: 0, storage_path: '', memory_limit_mb: 9 });
told.tell(2, 'spawn_succeeded', { ...grumpy, pid: 7, port: 0 });
told.tell(3, 'node_crashed', { ...grumpy, exit_code: 3 });
told.tell(4, 'node_crash_looping', { ...grumpy, crashes: 3, window_seconds: 60 } as never);
told.tell(5, 'stop_succeeded', { ...grumpy, forced: false });
told.tell(10, 'agent_degraded', { agent_id: 'edge-2', missed_heartbeats: 2 } as never);
told.tell(20, 'agent_recovered', { agent_id: 'edge-2', downtime_seconds: 10 });

async function asked(question: string, atS?: number) {
  const reader = memoryReader(told.events);
  const nowUs = told.startUs + 600_000_000;
  const state = await stateAt(reader, { atUs: atS === undefined ? nowUs : told.startUs + atS * 1_000_000 });
  const at = atS === undefined ? {} : { atUs: told.startUs + atS * 1_000_000 };
  return ask({ question, tz: 'UTC', nowUs, ...at }, { reader, state, catalogue: catalogueOf(state) });
}

it('what was, of no time, is what happened, and not what is now', async () => {
  expect(await asked('which nodes were crash-looping?')).toMatchObject({
    plan: { op: 'list', target: 'node', where: { event: ['node_crash_looping'] } },
    text: expect.stringContaining('grumpy'),
  });
  expect(await asked('which agents were degraded?')).toMatchObject({
    plan: { op: 'list', target: 'agent', where: { event: ['agent_degraded'] } },
    text: expect.stringContaining('edge-2'),
  });
  expect(await asked('was edge-2 degraded?')).toMatchObject({
    plan: { op: 'list', target: 'event', where: { event: ['agent_degraded'], agent: ['edge-2'] }, form: 'yesno' },
    text: expect.stringMatching(/^Yes/),
  });
  expect((await asked('how many agents were degraded?')).value).toBe(1);
});

it('what lasts is asked back: of which time', async () => {
  for (const question of ['which nodes were running?', 'which agents were not offline?'])
    expect(await asked(question)).toMatchObject({
      status: 'clarify',
      text: expect.stringMatching(/^Of which time\? which \w+ are .*1 hour ago/),
    });
  expect((await asked('which nodes were running 1 hour ago?')).plan).toMatchObject({ op: 'list', at: '2026-03-18T11:10:00Z' });
});

it('what is now, or at an instant, is a state', async () => {
  expect((await asked('which agents are degraded?')).plan).toMatchObject({ where: { status: ['degraded'] } });
  expect(await asked('which agents were degraded?', 15)).toMatchObject({
    plan: { where: { status: ['degraded'] } },
    text: expect.stringContaining('edge-2'),
  });
});
