import type { AnomalyPlan, PredictPlan } from '../../plan.ts';
import { plan, slotsOf, subjectOf } from '../slots.ts';
import type { FormReader } from './form.ts';

export const predict: FormReader = (question) => {
  if (question.take('predict', 'forecast', 'likely to', 'likely', 'at risk of', 'at risk', 'going to', 'will') === undefined)
    return undefined;
  question.take('likely to', 'likely', 'going to');
  const slots = slotsOf(question);
  const words = question.senses
    .filter((sense) => sense.entry.event !== undefined)
    .flatMap((sense) => sense.entry.event as readonly string[]);
  if (words.length === 0) return undefined;
  const target = slots.target ?? subjectOf(words) ?? 'node';
  return plan<PredictPlan>({
    op: 'predict',
    target,
    where: { event: [...new Set(words)], ...slots.names },
    time: undefined,
    horizon: undefined,
    threshold: undefined,
    limit: undefined,
    metric: undefined,
    form: undefined,
    expect: undefined,
  });
};

export const anomaly: FormReader = (question) => {
  if (
    question.take('unusual', 'anomaly', 'anomalies', 'anomalous', 'strange', 'weird', 'out of the ordinary', 'abnormal', 'spike', 'odd') ===
    undefined
  )
    return undefined;
  const slots = slotsOf(question);
  return plan<AnomalyPlan>({
    op: 'anomaly',
    where: slots.names,
    time: slots.time,
    metric: slots.metric,
    of: slots.events[0],
    target: undefined,
    form: undefined,
    expect: undefined,
  });
};

export const simulate: FormReader = (question) => {
  if (
    question.take('what would happen if', 'what happens if', 'what if', 'could we survive', 'can we lose', 'can we survive') === undefined
  )
    return undefined;
  question.take('we lose', 'we lost', 'lose', 'losing', 'loss of', 'lost');
  const slots = slotsOf(question);
  const agent = slots.names['agent'] !== undefined;
  if (slots.events.length === 0 && Object.keys(slots.names).length === 0) return undefined;
  return {
    op: 'simulate',
    change: { event: slots.events.length > 0 ? slots.events : [agent ? 'agent_offline' : 'node_crashed'], ...slots.names },
  };
};
