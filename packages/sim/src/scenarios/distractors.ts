import { agentOf, another, type Stage } from './stage.ts';

/** Innocent things of every day. Each says when it comes relative to the fault. */
export const DISTRACTORS: Readonly<Record<string, (stage: Stage, atMs: number) => void>> = {
  'setting of another node': (stage, atMs) => {
    const target = another(stage);
    stage.grid.time.at(atMs, () =>
      stage.grid.say({ type: 'config_changed', body: { target, key: 'LOG_LEVEL', before: 'info', after: 'debug' }, actor: 'priya' }),
    );
  },
  'setting of the victim, not taken up': (stage, atMs) => {
    const target = stage.victim;
    stage.grid.time.at(atMs, () =>
      stage.grid.say({ type: 'config_changed', body: { target, key: 'NOTES', before: '-', after: 'see ticket 4' }, actor: 'omar' }),
    );
  },
  'crash elsewhere': (stage, atMs) => {
    const other = another(stage, true);
    stage.grid.time.at(atMs, () => stage.grid.hostOf(other).end(other, { how: 'exit', code: 3, said: 'assertion failed: shard != null' }));
  },
  'crash beside it': (stage, atMs) => {
    const other = another(stage);
    stage.grid.time.at(atMs, () => stage.grid.hostOf(other).end(other, { how: 'fault', signal: 'SIGABRT', said: 'terminate called' }));
  },
  'binary published': (stage, atMs) => {
    stage.grid.time.at(atMs, () =>
      stage.grid.say({
        type: 'binary_published',
        body: { name: 'node', version: '1.2.0', platform: 'linux-x64', sha256: 'ab'.repeat(32) },
      }),
    );
  },
  'update of another node': (stage, atMs) => {
    const { grid } = stage;
    const other = another(stage);
    grid.time.at(atMs, () => {
      const started = grid.say({
        type: 'update_started',
        body: { operation: 'op-up-other', version: '1.0.1', from_version: '1.0.0' },
        actor: 'priya',
      });
      grid.restart(other, { actor: 'rollout', causedBy: [started.id] });
      grid.time.after(8_000, () =>
        grid.say({ type: 'update_completed', body: { operation: 'op-up-other', version: '1.0.1' }, causedBy: [started.id] }),
      );
    });
  },
  'another node stopped': (stage, atMs) => {
    const other = another(stage);
    stage.grid.time.at(atMs, () => stage.grid.stop(other, { actor: 'omar', reason: 'not needed' }));
  },
  'backup written': (stage, atMs) => {
    stage.grid.time.at(atMs, () =>
      stage.grid.say({ type: 'backup_completed', body: { path: '/backups/1', bytes: 1_000_000, took_ms: 900, as_of_seq: 100 } }),
    );
  },
  'wrong password': (stage, atMs) => {
    stage.grid.time.at(atMs, () => stage.grid.say({ type: 'auth_failed', body: { surface: 'rest', error: 'wrong token' } }));
  },
  'another agent silent for a moment': (stage, atMs) => {
    const host = stage.grid.host(agentOf(another(stage, true)));
    stage.grid.time.at(atMs - 20_000, () => {
      host.connected = false;
      stage.grid.time.after(21_000, () => host.reconnect());
    });
  },
  'a deploy of something else': (stage, atMs) => {
    stage.grid.time.at(atMs, () =>
      stage.grid.say({ type: 'custom.deploy', body: { app: 'website', tag: 'v77' }, entities: [another(stage)], actor: 'ci' }),
    );
  },
  'planned restart of the victim long before': (stage) => {
    const { grid, victim, faultMs } = stage;
    grid.time.at(faultMs - 420_000, () => grid.restart(victim, { actor: 'priya', reason: 'routine' }));
  },
};

/** Plays one to three of them in the three minutes before the fault, and sometimes one just after it. */
export function distract(stage: Stage): string[] {
  const { grid, faultMs } = stage;
  const names = Object.keys(DISTRACTORS);
  const chosen = new Set<string>();
  for (let n = grid.pick(1, 3); n > 0; n--) chosen.add(grid.oneOf(names));
  for (const name of chosen) DISTRACTORS[name]?.(stage, faultMs - 1_000 * grid.pick(8, 180));
  if (grid.chance.next() < 0.4) DISTRACTORS['setting of another node']?.(stage, faultMs + 3_000);
  return [...chosen];
}
