import type { LiveCatalogue } from '../names.ts';
import { paraphrase, planOfParaphrase } from '../paraphrase.ts';
import type { Plan, RefusePlan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { blocks } from './account.ts';
import { deniesWish, goesOn, ordersIf, wishesFirst, wishesLater, wishesNot, wishesWhen } from './around-wishes.ts';
import { spell } from './asides.ts';
import { nobodyMeant, pronounAlone, whichRestart } from './asked-back.ts';
import { beyondWishes, deedAsNoun, wishedOtherwise } from './beyond-wishes.ts';
import { Clause, isMark } from './clause.ts';
import { continued } from './continued.ts';
import { corrected } from './corrected.ts';
import { cutOff } from './cut-off.ts';
import { chosen, type Decided } from './decide.ts';
import { aboutThose, answered, neverThose, ofOther, ofThose, regroups, resolved, wishOfThat, wishOfThose } from './follow-up.ts';
import { meta } from './frames/meta.ts';
import { guessedBehind } from './guessed-behind.ts';
import { halfRead } from './half-read.ts';
import { aboutWatches } from './kept-watches.ts';
import { closestNames } from './link.ts';
import { leans, merged, redrawn } from './merge.ts';
import { NEAREST, nearestTo } from './nearest.ts';
import { ofWhat } from './of-what.ts';
import { longestFirst, orderedBehind } from './ordered-behind.ts';
import { whetherTheLast } from './outcome-of.ts';
import { recipientIn } from './recipient.ts';
import { retargeted } from './retarget.ts';
import { type Item, readSentence, type Sentence, withoutAllRemarks } from './sentence.ts';
import { courtesyOf, furtherOf } from './small-talk.ts';
import { standsAlone } from './stands-alone.ts';
import { storiesOf } from './story.ts';
import { ofThatHappening } from './that-happening.ts';
import { inThatTime, notOnlyThen, ofSamePeriod } from './that-time.ts';
import { theOtherOne } from './the-other.ts';
import { inThatPlace } from './there.ts';
import { JUST_MINUTES } from './time/just.ts';
import type { TimeContext } from './time/period.ts';
import { isEventId, QUESTION_CHARS_MAX } from './tokens.ts';
import { foreign } from './tongue.ts';
import { turned, wholeTurn } from './turned.ts';
import { blockedByName } from './unlinked.ts';
import { unsafe } from './unsafe.ts';
import { versionsInOrder } from './versions.ts';
import type { Zone } from './zone.ts';

export { NEAREST } from './nearest.ts';

export interface ParseInput {
  readonly question: string;
  /** The question before, when this may be a follow-up. */
  readonly context?: string;
  /** The plan of the question before, where it was not read by these words. */
  readonly before?: Plan;
  /** IANA zone of words like "today". */
  readonly tz: Zone;
  readonly nowUs: number;
}

/** Which stretch of the question became which part of the plan. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly slot: string;
}

/** How a question was read. */
export interface Reading {
  readonly plan: Plan;
  /** The plan in words. */
  readonly reading: string;
  readonly spans: readonly Span[];
  readonly assumptions: readonly string[];
  readonly alternatives: readonly { readonly plan: Plan; readonly reading: string }[];
  /** What was passed over: what carries nothing of the question, or was not understood. */
  readonly ignored: readonly string[];
  /** From the share of the words that were accounted for and how each was linked, 0..1. */
  readonly confidence: number;
}

/** Reads a question into a plan. Pure and bounded: text over the limit is refused unread. Nothing read here ever acts. */
export function parseQuestion(input: ParseInput, catalogue: LiveCatalogue): Reading {
  const found = heard(input, catalogue);
  return 'sentence' in found ? spoken(found.sentence, found.decided, catalogue) : found;
}

/** A question that was read, not yet put in words. */
interface Heard {
  readonly sentence: Sentence;
  readonly decided: Decided;
}

/** The plan alone, for the question before: nobody reads its words again. */
function planOf(input: ParseInput, catalogue: LiveCatalogue): Plan {
  const found = heard(input, catalogue);
  return 'sentence' in found ? dialect(found.decided.plan, catalogue) : found.plan;
}

function heard(input: ParseInput, catalogue: LiveCatalogue, alone = false): Heard | Reading {
  const { question: text } = input;
  const early = turnedAway(text);
  if (early !== undefined) return early;
  const said = input.context === undefined ? planOfParaphrase(text, catalogue) : undefined;
  if (said !== undefined && planWrong(said) === undefined) return asSaid(text, said);
  const other = recipientIn(text, catalogue);
  const toMe = other === undefined ? undefined : planOf({ ...input, question: other.toMe }, catalogue);
  if (other !== undefined && toMe !== undefined && !NEEDS_MORE.has(toMe.op))
    return refused({ op: 'refuse', reason: 'unsupported', term: other.name, closest: [paraphrase(toMe)] }, [
      `only who asks is told, not ${other.name}`,
    ]);
  const time = { nowMs: Math.floor(input.nowUs / 1000), zone: input.tz };
  const whole = readSentence(text, catalogue, time);
  if (!whole.items.some((item) => /[\p{L}\p{N}]/u.test(whole.tokens[item.at]?.text ?? '')))
    return inEnglish(text) ?? refused({ op: 'refuse', reason: 'unparsed', closest: NEAREST });
  const before =
    input.before ??
    (input.context === undefined ? undefined : planOf({ question: input.context, tz: input.tz, nowUs: input.nowUs }, catalogue));
  const sentence = inThatTime(whole, before, input.tz);
  if ('op' in sentence)
    return { sentence: whole, decided: { plan: sentence, clause: new Clause(whole.items, whole.tokens, time), alternatives: [] } };
  const first = read(sentence, before, time, catalogue);
  // What would act is read by every word that was said.
  const strict = first.plan.op === 'action' && (sentence.colours?.length ?? 0) > 0 ? readSentence(text, catalogue, time, true) : undefined;
  const decided = strict === undefined ? first : read(strict, before, time, catalogue);
  // "thanks", "ok", "no": nothing is asked, and the answer before, said again, would answer nothing.
  if (courtesyOf(text) !== undefined && !/^(?:action|explain|help)$/.test(decided.plan.op))
    return refused({ op: 'refuse', reason: 'unparsed', closest: NEAREST });
  const inOther = decided.plan.op === 'refuse' ? inEnglish(text) : undefined;
  const of = ofWhat(decided.plan, sentence, catalogue);
  const meant = of === undefined ? decided : { ...decided, plan: of.plan, assumed: of.why };
  return inOther ?? (alone ? undefined : afterStory(input, decided.plan, catalogue)) ?? { sentence: strict ?? sentence, decided: meant };
}

/**
 * What could not be read as a whole may be a story and a question after it. The question is read alone where it stands by itself, and the
 * story names nothing that it does not name, too. Never a wish: what is told before one may be why it should not be.
 */
function afterStory(input: ParseInput, whole: Plan, catalogue: LiveCatalogue): Heard | undefined {
  if (whole.op !== 'refuse' && whole.op !== 'clarify') return undefined;
  const time = { nowMs: Math.floor(input.nowUs / 1000), zone: input.tz };
  for (const { story, question } of [...storiesOf(input.question), ...withoutAllRemarks(input.question, catalogue, time)]) {
    const found = heard({ ...input, question }, catalogue, true);
    if (!('sentence' in found) || NEEDS_MORE.has(found.decided.plan.op)) continue;
    const named = new Set(found.sentence.items.flatMap((item) => (item.type === 'name' ? [item.name] : [])));
    const narrows = readSentence(story, catalogue, time, true).items.some(
      (item) =>
        item.type === 'lost' ||
        item.type === 'filter' ||
        item.type === 'quote' ||
        (item.type === 'name' && item.kind !== 'user' && item.kind !== 'platform' && item.how !== 'typo' && !named.has(item.name)),
    );
    if (narrows) continue;
    return { ...found, sentence: { ...found.sentence, asides: [story, ...(found.sentence.asides ?? [])] } };
  }
  return undefined;
}
const NEEDS_MORE: ReadonlySet<Plan['op']> = new Set(['refuse', 'clarify', 'action']);

/** What could not be read may be a question in another language: then that is the reason, and English that comes near it is given. */
function inEnglish(text: string): Reading | undefined {
  const found = foreign(text);
  if (found === undefined) return undefined;
  return refused({ op: 'refuse', reason: 'unparsed', term: found.name, closest: found.closest }, [
    `only English is read; this looks like ${found.name}`,
  ]);
}

function turnedAway(text: string): Reading | undefined {
  if (text.length > QUESTION_CHARS_MAX)
    return refused({ op: 'refuse', reason: 'unparsed', closest: NEAREST }, [
      `the question has ${text.length} characters; at most ${QUESTION_CHARS_MAX} are read`,
    ]);
  if (WHAT_TIME.test(text)) return refused({ op: 'refuse', reason: 'out_of_scope', closest: NEAREST });
  const reason = unsafe(text);
  if (reason === undefined) return undefined;
  return refused({ op: 'refuse', reason, ...(reason === 'unsupported' ? { closest: ['show crashes', 'which agents are offline?'] } : {}) });
}

/** What a clock or a calendar is asked. */
const WHAT_TIME =
  /^\W*(?:so |and |hey |please )*what(?:'s| is)? (?:the )?(?:time|day|date|year)(?: is it| is today| today)?\b(?: now| right now)?\W*$/i;

function read(sentence: Sentence, before: Plan | undefined, time: TimeContext, catalogue: LiveCatalogue): Decided {
  const found = decidedOf(sentence, before, time, catalogue);
  const decided = { ...found, plan: guessedBehind(sentence, deedAsNoun(sentence, whetherTheLast(spell(sentence.tokens), found.plan))) };
  const half = halfRead(sentence, decided.plan);
  return half === undefined ? decided : { ...decided, plan: half, alternatives: [] };
}

function decidedOf(said: Sentence, before: Plan | undefined, time: TimeContext, catalogue: LiveCatalogue): Decided {
  const other = before === undefined ? undefined : theOtherOne(said, before, catalogue);
  if (other !== undefined && 'op' in other) return { plan: other, clause: new Clause(said.items, said.tokens, time), alternatives: [] };
  const sentence = before === undefined ? said : notOnlyThen(ofSamePeriod(other ?? said, before));
  const clause = new Clause(sentence.items, sentence.tokens, time);
  const half = cutOff(sentence, before !== undefined) ?? (before === undefined ? whichRestart(sentence) : undefined);
  if (half !== undefined) return { plan: half, clause, alternatives: [] };
  const beyond = aboutWatches(sentence) ?? beyondWishes(sentence);
  if (beyond !== undefined) return { plan: beyond, clause, alternatives: [] };
  const blocked = blockedByName(sentence, time, catalogue);
  if (blocked !== undefined) return { plan: blocked, clause, alternatives: [] };
  const versions = versionsInOrder(sentence, catalogue);
  if (versions !== undefined) return { plan: versions, clause, alternatives: [] };
  const told = before === undefined ? undefined : ofThatHappening(sentence, before);
  if (told !== undefined) {
    const whole = chosen(told, time, catalogue);
    if (whole.plan.op !== 'refuse' && whole.plan.op !== 'clarify') return unlessWished(whole, sentence);
  }
  if (before !== undefined) {
    const followed = leaned(sentence, before, time, catalogue);
    if (followed !== undefined) return isAnswer(followed.plan) ? followed : unlessWished(followed, sentence);
    const unnamed = nobodyMeant(sentence, before, catalogue);
    if (unnamed !== undefined) return { plan: unnamed, clause, alternatives: [] };
  } else {
    const asked = pronounAlone(sentence, catalogue);
    if (asked !== undefined) return { plan: asked, clause, alternatives: [] };
  }
  const whole = chosen(sentence, time, catalogue);
  const ordered =
    hasNoOrder(whole.plan) || longestFirst(sentence) ? orderedBehind(sentence, (rest) => chosen(rest, time, catalogue)) : undefined;
  return unlessWished(withStranger(ordered ?? whole, sentence, catalogue), sentence);
}

/** What was not read, or is in groups of which none comes first. */
const hasNoOrder = (plan: Plan): boolean =>
  plan.op === 'refuse' ||
  plan.op === 'clarify' ||
  ('by' in plan && plan.by !== undefined && !('order' in plan && plan.order !== undefined));

/** "yes", "hold off": said to the wish before, and none of its own. */
const isAnswer = (plan: Plan): boolean => plan.op === 'action' && (plan.verb === 'confirm' || plan.verb === 'cancel');

/** What was decided; asked back where a wish stands beside it. */
function unlessWished(decided: Decided, sentence: Sentence): Decided {
  // A question with a wish behind it is neither, nor is a wish that goes on to tell of something else.
  const more =
    decided.plan.op === 'action'
      ? goesOn(sentence) || deniesWish(sentence) || wishedOtherwise(sentence, decided.plan)
      : (READS.has(decided.plan.op) && (wishesFirst(sentence) || wishesLater(sentence) || wishesNot(sentence) || wishesWhen(sentence))) ||
        wishedOtherwise(sentence, decided.plan) ||
        (decided.plan.op === 'watch' && wishesWhen(sentence)) ||
        (decided.plan.op === 'simulate' && ordersIf(sentence));
  return more
    ? { ...decided, plan: { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: nearestTo(sentence) }, alternatives: [] }
    : decided;
}

/** "did web-1 crash": what is called as agents and nodes are, and is none of them, is a name that does not exist. */
function withStranger(decided: Decided, { tokens }: Sentence, { names }: LiveCatalogue): Decided {
  const { plan } = decided;
  if (plan.op !== 'refuse' || plan.term === undefined || (plan.reason !== 'no_data' && plan.reason !== 'out_of_scope')) return decided;
  const at = tokens.findIndex(({ text }) => text === plan.term?.toLowerCase());
  const { quoted } = tokens[at] ?? { quoted: true };
  if (quoted === true || !/^[a-z]{2,}-\d+$/.test(plan.term.toLowerCase()) || NUMBERED.test(plan.term)) return decided;
  if (
    /^(?:in|from|across|within|region|zone|env|environment|platform|version|label|error|code|ticket|incident|issue|release)$/.test(
      tokens[at - 1]?.text ?? '',
    )
  )
    return decided;
  const closest = closestNames(plan.term, new Set([...names.agent, ...names.node]));
  return { ...decided, plan: { op: 'refuse', reason: 'unknown_entity', term: plan.term, closest } };
}
/** What is numbered so elsewhere. */
const NUMBERED =
  /^(?:sev|severity|tier|phase|priority|prio|level|top|step|inc|ticket|issue|error|code|exit|covid|stage|part|plan|type|class|day|week|room|floor|rack|region|zone|route|http|status|ipv|layer)-/i;

const READS: ReadonlySet<Plan['op']> = new Set([
  'list',
  'count',
  'timeline',
  'state',
  'rate',
  'ratio',
  'duration',
  'aggregate',
  'audit',
  'compare',
  'simulate',
]);

/** Pronouns, another operation on the same thing, other slots of the same operation: in that order. */
function leaned(sentence: Sentence, before: Plan, time: TimeContext, catalogue: LiveCatalogue): Decided | undefined {
  // Who names an event by its id has said all.
  if (sentence.tokens.some(({ text }) => isEventId(text))) return undefined;
  // "and what did carol do?": of all that was done, and not of what was asked before.
  if (
    WHAT_DID.test(sentence.tokens.map((token) => token.text).join(' ')) &&
    sentence.items.some((item) => item.type === 'name' && item.kind === 'user')
  )
    return undefined;
  const talk = new Clause(sentence.items, sentence.tokens, time);
  const further = furtherOf(sentence.tokens.map((token) => token.text).join(' '), before);
  if (further !== undefined) {
    talk.use(...sentence.items);
    return { plan: further, clause: talk, alternatives: [] };
  }
  const about = meta.read(talk);
  if (about !== undefined) return { plan: about, clause: talk, alternatives: [] };
  const answer = answered(sentence, before);
  if (answer !== undefined) {
    talk.use(...sentence.items);
    return { plan: answer, clause: talk, alternatives: [] };
  }
  const meant = corrected(sentence, before);
  if (meant !== undefined) {
    talk.use(...sentence.items);
    return { plan: meant, clause: talk, alternatives: [] };
  }
  const whole = wholeTurn(sentence.tokens.map((token) => token.text).join(' '), before, time.nowMs);
  if (whole !== undefined) {
    talk.use(...sentence.items);
    return { plan: whole, clause: talk, alternatives: [] };
  }
  const anew = continued(sentence, before, time);
  if (anew !== undefined) return { ...anew, alternatives: [] };
  const other = ofOther(sentence, before);
  const otherwise = other === undefined ? undefined : merged(other, before, time);
  if (otherwise !== undefined) {
    otherwise.clause.use(...sentence.items);
    return { ...otherwise, alternatives: [] };
  }
  const again = retargeted(sentence, before, time);
  if (again !== undefined) return { ...again, alternatives: [] };
  const put = turned(sentence, before, time);
  if (put !== undefined) return { ...put, alternatives: [] };
  const wished = wishOfThose(sentence, before) ?? wishOfThat(sentence, before);
  if (wished !== undefined) {
    const whole = chosen(wished, time, catalogue);
    if (whole.plan.op === 'action') return whole;
  }
  const those = regroups(sentence) ? undefined : aboutThose(sentence, before);
  if (those !== undefined) {
    const whole = chosen(those, time, catalogue);
    const plan = neverThose(whole.plan, before, sentence.tokens.map(({ text }) => text).join(' ')) ?? ofThose(whole.plan, before);
    if (plan !== undefined) return { ...whole, plan };
  }
  const filled = regroups(sentence) || redrawn(sentence) ? undefined : resolved(sentence, before);
  if (filled !== undefined) {
    const whole = chosen(filled, time, catalogue);
    if (whole.plan.op !== 'refuse') return { ...whole, plan: inItsTime(sentence, whole.plan, before) };
  }
  const placed = inThatPlace(sentence, before);
  if (placed !== undefined) {
    const whole = chosen(placed, time, catalogue);
    if (whole.plan.op !== 'refuse' && whole.plan.op !== 'clarify') return whole;
  }
  if (!leans(sentence) || standsAlone(sentence, () => chosen(sentence, time, catalogue).plan)) return undefined;
  const joined = merged(sentence, before, time);
  // A word nobody knows may be what the follow-up is about: the answer before, said again, would be the answer to another question.
  if (joined === undefined || sentence.items.some((item) => !joined.clause.used.has(item) && saysMore(item, sentence))) return undefined;
  // The answer before, said again, answers nothing that was asked.
  if (isSame(joined.plan, before)) {
    if (!sentence.items.some(saysAnything)) return undefined;
    if (sentence.items.some((item) => isElse(item, before)))
      return { ...joined, plan: { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: nearestTo(sentence) }, alternatives: [] };
  }
  return { ...joined, alternatives: [] };
}

/** Equal but for the form of the answer. */
function isSame(one: Plan, other: Plan): boolean {
  const told = (plan: Plan): unknown => ({ ...plan, form: undefined, expect: undefined });
  return JSON.stringify(sortedKeys(told(one))) === JSON.stringify(sortedKeys(told(other)));
}

const sortedKeys = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, sortedKeys(one)]),
      );

/** "on any agent", "the bottom 5": what says something of which the plan before, unchanged, holds nothing. */
function isElse(item: Item, before: Plan): boolean {
  if (item.type === 'number') return !JSON.stringify(before).includes(String(item.value));
  if (item.type !== 'word' || isMark(item, 'again', 'current')) return false;
  const { dim, ratio, duration, metric, agg } = item.entry;
  const asked = JSON.stringify(before);
  return (
    isMark(item, 'not') ||
    [dim, ratio, duration, metric, agg].some((said) => said !== undefined && !asked.includes(`"${String(said)}`)) ||
    item.entry.top !== undefined
  );
}

/** Words that could be of the question before as well: "since when", "anything else" are none. */
const saysAnything = (item: Item): boolean =>
  item.type === 'word'
    ? Object.keys(item.entry).some((key) => !/^(?:filler|form|plural|rel|colour|kind|mark)$/.test(key)) ||
      isMark(item, 'current', 'again', 'all', 'only')
    : item.type !== 'plain';

const WHAT_DID = /^(?:and |but |so )*what (?:all )?(?:did|has) \S+ (?:do|done|change|changed)$/;

/** "and its crashes?": added to what was asked, and so of the same time. */
function inItsTime(sentence: Sentence, plan: Plan, before: Plan): Plan {
  const added =
    /^(and|also|plus)$/.test(sentence.tokens[0]?.text ?? '') && plan.op === before.op && 'time' in before && before.time !== undefined;
  return added && !('time' in plan) && !('at' in plan) && !('anchor' in plan) ? ({ ...plan, time: before.time } as Plan) : plan;
}

/** A word nobody knows, or a figure, a happening or a name: what says what a follow-up is about. */
const saysMore = (item: Item, sentence: Sentence): boolean =>
  isMark(item, 'who') ||
  (blocks(item, sentence) &&
    (item.type !== 'word' ||
      (item.entry.metric ?? item.entry.event ?? item.entry.status ?? item.entry.cause ?? item.entry.unrecorded ?? item.entry.part) !==
        undefined) &&
    item.type !== 'number');

function refused(plan: RefusePlan, assumptions: readonly string[] = []): Reading {
  return { plan, reading: paraphrase(plan), spans: [], assumptions, alternatives: [], ignored: [], confidence: 1 };
}

/** A sentence the plan itself is told in: all of it is the plan. */
const asSaid = (text: string, plan: Plan): Reading => ({
  plan,
  reading: paraphrase(plan),
  spans: [{ from: 0, to: text.length, slot: plan.op }],
  assumptions: [],
  alternatives: [],
  ignored: [],
  confidence: 1,
});

/** How sure a link is: a name written exactly, an accepted beginning, a mended typo. */
const LINK_WEIGHT = { exact: 1, alias: 1, prefix: 0.9, typo: 0.8 } as const;

function spoken(sentence: Sentence, { plan: decided, clause, alternatives, assumed: also }: Decided, catalogue: LiveCatalogue): Reading {
  const plan = dialect(decided, catalogue);
  const known = sentence.items.filter((item) => clause.used.has(item) && meaningful(item));
  const weights = known.map((item) => (item.type === 'name' ? LINK_WEIGHT[item.how] : 'typo' in item && item.typo === true ? 0.8 : 1));
  const sure = weights.length === 0 ? 1 : weights.reduce((sum: number, weight) => sum + weight, 0) / weights.length;
  const left = sentence.items.filter(
    (item) => !clause.used.has(item) && carriesMeaning(item) && /[\p{L}\p{N}]/u.test(textOf(sentence, item)),
  );
  const coverage = known.length + left.length === 0 ? 1 : known.length / (known.length + left.length);
  const asked = plan.op === 'refuse' || plan.op === 'clarify';
  return {
    plan,
    reading: paraphrase(plan),
    spans: known.map((item) => ({
      from: sentence.tokens[item.at]?.from ?? 0,
      to: sentence.tokens[item.end - 1]?.to ?? 0,
      slot: slotOf(item),
    })),
    assumptions: [...assumed(sentence), ...(also === undefined ? [] : [also])],
    alternatives: alternatives.map((other) => ({ plan: dialect(other, catalogue), reading: paraphrase(other) })),
    ignored: [
      ...(sentence.asides ?? []),
      ...(sentence.colours ?? []),
      ...left.map((item) => sentence.text.slice(sentence.tokens[item.at]?.from, sentence.tokens[item.end - 1]?.to)),
    ],
    confidence: Math.round((asked ? 1 : coverage * sure) * 100) / 100,
  };
}

const textOf = (sentence: Sentence, item: Item): string =>
  sentence.tokens
    .slice(item.at, item.end)
    .map((token) => token.text)
    .join(' ');
const meaningful = (item: Item): boolean =>
  item.type !== 'plain' && (item.type !== 'word' || item.entry.filler !== true || Object.keys(item.entry).length > 1);

/** What a word of structure can be that says nothing where nothing beside it asks for it: "any", "all", "by", "right now". */
const STRUCTURE: ReadonlySet<string> = new Set([
  'filler',
  'colour',
  'form',
  'plural',
  'mark',
  'kind',
  'rel',
  'cue',
  'about',
  'topic',
  'target',
]);
/** Words of structure that turn a meaning: left unread, they are told. */
const TURNING: ReadonlySet<string | undefined> = new Set(['not', 'never', 'no', 'except', 'only', 'instead', 'less', 'more']);

/** Whether an unread item may have been meant to change the answer. */
const carriesMeaning = (item: Item): boolean =>
  item.type !== 'word' || TURNING.has(item.entry.mark) || Object.keys(item.entry).some((key) => !STRUCTURE.has(key));

function slotOf(item: Item): string {
  if (item.type === 'name') return item.kind;
  if (item.type === 'period') return 'time';
  if (item.type !== 'word') return item.type === 'filter' ? item.field : item.type;
  const { entry } = item;
  if (entry.event !== undefined) return 'event';
  if (entry.status !== undefined) return 'status';
  return entry.metric ?? entry.dim ?? entry.cue ?? 'word';
}

/** What was taken for granted while reading: mended typos, completed names. */
function assumed(sentence: Sentence): string[] {
  const who = /\b(?:what (?:did|have|has) (?:i|we) do|by me)\b/i.test(sentence.text)
    ? ['who asks is not known here: what anybody did']
    : [];
  return [...who, ...sentence.items.flatMap((item) => takenFor(item, sentence))];
}

function takenFor(item: Item, sentence: Sentence): string[] {
  if (item.type === 'name' && (item.how === 'prefix' || item.how === 'typo')) return [`read "${item.text}" as ${item.name}`];
  if (item.type === 'name' && item.how === 'alias') return [`"${item.text}" means ${item.name}`];
  if (item.type === 'period' && item.period.reversed === true)
    return [`“${sentence.text.slice(sentence.tokens[item.at]?.from, sentence.tokens[item.end - 1]?.to)}”: the ends were put in order`];
  if (item.type === 'period' && sentence.tokens[item.at]?.text === 'just') return [`"just" means the last ${JUST_MINUTES} minutes`];
  if (item.type === 'word' && item.typo === true)
    return [`read "${sentence.text.slice(sentence.tokens[item.at]?.from, sentence.tokens[item.end - 1]?.to)}" as "${item.phrase}"`];
  // A plan does not tell what a node runs.
  if (item.type === 'word' && /^storage nodes?$/.test(item.phrase)) return ['every node counts as a storage node, whatever it runs'];
  return [];
}

/** Causes by the names the catalogue uses for them. */
function dialect(plan: Plan, catalogue: LiveCatalogue): Plan {
  if (catalogue.causes?.has('binary_missing') !== true) return plan;
  const written = JSON.stringify(plan);
  return written.includes('"missing_binary"') ? (JSON.parse(written.replaceAll('"missing_binary"', '"binary_missing"')) as Plan) : plan;
}
