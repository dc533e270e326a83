import { counted } from '@sutra/kit';
/** A reading: time in µs and value. */
export interface Point {
  readonly atUs: number;
  readonly value: number;
}

export const POINTS_NEEDED = 12;
/** Share of the points that is learned from. */
const LEARNED_SHARE = 0.75;
/** The line has to be at least this share nearer than "it stays as it is". */
const BETTER_BY = 0.1;

export interface TrendTest {
  readonly points: number;
  readonly tested: number;
  /** Mean distance from what came of the line, and of "it stays as it is". */
  readonly error: number;
  readonly errorOfStaying: number;
}

export type Trend =
  | { readonly speaks: true; readonly perHour: number; readonly last: number; readonly test: TrendTest }
  | { readonly speaks: false; readonly because: string; readonly test: TrendTest };

/** A straight line through the readings, tested on the latest quarter of them against "it stays as it is". Pure. */
export function trendOf(points: readonly Point[]): Trend {
  const ordered = [...points].sort((a, b) => a.atUs - b.atUs);
  const cut = Math.floor(ordered.length * LEARNED_SHARE);
  const [learned, tested] = [ordered.slice(0, cut), ordered.slice(cut)];
  const last = learned.at(-1)?.value ?? 0;
  const usual = learned.reduce((sum, { value }) => sum + value, 0) / Math.max(1, learned.length);
  const before = lineOf(learned);
  const mean = (distance: (point: Point) => number): number =>
    tested.length === 0 ? 0 : tested.reduce((sum, point) => sum + Math.abs(distance(point)), 0) / tested.length;
  const test = {
    points: ordered.length,
    tested: tested.length,
    error: mean((point) => point.value - before.at(point.atUs)),
    // Staying is the better of two guesses: as it last was, and as it was on the whole.
    errorOfStaying: Math.min(
      mean((point) => point.value - last),
      mean((point) => point.value - usual),
    ),
  };
  if (ordered.length < POINTS_NEEDED)
    return { speaks: false, test, because: `${counted(ordered.length, 'reading')}, ${POINTS_NEEDED} are needed` };
  if (test.error >= test.errorOfStaying * (1 - BETTER_BY))
    return {
      speaks: false,
      test,
      because: `a line does not beat "it stays as it is": off by ${test.error.toFixed(2)} against ${test.errorOfStaying.toFixed(2)}`,
    };
  const line = lineOf(ordered);
  const lastUs = ordered.at(-1)?.atUs ?? 0;
  return { speaks: true, test, perHour: line.slope * 3_600_000_000, last: line.at(lastUs) };
}

/** Least squares, with time counted from the first point so that nothing is lost to size. */
function lineOf(points: readonly Point[]): { readonly slope: number; readonly at: (atUs: number) => number } {
  const origin = points[0]?.atUs ?? 0;
  const n = points.length;
  const meanX = points.reduce((sum, { atUs }) => sum + (atUs - origin), 0) / Math.max(1, n);
  const meanY = points.reduce((sum, { value }) => sum + value, 0) / Math.max(1, n);
  let over = 0;
  let under = 0;
  for (const { atUs, value } of points) {
    over += (atUs - origin - meanX) * (value - meanY);
    under += (atUs - origin - meanX) ** 2;
  }
  const slope = under === 0 ? 0 : over / under;
  return { slope, at: (atUs) => meanY + slope * (atUs - origin - meanX) };
}
