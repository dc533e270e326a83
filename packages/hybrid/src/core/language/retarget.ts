import type { Plan, Time, Verb, Where } from '../plan.ts';
import { Clause, isMark } from './clause.ts';
import { KINDS, textOf, whereOf } from './follow-up.ts';
import { made } from './parts.ts';
import type { Sentence } from './sentence.ts';
import type { TimeContext } from './time/period.ts';

/** "why?", "what did it affect?", "what changed before that?": another operation over what was asked about before. */
export function retargeted(
  sentence: Sentence,
  before: Plan,
  time: TimeContext,
): { readonly plan: Plan; readonly clause: Clause } | undefined {
  const clause = new Clause(sentence.items, sentence.tokens, time);
  const where = happening(whereOf(before), before);
  if (Object.keys(where).length === 0) return undefined;
  const text = sentence.tokens.map((token) => token.text).join(' ');
  if (WENT_WRONG.test(text) && Array.isArray(where['event']) && (where['event'] as readonly string[]).every(isIll)) {
    clause.use(...clause.items);
    return { plan: made({ op: 'why', where, time: timeIn(before) }), clause };
  }
  if (clause.cue('watch') !== undefined && HAPPENS_AGAIN.test(text) && Array.isArray(where['event'])) {
    clause.use(...clause.items);
    return { plan: { op: 'watch', where } as Plan, clause };
  }
  const own = clause.items.some(
    (item) =>
      item.type === 'name' ||
      item.type === 'quote' ||
      (item.type === 'word' && item.entry.event !== undefined && item.entry.cue === undefined) ||
      (item.type === 'word' && item.entry.target !== undefined),
  );
  if (own) return undefined;
  const [why, impact, changed, similar, ahead] = (['why', 'impact', 'changed', 'similar', 'predict'] as const).map((cue) =>
    clause.cue(cue),
  );
  const rel = clause.words('rel')[0] ?? clause.items.find((item) => isMark(item, 'that'));
  const rest = { clause };
  // "what changed in the 10 minutes before?"
  const length = clause.items.find((item) => (item.type === 'period' || item.type === 'number') && item.amount !== undefined);
  const window = length?.type === 'period' || length?.type === 'number' ? { window: length.amount?.dur as string } : {};
  const forecast = ahead === undefined ? undefined : again(clause, where);
  clause.use(...clause.items.filter((item) => item.type === 'word'));
  if (forecast !== undefined) return { plan: forecast, ...rest };
  if (changed !== undefined && rel !== undefined)
    return { plan: { op: 'changed', anchor: { where, rel: relOf(textOf(sentence, rel)), ...window } }, ...rest };
  if (clause.cue('timeline') !== undefined && rel !== undefined && (clause.mark('it', 'that') !== undefined || length !== undefined))
    return { plan: { op: 'timeline', anchor: { where, rel: relOf(textOf(sentence, rel)), ...window } }, ...rest };
  if (changed !== undefined && clause.items.length <= 4 && clause.periods().length === 0)
    return { plan: made({ op: 'changed', where: namesOnly(where), time: timeIn(before) }), ...rest };
  if (similar !== undefined) return { plan: { op: 'similar', where }, ...rest };
  if (impact !== undefined)
    return {
      plan: made({ op: 'impact', where, time: before.op === 'duration' || before.op === 'why' ? timeIn(before) : undefined }),
      ...rest,
    };
  // "did search-7 restart?", "why not?"
  const otherwise = WHY_NOT.test(text) ? endedOtherwise(before) : undefined;
  if (why !== undefined && otherwise !== undefined)
    return { plan: made({ op: 'why', where: { ...where, event: otherwise }, time: timeIn(before) }), ...rest };
  const negate = WHY_NOT.test(text) ? ({ negate: true } as const) : {};
  if (why !== undefined) return { plan: made({ op: 'why', where, time: timeIn(before), ...negate }), ...rest };
  return undefined;
}

/** "did the last update succeed?", "why not?": how else it may have ended. */
function endedOtherwise(before: Plan): readonly string[] | undefined {
  const expected = before.op === 'list' ? before.expect?.['event'] : undefined;
  const events = 'where' in before ? before.where?.['event'] : undefined;
  if (!Array.isArray(expected) || !Array.isArray(events)) return undefined;
  const others = (events as readonly string[]).filter((type) => !expected.includes(type));
  return others.length === 0 ? undefined : others;
}

const WHY_NOT =
  /^(?:(?:and|but|so|then|ok|oh) )*why (?:not|(?:did|has|was|have|were|do|does|is) (?:it|that|they|this|he|she) not)(?: then)?$/;
/** "tell me if it happens again": of what was asked about. */
const HAPPENS_AGAIN =
  /^(?!.*\d).*\b(?:if|when|whenever|once|should|in case|as soon as|the next time|next time) (?:it|that|this|the same|the same thing|something like (?:it|that|this))(?: ever| should)? (?:happens?|occurs?|recurs?|repeats?(?: itself)?|comes up|takes place)(?: again| once more)?$/;
const WENT_WRONG =
  /^(?:(?:and|but|so|ok) )*what (?:exactly )?(?:went wrong|broke|was wrong|was the (?:problem|matter|trouble|issue))(?: exactly)?(?: (?:there|here|with (?:it|that|this|that one|this one)|in that case))$/;
const isIll = (type: string): boolean => /_(?:failed|crashed|offline|degraded|rolled_back|critical)$/.test(type);

/** "will it happen again?": what was asked about, in what is to come. */
function again(clause: Clause, where: Where): Plan | undefined {
  const text = clause.tokens.map((token) => token.text).join(' ');
  if (!AGAIN.test(text) || !Array.isArray(where['event'])) return undefined;
  const agents = where['node'] === undefined && (where['event'] as readonly string[]).every((type) => type.startsWith('agent_'));
  return { op: 'predict', target: agents ? 'agent' : 'node', where } as Plan;
}
const AGAIN =
  /\b(?:it|this|that|the same|the same thing|history|something like (?:it|this|that))\b.*\b(?:again|repeat|repeats|recur|recurs|recurring|soon|itself|happen|happens|reoccur)\b|\b(?:likely|chance|chances|risk|probability|odds)\b.*\b(?:again|repeat|recurs?|recurrence|happens?|another|same)\b/;

const relOf = (text: string): 'before' | 'after' | 'around' =>
  /before|prior/.test(text) ? 'before' : /after|since|following/.test(text) ? 'after' : 'around';

export const timeIn = (plan: Plan): Time | undefined => ('time' in plan ? plan.time : undefined);

export const namesOnly = (where: Where): Where =>
  Object.fromEntries(Object.entries(where).filter(([field]) => (KINDS as readonly string[]).includes(field)));

/** "is agent-5 offline?": the state that was asked about, as far as it is one that is entered. */
function expected(before: Plan): readonly string[] | undefined {
  const status = before.op === 'state' ? (before.expect as { status?: unknown } | undefined)?.status : undefined;
  const ill = Array.isArray(status)
    ? status.map(String).filter((one) => /^(?:offline|degraded|crashed|critical|@failed|@down)$/.test(one))
    : [];
  return ill.length === 0 ? undefined : ill;
}

/** What a deed that somebody is asked for leaves as its event. */
const DONE: Readonly<Partial<Record<Verb, string>>> = {
  restart: 'node_restarted',
  stop: 'stop_succeeded',
  spawn: 'spawn_succeeded',
  drain: 'agent_draining',
  undrain: 'agent_undrained',
  update: '@update',
  rollback: 'update_rolled_back',
  scale: '@scale',
  backup: 'backup_completed',
  restore: 'restore_completed',
};

/** The deed that leaves such events; undefined where they are of several, or of none. */
export function verbOf(events: unknown): Verb | undefined {
  const verbs = new Set(
    (Array.isArray(events) ? (events as readonly string[]) : []).map(
      (type) => (Object.keys(DONE) as Verb[]).find((verb) => DONE[verb] === type) ?? STEPS[type],
    ),
  );
  const [only, ...more] = verbs;
  return more.length > 0 ? undefined : only;
}
const STEPS: Readonly<Record<string, Verb>> = {
  agent_drained: 'drain',
  stop_requested: 'stop',
  spawn_requested: 'spawn',
  update_completed: 'update',
  update_started: 'update',
  update_failed: 'update',
  spawn_failed: 'spawn',
  stop_failed: 'stop',
  backup_started: 'backup',
  backup_failed: 'backup',
  scaled_up: 'scale',
  scaled_down: 'scale',
  scale_requested: 'scale',
};

/** What was asked about, as a happening: a state is the event that entered it. */
export function happening(where: Where, before: Plan): Where {
  if (where['event'] === undefined && before.op === 'duration' && before.of === 'downtime')
    return { event: [before.target === 'node' ? 'node_crashed' : 'agent_offline'], ...where };
  if (where['event'] === undefined && before.op === 'audit' && before.verb !== undefined && DONE[before.verb] !== undefined)
    return { event: [DONE[before.verb] as string], ...where };
  const { status = expected(before), ...rest } = where;
  if (status === undefined || rest['event'] !== undefined || !Array.isArray(status)) return where;
  if ('target' in before && before.target === 'cluster') return { event: status.map((one) => `cluster_${String(one)}`), ...rest };
  const kind = 'target' in before && before.target === 'node' ? 'node' : 'agent';
  const enters: Readonly<Record<string, string>> = {
    offline: 'agent_offline',
    degraded: 'agent_degraded',
    crashed: 'node_crashed',
    '@failed': 'node_crashed',
    '@down': kind === 'node' ? 'node_crashed' : 'agent_offline',
  };
  const events = (status as readonly string[]).flatMap((one) => (Object.hasOwn(enters, one) ? [enters[one] as string] : []));
  return events.length === 0 ? where : { event: events, ...rest };
}
