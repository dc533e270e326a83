import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import '../errors.ts';
import { type HttpServer, serveHttp } from './http.ts';

let server: HttpServer | undefined;
afterEach(() => server?.close());

let ready = true;
const sources = {
  ready: () => ({ ready, store: 'up' }),
  metrics: () => [
    {
      name: 'sutra_agents',
      help: 'Agents by health.',
      type: 'gauge' as const,
      samples: [{ labels: { health: 'he"al\nthy\\' }, value: 3 }, { value: Number.NaN }],
    },
  ],
};

function get(path: string, more: { method?: string; host?: string } = {}): Promise<{ code: number; body: string; type: string }> {
  return new Promise((resolve, reject) => {
    const headers = more.host === undefined ? {} : { host: more.host };
    request({ host: '127.0.0.1', port: server?.port, path, method: more.method ?? 'GET', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ code: response.statusCode ?? 0, body, type: response.headers['content-type'] ?? '' }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the HTTP port', () => {
  it('says that it lives, and whether it is ready', async () => {
    server = await serveHttp('127.0.0.1', 0, sources);
    expect(await get('/healthz')).toMatchObject({ code: 200, body: '{"alive":true}\n' });
    expect(await get('/readyz?verbose')).toMatchObject({ code: 200, body: '{"ready":true,"store":"up"}\n' });
    ready = false;
    expect((await get('/readyz')).code).toBe(503);
    ready = true;
  });

  it('writes metrics in the Prometheus text form', async () => {
    server = await serveHttp('127.0.0.1', 0, sources);
    const { body, type } = await get('/metrics');
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toBe(
      '# HELP sutra_agents Agents by health.\n# TYPE sutra_agents gauge\nsutra_agents{health="he\\"al\\nthy\\\\"} 3\nsutra_agents NaN\n',
    );
  });

  it('answers nobody who came by another name, changes nothing, and knows three paths', async () => {
    server = await serveHttp('127.0.0.1', 0, sources);
    expect((await get('/metrics', { host: 'evil.example:7001' })).code).toBe(403);
    expect((await get('/metrics', { host: 'localhost:7001' })).code).toBe(200);
    expect((await get('/metrics', { host: '[::1]:7001' })).code).toBe(200);
    expect((await get('/healthz', { method: 'POST' })).code).toBe(405);
    expect((await get('/healthz', { method: 'HEAD' })).code).toBe(200);
    expect((await get('/../etc/passwd')).code).toBe(404);
  });

  it('names a taken port and does not listen beyond loopback', async () => {
    server = await serveHttp('127.0.0.1', 0, sources);
    await expect(serveHttp('127.0.0.1', server.port, sources)).rejects.toMatchObject({ code: 'SUTRA_MASTER_HTTP_PORT_TAKEN' });
    await expect(serveHttp('0.0.0.0', 0, sources)).rejects.toMatchObject({ code: 'SUTRA_MASTER_HTTP_EXPOSED' });
  });
});
