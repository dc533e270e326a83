import { manualClock } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { LIMITS } from '../limits.ts';
import { SocketSession } from './socket-session.ts';

function slowSocket() {
  const sent: string[] = [];
  const closed: number[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    send: (text: string) => void sent.push(text),
    close: (code: number) => void closed.push(code),
  };
  const clock = manualClock();
  const asked: number[] = [];
  const session = new SocketSession(
    socket as unknown as WebSocket,
    {
      opening: () => ({ text: 'opening', seq: 10 }),
      snapshot: (afterSeq) => {
        asked.push(afterSeq);
        return { text: 'snapshot', seq: 40 };
      },
    },
    clock,
    () => Promise.reject(new Error('nothing is asked here')),
  );
  session.receive('{"type":"subscribe"}');
  return { socket, session, sent, closed, clock, asked };
}

describe('a socket that reads too slowly', () => {
  it('gets no deltas while over the limit, and one fresh snapshot, told what it missed, once it has drained', () => {
    const { socket, session, sent, asked } = slowSocket();
    session.delta('11-20', 11, 20);
    socket.bufferedAmount = LIMITS.socketBufferBytesMax + 1;
    session.delta('21-30', 21, 30);
    session.delta('31-40', 31, 40);
    session.tick('tick');
    expect(sent).toEqual(['opening', '11-20']);
    socket.bufferedAmount = 0;
    session.delta('a hole would begin here', 41, 41);
    session.tick('tick');
    expect(sent).toEqual(['opening', '11-20', 'snapshot', 'tick']);
    expect(asked).toEqual([20]);
    session.delta('41', 41, 41);
    expect(sent.at(-1)).toBe('41');
  });

  it('is closed when it has not drained for a minute', () => {
    const { socket, session, closed, clock } = slowSocket();
    socket.bufferedAmount = LIMITS.socketBufferBytesMax + 1;
    session.delta('11', 11, 11);
    clock.advance(LIMITS.socketStuckMs + 1);
    session.tick('tick');
    expect(closed).toEqual([1013]);
  });

  it('never gets a delta that does not continue where it stands', () => {
    const { session, sent, asked } = slowSocket();
    session.delta('12', 12, 12);
    expect(sent).toEqual(['opening']);
    session.tick('tick');
    expect([sent.slice(1), asked]).toEqual([['snapshot', 'tick'], [10]]);
  });
});
