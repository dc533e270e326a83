/** Edit distance (Levenshtein) between two short words, for "did you mean". Bounded: words over 64 characters are infinitely far. */
export function editDistance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1);
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The known words nearest to `word`, best first: at most `max`, none further than a third of its length (at least 2). */
export function nearest(word: string, known: Iterable<string>, max = 3): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3));
  return [...known]
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((x, y) => x.distance - y.distance || (x.candidate < y.candidate ? -1 : 1))
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

/** `1 node`, `3 nodes`, `12,000 nodes`; `many` where that is not the word with an s behind it. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** Control characters, and marks that turn around the direction in which what follows is read. */
const MISLEADING = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Whether a text, printed in a terminal or on a page, could change how what stands around it is read. */
export const misleads = (text: string): boolean => text.search(MISLEADING) >= 0;

/** Makes text safe to print: control characters other than a tab, and marks of direction, become visible escapes. */
export const inert = (text: string): string =>
  text.replace(MISLEADING, (mark) => (mark === '\t' ? mark : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`));

/** What somebody sent, to be repeated to them: in quotes, with nothing in it that misleads. */
export const quoted = (text: string, charsMax = 70): string => inert(JSON.stringify(text.slice(0, charsMax)));

/** The same, without quotes when it is a plain word. */
export const shown = (text: string, charsMax = 70): string =>
  /^[\p{L}\p{N}._:@/-]+$/u.test(text.slice(0, charsMax)) ? text.slice(0, charsMax) : quoted(text, charsMax);
