import type { Item } from './sentence.ts';
import type { Token } from './tokens.ts';
import { toldFirst } from './told-first.ts';

/** Words of a clause that is looked at, at most. */
const ASIDE_WORDS_MAX = 18;

const words = (text: string): string => text.trim().split(/\s+/).join('|');
/** People and things of whoever asks: "my boss keeps asking". */
const OF_THE_ASKER = words(`
  boss manager lead director board cto ceo vp team customer client auditor auditors management colleague pager phone alarm`);
/** What whoever asks does to what is asked: "I manage the beta pool, how many crashed?" is of the beta pool. */
const CHOOSES = words(`
  manage own run use used using want need like prefer care mean think guess bet only have got had am look looking inherited handle support
  maintain watch monitor choose picked pick took take call name named tagged count exclude ignore skip`);
/** What people tell of themselves when they ask. None of these narrows what is asked. */
const TOLD = words(`
  write writing wrote tell telling told report reporting present presenting prepare preparing promise promised forget forgot forgotten remember
  recall swear swore noticed came got paged woke joined joining taking took leaving heading head back new technical lost confused worried
  nervous late tired curious explain explaining answer fill filling finish finishing sleep escalate plan planning brief briefing
  understand figure remind`);
const MODAL =
  '(?:(?:am|was|are|were|have|had|has|can|could|do|did|will|would|not|to|need|must|just|really|totally|quite|completely|honestly|be|been) )*';
/** "I operate mainframes" says of what the question is; "I was …", "I might …", "I have to …" tell of a moment. */
const BEFORE_VERB =
  '(?:am|was|might|may|should|can|could|would|must|need to|(?:have|had)(?= (?:just |already )?(?:to|been|not|[a-z]+(?:ed|en|ne|st|ot))\\b)) (?:(?:not|to|be|been|just|already|really|totally|probably) )*';
const SELF = `(?:${[
  'just (?:got|came|joined|woke) ',
  `(?:i|ive) ${BEFORE_VERB}(?!(?:${CHOOSES})\\b)[a-z]+`,
  '(?:i|ive) (?:[a-z]+ed|lost|saw|heard|left|made|said|spent|should know)',
  'im (?!after|interested)[a-z]+',
  `(?:i|im|ive|we) ${MODAL}(?:${TOLD})`,
  '(?:i|we) was looking',
  '(?:people|everybody|everyone) (?:are|is|keeps?) (?:asking|complaining|waiting|nervous|worried)',
  `(?:my|our|the) (?:${OF_THE_ASKER}) (?:just |is |was |are |keeps? |still )*(?:asks?|asked|asking|wants?|needs?|swears?|says?|told|woke|paged|waiting|complaining|nervous|worried)`,
].join('|')})\\b`;
/** "so that I can …", "because my boss asks": what it is wanted for. "since I came" and "before I left" are times, and stay. */
const WANTED_FOR = new RegExp(
  `^(?:(?:so|so that|in order that) (?:i|we|they|my \\w+) (?:can|could|may|might|know|get|have)\\b|(?:because|cuz|cause|as|since) (?:i|we) (?:have to|need to|must|got to|am|are (?:writing|preparing|presenting)|forgot|can not remember)\\b|(?:because|cuz|cause) ${SELF})`,
);
/** A user named, in the words a clause is looked at by. */
const PERSON = '@person';
/** Who wants to know: a person of whoever asks, one that is named, or both. */
const WHO = `(?:(?:my|our|the) (?:${OF_THE_ASKER})(?: ${PERSON})?|${PERSON}(?: ?,? from (?:the )?[a-z]+)?)`;
const WANTS =
  '(?:just |is |was |are |also |really |keeps? |still |has |would |has been |be )*(?:wants? to (?:know|hear|see)|wondering|wonders?|needs? to (?:know|hear|see)|like to (?:know|see)|asks?(?: me| us)?|asked(?: me| us)?|asking(?: me| us)?|curious)(?: me| us| about)?';
/** "marcus wants to know how many …", "priya asked me if …": no comma stands between who asks and what. */
const ASKED_BY = new RegExp(
  `^(?:(?:so|well|and|but|look|just|now|hey|ok) )*${WHO} ${WANTS} (?:,|whether |if |(?=(?:what|which|why|how|who|when|where|any|anything) ))`,
);
/** What somebody says who has others find out, and what is wished then: a thing to be shown, or to know something. */
const WISHES =
  /^(?:just |also |really |now |still |has |have |is |are |keeps? )*(?:would like|wants?|needs?|requests?|requested|requesting|demands?|demanding|expects?|ask(?:s|ed|ing)? (?:me |us )?for|interested in|waiting for|chasing|looking for|pressing (?:me |us )?for) (?=(?:to (?:know|see|hear|learn|have) )|(?:when|what|which|who|how|where|why|the|a|an|all|every|our|some|last|this|these|both) )(?:to (?:know|see|hear|learn|have) )?/;
/** A deed as a thing: who "needs a restart" is restarted. */
const DEED_WISHED =
  /^(?:an?|the|another) (?:\w+ )?(?:restart|reboot|backup|update|upgrade|drain|rollback|restore|stop|kick|shutdown|nodes?|agents?|scale|move)\b/;
/** Words for who asks for something, at most. */
const ASKER_WORDS_MAX = 5;

/**
 * "procurement wants a list of …", "our partner in Oslo would like the …": words of nothing in the grid before a verb of wishing are whoever
 * has it asked. A bare deed behind it would be done to what is named there.
 */
function wishedBy(tokens: readonly Token[], read: Reader): number {
  for (let k = 1; k <= Math.min(ASKER_WORDS_MAX, tokens.length - 3); k++) {
    const wishes = WISHES.exec(spell(tokens.slice(k, k + ASIDE_WORDS_MAX)))?.[0];
    if (wishes === undefined) continue;
    const who = read(tokens.slice(0, k));
    const end = k + wishes.trim().split(' ').length;
    const named = who.some((item) => isStrange(item) && /^[a-z][a-z '-]+$/.test(spell(tokens.slice(item.at, item.end))));
    const strange = who.every((item) => isStrange(item) || (item.type === 'word' && ONLY_POINTS.test(item.phrase)));
    return named && strange && !DEED_WISHED.test(spell(tokens.slice(end, end + 4))) ? end : 0;
  }
  return 0;
}
/** "a customer": known for being none of the grid's. */
const isStrange = (item: Item): boolean => item.type === 'plain' || (item.type === 'word' && item.entry.unrecorded === true);
const ONLY_POINTS = /^(?:the|a|an|our|my|one|of|some|someone|somebody|in|from|at|and|over|down|up)$/;

/** "…, marcus is asking". */
const ASKED_AFTER = new RegExp(`^(?:, )?(?:(?:because|cuz|cause|as|since) )?${WHO} ${WANTS}$|^(?:, )?asking for ${WHO}$`);

/** A clause that tells of whoever asks. */
const TOLD_OF_SELF = new RegExp(`^(?:(?:so|well|and|but|look|just|now|ok|okay|hey|ugh|sorry|hello|hi|honestly) )*${SELF}`);
/** "before I head home": what comes next for whoever asks. In the past it would be a time. */
const BEFORE_NEXT = /^before (?:i|we) (?:head|go|leave|join|jump|hop|log|call|sign|present|sleep)\b/;
/** Words that the clauses looked for begin with: nearly no question does, and most are spared the long patterns. */
const TOLD_FIRST =
  /^(?:so|well|and|but|look|just|now|ok|okay|hey|ugh|sorry|hello|hi|honestly|i|ive|im|we|people|everybody|everyone|my|our|the|before)$/;
const WANTED_FIRST = /^(?:so|in|because|cuz|cause|as|since)$/;
const mayTell = (token: Token | undefined): boolean => TOLD_FIRST.test(token?.text ?? '');
/** What narrows a question, wherever it is said. */
export const NARROWS =
  /\b(?:only|mean|meaning|means|except|excluding|exclude|without|ones?|those|these|about|regarding|concerning|which|whose|ignore|care|focus)\b/;

/** Words that a question begins with; a wish is never one. */
const OPENS =
  /^(?:(?:so|but|and|then|anyway|anyhow|please|now|ok|okay|well|also|kindly) )*(?:(?:can|could|would|will) (?:you|someone|somebody|anyone) (?:please )?(?:show|list|give|tell|count|find)|what|which|why|how|who|whose|when|where|is|are|was|were|did|do|does|has|have|had|any|anything|anyone|anybody|show|list|give|tell|count|provide|send|prepare|compile|produce|find|fetch|pull|display|name|identify|report)\b/;
/** Joins what is asked to what was said before it. */
const JOINS = /^(?:so|but|and|anyway|anyhow|then|well)$/;

export type Reader = (part: readonly Token[]) => readonly Item[];

/** A question without what its asker tells of himself. */
export interface Bare {
  readonly tokens: readonly Token[];
  /** What was passed over, as it was written. */
  readonly asides: readonly string[];
}

/**
 * Passes over whole clauses in which people say who asks and what for: "my boss keeps asking: …", "…, so that I can tell the team". Only at
 * the border of a clause, only beside a question that stands by itself, and only what holds no name, happening, condition, number or time.
 */
export function withoutAsides(text: string, tokens: readonly Token[], read: Reader): Bare {
  const asides: string[] = [];
  let left = tokens;
  if (tokens.some((token) => ASKING.test(token.text))) left = withoutAsker(text, tokens, read, asides);
  for (let cut = leading(text, left, read); cut > 0; cut = leading(text, left, read)) {
    asides.push(written(text, left.slice(0, cut)));
    left = left.slice(cut);
    while (JOINS.test(left[0]?.text ?? '')) left = left.slice(1);
  }
  const told = toldFirst(text, left, read);
  if (told !== undefined) {
    asides.push(written(text, told.told));
    left = told.tokens;
  }
  const end = trailing(text, left, read);
  if (end < left.length) {
    asides.push(written(text, left.slice(end)));
    left = left.slice(0, left[end - 1]?.text === ',' ? end - 1 : end);
  }
  return { tokens: left, asides };
}

/** The words without whoever wants to know: "priya asked me if …", "…, marcus is asking". */
function withoutAsker(text: string, tokens: readonly Token[], read: Reader, asides: string[]): readonly Token[] {
  let left = tokens;
  const people = withPeople(tokens, read);
  const who =
    ASKED_BY.exec(spell(people.slice(0, ASIDE_WORDS_MAX)))?.[0]
      .trim()
      .split(' ').length ?? 0;
  if (who > 0 && who < tokens.length - 1) {
    asides.push(written(text, tokens.slice(0, who)));
    left = tokens.slice(who);
  }
  const wished = who > 0 ? 0 : wishedBy(tokens, read);
  if (wished > 0) {
    asides.push(written(text, tokens.slice(0, wished)));
    left = tokens.slice(wished);
  }
  for (let k = Math.max(2, left.length - 10); k < left.length - 1; k++)
    if (ASKED_AFTER.test(spell(people.slice(k + tokens.length - left.length)))) {
      asides.push(written(text, left.slice(k)));
      left = left.slice(0, k);
      break;
    }
  return left;
}

/** The words with a mark in the place of every user. */
function withPeople(tokens: readonly Token[], read: Reader): readonly Token[] {
  const names = read(tokens).filter((item) => item.type === 'name' && item.kind === 'user' && item.how === 'exact');
  return names.length === 0 ? tokens : tokens.map((token, k) => (names.some((item) => item.at === k) ? { ...token, text: PERSON } : token));
}
const ASKING =
  /^(?:wants?|asks?|asked|asking|needs?|wonder(?:s|ing)?|likes?|curious|requests?|requested|requesting|demands?|demanding|expects?|interested|waiting|chasing|looking|pressing)$/;

function leading(text: string, tokens: readonly Token[], read: Reader): number {
  const begins = selfFrom(text, tokens, read);
  if (begins < 0) return 0;
  for (let k = begins + 1; k < Math.min(tokens.length - 2, ASIDE_WORDS_MAX); k++) {
    if (!endsClause(text, tokens, k)) continue;
    const clause = tokens.slice(begins, k);
    const own = spell(clause);
    if (!tellsOfSelf(own)) continue;
    const from = tokens[k]?.text === ',' ? k + 1 : k;
    if (!OPENS.test(spell(tokens.slice(from, from + 8)))) continue;
    if (holdsNothing(own, clause, read) || (OF_THEN.test(own) && hasPeriod(tokens.slice(from), read) && tellsOnlyWhen(clause, read)))
      return from;
  }
  return 0;
}

/** "I was on holiday last week, what happened yesterday?": when that was is not when is asked about, where that is said as well. */
const OF_THEN =
  /^(?:(?:so|well|and|but|look|just|now|ok|okay|hey|sorry) )*(?:i|we) (?:was|were|have been|had been|came|got|returned|left) /;
const AWAY =
  /^(?:holidays?|vacation|leave|pto|away|off|out|sick|ill|bed|plane|flight|asleep|sleep|sleeping|meetings?|home|travelling|traveling|lunch|dinner|woken|woke|paged|called|the|on|at|in|a|an|i|we|was|were|been|have|had|just|back|from|got|came|of|office|my|our|all|up|and|,)$/;
const hasPeriod = (tokens: readonly Token[], read: Reader): boolean => read(tokens).some((item) => item.type === 'period');
const tellsOnlyWhen = (clause: readonly Token[], read: Reader): boolean =>
  read(clause).every((item) => item.type === 'period' || clause.slice(item.at, item.end).every((token) => AWAY.test(token.text)));

/** Where somebody begins to tell of himself: at once, or after words that carry nothing ("bear with me, I am …"). */
function selfFrom(text: string, tokens: readonly Token[], read: Reader): number {
  if (mayTell(tokens[0]) && tellsOfSelf(spell(tokens.slice(0, ASIDE_WORDS_MAX)))) return 0;
  for (let k = 1; k < Math.min(tokens.length - 2, ASIDE_WORDS_MAX); k++) {
    if (!mayTell(tokens[k]) || !endsClause(text, tokens, k)) continue;
    if (!tellsOfSelf(spell(tokens.slice(k, k + ASIDE_WORDS_MAX)))) continue;
    return read(tokens.slice(0, k)).every((item) => item.type !== 'plain' || item.text === ',') &&
      holdsNothing('', tokens.slice(0, k), read)
      ? k
      : -1;
  }
  return -1;
}

const tellsOfSelf = (own: string): boolean => TOLD_OF_SELF.test(own) || BEFORE_NEXT.test(own);

function trailing(text: string, tokens: readonly Token[], read: Reader): number {
  if (!OPENS.test(spell(tokens.slice(0, 8)))) return tokens.length;
  for (let k = Math.max(2, tokens.length - ASIDE_WORDS_MAX); k < tokens.length - 1; k++) {
    const mayWant = WANTED_FIRST.test(tokens[k]?.text ?? '');
    if (!mayWant && !(mayTell(tokens[k]) && endsClause(text, tokens, k))) continue;
    const clause = tokens.slice(k);
    const own = spell(clause);
    const said = WANTED_FOR.test(own) || (TOLD_OF_SELF.test(own) && endsClause(text, tokens, k));
    if (said && holdsNothing(own, clause, read)) return k;
  }
  return tokens.length;
}

export const spell = (tokens: readonly Token[]): string => tokens.map((token) => (token.quoted === true ? '"' : token.text)).join(' ');
export const written = (text: string, tokens: readonly Token[]): string => text.slice(tokens[0]?.from, tokens.at(-1)?.to);

/** Whether a clause ends before the word: a comma, a dash, a full stop. */
export function endsClause(text: string, tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text === ',' || tokens[at - 1]?.text === ',') return true;
  return /^\s*(?:[.:;!?…]+|[-–—]+(?=\s))\s/u.test(text.slice(tokens[at - 1]?.to, tokens[at]?.from));
}

function holdsNothing(own: string, clause: readonly Token[], read: Reader): boolean {
  if (/["\d]/.test(own) || NARROWS.test(own)) return false;
  const items = read(/^(?:before|since|as) /.test(own) ? clause.slice(1) : clause);
  return items.every(saysNothing) && !items.some((_item, k) => narrowsAt(items, k));
}

/** Whether an unknown word of a clause may be what the question is to be of. */
export function narrowsAt(items: readonly Item[], k: number): boolean {
  const item = items[k];
  return item?.type === 'plain' && !OFFICE.test(item.text) && belongsTo(items.slice(Math.max(0, k - 3), k));
}

/** Places and things of the trade of asking: "the meeting" is no part of a grid. */
export const OFFICE =
  /^(?:meeting|lunch|dinner|breakfast|bed|desk|home|gym|pub|beach|dentist|doctor|airport|holiday|vacation|leave|pto|weekend|train|bus|plane|car|call|standup|sync|office|phone|email|mail|ticket|slides?|notes?|deck|review|customer|client|boss|board|team|answer|coffee|numbers|status|page|wiki|runbook|room|bridge|channel|chat|slack|teams|zoom|postmortem|post-mortem|incident|docs?|documentation|summary|minutes|job|work|school|kids|wife|husband|family|town|building|building|lift|doorstep|line|minute|minutes|hour|second|seconds|moment|afternoon|morning|evening|night|today|dark|loop|list|record|records|audit|retro|retrospective|handover|shift|front|noise|trouble|inconvenience|interruption|delay|spam|ignorance|confusion|question|questions|curiosity|interest|friend|colleague|manager|management|auditors?|investors?|lawyers?|press|ceo|cto|cfo|vp|director|world|screen|keyboard|neck|hurry|rush|stress|pressure|fire|behalf|advance|time|while|life|head|mind|provider|vendor|blog|newsletter|presentation|demo|interview|exam|homework|thesis|paper|essay|article|spreadsheet|excel|jira|notion|confluence|github|duty|watch|way|road|sofa|couch|shower|bathroom|kitchen|garden|mood|luck|summary|overview|dashboard|ui|website|site|app|portal|browser|logs?|graphs?|charts?|credit|refund|explanation|statement|apology|customers|clients|users|people|boss|me|us|you|him|her|them|myself|yourself|ourselves|themselves|diagram|sketch|drawing|register|binder|folder|whiteboard|calendar|diary|notebook)$/;

/** "a report on mobile", "needs the beta pool": an unknown word there may be what the question is to be of. */
const belongsTo = (before: readonly Item[]): boolean =>
  (before.at(-1)?.type === 'word' && /^(?:the|our)$/.test((before.at(-1) as { phrase: string }).phrase)) ||
  before.some((item) => item.type === 'word' && /^(?:on|for|of|from|in|at|with|by|wants?|needs?|using)$/.test(item.phrase));

/** A word nobody knows, or one that carries nothing. */
export function saysNothing(item: Item): boolean {
  if (item.type === 'plain') return true;
  if (item.type !== 'word') return false;
  // "apparently everything caught fire": of nothing in particular.
  if (/^(?:everything|something|things|stuff|all)$/.test(item.phrase)) return true;
  if (/^(?:just|might|will)$/.test(item.phrase)) return true;
  const { filler: _filler, colour: _colour, unrecorded: _unrecorded, form: _form, plural: _plural, mark, cue, ...senses } = item.entry;
  if (Object.keys(senses).length > 0) return false;
  if (cue !== undefined && cue !== 'anomaly' && cue !== 'report') return false;
  return mark === undefined || ['and', 'or', 'it', 'them', 'that', 'not', 'again', 'seen', 'done'].includes(mark);
}
