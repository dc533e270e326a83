import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig, TOKEN } from '../testing/rig.ts';

let rig: Rig;
let own: string;
beforeAll(async () => {
  rig = await startRig({ config: { allowedHosts: ['grid.example'], allowedOrigins: ['http://localhost:5173'] } });
  own = `http://localhost:${rig.control.port}`;
});
afterAll(() => rig.control.close());

const code = (text: string): string => (JSON.parse(text) as { error: { code: string } }).error.code;
const json = { 'content-type': 'application/json' };
const bearer = { authorization: `Bearer ${TOKEN}` };
const stop = JSON.stringify({ node_id: 'node-a1' });

/** Logs a browser in through a one-time link. */
async function login(): Promise<{ cookie: string; csrf: string }> {
  const reply = await rig.http('GET', new URL(rig.control.loginLink()).pathname + new URL(rig.control.loginLink()).search);
  expect(reply.status).toBe(303);
  const cookie = String(reply.headers['set-cookie']).split(';')[0] as string;
  const session = JSON.parse((await rig.http('GET', '/api/session', { headers: { cookie } })).text) as { csrf_token: string };
  return { cookie, csrf: session.csrf_token };
}

describe('Host', () => {
  it.each([
    ['a foreign name', { host: 'evil.example' }],
    ['a foreign name with our port', { host: 'evil.example:9000' }],
    ['a name that only begins like ours', { host: 'localhost.evil.example' }],
    ['userinfo before the name', { host: 'localhost@evil.example' }],
    ['a port that is not a number', { host: 'localhost:evil' }],
    ['a port out of range', { host: 'localhost:99999' }],
    ['an empty name', { host: '' }],
  ])('is refused when it is %s', async (_what, headers) => {
    for (const path of ['/', '/health', '/api/grid/agents', '/api/nothing']) {
      const reply = await rig.http('GET', path, { headers });
      expect([path, reply.status]).toEqual([path, 403]);
      expect(code(reply.text)).toBe('SUTRA_CONTROL_HOST');
    }
  });

  it('is recorded when it is refused, at most so often a minute', async () => {
    rig.clock.advance(61_000);
    rig.emitted.length = 0;
    for (let i = 0; i < 25; i++) await rig.http('GET', '/api/grid/agents', { headers: { host: 'evil.example' } });
    expect(rig.emitted).toHaveLength(20);
    expect(rig.emitted[0]).toMatchObject({
      type: 'access_denied',
      body: { surface: 'control GET /api/grid/agents', error: 'host "evil.example" is not one of ours' },
    });
    rig.clock.advance(61_000);
  });

  it('is refused when it is missing, even with the token', async () => {
    const reply = await rig.http('GET', '/api/grid/agents', { omitHost: true, headers: bearer });
    expect(reply.status).toBe(403);
  });

  it.each(['localhost', '127.0.0.1:1', '[::1]:9000', 'LOCALHOST:9000', 'grid.example', 'grid.example:8443'])(
    'is accepted as %s',
    async (host) => {
      expect((await rig.http('GET', '/api/grid/agents', { headers: { host } })).status).toBe(200);
    },
  );
});

describe('reads', () => {
  it('need no token on this machine', async () => {
    expect((await rig.http('GET', '/api/grid/events')).status).toBe(200);
  });
  it('send no CORS headers, whatever the origin', async () => {
    const reply = await rig.http('GET', '/api/grid/agents', { headers: { origin: 'http://evil.example' } });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    expect((await rig.http('OPTIONS', '/api/grid/stop', { headers: { origin: own } })).status).toBe(404);
  });
  it('are refused with a wrong token rather than served as if none had been sent', async () => {
    const reply = await rig.http('GET', '/api/grid/agents', { headers: { authorization: 'Bearer nonsense' } });
    expect([reply.status, code(reply.text)]).toEqual([401, 'SUTRA_CONTROL_UNAUTHENTICATED']);
  });
});

describe('changes', () => {
  it.each([
    ['no credentials at all', {}, 401],
    ['only our own origin', { origin: 'OWN' }, 401],
    ['a foreign origin with the token', { origin: 'http://evil.example', ...bearer }, 403],
    ['origin null with the token', { origin: 'null', ...bearer }, 403],
    ['another port of this machine as origin', { origin: 'http://localhost:3000', ...bearer }, 403],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['another scheme of authorization', { authorization: `Basic ${TOKEN}` }, 401],
    ['a made-up session', { origin: 'OWN', cookie: 'sutra_session=made-up', 'x-sutra-csrf': 'x' }, 401],
  ])('are refused with %s', async (_what, headers, status) => {
    const sent = { ...json, ...headers, ...('origin' in headers && headers.origin === 'OWN' ? { origin: own } : {}) };
    const before = rig.wishes.length;
    for (const path of ['/api/grid/stop', '/api/grid/restart', '/api/grid/spawn', '/api/events', '/api/logout']) {
      const reply = await rig.http('POST', path, { headers: sent as Record<string, string>, body: stop });
      expect([path, reply.status]).toEqual([path, reply.status === 429 ? 429 : status]);
      rig.clock.advance(61_000);
    }
    expect(rig.wishes.length).toBe(before);
  });

  it('are refused to a logged-in browser without its CSRF value, with a wrong one, or from a foreign origin', async () => {
    const { cookie, csrf } = await login();
    for (const [headers, status] of [
      [{ cookie, origin: own }, 403],
      [{ cookie, origin: own, 'x-sutra-csrf': 'wrong' }, 403],
      [{ cookie, 'x-sutra-csrf': csrf }, 401],
      [{ cookie, origin: 'http://evil.example', 'x-sutra-csrf': csrf }, 403],
    ] as const) {
      const reply = await rig.http('POST', '/api/grid/stop', { headers: { ...json, ...headers }, body: stop });
      expect(reply.status).toBe(status);
    }
    rig.clock.advance(61_000);
  });

  it('pass with the token alone, and with session, origin and CSRF value together', async () => {
    const { cookie, csrf } = await login();
    const before = rig.wishes.length;
    expect((await rig.http('POST', '/api/grid/stop', { headers: { ...json, ...bearer }, body: stop })).status).toBe(200);
    expect(
      (await rig.http('POST', '/api/grid/stop', { headers: { ...json, cookie, origin: own, 'x-sutra-csrf': csrf }, body: stop })).status,
    ).toBe(200);
    expect(rig.wishes.slice(before).map((wish) => (wish.request as { actor: string }).actor)).toEqual(['token', 'browser']);
  });

  it('are on record as of who the holder of the token says to be, and of nobody else’s word', async () => {
    const before = rig.wishes.length;
    const as = (name: string, by: Record<string, string> = bearer) =>
      rig.http('POST', '/api/grid/stop', { headers: { ...json, ...by, 'x-sutra-actor': name }, body: stop });
    for (const name of ['cli:ada', 'browser', 'two words', 'x'.repeat(200)]) expect((await as(name)).status, name).toBe(200);
    const { cookie, csrf } = await login();
    expect((await as('cli:eve', { cookie, origin: own, 'x-sutra-csrf': csrf })).status).toBe(200);
    expect((await as('cli:eve', {})).status).toBe(401);
    expect(rig.wishes.slice(before).map((wish) => (wish.request as { actor: string }).actor)).toEqual([
      'cli:ada',
      'token',
      'token',
      'token',
      'browser',
    ]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])('are refused as %s', async (type) => {
    const reply = await rig.http('POST', '/api/grid/stop', { headers: { ...bearer, 'content-type': type }, body: stop });
    expect([reply.status, code(reply.text)]).toEqual([415, 'SUTRA_CONTROL_CONTENT_TYPE']);
  });

  it('never happen on GET', async () => {
    const before = rig.wishes.length;
    for (const path of [
      '/api/grid/stop?node_id=node-a1',
      '/api/grid/spawn',
      '/api/grid/restart',
      '/api/events',
      '/api/logout',
      '/api/login-link',
    ]) {
      expect([path, (await rig.http('GET', path, { headers: bearer })).status]).toEqual([path, 404]);
    }
    expect(rig.wishes.length).toBe(before);
  });
});

describe('login', () => {
  it('works once per link', async () => {
    const url = new URL(rig.control.loginLink());
    const first = await rig.http('GET', url.pathname + url.search);
    expect(first.status).toBe(303);
    expect(String(first.headers['set-cookie'])).toMatch(/^sutra_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect((await rig.http('GET', url.pathname + url.search)).status).toBe(401);
  });
  it('fails five minutes after the link was made', async () => {
    const url = new URL(rig.control.loginLink());
    rig.clock.advance(300_001);
    expect((await rig.http('GET', url.pathname + url.search)).status).toBe(401);
  });
  it('ends with the session, at logout and after its time', async () => {
    const one = await login();
    await rig.http('POST', '/api/logout', { headers: { ...json, cookie: one.cookie, origin: own, 'x-sutra-csrf': one.csrf }, body: '{}' });
    const two = await login();
    rig.clock.advance(12 * 3_600_000 + 1);
    for (const { cookie } of [one, two])
      expect(JSON.parse((await rig.http('GET', '/api/session', { headers: { cookie } })).text)).toEqual({ authenticated: false });
  });
  it('makes links for holders of the token only', async () => {
    const { cookie, csrf } = await login();
    rig.emitted.length = 0;
    expect(
      (await rig.http('POST', '/api/login-link', { headers: { ...json, cookie, origin: own, 'x-sutra-csrf': csrf }, body: '{}' })).status,
    ).toBe(401);
    // It is known who asks, and that they may not.
    expect(rig.emitted).toMatchObject([{ type: 'access_denied', actor: 'browser', body: { error: 'this needs the token' } }]);
    const reply = await rig.http('POST', '/api/login-link', { headers: { ...json, ...bearer }, body: '{}' });
    expect((JSON.parse(reply.text) as { url: string }).url).toMatch(/^http:\/\/localhost:\d+\/login\?code=[\w-]{32}$/);
  });
  it('answers 429 to a guesser, records at most twenty failures a minute, and still lets the right token in', async () => {
    rig.clock.advance(61_000);
    rig.emitted.length = 0;
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await rig.http('GET', `/login?code=guess-${i}`)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(rig.emitted.filter((draft) => draft.type === 'auth_failed')).toHaveLength(20);
    expect((await rig.http('POST', '/api/grid/stop', { headers: { ...json, ...bearer }, body: stop })).status).toBe(200);
    rig.clock.advance(61_000);
  });
});

describe('the WebSocket', () => {
  it.each([
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['origin null', { origin: 'null' }, 403],
    ['another port as origin', { origin: 'http://localhost:3000' }, 403],
    ['a foreign host', { origin: 'OWN', host: 'evil.example' }, 403],
    ['neither origin nor token', {}, 401],
  ])('is refused with %s', async (_what, options, status) => {
    const given = { ...options, ...('origin' in options && options.origin === 'OWN' ? { origin: own } : {}) };
    await expect(rig.socket(given)).rejects.toThrow(`refused with ${status}`);
  });
  it.each([
    ['our own origin', () => ({ origin: own })],
    ['a configured origin', () => ({ origin: 'http://localhost:5173' })],
    ['the token and no origin', () => ({ headers: bearer })],
  ])('is accepted with %s', async (_what, options) => {
    const socket = await rig.socket(options());
    socket.ws.close();
    await socket.closed;
  });
});

describe('answers', () => {
  it('carry headers that forbid framing, sniffing and leaking', async () => {
    for (const path of ['/', '/api/grid/agents', '/api/nothing', '/health']) {
      const { headers } = await rig.http('GET', path);
      expect([
        path,
        headers['x-content-type-options'],
        headers['referrer-policy'],
        String(headers['content-security-policy']).includes("frame-ancestors 'none'"),
      ]).toEqual([path, 'nosniff', 'no-referrer', true]);
      expect(String(headers['content-security-policy'])).not.toMatch(/script-src[^;]*unsafe/);
    }
  });
});
