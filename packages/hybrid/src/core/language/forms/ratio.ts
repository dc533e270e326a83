import type { RatioKind, RatioPlan, Where } from '../../plan.ts';
import type { Question } from '../question.ts';
import { dimsAfter, plan, slotsOf } from '../slots.ts';
import { type FormReader, some } from './form.ts';

const RATES: readonly (readonly [string, RatioKind])[] = [
  ['spawn success rate', 'spawn_success'],
  ['spawn success', 'spawn_success'],
  ['success rate of spawns', 'spawn_success'],
  ['spawn failure rate', 'spawn_failure'],
  ['failure rate of spawns', 'spawn_failure'],
  ['stop success rate', 'stop_success'],
  ['stop failure rate', 'stop_failure'],
  ['recovery rate', 'recovery'],
  ['availability', 'availability'],
  ['cache hit rate', 'cache_hit'],
  ['cache hit ratio', 'cache_hit'],
  ['success rate', 'spawn_success'],
  ['success ratio', 'spawn_success'],
  ['failure rate', 'spawn_failure'],
  ['failure ratio', 'spawn_failure'],
];

/** "spawn success rate for …", "percentage of crashes with exit code 137". */
export const ratio: FormReader = (question) => {
  for (const [phrase, of] of RATES) {
    const at = question.find(phrase);
    if (at === undefined) continue;
    question.use(at, at + phrase.split(' ').length);
    const slots = slotsOf(question);
    return plan<RatioPlan>({
      op: 'ratio',
      of,
      where: slots.names,
      time: slots.time,
      by: some(dimsAfter(question, 'by', 'per')),
      num: undefined,
      bucket: undefined,
      order: undefined,
      limit: undefined,
      form: undefined,
      expect: undefined,
    });
  }
  if (question.take('percentage', 'percent', 'what share', 'share of', 'proportion', 'fraction', '%') === undefined) return undefined;
  const slots = slotsOf(question);
  const exit = exitCode(question);
  const num: Where = { ...(exit === undefined ? {} : { exit_code: [exit] }), ...(slots.cause === undefined ? {} : { cause: slots.cause }) };
  if (slots.event === undefined || Object.keys(num).length === 0) return undefined;
  return {
    op: 'ratio',
    of: 'share',
    where: { event: slots.event, ...slots.names },
    num,
    ...(slots.time === undefined ? {} : { time: slots.time }),
  };
};

function exitCode(question: Question): number | undefined {
  const at = question.take('exit code', 'exit status', 'code');
  if (at === undefined) return undefined;
  const number = question.numbers.find((item) => item.at > at);
  return number?.value;
}
