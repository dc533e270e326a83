import { id, json } from '../fields.ts';
import { on, row } from '../row.ts';
import { agent, generation, node } from './shared-fields.ts';

/** Where nodes go, and why there. */
export const PLACEMENT_EVENTS = {
  placement_decided: row({
    class: 'lifecycle',
    severity: 'info',
    primary: on('node_id'),
    edge: 120,
    emittedBy: 'master',
    says: '{node_id} placed on {agent_id}',
    words: ['placed', 'placement'],
    fields: { node_id: node, agent_id: agent, candidates: json('every candidate with filter result and score') },
  }),
  node_rescheduled: row({
    class: 'lifecycle',
    severity: 'warning',
    primary: on('node_id'),
    edge: 121,
    emittedBy: 'master',
    says: '{node_id} moved from {from_agent} to {agent_id}',
    words: ['rescheduled', 'moved'],
    fields: { node_id: node, agent_id: agent, from_agent: id('agent', 'where it was'), generation },
  }),
} as const;
