import type { LiveCatalogue, NameKind } from '../names.ts';
import { ENTITY_FIELDS, EVENT_FIELDS, STATE_FIELDS } from '../plan.ts';
import { type Entry, FILLER, lexicon, PHRASE_WORDS_MAX, phraseHeads } from './lexicon.ts';
import { type Link, linkName, typoDistance } from './link.ts';
import { amountAt, numberWord, type Period, periodAt, type TimeContext } from './period.ts';
import { type Token, tokenise } from './tokens.ts';

interface Place {
  /** First and last+1 token. */
  readonly at: number;
  readonly end: number;
}
export interface NameItem extends Place {
  readonly link: Link;
  readonly text: string;
  readonly negated: boolean;
}
export interface SenseItem extends Place {
  readonly entry: Entry;
  readonly phrase: string;
  readonly negated: boolean;
  readonly typo: boolean;
}
export interface PeriodItem extends Place {
  readonly period: Period;
}
export interface NumberItem extends Place {
  readonly cmp?: 'gt' | 'gte' | 'lt' | 'lte' | 'eq';
  readonly value: number;
  readonly unit?: string;
  readonly ms?: number;
}
export interface FilterItem extends Place {
  readonly field: string;
  readonly value: string;
}

const COMPARATORS: readonly (readonly [string, NonNullable<NumberItem['cmp']>])[] = [
  ['greater than or equal to', 'gte'],
  ['more than', 'gt'],
  ['greater than', 'gt'],
  ['higher than', 'gt'],
  ['longer than', 'gt'],
  ['less than', 'lt'],
  ['fewer than', 'lt'],
  ['lower than', 'lt'],
  ['at least', 'gte'],
  ['at most', 'lte'],
  ['above', 'gt'],
  ['over', 'gt'],
  ['exceeding', 'gt'],
  ['below', 'lt'],
  ['under', 'lt'],
  ['exactly', 'eq'],
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['<', 'lt'],
  ['=', 'eq'],
];
const NEGATIONS = new Set(['not', 'never', 'except', 'excluding', 'without', 'no', 'besides', 'but']);
const FILTER_FIELDS = new Set<string>([...ENTITY_FIELDS, ...EVENT_FIELDS, ...STATE_FIELDS]);

/**
 * A question taken apart: every word is a name, a sense, a period, a number, a filter, quoted text, or still a plain word. The
 * forms take plain words as they use them; what nobody took and is not filler blocks the answer.
 */
export class Question {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly names: NameItem[];
  readonly senses: SenseItem[];
  readonly periods: PeriodItem[];
  readonly numbers: NumberItem[];
  readonly filters: FilterItem[];
  readonly quotes: Place[];
  readonly #used: boolean[];

  private constructor(text: string, tokens: readonly Token[], from?: Question) {
    this.text = text;
    this.tokens = tokens;
    this.names = [...(from?.names ?? [])];
    this.senses = [...(from?.senses ?? [])];
    this.periods = [...(from?.periods ?? [])];
    this.numbers = [...(from?.numbers ?? [])];
    this.filters = [...(from?.filters ?? [])];
    this.quotes = [...(from?.quotes ?? [])];
    this.#used = from === undefined ? tokens.map(() => false) : [...from.#used];
  }

  /** Takes a text apart. */
  static read(text: string, catalogue: LiveCatalogue, time: TimeContext): Question {
    const question = new Question(text, tokenise(text));
    question.#readAll(catalogue, time);
    return question;
  }

  /** The same question, to try a form on without leaving marks. */
  copy(): Question {
    return new Question(this.text, this.tokens, this);
  }

  #readAll(catalogue: LiveCatalogue, time: TimeContext): void {
    const readers = [
      (i: number) => this.#quoteAt(i),
      (i: number) => this.#filterAt(i),
      (i: number) => this.#comparisonAt(i),
      (i: number) => this.#exactNameAt(i, catalogue),
      (i: number) => this.#periodAt(i, time),
      (i: number) => this.#senseAt(i),
      (i: number) => this.#linkAt(i, catalogue, false),
      (i: number) => this.#numberAt(i),
      (i: number) => this.#senseTypoAt(i, time),
      (i: number) => this.#linkAt(i, catalogue, true),
    ];
    for (let i = 0; i < this.tokens.length; ) {
      let end = i + 1;
      for (const read of readers) {
        const found = read(i);
        if (found !== undefined) {
          end = found;
          this.#use(i, end);
          break;
        }
      }
      i = end;
    }
  }

  /** Word `i`, empty past the ends. */
  word(i: number): string {
    return this.tokens[i]?.text ?? '';
  }

  /** Takes the first of these phrases that stands in the question and is no part of a period; returns the token it began at. */
  take(...phrases: readonly string[]): number | undefined {
    for (const phrase of phrases) {
      const at = this.find(phrase);
      if (at !== undefined && !this.periods.some((item) => item.at <= at && at < item.end)) {
        this.#use(at, at + phrase.split(' ').length);
        return at;
      }
    }
    return undefined;
  }

  /** Where a phrase stands, taken or not. */
  find(phrase: string): number | undefined {
    const words = phrase.split(' ');
    for (let i = 0; i + words.length <= this.tokens.length; i++) if (words.every((word, k) => this.word(i + k) === word)) return i;
    return undefined;
  }

  /** Whether any of these words stands in the question, taken or not. */
  has(...phrases: readonly string[]): boolean {
    return phrases.some((phrase) => this.find(phrase) !== undefined);
  }

  /** Marks an item or a stretch as accounted for. */
  use(at: number, end: number): void {
    this.#use(at, end);
  }

  /** Content words that nothing took. */
  leftovers(): readonly Token[] {
    return this.tokens.filter(
      (token, i) => this.#used[i] === false && !FILLER.has(token.text) && !NEGATIONS.has(token.text) && /[\p{L}\p{N}]/u.test(token.text),
    );
  }

  /** Share of the content words that something took, 0..1. */
  coverage(): number {
    const content = this.tokens.filter((token, i) => this.#used[i] === true || !FILLER.has(token.text));
    const left = this.leftovers().length;
    return content.length === 0 ? 0 : (content.length - left) / content.length;
  }

  #use(at: number, end: number): void {
    for (let i = at; i < end; i++) this.#used[i] = true;
  }

  /** Whether a negation stands right before `i`, articles aside. "Why did not node-1 restart" negates the verb, not the name. */
  #negated(i: number, name = false): boolean {
    let before = i - 1;
    while (/^(the|any|a|an|for|from|in|on|of|currently|yet|ever)$/.test(this.word(before))) before--;
    const word = this.word(before);
    if (name && word === 'not' && /^(did|does|do|has|have|had|could|would|will|can)$/.test(this.word(before - 1))) return false;
    return (NEGATIONS.has(word) && !(word === 'but' && before === 0)) || (word === 'than' && this.word(before - 1) === 'other');
  }

  #quoteAt(i: number): number | undefined {
    if (this.tokens[i]?.quoted !== true) return undefined;
    this.quotes.push({ at: i, end: i + 1 });
    return i + 1;
  }

  #filterAt(i: number): number | undefined {
    const match = /^([a-z_]+)[:=](.+)$/.exec(this.word(i));
    if (match === null || !FILTER_FIELDS.has(match[1] as string)) return undefined;
    this.filters.push({ at: i, end: i + 1, field: match[1] as string, value: match[2] as string });
    return i + 1;
  }

  #exactNameAt(i: number, catalogue: LiveCatalogue): number | undefined {
    const link = linkName(this.word(i), catalogue, false);
    return link?.how === 'exact' || link?.how === 'alias' ? this.#name(i, link) : undefined;
  }

  #linkAt(i: number, catalogue: LiveCatalogue, fuzzy: boolean): number | undefined {
    const word = this.word(i);
    if (FILLER.has(word) || STRUCTURE.has(word) || word.length < 3) return undefined;
    const link = linkName(word, catalogue, fuzzy);
    // An unknown name is only accepted once typos have been tried.
    if (link === undefined || (link.how === 'unknown' && !fuzzy)) return undefined;
    return this.#name(i, link);
  }

  #name(i: number, link: Link): number {
    this.names.push({ at: i, end: i + 1, link, text: this.word(i), negated: this.#negated(i, true) });
    return i + 1;
  }

  #periodAt(i: number, time: TimeContext): number | undefined {
    const found = periodAt(this.tokens, i, time);
    if (found === undefined) return undefined;
    const { end, ...period } = found;
    this.periods.push({ at: i, end, period });
    return end;
  }

  #senseAt(i: number): number | undefined {
    for (let words = PHRASE_WORDS_MAX; words >= 1; words--) {
      if (i + words > this.tokens.length) continue;
      const phrase = this.tokens
        .slice(i, i + words)
        .map((token) => token.text)
        .join(' ');
      const entry = lexicon().get(phrase);
      if (entry !== undefined) return this.#sense(i, i + words, entry, phrase, false);
    }
    return undefined;
  }

  #sense(at: number, end: number, entry: Entry, phrase: string, typo: boolean): number {
    this.senses.push({ at, end, entry, phrase, typo, negated: this.#negated(at) });
    return end;
  }

  /** A mistyped word of the lexicon or of the calendar. Two-word phrases are tried with either word mistyped. */
  #senseTypoAt(i: number, time: TimeContext): number | undefined {
    const word = this.word(i);
    if (word.length < 4 || FILLER.has(word) || STRUCTURE.has(word) || /\d/.test(word)) return undefined;
    let best: { phrase: string; distance: number; end: number } | undefined;
    const after = this.word(i + 1);
    for (const [first, phrases] of phraseHeads()) {
      const own = first === word ? 0 : typoDistance(word, first);
      if (own === undefined) continue;
      for (const [phrase, second] of phrases) {
        if (second === undefined ? own === 0 : second !== after && typoDistance(after, second) === undefined) continue;
        const distance = own + (second === undefined || second === after ? 0 : 1);
        const end = second === undefined ? i + 1 : i + 2;
        if (best === undefined || end > best.end || (end === best.end && distance < best.distance)) best = { phrase, distance, end };
      }
    }
    const calendar = CALENDAR_WORDS.find((known) => typoDistance(word, known) !== undefined);
    if (calendar !== undefined && (best === undefined || best.distance > 1)) {
      const mended = this.tokens.map((token, k) => (k === i ? { ...token, text: calendar } : token));
      const found = periodAt(mended, i, time);
      if (found !== undefined) {
        const { end, ...period } = found;
        this.periods.push({ at: i, end, period });
        return end;
      }
    }
    return best === undefined ? undefined : this.#sense(i, best.end, lexicon().get(best.phrase) as Entry, best.phrase, true);
  }

  #comparisonAt(i: number): number | undefined {
    for (const [phrase, cmp] of COMPARATORS) {
      const words = phrase.split(' ');
      if (!words.every((word, k) => this.word(i + k) === word)) continue;
      const end = this.#valueAt(i + words.length, i, cmp);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  #numberAt(i: number): number | undefined {
    return /^\d/.test(this.word(i)) ? this.#valueAt(i, i, undefined) : undefined;
  }

  /** A number with its unit: `80%`, `500ms`, `3 times`, `10`. */
  #valueAt(i: number, at: number, cmp: NumberItem['cmp']): number | undefined {
    const compact = /^(\d{1,12}(?:\.\d+)?)(ms|us|mb|gb|%|x)?$/.exec(this.word(i));
    const value = compact === null ? (cmp === undefined ? undefined : numberWord(this.word(i))) : Number(compact[1]);
    const span = amountAt(this.tokens, i);
    if (span !== undefined && compact?.[2] === undefined) {
      this.numbers.push({ at, end: span.end, value: span.count, ms: span.ms, ...(cmp === undefined ? {} : { cmp }) });
      return span.end;
    }
    if (value === undefined || (cmp === undefined && compact?.[2] === undefined && /^\d{5,}$/.test(this.word(i)))) return undefined;
    const next = this.word(i + 1);
    const unit = compact?.[2] ?? (/^(%|percent|ms|us|mb|gb|times|time|x)$/.test(next) ? next : undefined);
    const end = compact?.[2] === undefined && unit !== undefined ? i + 2 : i + 1;
    this.numbers.push({ at, end, value, ...(cmp === undefined ? {} : { cmp }), ...(unit === undefined ? {} : { unit }) });
    return end;
  }
}

/** Words that shape a question: never a mistyped something else. Left unused they count as content. */
const STRUCTURE = new Set(
  'last first latest newest earliest oldest past previous prior next before after since until around never not without most least highest lowest longest shortest slowest fastest times twice once doing going same different distinct unique caused causing cause compare between changed restart'.split(
    ' ',
  ),
);
const CALENDAR_WORDS = [
  'today',
  'yesterday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'recently',
  'weekend',
];

/** Names of one kind that were linked, affirmed or negated. */
export function linked(question: Question, kind: NameKind, negated: boolean): string[] {
  const found: string[] = [];
  for (const { link, negated: no } of question.names) {
    if (link.how === 'ambiguous' || link.how === 'unknown' || link.kind !== kind || no !== negated) continue;
    if (!found.includes(link.name)) found.push(link.name);
  }
  return found;
}
