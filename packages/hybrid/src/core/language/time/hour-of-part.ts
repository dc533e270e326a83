import type { Token } from '../tokens.ts';
import { numberWord } from './amount.ts';

const HALF: Readonly<Record<string, 'am' | 'pm'>> = { morning: 'am', afternoon: 'pm', evening: 'pm' };
const DAY = /^(?:today|yesterday|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|mon|tue|tues|wed|thu|thurs|fri)$/;

/** A bare hour with the part of the day it is of, said as a clock time with its day. */
export interface HourOfPart {
  /** The words with the hour said in full: "8am today" for "8 this morning". */
  readonly tokens: readonly Token[];
  /** First token after it, of the words as they were. */
  readonly end: number;
}

/** `8 this morning`, `9 in the morning`, `3 yesterday afternoon`, `6 on Monday morning`, `11 last night`: which half of the day a bare hour is of. */
export function hourOfPart(tokens: readonly Token[], k: number): HourOfPart | undefined {
  const hour = /^\d{1,2}$/.test(tokens[k]?.text ?? '') ? Number(tokens[k]?.text) : numberWord(tokens[k]?.text);
  if (hour === undefined || !Number.isInteger(hour) || hour < 1 || hour > 12) return undefined;
  const at = tokens[k + 1]?.text === "o'clock" || tokens[k + 1]?.text === 'oclock' ? k + 2 : k + 1;
  const [a, b, c] = [tokens[at]?.text ?? '', tokens[at + 1]?.text ?? '', tokens[at + 2]?.text ?? ''];
  const said = (half: 'am' | 'pm', words: readonly string[], end: number): HourOfPart => {
    const own = tokens[k] as Token;
    return { tokens: [...tokens.slice(0, k), ...[`${hour}${half}`, ...words].map((text) => ({ ...own, text }))], end };
  };
  // A night begins in the evening and ends in the morning of the next day.
  const night = hour >= 6 && hour < 12 ? 'pm' : 'am';
  if (a === 'last' && b === 'night') return said(night, ['last', 'night'], at + 2);
  if (a === 'tonight') return said('pm', ['today'], at + 1);
  if (a === 'this' && Object.hasOwn(HALF, b)) return said(HALF[b] as 'am', ['today'], at + 2);
  if (a === 'in' && b === 'the' && Object.hasOwn(HALF, c)) return said(HALF[c] as 'am', dayAfter(tokens, at + 3), afterDay(tokens, at + 3));
  if (a === 'at' && b === 'night') return said(night, [], at + 2);
  const day = a === 'on' ? b : a;
  const part = a === 'on' ? c : b;
  if (DAY.test(day) && Object.hasOwn(HALF, part)) return said(HALF[part] as 'am', [day], at + (a === 'on' ? 3 : 2));
  return undefined;
}

/** "9 in the morning yesterday", "… on Monday": the day said behind. */
const dayAt = (tokens: readonly Token[], i: number): number => (tokens[i]?.text === 'on' ? i + 1 : i);
const dayAfter = (tokens: readonly Token[], i: number): string[] => {
  const word = tokens[dayAt(tokens, i)]?.text ?? '';
  return DAY.test(word) ? [word] : [];
};
const afterDay = (tokens: readonly Token[], i: number): number => (dayAfter(tokens, i).length === 0 ? i : dayAt(tokens, i) + 1);
