import * as fc from 'fast-check';
import { CRASH_CAUSES, EVENT_TYPES } from '../catalogue/index.ts';
import type { GridEvent } from '../event.ts';
import { STATE_TYPES } from '../fold/index.ts';
import { bodyOf, T0 } from './events.ts';

/** Events nobody in their right mind would emit: any type, about anything, in any order, from any emitter, some with broken bodies. */
export function hostileHistory(maxLength: number): fc.Arbitrary<GridEvent[]> {
  return fc
    .array(fc.tuple(fc.nat(63), fc.nat(2), fc.nat(2), fc.nat(3), fc.nat(3), fc.nat(15), fc.nat(1_000_000)), {
      minLength: 15,
      maxLength,
      size: 'max',
    })
    .map((rows) => {
      const numbers = new Map<string, number>();
      return rows.map(([type, agent, node, generation, operation, odd, time], i): GridEvent => {
        const emitter = ['master', 'agent-1', 'agent-2'][agent] as string;
        const emitterSeq = (numbers.get(emitter) ?? 0) + 1;
        numbers.set(emitter, emitterSeq);
        const name = odd === 0 ? EVENT_TYPES[type % EVENT_TYPES.length] : STATE_TYPES[type % STATE_TYPES.length];
        return {
          type: odd === 1 ? 'custom.thing' : name,
          body: odd === 2 ? { node_id: 7, agent_id: '' } : hostileBody(name as GridEvent['type'], agent, node, generation, odd),
          id: `event-${name}-${T0 + time}-${emitter}:1.${emitterSeq.toString(36)}`,
          timeUs: T0 + time,
          seq: i + 1,
          recordedAtUs: T0 + i,
          emitter,
          emitterEpoch: 1,
          emitterSeq,
          entities: [],
          causedBy: [],
          severity: 'info',
          schemaVersion: 1,
          ...(operation === 0 ? {} : { operationId: `op-${operation}` }),
        } as unknown as GridEvent;
      });
    });
}

function hostileBody(type: GridEvent['type'], agent: number, node: number, generation: number, odd: number): object {
  const fields = bodyOf(type as (typeof EVENT_TYPES)[number]) as Record<string, unknown>;
  const body: Record<string, unknown> = { ...fields };
  if ('agent_id' in body) body['agent_id'] = `agent-${agent}`;
  if ('node_id' in body) {
    body['node_id'] = `node-${node}`;
    if (generation > 0) body['generation'] = generation;
  }
  if (type === 'node_crashed' && odd > 8) body['cause'] = CRASH_CAUSES[odd % CRASH_CAUSES.length];
  if (type === 'spawn_requested' && odd > 8) body['replaces'] = generation;
  return body;
}
