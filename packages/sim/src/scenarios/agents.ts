import { type Stage, type Template, whyOf } from './stage.ts';

/** Silence of an agent: its process, its host or the wire. Which of them is known only once it is back. */
export const AGENT_TEMPLATES: readonly Template[] = [
  {
    name: 'agent killed',
    injects: 'agent_killed',
    canLoseTrace: true,
    play: (stage) => silence(stage, 'agent_killed', (host) => host.killAgent(), true),
  },
  {
    name: 'host lost',
    injects: 'host_loss',
    canLoseTrace: true,
    play: (stage) => silence(stage, 'host_loss', (host) => host.loseHost(), true),
  },
  {
    name: 'host lost, asked of its node',
    injects: 'host_loss',
    canLoseTrace: false,
    play: (stage) => ({ ...silence(stage, 'host_loss', (host) => host.loseHost(), true), plan: whyOf('node_lost', 'node', stage.victim) }),
  },
  {
    name: 'wire cut',
    injects: 'network',
    canLoseTrace: true,
    play: (stage) =>
      silence(
        stage,
        'network',
        (host) => {
          host.connected = false;
        },
        false,
      ),
  },
];

function silence(
  stage: Stage,
  cause: 'agent_killed' | 'host_loss' | 'network',
  strike: (host: ReturnType<Stage['grid']['host']>) => void,
  revives: boolean,
) {
  const { grid, agent, faultMs, traceless } = stage;
  const host = grid.host(agent);
  const lastsMs = 1_000 * grid.pick(50, 200);
  grid.time.at(faultMs, () => strike(host));
  grid.time.at(faultMs + lastsMs, () => {
    if (revives) grid.revive(host);
    else host.reconnect();
  });
  // Asked while it is still silent, nothing tells the three apart.
  const askAfterMs = traceless ? 45_000 : lastsMs + 30_000;
  return { plan: whyOf('agent_offline', 'agent', agent), cause: traceless ? ('unknown' as const) : cause, askAfterMs };
}
