import { endsClause, spell, written } from './asides.ts';
import type { Token } from './tokens.ts';

/** A question without what asks whether it is so. */
export interface Asserted {
  readonly tokens: readonly Token[];
  /** What asked whether it is so, as it was written. */
  readonly told: readonly string[];
}

const AUX = '(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)';
const PRONOUN = '(?:it|they|he|she|that|this|we|you|there|i)';
const SO = '(?:true|right|correct|so|the case|accurate|a fact|wrong|possible|really so|really true|for real)';
/** Said behind a statement. */
const BEHIND = new RegExp(
  `^(?:${[
    '(?:right|correct|true|really|yes|yeah|yep|no|eh|huh|innit|or what|or not|yes or no|true or false|ok|okay|or am i wrong|or was it|or is it|or did it|or no|or so|agreed|surely|no doubt|if i am not mistaken|if i remember correctly|if i remember right|am i correct|can you confirm|could you confirm|please confirm|confirm|pls confirm)',
    `${AUX}(?: not)? ${PRONOUN}(?: not)?`,
    `(?:or )?(?:is|was) (?:it|that|this) (?:not )?(?:really |actually |even )?${SO}(?: or not)?`,
    '(?:or )?am i (?:not )?(?:right|wrong|correct|mistaken)(?: (?:here|about (?:that|this|it)))?',
    '(?:can|could|would|will) (?:you|someone|somebody|anyone) (?:please )?(?:confirm|verify|check|validate)(?: (?:that|this|it|if (?:that|this|it) is (?:true|right|correct|so)))?(?: (?:for me|please))?',
    '(?:please |pls |kindly )?(?:confirm|verify|check)(?: (?:that|this|it))?',
    'did i (?:get|understand|hear|read) (?:that|this|it) (?:right|correctly)',
    'what do you (?:think|say)',
  ].join('|')})$`,
);
const BEHIND_WORDS_MAX = 9;

/** Said before a statement, or before a question. */
const AHEAD = new RegExp(
  `^(?:(?:so|and|but|ok|okay|hey|hi|please|well|,|now) )*(?:${[
    `(?:is|was|are|were) (?:it|that|this) (?:not )?(?:really |actually |indeed |also |still )?${SO} (?:that|when i say(?: that)?|to say(?: that)?|,)`,
    `(?:is|was) (?:it|that|this) (?:really |actually )?${SO} ?,`,
    'am i (?:not )?(?:right|correct|mistaken)(?: (?:that|in thinking(?: that)?|in saying(?: that)?|in assuming(?: that)?|to think(?: that)?|to assume(?: that)?|to say(?: that)?|when i say(?: that)?|if i say(?: that)?))',
    '(?:can|could|would|will) (?:you|someone|somebody|anyone) (?:please |kindly )?(?:confirm|verify|validate) (?:that |whether |if |to me that |for me that )?',
    '(?:please |pls |kindly )?(?:confirm|verify|validate) (?:that|whether|if|for me that|to me that)',
    'true or false (?:,|that)?',
    'do i (?:see|understand|read|get|remember) (?:it |that |this )?(?:correctly|right|rightly) (?:,|that)',
    '(?:did|do) i (?:hear|understand|read|get) (?:it |that |this )?(?:correctly|right) (?:,|that)',
  ].join('|')}) ?`,
);
/** Said before a statement that is asked about behind it. */
const BELIEVED =
  /^(?:(?:so|and|but|ok|okay|hey|hi|well|,|now) )*(?:(?:i|we) (?:just |still |strongly |have |was |were |am |are )*(?:assume|believe|think|thought|guess|suppose|suspect|reckon|understand|understood|take it|read|heard|hear|gather|gathered|presume|expect|remember|recall|see|saw|told|noticed|feel|bet|figure|know)|(?:someone|somebody|a colleague|a customer|my boss|my colleague|people|they|the team|one of them|rumor has it|word is|apparently|supposedly|allegedly|it (?:seems|looks|appears)|it looks like|it seems like)(?: (?:just|has|have|had))*(?: (?:said|says|say|told me|told us|tells me|claims|claimed|thinks|mentioned|reports|reported|tell me|claim|believes|believe|swears|suspects|suspected|suspect|assumes|assume|reckons|fears))?|(?:support|marketing|sales|management|monitoring|grafana|the dashboard|my [a-z]+|our [a-z]+|the [a-z]+|a [a-z]+|one of (?:my|our|the) [a-z]+) (?:just |has |have )?(?:said|says|say|told me|told us|tells me|claims|claimed|thinks|mentioned|reports|reported|believes|swears|insists|wrote|suspects|suspected|assumes|assumed|reckons|fears|guesses|maintains|is convinced|is sure)|@person (?:just )?(?:said|says|told me|told us|claims|claimed|thinks|mentioned|reports|believes|tells me|swears|insists|reported|wrote)) (?:that |, )?/;

const ASKS =
  /^(?:is|are|was|were|did|does|do|has|have|had|will|can|could|what|which|who|why|how|when|where|if|whether|show|list|give|tell|count|any)\b/;
/** What only a statement begins with: never a wish. */
const isStatement = (text: string): boolean => !ASKS.test(text) && SUBJECT.test(text) && FINITE.test(text);
const SUBJECT =
  /^(?:the |our |my |all |both |no |some |there |it |they |this |these |nothing |everything |nobody |every |none |most |[a-z0-9-]*\d|[a-z]+-[a-z0-9-]+|production|staging|dev|agents?|nodes?|crashes|nothing|[a-z]+ (?:is|are|was|were|did|has|have|had|went|crashed))/;
const FINITE =
  /\b(?:is|are|was|were|did|does|do|has|have|had|went|goes|came|comes|will|can|[a-z]+ed|fell|lost|left|runs?|crashes|got|keeps|kept|restarts)\b/;

/**
 * Passes over what asks whether something is so: "node-4 crashed today, right?", "is it true that …", "agent-2 is healthy, isn't it?". A
 * statement told so is the question whether it is so.
 */
export function withoutConfirming(text: string, tokens: readonly Token[], isPerson: (token: Token) => boolean): Asserted {
  const told: string[] = [];
  let left = tokens;
  const marked = (part: readonly Token[]): string => spell(part.map((token) => (isPerson(token) ? { ...token, text: '@person' } : token)));
  let tagged = false;
  for (let k = Math.max(2, left.length - BEHIND_WORDS_MAX); k < left.length; k++) {
    const from = left[k]?.text === ',' ? k + 1 : k;
    if (from >= left.length || !endsClause(text, left, k)) continue;
    if (!BEHIND.test(spell(left.slice(from)))) continue;
    const body = left.slice(0, left[k - 1]?.text === ',' ? k - 1 : k);
    const own = marked(body);
    // "which agents are offline, right?": a question stays one.
    if (!ASKS.test(own) && !isStatement(own.replace(BELIEVED, '')) && !DENIES.test(`${own} `)) break;
    told.push(written(text, left.slice(from)));
    left = body;
    tagged = true;
    break;
  }
  const ahead = AHEAD.exec(`${marked(left)} `)?.[0];
  if (ahead !== undefined) {
    const words = ahead.trim().split(' ').length;
    const rest = left.slice(words);
    const own = spell(rest);
    if (
      rest.length > 1 &&
      (isStatement(own) || (/,\s*$/.test(ahead.trim()) && ASKS.test(own)) || /(?:whether|if|that)$/.test(ahead.trim()))
    ) {
      told.unshift(written(text, left.slice(0, words)));
      left = rest;
      tagged = true;
    }
  }
  const believed = tagged ? BELIEVED.exec(`${marked(left)} `)?.[0] : undefined;
  if (believed !== undefined) {
    const words = believed.trim().split(' ').length;
    const rest = left.slice(words);
    if (rest.length > 1 && isStatement(spell(rest))) {
      told.unshift(written(text, left.slice(0, words)));
      left = rest;
    }
  }
  return { tokens: denial(left, tagged), told };
}

const DENIES =
  /^(?:(?:so|and|but|ok|okay|well|,) )*(?:(?:there|we|i|they) (?:were|was|are|is|have been|has been|had been|have had|had|have|has|saw|got|have seen) )?(no|zero|none|nobody|not a single|not one single|not one|not even one) /;
/** Said of no happening: "no need to restart it", "no wait". */
const NO_DENIAL =
  /^(?:need|rush|hurry|worries|worry|thanks|thank|problem|problems|doubt|idea|wait|point|reason|way|longer|more|matter|offence|one|,|i|it|we|you|do|not|please|but)\b/;

/** "no restarts this week, right?", "there were no crashes today": whether it is so is asked by asking whether there were any. */
function denial(tokens: readonly Token[], tagged: boolean): readonly Token[] {
  const own = spell(tokens);
  const said = DENIES.exec(`${own} `);
  const denied = own.slice(said?.[0].length ?? 0);
  if (said === null || tokens.length > 14 || NO_DENIAL.test(denied) || / (?:,|but|and|or|which|what|who|that|than) /.test(` ${denied} `))
    return tokens;
  // Without a word that asks whether it is so, only what happened is denied: "no agents" may be asked for.
  const happened = /^(?:[a-z-]+ ){0,2}?([a-z-]+s)\b/.exec(denied)?.[1];
  if (
    !tagged &&
    (happened === undefined ||
      /^(?:agents|nodes|machines|hosts|boxes|workers|servers|instances|hours|minutes|days|weeks|was|is|this|users)$/.test(happened))
  )
    return tokens;
  const at = said[0].trim().split(' ').length;
  return [{ ...(tokens[at - 1] as Token), text: 'any' }, ...tokens.slice(at)];
}
