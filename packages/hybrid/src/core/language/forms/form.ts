import type { Plan } from '../../plan.ts';
import type { TimeContext } from '../period.ts';
import type { Question } from '../question.ts';

/** A form reads the whole question as one operation, or says it is not that. Forms are tried in order. */
export type FormReader = (question: Question, time: TimeContext) => Plan | undefined;

export const emptyRows = {
  where: undefined,
  time: undefined,
  form: undefined,
  expect: undefined,
  at: undefined,
  anchor: undefined,
  having: undefined,
  seq: undefined,
  order: undefined,
  limit: undefined,
  offset: undefined,
  by: undefined,
  bucket: undefined,
  distinct: undefined,
} as const;

export const some = <T>(values: readonly T[]): readonly T[] | undefined => (values.length === 0 ? undefined : values);

export const slotOf = (kind: string): 'agent' | 'node' | 'entity' => (kind === 'agent' || kind === 'node' ? kind : 'entity');
