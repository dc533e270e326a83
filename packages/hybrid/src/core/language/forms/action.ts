import { own } from '../../own.ts';
import type { ActionPlan, Target, Verb, Where } from '../../plan.ts';
import type { Question } from '../question.ts';
import { plan, slotsOf } from '../slots.ts';
import { type FormReader, slotOf } from './form.ts';

const VERB_WORDS: Readonly<Record<string, Verb>> = {
  scale: 'scale',
  resize: 'scale',
  grow: 'scale',
  shrink: 'scale',
  spawn: 'spawn',
  start: 'spawn',
  launch: 'spawn',
  create: 'spawn',
  stop: 'stop',
  kill: 'stop',
  terminate: 'stop',
  shutdown: 'stop',
  restart: 'restart',
  reboot: 'restart',
  bounce: 'restart',
  drain: 'drain',
  cordon: 'drain',
  undrain: 'undrain',
  uncordon: 'undrain',
  update: 'update',
  upgrade: 'update',
  rollback: 'rollback',
  move: 'move',
  migrate: 'move',
  backup: 'backup',
  restore: 'restore',
  cancel: 'cancel',
  confirm: 'confirm',
};

/** A wish in words: the question begins with a verb of command. It becomes a preview, never an act. */
export const action: FormReader = (question) => {
  let first = 0;
  while (/^(please|pls|can|could|you|now|just|go|and|then|ok|hey|let|us|i|want|to|need|would|like|kindly)$/.test(question.word(first)))
    first++;
  let verb = own(VERB_WORDS, question.word(first));
  let end = first + 1;
  if (question.word(first) === 'roll' && question.word(first + 1) === 'back') {
    verb = 'rollback';
    end = first + 2;
  }
  if (question.word(first) === 'shut' && question.word(first + 1) === 'down') {
    verb = 'stop';
    end = first + 2;
  }
  // "spawn failures today", "restart history", "update failures": a noun phrase, not a command.
  const phrase = question.senses.find((sense) => sense.at === first && sense.end > end)?.phrase;
  if (verb === undefined || (phrase !== undefined && !/^scale (up|down)$/.test(phrase)) || isReport(question, first)) return undefined;
  question.use(first, end);
  const guessed = question.names.find((name) => name.link.how === 'typo');
  if (guessed !== undefined && guessed.link.how === 'typo')
    return { op: 'clarify', reason: 'ambiguous_entity', slot: slotOf(guessed.link.kind), options: [guessed.link.name] };
  const slots = slotsOf(question);
  const status = question.senses
    .filter((sense) => sense.at > first && sense.entry.status !== undefined)
    .flatMap((sense) => sense.entry.status as readonly string[]);
  const where: Where = { ...slots.names, ...(status.length === 0 ? {} : { status: [...new Set(status)] }) };
  const direction = verb === 'scale' ? question.word(end) : '';
  if (direction === 'up' || direction === 'down' || direction === 'to' || direction === 'out' || direction === 'in')
    question.use(end, end + 1);
  const number = question.numbers[0];
  if (verb === 'scale' && number === undefined) return { op: 'clarify', reason: 'missing_param', slot: 'params' };
  const params =
    verb === 'scale' || (verb === 'spawn' && number !== undefined)
      ? scaleParams(question, number?.value ?? 1, verb === 'scale' && question.has('by'))
      : undefined;
  if (
    Object.keys(where).length === 0 &&
    !/^(scale|spawn|cancel|confirm|backup|restore|rollback)$/.test(verb) &&
    !question.has('all', 'every', 'everything')
  )
    return { op: 'clarify', reason: 'missing_entity', slot: verb === 'drain' || verb === 'undrain' ? 'agent' : 'node' };
  const target = slots.target === 'agent' || slots.target === 'node' ? slots.target : actionTarget(verb, slots.names);
  return plan<ActionPlan>({
    op: 'action',
    verb,
    target,
    where,
    params,
    when: undefined,
    time: undefined,
    form: undefined,
    expect: undefined,
  });
};

function isReport(question: Question, first: number): boolean {
  const next = question.word(first + 1);
  return (
    /^(history|count|counts|events?|failures?|errors?|success|rate|rates|times?|report|status|requests?|attempts?|activity)$/.test(next) ||
    question.periods.some((item) => item.at === first + 1 && item.period.fromMs !== null)
  );
}

function scaleParams(question: Question, value: number, relative: boolean): Readonly<Record<string, unknown>> {
  if (!relative) return { count: value };
  return { delta: question.has('down', 'in', 'shrink') ? -value : value };
}

function actionTarget(verb: Verb, names: Where): Target {
  if (names['node'] !== undefined) return 'node';
  return names['agent'] !== undefined && (verb === 'drain' || verb === 'undrain' || verb === 'update')
    ? 'agent'
    : verb === 'drain' || verb === 'undrain'
      ? 'agent'
      : 'node';
}
