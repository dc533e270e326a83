import { counted, durationText } from '@sutra/kit';
import { sideWords } from '../core/paraphrase.ts';
import type { Plan, Side } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { clockOfIso } from './clock.ts';
import { countedEvents, nameOf } from './events/words.ts';
import { unitOf } from './figure-text.ts';

/** "9 crashes of agent-1 against 2 of agent-2 (+350 %).": what was counted is said once, and every side by its name. */
export function compareText(
  plan: Plan,
  sides: readonly { readonly side: Side; readonly value: number | undefined; readonly known: boolean }[],
  changePct: number | undefined,
  work: Work,
): string {
  const say = clockOfIso(work);
  const said = sides.map(({ side, value, known }, i) =>
    [value === undefined ? (known ? 'none' : 'an unknown number') : figure(plan, value, i === 0), sideWords(side, say)]
      .filter((text) => text !== '')
      .join(' '),
  );
  const change = changePct === undefined ? '' : changePct === 0 ? ' (the same)' : ` (${changePct > 0 ? '+' : ''}${changePct} %)`;
  return `${said.join(' against ')}${change}.`;
}

/** A side's number with what it is of; the noun is said of the first one only. */
function figure(plan: Plan, value: number, withNoun: boolean): string {
  switch (plan.op) {
    case 'duration':
      return plan.agg === 'count' ? String(value) : durationText(value * 1000);
    case 'ratio':
      return `${value} %`;
    case 'aggregate':
      return `${value}${plan.agg === 'count' ? '' : unitOf(plan.metric)}`;
    case 'rate':
      return withNoun ? `${value} ${nameOf(plan.where).many} per ${(plan.per ?? '1h').replace(/^1(?=\D)/, '')}` : String(value);
    case 'list':
    case 'count':
      if (!withNoun || (plan.op === 'count' && plan.distinct !== undefined)) return String(value);
      return plan.target === 'event' ? countedEvents(value, plan.where) : counted(value, plan.target === 'entity' ? 'thing' : plan.target);
    default:
      return String(value);
  }
}
