import { DEEDS } from '../../deeds.ts';
import { paraphrase } from '../../paraphrase.ts';
import type { AuditPlan, ListPlan, Plan, Verb, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { made, partsOf } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import type { Frame } from './frame.ts';
import { meta } from './meta.ts';
import { orderOf } from './ranking.ts';
import { wishHead } from './wish-heads.ts';
import { ask, POLITE, wishOf } from './wishes.ts';

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
  // "oldest first" is the order of all of them.
  const orders = clause
    .words('order')
    .flatMap(({ entry, phrase }) => (/^(?:oldest|newest|latest|earliest|most recent) first$/.test(phrase) ? [] : (entry.order ?? [])));
  if (orders.includes('first')) return 'first';
  return verb === undefined && orders.includes('last') ? 'last' : undefined;
}

export const DEED_FRAMES: readonly Frame[] = [action, audit, meta];
