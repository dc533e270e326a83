import { paraphrase } from '../paraphrase.ts';
import type { Plan, RefusePlan, Where } from '../plan.ts';
import { spell } from './asides.ts';
import { isMark } from './clause.ts';
import { wordOf } from './colour.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';
import { unheldHappening } from './unheld-happenings.ts';

/** Operations whose plan is rows, numbers or states: one question each. */
const READS: ReadonlySet<Plan['op']> = new Set([
  'list',
  'count',
  'state',
  'rate',
  'ratio',
  'aggregate',
  'duration',
  'timeline',
  'audit',
  'why',
  'watch',
  'compare',
]);

/**
 * A question that asks for more than its plan holds: two questions in one, two instants, "at the same time", a deed and what came after it.
 * An answer to a half of it would be taken for one to all of it; the half is offered instead.
 */
export function halfRead(sentence: Sentence, plan: Plan): RefusePlan | undefined {
  if (!READS.has(plan.op)) return undefined;
  const term = HALVES.map((half) => half(sentence, plan)).find((found) => found !== undefined);
  return term === undefined ? undefined : { op: 'refuse', reason: 'unsupported', term, closest: [paraphrase(plan)] };
}

type Half = (sentence: Sentence, plan: Plan) => string | undefined;

const textOf = ({ tokens }: Sentence): string => spell(tokens);
const whereOf = (plan: Plan): Where => ('where' in plan && plan.where !== undefined ? plan.where : {});
const has = (plan: Plan, field: string): unknown => (whereOf(plan) as Record<string, unknown>)[field];

/** "who was on node-7?": how a thing is, tells of nobody. */
const whoIsAsked: Half = (sentence, plan) =>
  plan.op !== 'state' || plan.form === 'who'
    ? undefined
    : /^(?:and |so |but |ok )*(who(?:se)?)\b(?! (?:is|are) (?:healthy|fine|ok|down|up|offline|online|sick|ill)\b)/.exec(
        textOf(sentence),
      )?.[1];

/** "how many agents are there and how many nodes?" */
const twoQuestions: Half = (sentence, plan) =>
  plan.op === 'audit' && !/\bhow many\b/.test(textOf(sentence)) ? undefined : TWO_QUESTIONS.exec(textOf(sentence))?.[1];
const TWO_QUESTIONS =
  /^(?:(?:ok|so|hey|please|and) )*(?:how|which|what|who|when|why|where|is|are|was|were|did|does|do|has|have|list|show|count)\b.* (?:\S+ ){2}(?:, )?(and (?:how many|how much|how long|which|why|by whom|when did|what did)\b.*|(?:and )?(?:also|additionally|in addition|furthermore|besides|plus)(?: ,)? (?:how|which|what|when|who|why|where|is|are|was|were|did|does|list|show|tell)\b.*|and (?:please )?(?:tell|show) me (?:what|how|who|which|when|why|where|whether|if)\b.*)$/;

/** "running at 14:53 but not running now": of two instants. */
const twoInstants: Half = ({ items, tokens }, plan) => {
  if (!('at' in plan) || plan.at === undefined) return undefined;
  const instants = items.filter((item) => item.type === 'period' && item.period.atMs !== undefined);
  const now = items.filter((item) => isMark(item, 'current') && item.type === 'word' && /now|currently|at the moment/.test(item.phrase));
  if (instants.length === 0 || instants.length + now.length < 2 || tokens.some(({ text }) => text === 'between')) return undefined;
  return spoken(tokens, now[0] ?? instants[1]);
};

/** "did web and cache crash at the same time?" */
const together: Half = (sentence) => TOGETHER.exec(textOf(sentence))?.[0];
const TOGETHER =
  /\b(?:at (?:exactly )?the same (?:time|moment|instant)|simultaneously|concurrently|(?:with)?in .{1,24} of each other|(?:crash|crashed|fail|failed|die|died|restart|restarted|go down|went down|go offline|went offline) together)\b/;

/** "the crashes of web and the restarts of cache": each of another thing. */
const eachOfItsOwn: Half = ({ items, tokens }, plan) => {
  if (plan.op !== 'list' && plan.op !== 'count' && plan.op !== 'timeline') return undefined;
  const owned = items.flatMap((item, k): readonly [Item, string, NameItem][] => {
    const name = items[k + 2];
    return item.type === 'word' &&
      item.entry.event !== undefined &&
      /^(?:of|on|by)$/.test(wordOf(items[k + 1], tokens)) &&
      name?.type === 'name'
      ? [[item, item.entry.event.join(), name]]
      : [];
  });
  const [one, other] = owned;
  if (one === undefined || other === undefined || one[2].name === other[2].name || one[1] === other[1]) return undefined;
  return owned.length === 2 && items.some((item) => isMark(item, 'and') && item.at > one[2].at && item.at < other[0].at)
    ? spoken(tokens, other[0], other[2])
    : undefined;
};

/** "nodes spawned by alice that crashed": she spawned them, and did not crash them. */
const deedAndMore: Half = ({ items, tokens }, plan) => {
  const event = has(plan, 'event');
  if ((plan.op !== 'list' && plan.op !== 'count') || !THINGS.has(plan.target)) return undefined;
  if (has(plan, 'user') === undefined) return undefined;
  const user = items.find((item) => item.type === 'name' && item.kind === 'user');
  // Of things nobody's deeds are kept, only of what happened to them.
  if (event === undefined) return user === undefined ? undefined : spoken(tokens, user);
  return Array.isArray(event) && event.length > 1 && user !== undefined ? spoken(tokens, user, items.at(-1)) : undefined;
};

/** "what reason did alice give for restarting db?": how something is, is nobody's. */
const statesOf: Half = ({ items, tokens }, plan) => {
  if (plan.op !== 'state' || has(plan, 'user') === undefined) return undefined;
  const user = items.find((item) => item.type === 'name' && item.kind === 'user');
  return user === undefined ? undefined : spoken(tokens, user);
};

/** "which users stopped more than one node?", "who owns db?": people are asked for, and nodes or states would be told. */
const asksForPeople: Half = (sentence, plan) => {
  const said = PEOPLE.exec(textOf(sentence))?.[0];
  return said === undefined || tellsPeople(plan) ? undefined : said;
};
const PEOPLE =
  /^(?:(?:so|and|ok) )*(?:(?:which|what) (?:users?|people|persons?|operators?|colleagues?)\b|how many (?:users|people|operators|colleagues)\b|whose\b|who\b.* (?:never|both)\b|who (?:owns?|uses?|is using)\b|who (?:is|was|were|has been) active\b|who (?:has |have )?asked for\b)/;

function tellsPeople(plan: Plan): boolean {
  if (plan.op === 'audit') return true;
  const { by, distinct, form } = plan as { readonly by?: readonly string[]; readonly distinct?: string; readonly form?: string };
  return by?.includes('user') === true || distinct === 'user' || form === 'who';
}

/** "how many nodes does alice have?", "does any node of bob run?": what somebody did is told of him, and not what he has. */
const whatTheyHave: Half = (sentence, plan) =>
  plan.op === 'audit' && plan.verb === undefined && plan.form !== 'who' ? THEIR_THINGS.exec(textOf(sentence))?.[0] : undefined;
const THEIR_THINGS =
  /^how many (?:nodes?|agents?) (?:does|do|did|has|have)\b.* (?:have|had|own|run)\b|^(?:does|do|is|are) any (?:nodes?|agents?) (?:of|from|by)\b/;

const THINGS: ReadonlySet<string> = new Set(['node', 'agent', 'entity']);

/** "who has not restarted anything?": of people, and not of what happened otherwise. */
const whoNot: Half = (sentence, plan) =>
  plan.op === 'list' &&
  plan.target === 'event' &&
  /^(?:who|which users?|which people)\b/.test(textOf(sentence)) &&
  isNot(has(plan, 'event'))
    ? NOT.exec(textOf(sentence))?.[0]
    : undefined;
const NOT = /\b(?:not|never)\b.*/;
const isNot = (cond: unknown): boolean => typeof cond === 'object' && cond !== null && 'not' in cond;

/** "is nothing crashed?": a yes to it would be taken for the opposite. */
const isNothing: Half = (sentence) => /^(?:(?:so|and|ok) )*(?:is|was|has|did) nothing\b/.exec(textOf(sentence))?.[0];

/** "requested actions that were not approved", "stop requests but no successful stop": what did not follow has no place in rows. */
const notFollowed: Half = ({ items, tokens }, plan) => {
  if ((plan.op !== 'list' && plan.op !== 'count') || plan.seq !== undefined || plan.having !== undefined) return undefined;
  const held = JSON.stringify(plan);
  for (const [k, item] of items.entries()) {
    if (!isMark(item, 'not', 'never', 'no')) continue;
    const what = items.slice(k + 1).find((one) => one.type !== 'plain' && (one.type !== 'word' || one.entry.filler !== true));
    if (what?.type !== 'word' || what.entry.event === undefined || what.entry.status !== undefined) continue;
    if (what.entry.event.length === 1 && !held.includes(`"${what.entry.event[0]}"`) && /"event":\["/.test(held))
      return spoken(tokens, item, what);
  }
  return undefined;
};

/** "ran for less than 10 seconds before crashing": how long, and no time before it. */
const howLongBefore: Half = (sentence, plan) =>
  'anchor' in plan && plan.anchor !== undefined ? RAN_FOR.exec(textOf(sentence))?.[0] : undefined;
const RAN_FOR =
  /\b(?:ran|run|lived|live|lasted|last|was up|were up|survived|survive)(?: for)? (?:less|more|fewer|longer|shorter|under|over|at least|at most|only)\b.* before\b/;

/** "tell me when web has not crashed for an hour" */
const notForSoLong: Half = (sentence, plan) =>
  plan.op === 'watch' && plan.for === undefined && (plan.having ?? []).some(({ count }) => JSON.stringify(count) === '{"eq":0}')
    ? FOR_SO_LONG.exec(textOf(sentence))?.[0]
    : undefined;
const FOR_SO_LONG = /\bfor (?:an?|one|two|three|\d+) ?(?:seconds?|minutes?|hours?|days?|[smhd])\b/;

/** "more crashes than the others", "fewer times than web": compared with what nothing reads. */
const comparedWith: Half = ({ items, tokens }, plan) => {
  if (plan.op !== 'list' && plan.op !== 'count') return undefined;
  if ('having' in plan && plan.having !== undefined) return undefined;
  const than = tokens.findIndex(
    ({ text, quoted }, k) =>
      text === 'than' &&
      quoted !== true &&
      /^(?:crashes|restarts|times|failures|outages|stops|often|longer|errors|events)$/.test(tokens[k - 1]?.text ?? ''),
  );
  const number = items.some((item) => item.type === 'number');
  return than < 0 || number
    ? undefined
    : tokens
        .slice(Math.max(0, than - 2))
        .map(({ text }) => text)
        .join(' ');
};

/** Words that no plan of rows holds, by the words around them. */
const UNHELD: readonly (readonly [said: RegExp, but: (plan: Plan) => boolean])[] = [
  // Nodes that should be there: how they are is kept, not how they should be.
  [/\b(?:wanted|desired) (?:nodes?|agents?)\b/, () => false],
  [/\bboth (?:yesterday|today|last|this|in|on|before)\b.* and\b/, (plan) => plan.op !== 'audit'],
  [/\bbut (?:were |was )?not \w+ed by (?:her|him|them|\S+)$/, () => false],
  [/\bbetween (?:the |its |his )?(?:stop|crash|start|restart|spawn|drain|outage)s? (?:of|on) .* and\b/, (plan) => plan.op === 'count'],
  [/^(?:did|were|was|are|is|have|has) both\b/, (plan) => plan.op !== 'list' && plan.op !== 'state'],
  [/^did (?:every|each|all)\b.* (?:come back|return|recover|restart|survive)\b/, () => false],
  [/\bin (?:the )?order (?:they|in which)\b/, (plan) => 'order' in plan && plan.order !== undefined],
  [/\b(?:twice|thrice) (?:with)?in\b/, (plan) => 'having' in plan && plan.having !== undefined],
  [/\b(?:most|fewest|no) running nodes?\b/, (plan) => !('target' in plan) || plan.target !== 'agent'],
  // What came after each of them: rows of happenings know of one.
  [/\b(?:followed|preceded) by\b.*/, (plan) => !ofHappenings(plan)],
  // Whether there are more of them there than elsewhere: that there are some is no answer.
  [
    /^(?:and |so |but |ok )*(?:do|does|did|is|are|was|were|have|has)\b.*?\b(?:(?:more|less|fewer)(?: (?:often|frequently|commonly|regularly|likely|of them))?|oftener) (?:on|at|in|during|over|under|when|by|of a)\b.*/,
    (plan) => (plan.op !== 'list' && plan.op !== 'count') || ('having' in plan && plan.having !== undefined),
  ],
  [
    /\b(?:more|less|fewer) (?:\w+ ){1,4}than\b.*/,
    (plan) =>
      (plan.op !== 'list' && plan.op !== 'count') ||
      plan.target !== 'event' ||
      plan.having !== undefined ||
      /"(?:gte?|lte?)"/.test(JSON.stringify(plan)),
  ],
  // The one it happened to most, of those that are so now: all of them are ranked.
  [
    /\b(?:still (?:running|up|alive|healthy|online|working)|(?:are|is) (?:running|up|alive|healthy|online) (?:now|again|at the moment|right now)|(?:running|healthy|live|online) (?:node|agent)s?)\b/,
    (plan) => plan.op !== 'count' || plan.target !== 'event' || plan.limit === undefined || has(plan, 'status') !== undefined,
  ],
  // Advice: what happened to them before is none, nor is how one is.
  [
    /^(?:and |so |ok )?(?:which|what) (?:\w+ )?(?:should|shall|must|ought) (?:i|we|you|one)\b/,
    (plan) => JSON.stringify(plan).includes('free_slots'),
  ],
  [/^(?:and |so |ok )?what (?:can|could) (?:i|we) do (?:about|with|for|against)\b/, () => false],
  // What somebody knew of it, whether it did any good, and whether it was in time.
  [/\b(?:anyone|anybody|someone|somebody|we|you|they|to) notic(?:e|ed)\b/, () => false],
  [
    /^(?:did|has|have)\b.*\b(?:help|helped|matter|mattered|pay off|paid off|make (?:a|any) difference|made (?:a|any) difference)$/,
    () => false,
  ],
  [/\b(?:on time|in time|in good time|punctually)$/, () => false],
  // How long it took, and no time it was in: "within the last hour" is one.
  [
    /\b(?:recover|restart|restarted|recovered|over|ended|resolved|back|up again|fixed) within (?:a|an|one|half an?|\d+) (?:seconds?|minutes?|hours?|days?)$/,
    (plan) => !('time' in plan) || plan.time === undefined || 'seq' in plan,
  ],
  // Why there and not elsewhere, why again and again, why this and why that: a why is of one happening.
  [/\b(?:more|less) (?:often |frequently )?than (?:the )?(?:others?|rest|average|usual|before)\b/, (plan) => plan.op !== 'why'],
  [
    /\bevery (?:single )?(?:night|day|morning|evening|week|hour|time|other \w+|few \w+|\d+ \w+|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/,
    (plan) => plan.op !== 'why',
  ],
  [
    /^(?:and |so )?why (?:did|was|were|is|has)\b.* (?:crash|go|get|fail|die|stop|restart|degrade|recover|come)\w*\b.* and (?:the )?\S*\d\S* (?:crash|go|get|fail|die|stop|restart|degrade|recover|come|not)\b/,
    (plan) => plan.op !== 'why',
  ],
  // So many whys: one is answered.
  [/\blast (?:\d+|two|three|four|five|six|ten) \w+/, (plan) => plan.op !== 'why'],
  // Who went along with it: a plan has those that are named.
  [
    /^(?:what|which \w+|who)(?: else)? (?:crashed|failed|died|restarted|went down|went offline|stopped) (?:together |along )?with \S+/,
    (plan) => !ofHappenings(plan),
  ],
  // What grew or fell most, of several: one number each is no growth.
  [
    /\b(?:biggest|largest|greatest|steepest|smallest|highest|most) (?:increase|decrease|rise|drop|change|jump|fall|growth|improvement)s?\b/,
    (plan) => plan.op === 'compare' || (plan.op !== 'list' && plan.op !== 'count'),
  ],
  // Of a machine, two things that are so: what is counted is what happened to one thing.
  [
    /^(?:and |so |list |show |find |which |what )*(?:hosts|machines) (?:with|having|that have|have)\b.*/,
    (plan) => !('having' in plan) || plan.having === undefined,
  ],
  // A person, or somebody else: one of them did it, and which is asked.
  [
    /\b(?:people|person|human|humans|somebody|someone|anyone|anybody)\b.*\bor (?:was it |is it |did )?(?:the |a |an )?(?:bot|bots|robot|machine|\S+)$/,
    (plan) => plan.op !== 'audit' || !JSON.stringify(plan).includes('"any"'),
  ],
  // "stopped without ever crashing" is of all that was before, "crashed without ever recovering" of what came after.
  [/\bwithout crash(?:ing|es)?\b.*/, (plan) => !ofHappenings(plan) && !('seq' in plan)],
  // Of three things one after another a plan holds two.
  [/\bthen\b.*\bthen\b.*/, (plan) => !('seq' in plan)],
  // Who did the one and who the other.
  [/\b(?:who|whoever) (?:had )?\w+ed (?:them|it)\b/, (plan) => !('seq' in plan)],
  // From an instant to a happening, and from one happening to another: how long that was, or what was then.
  [
    /\bbetween \d\S* and (?:the |its )?(?:recovery|crash|outage|restart|stop|start|spawn|drain|failure|update|backup|end|return)\b.*/,
    () => false,
  ],
  [
    /\bhow (?:long|much time) (?:\w+ ){0,4}?(?:from|between|since) (?:the )?\w+ (?:of|on) .* (?:to|and|until|till) (?:the )?\w+ (?:of|on)\b.*/,
    (plan) => plan.op !== 'duration' || plan.of !== 'time_to_crash',
  ],
  [/^(?:after|before|following) (?:which|what) (?:event|happening|incident|thing)s?\b/, () => false],
  // "crashes that were not kills": some of them, by what they were not.
  [/\bnot (?:kills|crashes|stops|restarts|ooms?|failures|outages)\b/, (plan) => JSON.stringify(plan).includes('"not"')],
  // Whether it happened to all of them: rows are those it happened to.
  [/^(?:so )?(?:did|have|has|were|was) (?:all|every|each)\b/, (plan) => !ofHappenings(plan)],
  [/\bor (?:did|was|were|is|are|has|have|does|do) (?:it|they|he|she)\b.*/, (plan) => plan.op !== 'list' && plan.op !== 'state'],
  // Which deed was asked for or denied: kept is that one was.
  [/\b\w+s (?:that )?(?:were|was|got|have been|been) (?:denied|refused|rejected|requested|asked for)\b/, (plan) => oneEvent(plan)],
  // People: things are none.
  [
    /^(?:which|what) (?:users?|people|persons|operators?|humans)\b/,
    (plan) => !('target' in plan) || (plan.target !== 'node' && plan.target !== 'agent'),
  ],
  // Whether anybody asked for it: rows are all of them.
  [
    /\b(?:by (?:itself|themselves|himself)|(?:on|of) (?:its|their) own(?: accord)?|without being asked)\b/,
    (plan) => !WISHED.test(JSON.stringify(has(plan, 'event') ?? '')),
  ],
  // How old a thing is, how long something took, how often it happens: said without a measure, it is none.
  [/\b(?:new|newer|old|older) (?:\w+ )?(?:agents?|nodes?|hosts?|machines?)\b/, (plan) => !isInventory(plan) && plan.op !== 'audit'],
  // Whose deeds are told of things by name, and not by how these are.
  [
    /\b(?:the|all|any|our|those|these) (?:pending|running|stopped|crashed|healthy|unhealthy|offline|degraded|failed|failing|live|unstable|final|idle) (?:nodes|agents)\b/,
    (plan) => plan.op !== 'audit' || has(plan, 'status') !== undefined || has(plan, 'event') !== undefined,
  ],
  [
    /(?<!\b(?:how|as|so|too) )\b(?:long|short|brief|quick|slow|fast|lengthy|prolonged) (?:outages?|downtimes?|restarts?|spawns?|stops?|starts?|updates?|backups?|recover(?:y|ies))\b/,
    (plan) => plan.op !== 'list' && plan.op !== 'count',
  ],
  [
    /(?<!\b(?:how|most|least|more|less|too|as|so|very|not|not that|quite|pretty) )\b(?:always|frequently|regularly|constantly|continuously|continually|often|rarely|seldom|occasionally|sometimes|repeatedly|briefly|momentarily)\b/,
    (plan) => !isUnmeasured(plan),
  ],
  [
    /\b(?:briefly|momentarily|shortly) (?:offline|down|degraded|unreachable|gone|out)\b/,
    (plan) => plan.op !== 'list' && plan.op !== 'count',
  ],
  [/(?<!\bhow )\b(?:always|usually|often|rarely|sometimes|constantly|continuously)\b/, (plan) => plan.op !== 'state'],
  [
    /(?<!\b(?:how|as|so|too|not|very) )\b(?:good|bad|possible|handled|long|short|quick|fast|primary|secondary|leading|first-time|pending|running|live|dead|active|broken|unstable) (?:(?:spawn|stop|node|agent|update|backup|action) )?(?:crash|crashes|restarts?|failures?|outages?|stops|spawns|updates|backups|errors)\b/,
    (plan) =>
      !('target' in plan ? plan.target === 'event' : plan.op === 'audit' || plan.op === 'rate') || has(plan, 'status') !== undefined,
  ],
  [/\b(?:primary|secondary|leading|good|bad|first-time) (?:nodes?|agents?)\b/, () => false],
  [/\b(?:newest|oldest) (?:nodes?|agents?)\b/, (plan) => 'order' in plan && plan.order !== undefined],
  [/\b(?:in a row|one after (?:another|the other)|consecutively|in succession)\b/, (plan) => 'seq' in plan && plan.seq !== undefined],
  [
    /\b(?:that|which) (?:we|i) (?:caused|triggered|provoked|did|broke)\b|\bwith(?:out)? (?:a |any )?warnings?\b|\b(?:in|as a) percent(?:age)?s?\b/,
    (plan) => plan.op === 'ratio' || plan.op === 'why' || plan.op === 'audit' || JSON.stringify(plan).includes('_pct'),
  ],
  [/\bminus (?:the )?(?:crash|restart|failure|outage|stop|spawn|update)\w*\b/, () => false],
  [/\b(?:user-facing|customer-facing|privileged) (?:agents?|nodes?)\b|\bscheduled (?:restarts?|stops?|spawns?|updates?)\b/, () => false],
  [
    /\b(?:tried|trying|tries|attempted|allowed|permitted|supposed|unable|able) to (?:re)?(?:start|stop|boot|spawn|crash|drain|update|recover)\b/,
    (plan) => plan.op !== 'list' && plan.op !== 'count',
  ],
  // As another thing is, or has it: what that is, nothing looks up.
  [
    /\bthe same (?:agents?|hosts?|machines?|regions?|versions?|causes?|errors?|users?|platforms?|environments?|reasons?|problems?|issues?|things?|incidents?|failures?|crash|outage) as\b/,
    (plan) => plan.op === 'similar',
  ],
  // Of one and of no other; on each of two; never before: rows hold none of these.
  [/^(?:and |so )?(?:is|was|are|were) (?:only|just)\b/, (plan) => plan.op !== 'state'],
  [/\b(?:on|in) both\b.* and\b/, (plan) => !('target' in plan) || plan.target === 'event' || plan.op === 'state'],
  [
    /^(?!.*\bwhen\b).*\b(?:nodes|agents|which|who)\b.*\bfor the (?:very )?first time\b/,
    (plan) => plan.op !== 'list' || plan.order === undefined,
  ],
  // When a figure was so is no list of those it is so of.
  [/^(?:and |so )?when (?:did|was|were)\b/, (plan) => plan.op !== 'list' || plan.target === 'event'],
  // What is still to come, and until when it is to be so.
  [/\blater (?:today|tonight|this (?:morning|afternoon|evening|week|month))\b/, (plan) => plan.op === 'watch'],
  [
    /\b(?:crashes|restarts|failures|outages|stops|spawns|updates|happened|crashed|failed|restarted|stopped) by (?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/,
    () => false,
  ],
  // A figure beside that of another thing, or as it was before: one figure is neither.
  [/\b(?:more|less|higher|lower|greater|smaller|as (?:much|many|high|low)) (?:\w+ ){0,2}(?:than|as)\b/, (plan) => plan.op !== 'aggregate'],
  [
    /\b(?:nodes|agents) (?:whose|with|that|which|where)\b.*\b(?:grew|grown|growing|grows|rose|risen|rising|rises|dropped|dropping|fell|falling|increased|increasing|decreased|decreasing|doubled|climbed|climbing)\b/,
    (plan) => plan.op !== 'aggregate',
  ],
  // That something is no more so: rows are those it was, and a stop is another happening.
  [
    /\b(?:stops?|stopped|stopping|ceases?|ceased) (?:crashing|failing|restarting|rebooting|flapping|dying|erroring)\b|\b(?:when|have|has|did|once|until) (?:all |the |these |those )*(?:crashes|restarts|failures|errors|crash) (?:have |has )?(?:stop|stops|stopped|end|ends|ended|cease|ceased)\b|\bcrash loops? (?:(?:of|on|in) \S+ )?(?:(?:is|are|was|were) over|ends?|ended|stops?|stopped|clears?|cleared)\b/,
    () => false,
  ],
  // Things of which nothing is so: rows are those of which something is.
  [
    /\bnothing\b(?! (?:but|else|special|new)\b)/,
    (plan) => plan.op !== 'audit' && !(THINGS.has('target' in plan ? String(plan.target) : '') && !JSON.stringify(plan).includes('"eq":0')),
  ],
  // Who may do it: kept is who did.
  [
    /^(?:and |so |but )?(?:who|which users?|what users?|which people)(?: else)? (?:may|might|can|could|(?:is|are|was|were) (?:allowed|permitted|able|authori[sz]ed|entitled) to|has (?:the )?(?:right|rights|permission|permissions) to)\b(?! have\b)/,
    () => false,
  ],
  // The nights of a week: one of them is no answer.
  [
    /\b(?:during|in|over) the (?:night|evening|morning|afternoon)s?\b.*\b(?:this|last|past) (?:week|month|year|quarter)\b|\b(?:this|last|past) (?:week|month|year|quarter)\b.*\b(?:during|in|over) the (?:night|evening|morning|afternoon)s?\b/,
    (plan) => JSON.stringify(plan).includes('hour_of_day'),
  ],
  // What all before it come to, or those around it.
  [
    /\b(?:cumulative|cumulatively|accumulated|running (?:total|sum|average)|rolling|moving average)\b/,
    (plan) => plan.op === 'duration' || plan.op === 'aggregate',
  ],
  // A figure as it was at a happening: the one of now is another.
  [/\b(?:then|at that time|at the time|back then|at that moment)$/, (plan) => plan.op !== 'aggregate' || plan.agg !== 'current'],
  // How many there were as time went by: rows are those there are.
  [
    /\b(?:over time|growth of|growth in|evolution of|development of|trend of|trend in)\b/,
    (plan) => plan.op !== 'list' || !THINGS.has(String(plan.target)) || has(plan, 'event') !== undefined,
  ],
  // What whoever asks did or was: no agent left, and none was away.
  [
    /\b(?:while|when|whilst|since|after|before|until|till|during the time) (?:i|we|my \w+|our \w+) (?:was |were |am |are |have been |had been |have |had |last |just )*(?:away|gone|out|absent|asleep|sleeping|off|offline|on (?:vacation|holiday|leave|call|break|duty)|at (?:lunch|dinner|home)|in (?:a|the) meeting|left|went (?:home|to bed|to sleep|away|offline|off|out)|logged (?:off|out|in|on)|came (?:back|in|home)|returned|looked|checked|asked|slept|got (?:in|back|home|up)|started (?:work|my shift))\b/,
    () => false,
  ],
  // After each of them: a plan looks behind the latest.
  [/^(?:and |so |but )?how often\b.*\b(?:follows?|followed|comes? after|came after|precedes?|preceded)\b/, (plan) => !('anchor' in plan)],
  // Of others, when it happened to one: that one alone is no answer.
  [/\bdid (?:the |any |all )*others?\b.*\b(?:when|while|as)\b.*\b(?:did|was)$/, () => false],
  [
    /^(?:and |so |ok )?(?:is|was) (?:it|this|that) (?:just |only |all |merely )+(?:the )?\S*[\d-]\S* or\b/,
    (plan) => plan.op === 'path' || plan.op === 'why',
  ],
  // Why there is none of that name: what happened to all the others is no reason.
  [
    /^(?:and |so |but )?why (?:is|are|was|were) there (?:no|not|never)\b.*/,
    (plan) => plan.op !== 'why' || !JSON.stringify(plan.where ?? {}).includes('"not"'),
  ],
  // Both at once: what is listed happened to the one or to the other.
  [
    /\bboth (?:\w+ )?(?:offline|down|up|online|unreachable|degraded|healthy|running|crashed|draining|gone|away)\b/,
    (plan) => plan.op === 'state' || plan.op === 'why' || !('target' in plan) || plan.target !== 'event',
  ],
  // Who did it so often: things to which it was done are nobody.
  [
    /^(?:and |so |but )?who (?:has |have )?(?:stopped|restarted|rebooted|killed|spawned|started|drained|updated|upgraded|scaled|moved) (?:\S+ ){0,3}(?:\d+|two|three|four|five|six|ten|a dozen|several) (?:\S+ )?(?:nodes|agents)\b.*/,
    (plan) => plan.op !== 'list' || plan.target === 'event',
  ],
  // What a word means is no list of what there is.
  [
    /^(?:(?:and|so|ok|sorry|wait) )*what(?: exactly)? (?:is|are) (?:(?:an? )(?:agent|node|crash|event|outage|restart|heartbeat|spawn|drain|region|host|platform|failure)|(?:agents|nodes|crashes|events|outages|heartbeats|spawns|drains))$/,
    () => false,
  ],
  // Why somebody did it: of what else he did there are other reasons.
  [
    /^(?:and |so |but )?why (?:did|has|have) (?:the )?\S+ (?:add|added|create|created|make|made|remove|removed|delete|deleted|spin|spun)\b.*/,
    (plan) => plan.op !== 'why' || has(plan, 'event') !== undefined,
  ],
  // How often, and what came after: a plan has the one or the other.
  [/\b(?:twice|thrice|times)\b.* (?:and|,|but) then\b.*/, (plan) => 'seq' in plan],
  // A plan measures in whole seconds.
  [/\b(?:half a second|\d+ ?(?:ms|milliseconds?))\b/, (plan) => plan.op !== 'duration' || plan.filter === undefined],
];

/** Things by nothing that happened, in no order and of no time. */
const isInventory = (plan: Plan): boolean =>
  (plan.op === 'list' || plan.op === 'count') &&
  plan.target !== 'event' &&
  (plan.time ?? plan.order ?? plan.having ?? plan.seq ?? plan.anchor) === undefined &&
  has(plan, 'event') === undefined;

/** Things by what happened to them, or how they are, and not by how many times. */
const isUnmeasured = (plan: Plan): boolean =>
  (plan.op === 'list' || plan.op === 'count') &&
  plan.target !== 'event' &&
  (plan.order ?? plan.having ?? plan.seq) === undefined &&
  !('by' in plan && plan.by !== undefined) &&
  has(plan, 'pattern') === undefined &&
  (has(plan, 'event') ?? has(plan, 'status')) !== undefined;

/** Happenings that may have been asked for. */
const WISHED = /"(?:stop_succeeded|spawn_succeeded|node_restarted|agent_draining|update_completed)"/;
const ofHappenings = (plan: Plan): boolean => (plan.op === 'list' || plan.op === 'count') && plan.target === 'event' && !('seq' in plan);
const oneEvent = (plan: Plan): boolean => {
  const event = has(plan, 'event');
  return !Array.isArray(event) || event.length < 2;
};

/** "what share of crashes recovered?": no crash is a recovery. */
const noneCanBe: Half = (sentence, plan) => {
  if (plan.op !== 'ratio' || plan.of !== 'share') return undefined;
  const [whole, part] = [has(plan, 'event'), (plan.num as Record<string, unknown> | undefined)?.['event']];
  if (!Array.isArray(whole) || !Array.isArray(part) || [...whole, ...part].some((type: string) => type.startsWith('@'))) return undefined;
  return whole.some((type) => part.includes(type)) ? undefined : sentence.tokens.at(-1)?.text;
};

const unheld: Half = (sentence, plan) =>
  UNHELD.map(([said, but]) => (but(plan) ? undefined : said.exec(textOf(sentence))?.[0])).find((term) => term !== undefined);

/** "was agent-2 offline longer than agent-4?": compared by how long, and not by how many. */
const longerThan: Half = (sentence, plan) =>
  plan.op === 'compare' && (plan.plan as Plan).op === 'count'
    ? /\b(?:longer|shorter|slower|faster|quicker)\b.*/.exec(textOf(sentence))?.[0]
    : undefined;

const HALVES: readonly Half[] = [
  (sentence, plan) => {
    const item = unheldHappening(sentence, plan);
    return item === undefined ? undefined : spoken(sentence.tokens, item);
  },
  whoIsAsked,
  twoQuestions,
  twoInstants,
  together,
  eachOfItsOwn,
  deedAndMore,
  statesOf,
  asksForPeople,
  whatTheyHave,
  whoNot,
  isNothing,
  notFollowed,
  howLongBefore,
  notForSoLong,
  comparedWith,
  unheld,
  noneCanBe,
  longerThan,
];

const spoken = (tokens: Sentence['tokens'], from: Item | undefined, to = from): string | undefined =>
  from === undefined || to === undefined
    ? undefined
    : tokens
        .slice(Math.min(from.at, to.at), Math.max(from.end, to.end))
        .map(({ text }) => text)
        .join(' ');
