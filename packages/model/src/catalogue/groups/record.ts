import { id, map, opt, text, time, u64 } from '../fields.ts';
import { on, row } from '../row.ts';
import { node } from './shared-fields.ts';

/** The record about the record: what could not be kept, and what never arrived. */
export const RECORD_EVENTS = {
  events_refused: row({
    class: 'lifecycle',
    severity: 'warning',
    primary: on('source_emitter'),
    edge: 180,
    emittedBy: 'any',
    says: '{count} events of {source_emitter} were not kept: {reason}',
    words: ['refused', 'dropped', 'events refused'],
    fields: {
      source_emitter: id('emitter', 'who had to refuse'),
      count: u64('how many'),
      types: map('count by event type'),
      reason: text('which limit, with its number'),
      from: opt(time('first')),
      to: opt(time('last')),
    },
  }),
  storage_damaged: row({
    class: 'lifecycle',
    severity: 'critical',
    primary: on('node_id'),
    edge: 182,
    emittedBy: 'storage',
    says: '{node_id}: {file} is damaged at byte {offset}: {what}',
    words: ['storage damaged', 'corruption', 'damaged storage'],
    fields: {
      node_id: node,
      file: text('which file'),
      offset: u64('first damaged byte'),
      length: u64('damaged bytes'),
      from_seq: opt(u64('first position that is lost, when the damage does not hide it')),
      to_seq: opt(u64('last position that is lost')),
      what: text('what is not as it was written'),
    },
  }),
  emitter_gap: row({
    class: 'lifecycle',
    severity: 'warning',
    primary: on('source_emitter'),
    edge: 181,
    emittedBy: 'storage',
    says: 'events {from_seq} to {to_seq} of {source_emitter} never arrived',
    words: ['gap', 'emitter gap'],
    fields: {
      source_emitter: id('emitter', 'whose numbers have a hole'),
      source_epoch: u64('which run of it'),
      from_seq: u64('first missing'),
      to_seq: u64('last missing'),
    },
  }),
} as const;
