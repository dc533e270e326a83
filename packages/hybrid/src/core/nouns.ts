import { own } from './own.ts';

/** What an event of a type is called when it is counted: "3 crashes", not "3 node_crashed events". */
export interface Noun {
  readonly one: string;
  readonly many: string;
}

const noun = (one: string, many = `${one}s`): Noun => ({ one, many });

const NOUNS: Readonly<Record<string, Noun>> = {
  '@failure': noun('failure'),
  '@problem': noun('problem'),
  '@recovery': noun('recovery', 'recoveries'),
  '@warning': noun('warning'),
  '@all': noun('event'),
  node_crashed: noun('crash', 'crashes'),
  node_restarted: noun('restart'),
  node_crash_looping: noun('crash-loop verdict'),
  spawn_requested: noun('spawn request'),
  spawn_succeeded: noun('successful spawn'),
  spawn_failed: noun('failed spawn'),
  stop_requested: noun('stop request'),
  stop_succeeded: noun('successful stop'),
  stop_failed: noun('failed stop'),
  agent_heartbeat: noun('heartbeat'),
  agent_registered: noun('agent registration'),
  component_started: noun('component start'),
  component_stopped: noun('component stop'),
  agent_recovered: noun('agent recovery', 'agent recoveries'),
  events_refused: noun('refusal of events', 'refusals of events'),
  emitter_gap: noun('gap of an emitter', 'gaps of emitters'),
  storage_damaged: noun('damage of a storage', 'damages of storages'),
};

/** The noun of an event type or class. */
export function nounOf(type: string): Noun {
  const known = own(NOUNS, type);
  if (known !== undefined) return known;
  return noun(`${type.replace(/^@/, '').replaceAll('_', ' ')} event`);
}
