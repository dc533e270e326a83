/** Chance as an argument: a seeded generator for everything that must be replayable, in [0, 1). */
export interface Chance {
  next(): number;
}

/** mulberry32: 32-bit state, good enough for jitter and test data, never for secrets. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

/** A 32-bit FNV-1a hash of text: turns names into seeds. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
