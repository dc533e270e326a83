/**
 * What the store groups by so that each of these things gets a group of its own: by the beginning that all their names share, which leaves out most
 * of what else events name (operations, above all). Others may begin so too: whoever asks looks for the names they know.
 */
export function groupingOf(ids: Iterable<string>): string {
  let shared: string | undefined;
  for (const id of ids) {
    shared ??= id;
    let length = 0;
    while (length < shared.length && shared[length] === id[length]) length++;
    shared = shared.slice(0, length);
    if (shared === '') break;
  }
  // A star at the beginning would mean everything to the store.
  return shared === undefined || shared === '' || shared.startsWith('*') ? 'entity:*' : `entity:${shared}`;
}
