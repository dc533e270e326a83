import { counted } from '@sutra/kit';
import type { GridEvent } from '@sutra/model';
import type { Plan, Where } from '../core/plan.ts';
import { firstOf, type Work } from './answer.ts';
import { clock } from './clock.ts';
import { readEvents, windowOf } from './filter.ts';
import { LIFE } from './standstills.ts';

/** What is told of nodes by words that could be said of the agent they are on. */
const ALSO_OF_AGENTS: Readonly<Record<string, Deed>> = {
  node_restarted: 'restarted',
  node_crashed: 'crashed',
  spawn_succeeded: 'started',
  stop_succeeded: 'stopped',
};
const BY_VERB: Readonly<Record<string, Deed>> = { restart: 'restarted', spawn: 'started', stop: 'stopped' };
type Deed = 'started' | 'restarted' | 'crashed' | 'stopped';

const AGENTS_SHOWN_MAX = 8;

interface Asked {
  readonly deeds: readonly Deed[];
  /** The agents that are named; undefined for all of them. */
  readonly agents: readonly string[] | undefined;
}

/**
 * A plan says "restarts on edge-1" and "edge-1 restarted" alike, and means the nodes on it: what the agents' own processes did in that time is
 * told beside it, so that the one is not taken for the other. Empty for plans that cannot mean an agent itself.
 */
export async function agentsThemselves(plan: Plan, work: Work): Promise<string> {
  const asked = askedOf(plan);
  if (asked === undefined) return '';
  const window = windowOf('time' in plan ? plan.time : undefined, work, 'all');
  const filter = { types: LIFE, where: [{ field: 'component', is: ['agent'] }] };
  // A start is a restart by what came before it, which may lie before the period.
  const { events, more, partial } = await readEvents(work, { filter }, window.toUs === undefined ? {} : { toUs: window.toUs }, 'asc');
  if (more || partial) return '';
  const lives = new Map<string, GridEvent[]>();
  for (const event of events) {
    const agent = event.emitter.replace(EMITTER, '');
    lives.set(agent, [...(lives.get(agent) ?? []), event]);
  }
  const told = (asked.agents ?? [...lives.keys()].sort()).flatMap((agent) => {
    const life = lives.get(agent);
    // Of an agent none of whose starts is on record nothing is said: not even that it did not.
    if (life === undefined) return [];
    const did = asked.deeds.flatMap((deed) => {
      const when = of(deed, life).filter(({ timeUs }) => window.fromUs === undefined || timeUs >= window.fromUs);
      const last = when.at(-1);
      if (last === undefined) return asked.agents === undefined ? [] : [`${deed} 0 times`];
      return [
        `${deed} ${counted(when.length, 'time', 'times')}${when.length === 1 ? ' at' : ', last at'} ${clock(last.timeUs, work)}${whyOf(last)}`,
      ];
    });
    return did.length === 0 ? [] : [`${agent} ${did.join(', ')}`];
  });
  if (told.length > 0) return ` That is of nodes. Of the agents’ own processes: ${firstOf(told, AGENTS_SHOWN_MAX, '; ')}.`;
  return asked.agents === undefined && lives.size > 0
    ? ` That is of nodes. Of the agents’ own processes none ${asked.deeds.join(' or ')}.`
    : '';
}

/** Emitters of agents are called after them. */
const EMITTER = /^agent\./;

function askedOf(plan: Plan): Asked | undefined {
  if (plan.op !== 'list' && plan.op !== 'count' && plan.op !== 'why' && plan.op !== 'audit') return undefined;
  if ('by' in plan && plan.by !== undefined) return undefined;
  if (('bucket' in plan && plan.bucket !== undefined) || ('anchor' in plan && plan.anchor !== undefined)) return undefined;
  const { event, agent, ...others }: Where = plan.where ?? {};
  if (Object.keys(others).length > 0) return undefined;
  const target = 'target' in plan ? plan.target : 'event';
  if (target !== 'event' && target !== 'agent') return undefined;
  if (agent !== undefined && !Array.isArray(agent)) return undefined;
  const agents = agent === undefined ? undefined : (agent as readonly unknown[]).map(String);
  if (agents === undefined && target !== 'agent') return undefined;
  const said =
    plan.op === 'audit' ? [BY_VERB[plan.verb ?? '']] : Array.isArray(event) ? event.map((type) => ALSO_OF_AGENTS[String(type)]) : [];
  const deeds = said.filter((deed) => deed !== undefined);
  return deeds.length === 0 || deeds.length < said.length ? undefined : { deeds, agents };
}

/** What of the starts and stops of one process is called so. */
function of(deed: Deed, life: readonly GridEvent[]): readonly GridEvent[] {
  if (deed === 'stopped') return life.filter(({ type }) => type === 'component_stopped');
  const starts = life.filter(({ type }) => type === 'component_started');
  if (deed === 'started') return starts;
  return starts.filter((event, k) => isRecovered(event) || (deed === 'restarted' && k > 0));
}
const isRecovered = (event: GridEvent): boolean => event.type === 'component_started' && event.body.recovered === true;

/** How the run before ended, or what ended this one, as far as it is on record. */
function whyOf(event: GridEvent): string {
  if (event.type === 'component_stopped') return ` (${event.body.reason})`;
  return isRecovered(event) ? ' (the run before did not end cleanly)' : '';
}
