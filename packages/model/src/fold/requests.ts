import { defined } from '../defined.ts';
import type { TypedEvent } from '../event.ts';
import type { NodeAsk, NodeSpec } from '../state.ts';
import { placeOf, put } from './generation.ts';
import { ended, requested, type Wish } from './operations.ts';
import type { Reducer } from './step.ts';

/** What the master says about nodes: requests, moves, and answers that never came. */
export const spawnRequested: Reducer<'spawn_requested'> = (before, event, note) => {
  const { body } = event;
  const place = placeOf(before, event, note);
  if (place.at === 'nowhere') return before;
  const generation = place.at === 'past' ? (body.generation ?? 1) : place.node.generation;
  const verb = body.replaces === undefined ? 'spawn' : 'restart';
  const state = requested(before, event, { verb, nodeId: body.node_id, agentId: body.agent_id, generation });
  if (place.at === 'past') return state;
  const { node } = place;
  if (node.ask?.kind === 'spawn') {
    note('stale', `${node.id} generation ${generation} was already asked for by ${node.ask.event}`);
    return state;
  }
  const ask = node.ask ?? askOf('spawn', event, false);
  return put(
    state,
    { ...node, agentId: body.agent_id, spec: specOf(event), ask, ...defined({ operationId: node.operationId ?? event.operationId }) },
    note,
  );
};

export const spawnUnknown: Reducer<'spawn_unknown'> = (before, event, note) => {
  const place = placeOf(before, event, note);
  if (place.at === 'nowhere') return before;
  const state = ended(before, event, wishOf('spawn', event, place.node.generation), 'unknown', event.body.error, note);
  if (place.at === 'past') return state;
  if (place.node.ask !== undefined && place.node.ask.kind !== 'spawn') {
    note('stale', `${place.node.id} has been asked something else since`);
    return state;
  }
  return put(state, { ...place.node, ask: askOf('unknown', event, false) }, note);
};

export const stopRequested: Reducer<'stop_requested'> = (before, event, note) => {
  if (!before.nodes.has(event.body.node_id)) {
    note('not-drawn', `${event.body.node_id} is not known`);
    return before;
  }
  const place = placeOf(before, event, note);
  if (place.at === 'nowhere') return before;
  const state = requested(before, event, wishOf('stop', event, place.node.generation));
  if (place.at === 'past') return state;
  const { node } = place;
  // A second request counts also while the first seems open: the master knew of its refusal, which the log may hold only later.
  if (node.ask?.kind === 'stop' && !node.ask.refused && node.ask.atUs > event.timeUs) {
    note('stale', `${node.id} is already asked to stop by ${node.ask.event}`);
    return state;
  }
  // The refusal may have reached the log before the request it answers.
  const refused = event.operationId !== undefined && state.operations.get(event.operationId)?.status === 'failed';
  return put(
    state,
    { ...node, ask: askOf('stop', event, refused), ...defined({ operationId: event.operationId ?? node.operationId }) },
    note,
  );
};

export const stopUnknown: Reducer<'stop_unknown'> = (state, event, note) => {
  const generation = event.body.generation ?? state.nodes.get(event.body.node_id)?.generation ?? 1;
  return ended(state, event, wishOf('stop', event, generation), 'unknown', event.body.error, note);
};

export const rescheduled: Reducer<'node_rescheduled'> = (state, event, note) => {
  const node = state.nodes.get(event.body.node_id);
  if (node === undefined || (event.body.generation ?? node.generation) !== node.generation) {
    note('stale', `${event.body.node_id} is not at that generation`);
    return state;
  }
  return { ...state, nodes: state.nodes.set(node.id, { ...node, agentId: event.body.agent_id }) };
};

export function wishOf(
  verb: Wish['verb'],
  event: { body: { node_id: string; agent_id: string; generation?: number } },
  current: number,
): Wish {
  return { verb, nodeId: event.body.node_id, agentId: event.body.agent_id, generation: event.body.generation ?? current };
}

function askOf(
  kind: NodeAsk['kind'],
  event: TypedEvent<'spawn_requested' | 'spawn_unknown' | 'stop_requested'>,
  refused: boolean,
): NodeAsk {
  return { kind, atUs: event.timeUs, event: event.id, refused, ...defined({ operationId: event.operationId }) };
}

function specOf({ body }: TypedEvent<'spawn_requested'>): NodeSpec {
  const kind = body.workload ?? (body.command === undefined ? 'storage' : 'command');
  return {
    workload: { kind, ...defined({ command: body.command, args: body.args, env: body.env }) },
    port: body.port,
    storagePath: body.storage_path,
    memoryLimitMb: body.memory_limit_mb,
    restart: body.restart ?? (kind === 'storage' ? 'always' : 'on-failure'),
  };
}
