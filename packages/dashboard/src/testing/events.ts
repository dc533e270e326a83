import type { EventJson } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { CATALOGUE, type EventType, entitiesOf, severityOf, summaryOf } from '@sutra/model';

/** A moment tests count from, µs. */
export const T0 = 1_760_000_000_000_000;

export interface Saying {
  readonly type: string;
  readonly details: Record<string, unknown>;
  /** Seconds after T0. */
  readonly at?: number;
  readonly causedBy?: readonly string[];
  readonly operation?: string;
}

/** Events as control pushes them: numbered from `firstSeq` in the order given. */
export function pushed(sayings: readonly Saying[], firstSeq = 1): EventJson[] {
  return sayings.map((saying, i) => {
    const seq = firstSeq + i;
    const us = T0 + Math.round((saying.at ?? i) * 1e6);
    const known = Object.hasOwn(CATALOGUE, saying.type);
    const entities = known ? entitiesOf(saying.type as EventType, saying.details) : ['cluster'];
    return {
      event_id: `event-${saying.type}-${us}-test${seq}`,
      event_type: saying.type,
      entity_id: entities[0] ?? 'cluster',
      timestamp: isoFromUs(us),
      recorded_at: isoFromUs(us),
      seq,
      severity: severityOf(saying.type),
      entities,
      caused_by: [...(saying.causedBy ?? [])],
      ...(saying.operation === undefined ? {} : { operation_id: saying.operation }),
      emitter: 'test',
      emitter_epoch: 1,
      emitter_seq: seq,
      schema_version: 1,
      summary: summaryOf({ type: saying.type, body: saying.details }),
      details: saying.details,
    };
  });
}

export const registered = (agent: string, at = 0): Saying => ({
  type: 'agent_registered',
  at,
  details: { agent_id: agent, hostname: `host-${agent}`, platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 4 },
});

export const crashed = (node: string, at: number, more: Record<string, unknown> = {}): Saying => ({
  type: 'node_crashed',
  at,
  details: { node_id: node, agent_id: 'agent-1', exit_code: 3, generation: 1, ...more },
});
