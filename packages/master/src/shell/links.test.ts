import { manualClock, SutraError } from '@sutra/kit';
import type { AgentStream, gridpb } from '@sutra/rpc';
import { describe, expect, it } from 'vitest';
import '../errors.ts';
import { MASTER_LIMITS } from '../limits.ts';
import { AgentLinks, type Answer, type Wish } from './links.ts';

interface FakeStream extends AgentStream {
  readonly sent: { message?: { case?: string | undefined; value?: unknown } }[];
  readonly closedWith: (string | undefined)[];
}

function stream(): FakeStream {
  const sent: FakeStream['sent'] = [];
  const closedWith: (string | undefined)[] = [];
  return {
    remote: 'test',
    open: true,
    sent,
    closedWith,
    send(message) {
      sent.push(message as FakeStream['sent'][number]);
      return closedWith.length === 0;
    },
    close: (error) => void closedWith.push(error?.code),
  };
}

const wish: Wish = { case: 'stop', value: { nodeId: 'n' } };
const reply = (requestId: bigint, answer: Answer): gridpb.Reply => ({ $typeName: 'grid.Reply', requestId, answer });
const stopped: Answer = {
  case: 'stop',
  value: { $typeName: 'agent.StopNodeResponse', success: true, errorMessage: '', errorCode: '', eventId: 'e' },
};
const failed: Answer = {
  case: 'failure',
  value: { $typeName: 'grid.Failure', code: 'SUTRA_X', message: 'Cannot stop n: no', mend: 'Do y.' },
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (reason: unknown) => SutraError.from(reason).code,
  );

function setup(limits = {}) {
  const clock = manualClock();
  const links = new AgentLinks(clock, 7, { ...MASTER_LIMITS, ...limits });
  const own = stream();
  links.attach('a', own);
  return { clock, links, own };
}

describe('a request to an agent', () => {
  it('carries the master’s epoch and gets its own answer', async () => {
    const { links, own } = setup();
    const first = links.request('a', wish, 1_000);
    const second = links.request('a', wish, 1_000);
    expect(own.sent.map(({ message }) => message?.value)).toMatchObject([
      { requestId: 1n, masterEpoch: 7n },
      { requestId: 2n, masterEpoch: 7n },
    ]);
    expect(links.answered('a', reply(2n, stopped))).toBe(true);
    expect(await second).toBe(stopped);
    expect(links.answered('a', reply(1n, failed))).toBe(true);
    await expect(first).rejects.toMatchObject({ code: 'SUTRA_AGENT_REFUSED', message: 'Cannot stop n: no', mend: 'Do y.' });
  });

  it('ends at its limit; a later answer finds nobody waiting', async () => {
    const { clock, links } = setup();
    const ending = codeOf(links.request('a', wish, 1_000));
    clock.advance(1_000);
    expect(await ending).toBe('SUTRA_TIMEOUT');
    expect(links.answered('a', reply(1n, stopped))).toBe(false);
  });

  it('ends when its stream is lost or replaced, and the replaced stream is closed', async () => {
    const { links, own } = setup();
    const lost = codeOf(links.request('a', wish, 1_000));
    const newer = stream();
    links.attach('a', newer);
    expect(await lost).toBe('SUTRA_AGENT_LINK_LOST');
    expect(own.closedWith).toEqual(['SUTRA_HELLO_REPLACED']);
    const second = codeOf(links.request('a', wish, 1_000));
    expect(links.detach('a', own)).toBe(false);
    expect(links.detach('a', newer)).toBe(true);
    expect(await second).toBe('SUTRA_AGENT_LINK_LOST');
  });

  it('cannot be answered by another agent', async () => {
    const { clock, links } = setup();
    links.attach('b', stream());
    const ending = codeOf(links.request('a', wish, 1_000));
    expect(links.answered('b', reply(1n, stopped))).toBe(false);
    clock.advance(1_000);
    expect(await ending).toBe('SUTRA_TIMEOUT');
  });

  it('is refused at the limit, without a stream, and nothing is sent', async () => {
    const { links, own } = setup({ requestsPerAgentMax: 1 });
    const first = codeOf(links.request('a', wish, 1_000));
    expect(await codeOf(links.request('a', wish, 1_000))).toBe('SUTRA_AGENT_BUSY');
    expect(await codeOf(links.request('nobody', wish, 1_000))).toBe('SUTRA_AGENT_NOT_CONNECTED');
    expect(own.sent).toHaveLength(1);
    links.closeAll();
    expect(await first).toBe('SUTRA_AGENT_LINK_LOST');
  });
});
