import { num, opt, text, texts, u32 } from '../fields.ts';
import { row } from '../row.ts';

/** How many nodes there should be. */
export const SCALING_EVENTS = {
  scale_requested: row({
    class: 'lifecycle',
    severity: 'info',
    primary: { entity: 'cluster' },
    edge: 140,
    emittedBy: 'master',
    says: 'scale to {wanted} nodes requested',
    words: ['scale requested'],
    fields: { wanted: u32('nodes wanted'), group: opt(text('which group')) },
  }),
  scale_decided: row({
    class: 'lifecycle',
    severity: 'info',
    primary: { entity: 'cluster' },
    edge: 141,
    emittedBy: 'master',
    says: 'scaling decided: {wanted} nodes',
    words: ['scale decided', 'scaling decision'],
    fields: {
      wanted: u32('nodes wanted after clamps'),
      metric: text('metric the decision rests on'),
      value: num('its value'),
      raw: num('demand before clamps'),
      clamps: texts('every clamp applied'),
      group: opt(text('which group')),
    },
  }),
  scaled_up: row({
    class: 'lifecycle',
    severity: 'info',
    primary: { entity: 'cluster' },
    edge: 142,
    emittedBy: 'master',
    says: 'scaled up from {from} to {to} nodes',
    words: ['scaled up', 'scale up'],
    fields: { from: u32('before'), to: u32('after'), group: opt(text('which group')) },
  }),
  scaled_down: row({
    class: 'lifecycle',
    severity: 'info',
    primary: { entity: 'cluster' },
    edge: 143,
    emittedBy: 'master',
    says: 'scaled down from {from} to {to} nodes',
    words: ['scaled down', 'scale down'],
    fields: { from: u32('before'), to: u32('after'), group: opt(text('which group')) },
  }),
} as const;
