/** Reading of foreign JSON: what is missing or of another kind is absent, never an error. */
export type Fields = Readonly<Record<string, unknown>>;

export const objectIn = (of: Fields | undefined, name: string): Fields | undefined => asObject(of?.[name]);

export function asObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function textIn(of: Fields | undefined, name: string): string | undefined {
  const value = of?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberIn(of: Fields | undefined, name: string): number | undefined {
  const value = of?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function listIn(of: Fields | undefined, name: string): readonly unknown[] {
  const value = of?.[name];
  return Array.isArray(value) ? value : [];
}

/** µs of ns since the epoch, as far as a double carries them. */
export const usFromNs = (ns: number): number => Math.floor(ns / 1000);
