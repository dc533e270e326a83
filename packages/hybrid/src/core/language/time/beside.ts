import type { Token } from '../tokens.ts';
import { amountAt } from './amount.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { PARTS, partOn } from './named.ts';
import { parseDate, resolvePoint } from './point.ts';
import { pointPeriod } from './range.ts';

/** `the minute after 14:54`, `the morning of the 15th`: a time told by another that is named with it. */
export function besideAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const the = tokens[i]?.text === 'the' ? i + 1 : i;
  // "20 minutes before noon" is an instant.
  const stretch = the > i ? besideClock(tokens, the, context) : undefined;
  return stretch ?? partOfDate(tokens, the, context) ?? contradiction(tokens, i, context);
}

/** "the two minutes before 14:55": so long on one side of it. */
function besideClock(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  // "the minute after": one.
  const bare = /^(?:second|minute|hour)$/.test(tokens[i]?.text ?? '');
  const amount = bare ? amountAt([{ ...(tokens[i] as Token), text: '1' }, tokens[i] as Token], 0) : amountAt(tokens, i);
  if (amount === undefined) return undefined;
  const at = bare ? i + 1 : amount.end;
  const side = /^(?:after|following)$/.test(tokens[at]?.text ?? '') ? 1 : /^(?:before|preceding)$/.test(tokens[at]?.text ?? '') ? -1 : 0;
  const point = side === 0 ? undefined : pointPeriod(tokens, at + 1, context, false);
  if (point?.atMs === undefined) return undefined;
  const [fromMs, toMs] = side > 0 ? [point.atMs, point.atMs + amount.ms] : [point.atMs - amount.ms, point.atMs];
  return fromMs >= context.nowMs ? undefined : { fromMs, toMs: Math.min(toMs, context.nowMs), end: point.end };
}

/** "the morning of November 20", "the evening of the 15th". */
function partOfDate(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  const part = Object.hasOwn(PARTS, word) ? PARTS[word] : undefined;
  if (part === undefined || tokens[i + 1]?.text !== 'of') return undefined;
  const date = parseDate(tokens, i + 2) ?? parseDate(tokens, tokens[i + 2]?.text === 'the' ? i + 3 : i + 2);
  const day = date === undefined ? undefined : resolvePoint(date, context);
  return date === undefined || day === undefined ? undefined : partOn(day.fromMs, part, date.end, context);
}

/** "Friday the 15th", where the 15th is another day: which of the two is meant, is not said. */
function contradiction(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = parseDate(tokens, i);
  if (said?.date.kind !== 'date' || said.date.weekday === undefined) return undefined;
  return resolvePoint(said, context) === undefined ? { fromMs: null, toMs: null, ambiguous: true, end: said.end } : undefined;
}
