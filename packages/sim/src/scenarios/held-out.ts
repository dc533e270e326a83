import type { Behaviour } from '../host.ts';
import { agentOf, another, crashOf, growMemory, LIMIT_MB, type Stage, type Template, whyOf } from './stage.ts';

/**
 * Scenarios that no rule was tuned on: they are played only for the report (`npm run corpus`). Whoever changes a rule because of one
 * of them moves it to the others and writes a new one.
 */
export const HELD_OUT_TEMPLATES: readonly Template[] = [
  held('two faults within seconds', 'oom', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    const other = another(stage);
    growMemory(stage, faultMs - 100_000, faultMs, LIMIT_MB * 0.99);
    grid.time.at(faultMs - 3_000, () => grid.hostOf(other).end(other, { how: 'signal', signal: 'SIGKILL' }));
    grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'oom', peakMb: LIMIT_MB }));
    return crashOf(victim);
  }),
  held('killed by hand right after an update that went well', 'killed_by_operator', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    grid.time.at(faultMs - 60_000, () => {
      const started = grid.say({
        type: 'update_started',
        body: { operation: 'op-ok', version: '1.1.0', from_version: '1.0.0' },
        actor: 'priya',
      });
      grid.respawn(victim, { version: '1.1.0' }, { actor: 'rollout', causedBy: [started.id] });
    });
    grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'signal', signal: 'SIGKILL' }));
    return crashOf(victim);
  }),
  held('memory fault long after a setting that was taken up', 'segfault', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    grid.time.at(faultMs - 480_000, () => {
      const changed = grid.say({
        type: 'config_changed',
        body: { target: victim, key: 'LOG_LEVEL', before: 'info', after: 'debug' },
        actor: 'omar',
      });
      grid.respawn(victim, { env: { LOG_LEVEL: 'debug' } }, { actor: 'omar', causedBy: [changed.id] });
    });
    grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'fault', signal: 'SIGSEGV' }));
    return crashOf(victim);
  }),
  held('a chain of two dependencies', 'dependency', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    const api = another(stage, true);
    const db = stage.nodes.find((node) => ![victim, api].includes(node) && node.charAt(5) !== victim.charAt(5)) ?? api;
    grid.time.at(faultMs - 500_000, () => grid.respawn(api, { port: 50_801, env: { DB: `${db}:50800` } }, { actor: 'priya' }));
    grid.time.at(faultMs - 480_000, () => grid.respawn(victim, { env: { API: `http://${api}:50801` } }, { actor: 'priya' }));
    grid.time.at(faultMs - 9_000, () => grid.stop(db, { actor: 'omar' }));
    grid.time.at(faultMs - 5_000, () => grid.hostOf(api).end(api, { how: 'exit', code: 1, said: `connect ECONNREFUSED ${db}:50800` }));
    grid.time.at(faultMs, () =>
      grid.host(agent).end(victim, { how: 'exit', code: 1, said: 'upstream failed: connect ECONNREFUSED 10.0.0.7:50801' }),
    );
    return crashOf(victim);
  }),
  held('a code without a word after a setting it had run well with', 'unknown', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    grid.time.at(faultMs - 600_000, () => {
      const changed = grid.say({
        type: 'config_changed',
        body: { target: victim, key: 'CACHE_MB', before: '64', after: '128' },
        actor: 'omar',
      });
      grid.respawn(victim, { env: { CACHE_MB: '128' } }, { actor: 'omar', causedBy: [changed.id] });
    });
    grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'exit', code: 3 }));
    return crashOf(victim);
  }),
  held('a disk full elsewhere', 'killed_by_operator', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    const other = another(stage, true);
    const host = grid.host(agentOf(other));
    grid.time.at(faultMs - 60_000, () => {
      host.diskPct = 100;
      host.end(other, { how: 'exit', code: 1, said: 'ENOSPC: no space left on device' });
    });
    grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'signal', signal: 'SIGTERM', said: 'shutting down' }));
    return crashOf(victim);
  }),
  held('misleading words before a kill for memory', 'oom', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    growMemory(stage, faultMs - 100_000, faultMs, LIMIT_MB * 0.99);
    grid.time.at(faultMs, () =>
      grid.host(agent).end(victim, {
        how: 'oom',
        peakMb: LIMIT_MB,
        said: 'warn: address already in use, taking the next one\nwarn: Permission denied for metrics',
      }),
    );
    return crashOf(victim);
  }),
  held('given up with a full disk', 'disk_full', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    grid.time.at(faultMs - 300_000, () => grid.respawn(victim, { restart: 'never' }, { actor: 'priya' }));
    grid.time.at(faultMs, () => {
      grid.host(agent).diskPct = 100;
      grid.host(agent).end(victim, { how: 'exit', code: 1, said: 'fsync: No space left on device' });
    });
    return whyOf('node_gave_up', 'node', victim);
  }),
  held(
    'agent killed, and killed again',
    'agent_killed',
    (stage) => {
      const { grid, agent, faultMs } = stage;
      const host = grid.host(agent);
      for (const at of [faultMs - 250_000, faultMs - 20_000]) {
        grid.time.at(at, () => host.killAgent());
        grid.time.at(at + 60_000, () => grid.revive(host));
      }
      return whyOf('agent_offline', 'agent', agent);
    },
    120_000,
  ),
  held('a limit lowered until it does not suffice', 'oom', (stage) => {
    const { grid, victim, faultMs } = stage;
    grid.time.at(faultMs, () => {
      const changed = grid.say({
        type: 'config_changed',
        body: { target: victim, key: 'memory_limit_mb', before: '256', after: '48' },
        actor: 'omar',
      });
      const program = (): Behaviour => ({ endsAfterMs: 3_000, ending: { how: 'oom', peakMb: 48 } });
      grid.respawn(victim, { memoryLimitMb: 48, program }, { actor: 'omar', causedBy: [changed.id] });
    });
    return crashOf(victim);
  }),
  held('something it is told of restarted long before, and it ends without a word', 'unknown', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    const db = another(stage, true);
    grid.time.at(faultMs - 560_000, () => grid.respawn(victim, { env: { DB: `${db}:50100` } }, { actor: 'priya' }));
    grid.time.at(faultMs - 240_000, () => grid.hostOf(db).end(db, { how: 'exit', code: 2, said: 'panic' }));
    grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'exit', code: 4 }));
    return crashOf(victim);
  }),
  held('an update of others while it keeps failing as before', 'segfault', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    for (const before of [400_000, 250_000, 0])
      grid.time.at(faultMs - before, () => grid.host(agent).end(victim, { how: 'fault', signal: 'SIGSEGV' }));
    grid.time.at(faultMs - 100_000, () => {
      const started = grid.say({
        type: 'update_started',
        body: { operation: 'op-own', version: '1.1.0', from_version: '1.0.0' },
        actor: 'priya',
      });
      grid.respawn(victim, { version: '1.1.0' }, { actor: 'rollout', causedBy: [started.id] });
    });
    return crashOf(victim);
  }),
  held('ended with TERM from outside, as a container runtime does', 'killed_by_operator', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    grid.time.at(faultMs, () =>
      grid.host(agent).end(victim, { how: 'signal', signal: 'SIGTERM', said: 'got SIGTERM, closing\nwarn: ECONNREFUSED while flushing' }),
    );
    return crashOf(victim);
  }),
  held('the grid became degraded by a full disk', 'disk_full', (stage) => {
    const { grid, agent, victim, faultMs } = stage;
    grid.time.at(faultMs - 200_000, () => grid.respawn(victim, { restart: 'never' }, { actor: 'priya' }));
    grid.time.at(faultMs, () => {
      grid.host(agent).diskPct = 99.5;
      grid.host(agent).end(victim, { how: 'exit', code: 1, said: 'write /data/seg: no space left on device' });
    });
    return { op: 'why', where: { event: ['node_gave_up'], node: [victim] } };
  }),
  held(
    'a setting that failed once and then held',
    'unknown',
    (stage) => {
      const { grid, agent, victim, faultMs } = stage;
      grid.time.at(faultMs - 20_000, () => {
        const changed = grid.say({ type: 'config_changed', body: { target: victim, key: 'POOL', before: '4', after: '8' }, actor: 'omar' });
        grid.respawn(victim, { env: { POOL: '8' } }, { actor: 'omar', causedBy: [changed.id] });
      });
      grid.time.at(faultMs, () => grid.host(agent).end(victim, { how: 'exit', code: 9 }));
      return crashOf(victim);
    },
    400_000,
  ),
  held('every node restarted by plan', 'nothing', (stage) => {
    const { grid, nodes, victim, faultMs } = stage;
    for (const [i, node] of nodes.entries())
      grid.time.at(faultMs - 60_000 + i * 7_000, () => grid.restart(node, { actor: 'priya', reason: 'routine' }));
    return crashOf(victim);
  }),
  held('a job that finished, called a crash', 'nothing', (stage) => {
    const { grid, agent, faultMs } = stage;
    grid.time.at(faultMs - 40_000, () =>
      grid.spawn('job-x', agent, {
        restart: 'on-failure',
        program: () => ({ endsAfterMs: 30_000, ending: { how: 'exit', code: 0, said: 'warn: connection refused once' } }),
      }),
    );
    return crashOf('job-x');
  }),
];

function held(
  name: string,
  cause: Template['injects'] | 'unknown',
  play: (stage: Stage) => Readonly<Record<string, unknown>>,
  askAfterMs = 60_000,
): Template {
  return {
    name,
    injects: cause === 'unknown' ? 'segfault' : cause,
    canLoseTrace: false,
    play: (stage) => ({ plan: play(stage), cause, askAfterMs }),
  };
}
