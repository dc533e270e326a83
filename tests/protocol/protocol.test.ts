import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemClock } from '@sutra/kit';
import { REQUEST_LIMITS } from '@sutra/storage';
import { type Engine, exportToFile, openEngine } from '@sutra/storage/engine';
import { SERVER_LIMITS, type StorageServer, serveStorage } from '@sutra/storage/server';
import { takeEvents, WORKLOAD } from '@sutra/storage/testing';
import { BLOCK_LIMITS, BlockDecoder, BlockEncoder, decodeStored, type EventRecord, eventId, FRAME_LIMITS, StoredReader } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BlockReader,
  FrameReader,
  frame,
  message,
  RunReader,
  readRun,
  SecondClient,
  type Stored,
  unpack,
  writeBlock,
} from './second-decoder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/reference/protocol.md'), 'utf8');
const wire = (name: string): Buffer => readFileSync(join(ROOT, 'packages/wire/src', name));
const folder = mkdtempSync(join(tmpdir(), 'sutra-protocol-'));
let engine: Engine;
let server: StorageServer;
let client: SecondClient;

beforeAll(async () => {
  const clock = systemClock();
  engine = await openEngine({
    folder: join(folder, 'store'),
    clock,
    onFatal: (reason) => {
      throw reason;
    },
  });
  const session = await engine.session(WORKLOAD.emitter, WORKLOAD.epoch);
  await session.append(takeEvents(3_000));
  await (await engine.session('odd', 7)).append(odd());
  await engine.learn({
    concepts: [{ id: 'ada', content: { löve: [1, -2, 0.5, null, true] } }],
    associations: [{ source: 'ada', type: 'knows', target: 'bob' }],
  });
  server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
  client = await SecondClient.open(server.port);
});
afterAll(async () => {
  client.close();
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** One of every form: foreign ids of both kinds, causes of all three, holes, nesting, every kind of number, odd texts. */
function odd(): EventRecord[] {
  const at = 1_760_000_000_000_000;
  const numbers = [0, 127, 128, -1, -128, 2 ** 53 - 1, -(2 ** 53 - 1), 0.1, 12.34, -5.678, Math.PI, -0, 1e300];
  const plain = { type: 'custom.odd', entities: ['é', 'b c'], causes: [] as string[], body: {} as EventRecord['body'] };
  return [
    {
      ...plain,
      emitterSeq: 1,
      timeUs: at,
      id: eventId('custom.odd', at, 'odd', 7, 1),
      body: { numbers, texts: ['', 'x'.repeat(40), 'ü𝄞', '\ud800'] },
    },
    {
      ...plain,
      emitterSeq: 4,
      timeUs: at - 5,
      id: 'an id of its own',
      causes: ['text', eventId('custom.odd', at, 'odd', 7, 1), eventId('tick', 17, 'm.x', 35, 9)],
      operation: 'op',
      meta: { because: 'x', n: 1.5 },
    },
    {
      ...plain,
      emitterSeq: 5,
      timeUs: at,
      id: eventId('tick', at - 99, 'agent-1', 40, 2 ** 33),
      body: { a: { b: { c: [{ d: false }, { d: true }] } }, __proto: 1 },
    },
    {
      ...plain,
      emitterSeq: 6,
      timeUs: at,
      entities: [],
      id: eventId('custom.odd', at, 'odd', 7, 6),
      body: Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`field ${i}`, i])),
    },
  ];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, part: unknown) => (Object.is(part, -0) ? '-0' : part)));

describe('golden files', () => {
  it('of blocks are read to the same events by a reader that knows only the page', () => {
    for (const names of [['block/testdata/block-1.bin', 'block/testdata/block-2.bin'], ['block/testdata/block-3.bin']]) {
      const [ours, theirs] = [new BlockDecoder(), new BlockReader()];
      for (const name of names) expect(theirs.read(wire(name))).toEqual(ours.decode(wire(name)));
    }
  });

  it('of stored events too', () => {
    expect(readRun(wire('block/testdata/stored-1.bin'))).toEqual(decodeStored(wire('block/testdata/stored-1.bin')));
    const [ours, theirs] = [new StoredReader(), new RunReader()];
    for (const name of ['stored-2.bin', 'stored-3.bin'])
      expect(theirs.read(wire(`block/testdata/${name}`))).toEqual(ours.read(wire(`block/testdata/${name}`)));
  });

  it('of frames too, cut anywhere', () => {
    const golden = wire('frame/testdata/protocol-1.golden')
      .toString()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('=').map((side) => side.trim()) as [string, string]);
    const stream = Buffer.concat(golden.map(([bytes]) => Buffer.from(bytes, 'hex')));
    for (const width of [1, 5, stream.length]) {
      const reader = new FrameReader();
      const frames = Array.from({ length: Math.ceil(stream.length / width) }, (_, i) =>
        reader.push(stream.subarray(i * width, (i + 1) * width)),
      ).flat();
      const shown = frames.map(({ kind, id, payload }) => `${kind.toString(16)} ${id} ${payload.toString('hex')}`.trim());
      // Parts are joined with the frame that ends their message.
      const parts = golden.map(([, decoded]) => decoded).filter((decoded) => decoded.startsWith('4 '));
      expect(parts).toHaveLength(1);
      const joined = golden.map(([, decoded]) => decoded).filter((decoded) => !decoded.startsWith('4 '));
      const [, partId, partBytes] = (parts[0] as string).split(' ');
      const whole = joined.map((decoded) => {
        const [kind, id, bytes = ''] = decoded.split(' ');
        return id === partId && kind === '22' ? `${kind} ${id} ${partBytes}${bytes}` : decoded;
      });
      expect(shown).toEqual(whole);
    }
  });

  it('of everything our encoder may write', () => {
    const [encoder, reader] = [new BlockEncoder(WORKLOAD.emitter, WORKLOAD.epoch), new BlockReader()];
    const events = takeEvents(2_000);
    for (let i = 0; i < events.length; i += 300)
      expect(reader.read(Buffer.from(encoder.encode(events.slice(i, i + 300))))).toEqual(events.slice(i, i + 300));
    expect(plain(new BlockReader().read(Buffer.from(new BlockEncoder('odd', 7).encode(odd()))))).toEqual(plain(odd()));
  });
});

describe('a client that knows only the page', () => {
  it('shakes hands, and is told of the limits on the page', () => {
    const { frameBytesMax, messageBytesMax, idleMs } = SERVER_LIMITS;
    expect(client.hello).toMatchObject({ version: 1, server: 'sutra-storage', limits: { frameBytesMax, messageBytesMax, idleMs } });
  });

  it('is refused by name when it speaks another version', async () => {
    await expect(SecondClient.open(server.port, [7, 9])).rejects.toThrow('SUTRA_PROTOCOL_VERSION');
  });

  it('reads the same answers as the engine gives', async () => {
    for (const query of [
      { order: 'asc', limit: 50 },
      { types: ['custom.odd'] },
      { entities: [['é']], order: 'asc' },
      { limit: 2_000 },
    ] as const) {
      const { head, tail } = await client.call('query', query as never);
      const { events, ...page } = await engine.query(query as never);
      expect(head).toEqual(page);
      expect(plain(readRun(tail))).toEqual(plain(events));
    }
    const aggregate = { groupBy: ['type'], measures: [{ fn: 'max', field: 'cpu_pct' }] } as const;
    expect((await client.call('aggregate', aggregate as never)).head).toEqual(plain(await engine.aggregate(aggregate as never)));
    expect((await client.call('concept', { id: 'ada' })).head).toEqual(await engine.concept('ada'));
    expect((await client.call('concept', { id: 'nobody' })).head).toBeNull();
    expect((await client.call('neighbours', { id: 'ada' })).head).toEqual(await engine.neighbours({ id: 'ada' }));
    const id = odd()[1]!.id;
    expect((await client.call('known', { ids: [id, 'no'] })).head).toEqual({ known: [id] });
    expect(readRun((await client.call('event', { id })).tail)).toEqual([await engine.event(id)]);
    await expect(client.call('qurey', {})).rejects.toThrow('SUTRA_STORAGE_OPERATION_UNKNOWN');
  });

  it('reads answers that keep their words, one after the other, and those that stand alone among them', async () => {
    expect((client.hello as { answerWords: boolean }).answerWords).toBe(true);
    const own = await SecondClient.open(server.port);
    const runs = new RunReader();
    const asked = async (op: string, args: object, keepWords = true): Promise<{ readonly said: unknown; readonly run: Buffer }> => {
      const { tail } = await own.call(op, args as never, Buffer.alloc(0), keepWords ? { keepWords } : {});
      return { said: plain(runs.read(tail)), run: tail };
    };
    const causes = { id: odd()[1]!.id };
    const none = { types: ['custom.none'] };
    const before = [await asked('query', none), await asked('query', { limit: 40 }), await asked('causes', causes)];
    const alone = await asked('query', { limit: 40 }, false);
    const after = [await asked('event', causes), await asked('query', none), await asked('query', { limit: 40 })];
    const forms = [...before, alone, ...after].map(({ run }) => `${run[2]} ${run[3]}`);
    expect(forms).toEqual(['2 1', '2 1', '2 0', '1 0', '2 0', '2 0', '2 0']);
    const [newest, back] = [plain((await engine.query({ limit: 40 })).events), plain(await engine.causes(causes))];
    expect([...before, alone, ...after].map(({ said }) => said)).toEqual([
      [],
      newest,
      back,
      newest,
      [plain(await engine.event(causes.id))],
      [],
      newest,
    ]);
    expect(after[2]!.run.length).toBeLessThan(before[1]!.run.length);
    own.close();
  });

  it('appends an event of its own, once however often it is sent', async () => {
    const event = {
      type: 'custom.second',
      timeUs: 1_760_000_000_000_000,
      emitterSeq: 1,
      entities: ['second'],
      says: 'written from the page',
    };
    const { head } = await client.call('session', { emitter: 'second', epoch: 1 });
    const { session } = head as { session: number };
    const before = engine.lastSeq;
    expect(await client.append(session, writeBlock('second', 1, event))).toEqual({ storedThrough: 1, seq: before + 1 });
    expect(await client.append(session, writeBlock('second', 1, event))).toEqual({ storedThrough: 1, seq: 0 });
    expect((await engine.query({ types: ['custom.second'] })).events).toMatchObject([
      { id: 'event-custom.second-1760000000000000-second:1.1', entities: ['second'], body: { says: event.says } },
    ]);
  });

  it('keeps a snapshot, in parts where it is large, and follows the log to its end', async () => {
    const bytes = Buffer.alloc(600_000, 'snapshot');
    await client.call('putSnapshot', { name: 's', seq: 5 }, bytes);
    const { head, tail } = await client.call('snapshot', { name: 's' });
    expect([head, Buffer.compare(tail, bytes)]).toEqual([{ seq: 5 }, 0]);
    const { events: all, runs } = await client.feed(1);
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: engine.lastSeq }, (_, i) => i + 1));
    const stored: Stored[] = [];
    for await (const item of engine.feed({ fromSeq: 1 }, new AbortController().signal)) {
      if (item.kind !== 'events') break;
      stored.push(...(item.events as unknown as Stored[]));
    }
    expect(plain(all)).toEqual(plain(stored));
    expect((client.hello as { feedWords: boolean }).feedWords).toBe(true);
    const once = await client.feed(1, true);
    expect(plain(once.events)).toEqual(plain(stored));
    expect([...new Set(runs.map((run) => `${run[2]} ${run[3]}`))]).toEqual(['1 0']);
    expect(once.runs.map((run) => `${run[2]} ${run[3]}`)).toEqual(['2 1', ...once.runs.slice(1).map(() => '2 0')]);
  });

  it('reads an export of blocks', async () => {
    const path = join(folder, 'export');
    await exportToFile(engine, path, { form: 'blocks' });
    const bytes = readFileSync(path);
    let read = 0;
    for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 8))
      read += readRun(bytes.subarray(at, at + bytes.readUInt32LE(at + 8))).length;
    expect(read).toBe(engine.lastSeq);
  });
});

describe('the page', () => {
  it('has every limit of the code with its value, and no other', () => {
    const said = new Map(
      [...PAGE.slice(PAGE.indexOf('| request | value |')).matchAll(/`(\w+)` \| ([^|]+) /g)].map((match) => [match[1], match[2]?.trim()]),
    );
    const own = Object.entries(SERVER_LIMITS).filter(([name]) => !(name in FRAME_LIMITS));
    const code = [...Object.entries(FRAME_LIMITS), ...Object.entries(BLOCK_LIMITS), ...own, ...Object.entries(REQUEST_LIMITS)];
    const twice = code.filter(([name], i) => code.findIndex(([other]) => other === name) !== i).map(([name]) => name);
    expect(twice).toEqual(['depthMax']);
    for (const [name, value] of code) if (!twice.includes(name)) expect([name, said.get(name)]).toEqual([name, shown(name, value)]);
    expect(PAGE).toContain(`| \`depthMax\` | ${FRAME_LIMITS.depthMax} |`);
    expect(PAGE).toContain(`| \`depthMax\` | ${BLOCK_LIMITS.depthMax} |`);
    expect([...said.keys()].filter((name) => !code.some(([known]) => known === name))).toEqual([]);
  });

  it('is all that the second decoder rests on', () => {
    const imports = readFileSync(new URL('./second-decoder.ts', import.meta.url), 'utf8').match(/from '[^']+'/g);
    expect(imports).toEqual(["from 'node:net'"]);
    expect(message(frame(0x20, 1, Buffer.of(0, 0, 0, 1, 0xc0)).subarray(9))).toEqual({ head: null, tail: Buffer.alloc(0) });
    expect(unpack(Buffer.of(0xd1, 0xff, 0x00))).toBe(-256);
  });
});

/** "8 MiB", "10 s", "4,096": as the page writes them. */
function shown(name: string, value: number): string {
  if (/bytes/i.test(name) && value >= 2 ** 10) return value % 2 ** 20 === 0 ? `${value / 2 ** 20} MiB` : `${value / 2 ** 10} KiB`;
  return /Ms(Max)?$/.test(name) ? `${value / 1000} s` : value.toLocaleString('en');
}
