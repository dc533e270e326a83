import { durationText } from '@sutra/kit';
import type { Answer } from '../../shell/answer.ts';

/** Numbers of the sentence that stand nowhere else in the answer: there must be none. */
export function unsaid(answer: Answer): string[] {
  if (answer.status !== 'answered') return [];
  const { text, rows = [], value, window, events = [], assumptions, reading, columns, scanned } = answer;
  const known = JSON.stringify([rows, value, window, events, assumptions, reading, columns, scanned]);
  const hours = window === undefined ? [] : [((Date.parse(window.to) - Date.parse(window.from)) / 3_600_000).toFixed(1)];
  const counts = [rows.length, events.length, ...[8, 10, 12].map((shown) => rows.length - shown)].map(String);
  const whole = window === undefined ? [] : [durationText(Date.parse(window.to) - Date.parse(window.from))];
  const spans = [value, ...rows.flatMap((row) => [row['value'], row['seconds']])]
    .filter((one) => typeof one === 'number')
    .map((one) => durationText(one * 1000))
    .concat(whole);
  const figures = [value, ...rows.flatMap((row) => Object.values(row))]
    .filter((one) => typeof one === 'number')
    // A sentence says no digits beyond what was measured.
    .map((one) => String(Number(Math.abs(one) < 1 ? one.toPrecision(2) : one.toFixed(1))));
  const rest = [...new Set(spans)]
    .sort((a, b) => b.length - a.length)
    .reduce((left, span) => left.replaceAll(span, ' '), text.replace(/(\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}:\d{2}/g, ' '));
  const numbers = rest.replace(/(\d),(\d{3})/g, '$1$2').match(/(?<![\w.-])\d+(?:\.\d+)?(?![\w-])/g) ?? [];
  return numbers.filter(
    (number) =>
      ![...counts, ...hours, ...figures].includes(number) && !new RegExp(`(?<![\\d.])${number.replace('.', '\\.')}(?!\\d)`).test(known),
  );
}
