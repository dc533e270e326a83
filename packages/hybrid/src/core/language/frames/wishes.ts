import type { ActionPlan, ClarifyPlan, Plan, Target, Verb, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { entityKind, made, partsOf } from '../parts.ts';
import { statusCond } from '../senses.ts';
import type { Item, WordItem } from '../sentence.ts';

/** Words around a wish that say nothing of it. */
export const POLITE =
  /^(please|pls|plz|can|could|you|now|just|go|and|ahead|then|ok|okay|hey|hi|hello|let|us|i|want|to|need|would|like|kindly|like to|will|me|for|so|the|sutra|,|would you mind|mind|we|should|have|must|yes|sure|try|and then|help|id|asap|urgently|quickly|immediately|go ahead and|do the needful|do the needful and|no|wait|no wait|actually|hold on|have)$/;
/** What may be wished for agents or nodes that are told by a figure. */
const BY_FIGURE = /^(?:restart|stop|drain|undrain|update|rollback|backup)$/;

/** What is wished with this verb, of what, and how much of it: a preview, or what has to be asked back first. */
export function wishOf(clause: Clause, verb: WordItem, act: Verb): Plan | undefined {
  const mistyped = clause.names().find((item) => item.how === 'typo');
  if (mistyped !== undefined) {
    clause.use(...clause.items);
    return ask('ambiguous_entity', mistyped.kind === 'agent' ? 'agent' : 'node', [mistyped.name]);
  }
  const it = clause.mark('it', 'them');
  // "stop it, node-4 is fine": what it is, was not said.
  const object = it === undefined ? undefined : clause.items[clause.items.indexOf(verb) + 1];
  if (it !== undefined && (clause.names().length === 0 || object === it)) {
    clause.use(...clause.items);
    return ask('missing_entity', act === 'drain' || act === 'undrain' || /agent/.test(it.phrase) ? 'agent' : 'node');
  }
  const either = eitherOf(clause);
  if (either !== undefined) {
    clause.use(...clause.items);
    return either;
  }
  const direction =
    clause.items.find((item) => /^(up|down|out|in|to|by)$/.test(clause.text(item)) && item.at === verb.end) ??
    (act === 'scale' ? clause.items.find((item) => /^(up|down|out)$/.test(clause.text(item))) : undefined);
  if (direction !== undefined) clause.use(direction);
  const moved = act === 'move' ? destination(clause) : undefined;
  // "from 1.4.2 to 1.5.0": the one it is to be, and the one it is.
  const versions = act === 'update' || act === 'rollback' ? clause.names('version') : [];
  // "to version 1.5.1"
  const wordBefore = (item: Item): string =>
    /^(?:version|release|v)$/.test(clause.word(item.at - 1)) ? clause.word(item.at - 2) : clause.word(item.at - 1);
  const version = versions.find((item) => wordBefore(item) === 'to') ?? versions[0];
  if (version !== undefined)
    clause.use(
      version,
      ...versions.filter((item) => item !== version && wordBefore(item) === 'from'),
      ...clause.words('dim').filter((item) => item.entry.dim === 'version'),
    );
  const by = clause.mark('by');
  const counts = clause.numbers().filter((item) => item.amount === undefined && item.unit === undefined && item.sign === undefined);
  const number = act === 'scale' || act === 'spawn' ? counts[0] : undefined;
  const kept = act === 'scale' ? clause.items.find((item) => item.type === 'plain' && /^[nx]$/.test(item.text)) : undefined;
  if (kept !== undefined) {
    clause.use(...clause.items);
    return ask('missing_param', 'params');
  }
  if (number !== undefined) clause.use(number);
  const all = clause.items.filter((item) => isMark(item, 'all'));
  clause.use(...all);
  // "restore cache-1 from backup": from what else.
  if (act === 'restore')
    clause.use(...clause.items.filter((item) => /^(from|backup|the last|the latest|last|latest)$/.test(clause.text(item))));
  const noun = clause.words('target').find((item) => entityKind(item.entry.target) !== undefined);
  // "drain the agent docker": one agent, by the name of a place that many are in.
  const placed = noun === undefined || noun.entry.plural === true ? undefined : clause.items[clause.items.indexOf(noun) + 1];
  if (
    placed?.type === 'name' &&
    /^(?:platform|env|region)$/.test(placed.kind) &&
    !/^(?:every|each|any|all|per)$/.test(clause.word((noun?.at ?? 0) - 1))
  ) {
    clause.use(...clause.items);
    return ask('missing_entity', noun?.entry.target === 'agent' ? 'agent' : 'node');
  }
  // "increase … to 8": the verb itself says more, the number says how many in all.
  const more = clause.items.filter(
    (item) => item.at !== verb.at && (isMark(item, 'more') || /^(new|another|additional|extra|more)$/.test(clause.text(item))),
  );
  clause.use(...more);
  const parts = partsOf(clause, 'rows');
  const status = parts.senses.events.length > 0 ? statusOfEvents(parts.senses.events) : statusCond(parts.senses);
  // "restart node-4 at 5pm": nothing is done at another time, and what was done then is another question.
  const one = parts.names['node'] !== undefined || parts.names['agent'] !== undefined;
  if (parts.time !== undefined && parts.at !== undefined && one) {
    clause.use(...clause.items);
    return ask('ambiguous_intent', 'op', [`${act} ${[parts.names['node'] ?? parts.names['agent']].flat().join(' ')}`]);
  }
  // "stop the nodes whose memory is above 95 %": those that meet it when a person confirms.
  const bounded = Object.keys(parts.bounds).length > 0;
  if (status === undefined || parts.time !== undefined || (bounded && (noun === undefined || !BY_FIGURE.test(act)))) return undefined;
  if (parts.names['user'] !== undefined) {
    clause.use(...clause.items);
    return ask('ambiguous_intent', 'op');
  }
  // "update agent-2 history": what is wanted is to be shown.
  if (clause.words('cue').some((item) => !clause.used.has(item) && /^(?:timeline|report|chart|audit)$/.test(item.entry.cue ?? '')))
    return undefined;
  const where: Where = { ...parts.names, ...status, ...parts.bounds };
  const fewer = /^(remove|drop|take away|get rid of)$/.test(verb.phrase);
  // "spawn 3 nodes across eu-west": so many, whatever there are.
  const relative =
    act !== 'spawn' &&
    (fewer ||
      by !== undefined ||
      (act === 'scale' && (more.length > 0 || clause.words('act').some((item) => /add|remove/.test(item.phrase)))));
  if (by !== undefined) clause.use(by);
  if (act === 'scale' && number === undefined) return ask('missing_param', 'params');
  if (act === 'move' && moved === undefined && Object.keys(where).length > 0) return ask('missing_param', 'params');
  const down =
    fewer ||
    /down|in$|shrink|reduce|decrease|lower|cut|trim|downsize/.test(verb.phrase) ||
    /^(down|in)$/.test(direction === undefined ? '' : clause.text(direction));
  const params =
    number !== undefined
      ? relative
        ? { delta: down ? -number.value : number.value }
        : { count: number.value }
      : moved !== undefined
        ? { to: moved }
        : version !== undefined
          ? { version: version.name }
          : act === 'spawn' && noun?.entry.target === 'node' && noun.entry.plural !== true && where['node'] === undefined
            ? { count: 1 } // "spawn a node on agent-2"
            : undefined;
  const named = where['node'] !== undefined || where['agent'] !== undefined || Object.keys(where).length > 0;
  if (!named && all.length === 0 && !/^(scale|spawn|backup|restore)$/.test(act))
    return ask('missing_entity', noun?.entry.target === 'agent' || act === 'drain' || act === 'undrain' ? 'agent' : 'node');
  const alone = clause.items.every((item) => item === verb || POLITE.test(clause.text(item)));
  if (act === 'spawn' && alone) return ask('missing_param', 'params');
  // "spawn some more nodes": how many is for whoever wishes to say.
  if (act === 'spawn' && number === undefined && noun?.entry.plural === true) return ask('missing_param', 'params');
  if (act === 'spawn' && number === undefined && noun === undefined && where['node'] === undefined) return undefined;
  // "bring up the failed nodes" wants to see them.
  if (verb.phrase === 'bring up' && number === undefined && where['node'] === undefined) return undefined;
  // "roll out a new version to production": which, was not said.
  if (act === 'update' && version === undefined && SOME_VERSION.test(clause.tokens.map((token) => token.text).join(' '))) {
    clause.use(...clause.items);
    return ask('missing_param', 'params');
  }
  const target: Target | undefined =
    act === 'backup' || act === 'restore'
      ? (keptOf(
          where,
          clause.words('target').some((item) => item.entry.target === 'cluster'),
        ) ?? (Object.keys(where).length > 0 ? entityKind(noun?.entry.target) : undefined))
      : (entityKind(noun?.entry.target) ?? targetFor(act, where, clause));
  if (act === 'scale' && target === 'agent') return undefined;
  return made<ActionPlan>({ op: 'action', verb: act, target, where, params } as ActionPlan);
}

/** What is asked back. */
export const ask = (reason: ClarifyPlan['reason'], slot: ClarifyPlan['slot'], options?: readonly string[]): ClarifyPlan => ({
  op: 'clarify',
  reason,
  slot,
  ...(options === undefined ? {} : { options }),
});

/** "restart the crashed nodes": happenings before a noun are statuses in a wish. */
function statusOfEvents(events: readonly string[]): Where | undefined {
  const known: Readonly<Record<string, string>> = {
    node_crashed: 'crashed',
    '@failure': '@failed',
    agent_offline: 'offline',
    agent_degraded: 'degraded',
    stop_succeeded: 'stopped',
  };
  const statuses = events.map((event) => (Object.hasOwn(known, event) ? known[event] : undefined));
  return statuses.some((status) => status === undefined) ? undefined : { status: statuses as string[] };
}

/** What a copy is of: a thing that is named, or the grid. */
const keptOf = (where: Where, grid: boolean): Target | undefined =>
  where['node'] !== undefined ? 'node' : where['agent'] !== undefined ? 'agent' : grid ? 'cluster' : undefined;

function targetFor(act: Verb, where: Where, clause: Clause): Target {
  if (where['node'] !== undefined) return 'node';
  if (act === 'drain' || act === 'undrain' || act === 'update' || act === 'rollback') return 'agent';
  return (act === 'stop' || act === 'restart') && Object.keys(where).join() === 'agent' && isObject(clause) ? 'agent' : 'node';
}

/** "restart agent-5", "a shutdown of agent-5": the agent itself. "restart whatever runs on agent-5", "… all of agent-5": what is on it. */
const isObject = (clause: Clause): boolean =>
  !clause.names('agent').some(({ at }) => /^(?:on|in|at|from|under|by)$/.test(clause.word(at - 1))) && clause.mark('all') === undefined;

/** "restart node-4 or node-5", "drain one of the us-east agents": which, is for whoever wishes to say. */
function eitherOf(clause: Clause): ClarifyPlan | undefined {
  const things = clause.names().filter(({ kind }) => kind === 'node' || kind === 'agent');
  const apart = things.some(({ end }, i) => clause.word(end) === 'or' && things[i + 1]?.kind === things[i]?.kind);
  const [first] = things;
  if (apart && first !== undefined)
    return ask(
      'ambiguous_entity',
      first.kind as 'node' | 'agent',
      things.filter(({ kind }) => kind === first.kind).map(({ name }) => name),
    );
  const text = clause.tokens.map((token) => token.text).join(' ');
  if (!ONE_OF.test(text)) return undefined;
  const noun = clause.words('target').find((item) => entityKind(item.entry.target) !== undefined);
  const kind = noun?.entry.target ?? first?.kind;
  return kind === 'node' || kind === 'agent' ? ask('ambiguous_entity', kind) : undefined;
}
const SOME_VERSION = /\b(?:new|newer|newest|latest|current|different|other|another|recent|next) (?:version|release|build)\b/;
const ONE_OF = /\b(?:one|either|some|a few|a couple|two|three) of (?:the|our|my|these|those|its|all)\b/;

/** The agent after "to" of a move. */
function destination(clause: Clause): string | undefined {
  const item = clause.names('agent').find((name) => /^(to|onto|into)$/.test(clause.word(name.at - 1)));
  if (item === undefined) return undefined;
  clause.use(item, ...clause.items.filter((one) => one.end === item.at));
  return item.name;
}
