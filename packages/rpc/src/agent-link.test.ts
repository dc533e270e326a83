import { Scope, SutraError, silentLogger, systemClock } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentLink, type AgentLinkOptions, openAgentLink } from './agent-link.ts';
import type { AgentStream, LinkListener } from './link.ts';
import { type ServeOptions, serveMaster } from './server.ts';
import { handlersWith } from './testing/handlers.ts';

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
});
afterEach(() => scope.close());

interface MasterEnd {
  streams: AgentStream[];
  received: string[];
  closed: (string | undefined)[];
}

async function serve(more: Partial<ServeOptions> = {}) {
  const end: MasterEnd = { streams: [], received: [], closed: [] };
  const server = await serveMaster({
    host: '127.0.0.1',
    port: 0,
    clock: systemClock(),
    logger: silentLogger,
    handlers: handlersWith({
      agentLink(stream): LinkListener {
        end.streams.push(stream);
        return {
          received(message) {
            const { value } = message.message;
            end.received.push(`${message.message.case}:${value !== undefined && 'agentId' in value ? value.agentId : ''}`);
          },
          closed: (reason) => end.closed.push(reason?.code),
        };
      },
    }),
    ...more,
  });
  scope.own({ close: () => server.close(50) }, 'server');
  return { server, end };
}

interface AgentEnd {
  received: unknown[];
  closed: (string | undefined)[];
}

function dial(address: string, more: Partial<AgentLinkOptions> = {}): AgentEnd & { link: AgentLink } {
  const end: AgentEnd = { received: [], closed: [] };
  const link = openAgentLink({
    address,
    logger: silentLogger,
    received: (message) => end.received.push(message.message.case),
    closed: (reason) => end.closed.push(reason?.code),
    ...more,
  });
  scope.own(link, 'link');
  return { ...end, link };
}

const heartbeat = (agentId: string) => ({ message: { case: 'heartbeat' as const, value: { agentId } } });
const welcome = { message: { case: 'welcome' as const, value: { masterEpoch: 3n } } };

describe('an agent’s stream', () => {
  it('carries messages both ways in order', async () => {
    const { server, end } = await serve();
    const agent = dial(server.address);
    for (let i = 0; i < 100; i++) expect(agent.link.send(heartbeat(`${i}`))).toBe(true);
    await expect.poll(() => end.received.length).toBe(100);
    expect(end.received).toEqual(Array.from({ length: 100 }, (_, i) => `heartbeat:${i}`));
    expect(end.streams[0]?.send(welcome)).toBe(true);
    await expect.poll(() => agent.received).toEqual(['welcome']);
  });

  it('tells the master when the agent goes, and only once', async () => {
    const { server, end } = await serve();
    const agent = dial(server.address);
    agent.link.send(heartbeat('a'));
    await expect.poll(() => end.streams.length).toBe(1);
    agent.link.close();
    agent.link.close();
    expect(agent.closed).toEqual([undefined]);
    await expect.poll(() => end.closed.length).toBe(1);
    expect(end.streams[0]?.open).toBe(false);
    expect(end.streams[0]?.send(welcome)).toBe(false);
    expect(agent.link.send(heartbeat('a'))).toBe(false);
  });

  it('tells the agent why the master closed it', async () => {
    const { server, end } = await serve();
    const agent = dial(server.address);
    agent.link.send(heartbeat('a'));
    await expect.poll(() => end.streams.length).toBe(1);
    end.streams[0]?.close(new SutraError('SUTRA_RPC_INVALID', 'Cannot accept the stream: it began without hello'));
    await expect.poll(() => agent.closed).toEqual(['SUTRA_RPC_INVALID']);
    expect(end.closed).toEqual(['SUTRA_RPC_INVALID']);
  });

  it('ends as unreachable when the master goes away', async () => {
    const { server, end } = await serve();
    const agent = dial(server.address);
    agent.link.send(heartbeat('a'));
    await expect.poll(() => end.streams.length).toBe(1);
    await server.close(10);
    await expect.poll(() => agent.closed).toEqual(['SUTRA_RPC_UNREACHABLE']);
  });

  it('ends as unreachable when nobody listens', async () => {
    const { server } = await serve();
    await server.close(10);
    const agent = dial(server.address);
    await expect.poll(() => agent.closed).toEqual(['SUTRA_RPC_UNREACHABLE']);
  });

  it('is refused without the token when one is required', async () => {
    const { server, end } = await serve({ token: 'right', requireToken: true });
    const agent = dial(server.address);
    await expect.poll(() => agent.closed).toEqual(['SUTRA_RPC_TOKEN_MISSING']);
    const known = dial(server.address, { token: 'right' });
    known.link.send(heartbeat('a'));
    await expect.poll(() => end.received).toEqual(['heartbeat:a']);
  });

  it('is cut when its reader is too slow, never held in memory without end', async () => {
    const { server, end } = await serve({ limits: { linkBacklogMax: 8 } });
    const agent = dial(server.address);
    agent.link.send(heartbeat('a'));
    await expect.poll(() => end.streams.length).toBe(1);
    const stream = end.streams[0] as AgentStream;
    let sent = 0;
    while (sent < 100 && stream.send(welcome)) sent++;
    expect(sent).toBe(8);
    expect(end.closed).toEqual(['SUTRA_RPC_BACKLOG']);
    await expect.poll(() => agent.closed).toEqual(['SUTRA_RPC_BACKLOG']);
  });
});
