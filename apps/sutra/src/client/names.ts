import type { AgentJson, NodeJson } from '@sutra/api';
import { nearest, SutraError } from '@sutra/kit';
import { ControlClient, isAway } from './control.ts';
import type { Invocation } from './invocation.ts';
import { agentsFromMaster } from './master-view.ts';

export type NameKind = 'node' | 'agent';
export type Names = Readonly<Record<NameKind, readonly string[]>>;

/** What may be left out at the beginning of a name. */
const BEFORE = ['', 'node-', 'agent-'] as const;
/** Most names listed in an error. */
const LISTED_MAX = 8;

/** Every node and agent there is, as far as control, or the master while control is away, knows. */
export async function namesOf(invocation: Invocation): Promise<Names> {
  const control = new ControlClient(invocation);
  try {
    const [{ nodes }, { agents }] = await Promise.all([
      control.get<{ nodes: readonly NodeJson[] }>('/api/grid/nodes'),
      control.get<{ agents: readonly AgentJson[] }>('/api/grid/agents'),
    ]);
    return { node: nodes.map((node) => node.node_id), agent: agents.map((agent) => agent.agent_id) };
  } catch (reason) {
    if (!isAway(reason)) throw reason;
    const seen = await agentsFromMaster(invocation, reason);
    return { node: seen.nodes.map((node) => node.node_id), agent: seen.agents.map((agent) => agent.agent_id) };
  }
}

/**
 * The one name meant: the name itself, or the only one that begins so (`7k3q` for `node-7k3q9x2mab`). Never a guess.
 * @throws SutraError SUTRA_NAME_AMBIGUOUS listing the matches, SUTRA_NAME_UNKNOWN naming the nearest
 */
export function pickName(what: string, typed: string, known: readonly string[]): string {
  if (known.includes(typed)) return typed;
  const matches = typed === '' ? [] : known.filter((name) => BEFORE.some((before) => name.startsWith(before + typed)));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  if (only === undefined) {
    const close = nearest(typed, known);
    throw new SutraError(
      'SUTRA_NAME_UNKNOWN',
      `There is no ${what} "${typed}"${close.length === 0 ? '' : `; closest: ${close.join(', ')}`}`,
    );
  }
  const more = matches.length > LISTED_MAX ? ` and ${matches.length - LISTED_MAX} more` : '';
  throw new SutraError('SUTRA_NAME_AMBIGUOUS', `"${typed}" could be ${matches.slice(0, LISTED_MAX).join(', ')}${more}`);
}

/** Reads one thing by what was typed: as it is first, and as the beginning of a name when there is no such name. */
export async function readNamed<T>(invocation: Invocation, kind: NameKind, typed: string, pathOf: (name: string) => string): Promise<T> {
  const control = new ControlClient(invocation);
  try {
    return await control.get<T>(pathOf(encodeURIComponent(typed)));
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.kind !== 'not_found') throw reason;
    const name = pickName(kind, typed, (await namesOf(invocation))[kind]);
    if (name === typed) throw reason; // it is there, and what was asked about it is not
    return control.get<T>(pathOf(encodeURIComponent(name)));
  }
}

/** What an entity typed as a filter or target means; ids of other kinds (operations, events, `cluster`) pass as they are. */
export async function pickEntity(
  invocation: Invocation,
  typed: string,
): Promise<{ readonly kind: NameKind | 'other'; readonly id: string }> {
  if (/^(op|event)-/.test(typed) || typed === 'cluster') return { kind: 'other', id: typed };
  const names = await namesOf(invocation);
  const id = pickName('node or agent', typed, [...names.node, ...names.agent]);
  return { kind: names.node.includes(id) ? 'node' : 'agent', id };
}
