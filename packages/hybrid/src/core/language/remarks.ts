import { NARROWS, narrowsAt, OFFICE, type Reader, saysNothing, spell, written } from './asides.ts';
import { withoutConfirming } from './confirming.ts';
import { INTERJECTIONS, MANNERS } from './lexicon/interjections.ts';
import { type Phrases, phraseAt, phrasesOf } from './phrases.ts';
import type { Item } from './sentence.ts';
import { withoutThatTime } from './that-time.ts';
import type { Token } from './tokens.ts';

/** A question without the remarks around it. */
export interface Unremarked {
  readonly tokens: readonly Token[];
  /** What was passed over, as it was written. */
  readonly told: readonly string[];
}
/** Clauses of a question that are looked at, at most, and words of one. */
const CLAUSES_MAX = 6;
const CLAUSE_WORDS_MAX = 24;

interface Clause {
  readonly tokens: readonly Token[];
  /** Set off by more than a comma: a full stop, a dash, brackets. */
  readonly apart: boolean;
}

/** What a question, or a request to be shown or told, begins with. A wish begins with neither. */
const OPENS =
  /^(?:(?:so|but|and|then|anyway|anyhow|please|pls|now|ok|okay|well|also|kindly|just|quickly|hey|hi|yes|still|first|basically|essentially|actually|hence|therefore|thus) )*(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|i|we) (?:please |pls |kindly |just |quickly )*(?:show|list|give|tell|count|find|see|get|check|explain|say|have|know|look|pull|confirm|compare|help|be so|do me|mind)|what|whats|which|why|how|who|whose|when|where|since when|is|are|was|were|did|do|does|has|have|had|any|anything|anyone|anybody|show|list|tell|count|compare|predict|forecast|estimate|plot|draw|chart|graph|summari[sz]e|display|print|give|in which|on which|at what|at which|for how|to what|by whom|explain|(?:i|we) (?:(?:just|only|really|also) )*(?:(?:want|need|would like|wanted|needed|wish) to (?:know|see|find out|understand|check|hear|learn|have|get)|wonder|was wondering|am wondering|am looking for|need|want)|do you|let me (?:know|see)|give me|give us|get me|tell me|help me understand)\b/;
const POLITE = phrasesOf(MANNERS);
const SAID_ALONE = phrasesOf(INTERJECTIONS);
const WHOLE = phrasesOf(INTERJECTIONS.filter((row) => !row.endsWith('*')));
/** What is done, or to be done, by whoever asks: in the past it would be a time. */
const NEXT_FOR_ASKER =
  /^(?:(?:in order |just |so as |only )*to (?!what|which|whom|me)[a-z]+ .*|before (?:i|we|you|they|my [a-z]+|the [a-z]+) (?!was\b|were\b|had\b|did\b|came\b|went\b|left\b|got\b|[a-z]+ed\b).*|for (?:the|my|our|a|an) (?:[a-z]+ )?(?:meeting|standup|report|review|postmortem|post-mortem|record|records|summary|notes|slides?|presentation|audit|boss|manager|team|ticket|wiki|handover|retro|retrospective|status update|newsletter|investigation|documentation|minutes|email|mail|customer|client|newbie|beginner|logs?))$/;
const all = (tokens: readonly Token[], phrases: Phrases): boolean =>
  phraseAt(tokens, 0, phrases, (to) => to === tokens.length) !== undefined;
/** Manners: nothing in them is asked. */
const isPolite = (clause: readonly Token[]): boolean => all(clause, POLITE);
/** Word for word what people say: no word of it is open. */
const isSaying = (clause: readonly Token[]): boolean => all(clause, WHOLE);
/** Said by itself, of asking alone. */
const isSaidAlone = (clause: readonly Token[]): boolean =>
  all(clause, POLITE) || all(clause, SAID_ALONE) || NEXT_FOR_ASKER.test(spell(clause));
/** How a statement begins: somebody or something, and never a bare thing that could be what is asked for. */
const STATES =
  /^(?:(?:so|and|but|well|because|since|as|cause|cuz|ok|okay|ugh|sorry|look|listen|see|you see|now|also|just|honestly|apparently|maybe|perhaps|possibly|probably|meanwhile|currently|unfortunately|sadly|obviously|clearly|today|right now|at the moment|like|again|btw|by the way|actually|basically|otherwise|plus|yes|hmm) )*(?:i|im|ive|we|you|he|she|they|it|this|that|there|my|our|your|the|a|an|some|one of|several|many|most|someone|somebody|something|everyone|everybody|everything|people|nobody|nothing|no one|folks|bosse?s?|customers?|users?|clients?|management|support|marketing|sales|legal|finance|security|hr|half|all hell|things|stuff|half the|two of|complaints|grafana|prometheus|pagerduty|slack|datadog|kibana|nagios|zabbix|jira|aws|@person)\b/;
const FINITE =
  /\b(?:(?:i|we|you|they|people|he|she) [a-z]+|am|is|are|was|were|be|been|have|has|had|do|does|did|will|would|can|could|should|may|might|must|need|needs|want|wants|got|get|gets|keep|keeps|kept|think|guess|know|go|goes|went|came|come|said|say|told|saw|see|lost|feel|felt|thought|made|took|left|found|heard|read|looks?|seems?|sounds?|[a-z]{3,}(?:ed|ing)|[a-z]{4,}s|hope|owe|promise|swear|love|hate|care|work|wonder|bet|suspect|believe|doubt|remember|forgot|forget|missed|understand)\b/;
const CONDITION =
  /\b(?:if|unless|until|whenever|provided|assuming|suppose|supposing|instead|rather than|apart from|other than|besides|without)\b/;
/** Verbs of what whoever asks has to do with: what stands behind them may be what the question is of. */
const CHOOSES =
  /\b(?:manage|manages|own|owns|operate|operates|run|runs|use|uses|using|inherited|handle|maintain|support|monitor|watch|cover|choose|picked|pick|work with|deal with|take care|took over|look after|care|speak for|am from|are from|represent|on behalf|report on|belong to|here for|prefer|focus|mean|count|exclude|ignore|skip|filter|have only|responsible)\b/;
/** People, of whom a sentence tells. */
const PEOPLE =
  /^(?:(?:so|and|but|well|because|since|as|also|just|honestly|apparently|maybe|perhaps|now|anyway|ok|sorry|yes|no|oh|ugh) )*(?:i|im|ive|we|they|he|she|you|nobody|somebody|someone|everybody|everyone|people|folks|(?:my|our|the|a|an|one of my|one of our|some|this|that) (?:[a-z]+ )?(?:boss|manager|director|ceo|cto|vp|team|teams|customers?|clients?|users?|colleagues?|coworkers?|auditors?|board|buddy|friend|wife|husband|neighbour|intern|trainee|lawyers?|investors?|managers?|people|guys?|folks|support|lead|owner|regulator|inspector|insurer|journalist|press|caller|notes|report|slides|deadline|meeting|call|shift|demo|review|newsletter|coffee|phone|ticket|presentation|contract|invoice|lawyer|court|law|form|template|checklist)|customers?|clients?|boss|manager|colleagues?|auditors?|finance|legal|sales|marketing|support|management|hr|security|compliance|procurement|accounting|controlling|@person)\b/;
/** Of what the answer is for: somebody who waits for it, where it goes, what is coming up. Whatever else is named in it, is of that. */
const IS_FOR = new RegExp(
  `^(?:${[
    '(?:because |since |as )?(?:our|my|the|a|an|some|one of our|one of the) (?:[a-z0-9-]+ ){1,4}(?:is|are|was|were|keeps?|kept|has been|have been) (?:asking|waiting|complaining|curious|nervous|insisting|pushing|calling|demanding)(?: (?:me|us|again|now|already|too|still|about (?:this|that|it)|for (?:this|that|it|an answer|the answer|the number|a number)|every \\w+(?: \\w+)?|all \\w+|right now))*',
    'before (?:i|we) (?!was\\b|were\\b|had\\b|did\\b|came\\b|went\\b|left\\b|got\\b|[a-z]+ed\\b)[a-z]+ .*',
    '(?:i|we) (?:also |still )?(?:have|got|had|are having) (?:a|an|our|the|my) (?:[a-z-]+ ){0,3}(?:audit|review|meeting|call|deadline|demo|standup|presentation|inspection|assessment|interview|handover|visit|visitor)(?: .*)?',
    '(?:it|this|that|these|they) (?:all )?(?:goes|go|will go|belongs?|ends? up|is going|is due|is meant|is needed|is wanted|has to go|must go) (?:in|into|to|for|on|by)\\b.*',
    '(?:[a-z-]+ ){0,4}(?:review|meeting|audit|call|deadline|demo|standup|presentation|launch|inspection|assessment|interview|handover) (?:is |are )?(?:coming up|ahead|soon|in progress|starting|due|looming|approaching|next|tomorrow|today|at \\S+|in \\S+)(?: .*)?',
  ].join('|')})$`,
);
/** The same of whoever asks, unsaid: "trying to draw a diagram". */
const ASKER_DOES =
  /^(?:(?:just|only|still|so|and) )*(?:trying|looking|preparing|writing|planning|reading|working|investigating|debugging|getting|thinking|sitting|calling|checking|building|waiting|learning|paged|woken|called|pinged|asking)\b/;
/** "I run the billing pool", "we look after …": what follows may be what is asked about. */
const CHOOSES_SELF = new RegExp(`^(?:\\S+ )?(?:i|im|we|they|my team|our team) (?:\\w+ ){0,2}?${CHOOSES.source}`);
/** Says of the question what it is to be of. */
const EXPLICITLY =
  /\b(?:about(?! (?:this|that|it)\b)|regarding|concerning|only|mean|meaning|except|excluding|exclude|without|ignore|focus|restrict|care)\b/;
/** Asks or orders something itself. */
const ASKS_OR_ORDERS =
  /^(?:(?:and|so|but|also|please|now|then|ok) )*(?:what|which|who|whose|why|how|where|when|is|are|was|were|did|do|does|has|have|had|can|could|will|would|should|any|show|list|give|tell|count|compare|find|only|restrict|filter|focus|look|take|use|consider|include|exclude|ignore|assume|suppose|imagine|restart|reboot|stop|kill|drain|undrain|spawn|start|scale|update|upgrade|roll|move|back|restore|cancel|confirm|watch|alert|notify)\b/;
/** What may be a part of the grid under a name of its own. */
const SCOPE =
  /\b(?:pools?|tiers?|groups?|racks?|rows?|zones?|rooms?|sites?|tenants?|projects?|products?|services?|stacks?|namespaces?|departments?|branch(?:es)?|stores?|plants?|buildings?|floors?|data ?cent(?:er|re)s?|datacent(?:er|re)s?|clusters?|fleets?|farms?|labs?|machines?|boxes|box|servers?|hosts?|nodes?|agents?|mainframes?)\b/;
/** What is not the grid: told to be in trouble, it says why somebody asks. */
const OUTSIDE =
  /\b(?:dashboards?|monitoring|grafana|board|sites?|website|app|apps|application|page|pages|portal|shop|store|webshop|phones?|pager|frontend|customers?|clients?|users?|people|everyone|everybody|everything|something|things|boss|manager|ceo|cto|team|folks|it|they|he|she|i|we|colleagues?|support|stuff)\b/;
const TROUBLE =
  /^(?:problems?|issues?|troubles?|errors?|alerts?|alarms?|incidents?|complaints?|complain(?:s|ed|ing)?|outages?|down|slow|slower|failing|fails|failed|broken|broke|breaks|unhappy|happy|dead|died|crash(?:ed|es|ing)?|stuck|offline|unreachable|weird|strange|odd|wrong|off|asked|paged|pages|red|green|yellow|on fire|acting up|up|running|working|late|busy|unusual|today|report|reports|changed|dashboard)$/;
const LEANS =
  /\b(?:it|its|they|their|them|those|these|he|she|his|her|such|which of them|the same)\b|(?<!\b(?:is|are|was|were|be) )\bthere\b/;
const STANDS_FOR_NOTHING =
  /\b(?:is|was|would|will) it (?:possible|true|normal|likely|ok|okay|safe|because|due|fair|me|just)\b|\bhow long (?:did|does|has|will) it take|\bmake it\b|\bis it that\b/;

/** What is said around a question, passed over: remarks, and whether it is so. */
export function aroundQuestion(text: string, tokens: readonly Token[], read: Reader, isPerson: (token: Token) => boolean): Unremarked {
  const sure = withoutConfirming(text, tokens, isPerson);
  const bare = withoutRemarks(text, sure.tokens, read, isPerson);
  const purpose = PURPOSE.exec(spell(bare.tokens))?.[0].trim().split(' ').length ?? 0;
  if (purpose > 0 && bare.tokens.length - purpose > 2)
    return withinQuestion(text, bare.tokens.slice(0, -purpose), read, isPerson, [
      ...sure.told,
      ...bare.told,
      written(text, bare.tokens.slice(-purpose)),
    ]);
  return withinQuestion(text, bare.tokens, read, isPerson, [...sure.told, ...bare.told]);
}

/** "… for the incident report": what the answer is for. */
const PURPOSE =
  / for (?:the|my|our|a|an|this) (?:[a-z]+ ){0,2}(?:report|review|postmortem|post-mortem|meeting|standup|summary|slides?|presentation|ticket|wiki|handover|retro|notes?|newsletter|records|boss|manager|documentation|minutes|email|mail)$/;

function withinQuestion(
  text: string,
  tokens: readonly Token[],
  read: Reader,
  isPerson: (token: Token) => boolean,
  before: readonly string[],
): Unremarked {
  const from = embeddedFrom(tokens, read, isPerson);
  const told = from === 0 ? [] : [written(text, tokens.slice(0, from))];
  return { tokens: tokens.slice(from), told: [...before, ...told] };
}

/** Words before a question within a sentence, at most. */
const EMBEDS_WORDS_MAX = 12;
const ASKS_WITHIN = /^(?:how|which|who|whose|why|what|where|whether)$/;
const WHOSE_BY = /^(?:on|at|by|under|upon|from|in)$/;
const WANTS_TO_KNOW =
  /\b(?:asks?|asked|asking|know|knows|knowing|wonders?|wondering|explain|explains|understand|understands|understanding|hearing|learning|seeing|finding out|tell|tells|telling|told|find out|found out|sees?|learn|figure out|says?|saying|hear|check|checking|remember|remembers|forgot|forget|forgotten|curious|idea|sure|interested(?: in)?|report|clarify|establish|determine|investigate|write down|document|look up|discuss|present|recall|work out|explained|guess|decide|mention|verify|interest(?:s|ed)? (?:me|us)|in the dark about|at a loss)(?: (?:to |with )?(?:me|us|him|her|them|you|my [a-z]+|our [a-z]+|the [a-z]+|everyone|people))?(?: (?:exactly|again|please|,|about|as to|on|just|precisely))*$/;

/** "I need to explain to my boss why node-4 crashed": where the question within it begins. */
function embeddedFrom(tokens: readonly Token[], read: Reader, isPerson: (token: Token) => boolean): number {
  const asks = tokens.findIndex(({ text }) => ASKS_WITHIN.test(text));
  // "on whose order …": the preposition is of the question.
  const at = tokens[asks]?.text === 'whose' && WHOSE_BY.test(tokens[asks - 1]?.text ?? '') ? asks - 1 : asks;
  if (at < 2 || at > EMBEDS_WORDS_MAX || tokens.length - at < 3 || tokens[at + 1]?.text === 'to') return 0;
  const before = tokens.slice(0, at);
  const own = spell(before.map((token) => (isPerson(token) ? { ...token, text: '@person' } : token)));
  if (!STATES.test(own) || !WANTS_TO_KNOW.test(own) || NARROWS.test(own.replace(/\babout$/, '')) || CONDITION.test(own)) return 0;
  const items = read(before);
  const nothing = items.every(
    (item, k) =>
      (item.type === 'plain' && !(CHOOSES.test(own) && narrowsAt(items, k))) ||
      (item.type === 'name' && item.kind === 'user') ||
      (item.type === 'word' && (saysNothing(item) || SAYS_LITTLE.test(item.phrase) || item.entry.cue === 'why')),
  );
  return nothing ? at : 0;
}

/**
 * Passes over the remarks people make before and after a question: "I cannot find it on the dashboard. How many …?", "… Our biggest customer is
 * on the phone." Only whole clauses, only around a question that stands by itself, and none that holds a name, a condition, a number or a
 * time that the question lacks, nor an unknown word that may narrow it.
 */
export function withoutRemarks(text: string, tokens: readonly Token[], read: Reader, isPerson: (token: Token) => boolean): Unremarked {
  const clauses = clausesOf(text, tokens);
  if (clauses.length < 2 || clauses.length > CLAUSES_MAX) return { tokens, told: [] };
  const asked = clauses.findIndex((clause) => OPENS.test(spell(clause.tokens)) && !tellsOnly(clause.tokens));
  const at = asked < 0 ? fragmentOf(clauses, read) : asked;
  if (at < 0) return { tokens, told: [] };
  let end = clauses.length;
  const question = (): readonly Token[] => stretch(tokens, clauses, at, end);
  const passes = (clause: Clause, before: boolean, apart: boolean): boolean => isRemark(clause, question(), before, apart, read, isPerson);
  const told: string[] = [];
  while (end > at + 1) {
    const last = clauses[end - 1] as Clause;
    // What is asked is all that stands before it.
    const shorter = stretch(tokens, clauses, at, end - 1);
    if (!isRemark(last, shorter, false, last.apart, read, isPerson)) break;
    told.unshift(written(text, last.tokens));
    end--;
  }
  const lead = clauses.slice(0, at);
  const next = (k: number): boolean => (clauses[k + 1] as Clause).apart;
  const led = lead.length > 0 && lead.every((clause, k) => passes(clause, true, next(k)));
  if (led) told.unshift(...lead.map((clause) => written(text, clause.tokens)));
  if (told.length === 0) return { tokens, told };
  return { tokens: stretch(tokens, clauses, led ? at : 0, end), told };
}

/** Clauses that a question without its remarks has, at most. */
const CUTS_MAX = 3;

/**
 * Where a question may stand that could not be read with all that is said around it: from one word to another, with nothing but remarks
 * before and after. What stands there is still to be read by itself, which proves that it is one.
 */
export function questionsWithin(
  text: string,
  tokens: readonly Token[],
  read: Reader,
  isPerson: (token: Token) => boolean,
): readonly (readonly Token[])[] {
  const clauses = clausesOf(text, tokens);
  if (clauses.length < 2 || clauses.length > CLAUSES_MAX) return [];
  const found: (readonly Token[])[] = [];
  for (let from = 0; from < clauses.length && found.length < CUTS_MAX; from++)
    for (let to = clauses.length; to > from && found.length < CUTS_MAX; to--) {
      if (to - from === clauses.length) continue;
      const within = stretch(tokens, clauses, from, to);
      const apart = (k: number): boolean => (clauses[k < from ? k + 1 : k] as Clause).apart;
      const around = clauses.map((clause, k) => ({ clause, k })).filter(({ k }) => k < from || k >= to);
      if (around.every(({ clause, k }) => isRemark(clause, within, k < from, apart(k), read, isPerson) || isSignature(clauses, k)))
        found.push(within);
    }
  return found;
}

/** "Kind regards, Jo": a name or two at the very end. */
const isSignature = (clauses: readonly Clause[], k: number): boolean =>
  k === clauses.length - 1 && (clauses[k]?.tokens.length ?? 0) <= 2 && SIGNS_OFF.test(spell(clauses[k - 1]?.tokens ?? []));
const SIGNS_OFF =
  /^(?:(?:with )?(?:kind |best |warm )?regards|best(?: wishes)?|cheers|thanks|thank you|yours(?: \w+)?|sincerely(?: yours)?|many thanks)$/;

/** The clauses of a text: between commas, full stops, dashes and brackets. */
function clausesOf(text: string, tokens: readonly Token[]): readonly Clause[] {
  const found: Clause[] = [];
  let from = 0;
  let apart = false;
  const close = (to: number): void => {
    if (to > from) found.push({ tokens: tokens.slice(from, to), apart });
  };
  for (let k = 0; k < tokens.length; k++) {
    const gap = k === 0 ? '' : text.slice(tokens[k - 1]?.to, tokens[k]?.from);
    const hard = /[.:;!?…]+["')]?\s|\s[-–—]+\s|[()\n]|\.\.\./u.test(gap);
    const comma = tokens[k]?.text === ',' && tokens[k]?.quoted !== true;
    const turn = k > 2 && /^(?:but|so)$/.test(tokens[k]?.text ?? '') && TURNS.test(tokens[k + 1]?.text ?? '');
    if (!hard && !comma && !turn) continue;
    close(k);
    if (k > from || hard) apart = hard;
    from = comma ? k + 1 : k;
  }
  close(tokens.length);
  return found;
}

/** "… but how many", "… so which": a question begins. */
const TURNS = /^(?:how|which|what|who|why|where|did|is|are|was|were)$/;

/** The words from one clause to another, as they stood. */
function stretch(tokens: readonly Token[], clauses: readonly Clause[], from: number, to: number): readonly Token[] {
  const first = tokens.indexOf(clauses[from]?.tokens[0] as Token);
  const last = tokens.indexOf(clauses[to - 1]?.tokens.at(-1) as Token);
  return tokens.slice(first, last + 1);
}

/** "I need to call the provider": told, though a question may begin so. */
const tellsOnly = (clause: readonly Token[]): boolean =>
  /^(?:(?:so|and|but|well|because|since|as|just) )*(?:i|we) (?:(?:just|only|really|also|still) )*(?:need|want|wanted|needed) (?!to (?:know|see|find|understand|check|hear|learn|have|get)\b|the |all |a list|every|any|how|which|who|what|when|where|why)/.test(
    spell(clause),
  );

/** A question that is none of the forms, before what is set off: "crashes today. I need it for the report". */
function fragmentOf(clauses: readonly Clause[], read: Reader): number {
  const [first, second] = clauses;
  if (first === undefined || second?.apart !== true || STATES.test(spell(first.tokens)) || isSaidAlone(first.tokens)) return -1;
  return read(first.tokens).some(
    (item) => item.type === 'word' && (item.entry.event ?? item.entry.status ?? item.entry.target) !== undefined,
  )
    ? 0
    : -1;
}

const WISHES_OF_THEM =
  /\b(?:want|need|require|wish|like) (?:to have |to see )?(?:them|those|these|it|all of them|both)(?: all| both)?(?: to be| to get)? [a-z-]+(?: [a-z]+)?$/;

function isRemark(
  { tokens: clause }: Clause,
  question: readonly Token[],
  before: boolean,
  apart: boolean,
  read: Reader,
  isPerson: (token: Token) => boolean,
): boolean {
  if (clause.length > CLAUSE_WORDS_MAX || clause.some((token) => token.quoted === true)) return false;
  const words = clause.map((token) => (isPerson(token) ? { ...token, text: '@person' } : token));
  if (isSaying(words)) return true;
  const own = spell(words);
  // "staging agents: I want them drained": a wish, of what was named.
  if (
    WISHES_OF_THEM.test(own) &&
    !/\b(?:not|never)\b/.test(own) &&
    read(clause).some((item) => item.type === 'word' && item.entry.act !== undefined)
  )
    return false;
  // "spawn failures because the port was taken": why it happened, and not why it is asked.
  if (/^(?:because|since|as|cause|cuz) (?!(?:i|im|ive|we|you|my|our|@person|people|everyone|everybody|someone|somebody)\b)/.test(own))
    return false;
  if (IS_FOR.test(own) && !EXPLICITLY.test(own))
    return read(clause).every((item) => item.type !== 'filter' && item.type !== 'lost' && (item.type !== 'name' || item.kind === 'user'));
  const interjects = isSaidAlone(words);
  const people = PEOPLE.test(own) || ASKER_DOES.test(own);
  const states = STATES.test(own) && FINITE.test(own) && clause.length > (people ? 1 : 2);
  const aside = apart && clause.length > 3 && !ASKS_OR_ORDERS.test(own) && !SCOPE.test(own);
  if (!interjects && !states && !aside) return false;
  // What people do and want is theirs, where it is a sentence of its own.
  const theirs = people && apart && !CHOOSES_SELF.test(own) && !SCOPE.test(own);
  if (interjects && (isPolite(words) || /^for (?:the|my|our|a|an) /.test(own)) && !/\b(?:only|except|without|instead)\b/.test(own))
    return read(clause).every(
      (item) => item.type === 'plain' || item.type === 'word' || item.type === 'period' || (item.type === 'name' && item.kind === 'user'),
    );
  if ((theirs ? EXPLICITLY : NARROWS).test(own.replace(/\bwhich (?:is|was|makes|made|means|would)\b/g, '')) || CONDITION.test(own))
    return false;
  if (before && LEANS.test(spell(question)) && !STANDS_FOR_NOTHING.test(spell(question))) return false;
  const items = read(clause.filter((_token, k) => !ofPerson(clause, k)));
  const asked = read(question);
  const outside = OUTSIDE.test(own);
  const chooses = CHOOSES.test(own);
  return items.every((item, k) => {
    if (item.type === 'plain')
      return /^[,&+]$/.test(item.text) || /@person/.test(item.text) || theirs || !narrows(items, k, chooses, apart);
    if (item.type === 'name') return item.kind === 'user' || asked.some((one) => one.type === 'name' && one.name === item.name);
    if (item.type === 'period') return (theirs && withoutThatTime(question) === question) || asked.some((one) => one.type === 'period');
    if (item.type === 'number') return theirs || (item.value === 1 && item.sign === undefined && item.unit === undefined);
    if (item.type !== 'word') return false;
    return (
      theirs ||
      (interjects && /^my memory /.test(own)) ||
      saysNothing(item) ||
      SAYS_LITTLE.test(item.phrase) ||
      (outside && (TROUBLE.test(item.phrase) || OUTSIDE.test(item.phrase) || item.entry.status !== undefined)) ||
      alike(item, asked)
    );
  });
}

/** "someone from research": where somebody is from, who only asks. */
const ofPerson = (clause: readonly Token[], k: number): boolean => isOf(clause, k) || isOf(clause, k + 1);
const isOf = (clause: readonly Token[], k: number): boolean =>
  /^(?:someone|somebody|people|folks|guys?|colleagues?|person|man|woman|lady|gentleman|girl)$/.test(clause[k - 2]?.text ?? '') &&
  /^(?:from|in|at)$/.test(clause[k - 1]?.text ?? '');

/** Words that have a sense elsewhere, and none in what people tell. */
const SAYS_LITTLE =
  /^(?:so much|very much|weekly|daily|monthly|quarterly|yearly|hourly|graphs?|charts?|plots?|numbers?|mine|smoke|again|already|now|right now|still|never|not|no|one|first|last|late|all|any|before|after|by|up|over|about to|going to|will|might|next|soon|since|because|as|explain|report|question|asked|more|less|then|once|some|so far|currently|just|only just|too|also|who|what|time|times|at the moment|for now|it|they|them|he|she|that|this|lot|a lot|much|red|around)$/;

/** A happening or a state that the question is of as well. */
const alike = (item: Item, asked: readonly Item[]): boolean =>
  item.type === 'word' &&
  asked.some(
    (one) =>
      one.type === 'word' &&
      ((item.entry.event !== undefined && one.entry.event?.join() === item.entry.event.join()) ||
        (item.entry.status !== undefined && one.entry.status?.join() === item.entry.status.join())),
  );

const isSubject = (items: readonly Item[], k: number): boolean => {
  const [first] = items;
  return first?.type === 'word' && /^(?:the|our|my|a|an|some)$/.test(first.phrase) && (k === 1 || (k === 2 && items[1]?.type === 'plain'));
};

/** Whether an unknown word of a clause may be what the question is to be of. */
function narrows(items: readonly Item[], k: number, chooses: boolean, apart: boolean): boolean {
  const item = items[k];
  if (item?.type !== 'plain' || OFFICE.test(item.text)) return false;
  if (chooses) return !CHOOSES.test(item.text);
  // "the client is waiting": who is told of, not what is asked of.
  if (!apart) return !isSubject(items, k) && narrowsAt(items, k);
  const before = items.slice(Math.max(0, k - 2), k).map((one) => (one.type === 'word' ? one.phrase : one.type === 'plain' ? one.text : ''));
  return before.some((word) => /^(?:of|from|for|in|on|regarding|called|named|at|with)$/.test(word));
}
