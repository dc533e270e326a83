#!/usr/bin/env node
// Plays a recorded grid over control's REST and WebSocket contract, for work on the dashboard without a grid. Never shipped.
//   node dev/serve.mjs [--port 9100] [--read-only] [--empty]
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toSnapshot } from '@sutra/model';
import { WebSocketServer } from 'ws';
import { playHistory, recorder } from './scenario.mjs';

const APP = fileURLToPath(new URL('../dist/app', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws:; object-src 'none'; base-uri 'none'";
const nowUs = () => Date.now() * 1000;
const iso = (us) => `${new Date(us / 1000).toISOString().slice(0, -1)}000Z`;

/** @returns {Promise<{port: number, close: () => Promise<void>, grid: ReturnType<typeof recorder>, push: (say: () => void) => void}>} */
export async function serve({ port = 0, mayAct = true, empty = false, live = true } = {}) {
  const grid = empty ? recorder() : playHistory(nowUs());
  const sockets = new Set();
  let sent = grid.events.length;
  const flush = () => {
    if (grid.events.length === sent) return;
    const events = grid.events.slice(sent);
    const text = JSON.stringify({ type: 'events', from_seq: sent + 1, to_seq: grid.events.length, events: events.map(grid.json) });
    sent = grid.events.length;
    for (const socket of sockets) socket.send(text);
  };
  const push = (say) => {
    say();
    flush();
  };
  const server = createServer((request, response) => {
    answer(request, response, { grid, mayAct, push }).catch((reason) =>
      fail(response, 500, 'SUTRA_INTERNAL', String(reason?.stack ?? reason)),
    );
  });
  const ws = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => ws.handleUpgrade(request, socket, head, (one) => attach(one, grid, sockets)));
  const timers = [
    setInterval(() => tick(sockets, grid), 2_000),
    ...(live && !empty ? [setInterval(() => push(() => breathe(grid)), 3_000)] : []),
  ];
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = async () => {
    for (const timer of timers) clearInterval(timer);
    for (const socket of sockets) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: server.address().port, close, grid, push };
}

function attach(socket, grid, sockets) {
  socket.on('message', (bytes) => {
    const message = JSON.parse(bytes.toString());
    if (message.type !== 'subscribe') return;
    const from = message.resume_seq;
    const text =
      from !== undefined && from <= grid.events.length
        ? { type: 'events', from_seq: from + 1, to_seq: grid.events.length, events: grid.events.slice(from).map(grid.json) }
        : { type: 'snapshot', seq: grid.events.length, state: toSnapshot(grid.state()), recent: grid.events.slice(-200).map(grid.json) };
    socket.send(JSON.stringify(text));
    sockets.add(socket);
    tick(new Set([socket]), grid);
  });
  socket.on('close', () => sockets.delete(socket));
}

function tick(sockets, grid) {
  const text = JSON.stringify({ type: 'tick', seq: grid.events.length, server_time: iso(nowUs()), store: 'up', master: 'up' });
  for (const socket of sockets) socket.send(text);
}

/** A little life: metrics of what runs, a heartbeat of who is there. */
function breathe(grid) {
  const us = nowUs();
  for (const node of grid.state().nodes.values()) {
    if (node.status !== 'running' || node.agentId === 'agent-3') continue;
    grid.say(us, 'node_metrics', {
      node_id: node.id,
      agent_id: node.agentId,
      cpu_pct: 5 + Math.random() * 20,
      memory_mb: Math.max(20, (node.metrics?.memoryMb ?? 60) + Math.random() * 4 - 2),
      ...(node.spec.memoryLimitMb === 0 ? {} : { memory_limit_mb: node.spec.memoryLimitMb }),
    });
  }
  for (const agent of grid.state().agents.values())
    if (agent.health === 'healthy' && us - agent.lastHeartbeatUs > 30e6)
      grid.say(us, 'agent_heartbeat', { agent_id: agent.id, storage_node_count: 3, received: 6, missed: 0 });
}

async function answer(request, response, context) {
  const url = new URL(request.url, 'http://localhost');
  const { pathname } = url;
  const { grid } = context;
  if (request.method === 'POST') return post(pathname, JSON.parse((await body(request)) || '{}'), request, response, context);
  if (pathname === '/api/session')
    return json(response, context.mayAct ? { authenticated: true, csrf_token: 'dev' } : { authenticated: false });
  if (pathname === '/api/grid/state')
    return json(response, {
      state: toSnapshot(grid.at(url.searchParams.get('at'))),
      as_of_seq: grid.events.length,
      as_of: iso(nowUs()),
      stale: false,
    });
  if (pathname === '/api/grid/events') return json(response, page(grid, url.searchParams));
  const event = /^\/api\/grid\/events\/(.+)$/.exec(pathname);
  if (event !== null) return eventDetail(grid, decodeURIComponent(event[1]), response);
  const logs = /^\/api\/grid\/nodes\/([^/]+)\/logs$/.exec(pathname);
  if (logs !== null)
    return json(response, {
      node_id: logs[1],
      stdout: 'listening\nready\n',
      stderr: grid.state().nodes.get(logs[1])?.crashCount > 0 ? "KeyError: 'BATCH_LIMIT'\n" : '',
      truncated: false,
    });
  if (pathname.startsWith('/api/')) return fail(response, 404, 'SUTRA_CONTROL_NO_ROUTE', `Cannot serve ${pathname}`);
  return file(pathname, response);
}

function page(grid, query) {
  const list = (name) => query.get(name)?.split(',') ?? [];
  const [types, severities] = [list('event_type'), list('severity')];
  const before = Number(query.get('cursor') ?? Number.POSITIVE_INFINITY);
  const endUs = query.has('at') ? Date.parse(query.get('at')) * 1000 : nowUs();
  const fromUs = endUs - Number(query.get('hours') ?? 24) * 3600e6;
  const limit = Number(query.get('limit') ?? 1000);
  const found = grid.events.filter(
    (event) =>
      event.seq < before &&
      event.timeUs >= fromUs &&
      (!query.has('at') || event.timeUs <= endUs) &&
      (types.length === 0 || types.includes(event.type)) &&
      (severities.length === 0 || severities.includes(event.severity)) &&
      (!query.has('entity_id') || event.entities.includes(query.get('entity_id'))) &&
      (!query.has('operation_id') || event.operationId === query.get('operation_id')),
  );
  const events = found.toReversed().slice(0, limit);
  const more = found.length > events.length ? { cursor: String(events.at(-1).seq) } : {};
  return { events: events.map(grid.json), as_of_seq: grid.events.length, scanned: grid.events.length, partial: false, ...more };
}

function eventDetail(grid, id, response) {
  const event = grid.events.find((one) => one.id === id);
  if (event === undefined) return fail(response, 404, 'SUTRA_CONTROL_NOT_FOUND', `Cannot find event ${id}`);
  const causes = event.causedBy.map((cause) => grid.events.find((one) => one.id === cause)).filter(Boolean);
  const effects = grid.events.filter((one) => one.causedBy.includes(id));
  return json(response, { event: grid.json(event), causes: causes.map(grid.json), effects: effects.map(grid.json), causes_missing: [] });
}

function post(pathname, wish, request, response, context) {
  const { grid, push } = context;
  if (pathname === '/api/ask') return json(response, why(grid, wish.question));
  if (pathname === '/api/ask/plan') return json(response, { answer: why(grid, wish.question) });
  if (!context.mayAct || request.headers['x-sutra-csrf'] !== 'dev')
    return fail(response, 401, 'SUTRA_CONTROL_UNAUTHENTICATED', 'Cannot change anything: this browser is not logged in');
  const us = nowUs();
  const operationId = `op-${us.toString(36)}`;
  if (pathname === '/api/grid/spawn') {
    const id = wish.node_id ?? `node-${us.toString(36).slice(-5)}`;
    if (wish.port === 1)
      return fail(
        response,
        409,
        'SUTRA_CONTROL_MASTER_REFUSED',
        'Cannot spawn: port 1 is privileged on agent-1',
        'Choose a port above 1023, or none.',
      );
    const agent_id = wish.agent_id ?? 'agent-1';
    push(() => {
      const requested = grid.say(
        us,
        'spawn_requested',
        {
          node_id: id,
          agent_id,
          port: wish.port ?? 0,
          storage_path: wish.storage_path ?? '',
          memory_limit_mb: wish.memory_limit_mb ?? 0,
          generation: 1,
          workload: wish.command === undefined ? 'storage' : 'command',
          ...(wish.command === undefined ? {} : { command: wish.command, args: wish.args ?? [] }),
          restart: wish.restart,
        },
        { operationId, actor: 'browser' },
      );
      grid.say(
        us + 400_000,
        'spawn_succeeded',
        { node_id: id, agent_id, pid: 7000 + (us % 1000), port: wish.port ?? 50_070, generation: 1 },
        { operationId, causedBy: [requested] },
      );
    });
    return json(response, { success: true, node_id: id, operation_id: operationId, outcome: 'succeeded' });
  }
  const node = grid.state().nodes.get(wish.node_id);
  if (node === undefined) return fail(response, 404, 'SUTRA_CONTROL_NOT_FOUND', `Cannot find node ${wish.node_id}`);
  push(() => {
    const asked = grid.say(
      us,
      'stop_requested',
      { node_id: node.id, agent_id: node.agentId, generation: node.generation },
      { operationId, actor: 'browser', ...(wish.reason === undefined ? {} : { reason: wish.reason }) },
    );
    grid.say(
      us + 300_000,
      'stop_succeeded',
      { node_id: node.id, agent_id: node.agentId, generation: node.generation, exit_code: 0, took_ms: 300 },
      { operationId, causedBy: [asked] },
    );
  });
  return json(response, { success: true, operation_id: operationId, outcome: 'succeeded' });
}

/** Walks recorded causes of the last crash (or of the event or node named) so that every part of the card is drawn. */
function why(grid, question) {
  const started = performance.now();
  const named =
    grid.events.findLast((event) => question.includes(event.id)) ??
    grid.events.findLast((event) => event.type === 'node_crashed' && question.includes(event.body.node_id));
  const base = {
    question,
    plan: { op: 'why' },
    assumptions: [],
    alternatives: [],
    status: 'answered',
    evidence: [],
    ruled_out: [],
    unknown: [],
    confidence: 0,
    confidence_from: '',
    as_of_seq: grid.events.length,
    scanned: grid.events.length,
    partial: false,
    suggestions: [],
  };
  if (named === undefined)
    return {
      ...base,
      status: 'refused',
      reading: '',
      text: 'I do not know what that is about.',
      ms: performance.now() - started,
      suggestions: [{ question: 'why did cache-1 crash?', why: 'it crashed last' }],
    };
  const chain = [named];
  for (let at = named; at.causedBy.length > 0; ) {
    at = grid.events.find((event) => event.id === at.causedBy[0]);
    chain.unshift(at);
  }
  const near = grid.events.findLast(
    (event) => event.type === 'node_metrics' && event.timeUs < named.timeUs && event.entities.includes(named.entities[0]),
  );
  const path = chain
    .slice(1)
    .map((event, i) => ({ from: chain[i].id, to: event.id, kind: 'recorded', dt_ms: (event.timeUs - chain[i].timeUs) / 1000 }));
  if (near !== undefined && named.type === 'node_crashed') {
    path.pop();
    path.push(
      { from: chain.at(-2)?.id ?? null, to: near.id, kind: 'inferred', rule: 'memory-near-limit', dt_ms: 240_000 },
      { from: near.id, to: named.id, kind: chain.length > 1 ? 'recorded' : 'correlated', dt_ms: (named.timeUs - near.timeUs) / 1000 },
    );
    chain.splice(-1, 0, near);
  }
  return {
    ...base,
    plan: { op: 'why', entity: named.entities[0], event: named.type },
    reading: `why, the latest ${named.type} of ${named.entities[0]}`,
    assumptions: ['the latest one: no time given'],
    text: `${grid.summary(named)}.`,
    path,
    events: chain.map(grid.json),
    evidence: chain.map((event) => event.id),
    ruled_out: [{ hypothesis: 'network', because: 'no gap in the heartbeats of its agent' }],
    unknown: ['whether the workload itself grew: no request rates are recorded'],
    confidence: Math.min(0.95, 0.4 + 0.2 * path.length),
    confidence_from: `${path.filter((one) => one.kind === 'recorded').length} recorded links, ${path.filter((one) => one.kind === 'inferred').length} inferred`,
    ms: performance.now() - started,
    suggestions: [
      { question: `has ${named.entities[0]} crashed before?`, why: 'a second time would point to the same cause' },
      { question: `what happened to ${named.entities[0]} in the last hour?`, why: 'everything around it' },
    ],
  };
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function json(response, value, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function fail(response, status, code, message, mend = 'Look at the log of the development server.') {
  json(
    response,
    { error: { code, message, mend, kind: status === 404 ? 'not_found' : status === 401 ? 'unauthenticated' : 'conflict', retry: false } },
    status,
  );
}

function file(pathname, response) {
  const wanted = normalize(join(APP, pathname));
  const path = wanted.startsWith(APP) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(APP, 'index.html');
  response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
  createReadStream(path).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flag = (name) => process.argv.includes(`--${name}`);
  const portAt = process.argv.indexOf('--port');
  const { port } = await serve({
    port: portAt === -1 ? 9100 : Number(process.argv[portAt + 1]),
    mayAct: !flag('read-only'),
    empty: flag('empty'),
  });
  process.stdout.write(`http://localhost:${port}\n`);
}
