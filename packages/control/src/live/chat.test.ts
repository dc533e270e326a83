import type { ServerMessage } from '@sutra/api';
import { manualClock, SutraError } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.ts';
import { type Rig, startRig } from '../testing/rig.ts';
import { type Answering, Chat } from './chat.ts';

interface Waiting {
  readonly wish: Parameters<Answering>[0];
  readonly gone: AbortSignal;
  readonly progress: Parameters<Answering>[2];
  readonly done: (text: string) => void;
  readonly failed: (reason: unknown) => void;
}

/** A chat whose answers come when the test says so. */
function chatOf() {
  const sent: ServerMessage[] = [];
  const asked: Waiting[] = [];
  const clock = manualClock();
  const chat = new Chat({
    clock,
    send: (text) => void sent.push(JSON.parse(text) as ServerMessage),
    answering: (wish, gone, progress) =>
      new Promise((resolve, reject) => asked.push({ wish, gone, progress, done: (text) => resolve({ text } as never), failed: reject })),
  });
  const ask = (id: string): void => chat.ask({ type: 'ask', id, question: `question ${id}` });
  return { chat, ask, sent, asked, clock, settled: () => new Promise<void>((done) => setImmediate(done)) };
}

describe('questions of one live connection', () => {
  it('are answered under their own id, whichever is ready first', async () => {
    const { ask, sent, asked, settled } = chatOf();
    ask('a');
    ask('b');
    asked[1]?.done('second');
    await settled();
    asked[0]?.done('first');
    await settled();
    expect(sent.map((message) => message.type === 'answer' && [message.id, message.answer.text])).toEqual([
      ['b', 'second'],
      ['a', 'first'],
    ]);
  });

  it('say how far a long answer has come, and not more often than a quarter of a second', () => {
    const { ask, sent, asked, clock } = chatOf();
    ask('a');
    for (let i = 1; i <= 10; i++) {
      clock.advance(LIMITS.progressMs / 2);
      asked[0]?.progress({ scanned: i * 100, read: i });
    }
    expect(sent).toEqual([2, 4, 6, 8, 10].map((i) => ({ type: 'progress', id: 'a', scanned: i * 100, read: i })));
  });

  it('stop when they are cancelled and when the connection ends, without a word', async () => {
    const { chat, ask, sent, asked, settled } = chatOf();
    ask('a');
    ask('b');
    chat.cancel('a');
    expect(asked.map(({ gone }) => gone.aborted)).toEqual([true, false]);
    chat.close();
    expect(asked.map(({ gone }) => gone.aborted)).toEqual([true, true]);
    asked[0]?.failed(new Error('cancelled'));
    asked[1]?.done('too late');
    await settled();
    expect(sent).toEqual([]);
  });

  it('fail with their code and mend, and are refused beyond the limit', async () => {
    const { ask, sent, asked, settled } = chatOf();
    for (let i = 0; i <= LIMITS.questionsPerSocketMax; i++) ask(`q${i}`);
    ask('q0');
    asked[1]?.failed(new SutraError('SUTRA_CONTROL_STORE_AWAY', 'Cannot read the record'));
    await settled();
    expect(sent.map((message) => message.type === 'error' && [message.id, message.error.code])).toEqual([
      [`q${LIMITS.questionsPerSocketMax}`, 'SUTRA_CONTROL_QUESTIONS'],
      ['q0', 'SUTRA_CONTROL_INVALID'],
      ['q1', 'SUTRA_CONTROL_STORE_AWAY'],
    ]);
  });
});

describe('asking over the WebSocket of control', () => {
  let rig: Rig | undefined;
  afterEach(async () => {
    await rig?.control.close();
    rig = undefined;
  });

  it('answers as REST does, records who asked, and executes a plan from a chip', async () => {
    rig = await startRig();
    const { port } = rig.control;
    const socket = await rig.socket({ origin: `http://localhost:${port}` });
    socket.send({ type: 'ask', id: '1', question: 'how many crashes in the last 2 hours?' });
    const { answer, id } = await socket.next('answer');
    expect([id, answer.status, answer.value]).toEqual(['1', 'answered', 1]);
    const { ms: _, ...overRest } = (await rig.post('/api/ask', { question: 'how many crashes in the last 2 hours?' })).json;
    expect(answer).toMatchObject(overRest);
    const chips = await rig.post('/api/ask/chips', { plan: answer.plan });
    const op = (chips.json['chips'] as { slot: string; choices: { text: string; plan: object }[] }[]).find(({ slot }) => slot === 'op');
    socket.send({ type: 'ask', id: '2', plan: op?.choices.find(({ text }) => text === 'list')?.plan });
    expect((await socket.next('answer')).answer.rows).toHaveLength(1);
    expect(rig.emitted.filter(({ type }) => type === 'question_asked').map(({ actor }) => actor)).toEqual(['local', 'token', 'local']);
    socket.send({ type: 'ask', id: '3', plan: { op: 'dance' } });
    expect(await socket.next('error')).toMatchObject({ id: '3', error: { code: 'SUTRA_PLAN_INVALID' } });
    socket.ws.close();
  });

  it('counts what happened when, by severity, and marks the crashes', async () => {
    rig = await startRig();
    const { status, json } = await rig.get('/api/grid/density?from=2026-03-18T12:00:00Z&to=2026-03-18T12:01:00Z&buckets=6');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      bucket_ms: 10_000,
      oldest: '2026-03-18T12:00:00.000000Z',
      buckets: [
        { at: '2026-03-18T12:00:00.000000Z', info: 3, warning: 0, error: 0 },
        { at: '2026-03-18T12:00:10.000000Z', info: 0, warning: 1, error: 1 },
      ],
      marks: [{ event_type: 'node_crashed', entity_id: 'node-a1', timestamp: '2026-03-18T12:00:14.300000Z' }],
      marks_more: false,
    });
    expect((await rig.get('/api/grid/density?from=2026-03-18T12:00:00Z&to=2026-03-18T12:00:00Z')).status).toBe(400);
  });
});
