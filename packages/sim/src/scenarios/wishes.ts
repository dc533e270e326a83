import { type Stage, type Template, whyOf } from './stage.ts';

const stopped = (stage: Stage) => whyOf('stop_succeeded', 'node', stage.victim);

/** Ends that somebody or something wished for. Without the wish in the record nobody can be named. */
export const WISH_TEMPLATES: readonly Template[] = [
  {
    name: 'stopped by an operator',
    injects: 'operator_stop',
    canLoseTrace: true,
    play(stage) {
      const { grid, victim, faultMs, traceless } = stage;
      if (traceless) grid.loses = (draft) => draft.type === 'stop_requested';
      grid.time.at(faultMs, () => (traceless ? stopUnseen(stage) : grid.stop(victim, { actor: 'omar', reason: 'maintenance' })));
      return {
        plan: stopped(stage),
        cause: traceless ? 'unknown' : 'operator_stop',
        ...(traceless ? {} : { names: 'omar' }),
        askAfterMs: 30_000,
      };
    },
  },
  {
    name: 'scaled down',
    injects: 'scale_down',
    canLoseTrace: false,
    play(stage) {
      const { grid, victim, faultMs } = stage;
      grid.time.at(faultMs, () => {
        const decided = grid.say({
          type: 'scale_decided',
          body: { wanted: 8, metric: 'request_rate', value: 3, raw: 7.2, clamps: [] },
          actor: 'autoscaler',
          because: 'request rate 3/s needs 8 nodes',
        });
        const down = grid.say({ type: 'scaled_down', body: { from: 9, to: 8 }, actor: 'autoscaler', causedBy: [decided.id] });
        grid.stop(victim, { actor: 'autoscaler', causedBy: [down.id] });
      });
      return { plan: stopped(stage), cause: 'scale_down', askAfterMs: 30_000 };
    },
  },
  {
    name: 'drained',
    injects: 'drain',
    canLoseTrace: false,
    play(stage) {
      const { grid, agent, nodes, faultMs } = stage;
      grid.time.at(faultMs, () => {
        const draining = grid.drain(agent, { actor: 'priya', reason: 'kernel update' });
        for (const node of nodes.filter((one) => one.charAt(5) === agent.at(-1)))
          grid.stop(node, { actor: 'master', causedBy: draining === undefined ? [] : [draining.id] });
      });
      return { plan: stopped(stage), cause: 'drain', names: agent, askAfterMs: 30_000 };
    },
  },
  {
    name: 'finished by itself',
    injects: 'finished',
    canLoseTrace: false,
    play(stage) {
      const { grid, agent, faultMs } = stage;
      const job = `job-${agent.at(-1)}`;
      grid.time.at(faultMs - 90_000, () =>
        grid.spawn(
          job,
          agent,
          { restart: 'on-failure', program: () => ({ endsAfterMs: 88_000, ending: { how: 'exit', code: 0, said: 'done: 12,000 rows' } }) },
          { actor: 'priya' },
        ),
      );
      return { plan: whyOf('stop_succeeded', 'node', job), cause: 'finished', askAfterMs: 30_000 };
    },
  },
];

/** The wish never reached the record, its outcome did. */
function stopUnseen({ grid, victim, agent }: Stage): void {
  const node = grid.state.nodes.get(victim);
  const body = { node_id: victim, agent_id: agent, generation: node?.generation ?? 1 };
  const unseen = grid.say({ type: 'stop_requested', body });
  grid.host(agent).stop(unseen);
}
