/** How much a reading of a stretch is worth, by kind: the best tiling of the sentence wins. */
export const WEIGHT = {
  exact: 3,
  near: 1.6,
  lost: 1.5,
  period: 2.4,
  number: 2,
  filter: 4,
  word: 2,
  filler: 1,
  mended: 1.2,
  plain: 0,
} as const;
/** Worth of every word more in one phrase: a longer phrase beats its parts. */
export const TOGETHER = 0.5;
