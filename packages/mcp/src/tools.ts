import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { AgentsAnswer, AnswerJson, EventsAnswer, NodeAnswer, NodesAnswer, PlanAnswer, StatusAnswer } from '@sutra/api';
import { type Clock, SutraError } from '@sutra/kit';
import { z } from 'zod';
import { pagesAt } from './pages.ts';
import { PREVIEW_VERBS, type PreviewBook, type Wish } from './previews.ts';
import { answerResult, cut, failed, SHOWN_MAX, told } from './result.ts';

/** The control centre, as far as the tools use it. */
export interface Control {
  get<T>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

export interface ToolSetting {
  readonly control: Control;
  /** Address of the control centre for people: `http://localhost:9000`. */
  readonly pages: string;
  /** IANA zone of words like "today". */
  readonly zone: string;
  readonly clock: Clock;
  readonly previews: PreviewBook;
  /** Whether confirmed previews may be carried out. */
  readonly allowActions: boolean;
}

const READS: ToolAnnotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const PREVIEWS: ToolAnnotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: false };
const ACTS: ToolAnnotations = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false };

/** An assistant is a model already: no second one is asked to read its questions, and nothing leaves for one. */
const READ_HERE = { model: 'off' } as const;

const at = z.string().optional().describe('RFC 3339: the grid and its record as they stood then');
const id = z.string().min(1).max(128);

/** Registers every tool. All but `grid_apply` only read; `grid_apply` exists only where actions are allowed. */
export function registerTools(server: McpServer, setting: ToolSetting): void {
  const { control } = setting;
  const pages = pagesAt(setting.pages);
  const safely =
    <A>(work: (args: A) => Promise<CallToolResult>) =>
    (args: A): Promise<CallToolResult> =>
      work(args).catch(failed);

  server.registerTool(
    'grid_ask',
    {
      title: 'Ask the grid',
      description:
        'Answers a question in plain words ("which nodes crashed today?", "why did node-3 crash?") or a plan (see the resource sutra://plan-schema) from the recorded events. Numbers are computed, every answer names its evidence, "unknown" is an answer. Nothing asked here changes anything.',
      inputSchema: {
        question: z.string().min(1).optional().describe('in plain English'),
        plan: z.record(z.string(), z.unknown()).optional().describe('instead of a question: a typed plan'),
        context: z.string().max(2_000).optional().describe('the question before, for follow-ups'),
        at,
      },
      annotations: { title: 'Ask the grid', ...READS },
    },
    safely(async ({ question, plan, context, at: instant }) => {
      if ((question === undefined) === (plan === undefined))
        throw new SutraError('SUTRA_MCP_INVALID', 'Cannot ask: give a question or a plan, one of the two');
      const answer =
        plan === undefined
          ? await control.post<AnswerJson>('/api/ask', body({ question, context, at: instant, ...READ_HERE }))
          : ((await control.post<PlanAnswer>('/api/ask/plan', body({ plan, at: instant }))).answer as AnswerJson);
      return answerResult(answer, linkTo(answer, question ?? answer.question, instant));
    }),
  );

  server.registerTool(
    'grid_plan',
    {
      title: 'Read a question without answering it',
      description: 'Shows how a question in plain words would be read: its plan, the plan in words, and other readings. Computes nothing.',
      inputSchema: { question: z.string().min(1).max(2_000), at },
      annotations: { title: 'Read a question', ...READS },
    },
    safely(async ({ question, at: instant }) => {
      const { reading } = await control.post<PlanAnswer>('/api/ask/plan', body({ question, at: instant, ...READ_HERE }));
      const link = pages.answer(question, { at: instant });
      return told(`Read as: ${reading?.reading ?? 'nothing'}\n${JSON.stringify(reading?.plan)}\nFor a person: ${link}`, {
        ...reading,
        link,
      });
    }),
  );

  server.registerTool(
    'grid_state',
    {
      title: 'State of the grid',
      description: 'The verdict with its problems, the agents and the nodes, now or at an instant; with `node_id` that node alone.',
      inputSchema: { node_id: id.optional(), at },
      annotations: { title: 'State of the grid', ...READS },
    },
    safely(async ({ node_id: nodeId, at: instant }) => {
      if (nodeId !== undefined) {
        const { node, ...freshness } = await control.get<NodeAnswer>(`/api/grid/nodes/${encodeURIComponent(nodeId)}`, { at: instant });
        const link = pages.node(node.node_id, instant);
        const loop = node.crash_looping_since === undefined ? '' : `, in a crash loop since ${node.crash_looping_since}`;
        return told(
          `${node.node_id} is ${node.status} on ${node.agent_id} (wanted ${node.wanted}) since ${node.status_since}${loop}.\nFor a person: ${link}`,
          { node, ...freshness, link },
        );
      }
      const [status, agents, nodes] = await Promise.all([
        control.get<StatusAnswer>('/api/grid/status', { at: instant }),
        control.get<AgentsAnswer>('/api/grid/agents', { at: instant }),
        control.get<NodesAnswer>('/api/grid/nodes', { at: instant }),
      ]);
      const shownAgents = cut(agents.agents, 'agents');
      const shownNodes = cut(nodes.nodes, 'nodes');
      const notices = [shownAgents.notice, shownNodes.notice].filter((notice) => notice !== undefined);
      return told(
        [
          `The grid is ${status.status}: ${status.reason}.`,
          ...status.problems.slice(0, 10).map(({ entity_id, what }) => `- ${entity_id}: ${what}`),
          ...notices.map((notice) => `Note: ${notice}.`),
          `For a person: ${pages.grid(instant)}`,
        ].join('\n'),
        {
          status,
          agents: shownAgents.shown,
          nodes: shownNodes.shown,
          notices,
          link: pages.grid(instant),
        },
      );
    }),
  );

  server.registerTool(
    'grid_events',
    {
      title: 'Events of the record',
      description: `Recorded events, newest first, at most ${SHOWN_MAX} at once; page on with the cursor.`,
      inputSchema: {
        event_type: z.string().max(500).optional().describe('one type, or several separated by commas'),
        entity_id: id.optional().describe('a node, an agent, an operation'),
        hours: z.number().positive().max(87_600).optional().describe('only the last so many hours; 24 when nothing is said'),
        from: z.string().optional().describe('RFC 3339, inclusive'),
        to: z.string().optional().describe('RFC 3339, exclusive'),
        severity: z.string().max(100).optional(),
        limit: z.number().int().min(1).max(SHOWN_MAX).optional(),
        cursor: z.string().max(2_000).optional(),
      },
      annotations: { title: 'Events', ...READS },
    },
    safely(async (query) => {
      const { events, cursor, ...rest } = await control.get<EventsAnswer>('/api/grid/events', {
        ...query,
        limit: query.limit ?? SHOWN_MAX,
      });
      const notice = cursor === undefined ? [] : ['there are more: ask again with the cursor'];
      const link = pages.events(query);
      const lines = events.map(({ timestamp, event_id, summary }) => `${timestamp} ${summary} [${event_id}]`);
      return told([...(lines.length === 0 ? ['No event matches.'] : lines), ...notice, `For a person: ${link}`].join('\n'), {
        events,
        ...(cursor === undefined ? {} : { cursor }),
        notices: notice,
        link,
        ...rest,
      });
    }),
  );

  server.registerTool(
    'grid_why',
    {
      title: 'Why something happened',
      description:
        'The cause of the latest matching event: recorded links first, then named rules, with what was ruled out, what is not known and a computed confidence. With `was_it` it tests one cause and answers yes, no or unknown.',
      inputSchema: {
        event_id: z.string().max(256).optional().describe('this very event'),
        node_id: id.optional(),
        agent_id: id.optional(),
        event_type: z
          .string()
          .max(100)
          .optional()
          .describe('such as node_crashed, agent_offline, spawn_failed; otherwise the latest problem'),
        was_it: z.string().max(100).optional().describe('a cause to test: oom, config, version, dependency, disk_full, network …'),
        did_not: z.boolean().optional().describe('true: why did it NOT happen'),
        at,
      },
      annotations: { title: 'Why', ...READS },
    },
    safely(async ({ event_id, node_id, agent_id, event_type, was_it, did_not, at: instant }) => {
      const where = {
        ...(event_id === undefined ? {} : { ref: [event_id] }),
        ...(node_id === undefined ? {} : { node: [node_id] }),
        ...(agent_id === undefined ? {} : { agent: [agent_id] }),
        ...(event_type === undefined ? {} : { event: [event_type] }),
      };
      if (Object.keys(where).length === 0)
        throw new SutraError('SUTRA_MCP_INVALID', 'Cannot say why: name an event, a node, an agent or a type of event');
      const plan = {
        op: 'why',
        where,
        ...(did_not === true ? { negate: true } : {}),
        ...(was_it === undefined ? {} : { hypothesis: { cause: [was_it] } }),
      };
      const { answer } = await control.post<PlanAnswer>('/api/ask/plan', body({ plan, at: instant }));
      const question = event_id === undefined ? `why did ${node_id ?? agent_id ?? event_type} fail?` : `why ${event_id}`;
      return answerResult(answer as AnswerJson, linkTo(answer as AnswerJson, question, instant));
    }),
  );

  server.registerTool(
    'grid_diff',
    {
      title: 'What changed',
      description: 'What changed in the grid between two instants.',
      inputSchema: {
        from: z.string().describe('RFC 3339'),
        to: z.string().describe('RFC 3339'),
        node_id: id.optional(),
        agent_id: id.optional(),
      },
      annotations: { title: 'What changed', ...READS },
    },
    safely(async ({ from, to, node_id, agent_id }) => {
      const where = { ...(node_id === undefined ? {} : { node: [node_id] }), ...(agent_id === undefined ? {} : { agent: [agent_id] }) };
      const plan = { op: 'changed', time: { from: second(from), to: second(to) }, ...(Object.keys(where).length === 0 ? {} : { where }) };
      const { answer } = await control.post<PlanAnswer>('/api/ask/plan', body({ plan }));
      return answerResult(answer as AnswerJson, linkTo(answer as AnswerJson, `what changed between ${from} and ${to}`));
    }),
  );

  server.registerTool(
    'grid_preview_action',
    {
      title: 'Preview an action',
      description:
        'Shows what stopping, restarting or starting a node would do. Nothing is done. A person confirms a preview with `sutra mcp confirm <preview_id>`; where actions are not allowed it stays a preview.',
      inputSchema: {
        verb: z.enum(PREVIEW_VERBS),
        node_id: id,
        agent_id: id.optional().describe('of a spawn: where; the freest agent when absent'),
        reason: z.string().max(500).optional().describe('why, for the record'),
        port: z.number().int().min(0).max(65_535).optional(),
        memory_limit_mb: z.number().int().min(0).optional(),
      },
      annotations: { title: 'Preview an action', ...PREVIEWS },
    },
    safely((wish) => preview(given(wish), setting)),
  );

  if (setting.allowActions)
    server.registerTool(
      'grid_apply',
      {
        title: 'Carry out a confirmed preview',
        description: 'Carries out a preview once, with the word a person got from `sutra mcp confirm <preview_id>`.',
        inputSchema: { preview_id: z.string().max(100), confirm_token: z.string().max(100) },
        annotations: { title: 'Carry out a confirmed preview', ...ACTS },
      },
      safely(async ({ preview_id, confirm_token }) => {
        const { verb, ...wish } = setting.previews.take(preview_id, confirm_token, setting.clock.wallUs());
        const done = await control.post<{ success: boolean; outcome: string; operation_id: string; error?: string }>(
          `/api/grid/${verb}`,
          wish,
        );
        return told(
          `${verb} of ${wish.node_id}: ${done.outcome}${done.error === undefined ? '' : `: ${done.error}`} (operation ${done.operation_id}).`,
          { ...done },
        );
      }),
    );

  function body(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return { ...given(fields), tz: setting.zone };
  }

  /** Where a person finds the same answer; of what was not answered, the question. */
  function linkTo(answer: AnswerJson, question: string, at?: string): string {
    return pages.answer(question, { at, plan: answer.status === 'answered' ? answer.plan : undefined });
  }
}

/** Absent fields are left out: the control centre refuses what it does not know, also when it is undefined. */
function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Plans speak in whole seconds of UTC. */
function second(instant: string): string {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms))
    throw new SutraError('SUTRA_MCP_INVALID', `Cannot read ${JSON.stringify(instant.slice(0, 60))} as a time such as 2026-03-18T14:30:00Z`);
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

async function preview(wish: Wish, { control, previews, clock, allowActions }: ToolSetting): Promise<CallToolResult> {
  const says = await consequences(wish, control);
  const { id: previewId } = previews.keep(wish, says, clock.wallUs());
  const next = allowActions
    ? `A person confirms it within ten minutes: sutra mcp confirm ${previewId}`
    : 'This server only reads: a person does it with the sutra command, or starts the server with --allow-actions.';
  return told(`${says} Nothing was done.\n${next}`, {
    preview_id: previewId,
    wish: { ...wish },
    says,
    confirm_with: allowActions ? `sutra mcp confirm ${previewId}` : null,
  });
}

/** What the wish would meet: the node as it is now, and what it stands for. */
async function consequences(wish: Wish, control: Control): Promise<string> {
  const { nodes } = await control.get<NodesAnswer>('/api/grid/nodes');
  const node = nodes.find((one) => one.node_id === wish.node_id);
  if (wish.verb === 'spawn') {
    if (node !== undefined && node.wanted === 'running')
      throw new SutraError('SUTRA_MCP_INVALID', `Cannot preview a spawn of ${wish.node_id}: it is ${node.status} on ${node.agent_id}`);
    return `This would start ${wish.node_id} on ${wish.agent_id ?? 'the freest agent'}${node === undefined ? '' : `, as generation ${node.generation + 1}`}.`;
  }
  if (node === undefined) throw new SutraError('SUTRA_MCP_INVALID', `Cannot preview: there is no node ${wish.node_id}`);
  const now = `it is ${node.status} on ${node.agent_id} since ${node.status_since}`;
  return wish.verb === 'stop'
    ? `This would stop ${wish.node_id}: ${now}; it would stay stopped, its data would be kept.`
    : `This would restart ${wish.node_id}: ${now}; generation ${node.generation + 1} would take its place, in-flight work is lost.`;
}
