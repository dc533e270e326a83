import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, type Grid, startGrid, until } from './harness/grid.ts';

const TOOLS = ['grid_ask', 'grid_diff', 'grid_events', 'grid_plan', 'grid_preview_action', 'grid_state', 'grid_why'];

/** The official client, over both transports, against a real grid. */
describe('assistants', () => {
  let grid: Grid;
  let served: ChildProcess | undefined;
  let url = '';
  const open: Client[] = [];

  const stdio = async (...flags: string[]): Promise<Client> => {
    const args = [EXECUTABLE, 'mcp', 'serve', ...flags, '--utc', '--data', grid.data, '--port-offset', String(grid.offset)];
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
    open.push(client);
    return client;
  };
  const http = async (token = grid.token): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${token}` } } });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    open.push(client);
    return client;
  };
  const call = async (client: Client, name: string, args: Record<string, unknown> = {}): Promise<CallToolResult> =>
    (await client.callTool({ name, arguments: args })) as CallToolResult;
  const textOf = (result: CallToolResult): string => result.content.map((part) => ('text' in part ? part.text : '')).join('\n');

  beforeAll(async () => {
    grid = await startGrid();
    await grid.sutra('node', 'spawn', '--node', 'worker', '--', '/bin/sh', '-c', 'exit 7').catch(() => undefined);
    await grid.sutra('node', 'spawn', '--node', 'steady', '--', 'sleep', '1000');
    const args = [EXECUTABLE, 'mcp', 'serve', '--http', '0', '--utc', '--data', grid.data, '--port-offset', String(grid.offset)];
    served = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    served.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    url = await until('the address of the server', 20_000, async () => /http:\S+/.exec(said)?.[0]);
    await until('worker crashed', 20_000, async () => (await grid.events({ entity_id: 'worker', event_type: 'node_crashed' }))[0]);
  });
  afterAll(async () => {
    for (const client of open) await client.close();
    served?.kill('SIGTERM');
    await grid?.close();
  });

  it.each(['stdio', 'http'] as const)(
    'offers the same tools over %s, all of them read-only, with every annotation said',
    async (transport) => {
      const client = transport === 'stdio' ? await stdio() : await http();
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name).sort()).toEqual(TOOLS);
      for (const { name, annotations } of tools)
        expect([name, annotations]).toEqual([
          name,
          expect.objectContaining({
            readOnlyHint: true,
            destructiveHint: false,
            idempotentHint: expect.any(Boolean),
            openWorldHint: false,
          }),
        ]);
    },
  );

  it('ends with code 0 when the assistant closes the input, after it has answered what was asked', async () => {
    const args = [EXECUTABLE, 'mcp', 'serve', '--utc', '--data', grid.data, '--port-offset', String(grid.offset)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, 'close');
    const clientInfo = { name: 'test', version: '1' };
    const asked = [
      { id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/call', params: { name: 'grid_ask', arguments: { question: 'which nodes crashed today?' } } },
    ];
    child.stdin.end(asked.map((one) => `${JSON.stringify({ jsonrpc: '2.0', ...one })}\n`).join(''));
    expect(await ended).toEqual([0, null]);
    expect(said).toContain('worker');
  });

  it.each(['stdio', 'http'] as const)('answers over %s with evidence, a link and what is not known', async (transport) => {
    const client = transport === 'stdio' ? await stdio() : await http();
    const why = await call(client, 'grid_why', { node_id: 'worker', event_type: 'node_crashed' });
    expect(textOf(why)).toMatch(/^worker exited with code 7/);
    expect(why.structuredContent).toMatchObject({
      value: 'unknown',
      evidence: expect.arrayContaining([expect.stringMatching(/^event-node_crashed-/)]),
      link: expect.stringContaining('/ask?q='),
    });
    expect(textOf(await call(client, 'grid_why', { node_id: 'worker', event_type: 'node_crashed', was_it: 'oom' }))).toMatch(
      /^No, not out of memory/,
    );
    expect(textOf(await call(client, 'grid_ask', { question: 'how many nodes crashed today?' }))).toMatch(/^\d+ crash/);
    expect(
      (await call(client, 'grid_ask', { plan: { op: 'count', target: 'event', where: { event: ['node_crashed'] } } })).structuredContent,
    ).toMatchObject({ status: 'answered' });
    expect((await call(client, 'grid_plan', { question: 'which agents are offline?' })).structuredContent).toMatchObject({
      plan: { op: 'list', target: 'agent' },
    });
    const now = new Date();
    const diff = await call(client, 'grid_diff', { from: new Date(now.getTime() - 3_600_000).toISOString(), to: now.toISOString() });
    expect([diff.isError, textOf(diff)]).toEqual([undefined, expect.stringMatching(/steady|node/)]);
    expect(textOf(await call(client, 'grid_state'))).toMatch(/^The grid is (degraded|healthy)/);
    expect((await call(client, 'grid_state', { node_id: 'steady' })).structuredContent).toMatchObject({ node: { status: 'running' } });
    expect(textOf(await call(client, 'grid_events', { entity_id: 'worker', limit: 1 }))).toContain('ask again with the cursor');
  });

  it('links what it tells to the page that shows a person the same, at the same instant', async () => {
    const client = await http();
    const instant = new Date().toISOString();
    const linkOf = async (name: string, args: Record<string, unknown>): Promise<URL> => {
      const result = await call(client, name, args);
      const { link } = result.structuredContent as { link: string };
      expect(textOf(result)).toContain(`For a person: ${link}`);
      const page = new URL(link);
      expect((await fetch(link)).status, link).toBe(200);
      return page;
    };
    const asked = await linkOf('grid_ask', { question: 'how many nodes crashed today?', at: instant });
    expect([asked.pathname, asked.searchParams.get('q'), asked.searchParams.get('t')]).toEqual([
      '/ask',
      'how many nodes crashed today?',
      instant,
    ]);
    const plan = JSON.parse(asked.searchParams.get('plan') ?? '') as Record<string, unknown>;
    expect((await call(client, 'grid_ask', { plan, at: instant })).structuredContent).toMatchObject({ status: 'answered', plan });
    const why = await linkOf('grid_why', { node_id: 'worker', event_type: 'node_crashed' });
    expect(JSON.parse(why.searchParams.get('plan') ?? '')).toMatchObject({ op: 'why' });
    expect((await linkOf('grid_plan', { question: 'which agents are offline?' })).searchParams.get('q')).toBe('which agents are offline?');
    const node = await linkOf('grid_state', { node_id: 'steady', at: instant });
    expect([node.pathname, node.searchParams.get('t')]).toEqual(['/nodes/steady', instant]);
    expect((await linkOf('grid_state', {})).pathname).toBe('/');
    const events = await linkOf('grid_events', { entity_id: 'worker', event_type: 'node_crashed', hours: 3 });
    expect([events.pathname, Object.fromEntries(events.searchParams)]).toEqual([
      '/events',
      { type: 'node_crashed', entity: 'worker', r: '6h' },
    ]);
  });

  it('publishes the schema of plans', async () => {
    const client = await http();
    const { contents } = await client.readResource({ uri: 'sutra://plan-schema' });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ $defs: { plan: { oneOf: expect.any(Array) } } });
  });

  it('says a failure as a failure, with its code and how to mend it', async () => {
    const client = await http();
    const unknown = await call(client, 'grid_state', { node_id: 'nobody' });
    expect([unknown.isError, textOf(unknown)]).toEqual([true, expect.stringMatching(/nobody[\s\S]*→ [\s\S]*\(SUTRA_/)]);
    expect((await call(client, 'grid_ask', { plan: { op: 'destroy' } })).isError).toBe(true);
    expect((await call(client, 'grid_ask', {})).isError).toBe(true);
    expect(textOf(await call(client, 'grid_ask', { question: 'delete everything' }))).not.toMatch(/deleted/);
  });

  it('only previews unless told otherwise, and then acts once, with the word a person got', async () => {
    const reader = await http();
    const shown = await call(reader, 'grid_preview_action', { verb: 'restart', node_id: 'steady', reason: 'to see' });
    expect(textOf(shown)).toMatch(/^This would restart steady: it is running[\s\S]*Nothing was done/);
    const previewId = (shown.structuredContent as { preview_id: string }).preview_id;
    expect((await call(reader, 'grid_apply', { preview_id: previewId, confirm_token: 'x' })).isError).toBe(true);

    const actor = await stdio('--allow-actions');
    const apply = (await actor.listTools()).tools.find(({ name }) => name === 'grid_apply');
    expect(apply?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    const refused = await call(actor, 'grid_apply', { preview_id: previewId, confirm_token: 'aaaa-bbbb-cccc' });
    expect([refused.isError, textOf(refused)]).toEqual([true, expect.stringContaining('SUTRA_PREVIEW_UNCONFIRMED')]);
    expect((await grid.sutra('mcp', 'confirm', previewId)).code).toBe(2);
    const confirmed = await grid.sutra('mcp', 'confirm', '--yes', previewId);
    expect([confirmed.code, confirmed.stderr]).toEqual([0, expect.stringContaining('This would restart steady')]);
    const word = confirmed.stdout.trim();
    expect(textOf(await call(actor, 'grid_apply', { preview_id: previewId, confirm_token: word }))).toContain(
      'restart of steady: succeeded',
    );
    expect((await call(actor, 'grid_apply', { preview_id: previewId, confirm_token: word })).isError).toBe(true);
  });

  it('answers nobody who comes by another name, from another origin, or without the token', async () => {
    const { port } = new URL(url);
    const status = (headers: Readonly<Record<string, string>>, method = 'POST'): Promise<number> =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
        const sent = request(
          {
            host: '127.0.0.1',
            port,
            path: '/mcp',
            method,
            headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
          },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        );
        sent.once('error', reject);
        sent.end(method === 'POST' ? body : undefined);
      });
    const authorization = `Bearer ${grid.token}`;
    expect(await status({ authorization })).toBe(200);
    expect(await status({ authorization, host: 'evil.example' })).toBe(403);
    expect(await status({ authorization, host: `evil.example:${port}` })).toBe(403);
    expect(await status({ authorization, origin: 'http://evil.example' })).toBe(403);
    expect(await status({ authorization, origin: 'null' })).toBe(403);
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await status({ authorization }, 'GET')).toBe(405);
    await expect(http('wrong')).rejects.toThrow();
  });
});
