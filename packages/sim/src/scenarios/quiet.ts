import { another, crashOf, growMemory, LIMIT_MB, type Stage, type Template, whyOf } from './stage.ts';

/** Periods in which nothing failed that is asked about. Whoever is named here is accused falsely. */
export const QUIET_TEMPLATES: readonly Template[] = [
  quiet('nothing happened', (stage) => crashOf(stage.victim)),
  quiet('nothing happened, asked without an event', (stage) => ({ op: 'why', where: { node: [stage.victim] } })),
  quiet('planned restart', (stage) => {
    const { grid, victim, faultMs } = stage;
    grid.time.at(faultMs, () => {
      const changed = grid.say({
        type: 'config_changed',
        body: { target: victim, key: 'LOG_LEVEL', before: 'info', after: 'debug' },
        actor: 'priya',
      });
      grid.respawn(victim, { env: { LOG_LEVEL: 'debug' } }, { actor: 'priya', causedBy: [changed.id] });
    });
    return crashOf(victim);
  }),
  quiet('memory high but within its limit', (stage) => {
    growMemory(stage, stage.faultMs - 100_000, stage.faultMs, LIMIT_MB * 0.93);
    return { op: 'why', where: { node: [stage.victim], event: ['node_crashed'] } };
  }),
  quiet('agent slow once', (stage) => {
    const { grid, agent, faultMs } = stage;
    const host = grid.host(agent);
    grid.time.at(faultMs, () => {
      host.connected = false;
      grid.time.after(20_000, () => host.reconnect());
    });
    return whyOf('agent_offline', 'agent', agent);
  }),
  quiet('update that went well', (stage) => {
    const { grid, victim, faultMs } = stage;
    grid.time.at(faultMs, () => {
      const started = grid.say({
        type: 'update_started',
        body: { operation: 'op-fine', version: '1.1.0', from_version: '1.0.0' },
        actor: 'priya',
      });
      grid.respawn(victim, { version: '1.1.0' }, { actor: 'rollout', causedBy: [started.id] });
      grid.time.after(9_000, () =>
        grid.say({ type: 'update_completed', body: { operation: 'op-fine', version: '1.1.0' }, causedBy: [started.id] }),
      );
    });
    return { op: 'why', where: { event: ['update_failed'] } };
  }),
  quiet('another node crashed', (stage) => {
    const { grid, victim, faultMs } = stage;
    const other = another(stage);
    grid.time.at(faultMs, () => grid.hostOf(other).end(other, { how: 'oom', peakMb: LIMIT_MB }));
    return crashOf(victim);
  }),
  quiet('was it the setting, when nothing failed', (stage) => {
    const { grid, victim, faultMs } = stage;
    grid.time.at(faultMs, () =>
      grid.say({ type: 'config_changed', body: { target: victim, key: 'LOG_LEVEL', before: 'info', after: 'debug' }, actor: 'priya' }),
    );
    return { ...crashOf(victim), hypothesis: { cause: ['config'] } };
  }),
];

function quiet(name: string, play: (stage: Stage) => Readonly<Record<string, unknown>>): Template {
  return {
    name,
    injects: 'nothing',
    canLoseTrace: false,
    play: (stage) => ({ plan: play(stage), cause: 'nothing', askAfterMs: 60_000 }),
  };
}
