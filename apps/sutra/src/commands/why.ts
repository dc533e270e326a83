import type { Invocation } from '../client/invocation.ts';
import { ask } from './ask.ts';

/** `sutra why TARGET`: an event id, or a node or agent, whose latest trouble is meant. */
export function why(invocation: Invocation, target: string, options: { readonly at?: string }): Promise<number> {
  return ask(invocation, `why ${target}`, options);
}
