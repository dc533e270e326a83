import { DEEDS } from '../../deeds.ts';
import { paraphrase } from '../../paraphrase.ts';
import type { ActionPlan, AuditPlan, ClarifyPlan, ListPlan, Plan, Target, Verb, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { entityKind, made, partsOf } from '../parts.ts';
import { statusCond } from '../senses.ts';
import type { Item, WordItem } from '../sentence.ts';
import type { Frame } from './frame.ts';
import { meta } from './meta.ts';
import { orderOf } from './ranking.ts';
import { wishHead } from './wish-heads.ts';

const POLITE =
  /^(please|pls|plz|can|could|you|now|just|go|and|ahead|then|ok|okay|hey|hi|hello|let|us|i|want|to|need|would|like|kindly|like to|will|me|for|so|the|sutra|,|would you mind|mind|we|should|have|must|yes|sure|try|and then|help|id|asap|urgently|quickly|immediately|go ahead and|do the needful|do the needful and|no|wait|no wait|actually|hold on|have)$/;
const REPORT =
  /^(history|count|counts|events?|failures?|errors?|success|rate|rates|times?|report|status|requests?|attempts?|activity|log|logs|trend|problems?|issues?|count|per|by|since|during|yesterday|today)$/;

/** Words of questions and conditions: what holds one is no wish. */
const ASKS = /^(why|how|who|when|which|what|if|did|was|were|has|had)$/;

/** A wish: the sentence begins with a verb of command, politeness aside. It becomes a preview, never an act. */
const action: Frame = {
  name: 'action',
  weight: 13,
  read: (clause) => {
    const place = placeFirst(clause);
    const first = clause.items.findIndex(
      (item, k) =>
        k >= place &&
        !(
          POLITE.test(clause.text(item)) ||
          (clause.text(item) === 'go ahead' && k < clause.items.length - 1) ||
          (item.type === 'word' && item.entry.mark === 'only')
        ),
    );
    const verb = wishHead(clause, clause.items[first]) ?? clause.items[first];
    if (
      verb?.type !== 'word' ||
      verb.entry.act === undefined ||
      verb.entry.form === 'past' ||
      verb.entry.plural === true ||
      (verb.entry.form === 'ing' && first === 0)
    )
      return undefined;
    const lead = clause.items.slice(0, first).map((item) => clause.text(item));
    if (
      lead.some((text) => /^(we|should|would)$/.test(text)) &&
      !lead.includes('need') &&
      !lead.includes('like') &&
      !/^would you/.test(lead.join(' '))
    )
      return undefined;
    const next = clause.items[first + 1];
    // "stop telling me about crashes": nothing that runs.
    if (
      next !== undefined &&
      (next.type === 'plain' || next.type === 'word') &&
      /^(?!every|any|some|no)[a-z]{2,}ing\b/.test(clause.text(next)) &&
      !isState(next)
    )
      return undefined;
    if (
      next !== undefined &&
      (REPORT.test(clause.text(next)) || /^(counts?|number|rates?|history|total) of$/.test(clause.text(next)) || next.type === 'period')
    )
      return undefined;
    if (clause.tokens.some(({ text }, k) => ASKS.test(text) && !(text === 'has' && clause.word(k + 1) === 'to'))) return undefined;
    clause.use(verb, ...clause.items.filter((item) => POLITE.test(clause.text(item)) && item.type === 'word'));
    const act = verb.entry.act;
    // A verb that had to be mended may be another: it is asked back.
    if (verb.typo === true) {
      clause.use(...clause.items);
      return ask('ambiguous_intent', 'op', [`${verb.phrase} …`]);
    }
    if (act === 'cancel' || act === 'confirm') return { op: 'action', verb: act };
    return wishOf(clause, verb, act);
  },
};

/** "in eu-west, restart the crashed nodes": how many items a place takes that is said before a wish; what is wished has to be told apart from what happened. */
function placeFirst(clause: Clause): number {
  if (!/^(?:in|on|for|at|across|within)$/.test(clause.text(clause.items[0] as Item))) return 0;
  const end = clause.items.findIndex(
    (item, k) => k > 0 && item.type !== 'name' && !/^(?:and|the|our|region|env|environment|agent)$/.test(clause.text(item)),
  );
  if (end < 2) return 0;
  const comma = clause.text(clause.items[end] as Item) === ',';
  const verb = clause.items[comma ? end + 1 : end];
  const next = clause.items[comma ? end + 2 : end + 1];
  const wished = verb?.type === 'word' && verb.entry.act !== undefined && verb.entry.form !== 'past' && verb.entry.plural !== true;
  const object =
    next !== undefined && (next.type === 'name' || /^(?:the|all|every|each|any|both)\b/.test(clause.text(next)) || isMark(next, 'all'));
  if (!wished || !object) return 0;
  if (comma) clause.use(clause.items[end] as Item);
  return comma ? end + 1 : end;
}

/** "stop the running nodes", "stop running": how they are. */
const isState = (item: Item): boolean => item.type === 'word' && (item.entry.status !== undefined || item.entry.event !== undefined);

/** What may be wished for agents or nodes that are told by a figure. */
const BY_FIGURE = /^(?:restart|stop|drain|undrain|update|rollback|backup)$/;

function wishOf(clause: Clause, verb: WordItem, act: Verb): Plan | undefined {
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
  const relative =
    fewer ||
    by !== undefined ||
    (more.length > 0 && act === 'scale') ||
    clause.words('act').some((item) => /add|remove/.test(item.phrase) && act === 'scale');
  if (by !== undefined) clause.use(by);
  if (act === 'scale' && number === undefined) return ask('missing_param', 'params');
  if (act === 'move' && moved === undefined && Object.keys(where).length > 0) return ask('missing_param', 'params');
  const down = fewer || /down|in$|shrink/.test(verb.phrase) || /^(down|in)$/.test(direction === undefined ? '' : clause.text(direction));
  const params =
    number !== undefined
      ? relative
        ? { delta: down ? -number.value : number.value }
        : { count: number.value }
      : moved !== undefined
        ? { to: moved }
        : version !== undefined
          ? { version: version.name }
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
  const target: Target | undefined =
    act === 'backup' || act === 'restore'
      ? keptOf(
          where,
          clause.words('target').some((item) => item.entry.target === 'cluster'),
        )
      : (entityKind(noun?.entry.target) ?? targetFor(act, where));
  if (act === 'scale' && target === 'agent') return undefined;
  return made<ActionPlan>({ op: 'action', verb: act, target, where, params } as ActionPlan);
}

/** "how many times did …", though a period may be said first. */
const asksHowOften = (clause: Clause): boolean => begins(clause, /^how (?:many times|often)\b/);
const asksHowMany = (clause: Clause): boolean => begins(clause, /^how many\b/);

function begins(clause: Clause, words: RegExp): boolean {
  const first = clause.items.find((item) => item.type !== 'period' && clause.text(item) !== ',');
  return (
    first !== undefined &&
    words.test(
      clause.tokens
        .slice(first.at)
        .map(({ text }) => text)
        .join(' '),
    )
  );
}

const ask = (reason: ClarifyPlan['reason'], slot: ClarifyPlan['slot'], options?: readonly string[]): ClarifyPlan => ({
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

function targetFor(act: Verb, where: Where): Target {
  if (where['node'] !== undefined) return 'node';
  if (act === 'drain' || act === 'undrain') return 'agent';
  return act === 'update' || act === 'rollback' ? 'agent' : 'node';
}

/** The agent after "to" of a move. */
function destination(clause: Clause): string | undefined {
  const item = clause.names('agent').find((name) => /^(to|onto|into)$/.test(clause.word(name.at - 1)));
  if (item === undefined) return undefined;
  clause.use(item, ...clause.items.filter((one) => one.end === item.at));
  return item.name;
}

/** "did somebody restart node-108?": whether it was anybody's deed. */
function someone(clause: Clause, acts: readonly WordItem[]): boolean {
  const who = clause.items.find((item) => /^(somebody|someone|anybody|anyone|some person|any person)$/.test(clause.text(item)));
  return who !== undefined && acts.some((item) => item.at > who.at) && clause.names().length > 0 && /^(did|was)$/.test(clause.word(0));
}

/** "who changed the config": the changes themselves say who. */
function settingsOf(clause: Clause): Plan | undefined {
  const what = clause.items.find((item) => /^(config|configs|configuration|settings?|policy|limits?)$/.test(clause.text(item)));
  const who = clause.mark('who');
  if (what === undefined || who === undefined) return undefined;
  clause.use(what, who, ...clause.words('cue').filter((item) => item.entry.cue === 'changed'));
  const order = clause.has(/^(most recently|most recent|the latest|latest)$/) ? orderOf(clause) : undefined;
  clause.use(...clause.words('order'));
  const parts = partsOf(clause, 'event');
  return made<ListPlan>({
    op: 'list',
    target: 'event',
    where: { event: ['config_changed'], ...parts.names },
    time: parts.time,
    ...order,
    form: 'who',
  } as ListPlan);
}

/** "everything bob did except spawning and stopping", "… other than spawn nodes": the deeds that are left out, as words. */
function leftOut(clause: Clause): readonly WordItem[] {
  const found: WordItem[] = [];
  for (const item of clause.items) {
    if (item.type !== 'word' || leftOutEvents(item).length === 0) continue;
    const before = clause.previous(item, /^(the|a|any|all|to|of|for|successful)$/);
    const joined =
      found.length > 0 && isMark(before, 'and', 'or') && clause.items[clause.items.indexOf(before as Item) - 1] === found.at(-1);
    const but = before !== undefined && clause.text(before) === 'but' && /ing$/.test(item.phrase);
    if (joined || but || isMark(before, 'except')) found.push(item);
  }
  return found;
}

const leftOutEvents = ({ entry }: WordItem): readonly string[] =>
  entry.event ?? (entry.status?.[0] === 'stopping' ? ['stop_succeeded'] : []);

/** All deeds but those. Undefined where only some of a kind are left out: those of one thing, or of one deed; or no deeds at all. */
function othersThan(clause: Clause, left: readonly WordItem[], more: readonly string[], verb: Verb | undefined): Where | undefined {
  const events = [...new Set([...left.flatMap(leftOutEvents), ...more])];
  if (events.length === 0) return {};
  const ofThings = clause.items.some((item) => item.type === 'name' && item.kind !== 'user' && item.at > (left[0]?.at ?? 0));
  if (verb !== undefined || ofThings || events.some((event) => DEEDS[event] === undefined)) return undefined;
  return { event: { not: events } };
}

const audit: Frame = {
  name: 'audit',
  weight: 9,
  read: (clause) => {
    const who = clause.mark('who');
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'audit');
    const left = leftOut(clause);
    const acts = clause.words('act').filter((item) => (item.entry.form !== 'ing' || who !== undefined) && !left.includes(item));
    const users = clause.names('user');
    const actors = clause.words('actor');
    // "a human or a bot": whoever it was.
    const either = new Set(actors.map((item) => item.entry.actor)).size > 1;
    if (either) clause.use(...actors);
    const actor = either ? undefined : actors[0];
    const did = clause.has(/^(do|did|done|doing|does|been up to|up to)$/);
    const words = clause.words('event').filter((item) => !acts.includes(item) && !left.includes(item));
    const deed = words.map((item) => DEEDS[item.entry.event?.[0] ?? '']).find((one) => one !== undefined);
    const byHand = actor !== undefined && /hand|manual|automatic/.test(actor.phrase);
    const whoActs =
      who !== undefined &&
      (acts.length > 0 || did || clause.mark('done') !== undefined || words.some((item) => /config/.test(item.phrase)));
    const setting = who !== undefined && acts.length === 0 && clause.cue('changed') !== undefined ? settingsOf(clause) : undefined;
    if (setting !== undefined) return setting;
    if (
      !(
        cues.length > 0 ||
        whoActs ||
        someone(clause, acts) ||
        ((users.length > 0 || actors.length > 0) &&
          (did ||
            cues.length > 0 ||
            clause.mark('all') !== undefined ||
            acts.length > 0 ||
            clause.mark('done') !== undefined ||
            (byHand && deed !== undefined)))
      )
    )
      return undefined;
    // "how many distinct nodes were restarted by the autoscaler": their number, not the deeds.
    if (who === undefined && clause.mark('distinct') !== undefined) return undefined;
    // "how many times did priya restart node-4": a number of what happened.
    if (who === undefined && cues.length === 0 && users.length > 0 && asksHowOften(clause)) return undefined;
    // "how many nodes did bob spawn": as many as there are, and not who did it.
    if (who === undefined && cues.length === 0 && users.length + actors.length > 0 && acts.length > 0 && asksHowMany(clause))
      return undefined;
    if (who !== undefined && acts.length === 0 && cues.length === 0 && !did && clause.mark('done') === undefined) return undefined;
    clause.use(
      ...cues,
      ...(users.length > 0 && did ? clause.words('cue').filter((item) => item.entry.cue === 'changed') : []),
      ...(who === undefined ? [] : [who]),
      ...clause.items.filter(
        (item) =>
          isMark(item, 'done', 'by', 'all', 'only', 'it') &&
          (!isMark(item, 'it') || /who was it/.test(clause.tokens.map((one) => one.text).join(' '))),
      ),
      ...clause.words('order'),
    );
    const verb = acts.find((item) => item.entry.act !== undefined);
    if (verb !== undefined) clause.use(verb);
    // "who did the last rollout", "restarts done by hand": the deed said as a thing.
    const doneBy = clause.mark('done') !== undefined && users.length + actors.length > 0;
    const done = verb === undefined && (byHand || doneBy || (who !== undefined && did)) ? deed : undefined;
    if (done !== undefined) clause.use(...words.filter((item) => DEEDS[item.entry.event?.[0] ?? ''] === done));
    if (actor !== undefined && who === undefined) clause.use(actor);
    const report = clause.cue('report');
    if (report !== undefined) clause.use(report);
    const noun = clause.words('dim').filter((item) => item.entry.dim === 'user');
    clause.use(...noun, ...clause.words('target'));
    // "who cancelled the update": what was cancelled is no happening that is asked for.
    if (verb?.entry.act === 'cancel' || verb?.entry.act === 'confirm') clause.use(...clause.words('event'));
    for (const item of left) {
      const before = clause.previous(item, /^(the|a|any|all|to|of|for|successful)$/);
      clause.use(item, ...(before === undefined ? [] : [before]));
    }
    const parts = partsOf(clause, 'event');
    if (parts.senses.events.length > 0) return undefined;
    const others = othersThan(clause, left, parts.senses.eventsNot, verb?.entry.act ?? done);
    if (others === undefined) {
      const { user } = parts.names;
      const all = paraphrase({ op: 'audit', ...(user === undefined ? {} : { where: { user } }) });
      return { op: 'refuse', reason: 'unsupported', term: 'except', closest: [all] };
    }
    const where: Where = {
      ...parts.names,
      ...parts.bounds,
      ...others,
      ...(actor !== undefined && who === undefined ? { actor_kind: [actor.entry.actor as string] } : {}),
      ...(actor === undefined && cues.some((item) => /manual|human/.test(item.phrase)) ? { actor_kind: ['human'] } : {}),
    };
    return made<AuditPlan>({
      op: 'audit',
      verb: verb?.entry.act ?? done,
      where,
      time: parts.time,
      pick: pickOf(clause, verb?.entry.act ?? done),
      form: report !== undefined || cues.some((item) => /report/.test(item.phrase)) ? 'report' : who === undefined ? undefined : 'who',
    } as AuditPlan);
  },
};

/** "who created db first", "the last thing bob did". The latest deed of a kind is told anyway. */
function pickOf(clause: Clause, verb: Verb | undefined): AuditPlan['pick'] {
  const orders = clause.words('order').flatMap(({ entry }) => entry.order ?? []);
  if (orders.includes('first')) return 'first';
  return verb === undefined && orders.includes('last') ? 'last' : undefined;
}

export const DEED_FRAMES: readonly Frame[] = [action, audit, meta];
