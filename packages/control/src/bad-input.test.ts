import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig, type TestSocket, TOKEN } from './testing/rig.ts';

let rig: Rig;
let socket: TestSocket;
beforeAll(async () => {
  rig = await startRig();
  socket = await rig.socket({ origin: `http://localhost:${rig.control.port}` });
});
afterAll(async () => {
  socket.ws.close();
  await rig.control.close();
});

const nested = (depth: number, name = 'in'): string => `${`{"${name}":`.repeat(depth)}1${'}'.repeat(depth)}`;
const event = (part: object): string => JSON.stringify({ event_type: 'custom.deploy', entities: ['web'], ...part });
const ask = (part: object): string => JSON.stringify({ question: 'how many crashes?', ...part });
const INVALID = 'SUTRA_CONTROL_INVALID';
const PLAN = 'SUTRA_PLAN_INVALID';
const LARGE = 'SUTRA_CONTROL_TOO_LARGE';
/** Turns around how what follows it is read. */
const TURNED = '\u202e';
const T = encodeURIComponent(TURNED);

/** `field` is what `details.field` names; undefined where no part of the request has a name. */
type Row = readonly [what: string, request: string, body: string | undefined, status: number, code: string, field: string | undefined];
const REQUESTS: readonly Row[] = [
  ['JSON that is none', 'POST /api/grid/stop', '{"node_id":', 400, INVALID, undefined],
  ['a body that is a list', 'POST /api/grid/stop', '[]', 400, INVALID, undefined],
  ['a body that is null', 'POST /api/grid/stop', 'null', 400, INVALID, undefined],
  ['no body', 'POST /api/grid/stop', '', 400, INVALID, undefined],
  ['a body of 2 MiB', 'POST /api/ask', ask({ context: 'x'.repeat(2 ** 21) }), 413, LARGE, undefined],
  ['the key __proto__', 'POST /api/grid/stop', '{"node_id":"a","__proto__":{"agent_id":"x"}}', 400, INVALID, undefined],
  ['the key constructor.prototype', 'POST /api/grid/stop', '{"constructor":{"prototype":{}}}', 400, INVALID, undefined],
  ['a prototype key below', 'POST /api/ask/plan', '{"plan":{"op":"count","__proto__":{}}}', 400, INVALID, undefined],
  ['an unknown field, with the one that was meant', 'POST /api/grid/stop', '{"nod_id":"a","node_id":"a"}', 400, INVALID, 'nod_id'],
  ['an unknown parameter', 'GET /api/grid/events?event_typ=node_crashed', undefined, 400, INVALID, 'event_typ'],
  ['a parameter of every object', 'GET /api/grid/events?toString=1', undefined, 400, INVALID, 'toString'],
  ['a duplicated number', 'GET /api/grid/events?hours=1&hours=2', undefined, 400, INVALID, 'hours'],
  ['a duplicated name', 'GET /api/grid/events?entity_id=a&entity_id=b', undefined, 400, INVALID, 'entity_id'],
  ['a number of the wrong type', 'POST /api/grid/spawn', '{"port":"many"}', 400, INVALID, 'port'],
  ['a port there is none of', 'POST /api/grid/spawn', '{"port":65536}', 400, INVALID, 'port'],
  ['half a port', 'POST /api/grid/spawn', '{"port":80.5}', 400, INVALID, 'port'],
  ['a number beyond all', 'POST /api/grid/spawn', '{"memory_limit_mb":1e999}', 400, INVALID, 'memory_limit_mb'],
  ['a number no program can count to', 'POST /api/grid/spawn', '{"memory_limit_mb":9007199254740993}', 400, INVALID, 'memory_limit_mb'],
  ['a grace below zero', 'POST /api/grid/stop', '{"node_id":"a","grace_ms":-1}', 400, INVALID, 'grace_ms'],
  ['a name that is empty', 'POST /api/grid/stop', '{"node_id":""}', 400, INVALID, 'node_id'],
  ['a name that is a path', 'POST /api/grid/spawn', '{"node_id":"../etc"}', 400, INVALID, 'node_id'],
  ['a name with a control character', 'POST /api/grid/restart', '{"node_id":"a\\u0007"}', 400, INVALID, 'node_id'],
  ['a name that turns the line around', 'POST /api/grid/stop', `{"node_id":"a${TURNED}b"}`, 400, INVALID, 'node_id'],
  ['a name of 1,000 characters', 'POST /api/grid/stop', JSON.stringify({ node_id: 'n'.repeat(1_000) }), 400, INVALID, 'node_id'],
  [
    'a reason of 100,000 characters',
    'POST /api/grid/stop',
    JSON.stringify({ node_id: 'a', reason: 'x'.repeat(1e5) }),
    400,
    INVALID,
    'reason',
  ],
  ['a policy nobody has', 'POST /api/grid/spawn', '{"restart":"sometimes"}', 400, INVALID, 'restart'],
  ['an environment of numbers', 'POST /api/grid/spawn', '{"command":"x","env":{"A":1}}', 400, INVALID, 'env.A'],
  ['a limit below zero', 'GET /api/grid/events?limit=-1', undefined, 400, INVALID, 'limit'],
  ['a limit that is too large', 'GET /api/grid/events?limit=100000', undefined, 400, INVALID, 'limit'],
  ['hours that are no number', 'GET /api/grid/events?hours=NaN', undefined, 400, INVALID, 'hours'],
  ['hours without end', 'GET /api/grid/events?hours=Infinity', undefined, 400, INVALID, 'hours'],
  ['hours that are empty', 'GET /api/grid/events?hours=', undefined, 400, INVALID, 'hours'],
  ['a time that is none', 'GET /api/grid/events?from=2026-13-45T00:00:00Z', undefined, 400, INVALID, 'from'],
  ['an instant in words', 'GET /api/grid/agents?at=yesterday', undefined, 400, INVALID, 'at'],
  ['an instant that is empty', 'GET /api/grid/status?at=', undefined, 400, INVALID, 'at'],
  ['an instant given twice', 'GET /api/grid/state?at=2026-01-01T00:00:00Z&at=2026-01-02T00:00:00Z', undefined, 400, INVALID, 'at'],
  ['a type there is none of', 'GET /api/grid/events?event_type=node_crash', undefined, 400, INVALID, 'event_type'],
  ['a type that is empty', 'GET /api/grid/events?event_type=', undefined, 400, INVALID, 'event_type'],
  ['a severity there is none of', 'GET /api/grid/events?severity=loud', undefined, 400, INVALID, 'severity'],
  ['an entity with a line end', 'GET /api/grid/events?entity_id=a%0Ab', undefined, 400, INVALID, 'entity_id'],
  ['an entity that turns the line around', `GET /api/grid/events?entity_id=a${T}b`, undefined, 400, INVALID, 'entity_id'],
  [
    'a period that ends before it begins',
    'GET /api/grid/density?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    undefined,
    400,
    INVALID,
    'to',
  ],
  [
    'a rail of no buckets',
    'GET /api/grid/density?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&buckets=0',
    undefined,
    400,
    INVALID,
    'buckets',
  ],
  ['an address that cannot be decoded', 'GET /api/grid/nodes/%ZZ', undefined, 400, INVALID, undefined],
  ['a node nobody knows', 'GET /api/grid/nodes/node-a2', undefined, 404, 'SUTRA_CONTROL_NOT_FOUND', undefined],
  ['a node called as every object is', 'GET /api/grid/nodes/__proto__', undefined, 404, 'SUTRA_CONTROL_NOT_FOUND', undefined],
  ['an agent called as every object is', 'GET /api/grid/agents/constructor', undefined, 404, 'SUTRA_CONTROL_NOT_FOUND', undefined],
  ['an event nobody knows', 'GET /api/grid/events/event-node_crashed-1', undefined, 404, 'SUTRA_CONTROL_NOT_FOUND', undefined],
  ['a route there is none of', 'GET /api/v9/grid', undefined, 404, 'SUTRA_CONTROL_NO_ROUTE', undefined],
  ['a question that is empty', 'POST /api/ask', '{"question":""}', 400, INVALID, 'question'],
  ['a question that is a number', 'POST /api/ask', '{"question":7}', 400, INVALID, 'question'],
  ['a zone on another planet', 'POST /api/ask', ask({ tz: 'Mars/Olympus' }), 400, INVALID, 'tz'],
  ['a zone that is empty', 'POST /api/ask', ask({ tz: '' }), 400, INVALID, 'tz'],
  ['a past that is still to come', 'POST /api/ask', ask({ at: '2999-01-01T00:00:00Z' }), 400, INVALID, 'at'],
  ['the grid of a time to come', 'GET /api/grid/state?at=2999-01-01T00:00:00Z', undefined, 400, INVALID, 'at'],
  ['a past in words', 'POST /api/ask', ask({ at: 'before lunch' }), 400, INVALID, 'at'],
  ['a position below zero', 'POST /api/ask', ask({ as_of: -1 }), 400, INVALID, 'as_of'],
  ['a model mode there is none of', 'POST /api/ask', ask({ model: 'always' }), 400, INVALID, 'model'],
  ['an operation there is none of', 'POST /api/ask/plan', '{"plan":{"op":"destroy"}}', 400, PLAN, 'plan.op'],
  ['an unknown field of a plan', 'POST /api/ask/plan', '{"plan":{"op":"count","target":"event","sql":"x"}}', 400, PLAN, 'plan.sql'],
  [
    'a plan of 100,000 levels',
    'POST /api/ask/plan',
    `{"plan":{"op":"count","target":"event","where":${nested(1e5, 'any')}}}`,
    400,
    PLAN,
    'plan.where.any',
  ],
  [
    'conditions of 1,000 levels',
    'POST /api/ask/plan',
    `{"plan":{"op":"count","target":"event","where":${'{"any":['.repeat(1e3)}{}${']}'.repeat(1e3)}}}`,
    400,
    PLAN,
    'plan.where.any',
  ],
  ['a plan that is a sentence', 'POST /api/ask/plan', '{"plan":"count crashes"}', 400, INVALID, 'plan'],
  ['neither a question nor a plan', 'POST /api/ask/plan', '{}', 400, INVALID, 'question'],
  ['more ways to go on than there may be', 'POST /api/ask/complete', '{"text":"how","limit":1000}', 400, INVALID, 'limit'],
  ['an event in the name of the grid', 'POST /api/events', event({ event_type: 'node_crashed' }), 400, INVALID, 'event_type'],
  ['an event about nothing', 'POST /api/events', event({ entities: [] }), 400, INVALID, 'entities'],
  ['an event about a bell', 'POST /api/events', event({ entities: ['web', 'a\u0007'] }), 400, INVALID, 'entities.1'],
  ['an event of another calendar', 'POST /api/events', event({ timestamp: 'yesterday' }), 400, INVALID, 'timestamp'],
  ['details that are a list', 'POST /api/events', event({ details: [1] }), 400, INVALID, 'details'],
  [
    'a webhook that is a file',
    'POST /api/watches',
    '{"question":"tell me when a node crashes","webhook":"file:///etc/passwd"}',
    400,
    INVALID,
    'webhook',
  ],
  ['a watch for nothing', 'POST /api/watches', '{"question":"hello there"}', 400, INVALID, 'question'],
  ['a watch nobody has', 'POST /api/watches/remove', '{"watch_id":"w-none"}', 404, 'SUTRA_CONTROL_NOT_FOUND', undefined],
  ['an audit of no time', 'GET /api/audit?from=then', undefined, 400, INVALID, 'from'],
  [
    'an audit that ends before it begins',
    'GET /api/audit?from=2026-04-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    undefined,
    400,
    PLAN,
    'plan.time',
  ],
  ['an audit in no zone', 'GET /api/audit?tz=Nowhere', undefined, 400, INVALID, 'tz'],
];

describe('what makes no sense, over REST', () => {
  it.each(REQUESTS)(
    '%s is refused by its code and field, with how to mend it, and the next is answered',
    async (_what, request, body, status, code, field) => {
      const [method, path] = request.split(' ') as [string, string];
      const wishes = rig.wishes.length;
      const reply = await rig.http(method, path, {
        headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      });
      const { error } = JSON.parse(reply.text) as { error: { code: string; message: string; mend: string; details?: { field?: string } } };
      expect([reply.status, error.code, error.details?.field]).toEqual([status, code, field]);
      expect(error.mend).toMatch(/\S{3}/);
      expect(error.message).toMatch(/^Cannot /);
      expect(error.message.length, error.message.slice(0, 200)).toBeLessThan(600);
      expect(error.message).not.toMatch(/at Object|\.js:\d|\p{Cc}|\u202e/u);
      expect(rig.wishes.length, 'nothing was asked of the master').toBe(wishes);
      expect((await rig.get('/api/grid/nodes/node-a1')).status).toBe(200);
    },
  );

  it('names the field that was meant', async () => {
    const { json } = await rig.post('/api/grid/stop', { nod_id: 'node-a1', node_id: 'node-a1' });
    expect(json['error']).toMatchObject({ mend: expect.stringContaining('Did you mean node_id?') });
    const { json: parameter } = await rig.get('/api/grid/events?severty=error');
    expect(parameter['error']).toMatchObject({ mend: expect.stringContaining('Did you mean severity?') });
    const { json: type } = await rig.get('/api/grid/events?event_type=node_crahsed');
    expect(type['error']).toMatchObject({ message: expect.stringContaining('did you mean node_crashed') });
    const { json: node } = await rig.get('/api/grid/nodes/node-a2');
    expect(JSON.stringify(node['error'])).toContain('node-a1');
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'node_id=a'],
    ['plain text', 'text/plain', '{"node_id":"a"}'],
    ['XML', 'application/xml', '<node/>'],
    ['no type at all', undefined, '{"node_id":"a"}'],
  ])('%s is not taken for JSON', async (_what, type, body) => {
    const headers = { authorization: `Bearer ${TOKEN}`, ...(type === undefined ? {} : { 'content-type': type }) };
    const reply = await rig.http('POST', '/api/grid/stop', { headers, body });
    expect([reply.status, JSON.parse(reply.text).error.code]).toEqual([415, 'SUTRA_CONTROL_CONTENT_TYPE']);
  });
});

describe('what makes no sense, over the live connection', () => {
  it.each<readonly [what: string, message: unknown, code: string, field: string | undefined]>([
    ['what is no JSON', '{"type":', INVALID, undefined],
    ['null', null, INVALID, 'type'],
    ['a list', [1], INVALID, 'type'],
    ['a type there is none of', { type: 'stop', node_id: 'node-a1' }, INVALID, 'type'],
    ['a type of every object', { type: 'constructor' }, INVALID, 'type'],
    ['a position below zero', { type: 'subscribe', resume_seq: -1 }, INVALID, 'resume_seq'],
    ['an unknown field', { type: 'ping', n: 1, m: 2 }, INVALID, 'm'],
    ['a question without a name', { type: 'ask', question: 'crashes?' }, INVALID, 'id'],
    ['a question that is empty', { type: 'ask', id: '1', question: '' }, INVALID, 'question'],
    ['a question on another planet', { type: 'ask', id: '2', question: 'crashes?', tz: 'Mars/Olympus' }, INVALID, 'tz'],
    ['a plan there is none of', { type: 'ask', id: '3', plan: { op: 'destroy' } }, PLAN, 'plan.op'],
  ])('%s is refused by its code and field, and the connection lives', async (_what, message, code, field) => {
    socket.send(message);
    const { error } = await socket.next('error');
    expect([error.code, error.details?.['field']]).toEqual([code, field]);
    expect(error.mend).toMatch(/\S{3}/);
    rig.clock.advance(100);
    socket.send({ type: 'ping', n: 1 });
    expect((await socket.next('pong')).n).toBe(1);
  });
});
