import type { Behaviour } from '../host.ts';
import type { InjectedCause } from '../truth.ts';
import { another, crashOf, growMemory, LIMIT_MB, type Played, type Stage, type Template, whyOf } from './stage.ts';

/** Lines programs leave on their way out that have nothing to do with it. */
const NOISE = [
  '',
  'warn: slow request 812 ms',
  'warn: retry 1 of upstream, Connection refused',
  'info: cache warmed',
  'deprecated option -q',
];

const noise = (stage: Stage): string => stage.grid.oneOf(NOISE);

function forget(stage: Stage): void {
  const { grid, agent, faultMs } = stage;
  grid.time.at(faultMs - 200_000, () => {
    grid.host(agent).forgets = { words: true, metrics: true, exit: true, changes: true };
  });
}

const played = (stage: Stage, cause: InjectedCause, plan = crashOf(stage.victim), askAfterMs = 60_000): Played => ({
  plan,
  cause: stage.traceless ? 'unknown' : cause,
  askAfterMs,
});

/** A template whose fault is one end of the victim at one instant. */
function ends(name: string, injects: InjectedCause, prepare: (stage: Stage) => () => void): Template {
  return {
    name,
    injects,
    canLoseTrace: true,
    play(stage) {
      if (stage.traceless) forget(stage);
      const strike = prepare(stage);
      stage.grid.time.at(stage.faultMs, strike);
      return played(stage, injects);
    },
  };
}

const endVictim = (stage: Stage, ending: Parameters<ReturnType<Stage['grid']['host']>['end']>[1]) => (): void =>
  stage.grid.host(stage.agent).end(stage.victim, ending);

/** A start of the victim that fails, asked for by an operator. */
function failingStart(stage: Stage, fails: NonNullable<Behaviour['startFails']>): void {
  const { grid, victim, faultMs, traceless } = stage;
  const behaviour: Behaviour = { startFails: traceless ? { code: 'SUTRA_SPAWN_FAILED', error: 'the platform gave no reason' } : fails };
  grid.time.at(faultMs, () => grid.respawn(victim, { program: () => behaviour }, { actor: 'priya' }));
}

/** The faults that show in how one node ends. */
export const END_TEMPLATES: readonly Template[] = [
  ends('memory limit reached', 'oom', (stage) => {
    growMemory(stage, stage.faultMs - 120_000, stage.faultMs, LIMIT_MB * 0.98);
    return endVictim(stage, { how: 'oom', peakMb: LIMIT_MB, said: noise(stage) });
  }),
  ends('memory limit reached, kill not counted', 'oom', (stage) => {
    growMemory(stage, stage.faultMs - 120_000, stage.faultMs - 16_000, LIMIT_MB * 0.97);
    return endVictim(stage, { how: 'host-oom', said: noise(stage) });
  }),
  ends('heap of the runtime exhausted', 'oom', (stage) => {
    growMemory(stage, stage.faultMs - 90_000, stage.faultMs, LIMIT_MB * 0.7);
    return endVictim(stage, { how: 'exit', code: 134, said: 'FATAL ERROR: JavaScript heap out of memory' });
  }),
  ends('host out of memory', 'host_memory', (stage) => {
    const host = stage.grid.host(stage.agent);
    for (let step = 0; step < 8; step++)
      stage.grid.time.at(stage.faultMs - 110_000 + step * 14_000, () => (host.memoryPct = Math.min(98.5, 70 + step * 5)));
    stage.grid.time.at(stage.faultMs + 5_000, () => (host.memoryPct = 60));
    return endVictim(stage, { how: 'host-oom', said: noise(stage) });
  }),
  ends('killed by hand', 'killed_by_operator', (stage) =>
    endVictim(stage, { how: 'signal', signal: stage.grid.oneOf(['SIGKILL', 'SIGTERM'] as const), said: noise(stage) }),
  ),
  ends('probe failed', 'probe_failed', (stage) => endVictim(stage, { how: 'probe', failures: 3, said: noise(stage) })),
  ends('memory fault', 'segfault', (stage) =>
    endVictim(stage, { how: 'fault', signal: stage.grid.oneOf(['SIGSEGV', 'SIGBUS'] as const), said: noise(stage) }),
  ),
  ends('permission taken away', 'permission', (stage) =>
    endVictim(stage, { how: 'exit', code: 1, said: `${noise(stage)}\nEACCES: permission denied, open '/var/lib/node/data/segment-9'` }),
  ),
  ends('network unreachable', 'network', (stage) =>
    endVictim(stage, { how: 'exit', code: 1, said: 'fatal: connect ENETUNREACH 10.9.0.4:443' }),
  ),
  {
    name: 'disk full',
    injects: 'disk_full',
    canLoseTrace: true,
    play(stage) {
      if (stage.traceless) forget(stage);
      const { grid, agent, victim, faultMs } = stage;
      const host = grid.host(agent);
      // Half of the programs say so; of the others only the disk and their neighbours tell.
      const said = grid.chance.next() < 0.5 ? 'write failed: ENOSPC: no space left on device' : 'fatal: cannot write segment';
      for (let step = 0; step < 6; step++)
        grid.time.at(faultMs - 100_000 + step * 17_000, () => (host.diskPct = Math.min(100, 80 + 4 * step)));
      const beside =
        [...grid.host(agent).nodes.keys(), ...stage.nodes].find((node) => node !== victim && node.charAt(5) === victim.charAt(5)) ?? victim;
      grid.time.at(faultMs, endVictim(stage, { how: 'exit', code: 1, said }));
      grid.time.at(faultMs + 2_500, () => host.end(beside, { how: 'exit', code: 1, said }));
      return played(stage, 'disk_full');
    },
  },
  {
    name: 'port held by another node',
    injects: 'port_conflict',
    canLoseTrace: true,
    play(stage) {
      const { grid, victim, agent, faultMs } = stage;
      const port = 50_777;
      const holder = `holder-${agent.at(-1)}`;
      grid.time.at(faultMs - 200_000, () => grid.spawn(holder, agent, { port }, { actor: 'omar' }));
      failingStart(stage, {
        code: 'SUTRA_NODE_PORT_TAKEN',
        error: `Cannot give port ${port} to ${victim}: ${holder} has it`,
        cause: 'port_conflict',
      });
      return { ...played(stage, 'port_conflict', whyOf('spawn_failed', 'node', victim)), ...(stage.traceless ? {} : { names: holder }) };
    },
  },
  {
    name: 'port held by a stranger',
    injects: 'port_conflict',
    canLoseTrace: true,
    play(stage) {
      const { grid, victim, agent, faultMs } = stage;
      if (stage.traceless) forget(stage);
      const node = grid.host(agent).nodes;
      // It ends for a reason of its own; a stranger takes its port before it is back.
      grid.time.at(faultMs - 4_000, () => {
        let tries = 0;
        grid.reprogram(victim, () =>
          ++tries > 3
            ? {}
            : {
                endsAfterMs: 300,
                ending: {
                  how: 'exit',
                  code: 1,
                  said: `Error: listen EADDRINUSE: address already in use :::${node.get(victim)?.record.port}`,
                },
              },
        );
        grid.host(agent).end(victim, { how: 'exit', code: 5, said: 'internal error 5' });
      });
      return played(stage, 'port_conflict');
    },
  },
  {
    name: 'program file missing',
    injects: 'missing_binary',
    canLoseTrace: true,
    play(stage) {
      failingStart(stage, { code: 'SUTRA_BINARY_MISSING', error: 'Cannot run /opt/node/bin/node: no such file', cause: 'missing_binary' });
      return played(stage, 'missing_binary', whyOf('spawn_failed', 'node', stage.victim));
    },
  },
  {
    name: 'interpreter missing at a restart',
    injects: 'missing_binary',
    canLoseTrace: true,
    play(stage) {
      if (stage.traceless) forget(stage);
      const { grid, victim, agent, faultMs } = stage;
      grid.time.at(faultMs, () => {
        grid.reprogram(victim, () => ({ endsAfterMs: 200, ending: { how: 'exit', code: 127, said: 'env: python3: not found' } }));
        grid.host(agent).end(victim, { how: 'exit', code: 9, said: 'asked to reload' });
      });
      return played(stage, 'missing_binary');
    },
  },
  {
    name: 'download does not match its checksum',
    injects: 'checksum_mismatch',
    canLoseTrace: true,
    play(stage) {
      const { grid, agent, victim, faultMs, traceless } = stage;
      if (!traceless)
        grid.time.at(faultMs + 2_000, () =>
          grid.host(agent).say({
            type: 'binary_verify_failed',
            body: { agent_id: agent, name: 'node', version: '1.3.0', error: 'sha256 is not the published one' },
          }),
        );
      failingStart(stage, { code: 'SUTRA_SPAWN_FAILED', error: 'checksum mismatch of node 1.3.0', cause: 'checksum_mismatch' });
      return played(stage, 'checksum_mismatch', whyOf('spawn_failed', 'node', victim));
    },
  },
  {
    name: 'never ready',
    injects: 'timeout',
    canLoseTrace: true,
    play(stage) {
      failingStart(stage, {
        code: 'SUTRA_NODE_NOT_READY',
        error: `${stage.victim} did not accept connections on port 50100 within 30000 ms`,
        cause: 'timeout',
      });
      return played(stage, 'timeout', whyOf('spawn_failed', 'node', stage.victim));
    },
  },
  {
    name: 'dependency ended first',
    injects: 'dependency',
    canLoseTrace: true,
    play(stage) {
      if (stage.traceless) forget(stage);
      const { grid, victim, agent, faultMs } = stage;
      const db = another(stage, true);
      const port = 50_900;
      // The store has a port of its own and the victim is told of it.
      grid.time.at(faultMs - 500_000, () => grid.respawn(db, { port }, { actor: 'priya' }));
      grid.time.at(faultMs - 490_000, () =>
        grid.respawn(victim, stage.traceless ? {} : { env: { LOG_LEVEL: 'info', DATABASE_URL: `tcp://${db}:${port}` } }, {
          actor: 'priya',
        }),
      );
      const byHand = grid.chance.next() < 0.4;
      grid.time.at(faultMs - 6_000, () => {
        if (byHand) grid.stop(db, { actor: 'omar' });
        else grid.hostOf(db).end(db, { how: 'exit', code: 2, said: 'panic: index out of range' });
      });
      grid.time.at(faultMs, () =>
        grid.host(agent).end(victim, {
          how: 'exit',
          code: 1,
          said: grid.oneOf([`connect ECONNREFUSED 127.0.0.1:${port}`, `lost connection to ${db}: Connection refused`]),
        }),
      );
      return { ...played(stage, 'dependency'), ...(stage.traceless ? {} : { names: db }) };
    },
  },
];
