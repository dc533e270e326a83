import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { defineErrors, manualClock, Scope, SutraError, silentLogger, systemClock } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callMetadata, openChannel } from './channel.ts';
import { openMasterClient } from './client.ts';
import { methodDefinition } from './definition.ts';
import { GridMaster } from './gen/grid_pb.ts';
import { type MasterHandlers, type ServeOptions, serveMaster } from './server.ts';
import { handlersWith } from './testing/handlers.ts';

defineErrors({ SUTRA_TEST_GONE: { kind: 'not_found', retry: false, mend: 'Look elsewhere.' } });

const clock = systemClock();
let scope: Scope;
beforeEach(() => {
  scope = new Scope();
});
afterEach(() => scope.close());

async function serve(handlers: Partial<MasterHandlers>, more: Partial<ServeOptions> = {}) {
  const server = await serveMaster({ host: '127.0.0.1', port: 0, handlers: handlersWith(handlers), clock, logger: silentLogger, ...more });
  scope.own({ close: () => server.close(100) }, 'server');
  return server;
}

function client(address: string, token?: string) {
  return scope.own(openMasterClient({ address, clock, logger: silentLogger, ...(token === undefined ? {} : { token }) }), 'client');
}

const failureOf = async (work: Promise<unknown>): Promise<SutraError> => {
  const reason = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(reason).toBeInstanceOf(SutraError);
  return reason as SutraError;
};

describe('calls', () => {
  it('carry a request there and a reply back', async () => {
    const { address } = await serve({
      heartbeat: (request) => ({ acknowledged: true, timestamp: request.timestamp + BigInt(request.storageNodeCount) }),
    });
    const reply = await client(address).heartbeat({ agentId: 'agent-1', storageNodeCount: 3, timestamp: 39n });
    expect(reply.acknowledged).toBe(true);
    expect(reply.timestamp).toBe(42n);
  });

  it('bring an error over whole: code, message, mend and details', async () => {
    const { address } = await serve({
      listAgents() {
        throw new SutraError('SUTRA_TEST_GONE', 'Cannot list “agents” – gone', { details: { where: 'here' } });
      },
    });
    const error = await failureOf(client(address).listAgents({}));
    expect(error.toData()).toEqual({
      code: 'SUTRA_TEST_GONE',
      message: 'Cannot list “agents” – gone',
      mend: 'Look elsewhere.',
      kind: 'not_found',
      retry: false,
      details: { where: 'here' },
    });
  });

  it('keep their meaning when the error is too large for a trailer', async () => {
    const { address } = await serve({
      listAgents() {
        throw new SutraError('SUTRA_TEST_GONE', 'x'.repeat(50_000), { details: { much: 'y'.repeat(50_000) } });
      },
    });
    const error = await failureOf(client(address).listAgents({}));
    expect(error.code).toBe('SUTRA_TEST_GONE');
    expect(error.message.length).toBeLessThanOrEqual(1_024);
  });

  it('turn a defect into an internal error without its stack', async () => {
    const { address } = await serve({
      listAgents() {
        throw new TypeError('x is not a function');
      },
    });
    const error = await failureOf(client(address).listAgents({}));
    expect(error.code).toBe('SUTRA_INTERNAL');
    expect(JSON.stringify(error.toData())).not.toContain('server.test');
  });

  it('say that the master cannot be reached, and how to mend it', async () => {
    const server = await serve({});
    await server.close(0);
    const error = await failureOf(client(server.address).listAgents({}));
    expect(error.code).toBe('SUTRA_RPC_UNREACHABLE');
    expect(error.message).toContain(server.address);
    expect(error.retry).toBe(true);
  });

  it('give up at their limit and tell the master so', async () => {
    const timed = manualClock();
    let arrived = (): void => undefined;
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let cancelled = false;
    const { address } = await serve({
      listAgents(_request, { signal }) {
        arrived();
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            cancelled = true;
            resolve({});
          });
        });
      },
    });
    const slow = scope.own(openMasterClient({ address, clock: timed, logger: silentLogger }), 'client');
    const failing = failureOf(slow.listAgents({}, { limitMs: 500 }));
    await there;
    timed.advance(500);
    expect((await failing).code).toBe('SUTRA_TIMEOUT');
    await expect.poll(() => cancelled).toBe(true);
  });

  it('stop when their caller says so', async () => {
    const { address } = await serve({ listAgents: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const failing = failureOf(client(address).listAgents({}, { signal: stop.signal }));
    stop.abort();
    expect((await failing).code).toBe('SUTRA_ABORTED');
  });

  it('are refused beyond 4 MiB, and the server goes on serving', async () => {
    const { address } = await serve({ listAgents: () => ({ agents: [] }), getNodeLogs: () => ({ stdout: 'x'.repeat(5_000_000) }) });
    const caller = client(address);
    expect((await failureOf(caller.spawnStorageNode({ agentId: 'a'.repeat(5_000_000) }))).kind).toBe('limit');
    expect((await failureOf(caller.getNodeLogs({ nodeId: 'n' }))).kind).toBe('limit');
    expect((await caller.listAgents({})).agents).toEqual([]);
  });

  it('survive bytes that are no message, and fields of a newer version', async () => {
    const { address } = await serve({ heartbeat: (request) => ({ acknowledged: request.agentId === 'agent-1' }) });
    const channel = scope.own(openChannel({ address }), 'channel');
    const { path, responseDeserialize } = methodDefinition(GridMaster.method.heartbeat);
    const send = (bytes: Buffer): Promise<unknown> =>
      new Promise((resolve, reject) => {
        channel.makeUnaryRequest(
          path,
          (b: Buffer) => b,
          responseDeserialize,
          bytes,
          callMetadata(undefined),
          {},
          (failure, reply) => (failure === null ? resolve(reply) : reject(failure)),
        );
      });
    await expect(send(Buffer.from([0x0a, 0xff, 0xff, 0x01]))).rejects.toMatchObject({ code: status.INTERNAL });
    const newer = Buffer.concat([Buffer.from([0x0a, 7]), Buffer.from('agent-1'), Buffer.from([0xfa, 0x7f, 2, 1, 2])]);
    await expect(send(newer)).resolves.toMatchObject({ acknowledged: true });
  });
});

describe('the door', () => {
  const open = { listAgents: () => ({ agents: [] }) };

  it('lets a client without a token in on loopback, but not one with the wrong token', async () => {
    const failures: string[] = [];
    const { address } = await serve(open, { token: 'right', authFailed: (error) => failures.push(error.code) });
    await client(address).listAgents({});
    await client(address, 'right').listAgents({});
    expect((await failureOf(client(address, 'wrong').listAgents({}))).code).toBe('SUTRA_RPC_TOKEN_WRONG');
    expect(failures).toEqual(['SUTRA_RPC_TOKEN_WRONG']);
  });

  it('asks everyone for the token when it is required', async () => {
    const { address } = await serve(open, { token: 'right', requireToken: true });
    const error = await failureOf(client(address).listAgents({}));
    expect(error.code).toBe('SUTRA_RPC_TOKEN_MISSING');
    expect(error.kind).toBe('unauthenticated');
    await client(address, 'right').listAgents({});
  });

  it.each([
    [{ host: '0.0.0.0' }, 'without a token and TLS'],
    [{ host: '0.0.0.0', token: 't' }, 'without TLS'],
    [{ host: '192.0.2.7', tls: { key: '', cert: '' } }, 'without a token'],
    [{ requireToken: true }, 'none is configured'],
  ])('does not open for %j', async (rules, because) => {
    const error = await failureOf(serve(open, rules));
    expect(error.code).toBe('SUTRA_RPC_BIND_EXPOSED');
    expect(error.message).toContain(because);
  });

  it('names a taken port', async () => {
    const { port } = await serve(open);
    const error = await failureOf(serve(open, { port }));
    expect(error.code).toBe('SUTRA_RPC_PORT_TAKEN');
    expect(error.message).toBe(`Cannot listen on 127.0.0.1:${port}: the port is in use`);
  });

  it('speaks TLS when given a key', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'sutra-rpc-'));
    scope.defer('folder', () => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    try {
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, ...subject],
        { stdio: 'ignore' },
      );
    } catch (reason) {
      context.skip(`SKIPPED: no openssl to make a certificate (${String(reason).slice(0, 80)})`);
    }
    const pem = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    const { address } = await serve(open, { tls: pem });
    const secure = scope.own(openMasterClient({ address, clock, logger: silentLogger, tls: { ca: pem.cert } }), 'client');
    expect((await secure.listAgents({})).agents).toEqual([]);
    expect((await failureOf(client(address).listAgents({}))).kind).toBe('unavailable');
  });
});

describe('health', () => {
  it('follows what the master says of itself', async () => {
    const server = await serve({});
    const caller = client(server.address);
    expect(await caller.serving()).toBe(false);
    server.setServing(true);
    expect(await caller.serving()).toBe(true);
  });
});
