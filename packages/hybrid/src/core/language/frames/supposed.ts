import type { SimulatePlan, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { happeningOf } from '../linked-clauses.ts';
import { entityKind, made, partsOf } from '../parts.ts';
import type { Item } from '../sentence.ts';
import type { Frame } from './frame.ts';

type Change = Readonly<Record<string, unknown>>;

const textOf = (clause: Clause): string => clause.items.map((item) => clause.text(item)).join(' ');
const bare = (clause: Clause) =>
  clause.numbers().find((item) => item.amount === undefined && item.unit === undefined && item.high === undefined);

/** Another rule in force, or another number of things: "the restart limit had been 3", "node-7 had run on edge-tokyo", "we had 2 more agents". */
function otherPolicy(clause: Clause): Change | undefined {
  const text = textOf(clause);
  const change = otherRestart(clause, text) ?? otherPlace(clause, text) ?? otherNumber(clause, text);
  if (change !== undefined) clause.use(...clause.items);
  return change;
}

/** "the restart limit had been 3", "the restart policy were never", "nodes had never been restarted". */
function otherRestart(clause: Clause, text: string): Change | undefined {
  const node = clause.names('node').map((item) => item.name);
  const which = node.length === 0 ? {} : { node };
  const number = bare(clause);
  if (/\b(restart limit|restarts? (allowed|limit)|max(imum)? restarts?|limit (of|on) restarts?)\b/.test(text))
    return number === undefined ? undefined : { policy: 'restart', restart_limit: number.value, ...which };
  if (number !== undefined && /\b(at most|no more than|only) [^ ]*\d* ?(times )?.*\brestart/.test(text) && /restart/.test(text))
    return { policy: 'restart', restart_limit: number.value, ...which };
  if (!/\b(restart policy|restarts? policy|policy)\b/.test(text)) {
    if (/\b(with no|without|without any) (automatic )?restart(s|ing)?\b|\b(nothing|nobody) (had |was |were )?(been )?restart/.test(text))
      return { policy: 'restart', restart: 'never', ...which };
    if (
      /\b(never|not|no longer)\b.*\brestart|\bno restarts?\b|\brestarts? (had been|were|was) (off|disabled)\b/.test(text) &&
      /\b(had|were|been|was)\b/.test(text)
    )
      return { policy: 'restart', restart: 'never', ...which };
    return /\balways\b.*\brestart/.test(text) ? { policy: 'restart', restart: 'always', ...which } : undefined;
  }
  const mode = /\bon[- ]failure\b/.test(text)
    ? 'on-failure'
    : /\balways\b/.test(text)
      ? 'always'
      : /\b(never|off|none|no)\b/.test(text)
        ? 'never'
        : undefined;
  return mode === undefined ? undefined : { policy: 'restart', restart: mode, ...which };
}

/** "node-7 had run on edge-tokyo", "nothing had run on agent-2", "agents held at most 3 nodes". */
function otherPlace(clause: Clause, text: string): Change | undefined {
  const nodes = clause.names('node').map((item) => item.name);
  const agents = clause.names('agent').map((item) => item.name);
  const ran = /\b(run|ran|runs|running|been|lived|placed|put|moved|were|was|hosted|started) (on|to|onto|at)\b|\bmove\b/.test(text);
  if (nodes.length > 0 && agents.length === 1 && ran) return { policy: 'placement', node: nodes, onto: agents[0] };
  if (agents.length > 0 && nodes.length === 0 && /\b(nothing|no nodes?|none)\b.*\b(on|to)\b/.test(text) && ran)
    return { policy: 'placement', without: agents };
  const number = bare(clause);
  const limit =
    /\b(agents?|machines?|each|every)\b.*\b(at most|no more than|only|max(imum)?|limit|up to|could hold|held|hold|took|take)\b.*\bnodes?\b/;
  const reversed = /\b(at most|no more than|only|max(imum)?( of)?|up to)\b.*\bnodes?\b.*\b(per|each|every|an?) (agent|machine)\b/;
  if (number !== undefined && (limit.test(text) || reversed.test(text))) return { policy: 'placement', max_nodes: number.value };
  return undefined;
}

/** "we had 2 more agents", "there were 10 nodes", "5 more nodes were added". */
function otherNumber(clause: Clause, text: string): Change | undefined {
  const number = bare(clause);
  if (number !== undefined && /\bscaled (up |down |out |in )?to \d+\b/.test(text) && clause.names().length === 0)
    return { verb: 'scale', count: number.value };
  if (number === undefined || clause.words('act').some((item) => item.entry.act === 'scale' && /scale|grow|shrink/.test(item.phrase)))
    return undefined;
  const more = /\b(more|another|additional|extra|new|added|add|less|fewer)\b/.test(text);
  const fewer = /\b(less|fewer)\b/.test(text);
  const noun = clause.words('target').find((item) => item.entry.target === 'agent' || item.entry.target === 'node');
  if (noun === undefined || !/\b(had|have|were|was|are|add|added|got|there)\b/.test(text) || clause.names('node').length > 0)
    return undefined;
  if (noun.entry.target === 'agent') return more && !fewer ? { policy: 'scaling', agents: number.value } : undefined;
  if (fewer) return undefined;
  return more ? { policy: 'scaling', more_nodes: number.value } : { policy: 'scaling', nodes: number.value };
}

/** What would follow if something happened. A wish inside "what if" is supposed, never acted on. */
const simulate: Frame = {
  name: 'simulate',
  weight: 14,
  read: (clause) => {
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'simulate');
    const first = clause.tokens
      .slice(0, 2)
      .map((one) => one.text)
      .join(' ');
    const canWe =
      /^(can|could|would|should|may) (we|i|the|it)$/.test(first) && clause.words('act').some((item) => item.entry.form === 'base');
    const would =
      /\bwould\b|^(?:could|might) (?!we\b|i\b|you\b)/.test(clause.tokens.map((one) => one.text).join(' ')) &&
      clause.items.some((item) => isMark(item, 'if'));
    const iff = clause.items.find((item) => isMark(item, 'if'));
    const acted = clause.words('act').find((item) => item.entry.form === 'base' || item.entry.form === 'past' || item.entry.form === 'ing');
    // "if I drained agent-4": somebody does it.
    const byHand = acted !== undefined && DOER.test(clause.word(acted.at - 1));
    clause.use(...clause.items.filter((item) => AHEAD.test(clause.text(item))));
    const supposed =
      (iff !== undefined && clause.items.some((item) => /^(what happens|happens|happen)$/.test(clause.text(item)))) ||
      (iff !== undefined && /(^| )what then( |$)/.test(clause.tokens.map((one) => one.text).join(' ')));
    if (
      cues.length === 0 &&
      !canWe &&
      !would &&
      !supposed &&
      !(iff !== undefined && acted !== undefined && clause.cue('watch') === undefined)
    )
      return undefined;
    clause.use(
      ...cues,
      ...(iff === undefined ? [] : [iff]),
      ...clause.items.filter(
        (item) =>
          /^(happens|happen|would|then|lose|losing|lost)$/.test(clause.text(item)) &&
          !(item.type === 'word' && item.entry.event !== undefined),
      ),
      ...clause.words('cue').filter((item) => item.entry.cue === 'timeline' || item.entry.cue === 'impact' || item.entry.cue === 'predict'),
    );
    // "can we lose agent-4 without trouble?": what follows is the question.
    const spared = clause.items.find((item) => clause.text(item) === 'without');
    const ill = spared === undefined ? undefined : clause.next(spared, /^(any|a|an|the|much|serious)$/);
    if (
      spared !== undefined &&
      ill?.type === 'word' &&
      ((ill.entry.form === 'noun' && ill.entry.event !== undefined) || ill.entry.cue === 'impact')
    )
      clause.use(spared, ill);
    // "can we survive without agent-2": it would not be there.
    const lacking = clause.items.find((item) =>
      /^(without|survive without|do without|manage without|cope without|live without)$/.test(clause.text(item)),
    );
    if (lacking !== undefined && !clause.used.has(lacking)) clause.use(lacking);
    // "without the outage of agent-2": what happened is supposed away, not the agent.
    const lacked = lacking === undefined ? undefined : clause.next(lacking, /^(any|a|an|the|that|this)$/);
    const undone =
      lacked?.type === 'word' && lacked.entry.form === 'noun' && clause.names().every((name) => name.at > lacked.at)
        ? lacked.entry.event
        : undefined;
    const other = otherPolicy(clause);
    if (other !== undefined) return { op: 'simulate', change: other };
    const wished =
      acted !== undefined &&
      (acted.entry.event === undefined || acted.entry.form === 'base' || iff !== undefined || byHand) &&
      !(acted.entry.form === 'base' && acted.entry.event !== undefined && subjectBefore(clause, acted))
        ? acted
        : undefined;
    if (wished !== undefined && !(wished.entry.event !== undefined && subjectBefore(clause, wished))) {
      clause.use(
        wished,
        ...clause.items.filter(
          (item) => /^(up|down|to|by)$/.test(clause.text(item)) && Math.abs(clause.items.indexOf(item) - clause.items.indexOf(wished)) < 4,
        ),
      );
      const number = clause.numbers().find((item) => item.amount === undefined);
      if (number !== undefined) clause.use(number);
      const parts = partsOf(clause, 'rows');
      return {
        op: 'simulate',
        change: { verb: wished.entry.act as string, ...parts.names, ...(number === undefined ? {} : { count: number.value }) },
      };
    }
    const led = iff === undefined ? undefined : ledTo(clause, iff);
    const where = happeningOf(led?.cause ?? (lacking === undefined ? clause : clause.without([lacking])));
    if (Object.keys(where).length === 0) return undefined;
    if (undone !== undefined)
      return made<SimulatePlan>({ op: 'simulate', change: { ...where, event: { not: [...undone] } } } as SimulatePlan);
    const kind: Record<string, string[]> =
      where['event'] === undefined ? { event: [where['node'] !== undefined ? 'node_crashed' : 'agent_offline'] } : {};
    const lost =
      Array.isArray(where['event']) && where['event'][0] === 'agent_offline' && where['node'] !== undefined
        ? { event: ['node_crashed'] }
        : {};
    // An agent that "dies" or "crashes" is lost; only nodes crash.
    const gone =
      Array.isArray(where['event']) &&
      where['event'].every((type) => type === 'node_crashed' || type === 'agent_offline') &&
      where['node'] === undefined &&
      where['agent'] !== undefined
        ? { event: ['agent_offline'] }
        : {};
    // "if eu-west fails": what failing is for a node, and for what agents make up.
    const failing =
      Array.isArray(where['event']) && where['event'].join() === '@failure'
        ? { event: [where['node'] !== undefined ? 'node_crashed' : 'agent_offline'] }
        : {};
    return made<SimulatePlan>({
      op: 'simulate',
      change: { ...kind, ...where, ...lost, ...gone, ...failing },
      ...(led === undefined ? {} : { outcome: led.outcome }),
    } as SimulatePlan);
  },
};

/** "would node-42 crash if agent-2 went offline", "if agent-2 went offline, would node-42 crash": what is supposed, and whether the other would come of it. */
function ledTo(clause: Clause, iff: Item): { readonly cause: Clause; readonly outcome: Where } | undefined {
  const at = clause.items.indexOf(iff);
  const would = clause.items.findIndex((item, k) => k > at && /^(would|will|does|could)$/.test(clause.text(item)));
  const [cause, effect] =
    at > 0
      ? [clause.items.slice(at + 1), clause.items.slice(0, at)]
      : [clause.items.slice(1, Math.max(1, would)), clause.items.slice(Math.max(1, would))];
  const happens = (item: Item): boolean => item.type === 'word' && (item.entry.event ?? item.entry.status) !== undefined;
  // "would any nodes crash": of those there are.
  const asked = /^(would|will|does|do|could|might)$/.test(effect[0] === undefined ? '' : clause.text(effect[0]));
  const isOf = (item: Item): boolean =>
    item.type === 'name' ||
    (item.type === 'word' &&
      (item.entry.target === 'cluster' ||
        (asked && (entityKind(item.entry.target) !== undefined || /^(?:node|agent) /.test(item.phrase)))));
  if (!cause.some((item) => item.type === 'name') || !effect.some(happens) || !effect.some(isOf)) return undefined;
  const outcome = happeningOf(clause.part(effect));
  return outcome['event'] === undefined ? undefined : { cause: clause.part(cause), outcome };
}

const DOER = /^(i|we|you|they|someone|somebody|anyone|one)$/;
/** When it is supposed to happen: what follows is told of the grid as it is. */
const AHEAD = /^(tomorrow|tonight|next|soon|suddenly|ever)$/;
const subjectBefore = (clause: Clause, item: { readonly at: number }): boolean => clause.names().some((name) => name.end === item.at);

export const SUPPOSED_FRAMES: readonly Frame[] = [simulate];
