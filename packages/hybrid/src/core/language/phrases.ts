import type { Token } from './tokens.ts';

/** The rows of a table of phrases, one a line. */
export const rows = (table: string): readonly string[] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Phrases, each a word or several to choose from a place; those that may be left out are marked. By the word that is looked at first. */
export interface Phrases {
  readonly byFirst: ReadonlyMap<string, readonly (readonly Part[])[]>;
  readonly step: 1 | -1;
}
interface Part {
  readonly words: ReadonlySet<string>;
  readonly optional: boolean;
  /** Anything said on, or nothing. */
  readonly open: boolean;
}

/** Makes rows of phrases ready: `a|b` is either word, `a?` may be left out, `*` at the end is anything said on. Read from their beginning, or from their end. */
export function phrasesOf(rows: readonly string[], way: 'from the start' | 'from the end' = 'from the start'): Phrases {
  const step = way === 'from the start' ? 1 : -1;
  const byFirst = new Map<string, (readonly Part[])[]>();
  for (const row of rows) {
    const parts = row
      .split(' ')
      .map((part) => ({ words: new Set(part.replace(/\?$/, '').split('|')), optional: part.endsWith('?'), open: part === '*' }));
    if (step === -1) parts.reverse();
    const firsts = parts.slice(0, parts.findIndex((part) => !part.optional) + 1);
    for (const word of new Set(firsts.flatMap((part) => [...part.words]))) byFirst.set(word, [...(byFirst.get(word) ?? []), parts]);
  }
  return { byFirst, step };
}

/**
 * Where the longest of the phrases ends that begins at the word `at`; read from the end, where the one begins that ends before `at`.
 * `fits` says whether it may reach to there.
 */
export function phraseAt(
  tokens: readonly Token[],
  at: number,
  { byFirst, step }: Phrases,
  fits: (to: number) => boolean = () => true,
): number | undefined {
  const first = step === 1 ? at : at - 1;
  let best: number | undefined;
  for (const parts of byFirst.get(tokens[first]?.text ?? '') ?? [])
    for (const to of reaches(tokens, first, parts, 0, step)) {
      const end = step === 1 ? to : to + 1;
      if (fits(end) && (best === undefined || (end - best) * step > 0)) best = end;
    }
  return best;
}

/** Everywhere a phrase may end: what may be left out is said or is not. */
function reaches(tokens: readonly Token[], at: number, parts: readonly Part[], p: number, step: 1 | -1): readonly number[] {
  const part = parts[p];
  if (part === undefined) return [at];
  if (part.open) return [tokens.length];
  const token = tokens[at];
  const said =
    token !== undefined && token.quoted !== true && part.words.has(token.text) ? reaches(tokens, at + step, parts, p + 1, step) : [];
  return part.optional ? [...said, ...reaches(tokens, at, parts, p + 1, step)] : said;
}
