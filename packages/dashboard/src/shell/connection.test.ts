import { manualClock, seededChance } from '@sutra/kit';
import { EMPTY_GRID, toSnapshot } from '@sutra/model';
import { expect, it } from 'vitest';
import { pushed, registered } from '../testing/events.ts';
import { Connection, type Socket } from './connection.ts';

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly sent: unknown[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function rig() {
  const clock = manualClock();
  const sockets: FakeSocket[] = [];
  const connection = new Connection({
    clock,
    chance: seededChance(7),
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as FakeSocket;
    },
  });
  const last = (): FakeSocket => sockets.at(-1) as FakeSocket;
  const begin = (): void => {
    connection.start();
    last().onopen?.();
    last().say({ type: 'snapshot', seq: 0, state: toSnapshot(EMPTY_GRID), recent: [] });
  };
  return { clock, sockets, connection, last, begin };
}

const tick = (seq: number) => ({ type: 'tick', seq, server_time: '2026-03-17T15:00:00.000000Z', store: 'up', master: 'up', problems: [] });

it('resumes after a lost connection from the last event it folded', () => {
  const { clock, connection, last, begin, sockets } = rig();
  begin();
  last().say({ type: 'events', from_seq: 1, to_seq: 2, events: pushed([registered('agent-1'), registered('agent-2')]) });
  last().onclose?.();
  expect(connection.state.phase).toBe('disconnected');
  clock.advance(300);
  expect(sockets.length).toBe(2);
  last().onopen?.();
  expect(last().sent).toEqual([{ type: 'subscribe', resume_seq: 2 }]);
  last().say({ type: 'events', from_seq: 3, to_seq: 3, events: pushed([registered('agent-3')], 3) });
  expect(connection.state.grid?.agents.size).toBe(3);
  expect(connection.log.generation).toBe(1);
});

it('gives up a connection that has gone silent and makes a new one', () => {
  const { clock, connection, last, begin, sockets } = rig();
  begin();
  last().say(tick(0));
  clock.advance(4_000);
  expect(connection.state.phase).toBe('live');
  clock.advance(3_000);
  expect(sockets[0]?.closed).toBe(true);
  expect(sockets.length).toBeGreaterThan(1);
});

it('asks for a snapshot when events are missing, and starts its log anew with it', () => {
  const { connection, last, begin } = rig();
  begin();
  last().say({ type: 'events', from_seq: 9, to_seq: 9, events: pushed([registered('agent-9')], 9) });
  expect(last().sent.at(-1)).toEqual({ type: 'subscribe' });
  last().say({ type: 'snapshot', seq: 0, state: toSnapshot(EMPTY_GRID), recent: [] });
  expect(connection.log.generation).toBe(2);
});

it('tells its readers once about a burst', () => {
  const { clock, connection, last, begin } = rig();
  begin();
  clock.advance(100);
  let told = 0;
  connection.subscribe(() => told++);
  for (let seq = 1; seq <= 200; seq++)
    last().say({ type: 'events', from_seq: seq, to_seq: seq, events: pushed([registered(`agent-${seq}`)], seq) });
  expect(told).toBe(0);
  clock.advance(100);
  expect([told, connection.state.grid?.agents.size]).toEqual([1, 200]);
});

it('opens nothing more after it was closed', () => {
  const { clock, connection, begin, sockets } = rig();
  begin();
  connection.close();
  clock.advance(60_000);
  expect([sockets.length, sockets[0]?.closed]).toEqual([1, true]);
});
