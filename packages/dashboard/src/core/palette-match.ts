/** The things whose name matches what is typed, best first: whole start, start of a word, inside, then letters in order. */
export function matchNames<T>(typed: string, things: readonly T[], nameOf: (thing: T) => string): T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...things];
  return things
    .map((thing, i) => ({ thing, i, rank: rankOf(wanted, nameOf(thing).toLowerCase()) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ thing }) => thing);
}

const NO_MATCH = 4;

function rankOf(wanted: string, name: string): number {
  const at = name.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return /[^a-z0-9]/.test(name[at - 1] as string) ? 1 : 2;
  let from = 0;
  for (const letter of wanted) {
    const found = name.indexOf(letter, from);
    if (found === -1) return NO_MATCH;
    from = found + 1;
  }
  return wanted.length >= 3 ? 3 : NO_MATCH;
}
