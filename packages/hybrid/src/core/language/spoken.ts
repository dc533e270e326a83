import { numberWord, UNITS } from './time/amount.ts';
import type { Token } from './tokens.ts';

/** Words put as they are read, and how many words of the question they stand for. */
export interface Apart {
  readonly tokens: readonly Token[];
  readonly words: number;
}

const TENS = /^(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$/;
const ONES: ReadonlyMap<string, number> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value] as const),
);

/** "agent two", "node forty two": a number of a name, as it is spoken. Not "node one day ago". */
export function spokenNumber(tokens: readonly Token[], i: number): Apart | undefined {
  if (!/^(?:agent|node)$/.test(tokens[i - 1]?.text ?? '')) return undefined;
  const { text, from } = tokens[i] as Token;
  const tens = TENS.test(text) ? numberWord(text) : undefined;
  const ones = ONES.get(tokens[tens === undefined ? i : i + 1]?.text ?? '');
  if (tens === undefined && ones === undefined) return undefined;
  const more = tens !== undefined && ones !== undefined && ones >= 1 && ones <= 9;
  const words = more ? 2 : 1;
  const after = tokens[i + words]?.text ?? '';
  if (Object.hasOwn(UNITS, after) || /^(?:of|times?|more|nodes|agents)$/.test(after)) return undefined;
  const value = (tens ?? 0) + (tens === undefined || more ? (ones ?? 0) : 0);
  return { tokens: [{ text: String(value), from, to: (tokens[i + words - 1] as Token).to }], words };
}

/** "seventy two", "twenty-four", "two hundred and fifty": a number of several words. */
export function spokenFigure(tokens: readonly Token[], i: number): Apart | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  const hyphened = /^([a-z]+)-([a-z]+)$/.exec(said(0));
  if (hyphened !== null && TENS.test(hyphened[1] as string)) {
    const ones = ONES.get(hyphened[2] as string);
    return ones === undefined || ones > 9 ? undefined : figure(tokens, i, (numberWord(hyphened[1]) as number) + ones, 1);
  }
  const below = belowHundred(tokens, i);
  const hundreds =
    /^(?:a|one|two|three|four|five|six|seven|eight|nine)$/.test(said(0)) && said(1) === 'hundred' ? numberWord(said(0)) : undefined;
  if (hundreds === undefined) return below === undefined || below.words < 2 ? undefined : figure(tokens, i, below.value, below.words);
  const at = said(2) === 'and' ? 3 : 2;
  const rest = belowHundred(tokens, i + at);
  // "one hundred and two nodes crashed": what "and" joins to a number is part of it.
  return figure(tokens, i, hundreds * 100 + (rest?.value ?? 0), rest === undefined ? 2 : at + rest.words);
}

function belowHundred(tokens: readonly Token[], i: number): { readonly value: number; readonly words: number } | undefined {
  const first = tokens[i]?.text ?? '';
  const ones = ONES.get(first);
  if (ones !== undefined) return { value: ones, words: 1 };
  if (!TENS.test(first)) return undefined;
  const more = ONES.get(tokens[i + 1]?.text ?? '');
  const tens = numberWord(first) as number;
  return more === undefined || more < 1 || more > 9 ? { value: tens, words: 1 } : { value: tens + more, words: 2 };
}

const figure = (tokens: readonly Token[], i: number, value: number, words: number): Apart => ({
  tokens: [{ text: String(value), from: (tokens[i] as Token).from, to: (tokens[i + words - 1] as Token).to }],
  words,
});

const PARTS_OF_HOUR: Readonly<Record<string, number>> = { half: 30, quarter: 15, ten: 10, twenty: 20, five: 5 };

/** "half past ten", "quarter to nine": the time as a clock shows it. */
export function spokenClock(tokens: readonly Token[], i: number): Apart | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  const start = said(0) === 'a' && said(1) === 'quarter' ? 1 : 0;
  const part = Object.hasOwn(PARTS_OF_HOUR, said(start)) ? PARTS_OF_HOUR[said(start)] : undefined;
  if (part === undefined || !/^(?:past|to)$/.test(said(start + 1))) return undefined;
  // "ten to twelve" is as well a range.
  if ((!/^(?:half|quarter)$/.test(said(start)) || said(start) === 'half') && said(start + 1) === 'to') return undefined;
  const match = /^(\d{1,2})(am|pm)?$/.exec(said(start + 2)) ?? undefined;
  const named = said(start + 2) === 'midnight' || said(start + 2) === 'noon';
  if (named && said(start + 1) === 'past')
    return {
      tokens: [
        {
          text: `${said(start + 2) === 'noon' ? 12 : 0}:${part}`,
          from: (tokens[i] as Token).from,
          to: (tokens[i + start + 2] as Token).to,
        },
      ],
      words: start + 3,
    };
  const hour = match === undefined ? ONES.get(said(start + 2)) : Number(match[1]);
  if (hour === undefined || hour < 1 || hour > 12) return undefined;
  const words = start + 3;
  const back = said(start + 1) === 'to';
  const [h, m] = back ? [hour === 1 ? 12 : hour - 1, 60 - part] : [hour, String(part).padStart(2, '0')];
  const { from } = tokens[i] as Token;
  return { tokens: [{ text: `${h}:${m}${match?.[2] ?? ''}`, from, to: (tokens[i + words - 1] as Token).to }], words };
}
