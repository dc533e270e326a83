import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { type Closable, SutraError } from '@sutra/kit';
import { hostPort, isLoopback } from '@sutra/rpc';
import '../errors.ts';
import { CONTENT_TYPE, exposition, type Metric } from './prometheus.ts';

/** What the HTTP port tells. */
export interface HttpSources {
  /** Whether requests can be served, and the facts beside it. */
  readonly ready: () => { readonly ready: boolean } & Readonly<Record<string, string | number | boolean>>;
  readonly metrics: () => readonly Metric[];
}

export interface HttpServer extends Closable {
  readonly port: number;
  readonly address: string;
}

/** Largest header block read, bytes, and how long a client may take to send it, ms. */
const HEADER_BYTES_MAX = 8_192;
const HEADERS_MS = 5_000;
const CONNECTIONS_MAX = 64;

/**
 * `/healthz` (the process lives), `/readyz` (it serves), `/metrics` (Prometheus). Read-only and loopback-only; the Host
 * header must name this machine, so that a web page whose name was pointed here cannot read it.
 * @throws SutraError SUTRA_MASTER_HTTP_PORT_TAKEN, SUTRA_MASTER_HTTP_FAILED, SUTRA_MASTER_HTTP_EXPOSED
 */
export function serveHttp(host: string, port: number, sources: HttpSources): Promise<HttpServer> {
  if (!isLoopback(host))
    return Promise.reject(new SutraError('SUTRA_MASTER_HTTP_EXPOSED', `Cannot serve HTTP on ${host}: it is not loopback`));
  const server = createServer(
    { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS },
    (request, response) => answer(request, response, sources),
  );
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve, reject) => {
    server.once('error', (reason: NodeJS.ErrnoException) => {
      const where = hostPort(host, port);
      const taken = reason.code === 'EADDRINUSE';
      const code = taken ? 'SUTRA_MASTER_HTTP_PORT_TAKEN' : 'SUTRA_MASTER_HTTP_FAILED';
      reject(new SutraError(code, `Cannot listen on ${where}: ${taken ? 'the port is in use' : reason.message}`, { cause: reason }));
    });
    server.listen(port, host, () => {
      const bound = server.address();
      const own = typeof bound === 'object' && bound !== null ? bound.port : port;
      resolve({
        port: own,
        address: hostPort(host, own),
        close: () =>
          new Promise<void>((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

type Page = readonly [code: number, type: string, body: string];

function answer(request: IncomingMessage, response: ServerResponse, sources: HttpSources): void {
  const [code, type, body] = pageFor(request, sources);
  response.writeHead(code, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function pageFor(request: IncomingMessage, sources: HttpSources): Page {
  if (!isLoopback(hostName(request.headers.host ?? ''))) return json(403, { error: 'the Host header does not name this machine' });
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { error: 'only GET and HEAD are served' });
  switch ((request.url ?? '').split('?', 1)[0]) {
    case '/healthz':
      return json(200, { alive: true });
    case '/readyz': {
      const state = sources.ready();
      return json(state.ready ? 200 : 503, state);
    }
    case '/metrics':
      return [200, CONTENT_TYPE, exposition(sources.metrics())];
    default:
      return json(404, { error: 'there are /healthz, /readyz and /metrics' });
  }
}

const json = (code: number, body: object): Page => [code, 'application/json', `${JSON.stringify(body)}\n`];

/** The name in a Host header, without port and brackets. */
function hostName(header: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(header)?.[1];
  if (bracketed !== undefined && isIPv6(bracketed)) return bracketed;
  return header.replace(/:\d+$/, '').toLowerCase();
}
