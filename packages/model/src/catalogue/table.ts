import { AGENT_EVENTS } from './groups/agents.ts';
import { AUDIT_EVENTS } from './groups/audit.ts';
import { BINARY_EVENTS } from './groups/binaries.ts';
import { CLUSTER_EVENTS } from './groups/cluster.ts';
import { CONTROL_PLANE_EVENTS } from './groups/control-plane.ts';
import { FORECAST_EVENTS } from './groups/forecasts.ts';
import { NODE_EVENTS } from './groups/nodes.ts';
import { PERFORMANCE_EVENTS } from './groups/performance.ts';
import { PLACEMENT_EVENTS } from './groups/placement.ts';
import { RECORD_EVENTS } from './groups/record.ts';
import { SCALING_EVENTS } from './groups/scaling.ts';
import { WATCH_EVENTS } from './groups/watches.ts';

/**
 * The catalogue of events: one row a type, one file a group. Validators, types, JSON Schema, docs/reference/events.md, severities,
 * the words a question may use and the links written to the graph are all read from this table. The 26 original types keep
 * their names and fields; fields added to them are optional.
 */
export const CATALOGUE = {
  ...AGENT_EVENTS,
  ...NODE_EVENTS,
  ...CLUSTER_EVENTS,
  ...PERFORMANCE_EVENTS,
  ...PLACEMENT_EVENTS,
  ...BINARY_EVENTS,
  ...SCALING_EVENTS,
  ...CONTROL_PLANE_EVENTS,
  ...AUDIT_EVENTS,
  ...RECORD_EVENTS,
  ...FORECAST_EVENTS,
  ...WATCH_EVENTS,
} as const;

export type EventType = keyof typeof CATALOGUE;
