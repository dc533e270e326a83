import type { LiveCatalogue, NameKind } from '../names.ts';
import { NAME_KINDS } from '../names.ts';

export type Link =
  | { readonly how: 'exact' | 'alias' | 'prefix' | 'typo'; readonly kind: NameKind; readonly name: string }
  /** Several names begin so. */
  | { readonly how: 'ambiguous'; readonly kind: NameKind; readonly options: readonly string[] }
  /** It looks like a name of this kind, and there is none such. */
  | { readonly how: 'unknown'; readonly kind: NameKind; readonly closest: readonly string[] };

/** Links one word to a name. `fuzzy` is off where a wrong guess would act. */
export function linkName(word: string, catalogue: LiveCatalogue, fuzzy: boolean): Link | undefined {
  for (const kind of NAME_KINDS) if (catalogue.names[kind].has(word)) return { how: 'exact', kind, name: word };
  const alias = catalogue.aliases.get(word);
  if (alias !== undefined) return { how: 'alias', ...alias };
  return byPrefix(word, catalogue) ?? (fuzzy ? byTypo(word, catalogue) : undefined) ?? asUnknown(word, catalogue);
}

/** A beginning that ends at a word boundary of the name: `cache` of `cache-1`. */
function byPrefix(word: string, catalogue: LiveCatalogue): Link | undefined {
  if (word.length < 3 || word === 'agent' || word === 'node') return undefined;
  for (const kind of ['node', 'agent', 'host'] as const) {
    const found = beginning(catalogue.names[kind], word);
    if (found.length === 1) return { how: 'prefix', kind, name: found[0] as string };
    if (found.length > 1) return { how: 'ambiguous', kind, options: [...found].sort().slice(0, 8) };
  }
  return undefined;
}

const BY_BEGINNING = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>();

/** The names that begin with a word and a dash. Sorted out once for a set of names, not once a word. */
function beginning(names: ReadonlySet<string>, word: string): readonly string[] {
  let sorted = BY_BEGINNING.get(names);
  if (sorted === undefined) {
    const made = new Map<string, string[]>();
    for (const name of names) {
      for (let dash = name.indexOf('-'); dash > 0; dash = name.indexOf('-', dash + 1)) {
        const start = name.slice(0, dash);
        const known = made.get(start);
        if (known === undefined) made.set(start, [name]);
        else known.push(name);
      }
    }
    BY_BEGINNING.set(names, made);
    sorted = made;
  }
  return sorted.get(word) ?? [];
}

/** One edit for 4–6 letters, two from 7; letters only: the digits must be the same. */
function byTypo(word: string, catalogue: LiveCatalogue): Link | undefined {
  const best: { kind: NameKind; name: string; distance: number }[] = [];
  for (const kind of NAME_KINDS) {
    if (kind === 'version') continue;
    for (const name of withDigits(catalogue.names[kind], digitsOf(word))) {
      const distance = typoDistance(word, name);
      if (distance !== undefined) best.push({ kind, name, distance });
    }
  }
  best.sort((a, b) => a.distance - b.distance);
  const [first, second] = best;
  if (first === undefined) return undefined;
  if (second !== undefined && second.distance === first.distance) return undefined;
  return { how: 'typo', kind: first.kind, name: first.name };
}

const digitsOf = (word: string): string => word.replace(/\D/g, '');
const BY_DIGITS = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>();

/** The names with these digits: the only ones a mistyped word can mean. Ten thousand names are sorted into these once, not once a word. */
function withDigits(names: ReadonlySet<string>, digits: string): readonly string[] {
  let sorted = BY_DIGITS.get(names);
  if (sorted === undefined) {
    const made = new Map<string, string[]>();
    for (const name of names) {
      const key = digitsOf(name);
      const known = made.get(key);
      if (known === undefined) made.set(key, [name]);
      else known.push(name);
    }
    BY_DIGITS.set(names, made);
    sorted = made;
  }
  return sorted.get(digits) ?? [];
}

/** Points of the compass, and parts of the world as regions are called by them. */
const PLACE = /^(?:north|south|east|west|central|northeast|northwest|southeast|southwest|us|eu|ap|sa|af|me|ca|cn)$/;

/** "ap-southeast" beside "ap-northeast", "af-south" beside "ap-south": written right, and the name of another place. */
function otherPlace(word: string, name: string): boolean {
  const known = name.split('-');
  return word.includes('-') && word.split('-').some((part) => PLACE.test(part) && !known.includes(part));
}

/** Edits between two words when they are close enough to be the same one mistyped, digits untouched; undefined otherwise. */
export function typoDistance(word: string, name: string): number | undefined {
  // People get the first letter right, or swap it with the second; this also spares most of the work.
  if (Math.abs(word.length - name.length) > 2 || (word[0] !== name[0] && word[0] !== name[1] && word[1] !== name[0])) return undefined;
  const letters = name.replace(/[^a-z]/g, '').length;
  if (letters < 4) return undefined;
  const limit = letters >= 7 ? 2 : 1;
  if (Math.abs(word.length - name.length) > limit || digitsOf(word) !== digitsOf(name)) return undefined;
  const distance = otherPlace(word, name) ? 0 : damerau(word, name, limit);
  return distance > 0 && distance <= limit ? distance : undefined;
}

/** Damerau–Levenshtein with adjacent transposition; gives up past `limit`. Words are bounded by the tokeniser's caller to 64 characters. */
export function damerau(a: string, b: string, limit: number): number {
  if (a.length > 64 || b.length > 64) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((row[j - 1] as number) + same, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      next[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = row;
    row = next;
  }
  return row[b.length] as number;
}

function asUnknown(word: string, catalogue: LiveCatalogue): Link | undefined {
  if (/^v?\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(word))
    return { how: 'unknown', kind: 'version', closest: closestNames(word, catalogue.names.version) };
  if (/^(us|eu|ap|sa|af|me|ca|cn)-[a-z]+(-\d)?$/.test(word) && catalogue.names.region.size > 0)
    return { how: 'unknown', kind: 'region', closest: closestNames(word, catalogue.names.region) };
  const kind = /^agent-./.test(word) ? 'agent' : /^node-./.test(word) ? 'node' : undefined;
  if (kind === undefined) {
    // A name in the shape of a known family (`cache-9` beside `cache-1`) is a name too.
    const family = /^([a-z][a-z0-9-]*)-\d+$/.exec(word)?.[1];
    if (family === undefined) return undefined;
    for (const one of ['node', 'agent'] as const) {
      const kin = beginning(catalogue.names[one], family);
      if (kin.length > 0) return { how: 'unknown', kind: one, closest: [...kin].sort().slice(0, 3) };
    }
    for (const one of ['env', 'region'] as const)
      if (catalogue.names[one].has(family)) return { how: 'unknown', kind: one, closest: [family] };
    return undefined;
  }
  return { how: 'unknown', kind, closest: closestNames(word, catalogue.names[kind]) };
}

/** Names looked at closely for one word, at most: those that begin most like it. */
const CLOSE_MAX = 64;

/** The names that look most like a word: by shared beginning, then by edits. */
export function closestNames(word: string, names: ReadonlySet<string>, max = 3): string[] {
  const shared = (name: string): number => {
    let i = 0;
    while (i < name.length && name[i] === word[i]) i++;
    return i;
  };
  // Beginnings are compared for all names, edits only for the nearest of them: ten thousand names take a millisecond.
  const near: { name: string; like: number }[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (const name of names) {
    const like = shared(name) - Math.abs(name.length - word.length) / 2;
    if (near.length >= CLOSE_MAX && like <= least) continue;
    near.push({ name, like });
    if (near.length < CLOSE_MAX * 2) continue;
    near.sort((a, b) => b.like - a.like);
    near.length = CLOSE_MAX;
    least = near.at(-1)?.like ?? least;
  }
  return near
    .map(({ name }) => ({ name, score: damerau(word, name, 8) - shared(name) / 4 }))
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, max)
    .map(({ name }) => name);
}
