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
  storage_full: row({
    class: 'lifecycle',
    severity: 'critical',
    primary: on('node_id'),
    edge: 183,
    emittedBy: 'storage',
    says: '{node_id} began to refuse writes: its disk is full',
    words: [
      ...['storage full', 'full storage', 'writes refused', 'writes stopped', 'writes stop'],
      ...['refused', 'refuse', 'refusing'].map((refused) => `storage ${refused} writes`),
    ],
    fields: {
      node_id: node,
      free_bytes: u64('what the disk has left'),
      kept_free_bytes: u64('what is not written to, so that the store goes on'),
    },
  }),
  storage_resumed: row({
    class: 'lifecycle',
    severity: 'info',
    primary: on('node_id'),
    edge: 184,
    emittedBy: 'storage',
    says: '{node_id} takes writes again: its disk was full for {full_ms} ms',
    words: ['storage resumed', 'writes resumed', 'writes resume'],
    fields: {
      node_id: node,
      full_ms: u64('since the first that was refused, ms'),
      free_bytes: u64('what the disk has left'),
    },
  }),
  storage_stalled: row({
    class: 'lifecycle',
    severity: 'error',
    primary: on('node_id'),
    edge: 185,
    emittedBy: 'master',
    says: '{node_id} stopped answering: not heard for {silent_ms} ms',
    words: [
      ...['stop answering', 'stopped answering', 'stop responding', 'stopped responding', 'stand still', 'stood still'],
      ...['stall', 'stalls', 'stalled', 'hang', 'hangs', 'hung', 'freeze', 'froze', 'frozen', 'standstill', 'standstills', 'unresponsive'],
      ...['ever stop answering', 'last stop answering', 'ever stand still', 'last stand still', 'ever hang', 'last hang'],
      ...['been unresponsive', 'been stalled', 'been frozen', 'been hung', 'not answering', 'not responding'],
      // By its own name, as its events say it.
    ].flatMap((still) => [`storage ${still}`, ...(still.endsWith(' answering') ? [`event-storage ${still}`] : [])]),
    fields: {
      node_id: node,
      endpoint: text('address it was asked at'),
      silent_ms: u64('since it was last heard, ms'),
    },
  }),
  storage_recovered: row({
    class: 'lifecycle',
    severity: 'info',
    primary: on('node_id'),
    edge: 186,
    emittedBy: 'master',
    says: '{node_id} answers again: it was not heard for {silent_ms} ms',
    words: ['storage recovered', ...['answer', 'answers', 'answered', 'answering'].map((answer) => `storage ${answer} again`)],
    fields: {
      node_id: node,
      endpoint: text('address it answers at'),
      silent_ms: u64('from when it was last heard until it was heard again, ms'),
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
