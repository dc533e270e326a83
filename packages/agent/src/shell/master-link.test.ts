import { manualClock, SutraError, seededChance, silentLogger } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { type Down, type LinkFactory, openMasterLink } from './master-link.ts';

interface Call {
  readonly sent: string[];
  readonly received: (message: Down) => void;
  readonly closed: (reason: SutraError | undefined) => void;
  hungUp: boolean;
}

function stage(highest = 0n) {
  const clock = manualClock();
  const calls: Call[] = [];
  const heard: string[] = [];
  const warned: unknown[] = [];
  let seen = highest;
  const connect: LinkFactory = ({ received, closed }) => {
    const call: Call = { sent: [], received, closed, hungUp: false };
    calls.push(call);
    return {
      open: true,
      send(message) {
        call.sent.push(message.message?.case ?? '');
        return true;
      },
      close() {
        call.hungUp = true;
      },
    };
  };
  const link = openMasterLink({
    ...{ connect, clock, chance: seededChance(1), heartbeatMs: 5_000 },
    logger: { ...silentLogger, warn: (_words, fields) => warned.push(fields) },
    hello: () => ({ message: { case: 'hello', value: {} } }),
    heartbeat: () => ({ message: { case: 'heartbeat', value: {} } }),
    received: (message, epoch) => heard.push(`${message.message.case} of ${epoch}`),
    epoch: {
      highest: () => seen,
      raise: (epoch) => {
        seen = epoch > seen ? epoch : seen;
      },
    },
  });
  const welcome = (call: Call | undefined, masterEpoch: bigint): void =>
    call?.received({ message: { case: 'welcome', value: { masterVersion: '1', masterEpoch, heartbeatIntervalMs: 0 } } } as Down);
  const desired = (call: Call | undefined): void =>
    call?.received({ message: { case: 'desired', value: { revision: 1n, nodes: [] } } } as unknown as Down);
  return { clock, calls, heard, warned, link, welcome, desired };
}

describe('the line to the master', () => {
  it('greets first, sends heartbeats once welcomed, every five seconds', () => {
    const { clock, calls, link, welcome } = stage();
    clock.advance(4_000);
    expect(calls[0]?.sent).toEqual(['hello']);
    expect(link.welcomed).toBe(false);
    welcome(calls[0], 1n);
    clock.advance(15_000);
    expect(calls[0]?.sent).toEqual(['hello', 'heartbeat', 'heartbeat', 'heartbeat']);
    expect(calls).toHaveLength(1);
  });

  it('dials again for ever, ever more slowly, and at once slower than never', () => {
    const { clock, calls, link } = stage();
    for (let i = 0; i < 200; i++) {
      calls.at(-1)?.closed(undefined);
      clock.advance(5_000);
    }
    expect(calls).toHaveLength(201);
    expect(link.send({ message: { case: 'heartbeat', value: {} } })).toBe(false);
  });

  it('hangs up on a master that does not answer its hello, and dials again', () => {
    const { clock, calls } = stage();
    clock.advance(10_000);
    expect(calls[0]?.hungUp).toBe(true);
    clock.advance(100);
    expect(calls).toHaveLength(2);
  });

  it('follows the newest master only', () => {
    const { clock, calls, heard, link, welcome, desired } = stage(5n);
    welcome(calls[0], 4n);
    expect(link.welcomed).toBe(false);
    expect(calls[0]?.hungUp).toBe(true);
    clock.advance(1_000);
    welcome(calls[1], 6n);
    desired(calls[0]);
    desired(calls[1]);
    expect(heard).toEqual(['desired of 6']);
  });

  it('says why there is no line and how to mend it, once for each reason', () => {
    const { clock, calls, warned, welcome } = stage();
    const stale = new SutraError('SUTRA_MASTER_STALE', 'Cannot follow a master of epoch 4: epoch 5 has spoken');
    for (const reason of [undefined, undefined, stale, stale]) {
      calls.at(-1)?.closed(reason);
      clock.advance(5_000);
    }
    expect(warned).toEqual([{ reason: 'closed' }, { reason: stale.message, mend: stale.mend }]);
    welcome(calls.at(-1), 1n);
    calls.at(-1)?.closed(stale);
    expect(warned).toHaveLength(3);
  });

  it('stays silent once closed', () => {
    const { clock, calls, link } = stage();
    link.close();
    calls[0]?.closed(undefined);
    clock.advance(60_000);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.hungUp).toBe(true);
  });
});
