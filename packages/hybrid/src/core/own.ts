/** A table's own entry: words from outside such as `constructor` or `__proto__` are not in any table. */
export function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
