import { ASKS_TO_BE_TOLD, FAVOURS, SAID_BEFORE_BUT, SAID_FIRST, SAID_LAST } from './lexicon/said-around.ts';
import { phraseAt, phrasesOf } from './phrases.ts';
import type { Token } from './tokens.ts';

const FAVOUR = phrasesOf(FAVOURS);
const BEFORE_BUT = phrasesOf(SAID_BEFORE_BUT);
const TO_BE_TOLD = phrasesOf(ASKS_TO_BE_TOLD);
const FIRST = phrasesOf(SAID_FIRST);
const LAST = phrasesOf(SAID_LAST, 'from the end');

/** Words people say before they ask: greetings, apologies, who asks and for what. None of them is a word of the grid. */
const SAID_BEFORE: ReadonlySet<string> = new Set(
  (
    'hey hi hello ok okay so well um uh hmm oh ah yo alright anyway right good morning afternoon evening everyone team folks guys all there again ' +
    'please pls sorry excuse to bother you your for interrupting me my the a an this that it is be was i am we would could can will like want need ' +
    'to know ask tell say help out see find wonder wondering curious just quick quickly simple another one more last thing question questions ' +
    'lead manager boss board management cto ceo auditors here from sre ops on-call oncall on call report meeting standup review slide slides dashboard now then and but also hope ' +
    'request thanks thank in advance urgent first of by way maybe perhaps if may might have got check do whether minute moment second chance free time kind when stupid silly dumb not too hoping so much very help earlier hiya howdy greetings im terribly awfully dreadfully frightfully trouble disturb disturbing troubling bothering quickie man boy dude dear gosh god honest random thought weird odd strange'
  ).split(' '),
);
/** Greetings that need no comma after them. */
const GREETING = /^(please|pls|kindly|so|hey|hi|hello|yo|um|uh|hmm|oh|ah|alright|anyway)$/;
/** "hey sutra": who is spoken to. */
const GREETED =
  /^(?:hey|hi|hello|ok|okay|yo|dear|listen) (?:sutra|grid|computer|assistant|bot|siri|alexa|google|copilot|friend|buddy|mate|there|you)$/;
/** "ok so", "okay, which …": said to begin with. "ok nodes" are nodes that are well. */
const BEGIN = /^(so|and|but|then|now|well|what|which|why|how|who|when|where|show|list|is|are|did|does|do|can|could|please|tell|give)$/;
/** A number or a letter before a question, as in a list of them. */
const LISTED = /^\s*\(?(?:\d{1,2}|[a-hA-H])\)\s/;
const ASKED = /^(?:what|which|why|how|who|whose|where)$/;
const ASKS = /^(what|which|why|how|who|where)$/;
/** Words before a comma or a colon that are looked at, at most. */
const WORDS_MAX = 9;

/**
 * How many words of a question come before the question itself: "hey,", "sorry to bother you,", "quick question:". Only what is set off by
 * a comma or a colon, or a bare greeting, and only where something is left to ask. "no," and "only," are said of the answer before, and stay.
 */
export function preambleOf(text: string, tokens: readonly Token[]): number {
  let from = 0;
  for (;;) {
    if (GREETED.test(`${tokens[from]?.text ?? ''} ${tokens[from + 1]?.text ?? ''}`) && tokens.length - from > 3) {
      from += tokens[from + 2]?.text === ',' ? 3 : 2;
      continue;
    }
    const begun =
      GREETING.test(tokens[from]?.text ?? '') || (/^(ok|okay)$/.test(tokens[from]?.text ?? '') && BEGIN.test(tokens[from + 1]?.text ?? ''));
    const words = tokens.slice(from, from + 4).map((token) => token.text);
    if (/^tell (me|us) when (did|was|were|has|had|is)$/.test(words.join(' '))) return from + 2;
    if (/^@(?:sutra|grid|bot)$/.test(tokens[from]?.text ?? '') && tokens.length - from > 1) {
      from++;
      continue;
    }
    // "1) crashes today": one of a list.
    if (from === 0 && LISTED.test(text) && /^(?:\d{1,2}|[a-h])$/.test(tokens[0]?.text ?? '') && tokens.length > 2) {
      from = 1;
      continue;
    }
    const favour = phraseAt(tokens, from, FAVOUR);
    if (favour !== undefined && tokens.length > favour) return favour;
    const told = phraseAt(tokens, from, TO_BE_TOLD, (end) => ASKED.test(tokens[end]?.text ?? '') && tokens.length > end + 1);
    if (told !== undefined) {
      from = told;
      continue;
    }
    const remark =
      phraseAt(tokens, from, FIRST, (end) => tokens.length > end && isSetOff(text, tokens, end)) ??
      phraseAt(tokens, from, BEFORE_BUT, (end) => tokens[end]?.text === 'but' && tokens.length > end + 2);
    if (remark !== undefined) {
      from = /^(?:,|but)$/.test(tokens[remark]?.text ?? '') ? remark + 1 : remark;
      continue;
    }
    if (words.slice(1, 3).join(' ') === 'me when' && /^(tell|remind)$/.test(words[0] ?? '') && asksLast(tokens.slice(from)))
      return from + 2;
    const reminded = words.findIndex((word, k) => word === 'remind' && words[k + 1] === 'me');
    if (
      (reminded === 0 || (reminded === 2 && /^(can|could|would) you$/.test(words.slice(0, 2).join(' ')))) &&
      ASKS.test(tokens[from + reminded + 2]?.text ?? '')
    )
      return from + reminded + 2;
    if (words[0] === 'return' && tokens.length - from > 2 && !/^(?:of|to)$/.test(words[1] ?? '') && words[2] !== 'to') return from + 1;
    const whom = forWhom(text, tokens, from);
    if (whom > from && tokens.length - whom > 1) {
      from = whom;
      continue;
    }
    const more = setOff(text, tokens, from) ?? (begun ? from + 1 : undefined);
    // "help please, thanks": nothing else is asked.
    if (more === undefined || more >= tokens.length || phraseAt(tokens, tokens.length, LAST, (start) => start <= more) !== undefined)
      return from;
    // "sorry, but is node-7 up?"
    from = tokens[more]?.text === 'but' && tokens.length - more > 2 ? more + 1 : more;
  }
}

/** "for the external auditor, …", "for our quarterly review, …": whom or what an answer is for, with at most three words between. */
function forWhom(said: string, tokens: readonly Token[], from: number): number {
  if (tokens[from]?.text !== 'for' || !/^(?:my|our|the|a|an|his|her|their|this|your)$/.test(tokens[from + 1]?.text ?? '')) return from;
  for (let k = from + 2; k < from + 6; k++) {
    const { text, quoted } = tokens[k] ?? { text: ',' };
    if (quoted === true || !/^[a-z][a-z-]*$/.test(text)) return from;
    // "for the advisory board I need …"
    if (FOR_WHOM.test(text) && tokens.length > k + 4 && /^(?:i|we)$/.test(tokens[k + 1]?.text ?? '')) return k + 1;
    if (FOR_WHOM.test(text) && tokens.length > k + 2 && isSetOff(said, tokens, k + 1)) return tokens[k + 1]?.text === ',' ? k + 2 : k + 1;
  }
  return from;
}
const FOR_WHOM =
  /^(?:reports?|reviews?|audits?|auditors?|board|meetings?|standup|summary|presentation|records?|tickets?|postmortem|post-mortem|customers?|clients?|boss|manager|management|director|ceo|cto|regulators?|team|colleagues?|files?|minutes|statement|newsletter|slides?|deck|paperwork|department|office|handover|inspectors?|committee|investors?|insurers?|lawyers?|sake|papers?|archives?|folders?|binders?|notes|dossier|workbook|spreadsheet|thesis|article|testing|tests|assessment|certification|compliance|planning|budget|forecast|billing|inventory|bookkeeping|accounting|controlling|documentation|training|workshop|demo|talk|case|claim|statistics|stats|own|curiosity|interest|understanding|peace)$/;

/** "remind me when node-9 last crashed": of what was, not of what is to come. */
const asksLast = (tokens: readonly Token[]): boolean =>
  tokens.some(({ text }, k) => text === 'last' && /(?:ed|went|was|came|fell|died|left)$/.test(tokens[k + 1]?.text ?? ''));

function setOff(text: string, tokens: readonly Token[], from: number): number | undefined {
  for (let k = from; k < Math.min(from + WORDS_MAX, tokens.length - 1); k++) {
    const token = tokens[k] as Token;
    if (token.quoted === true || !SAID_BEFORE.has(token.text)) return undefined;
    if (isSetOff(text, tokens, k + 1)) return tokens[k + 1]?.text === ',' ? k + 2 : k + 1;
  }
  return undefined;
}

/** Whether what is said before the word ends there: a comma, a colon, a dash, a full stop. */
const isSetOff = (text: string, tokens: readonly Token[], at: number): boolean => {
  const end = tokens[at - 1]?.to ?? 0;
  // Words that were put for several others end where those do.
  if ((tokens[at]?.from ?? end) < end) return false;
  return /^\s?(?:[,:;!]|\.+|…|\s[-–—]+)\s/.test(text.slice(end, end + 6));
};

/** Where the question ends and what is said after it begins: ", thank you", "if you can". At least two words are left to ask. */
export function closingOf(tokens: readonly Token[]): number {
  let end = tokens.length;
  for (;;) {
    const left = phraseAt(tokens, end, LAST, (start) => start >= 2);
    if (left === undefined) return end;
    end = tokens[left - 1]?.text === ',' && left > 2 ? left - 1 : left;
  }
}
