import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { type Closable, SutraError } from '@sutra/kit';
import { type McpSetting, mcpServer } from './server.ts';

/** Longest request taken, bytes, and how many are answered at once. */
export const HTTP_LIMITS = { bodyBytesMax: 1_048_576, requestsMax: 32, requestMs: 60_000 } as const;

export interface HttpSetting {
  /** 0 lets the system choose. */
  readonly port: number;
  /** The grid's local token: whoever calls has to show it. */
  readonly token: string;
}

export interface McpHttp extends Closable {
  readonly port: number;
}

/**
 * Serves assistants over streamable HTTP on loopback, at `/mcp`. Every request stands for itself: there are no sessions to keep or
 * to steal. Foreign Host and Origin headers are refused, so that no web page can reach it through a name it controls.
 */
export async function serveHttp(setting: McpSetting, http: HttpSetting): Promise<McpHttp> {
  let active = 0;
  const server = createServer((request, response) => {
    const refusal =
      refusalOf(request, http.token, server) ??
      (active >= HTTP_LIMITS.requestsMax ? ([429, 'too many requests at once'] as const) : undefined);
    if (refusal !== undefined) return refuse(response, ...refusal);
    active++;
    response.once('close', () => active--);
    answer(setting, request, response).catch((reason: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, SutraError.from(reason).message);
    });
  });
  server.requestTimeout = HTTP_LIMITS.requestMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: http.port }, resolve);
  });
  return {
    port: portOf(server),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

function refusalOf(request: IncomingMessage, token: string, server: Server): readonly [status: number, why: string] | undefined {
  const port = portOf(server);
  const names = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host, origin, authorization } = request.headers;
  if (host === undefined || !names.includes(host)) return [403, 'this host name is not served'];
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) return [403, 'this origin is not served'];
  if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/mcp') return [404, 'there is only /mcp'];
  if (request.method !== 'POST') return [405, 'only POST: no messages are sent unasked'];
  if (!shows(authorization, token)) return [401, "show the grid's token: Authorization: Bearer <token>"];
  return undefined;
}

function shows(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const right = Buffer.from(`Bearer ${token}`);
  return given.length === right.length && timingSafeEqual(given, right);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
  response
    .writeHead(status, { 'content-type': 'application/json', ...(status === 405 ? { allow: 'POST' } : {}), connection: 'close' })
    .end(body);
}

async function answer(setting: McpSetting, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await bodyOf(request);
  if (text === undefined) return refuse(response, 413, `at most ${HTTP_LIMITS.bodyBytesMax} bytes`);
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return refuse(response, 400, 'the body is not JSON');
  }
  const server = mcpServer(setting);
  const port = request.socket.localPort;
  const transport = new StreamableHTTPServerTransport({
    enableJsonResponse: true,
    enableDnsRebindingProtection: true,
    allowedHosts: [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`],
  });
  response.once('close', () => void server.close());
  // The SDK's own class does not spell optional members as exactOptionalPropertyTypes wants them.
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response, message);
}

/** The whole body, or undefined when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > HTTP_LIMITS.bodyBytesMax) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
