import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';

const WEB = { node_id: 'web', agent_id: 'berlin-1', generation: 1 };
const DB = { node_id: 'db', agent_id: 'berlin-1', generation: 1 };

/** Two agents; alice had web started and bob db, both on berlin-1. What else happened is told by the test. */
function gridOf(tell: (told: Teller) => void) {
  const told = history();
  for (const agent_id of ['berlin-1', 'ohio-1'])
    told.tell(0, 'agent_registered', {
      agent_id,
      hostname: agent_id,
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: 9,
    });
  for (const [n, node, actor] of [
    [1, WEB, 'cli:alice'],
    [2, DB, 'cli:bob'],
  ] as const) {
    const operation = `op-${n}`;
    const spec = { port: 0, storage_path: '', memory_limit_mb: 512 };
    const asked = told.tell(n, 'spawn_requested', { ...node, ...spec }, { operation, meta: { actor } });
    told.tell(n + 0.1, 'spawn_succeeded', { ...node, pid: n, port: 50_100 + n }, { operation, causedBy: [asked] });
  }
  tell(told);
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  const nowUs = told.startUs + 3_600_000_000;
  return (question: string): Promise<Answer> => ask({ question, tz: 'UTC', nowUs }, scene);
}

const killed = (told: Teller, atS: number): string =>
  told.tell(atS, 'node_crashed', { ...WEB, exit_code: 137, signal: 'SIGKILL', oom_kills: 0 });

function stopped(told: Teller, atS: number, node: typeof WEB, actor: string): void {
  const operation = `op-stop-${atS}`;
  const asked = told.tell(atS, 'stop_requested', node, { operation, meta: { actor } });
  told.tell(atS + 1, 'stop_succeeded', { ...node, forced: false }, { operation, causedBy: [asked] });
}

describe('whether somebody was the cause', () => {
  it('is not known where the one who did it is not on record, whoever is named', async () => {
    const asked = gridOf((told) => {
      stopped(told, 60, DB, 'cli:bob');
      killed(told, 100);
    });
    for (const who of ['bob', 'alice']) {
      const answer = await asked(`was the crash of web caused by ${who}?`);
      expect(answer.plan).toMatchObject({ op: 'why', hypothesis: { user: [who] } });
      expect([answer.value, answer.text]).toEqual([
        'unknown',
        expect.stringMatching(
          new RegExp(`^Unknown whether it was ${who}: web was killed by SIGKILL .* who is behind that is not on record`),
        ),
      ]);
      expect(answer.unknown).toContain('who sent the signal: it did not come through the grid');
    }
  });

  it('is so of whoever asked for what it rests on, and of nobody else', async () => {
    const asked = gridOf((told) => {
      told.tell(60, 'stop_requested', WEB, { operation: 'op-3', meta: { actor: 'cli:bob' } });
      told.tell(61, 'node_crashed', { ...WEB, signal: 'SIGTERM', cause: 'unknown' });
    });
    const bob = await asked('was the crash of web caused by bob?');
    expect([bob.value, bob.text]).toEqual([true, 'Yes: web was stopped on request, asked for by cli:bob.']);
    const alice = await asked('was the crash of web caused by alice?');
    expect([alice.value, alice.text]).toEqual([false, 'No, not alice: web was stopped on request, asked for by cli:bob.']);
  });

  it('is so of whoever stopped what it depends on', async () => {
    const asked = gridOf((told) => {
      stopped(told, 60, DB, 'cli:bob');
      told.tell(62, 'node_crashed', { ...WEB, exit_code: 1, cause: 'dependency', stderr_tail: 'cannot reach db' });
    });
    expect((await asked('was the crash of web caused by bob?')).value).toBe(true);
    expect((await asked('was the crash of web caused by alice?')).value).toBe(false);
    expect((await asked('did web crash because of the stop of db?')).value).toBe(true);
  });
});

describe('whether something that happened was the cause', () => {
  it('is no where the cause rests on no such thing', async () => {
    const asked = gridOf((told) => void killed(told, 100));
    const answer = await asked('did web crash because of the restart?');
    expect([answer.value, answer.text]).toEqual([
      false,
      expect.stringMatching(/^No, not the restart: web was killed by SIGKILL \(exit 137\) sent from outside the grid/),
    ]);
    expect((await asked('was the crash of web caused by berlin-1?')).value).toBe(false);
  });
});

describe('an end after its agent was heard again', () => {
  const away = (told: Teller): void => {
    told.tell(60, 'agent_degraded', { agent_id: 'berlin-1', seconds_since_heartbeat: 15 });
    told.tell(75, 'agent_offline', { agent_id: 'berlin-1', last_seen: '2026-03-18T12:00:45Z' });
  };
  const end = (told: Teller, atS: number): string => told.tell(atS, 'node_crashed', { ...WEB, exit_code: 7, cause: 'unknown' });

  it('is not told as one during the silence, which is excluded', async () => {
    const answer = await gridOf((told) => {
      away(told);
      told.tell(100, 'agent_recovered', { agent_id: 'berlin-1', downtime_seconds: 40 });
      end(told, 110);
    })('why did web crash?');
    expect(answer.text).not.toMatch(/not heard/);
    expect(answer.ruled_out).toContainEqual({
      hypothesis: 'host or network loss',
      because: 'its agent was heard again before it ended',
    });
  });

  it('is told as one during the silence while that lasts', async () => {
    const during = await gridOf((told) => {
      away(told);
      end(told, 90);
      told.tell(100, 'agent_recovered', { agent_id: 'berlin-1', downtime_seconds: 40 });
    })('why did web crash?');
    expect(during.text).toMatch(/it ended while its agent was not heard, which is a coincidence/);
  });
});

describe('what had been if something had not happened', () => {
  it('is refused, with what followed from it and with the loss that can be computed', async () => {
    const asked = gridOf((told) => void killed(told, 100));
    for (const question of [
      'what if berlin-1 had not gone offline?',
      'what would have happened if berlin-1 had stayed online?',
      'what would have happened without the outage of berlin-1?',
      'what if web had not crashed?',
      'would web have crashed if berlin-1 had not gone offline?',
    ]) {
      const answer = await asked(question);
      expect([question, answer.status, answer.value]).toEqual([question, 'refused', undefined]);
      expect(answer.suggestions).toHaveLength(2);
      for (const { question: other } of answer.suggestions) expect((await asked(other)).status).not.toBe('refused');
    }
  });

  it('is told of a loss, however it is said', async () => {
    const asked = gridOf((told) => void killed(told, 100));
    for (const question of ['what if berlin-1 went offline?', 'what if berlin-1 does not come back?', 'can we survive without berlin-1?'])
      expect((await asked(question)).text).toMatch(/^Without berlin-1 the grid would be degraded/);
  });
});
