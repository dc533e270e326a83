import type { LiveCatalogue } from '../names.ts';
import type { ClarifyPlan, Plan } from '../plan.ts';
import { isMark } from './clause.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { PERSON } from './follow-up.ts';
import { subjectOf } from './parts.ts';
import type { Item, Sentence } from './sentence.ts';
import { ofItsSentence } from './stands-alone.ts';

export const WORST_BY: ClarifyPlan = {
  op: 'clarify',
  reason: 'ambiguous_metric',
  slot: 'metric',
  options: ['by crashes', 'by restarts', 'by downtime', 'by cpu', 'by memory'],
};

/** "the usage of node-42", "the load on agent-2": which figure is meant is asked back, where nothing else is unclear. */
export function vagueFigure(left: readonly Item[]): ClarifyPlan | undefined {
  const [only, ...more] = left;
  if (only !== undefined && more.length === 0 && isBareBound(only)) return WHICH_FIGURE;
  if (only?.type !== 'word' || only.entry.vague === undefined || more.length > 0) return undefined;
  return { op: 'clarify', reason: 'ambiguous_metric', slot: 'metric', options: only.entry.vague };
}

export const meansTop = (item: Item): boolean =>
  item.type === 'word' &&
  item.entry.top !== undefined &&
  item.entry.event === undefined &&
  item.entry.metric === undefined &&
  item.entry.dim === undefined;

/** "which node is the worst one": of what, nothing says. */
export function superlativeOfNothing(left: readonly Item[], { items }: Sentence): ClarifyPlan | undefined {
  const noun = items.some((item) => item.type === 'word' && (item.entry.target === 'agent' || item.entry.target === 'node'));
  const other = items.some(
    (item) =>
      item.type === 'word' &&
      (item.entry.event ??
        item.entry.metric ??
        item.entry.duration ??
        item.entry.ratio ??
        item.entry.cause ??
        item.entry.status ??
        item.entry.act) !== undefined,
  );
  const said = left.filter((item) => item.type !== 'number' || item.value !== 1 || item.sign !== undefined);
  return said.length > 0 && said.every(meansTop) && noun && !other ? WORST_BY : undefined;
}

/** "above 90", "below 10 %": a bound, and nothing said of what. */
export const isBareBound = (item: Item): boolean =>
  item.type === 'number' &&
  (item.sign !== undefined || item.high !== undefined) &&
  item.amount === undefined &&
  (item.unit === undefined || item.unit === '%');

export const WHICH_FIGURE: ClarifyPlan = { op: 'clarify', reason: 'ambiguous_metric', slot: 'metric', options: ['cpu', 'memory', 'disk'] };

/** "why did the agent go offline?" with nothing said before, where there are several: the same. */
function oneOfSeveral({ tokens, items }: Sentence, { names }: LiveCatalogue): ClarifyPlan | undefined {
  const [, slot] =
    /^(?:(?:but|and|so) )?why (?:(?:did|was|is|has|does) )?(?:the|this|that) (agent|node) /.exec(
      tokens.map((token) => token.text).join(' '),
    ) ?? [];
  if (slot !== 'agent' && slot !== 'node') return undefined;
  return names[slot].size < 2 || items.some((item) => item.type === 'name') ? undefined : { op: 'clarify', reason: 'missing_entity', slot };
}

/** "why did it crash" with nothing said before: which one? */
export function pronounAlone(sentence: Sentence, catalogue: LiveCatalogue): ClarifyPlan | undefined {
  const one = oneOfSeveral(sentence, catalogue);
  if (one !== undefined) return one;
  const it = sentence.items.find((item) => isMark(item, 'it') && item.type === 'word' && item.entry.event === undefined);
  if (it === undefined || sentence.items.some((item) => item.type === 'name')) return undefined;
  // "tell me a joke, it is a long night"
  if (sentence.tokens.some((token) => ELSEWHERE.has(token.text))) return undefined;
  const text = sentence.tokens.map((token) => token.text).join(' ');
  // "is it likely that …": it stands for what follows.
  if (/\b(is|was|would|will) it (be )?(likely|possible|probable|true|normal|safe|correct|right|ok|okay) (that|to|if)\b/.test(text))
    return undefined;
  if (
    !/\bhow long (was|is|has) it\b(?! since| to | take)/.test(text) &&
    /\b(as it|is it|was it|does it take|did it take|it take|it was|it is|it takes|when it|it looked|forget it|do it|cancel it|confirm it|approve it)\b/.test(
      text,
    ) &&
    sentence.items.some(
      (item) =>
        item.type === 'word' &&
        (item.entry.target !== undefined ||
          item.entry.mark === 'long' ||
          item.entry.act === 'cancel' ||
          item.entry.act === 'confirm' ||
          item.entry.mark === 'who' ||
          item.entry.duration !== undefined),
    )
  )
    return undefined;
  if (
    sentence.items.some(
      (item) =>
        item.type === 'word' &&
        (item.entry.about !== undefined || item.entry.act === 'cancel' || item.entry.act === 'confirm' || item.entry.topic !== undefined),
    )
  )
    return undefined;
  const events = sentence.items.flatMap((item) => (item.type === 'word' && item.entry.event !== undefined ? item.entry.event : []));
  const act = sentence.items.find((item) => item.type === 'word' && item.entry.act !== undefined);
  const kind = sentence.items.find((item) => item.type === 'word' && (item.entry.target === 'agent' || item.entry.target === 'node'));
  if (kind !== undefined) return undefined;
  const slot = /agent|machine/.test(it.type === 'word' ? it.phrase : '')
    ? 'agent'
    : (subjectOf(events) ??
      (act !== undefined && act.type === 'word' && (act.entry.act === 'drain' || act.entry.act === 'undrain')
        ? 'agent'
        : act !== undefined || /node/.test(it.type === 'word' ? it.phrase : '')
          ? 'node'
          : 'entity'));
  return { op: 'clarify', reason: 'missing_entity', slot };
}

/** "who started it again?" after the nodes somebody stopped, "what else did she do?" where nobody was named: of whom is asked back. */
export function nobodyMeant(sentence: Sentence, before: Plan, catalogue: LiveCatalogue): ClarifyPlan | undefined {
  const { items, tokens } = sentence;
  const it = items.find((item) => isMark(item, 'it', 'them') && !ofItsSentence(sentence, item));
  if (it === undefined) return undefined;
  const asksWho = items.some((item) => isMark(item, 'who'));
  if (isMark(it, 'them'))
    return asksWho &&
      'target' in before &&
      before.target === 'event' &&
      items.some((item) => item.type === 'word' && item.entry.act !== undefined)
      ? { op: 'clarify', reason: 'missing_entity', slot: 'node' }
      : undefined;
  if (PERSON.test(tokens[it.at]?.text ?? '')) return { op: 'clarify', reason: 'missing_entity', slot: 'entity' };
  const deed = items.some((item) => item.type === 'word' && item.entry.act !== undefined && item.entry.event !== undefined);
  return deed && before.op === 'audit' ? pronounAlone(sentence, catalogue) : undefined;
}

/** "after the restart", of nobody: of the grid, or of some node. */
export function whichRestart({ text, items }: Sentence): ClarifyPlan | undefined {
  if (!THE_RESTART.test(text) || items.some((item) => item.type === 'name' || item.type === 'lost')) return undefined;
  const options = ['the last restart of the grid', 'the last node restart'].map((said) =>
    text.replace(/\bthe (?:re-?start|reboot)\b/i, said),
  );
  return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options };
}
const THE_RESTART = /\b(?:before|after|since|around|during|following|in|at) the (?:re-?start|reboot)\s*(?:[?!.,]|$)/i;
