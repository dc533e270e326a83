import type { GridState } from '../state.ts';
import { drain, heartbeat, register, unregister } from './agents.ts';
import type { Command, DecideContext, Decision } from './command.ts';
import { outcome, stop } from './nodes.ts';
import { restart, spawn } from './spawn.ts';

/**
 * What a command comes to in this state: the events that say so, or a refusal with code, message and mend. Pure: time and ids
 * come in `ctx`. Commands about nodes are idempotent by operation id.
 */
export function decide(state: GridState, command: Command, ctx: DecideContext): Decision {
  switch (command.kind) {
    case 'register':
      return register(state, command, ctx);
    case 'unregister':
      return unregister(state, command, ctx);
    case 'heartbeat':
      return heartbeat(state, command);
    case 'spawn':
      return spawn(state, command, ctx);
    case 'stop':
      return stop(state, command, ctx);
    case 'restart':
      return restart(state, command, ctx);
    case 'drain':
    case 'undrain':
      return drain(state, command, ctx);
    case 'outcome':
      return outcome(state, command, ctx);
  }
}
