import { request as httpRequest } from 'node:http';
import { silentSink } from '@sutra/events';
import { history, type MemoryReader, memoryReader, type Teller } from '@sutra/hybrid/testing';
import { type ManualClock, manualClock, SutraError, silentLogger } from '@sutra/kit';
import type { AnyDraft, CustomDraft } from '@sutra/model';
import '@sutra/rpc'; // declares the error codes a real master client answers with
import type { ServerMessage } from '@sutra/api';
import { WebSocket } from 'ws';
import type { ControlConfig } from '../config.ts';
import { type Control, type ControlParts, startControl } from '../control.ts';
import type { KeepsWhatItTakes, MasterPort } from '../ports.ts';

export const TOKEN = 'test-token-of-at-least-thirty-two-characters';

export interface Rig {
  readonly control: Control;
  readonly clock: ManualClock;
  readonly store: MemoryReader;
  readonly told: Teller;
  readonly emitted: (AnyDraft | CustomDraft)[];
  /** Requests the master received. */
  readonly wishes: { readonly call: string; readonly request: object }[];
  /** Raw HTTP: headers go out exactly as given. */
  http(method: string, path: string, options?: { headers?: Record<string, string>; body?: string; omitHost?: boolean }): Promise<Reply>;
  /** GET and parse. */
  get(path: string): Promise<{ status: number; json: Record<string, unknown> }>;
  /** POST JSON with the token. */
  post(path: string, body: unknown): Promise<{ status: number; json: Record<string, unknown> }>;
  socket(options?: { origin?: string; host?: string; headers?: Record<string, string> }): Promise<TestSocket>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

export interface TestSocket {
  readonly ws: WebSocket;
  send(message: unknown): void;
  /** The next message of one of these types; others are dropped. */
  next<T extends ServerMessage['type']>(...types: T[]): Promise<Extract<ServerMessage, { type: T }>>;
  readonly closed: Promise<number>;
}

/** A small grid's history: one agent, one node that was killed and restarted. */
export function smallHistory(): { readonly told: Teller; readonly crash: string; readonly restart: string; readonly spawned: string } {
  const told = history();
  told.tell(0, 'agent_registered', {
    agent_id: 'agent-1',
    hostname: 'box-1',
    platform: 'process',
    agent_endpoint: 'stream',
    max_storage_nodes: 10,
    region: 'us-east',
  });
  const asked = told.tell(
    1,
    'spawn_requested',
    { node_id: 'node-a1', agent_id: 'agent-1', port: 0, storage_path: '', memory_limit_mb: 512, generation: 1 },
    { operation: 'op-1' },
  );
  const spawned = told.tell(
    2,
    'spawn_succeeded',
    { node_id: 'node-a1', agent_id: 'agent-1', pid: 4_100, port: 50_100, generation: 1 },
    { causedBy: [asked], operation: 'op-1' },
  );
  const crash = told.tell(
    14.3,
    'node_crashed',
    {
      node_id: 'node-a1',
      agent_id: 'agent-1',
      exit_code: 137,
      signal: 'SIGKILL',
      cause: 'killed_by_operator',
      generation: 1,
      pid: 4_100,
      uptime_ms: 12_300,
    },
    { causedBy: [spawned] },
  );
  const restart = told.tell(
    14.7,
    'node_restarted',
    { node_id: 'node-a1', agent_id: 'agent-1', restart_count: 1, new_pid: 4_242, generation: 1 },
    { causedBy: [crash] },
  );
  return { told, crash, restart, spawned };
}

/** Control on a real port over a store in memory. */
export async function startRig(
  options: {
    config?: Partial<ControlConfig>;
    told?: Teller;
    masterUp?: boolean;
    model?: NonNullable<ControlParts['model']>;
    keeps?: Partial<KeepsWhatItTakes>;
  } = {},
): Promise<Rig> {
  const told = options.told ?? smallHistory().told;
  const clock = manualClock(told.startUs + 3_600_000_000);
  const store = memoryReader(told.events);
  const emitted: (AnyDraft | CustomDraft)[] = [];
  const wishes: Rig['wishes'][number][] = [];
  const control = await startControl({
    config: { host: '127.0.0.1', port: 0, token: TOKEN, ...options.config },
    store,
    master: masterOf(wishes, options.masterUp ?? true),
    emitter: {
      whenSpooled: () => Promise.resolve(),
      pending: () => [],
      ...options.keeps,
      emit(draft) {
        emitted.push(draft);
        return silentSink.emit({ timeUs: clock.wallUs(), ...draft });
      },
    },
    ...(options.model === undefined ? {} : { model: options.model }),
    clock,
    logger: silentLogger,
  });
  await control.ready();
  const host = `localhost:${control.port}`;
  const http: Rig['http'] = (method, path, { headers = {}, body, omitHost = false } = {}) =>
    new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          port: control.port,
          host: '127.0.0.1',
          method,
          path,
          setHost: false,
          headers: { ...(omitHost ? {} : { host }), connection: 'close', ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  return {
    control,
    clock,
    store,
    told,
    emitted,
    wishes,
    http,
    async get(path) {
      const reply = await http('GET', path);
      return { status: reply.status, json: JSON.parse(reply.text) as Record<string, unknown> };
    },
    async post(path, body) {
      const reply = await http('POST', path, {
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: reply.status, json: JSON.parse(reply.text) as Record<string, unknown> };
    },
    socket: (given) => openSocket(control.port, given),
  };
}

function masterOf(wishes: Rig['wishes'][number][], up: boolean): MasterPort {
  const answer = (call: string) => async (request: object) => {
    wishes.push({ call, request });
    if (!up) throw new SutraError('SUTRA_RPC_UNREACHABLE', 'Cannot reach the master at localhost:7000');
    return {
      success: true,
      operationId: 'op-9',
      outcome: 'succeeded',
      errorMessage: '',
      errorCode: '',
      nodeId: 'node-new',
      endpoint: '127.0.0.1:50200',
      stdout: 'hello\n',
      stderr: '',
      truncated: false,
    };
  };
  return {
    spawnStorageNode: answer('spawn'),
    stopStorageNode: answer('stop'),
    restartStorageNode: answer('restart'),
    getNodeLogs: answer('logs'),
    serving: async () => up,
  } as unknown as MasterPort;
}

function openSocket(port: number, options: Parameters<Rig['socket']>[0] = {}): Promise<TestSocket> {
  const host = options.host ?? `localhost:${port}`;
  const ws = new WebSocket(`ws://127.0.0.1:${port}/api/ws`, {
    headers: { host, ...options.headers },
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  });
  const inbox: ServerMessage[] = [];
  let wake = (): void => undefined;
  ws.on('message', (bytes: Buffer) => {
    inbox.push(JSON.parse(bytes.toString('utf8')) as ServerMessage);
    wake();
  });
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    ws.on('unexpected-response', (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
    ws.on('error', reject);
    ws.on('open', () =>
      resolve({
        ws,
        closed,
        send: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
        async next(...types) {
          for (;;) {
            const message = inbox.shift();
            if (message === undefined) await new Promise<void>((woken) => (wake = woken));
            else if ((types as string[]).includes(message.type)) return message as never;
          }
        },
      }),
    );
  });
}
