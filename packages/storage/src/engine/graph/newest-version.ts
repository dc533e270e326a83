import type { Database } from 'lmdb';

/**
 * The newest version of a thing that `visible` lets through: versions are keyed by the thing and the number of their batch, and of those in order of number
 * the first ones are visible and the rest is not. The last is looked at first; of the others so few that their number does not matter.
 */
export function newestVersion<V, K extends [...string[], number]>(
  rows: Database<V, K>,
  thing: readonly string[],
  visible: (row: V) => boolean,
): { readonly number: number; readonly row: V } | undefined {
  const keyOf = (number: number): K => [...thing, number] as unknown as K;
  let [low, high] = [0, Number.MAX_SAFE_INTEGER];
  let found: { readonly number: number; readonly row: V } | undefined;
  for (let at = high; low <= high; at = low + Math.floor((high - low) / 2)) {
    const [version] = rows.getRange({ start: keyOf(at), end: keyOf(0), reverse: true, limit: 1 });
    const number = version?.key.at(-1) as number | undefined;
    if (version === undefined || number === undefined || number < low) {
      low = at + 1;
      continue;
    }
    if (visible(version.value)) {
      found = { number, row: version.value };
      low = at + 1;
    } else high = number - 1;
  }
  return found;
}
