import type { ImpactPlan, SimilarPlan, Where } from '../../plan.ts';
import { eventWhere, plan, slotsOf } from '../slots.ts';
import type { FormReader } from './form.ts';

export const impact: FormReader = (question) => {
  if (
    question.take('affect', 'affected', 'impact of', 'impact', 'consequences of', 'consequences', 'knock-on', 'blast radius') === undefined
  )
    return undefined;
  const slots = slotsOf(question);
  const where = eventWhere(slots);
  return Object.keys(where).length === 0
    ? undefined
    : plan<ImpactPlan>({
        op: 'impact',
        where,
        time: slots.time,
        target: undefined,
        outcome: undefined,
        form: undefined,
        expect: undefined,
      });
};

export const path: FormReader = (question) => {
  const at = question.take('related to', 'connected to', 'linked to', 'because of', 'due to', 'caused by');
  if (at === undefined) return undefined;
  const side = (from: number, to: number): Where => {
    const where: Record<string, readonly string[]> = {};
    for (const sense of question.senses)
      if (sense.at >= from && sense.at < to && sense.entry.event !== undefined) where['event'] = sense.entry.event;
    for (const { link, at: place } of question.names)
      if (place >= from && place < to && link.how !== 'ambiguous' && link.how !== 'unknown') where[link.kind] = [link.name];
    return where;
  };
  const from = side(0, at);
  const to = side(at, question.tokens.length);
  return Object.keys(from).length === 0 || Object.keys(to).length === 0 ? undefined : { op: 'path', form: 'yesno', from, to };
};

export const similar: FormReader = (question) => {
  const quote = question.quotes[0];
  const last = question.tokens.length - 1;
  if (question.word(last) === 'before' && question.word(last - 1) === 'happened') question.use(last - 1, last + 1);
  else if (
    question.take('seen this error', 'seen this before', 'similar', 'seen before', 'like this before') === undefined &&
    !(quote !== undefined && question.has('before', 'seen'))
  )
    return undefined;
  if (quote !== undefined) {
    question.use(0, question.tokens.length);
    return { op: 'similar', where: { error: { contains: question.word(quote.at) } } };
  }
  const where = eventWhere(slotsOf(question));
  return Object.keys(where).length === 0
    ? undefined
    : plan<SimilarPlan>({ op: 'similar', where, limit: undefined, time: undefined, form: undefined, expect: undefined });
};
