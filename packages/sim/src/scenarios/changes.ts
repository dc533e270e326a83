import type { Behaviour } from '../host.ts';
import { crashOf, type Stage, type Template, whyOf } from './stage.ts';

/** The faults that a change brings: the node was well before it, and fails from then on. */
export const CHANGE_TEMPLATES: readonly Template[] = [
  {
    name: 'bad setting',
    injects: 'config',
    canLoseTrace: true,
    play: (stage) => badSetting(stage, true),
  },
  {
    name: 'bad setting, and the program says nothing',
    injects: 'config',
    canLoseTrace: true,
    play: (stage) => badSetting(stage, false),
  },
  { name: 'bad version', injects: 'version', canLoseTrace: true, play: badVersion },
];

function badSetting(stage: Stage, speaks: boolean) {
  const { grid, victim, agent, faultMs, traceless } = stage;
  const broken: Behaviour = {
    endsAfterMs: grid.pick(150, 2_500),
    ending: speaks ? { how: 'exit', code: 78, said: 'invalid configuration: CACHE_MB must be a number' } : { how: 'exit', code: 1 },
  };
  grid.time.at(faultMs, () => {
    if (traceless) {
      // Somebody edited a file on the host: only a routine restart is on record.
      grid.host(agent).forgets = { words: true, metrics: true, exit: true, changes: true };
      grid.reprogram(victim, () => broken);
      grid.restart(victim, { actor: 'priya', reason: 'routine' });
      return;
    }
    const changed = grid.say({
      type: 'config_changed',
      body: { target: victim, key: 'CACHE_MB', before: '64', after: 'lots' },
      actor: 'omar',
    });
    grid.respawn(
      victim,
      { env: { LOG_LEVEL: 'info', CACHE_MB: 'lots' }, program: () => broken },
      { actor: 'omar', causedBy: [changed.id] },
    );
  });
  const asks = grid.oneOf([crashOf(victim), whyOf('node_crash_looping', 'node', victim)]);
  return { plan: asks, cause: traceless ? ('unknown' as const) : ('config' as const), askAfterMs: 120_000 };
}

/** A rollout over two nodes: both fail again and again on the new version, the others go on; sometimes it is rolled back. */
function badVersion(stage: Stage) {
  const { grid, victim, nodes, agent, faultMs, traceless } = stage;
  const second = nodes.find((node) => node !== victim && node.charAt(5) === victim.charAt(5)) ?? victim;
  const ending = grid.oneOf([
    { how: 'fault', signal: 'SIGSEGV' },
    { how: 'exit', code: 1, said: 'TypeError: cannot read properties of undefined' },
  ] as const);
  const broken = (): Behaviour => ({ endsAfterMs: grid.pick(8_000, 30_000), ending });
  grid.time.at(faultMs, () => {
    if (traceless) {
      grid.host(agent).forgets = { words: true, metrics: true, exit: true, changes: true };
      for (const node of [victim, second]) {
        grid.reprogram(node, broken);
        grid.restart(node, { actor: 'priya', reason: 'routine' });
      }
      return;
    }
    const started = grid.say({
      type: 'update_started',
      body: { operation: 'op-roll', version: '1.1.0', from_version: '1.0.0' },
      actor: 'priya',
    });
    grid
      .host(agent)
      .say({ type: 'binary_downloaded', body: { agent_id: agent, name: 'node', version: '1.1.0', took_ms: 420 }, causedBy: [started.id] });
    for (const node of [victim, second])
      grid.respawn(node, { version: '1.1.0', program: broken }, { actor: 'rollout', causedBy: [started.id] });
    if (grid.chance.next() < 0.5)
      grid.time.after(150_000, () => {
        const back = grid.say({
          type: 'update_rolled_back',
          body: { operation: 'op-roll', version: '1.1.0', reason: 'nodes crash' },
          causedBy: [started.id],
          actor: 'priya',
        });
        for (const node of [victim, second])
          grid.respawn(node, { version: '1.0.0', program: () => ({}) }, { actor: 'rollout', causedBy: [back.id] });
      });
  });
  return {
    plan: crashOf(victim),
    cause: traceless ? ('unknown' as const) : ('version' as const),
    askAfterMs: 100_000 + 1_000 * grid.pick(0, 150),
  };
}
