import { json, opt, text, texts, u32 } from '../fields.ts';
import { row } from '../row.ts';

const watch = text('which watch');
const primary = { entity: 'cluster' };

/** Questions that stand: set up, taken down, and what they told. The record is where they live. */
export const WATCH_EVENTS = {
  watch_added: row({
    class: 'audit',
    severity: 'info',
    primary,
    edge: 200,
    emittedBy: 'control',
    says: '{watch_id} set up: {question}',
    words: ['watch added', 'watch set up'],
    fields: {
      watch_id: watch,
      question: text('in words'),
      plan: json('what is watched for'),
      webhook: opt(text('where notices are posted')),
      command: opt(texts('program and arguments run with a notice')),
    },
  }),
  watch_removed: row({
    class: 'audit',
    severity: 'info',
    primary,
    edge: 201,
    emittedBy: 'control',
    says: '{watch_id} taken down',
    words: ['watch removed'],
    fields: { watch_id: watch },
  }),
  watch_fired: row({
    class: 'audit',
    severity: 'warning',
    primary,
    edge: 202,
    emittedBy: 'control',
    says: 'told: {text} ({watch_id})',
    words: ['watch fired'],
    fields: {
      watch_id: watch,
      subject: text('what it is about: an entity, or "all"'),
      key: text('what made it fire: the same is told once'),
      text: text('the notice'),
      count: opt(u32('events counted')),
    },
  }),
  watch_recovered: row({
    class: 'audit',
    severity: 'info',
    primary,
    edge: 203,
    emittedBy: 'control',
    says: 'over: {text} ({watch_id})',
    words: ['watch recovered'],
    fields: { watch_id: watch, subject: text('what it was about'), key: text('what had made it fire'), text: text('the notice') },
  }),
  watch_delivery_failed: row({
    class: 'audit',
    severity: 'error',
    primary,
    edge: 204,
    emittedBy: 'control',
    says: 'a notice of {watch_id} could not be delivered: {error}',
    words: ['watch delivery failed'],
    fields: { watch_id: watch, error: text('why, after every try'), tries: u32('how often it was tried') },
  }),
} as const;
