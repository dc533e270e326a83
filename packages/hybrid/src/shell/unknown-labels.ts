import { nearest } from '@sutra/kit';
import type { GridState } from '@sutra/model';
import type { Plan } from '../core/plan.ts';
import { firstOf, type Result } from './answer.ts';

const LABEL = 'label.';
/** Labels that are named beside one that nothing has, where none of them is like it. */
const NAMED_MAX = 6;

/** What an answer of nothing says of labels it was asked by that no agent has: one that was mistyped is told apart from what did not happen. */
export function withUnknownLabels(result: Result, plan: Plan, state: GridState): Result {
  if (result.status !== 'empty' && result.value !== 0) return result;
  const asked = labelsIn(plan);
  if (asked.size === 0) return result;
  const known = new Set([...state.agents.values()].flatMap(({ labels }) => Object.keys(labels)));
  const said = [...asked].filter((label) => !known.has(label)).map((label) => unknownLabel(label, known));
  if (said.length === 0) return result;
  return { ...result, text: [result.text, ...said.map((one) => `${one}.`)].join(' '), unknown: [...(result.unknown ?? []), ...said] };
}

function unknownLabel(label: string, known: ReadonlySet<string>): string {
  const near = nearest(label, known);
  const others = near.length > 0 ? `nearest: ${near.join(', ')}` : `labels are ${firstOf([...known].sort(), NAMED_MAX)}`;
  return `No agent has a label "${label}" now (${known.size === 0 ? 'none has any' : others})`;
}

/** Labels by which any part of a plan asks. */
function labelsIn(part: unknown, found = new Set<string>()): Set<string> {
  if (typeof part !== 'object' || part === null) return found;
  for (const [name, value] of Object.entries(part)) {
    if (!Array.isArray(part) && name.startsWith(LABEL)) found.add(name.slice(LABEL.length));
    labelsIn(value, found);
  }
  return found;
}
