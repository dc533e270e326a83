import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, catalogueOf, withRecordedNames } from '@sutra/hybrid';
import { systemClock } from '@sutra/kit';
import { EMPTY_GRID } from '@sutra/model';
import { type Engine, entriesOf, importEvents, openEngine } from '@sutra/storage/engine';
import type { EventRecord } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceName } from './core/fact.ts';
import { SourceReader } from './source-reader.ts';

const DATA = new URL('./testdata/', import.meta.url);
const bytesOf = (name: string): Buffer => readFileSync(new URL(name, DATA));
const room = mkdtempSync(join(tmpdir(), 'sutra-sources-'));
const engines: Engine[] = [];
let engine: Engine;

beforeAll(async () => {
  engine = await fresh();
});
afterAll(async () => {
  for (const one of engines) await one.close();
  rmSync(room, { recursive: true });
});

async function fresh(): Promise<Engine> {
  const one = await openEngine({
    folder: join(room, String(engines.length)),
    clock: systemClock(),
    onFatal: (reason) => {
      throw reason;
    },
  });
  engines.push(one);
  return one;
}

const readerOf = (source: SourceName): SourceReader => new SourceReader(source, { host: 'docker-1' });

/** The events of a file; what cannot be read throws. */
function read(source: SourceName, bytes: Buffer, width = bytes.length): { readonly events: EventRecord[]; readonly reader: SourceReader } {
  const reader = readerOf(source);
  const batches: Iterable<readonly { event(n: number): EventRecord }[]>[] = [];
  for (let at = 0; at < bytes.length; at += width) batches.push([...reader.push(bytes.subarray(at, at + width))]);
  batches.push([...reader.end()]);
  const events = batches.flatMap((batch) => [...batch].flat()).map((entry, i) => entry.event(i + 1));
  return { events, reader };
}

async function* pieces(bytes: Buffer, width = 8_192): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += width) yield bytes.subarray(at, at + width);
}

let runs = 0;
const importBytes = (to: Engine, source: SourceName, bytes: Buffer) =>
  importEvents(to, entriesOf(pieces(bytes), readerOf(source)), { name: source, epoch: ++runs });

/** What a file becomes, for ever. `UPDATE_GOLDEN=1` writes it anew: look at the difference before you keep it. */
function golden(name: string, found: unknown): void {
  const path = new URL(`${name}.golden.json`, DATA);
  if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(path)) writeFileSync(path, `${JSON.stringify(found, null, 1)}\n`);
  expect(found).toEqual(JSON.parse(readFileSync(path, 'utf8')));
}

const FILES: readonly (readonly [SourceName, string])[] = [
  ['kubernetes', 'kubernetes-list.json'],
  ['kubernetes', 'kubernetes-watch.json'],
  ['docker', 'docker.ndjson'],
  ['nomad', 'nomad.ndjson'],
  ['journald', 'journald.ndjson'],
  ['journald', 'journald.export'],
];

describe.each(FILES)('%s history in %s', (source, name) => {
  it('becomes the events it always became', () => {
    const { events, reader } = read(source, bytesOf(name));
    golden(name, JSON.parse(JSON.stringify({ counts: reader.counts, events })));
  });

  it('is the same however its bytes arrive', () => {
    const whole = read(source, bytesOf(name));
    for (const width of [1, 7, 1_000]) {
      const cut = read(source, bytesOf(name), width);
      expect(cut.events).toEqual(whole.events);
      expect(cut.reader.counts).toEqual(whole.reader.counts);
    }
  });

  it('is stored once, however often it is imported, and every cause it names is there', async () => {
    const to = await fresh();
    const first = await importBytes(to, source, bytesOf(name));
    expect(first.stored).toBeGreaterThan(1);
    expect(first.stored + first.known).toBe(first.read);
    expect(await importBytes(to, source, bytesOf(name))).toMatchObject({ stored: 0, known: first.read });
    for (const { causes } of read(source, bytesOf(name)).events) {
      for (const cause of causes) expect(await to.event(cause)).toBeDefined();
    }
  });

  it('that is cut short is imported as far as it is whole, and the place is named', async () => {
    const bytes = bytesOf(name);
    const to = await fresh();
    await expect(importBytes(to, source, bytes.subarray(0, Math.floor(bytes.length * 0.9)))).rejects.toMatchObject({
      code: 'SUTRA_IMPORT_INVALID',
      message: expect.stringMatching(/^line \d+: .*the input ends inside/),
    });
    const before = to.lastSeq;
    expect(before).toBeGreaterThan(0);
    const { known, stored } = await importBytes(to, source, bytes);
    expect(known).toBeGreaterThanOrEqual(before);
    expect(stored).toBeGreaterThan(0);
  });

  it('with garbage in it stops there and names it', async () => {
    const to = await fresh();
    await expect(importBytes(to, source, Buffer.concat([bytesOf(name), Buffer.from('garbage\n\n')]))).rejects.toMatchObject({
      code: 'SUTRA_IMPORT_INVALID',
    });
    expect(to.lastSeq).toBeGreaterThan(1);
  });
});

describe('causes', () => {
  it.each([
    [
      'kubernetes',
      'kubernetes-list.json',
      'payments/checkout-7d9c5-x2k4p',
      ['custom.kubernetes.unhealthy', 'node_crashed', 'custom.kubernetes.back_off'],
    ],
    ['kubernetes', 'kubernetes-list.json', 'batch-9', ['node_crashed', 'custom.kubernetes.back_off']],
    ['kubernetes', 'kubernetes-list.json', 'report-0', ['spawn_failed', 'spawn_failed']],
    ['docker', 'docker.ndjson', 'shop-db-1', ['custom.docker.oom', 'node_crashed', 'custom.docker.start']],
    ['nomad', 'nomad.ndjson', 'cache.redis[0]', ['node_crashed', 'custom.nomad.task_restarting', 'custom.nomad.task_started']],
    [
      'journald',
      'journald.ndjson',
      'api.service',
      ['custom.journald.unit_out_of_memory', 'node_crashed', 'custom.journald.unit_failed', 'custom.journald.unit_restart_scheduled'],
    ],
  ] as const)('of %s can be walked: %s, %s', async (source, name, entity, chain) => {
    const to = await fresh();
    await importBytes(to, source, bytesOf(name));
    const { events } = await to.query({ entities: [[entity]], types: [chain.at(-1) as string], order: 'desc', limit: 10 });
    const walks = await Promise.all(
      events.map(async (event) => {
        const types = [event.type];
        for (let at = event; at.causes.length > 0; types.unshift(at.type)) at = (await to.event(at.causes[0] as string))!;
        return types;
      }),
    );
    expect(walks).toContainEqual(chain);
  });

  it.each([
    ['why did shop-db-1 crash?', 'ran out of memory', 'docker'],
    ['why did batch-9 crash?', 'ran out of memory', 'kubernetes'],
    ['why did payments/checkout-7d9c5-x2k4p crash?', 'liveness probe', 'kubernetes'],
    ['why did api.service crash?', 'ran out of memory', 'journald'],
  ])('answer "%s" from imported history alone', async (question, because, origin) => {
    const to = await fresh();
    for (const [source, name] of FILES) await importBytes(to, source, bytesOf(name));
    const catalogue = await withRecordedNames(catalogueOf(EMPTY_GRID), [question], to);
    const answer = await ask({ question, tz: 'UTC', nowUs: 1_772_622_000_000_000 }, { catalogue, state: EMPTY_GRID, reader: to });
    expect([answer.status, answer.text]).toEqual(['answered', expect.stringContaining(because)]);
    const told = await Promise.all((answer.evidence ?? []).map((id) => to.event(id)));
    expect(told.length).toBeGreaterThan(1);
    for (const event of told) expect(event?.meta?.['origin']).toBe(origin);
  });

  it('keep the cause of a crash where the source proves it, and say unknown where it does not', () => {
    const crashes = FILES.flatMap(([source, name]) => read(source, bytesOf(name)).events.filter(({ type }) => type === 'node_crashed'));
    expect(crashes.map(({ body, entities }) => [entities[0], body['cause']])).toEqual([
      ['payments/checkout-7d9c5-x2k4p', 'probe_failed'],
      ['batch-9', 'oom'],
      ['web-0', 'probe_failed'],
      ['shop-db-1', 'oom'],
      ['worker', 'segfault'],
      ['cache.redis[0]', 'oom'],
      ['cache.redis[0]', 'oom'],
      ['api.service', 'oom'],
      ['api.service', 'oom'],
    ]);
  });
});

it('no secret reaches the store', () => {
  for (const [source, name] of FILES) {
    const text = JSON.stringify(read(source, bytesOf(name)).events);
    for (const secret of ['hunter2-secret', 's3cr3t-value', 'abcdef123456']) expect(text).not.toContain(secret);
  }
});

it('a secret beside bytes that are no text, and one that would be in an id, do not reach the store either', () => {
  const said = Buffer.concat([Buffer.from([0xff]), Buffer.from(' password=hunter2-secret ')]);
  for (const message of [[...said], 'password=hunter2-secret']) {
    const entry = { __REALTIME_TIMESTAMP: '1772618400123456', _SYSTEMD_UNIT: 'api.service', _PID: '7', MESSAGE: message };
    const [event] = read(
      'journald',
      Buffer.from(JSON.stringify({ ...entry, MESSAGE_ID: 'd9b373ed55a64feb8242e02dbe79a49c', UNIT: 'api.service' })),
    ).events;
    expect(event?.id).toMatch(/^journald:1772618400123456:/);
    const text = JSON.stringify(event);
    expect(text).not.toContain('hunter2-secret');
    expect(text).not.toContain(said.toString('base64').slice(4, 20));
  }
});

it('both forms of the journal give the same events', () => {
  const [json, binary] = ['journald.ndjson', 'journald.export'].map((name) => read('journald', bytesOf(name)).events);
  expect(binary).toEqual(json);
});

it('keeps times to the microsecond, beyond what a JSON number carries', () => {
  const start = read('docker', bytesOf('docker.ndjson')).events[0]!;
  expect(start.timeUs).toBe(1_772_618_400_123_456);
  expect(start.id).toContain('1772618400123456789');
});

it('what is no event of the source is refused by name', async () => {
  for (const [source, text, why] of [
    ['kubernetes', '{"kind":"Pod","metadata":{}}', 'its kind is Pod'],
    ['kubernetes', '{"type":"ERROR","object":{"kind":"Status","message":"too old resource version"}}', 'too old resource version'],
    ['docker', '{"a":1}', 'Action or Actor'],
    ['nomad', '{"Index":3}', 'Events is missing'],
    ['journald', '{"MESSAGE":"x"}', '__REALTIME_TIMESTAMP'],
    ['docker', '[1]', 'not a JSON object'],
    ['docker', '{"Action":"x",}', 'not JSON'],
    ['journald', 'not a field\n12345678', 'a field says it has'],
  ] as const)
    await expect(importBytes(engine, source, Buffer.from(text)), text).rejects.toMatchObject({
      code: 'SUTRA_IMPORT_INVALID',
      message: expect.stringContaining(why),
    });
});

describe('the journal of this machine', () => {
  const journal = ((): Buffer | string => {
    try {
      const out = execFileSync('journalctl', ['-n', '200', '-o', 'export', '--no-pager', '-q'], { stdio: ['ignore', 'pipe', 'ignore'] });
      return out.length > 0 ? out : 'the journal is empty';
    } catch (reason) {
      return `journalctl cannot be run: ${String((reason as Error).message).split('\n')[0]}`;
    }
  })();

  it.skipIf(typeof journal === 'string')(`is read whole${typeof journal === 'string' ? ` (${journal})` : ''}`, async () => {
    const to = await fresh();
    const bytes = journal as Buffer;
    const first = await importBytes(to, 'journald', bytes);
    expect(first.stored).toBeGreaterThan(0);
    expect(await importBytes(to, 'journald', bytes)).toMatchObject({ stored: 0 });
  });
});
