import { AgentAnswer, AgentsAnswer, AtQuery, NodeAnswer, NodesAnswer, StateAnswer, StatusAnswer } from '@sutra/api';
import { isoFromUs, nearest, SutraError } from '@sutra/kit';
import { toSnapshot } from '@sutra/model';
import { z } from 'zod';
import { agentsJson, nodeJson, nodesJson } from '../views/entities.ts';
import { statusJson } from '../views/status.ts';
import { type App, type Context, stateFor } from './context.ts';

const Id = z.object({ id: z.string().min(1).max(128) });

/** The grid itself, now or at any past instant: agents, nodes, verdict, whole state. */
export function gridRoutes(app: App, context: Context): void {
  app.get(
    '/api/grid/agents',
    { schema: { tags: ['grid'], summary: 'Every agent with its nodes', querystring: AtQuery, response: { 200: AgentsAnswer } } },
    async (request) => {
      const { state, freshness } = await stateFor(context, request.query.at, request);
      return { ...freshness, agents: agentsJson(state) };
    },
  );
  app.get(
    '/api/grid/agents/:id',
    { schema: { tags: ['grid'], summary: 'One agent', params: Id, querystring: AtQuery, response: { 200: AgentAnswer } } },
    async (request) => {
      const { state, freshness } = await stateFor(context, request.query.at, request);
      const agent = agentsJson(state).find((one) => one.agent_id === request.params.id);
      if (agent === undefined) throw unknown('agent', request.params.id, state.agents.keys());
      return { ...freshness, agent };
    },
  );
  app.get(
    '/api/grid/nodes',
    { schema: { tags: ['grid'], summary: 'Every node', querystring: AtQuery, response: { 200: NodesAnswer } } },
    async (request) => {
      const { state, freshness } = await stateFor(context, request.query.at, request);
      return { ...freshness, nodes: nodesJson(state) };
    },
  );
  app.get(
    '/api/grid/nodes/:id',
    { schema: { tags: ['grid'], summary: 'One node', params: Id, querystring: AtQuery, response: { 200: NodeAnswer } } },
    async (request) => {
      const { state, freshness } = await stateFor(context, request.query.at, request);
      const node = state.nodes.get(request.params.id);
      if (node === undefined) throw unknown('node', request.params.id, state.nodes.keys());
      return { ...freshness, node: nodeJson(node, state) };
    },
  );
  app.get(
    '/api/grid/status',
    {
      schema: {
        tags: ['grid'],
        summary: 'The verdict in words, with problems worst first',
        querystring: AtQuery,
        response: { 200: StatusAnswer },
      },
    },
    async (request) => {
      const { state, freshness, nowUs } = await stateFor(context, request.query.at, request);
      const full = request.query.at === undefined ? await context.storageDisk.problem() : undefined;
      return { ...statusJson(state, full, isoFromUs(nowUs)), ...freshness };
    },
  );
  app.get(
    '/api/grid/state',
    { schema: { tags: ['grid'], summary: 'The whole state in snapshot form', querystring: AtQuery, response: { 200: StateAnswer } } },
    async (request) => {
      const { state, freshness } = await stateFor(context, request.query.at, request);
      return { ...freshness, state: { ...toSnapshot(state) } };
    },
  );
}

/** @throws nothing; returns the 404 that names what comes closest. */
export function unknown(kind: 'agent' | 'node', id: string, known: Iterable<string>): SutraError {
  const closest = nearest(id, known);
  const hint = closest.length === 0 ? '' : `; closest: ${closest.join(', ')}`;
  return new SutraError('SUTRA_CONTROL_NOT_FOUND', `Cannot find ${kind} ${JSON.stringify(id.slice(0, 128))}${hint}`, {
    details: { kind, id, closest },
  });
}
