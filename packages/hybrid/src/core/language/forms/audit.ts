import { own } from '../../own.ts';
import type { AuditPlan, Verb } from '../../plan.ts';
import { plan, slotsOf } from '../slots.ts';
import type { FormReader } from './form.ts';

const DONE: Readonly<Record<string, Verb>> = {
  stopped: 'stop',
  stop: 'stop',
  killed: 'stop',
  restarted: 'restart',
  restart: 'restart',
  spawned: 'spawn',
  started: 'spawn',
  scaled: 'scale',
  drained: 'drain',
  updated: 'update',
  moved: 'move',
};

export const audit: FormReader = (question) => {
  if (question.take('audit report', 'audit log', 'audit trail', 'audit') !== undefined) {
    const report = question.take('generate', 'report') !== undefined || question.has('report');
    const slots = slotsOf(question);
    return plan<AuditPlan>({
      op: 'audit',
      where: slots.names,
      time: slots.time,
      form: report ? 'report' : undefined,
      verb: undefined,
      expect: undefined,
    });
  }
  if (question.take('who') === undefined) return undefined;
  const verb = question.tokens.map((token) => own(DONE, token.text)).find((one) => one !== undefined);
  if (verb === undefined) return undefined;
  const slots = slotsOf(question);
  return plan<AuditPlan>({ op: 'audit', verb, where: slots.names, time: slots.time, form: 'who', expect: undefined });
};
