import type { Form } from '../../plan.ts';
import type { Clause } from '../clause.ts';
import type { WordItem } from '../sentence.ts';
import { YESNO } from './frame.ts';

export const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

export const starts = (clause: Clause): string =>
  clause.items
    .map((item) => clause.text(item))
    .find(
      (text) =>
        !/^(so|and|ok|okay|hey|hi|hello|well|please|pls|um|,|now|then|but|also|could you tell me if|tell me|can you tell me|could you tell me|can you|could you|you|me|tell|know|do you know|if|whether|check|say|can|could|would)$/.test(
          text,
        ),
    ) ?? '';

export function formOf(clause: Clause): Form | undefined {
  if (clause.cue('chart') !== undefined) return 'chart';
  const first = starts(clause).split(' ')[0] ?? '';
  return YESNO.test(first) ? 'yesno' : undefined;
}

export const chartForm = (clause: Clause): 'chart' | undefined => {
  const chart = clause.cue('chart');
  if (chart === undefined) return undefined;
  clause.use(chart);
  return 'chart';
};

export function counting(clause: Clause): boolean {
  const cues = clause.words('cue').filter((item) => item.entry.cue === 'count');
  clause.use(...cues);
  return cues.length > 0;
}

/** "hourly", "by day": the steps of a series. */
export function bucketOf(clause: Clause): string | undefined {
  const item = clause.words('bucket', true)[0];
  if (item !== undefined) clause.use(item);
  return item?.entry.bucket ?? stepsOf(clause);
}

const STEPS = /^(buckets?|bins?|steps?|increments?|slices?|chunks?|slots?|intervals?|blocks?)$/;

/** "in 5 minute buckets", "every 10 minutes": steps of a length that is said. */
function stepsOf(clause: Clause): string | undefined {
  for (const [k, item] of clause.items.entries()) {
    if ((item.type !== 'number' && item.type !== 'period') || item.amount === undefined || clause.used.has(item)) continue;
    const [before, after] = [clause.items[k - 1], clause.items[k + 1]];
    const steps = after !== undefined && STEPS.test(clause.text(after));
    // "in steps of 10 minutes"
    const of = before !== undefined && clause.text(before) === 'of' ? clause.items[k - 2] : undefined;
    const stepsOf = of !== undefined && STEPS.test(clause.text(of));
    if (stepsOf && of !== undefined && before !== undefined) {
      clause.use(item, before, of);
      return item.amount.dur;
    }
    const every = before !== undefined && /^(every|each)$/.test(clause.text(before));
    if (!steps && !every) continue;
    clause.use(item, ...(steps && after !== undefined ? [after] : []), ...(every && before !== undefined ? [before] : []));
    return item.amount.dur;
  }
  return undefined;
}

/** "over time", "trend of": a series in steps that fit. */
export function trendOf(clause: Clause): 'auto' | undefined {
  const item = clause.words('agg', true).find((one) => one.entry.agg === 'trend');
  if (item === undefined) return undefined;
  clause.use(item);
  return 'auto';
}

export function aggOf(clause: Clause): WordItem | undefined {
  const [item, ...more] = clause.words('agg', true);
  // "on average, … the average": said twice, it is one.
  if (item !== undefined) clause.use(item, ...more.filter((one) => one.entry.agg === item.entry.agg));
  return item;
}
