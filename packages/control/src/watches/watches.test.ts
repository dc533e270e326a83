import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Teller } from '@sutra/hybrid/testing';
import { fromStored } from '@sutra/model';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeepsWhatItTakes } from '../ports.ts';
import { type Rig, smallHistory, startRig } from '../testing/rig.ts';

const rigs: Rig[] = [];
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.control.close();
  for (const close of closers.splice(0)) await close();
});

async function rigOf(told: Teller = smallHistory().told, keeps: Partial<KeepsWhatItTakes> = {}): Promise<Rig> {
  const rig = await startRig({ told, keeps });
  rigs.push(rig);
  return rig;
}

/** Tells events and hands them to the store's feed; resolves when control has folded and judged them. */
async function happen(rig: Rig, tell: (told: Teller) => void): Promise<void> {
  const before = rig.told.events.length;
  tell(rig.told);
  rig.store.append(...rig.told.events.slice(before));
  await expect.poll(async () => (await rig.get('/api/grid/state')).json['as_of_seq']).toBe(rig.told.events.length);
  await expect.poll(async () => (await rig.get('/api/watches')).status).toBe(200);
}

const AT_S = 3_600;
const crash = (told: Teller, atS: number, node = 'node-a1', more: { readonly emitter?: string; readonly recordedAtS?: number } = {}) =>
  told.tell(atS, 'node_crashed', { node_id: node, agent_id: 'agent-1', exit_code: 1 }, more);
/** A crash of long ago, imported now. */
const imported = (told: Teller, atS: number, nowS: number) => crash(told, atS, 'shop', { emitter: 'import.kubernetes', recordedAtS: nowS });
const lastText = (rig: Rig) =>
  rig.emitted.flatMap(({ type, body }) => (type === 'watch_fired' ? [(body as { text: string }).text] : [])).at(-1);
const notices = (rig: Rig) =>
  rig.emitted
    .filter((draft) => draft.type === 'watch_fired' || draft.type === 'watch_recovered')
    .map((draft) => [draft.type, (draft.body as { subject: string }).subject]);
/** What control said, put into the record, as its emitter would. */
function record(rig: Rig, told: Teller): void {
  for (const draft of rig.emitted)
    if (draft.type.startsWith('watch_'))
      told.tell(
        AT_S + 1,
        draft.type as 'watch_removed',
        draft.body as never,
        draft.actor === undefined ? {} : { meta: { actor: draft.actor } },
      );
}

describe('a question that stands', () => {
  it('tells the same trouble once, and its end', async () => {
    const rig = await rigOf();
    const { status, json } = await rig.post('/api/watches', {
      plan: { op: 'watch', where: { event: ['node_crashed'] } },
      question: 'tell me when a node crashes',
    });
    expect([status, json['open']]).toEqual([200, []]);
    await happen(rig, (told) => crash(told, AT_S));
    await happen(rig, (told) => crash(told, AT_S + 1));
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'node-a1']]);
    expect((await rig.get('/api/watches')).json).toMatchObject({ watches: [{ open: ['node-a1'], fired: 1 }] });
    await happen(rig, (told) =>
      told.tell(AT_S + 2, 'node_restarted', { node_id: 'node-a1', agent_id: 'agent-1', restart_count: 1, new_pid: 5 }),
    );
    await expect
      .poll(() => notices(rig))
      .toEqual([
        ['watch_fired', 'node-a1'],
        ['watch_recovered', 'node-a1'],
      ]);
  });

  it('counts over a moving stretch, and says when it is over', async () => {
    const rig = await rigOf();
    await rig.post('/api/watches', {
      question: 'more than 3 crashes in 10 minutes',
      plan: { op: 'watch', having: [{ event: ['node_crashed'], count: { gt: 3 }, per: '10m' }] },
    });
    for (let n = 0; n < 3; n++) await happen(rig, (told) => crash(told, AT_S + n, `node-${n}`));
    expect(notices(rig)).toEqual([]);
    await happen(rig, (told) => crash(told, AT_S + 4, 'node-4'));
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'all']]);
    await rig.clock.advance(605_000);
    await expect
      .poll(() => notices(rig))
      .toEqual([
        ['watch_fired', 'all'],
        ['watch_recovered', 'all'],
      ]);
  });

  it('is neither ended nor rung by history that is imported while it stands', async () => {
    const rig = await rigOf();
    const having = [{ event: ['node_crashed'], count: { gte: 2 }, per: '5m' }];
    await rig.post('/api/watches', { question: 'two crashes in 5 minutes', plan: { op: 'watch', having } });
    await rig.post('/api/watches', { question: 'crashes', plan: { op: 'watch', where: { event: ['node_crashed'] } } });
    await happen(rig, (told) => crash(told, AT_S + 1, 'node-b'));
    await happen(rig, (told) => crash(told, AT_S + 2, 'node-c'));
    const all = [
      ['watch_fired', 'node-b'],
      ['watch_fired', 'all'],
      ['watch_fired', 'node-c'],
    ];
    await expect.poll(() => notices(rig)).toEqual(expect.arrayContaining(all));
    expect((await rig.get('/api/watches')).json).toMatchObject({ watches: [{ open: ['all'] }, { open: ['node-b', 'node-c'] }] });
    // Of hours ago, and of the very minutes that are counted.
    await happen(rig, (told) => imported(told, 60, AT_S + 3));
    await happen(rig, (told) => imported(told, AT_S + 2.5, AT_S + 4));
    await happen(rig, (told) => crash(told, AT_S + 5, 'node-d'));
    await expect.poll(() => notices(rig)).toEqual(expect.arrayContaining([...all, ['watch_fired', 'node-d']]));
    expect(notices(rig)).toHaveLength(4);
  });

  it('counts what is told late by when it happened, and never what happened before it was set up', async () => {
    const rig = await rigOf();
    const having = [{ event: ['node_crashed'], count: { gte: 3 }, per: '5m' }];
    await rig.post('/api/watches', { question: 'three crashes in 5 minutes', plan: { op: 'watch', having } });
    await happen(rig, (told) => crash(told, AT_S + 10, 'node-b'));
    await happen(rig, (told) => crash(told, AT_S - 60, 'node-c', { recordedAtS: AT_S + 11 }));
    await happen(rig, (told) => crash(told, AT_S + 12, 'node-d'));
    expect(notices(rig)).toEqual([]);
    await happen(rig, (told) => crash(told, AT_S + 5, 'node-e', { recordedAtS: AT_S + 14 }));
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'all']]);
    expect(lastText(rig)).toBe('3 crashes within 5 min, counted since the watch was set up 14 s ago');
    await happen(rig, (told) => crash(told, AT_S + 6, 'node-f', { recordedAtS: AT_S + 15 }));
    expect(notices(rig)).toHaveLength(1);
  });

  it('survives a restart: what was missed is told late, what was told is not told again', async () => {
    const { told } = smallHistory();
    const first = await rigOf(told);
    await first.post('/api/watches', { plan: { op: 'watch', where: { event: ['node_crashed'] } }, question: 'crashes' });
    await happen(first, (one) => crash(one, AT_S + 2));
    await expect.poll(() => notices(first)).toHaveLength(1);
    await first.control.close();
    rigs.length = 0;
    // The record as it would be: the watch, a crash that was told, and another while control was away.
    const again = smallHistory().told;
    const added = first.emitted.find((draft) => draft.type === 'watch_added');
    again.tell(AT_S, 'watch_added', added?.body as never);
    const known = crash(again, AT_S + 2);
    again.tell(AT_S + 3, 'watch_fired', {
      ...(first.emitted.find((draft) => draft.type === 'watch_fired')?.body as object),
      key: known,
    } as never);
    crash(again, AT_S + 4, 'node-b2');
    const second = await rigOf(again);
    await expect.poll(() => notices(second)).toEqual([['watch_fired', 'node-b2']]);
    expect((await second.get('/api/watches')).json).toMatchObject({ watches: [{ question: 'crashes', open: ['node-a1', 'node-b2'] }] });
  });

  it('on a figure rings every time it is so again, and once for as long as it is', async () => {
    const rig = await rigOf();
    await rig.post('/api/watches', {
      question: 'alert when node-a1 uses more than 100 MB',
      plan: { op: 'watch', where: { node: ['node-a1'], memory_mb: { gt: 100 } } },
    });
    const measured = (atS: number, memory_mb: number) =>
      happen(rig, (told) => {
        told.tell(atS, 'node_metrics', {
          node_id: 'node-a1',
          agent_id: 'agent-1',
          cpu_pct: 1,
          memory_mb,
          pid: 4_242,
          generation: 1,
        } as never);
      });
    const again = [];
    for (const [n, memory] of [150, 50, 160, 40].entries()) {
      await measured(AT_S + n, memory);
      await rig.clock.advance(1_000);
      again.push([n % 2 === 0 ? 'watch_fired' : 'watch_recovered', 'node-a1']);
      await expect.poll(() => notices(rig)).toEqual(again);
    }
    await measured(AT_S + 5, 170);
    await rig.clock.advance(1_000);
    await expect.poll(() => notices(rig)).toHaveLength(5);
    expect(lastText(rig)).toBe('node-a1 is running, memory 170 MB');
    // Who watches next knows what was told.
    record(rig, rig.told);
    const next = await rigOf(rig.told);
    await expect.poll(async () => (await next.get('/api/watches')).json).toMatchObject({ watches: [{ open: ['node-a1'] }] });
    expect(notices(next)).toEqual([]);
  });

  it('on too few is told at the instant it came about, and not again by whoever watches next', async () => {
    const rig = await rigOf();
    await rig.post('/api/watches', {
      question: 'alert when node-a1 crashes less than once in a minute',
      plan: { op: 'watch', having: [{ event: ['node_crashed'], count: { lt: 1 }, per: '1m' }] },
    });
    await happen(rig, (told) => crash(told, AT_S + 30));
    await rig.clock.advance(95_000);
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'all']]);
    await happen(rig, (told) => crash(told, AT_S + 96));
    await expect.poll(() => notices(rig)).toHaveLength(2);
    const again = smallHistory().told;
    const body = (type: string) => rig.emitted.find((draft) => draft.type === type)?.body as never;
    again.tell(AT_S, 'watch_added', body('watch_added'));
    crash(again, AT_S + 30);
    again.tell(AT_S + 91, 'watch_fired', body('watch_fired'));
    crash(again, AT_S + 96);
    again.tell(AT_S + 97, 'watch_recovered', body('watch_recovered'));
    const next = await rigOf(again);
    await expect.poll(async () => (await next.get('/api/watches')).json).toMatchObject({ watches: [{ fired: 1, open: [] }] });
    await next.clock.advance(97_000);
    await next.clock.advance(1_000);
    expect(notices(next)).toEqual([]);
  });

  it('on several troubles tells each, and what ends them once', async () => {
    const rig = await rigOf();
    const of = { node_id: 'node-a1', agent_id: 'agent-1' };
    await rig.post('/api/watches', { question: 'anything on node-a1', plan: { op: 'watch', where: { node: ['node-a1'] } } });
    await rig.post('/api/watches', {
      question: 'agent trouble',
      plan: { op: 'watch', where: { event: ['agent_degraded', 'agent_offline'] } },
    });
    await happen(rig, (told) => crash(told, AT_S + 1));
    await happen(rig, (told) => told.tell(AT_S + 2, 'node_gave_up', { ...of, reason: 'the restart policy is never' } as never));
    await happen(rig, (told) => told.tell(AT_S + 3, 'stop_requested', { ...of, generation: 1 } as never));
    await happen(rig, (told) => told.tell(AT_S + 4, 'spawn_succeeded', { ...of, pid: 9, port: 0, generation: 2 } as never));
    const node = [
      ['watch_fired', 'node-a1'],
      ['watch_fired', 'node-a1'],
      ['watch_fired', 'node-a1'],
      ['watch_recovered', 'node-a1'],
    ];
    await expect.poll(() => notices(rig)).toEqual(node);
    const silent = { agent_id: 'agent-1', seconds_since_heartbeat: 9, last_heartbeat: '2026-01-01T00:00:00Z' };
    await happen(rig, (told) => told.tell(AT_S + 5, 'agent_degraded', silent as never));
    await happen(rig, (told) => told.tell(AT_S + 6, 'agent_offline', silent as never));
    await happen(rig, (told) => told.tell(AT_S + 7, 'agent_recovered', { agent_id: 'agent-1', offline_s: 5 } as never));
    await expect
      .poll(() => notices(rig))
      .toEqual([...node, ['watch_fired', 'agent-1'], ['watch_fired', 'agent-1'], ['watch_recovered', 'agent-1']]);
  });

  it('on what somebody does is rung by what comes of his wishes, whoever carries them out', async () => {
    const rig = await rigOf();
    for (const where of [
      { event: ['stop_succeeded'], user: ['bob'] },
      { event: ['node_restarted'], user: ['bob'] },
    ])
      await rig.post('/api/watches', { question: 'what bob does', plan: { op: 'watch', where } });
    const node = { node_id: 'node-a1', agent_id: 'agent-1' };
    const carriedOut = { meta: { actor: 'agent:agent-1' } };
    for (const [n, who] of ['alice', 'bob'].entries())
      await happen(rig, (told) => {
        const operation = `op-stop-${who}`;
        told.tell(AT_S + n, 'stop_requested', { ...node, generation: 1 }, { operation, meta: { actor: `cli:${who}` } });
        told.tell(AT_S + n, 'stop_succeeded', { ...node, generation: 1, forced: false }, { operation, ...carriedOut });
      });
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'node-a1']]);
    await happen(rig, (told) => {
      const operation = 'op-restart';
      const wish = { ...node, port: 0, storage_path: '', memory_limit_mb: 0, generation: 2, replaces: 1 };
      told.tell(AT_S + 3, 'spawn_requested', wish, { operation, meta: { actor: 'cli:bob' } });
      told.tell(AT_S + 4, 'spawn_succeeded', { ...node, pid: 9, port: 0, generation: 2 }, { operation, ...carriedOut });
    });
    await expect.poll(() => notices(rig)).toHaveLength(2);
    expect((await rig.get('/api/watches')).json).toMatchObject({ watches: [{ fired: 1 }, { fired: 1 }] });
  });

  it('on a state that is denied rings when it ends, and not for what is measured while it lasts', async () => {
    const rig = await rigOf();
    const { json } = await rig.post('/api/watches', { question: 'tell me when node-a1 is not running' });
    expect(json['plan']).toMatchObject({ where: { node: ['node-a1'], status: expect.arrayContaining(['crashed', 'stopped', 'lost']) } });
    await rig.post('/api/watches', { plan: { op: 'watch', where: { event: { not: ['node_crashed'] } } } });
    const metrics = { node_id: 'node-a1', agent_id: 'agent-1', cpu_pct: 1, memory_mb: 1, pid: 4_242, generation: 1 };
    await happen(rig, (told) => told.tell(AT_S + 1, 'node_metrics', metrics as never));
    expect(notices(rig)).toEqual([]);
    await happen(rig, (told) =>
      told.tell(AT_S + 2, 'node_crashed', { node_id: 'node-a1', agent_id: 'agent-1', exit_code: 1, generation: 1 }),
    );
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'node-a1']]);
  });

  it('that would stand for something else, or never ring, is refused with what can be watched', async () => {
    const rig = await rigOf();
    const said = async (body: object) => (await rig.post('/api/watches', body)).json['error'];
    expect(await said({ question: 'alert when a node crashes twice in 5 minutes' })).toMatchObject({
      message: expect.stringContaining('no watch stands for "a node, counted each by itself"'),
      mend: 'What can be watched: "tell me when there are at least 2 crashes within 5m".',
    });
    expect(await said({ plan: { op: 'watch', where: { event: ['node_crashed'], user: ['alice'] } } })).toMatchObject({
      message: expect.stringContaining('what nobody does has no user'),
    });
    for (const question of ['tell me when edge-tokyo comes back', 'tell me when edge-tokyo is offline'])
      expect(await said({ question }), 'no name of this grid').toMatchObject({
        message: expect.stringContaining('"edge-tokyo" is neither a name known here nor a word that is read'),
        mend: expect.stringMatching(/^What can be watched: "tell me when/),
      });
    expect((await rig.get('/api/watches')).json).toEqual({ watches: [] });
  });

  it('is taken down for good', async () => {
    const rig = await rigOf();
    const { json } = await rig.post('/api/watches', { plan: { op: 'watch', where: { event: ['node_crashed'] } }, question: 'crashes' });
    expect((await rig.post('/api/watches/remove', { watch_id: json['watch_id'] })).status).toBe(200);
    expect((await rig.post('/api/watches/remove', { watch_id: json['watch_id'] })).status).toBe(404);
    await happen(rig, (told) => crash(told, AT_S));
    expect(notices(rig)).toEqual([]);
    const told = smallHistory().told;
    record(rig, told);
    expect((await (await rigOf(told)).get('/api/watches')).json).toEqual({ watches: [] });
  });

  it('needs the token to be set up, and something to wait for', async () => {
    const rig = await rigOf();
    const bare = await rig.http('POST', '/api/watches', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'crashes' }),
    });
    expect(bare.status).toBeGreaterThanOrEqual(401);
    for (const question of ['what is the weather in Mumbai', 'how many nodes are running?', 'who stopped node-a1?', 'restart node-a1'])
      expect((await rig.post('/api/watches', { question })).status, question).toBe(400);
    expect((await rig.post('/api/watches', { question: 'crashes', webhook: 'file:///etc/passwd' })).status).toBe(400);
  });
});

/** A receiver of notices that answers with these statuses in turn. */
async function receiver(statuses: readonly number[]): Promise<{ url: string; got: { signature: string; body: string }[]; server: Server }> {
  const got: { signature: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      response.statusCode = statuses[got.length] ?? 200;
      if (response.statusCode === 302) response.setHeader('location', 'http://127.0.0.1:1/secret');
      got.push({ signature: String(request.headers['x-sutra-signature']), body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got, server };
}

describe('a notice', () => {
  it('leaves once it is safe that it was told: a process that is killed before does not tell it twice', async () => {
    let safe = (): void => undefined;
    const kept = new Promise<void>((resolve) => {
      safe = resolve;
    });
    const rig = await rigOf(smallHistory().told, { whenSpooled: () => kept });
    const { url, got } = await receiver([]);
    const plan = { op: 'watch', where: { event: ['node_crashed'] } };
    await rig.post('/api/watches', { plan, question: 'crashes', webhook: url });
    await happen(rig, (told) => crash(told, AT_S));
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'node-a1']]);
    // Whatever had been sent before this would have arrived before it.
    await fetch(url, { method: 'POST', body: 'of the test' });
    expect(got.map(({ body }) => body)).toEqual(['of the test']);
    safe();
    await expect.poll(() => got.length).toBe(2);
  });

  it('that was told and is not stored yet is not told again', async () => {
    const rig = await rigOf();
    const plan = { op: 'watch', where: { event: ['node_crashed'] } };
    await rig.post('/api/watches', { plan, question: 'crashes' });
    await happen(rig, (told) => crash(told, AT_S + 2));
    await expect.poll(() => notices(rig)).toEqual([['watch_fired', 'node-a1']]);
    // The store has the watch and the crash; what was told is in the spool of whoever told it.
    const { told } = smallHistory();
    const of = (type: string) => rig.emitted.find((draft) => draft.type === type)?.body as never;
    told.tell(AT_S + 1, 'watch_added', of('watch_added'));
    const key = crash(told, AT_S + 2);
    const spool = smallHistory().told;
    spool.tell(AT_S + 3, 'watch_fired', { ...(of('watch_fired') as object), key } as never);
    const next = await rigOf(told, { pending: () => spool.events.slice(-1).map(fromStored) });
    await expect.poll(async () => (await next.get('/api/watches')).json).toMatchObject({ watches: [{ fired: 1 }] });
    expect(notices(next)).toEqual([]);
  });

  it('is posted signed, and tried again when the receiver fails', async () => {
    const rig = await rigOf();
    const { url, got } = await receiver([500, 200]);
    const { json } = await rig.post('/api/watches', {
      plan: { op: 'watch', where: { event: ['node_crashed'] } },
      question: 'crashes',
      webhook: url,
    });
    await happen(rig, (told) => crash(told, AT_S));
    await expect.poll(() => got.length).toBe(1);
    await expect
      .poll(async () => {
        await rig.clock.advance(500);
        return got.length;
      })
      .toBe(2);
    const { signature, body } = got[1] as { signature: string; body: string };
    const [, seconds, sent] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(sent).toBe(createHmac('sha256', String(json['secret'])).update(`${seconds}.${body}`).digest('hex'));
    expect(JSON.parse(body)).toMatchObject({ watch_id: json['watch_id'], kind: 'fired', subject: 'node-a1' });
    expect(JSON.stringify(rig.emitted)).not.toContain(String(json['secret']));
  });

  it('does not follow a redirect, and a failure is recorded', async () => {
    const rig = await rigOf();
    const { url, got } = await receiver([302, 302, 302, 302]);
    await rig.post('/api/watches', { plan: { op: 'watch', where: { event: ['node_crashed'] } }, question: 'crashes', webhook: url });
    await happen(rig, (told) => crash(told, AT_S));
    await expect
      .poll(
        async () => {
          await rig.clock.advance(5_000);
          return rig.emitted.find((draft) => draft.type === 'watch_delivery_failed')?.body;
        },
        { timeout: 30_000 },
      )
      .toMatchObject({ error: expect.stringContaining('redirect') });
    expect(got).toHaveLength(4);
  });

  it('is handed to a program on its standard input, with arguments no shell has seen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sutra-watch-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'got');
    const script =
      'let t="";process.stdin.on("data",(d)=>t+=d).on("end",()=>require("fs").writeFileSync(process.argv[1],JSON.stringify([process.argv.slice(2),t])))';
    const rig = await rigOf();
    await rig.post('/api/watches', {
      plan: { op: 'watch', where: { event: ['node_crashed'] } },
      question: 'crashes',
      command: [process.execPath, '-e', script, file, '$(touch /tmp/x); rm -rf .'],
    });
    await happen(rig, (told) => crash(told, AT_S));
    await expect.poll(() => readOr(file), { timeout: 30_000 }).toBeDefined();
    const [args, text] = JSON.parse(readOr(file) as string) as [string[], string];
    expect(args).toEqual(['$(touch /tmp/x); rm -rf .']);
    expect(JSON.parse(text)).toMatchObject({ kind: 'fired', subject: 'node-a1' });
  });
});

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined;
  } catch {
    return undefined; // not written yet
  }
}
