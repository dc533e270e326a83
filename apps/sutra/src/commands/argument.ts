import { nearest, SutraError } from '@sutra/kit';

/** A whole number from a flag. @throws SutraError SUTRA_USAGE naming flag, bounds and what was given */
export function whole(text: string, flag: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new SutraError('SUTRA_USAGE', `${flag} must be a whole number from ${min} to ${max}, got "${text}"`);
}

/** Known words told of a long list. */
const SAID_MAX = 5;

/** Words from a list, comma between. @throws SutraError SUTRA_USAGE naming the word, the nearest known one or all of them */
export function oneOf(text: string, flag: string, known: readonly string[]): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  for (const word of words) {
    if (known.includes(word)) continue;
    const [close] = nearest(word, known, 1);
    const help =
      close !== undefined
        ? `did you mean ${close}?`
        : known.length <= 12
          ? `it is one of ${known.join(', ')}`
          : `it is one of ${known.length}, such as ${known.slice(0, SAID_MAX).join(', ')}`;
    throw new SutraError('SUTRA_USAGE', `${flag}: there is no "${word}"; ${help}`);
  }
  return words;
}

/** NAME=value pairs. @throws SutraError SUTRA_USAGE */
export function pairs(texts: readonly string[], flag: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const cut = text.indexOf('=');
      if (cut < 1) throw new SutraError('SUTRA_USAGE', `${flag} must be NAME=value, got "${text}"`);
      return [text.slice(0, cut), text.slice(cut + 1)];
    }),
  );
}
