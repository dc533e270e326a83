import { id, num, opt, text } from '../fields.ts';
import { on, row } from '../row.ts';

/** Who asked for what, and what became of it. */
export const AUDIT_EVENTS = {
  action_requested: row({
    class: 'audit',
    severity: 'info',
    primary: on('target'),
    edge: 170,
    emittedBy: 'any',
    says: '{verb} of {target} requested',
    words: ['action requested'],
    fields: { verb: text('what'), target: id('node', 'on what'), surface: opt(text('cli, rest, grpc or dashboard')) },
  }),
  action_approved: row({
    class: 'audit',
    severity: 'info',
    primary: on('target'),
    edge: 171,
    emittedBy: 'any',
    says: '{verb} of {target} approved',
    words: ['approved'],
    fields: { verb: text('what'), target: id('node', 'on what') },
  }),
  action_denied: row({
    class: 'audit',
    severity: 'warning',
    primary: on('target'),
    edge: 172,
    emittedBy: 'any',
    says: '{verb} of {target} denied: {error}',
    words: ['denied'],
    fields: { verb: text('what'), target: id('node', 'on what'), error: text('why') },
  }),
  auth_failed: row({
    class: 'audit',
    severity: 'warning',
    primary: { entity: 'cluster' },
    edge: 173,
    emittedBy: 'any',
    says: 'authentication failed on {surface}: {error}',
    words: ['auth failed', 'authentication failed'],
    fields: { surface: text('where'), error: text('why'), remote: opt(text('address it came from')) },
  }),
  question_asked: row({
    class: 'audit',
    severity: 'debug',
    primary: { entity: 'cluster' },
    edge: 174,
    emittedBy: 'control',
    says: 'asked: {question}',
    words: ['questions', 'asked'],
    fields: {
      question: text('as typed'),
      status: text('answered, empty, clarify, refused or preview'),
      ms: num('from question to answer, ms'),
    },
  }),
} as const;
