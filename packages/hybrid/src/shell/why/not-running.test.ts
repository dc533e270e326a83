import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../core/names.ts';
import { history, memoryReader } from '../../testing/index.ts';
import { ask } from '../ask.ts';

type Restart = 'always' | 'on-failure' | 'never';

/** One agent with one node, web, that started at 12:00:01. What else happened is told by the test. */
function gridOf(restart: Restart, tell: (told: ReturnType<typeof history>) => void) {
  const told = history();
  const agent = { agent_id: 'agent-1', hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 };
  told.tell(0, 'agent_registered', agent);
  const spec = { port: 0, storage_path: '', memory_limit_mb: 0, workload: 'command', command: 'web', restart } as const;
  told.tell(1, 'spawn_requested', { ...WEB, ...spec });
  told.tell(1.1, 'spawn_succeeded', { ...WEB, pid: 10, port: 0 });
  tell(told);
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  const nowUs = told.startUs + 600_000_000;
  return async (question: string): Promise<string> => (await ask({ question, tz: 'UTC', nowUs }, scene)).text;
}

const WEB = { node_id: 'web', agent_id: 'agent-1', generation: 1 };
const CRASH = { ...WEB, exit_code: 3, summary: 'exited with code 3' };

/** The agent is not heard any more. */
function lose(told: ReturnType<typeof history>, atS: number): void {
  told.tell(atS, 'agent_degraded', { agent_id: 'agent-1', seconds_since_heartbeat: 15 });
  told.tell(atS, 'agent_offline', { agent_id: 'agent-1', last_seen: '2026-03-18T12:00:30Z' });
}

describe('why something does not run', () => {
  it('is its own crash, though its agent was lost since: that only keeps it from being started again', async () => {
    const asked = gridOf('always', (told) => {
      told.tell(60, 'node_crashed', CRASH);
      lose(told, 120);
    });
    for (const question of ['why is web not running?', "why isn't web running?"])
      expect(await asked(question)).toMatch(
        /^Because it crashed at 12:01:00 UTC: exited with code 3; its agent agent-1 is offline since 12:02:00 UTC\.$/,
      );
  });

  it('is its own crash alone where its agent would not start it again anyway', async () => {
    const gone = gridOf('never', (told) => {
      told.tell(60, 'node_crashed', CRASH);
      told.tell(60.1, 'node_gave_up', { ...WEB, reason: 'exited with code 3; the restart policy is never' });
      lose(told, 120);
    });
    expect(await gone('why is web not running?')).toBe(
      'Because it crashed at 12:01:00 UTC: exited with code 3; its agent will not restart it: exited with code 3; the restart policy is never.',
    );
  });

  it('is the stop that was asked for, by whoever asked; its agent has no part in it', async () => {
    const stopped = gridOf('always', (told) => {
      told.tell(60, 'stop_requested', WEB, { operation: 'op-1', meta: { actor: 'cli:priya', because: 'web is running in generation 1' } });
      told.tell(61, 'stop_succeeded', WEB, { operation: 'op-1', meta: { actor: 'agent:agent-1' } });
      lose(told, 120);
    });
    expect(await stopped('why is web not running?')).toBe(
      'Because it is wanted stopped: a stop was requested by cli:priya at 12:01:00 UTC.',
    );
  });

  it('is its own end where nobody asked for a stop: its agent, which tells of it, did not ask either', async () => {
    const ended = gridOf('on-failure', (told) => {
      told.tell(60, 'stop_succeeded', { ...WEB, exit_code: 0 }, { meta: { actor: 'agent:agent-1' } });
    });
    expect(await ended('why is web not running?')).toBe(
      'Because it ended by itself at 12:01:00 UTC with code 0; its restart policy is "on-failure".',
    );
  });

  it('begins with its agent where that was away first', async () => {
    const lost = gridOf('always', (told) => {
      lose(told, 60);
      told.tell(90, 'node_lost', { ...WEB, error: 'the machine was restarted' });
    });
    expect(await lost('why is web not running?')).toMatch(
      /^Because its agent agent-1 is offline since 12:01:00 UTC; nothing is known of its end.*the machine was restarted\)\.$/,
    );
  });

  it('is not said of what runs: a restart made it run, and of an agent that is not heard nothing is known', async () => {
    const runs = (tell?: (told: ReturnType<typeof history>) => void) =>
      gridOf('always', (told) => {
        told.tell(60, 'node_crashed', CRASH);
        told.tell(61, 'node_restarted', { ...WEB, restart_count: 1, new_pid: 11 });
        tell?.(told);
      })('why is web not running?');
    expect(await runs()).toBe('It did: 12:01:01 UTC web restarted on agent-1 (restart 1, pid 11).');
    expect(await runs((told) => lose(told, 120))).toBe(
      'It did: 12:01:01 UTC web restarted on agent-1 (restart 1, pid 11). Whether it still runs is not known: its agent agent-1 is offline since 12:02:00 UTC.',
    );
  });

  it('an end is explained by the other kind of end where the one asked about is not on record', async () => {
    const crashed = gridOf('never', (told) => void told.tell(60, 'node_crashed', CRASH));
    expect(await crashed('why did web stop running?')).toMatch(/^No successful stop of web is on record\. web exited with code 3/);
  });

  it('a crash that never was is no stop: how it ended stands beside', async () => {
    const ended = gridOf('never', (told) => void told.tell(60, 'stop_succeeded', { ...WEB, exit_code: 0 }));
    expect(await ended('why is web down?')).toBe(
      'Nothing to explain: no crash of web is on record. web is stopped: it ended by itself at 12:01:00 UTC with code 0.',
    );
  });

  it('an old crash is not all there is to say of what ended otherwise since: by whom it was stopped, or that it did not come up again', async () => {
    const back = (told: ReturnType<typeof history>): void => {
      told.tell(60, 'node_crashed', CRASH);
      told.tell(61, 'node_restarted', { ...WEB, restart_count: 1, new_pid: 11 });
    };
    const stopped = gridOf('always', (told) => {
      back(told);
      told.tell(300, 'stop_requested', WEB, { operation: 'op-1', meta: { actor: 'cli:priya' } });
      told.tell(301, 'stop_succeeded', WEB, { operation: 'op-1', meta: { actor: 'agent:agent-1' } });
    });
    for (const question of ['why is web down?', 'what is wrong with web?'])
      expect(await stopped(question)).toMatch(
        /^web exited with code 3.* Since then it is wanted stopped: a stop was requested by cli:priya at 12:05:00 UTC\.$/,
      );
    expect(await stopped('why did web crash at 12:01?'), 'a time that is named is what is asked of').not.toContain('Since then');
    const second = { ...WEB, generation: 2 };
    const failed = gridOf('always', (told) => {
      back(told);
      told.tell(300, 'spawn_requested', { ...second, port: 0, storage_path: '', memory_limit_mb: 0 }, { operation: 'op-2' });
      told.tell(301, 'spawn_failed', { ...second, error: 'no space left on the disk' }, { operation: 'op-2' });
    });
    expect(await failed('why did web crash?')).toMatch(/Since then its start failed at 12:05:01 UTC: no space left on the disk\.$/);
    expect(await gridOf('always', back)('why is web down?'), 'it runs').not.toContain('Since then');
  });

  it('that something was not stopped is because nobody asked, or because the stop that was asked for did not end it', async () => {
    const unasked = gridOf('always', () => undefined);
    for (const question of ['why is web not stopped?', 'why was web not stopped?'])
      expect(await unasked(question)).toBe(
        'Because it is wanted running, and no stop of it was asked for since it started at 12:00:01 UTC.',
      );
    const again = gridOf('always', (told) => {
      told.tell(60, 'stop_requested', WEB, { operation: 'op-1', meta: { actor: 'cli:priya' } });
      told.tell(61, 'stop_succeeded', WEB, { operation: 'op-1' });
      told.tell(70, 'spawn_succeeded', { ...WEB, generation: 2, pid: 12, port: 0 });
    });
    expect(await again('why is web not stopped?'), 'a stop of an earlier run').toMatch(/no stop of it was asked for since/);
  });
});
