import type { ClientMessage } from '@sutra/api';
import { manualClock, SutraError } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { Asking } from './asking.ts';

function asking(open = true) {
  const sent: ClientMessage[] = [];
  const line = { open };
  const clock = manualClock();
  const one = new Asking((message) => {
    if (line.open) sent.push(message);
    return line.open;
  }, clock);
  return { one, sent, line, clock };
}
const stays = (): AbortSignal => new AbortController().signal;
const answer = (id: string) => ({ type: 'answer', id, answer: { text: `answer ${id}` } }) as never;

describe('questions over the live connection', () => {
  it('get the answer of their own id, and word of how far it has come', async () => {
    const { one, sent } = asking();
    const seen: number[] = [];
    const first = one.ask({ question: 'first' }, stays(), ({ scanned }) => seen.push(scanned));
    const second = one.ask({ question: 'second' }, stays());
    one.take(answer('2'));
    one.take({ type: 'progress', id: '1', scanned: 500, read: 2 });
    one.take(answer('1'));
    expect([(await first).text, (await second).text, seen]).toEqual(['answer 1', 'answer 2', [500]]);
    expect(sent.map(({ type }) => type)).toEqual(['ask', 'ask']);
  });

  it('are sent when the connection stands, and again after it was lost, until they are answered', async () => {
    const { one, sent, line } = asking(false);
    const waiting = one.ask({ question: 'early' }, stays());
    expect(sent).toEqual([]);
    line.open = true;
    one.opened();
    one.opened();
    expect(sent.map((message) => message.type === 'ask' && message.id)).toEqual(['1', '1']);
    one.take(answer('1'));
    await waiting;
    one.opened();
    expect(sent).toHaveLength(2);
  });

  it('are cancelled on the server when nobody wants the answer, and the late answer is dropped', async () => {
    const { one, sent } = asking();
    const controller = new AbortController();
    const waiting = one.ask({ question: 'long' }, controller.signal);
    controller.abort(new Error('not wanted'));
    await expect(waiting).rejects.toThrow('not wanted');
    expect(sent.at(-1)).toEqual({ type: 'cancel', id: '1' });
    one.take(answer('1'));
  });

  it('end after a minute, and with the server’s own error when it refuses', async () => {
    const { one, clock, sent } = asking();
    const slow = one.ask({ question: 'slow' }, stays()).catch((reason: unknown) => SutraError.from(reason).code);
    clock.advance(60_001);
    expect(await slow).toBe('SUTRA_DASHBOARD_TIMEOUT');
    expect(sent.at(-1)?.type).toBe('cancel');
    const refused = one.ask({ question: 'odd' }, stays()).catch((reason: unknown) => SutraError.from(reason).mend);
    one.take({
      type: 'error',
      id: '2',
      error: { code: 'SUTRA_PLAN_INVALID', message: 'Cannot use the plan', mend: 'Name a slot.', kind: 'invalid', retry: false },
    });
    expect(await refused).toBe('Name a slot.');
  });
});
