import { text, u32 } from '../fields.ts';
import { row } from '../row.ts';

/** The verdict on the whole grid: one event per change. */
export const CLUSTER_EVENTS = {
  cluster_healthy: row({
    class: 'lifecycle',
    severity: 'info',
    primary: { entity: 'cluster' },
    edge: 40,
    emittedBy: 'master',
    says: 'cluster healthy: {healthy_agents}/{total_agents} agents, {running_nodes}/{total_nodes} nodes',
    words: ['cluster healthy', 'healthy'],
    fields: {
      total_agents: u32('registered agents'),
      healthy_agents: u32('healthy agents'),
      total_nodes: u32('wanted nodes'),
      running_nodes: u32('running nodes'),
    },
  }),
  cluster_degraded: row({
    class: 'lifecycle',
    severity: 'warning',
    primary: { entity: 'cluster' },
    edge: 41,
    emittedBy: 'master',
    says: 'cluster degraded: {reason}',
    words: ['cluster degraded'],
    fields: { total_agents: u32('registered agents'), healthy_agents: u32('healthy agents'), reason: text('what is wrong, with numbers') },
  }),
  cluster_critical: row({
    class: 'lifecycle',
    severity: 'critical',
    primary: { entity: 'cluster' },
    edge: 42,
    emittedBy: 'master',
    says: 'cluster critical: {reason}',
    words: ['cluster critical', 'critical', 'outage'],
    fields: { total_agents: u32('registered agents'), healthy_agents: u32('healthy agents'), reason: text('what is wrong, with numbers') },
  }),
} as const;
