import { manualClock, SutraError, silentLogger } from '@sutra/kit';
import '@sutra/wire';
import { describe, expect, it } from 'vitest';
import { connectionLost } from '../transport/errors.ts';
import type { Connection, ConnectionListener } from './connection.ts';
import { Link } from './link.ts';

/** A connection as far as a link looks at it. */
interface Stand {
  answered: boolean;
  lose(): void;
}

/** A link whose attempts succeed or fail as the script says, and a record of when they were made. */
function scripted(script: ('up' | SutraError)[]) {
  const clock = manualClock();
  const attempts: number[] = [];
  const stands: Stand[] = [];
  const link = new Link({
    address: 'store:1',
    clock,
    chance: { next: () => 0 },
    logger: silentLogger,
    open: async () => {
      attempts.push(clock.monotonicMs());
      const next = script.shift() ?? 'up';
      if (next !== 'up') throw next;
      let onLost: (reason: SutraError) => void = () => undefined;
      const stand = {
        answered: false,
        closed: false,
        hello: { server: 'stand' },
        start: (_rest: Uint8Array, { lost }: ConnectionListener) => {
          onLost = lost;
        },
        close: () => undefined,
        lose() {
          stand.closed = true;
          onLost(connectionLost('gone'));
        },
      };
      stands.push(stand);
      return { connection: stand as unknown as Connection, rest: new Uint8Array(0) };
    },
  });
  /** Moves time in small steps, letting promises settle at each. */
  const pass = async (ms: number): Promise<void> => {
    const settle = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) await Promise.resolve();
    };
    await settle();
    for (let t = 0; t < ms; t += 10) {
      clock.advance(10);
      await settle();
    }
  };
  return { link, clock, attempts, stands, pass };
}

const down = (): SutraError => connectionLost('Cannot connect');

describe('a link', () => {
  it('doubles its waiting from 50 ms to 5 s while nobody is there', async () => {
    const { link, attempts, pass } = scripted(Array.from({ length: 10 }, down));
    link.start();
    await pass(25_000);
    expect(attempts).toEqual([0, 50, 150, 350, 750, 1_550, 3_150, 6_350, 11_350, 16_350, 21_350]);
    expect(link.up).toBe(true);
    link.close();
  });

  it('starts small again after a connection that answered something, and goes on doubling after one that did not', async () => {
    const { link, attempts, stands, pass } = scripted([down(), down(), 'up', 'up', 'up']);
    link.start();
    await pass(150);
    stands[0]!.lose();
    await pass(200);
    expect(attempts).toEqual([0, 50, 150, 350]);
    stands[1]!.answered = true;
    stands[1]!.lose();
    await pass(50);
    expect(attempts).toEqual([0, 50, 150, 350, 400]);
    link.close();
  });

  it('tells each change once, and gives the connection to all who wait', async () => {
    const { link, stands, pass } = scripted([down(), 'up']);
    const changes: boolean[] = [];
    const stop = link.onChange((up) => changes.push(up));
    const never = new AbortController().signal;
    const waiting = [link.connection(never), link.connection(never)];
    await pass(50);
    expect(await waiting[0]).toBe(await waiting[1]);
    stands[0]!.lose();
    stop();
    await pass(100);
    expect(changes).toEqual([true, false]);
    link.close();
  });

  it('gives those who wait a refusal that trying again will not change, and keeps trying', async () => {
    const refusal = new SutraError('SUTRA_PROTOCOL_VERSION', 'Cannot speak protocol 1');
    const { link, pass } = scripted([refusal, 'up']);
    await expect(link.connection(new AbortController().signal)).rejects.toBe(refusal);
    await pass(50);
    expect(link.up).toBe(true);
    link.close();
  });

  it('lets one who waits leave with its signal, and none after it is closed', async () => {
    const { link, attempts, pass } = scripted(Array.from({ length: 9 }, down));
    const stop = new AbortController();
    const one = link.connection(stop.signal);
    const other = link.connection(new AbortController().signal);
    stop.abort(new SutraError('SUTRA_ABORTED', 'enough'));
    await expect(one).rejects.toMatchObject({ code: 'SUTRA_ABORTED' });
    link.close();
    await expect(other).rejects.toMatchObject({ code: 'SUTRA_CLIENT_CLOSED' });
    await expect(link.connection(new AbortController().signal)).rejects.toMatchObject({ code: 'SUTRA_CLIENT_CLOSED' });
    await pass(10_000);
    expect(attempts).toEqual([0]);
  });
});
