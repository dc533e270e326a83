import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Rig, smallHistory, startRig, TOKEN } from '../testing/rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.control.close();
  rig = undefined;
});

describe('a question as known then', () => {
  it('sees nothing that was recorded after that position, in counts, states and rows', async () => {
    rig = await startRig();
    const asked = async (question: string, as_of?: number | string) =>
      (await (rig as Rig).post('/api/ask', { question, ...(as_of === undefined ? {} : { as_of }) })).json;
    const crashes = 'how many crashes have there ever been?';
    expect(await asked(crashes)).toMatchObject({ value: 1 });
    expect(await asked(crashes, 4)).toMatchObject({ value: 1, as_of_seq: 4 });
    expect(await asked(crashes, 3)).toMatchObject({ status: 'empty', as_of_seq: 3 });
    const state = 'is node-a1 running?';
    expect((await asked(state))['text']).toMatch(/^Yes/);
    const then = await asked(state, 4);
    expect(then['text']).toMatch(/^No/);
    expect(then['assumptions']).toContain('as known then: what was recorded after event 4 is left out');
  });

  it('takes a time too, and an instant to ask about besides', async () => {
    rig = await startRig();
    const iso = (s: number): string => new Date(rig!.told.startUs / 1_000 + s * 1_000).toISOString();
    const { json } = await rig.post('/api/ask', { question: 'how many crashes have there ever been?', as_of: iso(14) });
    expect(json).toMatchObject({ status: 'empty', as_of_seq: 3 });
    const both = await rig.post('/api/ask', { question: 'is node-a1 running?', as_of: iso(60), at: iso(14.5) });
    expect(both.json['text']).toMatch(/^No/);
    const wrong = await rig.post('/api/ask', { question: 'is node-a1 running?', as_of: 'lately' });
    expect(wrong.status).toBe(400);
    expect(JSON.stringify(wrong.json)).toContain('as_of');
    expect((await rig.post('/api/ask', { question: 'is node-a1 running?', as_of: -1 })).status).toBe(400);
  });

  it('holds for plans as for questions', async () => {
    rig = await startRig();
    const plan = { op: 'count', target: 'event', where: { event: ['node_crashed'] }, time: { from: null, to: null } };
    const { json } = await rig.post('/api/ask/plan', { plan, as_of: 3 });
    expect(json['answer']).toMatchObject({ status: 'empty', as_of_seq: 3 });
  });
});

it('names of imported history are known, also where only the question before has them', async () => {
  const { told } = smallHistory();
  const crash = { agent_id: 'tokyo-1', node_id: 'billing', exit_code: 1, generation: 1 } as never;
  told.tell(-86_400, 'node_crashed', crash, { emitter: 'import.tokyo', recordedAtS: 20 });
  rig = await startRig({ told });
  const context = 'how many crashes of billing have there ever been?';
  expect((await rig.post('/api/ask', { question: context })).json).toMatchObject({ value: 1 });
  const { json } = await rig.post('/api/ask', { question: 'when was that?', context });
  expect(json['status']).toBe('answered');
  expect(JSON.stringify(json['plan'])).toContain('billing');
});

describe('a caller who goes away', () => {
  it('ends the work done for it: the store is told to stop, and is not asked again', async () => {
    rig = await startRig();
    let calls = 0;
    let begun = (): void => undefined;
    let stopped = (): void => undefined;
    const working = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    // A store that never answers, as one that reads ten million events seems to.
    const endless = (_: unknown, options?: { signal?: AbortSignal }): Promise<never> =>
      new Promise((_resolve, reject) => {
        calls++;
        options?.signal?.addEventListener('abort', () => {
          reject(options.signal?.reason as Error);
          stopped();
        });
        begun();
      });
    Object.assign(rig.store, { aggregate: endless });
    const asking = request({
      port: rig.control.port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/api/ask',
      headers: { host: `localhost:${rig.control.port}`, authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    const closed = new Promise((resolve) => asking.once('close', resolve));
    asking.on('error', () => undefined); // it is cut off below
    asking.end(JSON.stringify({ question: 'crashes by agent in the last 24 hours' }));
    await working;
    const before = calls;
    asking.destroy();
    await Promise.all([closed, ended]);
    // Whoever asks next is answered after everything that was under way.
    expect((await rig.get('/api/ask/nothing-of-that-name')).status).toBe(404);
    expect(calls).toBe(before);
  });
});
