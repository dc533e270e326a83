import { own } from '../own.ts';
/** A word of the question: lower-cased text and where it stands in the original. Expanded contractions share their place. */
export interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Text that stood between quotation marks: a value, never a keyword. */
  readonly quoted?: true;
  /** What was quoted, in the case it was written in. */
  readonly said?: string;
  /** Written with a hyphen behind it: the beginning of names. */
  readonly open?: true;
  /** Written otherwise, and mended. */
  readonly mended?: true;
}

/** Longest question that is read, in characters. Longer ones are refused before any work. */
export const QUESTION_CHARS_MAX = 2_000;
/** Most words that are read. */
export const TOKENS_MAX = 120;

const CONTRACTIONS: Readonly<Record<string, readonly string[]>> = {
  "can't": ['can', 'not'],
  "won't": ['will', 'not'],
  "let's": ['let', 'us'],
  cant: ['can', 'not'],
  cannot: ['can', 'not'],
  didnt: ['did', 'not'],
  doesnt: ['does', 'not'],
  dont: ['do', 'not'],
  wont: ['will', 'not'],
  hasnt: ['has', 'not'],
  havent: ['have', 'not'],
  isnt: ['is', 'not'],
  wasnt: ['was', 'not'],
  arent: ['are', 'not'],
  teh: ['the'],
  hte: ['the'],
  wyh: ['why'],
  hwy: ['why'],
  whi: ['why'],
  wy: ['why'],
  yw: ['why'],
  ddi: ['did'],
  dit: ['did'],
  idd: ['did'],
  si: ['is'],
  aer: ['are'],
  wsa: ['was'],
  hsa: ['has'],
  ahve: ['have'],
  nto: ['not'],
  adn: ['and'],
  nad: ['and'],
  hwo: ['how'],
  hw: ['how'],
  shw: ['show'],
  sho: ['show'],
  wat: ['what'],
  wats: ['what', 'is'],
  wtf: ['what'],
  tel: ['tell'],
  soo: ['so'],
  any1: ['anyone'],
  r: ['are'],
  u: ['you'],
  '2day': ['today'],
  '2nite': ['tonight'],
  some1: ['someone'],
  whn: ['when'],
  whre: ['where'],
  whihch: ['which'],
  wihch: ['which'],
  whch: ['which'],
  hav: ['have'],
  ahs: ['has'],
  wer: ['were'],
  dose: ['does'],
  mroe: ['more'],
  moer: ['more'],
  mor: ['more'],
  thn: ['than'],
  lsit: ['list'],
  wiht: ['with'],
  whit: ['with'],
  shoudl: ['should'],
  coudl: ['could'],
  woudl: ['would'],
  lits: ['list'],
  hvae: ['have'],
  form: ['from'],
  whne: ['when'],
  wehn: ['when'],
  wher: ['where'],
  wth: ['with'],
  ni: ['in'],
  fo: ['of'],
  ot: ['to'],
  tje: ['the'],
  th: ['the'],
  thsi: ['this'],
  tihs: ['this'],
  taht: ['that'],
  jsut: ['just'],
  alst: ['last'],
  laast: ['last'],
  wht: ['what'],
  waht: ['what'],
  wich: ['which'],
  whihc: ['which'],
  lst: ['last'],
  lsat: ['last'],
  shwo: ['show'],
  frm: ['from'],
  fro: ['for'],
  btwn: ['between'],
  b4: ['before'],
  wk: ['week'],
  wks: ['weeks'],
  yr: ['year'],
  yrs: ['years'],
  yday: ['yesterday'],
  tdy: ['today'],
  nite: ['night'],
  hrs: ['hours'],
  shouldnt: ['should', 'not'],
  couldnt: ['could', 'not'],
  wouldnt: ['would', 'not'],
  werent: ['were', 'not'],
  "ain't": ['is', 'not'],
  aint: ['is', 'not'],
  whats: ['what', 'is'],
  wheres: ['where', 'is'],
  whos: ['who', 'is'],
  hows: ['how', 'is'],
  whens: ['when', 'is'],
};
const SUFFIXES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^([a-z]+)n't$/, ['not']],
  [/^(what|who|how|when|where|it|that|there|he|she)'s$/, ['is']],
  [/^([a-z]+)'(?:re)$/, ['are']],
  [/^([a-z]+)'(?:ll)$/, ['will']],
  [/^([a-z]+)'(?:ve)$/, ['have']],
  [/^([a-z]+)'(?:d)$/, ['would']],
];

const WORD =
  /"([^"]{1,300})"|(?<![a-z0-9])'([^']{2,300})'(?![a-z0-9])|'\d{2}(?![\p{L}\p{N}:'])|[a-z_.]+[:=]!?[\p{L}\p{N}_][\p{L}\p{N}_.,:*-]*|(?<=\s)[+-]\d{2}:?\d{2}(?!\d)|>=|<=|!=|[<>=%&≥≤,+#]|(?<=\d(?:am|pm)?\s+)-(?=\s+\d)|(?<=\b(?:codes?|exit|or|and|of|is|was|with|to|than|,)\s+)-\d{1,3}(?![\w:.-])|[\p{L}\p{N}_@][\p{L}\p{N}_.:/+*@-]*(?:'[a-z]+)?/gu;
const CLOCK_RANGE = /^(\d{1,2}(?::\d{2})?(?:am|pm)?)-(\d{1,2}(?::\d{2})?(?:am|pm)?)$/;

const NAMED_DAY =
  'mon|monday|tue|tues|tuesday|wed|wednesday|thu|thurs|thursday|fri|friday|sat|saturday|sun|sunday|jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|october|nov|november|dec|december|\\d{1,2}(?:st|nd|rd|th)';
/** "Mon-Fri", "Jan-Feb", "3rd-5th". */
const DAY_RANGE = new RegExp(`^(${NAMED_DAY})-(${NAMED_DAY})$`);

/** Said after a question word for emphasis: "why on earth", "what the heck". */
const EMPHASIS = /\b(what|why|who|how|where|when)((?:'s)?)\s+(?:the\s+(?:heck|hell|devil|fuck|f)|on\s+earth|in\s+the\s+world|exactly)\b/g;

/** Splits a question into words. Typographic quotes and dashes are made plain first, without moving anything. */
export function tokenise(question: string): readonly Token[] {
  const plain = question
    .toLowerCase()
    .replace(/[‘’ʼ`]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—−]/g, '-')
    .replace(EMPHASIS, (all, word: string, tail: string) => `${word}${tail}`.padEnd(all.length));
  const tokens: Token[] = [];
  for (const match of plain.matchAll(WORD)) {
    if (tokens.length >= TOKENS_MAX) break;
    const from = match.index;
    const quoted = match[1] ?? match[2];
    if (quoted !== undefined) {
      // Between two quotation marks side by side stands nothing.
      if (quoted.trim() === '') continue;
      const said = question.slice(from + 1, from + 1 + quoted.length).trim();
      tokens.push({ text: quoted.trim(), from: from + 1, to: from + 1 + quoted.length, quoted: true, said });
      continue;
    }
    // "w/ exit code 137": the slash is all there is of "with".
    if (match[0] === 'w/' || match[0] === 'w/o') {
      tokens.push({ text: match[0] === 'w/' ? 'with' : 'without', from, to: from + match[0].length });
      continue;
    }
    const word =
      match[0] === ',' || match[0] === '-'
        ? match[0]
        : match[0].replace(/[.:/+*,-]+$/, (tail) =>
            tail.includes('*') ? (tail.startsWith('-') ? '-*' : '*') : tail.startsWith('+') ? '+' : '',
          );
    // "Feb '25"
    if (match[0].startsWith("'")) {
      tokens.push({ text: `20${match[0].slice(1)}`, from, to: from + match[0].length });
      continue;
    }
    const open = /[a-z0-9]-[.]*$/.test(match[0]);
    for (const text of expand(word)) tokens.push({ text, from, to: from + word.length, ...(open ? { open: true as const } : {}) });
    // "tier=edge, ok?": the values of a condition may stand apart by commas, the last one ends the clause.
    const end = from + match[0].length;
    if (word.includes('=') && match[0].endsWith(',')) tokens.push({ text: ',', from: end - 1, to: end });
  }
  // "y did node-4 crash"
  if (tokens[0]?.text === 'y' && ASKED_WHY.test(tokens[1]?.text ?? '')) tokens[0] = { ...tokens[0], text: 'why' };
  return tokens;
}

const ASKED_WHY = /^(did|does|do|is|are|was|were|has|have|had|so|r)$/;

function expand(word: string): readonly string[] {
  const range = CLOCK_RANGE.exec(word);
  // 2pm-4pm is a range, 2026-03 is not: at least one side must look like a clock.
  if (range !== null && /[:apm]/.test(word)) return [range[1] as string, '-', range[2] as string];
  const days = DAY_RANGE.exec(word);
  if (days !== null) return [days[1] as string, '-', days[2] as string];
  const known = own(CONTRACTIONS, word);
  if (known !== undefined) return known;
  if (!word.includes("'")) return [word];
  for (const [pattern, tail] of SUFFIXES) {
    const match = pattern.exec(word);
    if (match !== null) return [match[1] as string, ...tail];
  }
  return [word.replace(/'s?$/, '').replaceAll("'", '')];
}

const EVENT_ID = /^event-[a-z_.0-9]+-\d{1,16}-/;

/** Whether a word is the id of an event. */
export const isEventId = (word: string): boolean => EVENT_ID.test(word);
