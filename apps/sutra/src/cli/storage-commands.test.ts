import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { serveStorage } from '@sutra/storage/server';
import { takeEvents, WORKLOAD } from '@sutra/storage/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { progressText } from '../commands/import-progress.ts';
import { main } from '../main.ts';

const room = mkdtempSync(join(tmpdir(), 'sutra-storage-cli-'));
const store = join(room, 'store');
const events = takeEvents(600);
const clock = systemClock();
const open = (folder: string) =>
  openEngine({
    folder,
    clock,
    limits: { segmentBytes: 8 * 1024 },
    onFatal: (reason) => {
      throw reason;
    },
  });

beforeAll(async () => {
  const engine = await open(store);
  await (await engine.session(WORKLOAD.emitter, WORKLOAD.epoch)).append(events);
  await engine.close();
});
afterAll(() => rmSync(room, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** Runs a command line in this process. */
async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await main(['storage', ...argv, '--data', join(room, 'data')], {});
  vi.restoreAllMocks();
  return { code, out, err };
}

const json = async (...argv: string[]): Promise<Record<string, unknown>> => {
  const { out, err, code } = await run(...argv, '-o', 'json');
  expect(code, err).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
};

describe('sutra storage', () => {
  it('backs a stopped store up, restores it to a point, and verifies both', async () => {
    const [backup, restored] = [join(room, 'backup'), join(room, 'restored')];
    expect(await json('backup', '--storage-path', store, '--to', backup)).toMatchObject({ path: backup, asOfSeq: 600 });
    expect(await json('verify', backup)).toMatchObject({ kind: 'backup', events: 600, findings: [] });
    expect(await json('restore', '--from', backup, '--to', restored, '--before', events[400]!.id)).toMatchObject({
      seq: 400,
      backupSeq: 600,
    });
    expect(await json('verify', restored)).toMatchObject({ kind: 'store', events: 400, findings: [] });
    expect((await run('restore', '--from', backup, '--to', restored)).code).toBe(6);
    expect((await run('restore', '--from', backup, '--to', join(room, 'n'), '--seq', '1', '--at', 'now')).code).toBe(2);
    expect((await run('restore', '--from', store, '--to', join(room, 'n'))).err).toContain('SUTRA_BACKUP_NONE');
    expect((await run('restore', '--from', backup, '--to', join(room, 'none'), '--at', '2001-01-01')).out).toContain('no event (all of');
  });

  it('exits with 3 and names file, bytes and seqs when something is damaged', async () => {
    const broken = join(room, 'broken');
    await json('restore', '--from', join(room, 'backup'), '--to', broken);
    const log = join(broken, 'log');
    const file = join(log, readdirSync(log).filter((name) => name.endsWith('.seg'))[0]!);
    const bytes = readFileSync(file);
    bytes[500]! ^= 1;
    writeFileSync(file, bytes);
    const { code, out } = await run('verify', broken);
    expect(code).toBe(3);
    expect(out).toMatch(new RegExp(`✕ ${file} byte \\d+, \\d+ bytes, seq \\d+ to \\d+`));
  });

  it('exports and imports, both of which may be repeated', async () => {
    for (const form of ['ndjson', 'cloudevents', 'blocks']) {
      const [file, into] = [join(room, `x.${form}`), join(room, `into-${form}`)];
      expect(await json('export', '--storage-path', store, '--to', file, '--as', form)).toMatchObject({ events: 600 });
      expect(await json('export', '--storage-path', store, '--to', file, '--as', form)).toMatchObject({ events: 0, resumedAfterSeq: 600 });
      expect(await json('import', file, '--from', form, '--storage-path', into, '--import-name', 'old')).toMatchObject({
        stored: 600,
        emitter: 'import.old',
      });
      expect(await json('import', file, '--from', form, '--storage-path', into, '--import-name', 'old')).toMatchObject({
        ...{ stored: 0, repeated: 600 },
      });
      expect(await json('stats', '--storage-path', into)).toMatchObject({ events: 600 });
    }
    const { out } = await run('export', '--storage-path', store, '--to', '-', '--type', 'node_crashed');
    expect(out.trim().split('\n').length).toBe(events.filter(({ type }) => type === 'node_crashed').length);
    const mistyped = await run('export', '--storage-path', store, '--to', join(room, 'none.ndjson'), '--type', 'node_crashd');
    expect(mistyped.out).toContain('no event has the type node_crashd; did you mean node_crashed?');
  });

  it('names a file that cannot be read or written, and makes no store for it', async () => {
    const into = join(room, 'never-made');
    for (const [path, why] of [
      [join(room, 'no-such-file'), 'ENOENT'],
      [room, 'it is a folder'],
    ] as const) {
      const { code, err } = await run('import', path, '--storage-path', into);
      expect([code, err]).toEqual([2, expect.stringContaining(`Cannot import ${path}: ${why}`)]);
      expect(err).toContain('Name a file that can be read');
    }
    expect(existsSync(into)).toBe(false);
    for (const path of [join(room, 'no-such-folder', 'x'), room]) {
      const { code, err } = await run('export', '--storage-path', store, '--to', path);
      expect([code, err]).toEqual([7, expect.stringContaining(`Cannot export to ${path}: `)]);
      expect(err).not.toContain('defect');
    }
  });

  it('imports what other systems print, and says what became of it', async () => {
    const into = join(room, 'into-docker');
    const file = fileURLToPath(new URL('../../../../packages/import/src/testdata/docker.ndjson', import.meta.url));
    const { code, out } = await run('import', file, '--from', 'docker', '--host', 'box-9', '--storage-path', into);
    expect(code).toBe(0);
    expect(out).toContain('Imported as import.docker: 15 of 15 events are new; 0 the store had already');
    expect(out).toContain("15 documents: 4 events in the catalogue's words, 11 in their own, 0 documents without one");
    expect(out).toMatch(/^ +2 {2}node_crashed$/m);
    expect((await run('import', file, '--from', 'docker', '--storage-path', into)).out).toContain(
      '0 of 15 events are new; 15 the store had already',
    );
    const engine = await open(into);
    expect((await engine.query({ entities: [['host:box-9']] })).events).toHaveLength(15);
    await engine.close();
    writeFileSync(join(room, 'cut.ndjson'), '{"Action":"die"\n');
    const broken = await run('import', join(room, 'cut.ndjson'), '--from', 'docker', '--storage-path', into);
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('line 1: Cannot import: the input ends inside a document')]);
    expect((await run('import', file, '--from', 'syslog', '--storage-path', into)).code).toBe(2);
  });

  it('says how far an import is, at what rate, and what is left', () => {
    const done = { read: 250_000, stored: 249_000, elapsedMs: 2_000, bytes: 100, bytesTotal: 400 };
    expect(progressText(done)).toBe('250,000 read, 249,000 new, 125,000/s, 25 %, 6.0 s left');
    expect(progressText({ ...done, bytesTotal: undefined })).toBe('250,000 read, 249,000 new, 125,000/s');
  });

  it('works on a running store over the wire, and says how when its folder was given', async () => {
    const engine = await open(store);
    const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
    try {
      const at = ['--storage', server.address];
      expect(await json('backup', '--to', 'monday', ...at)).toMatchObject({ path: join(store, 'backups', 'monday'), repeated: false });
      const again = await run('backup', '--to', 'monday', ...at);
      expect(again, 'an older backup is not taken for one made now').toMatchObject({ code: 6, out: '' });
      expect(again.err).toMatch(/seq 600, taken .*Give another name/s);
      expect(await json('verify', join(store, 'backups', 'monday'))).toMatchObject({ findings: [] });
      const live = await run('restore', '--from', store, '--to', join(room, 'of-live'));
      expect(live.code).toBe(5);
      expect(live.err, 'nobody is told to delete a store').toMatch(/it is a store, not a backup(?!.*delete)/is);
      expect(await json('stats', ...at)).toMatchObject({ events: 600 });
      const { code, err } = await run('backup', '--to', join(room, 'no'), '--storage-path', store);
      expect(code).toBe(6);
      expect(err).toContain('--storage HOST:PORT');
      expect((await run('backup', '--to', '../up', ...at)).code).toBe(2);
      expect(await json('verify', store)).toMatchObject({ notes: [expect.stringContaining('in use')] });
    } finally {
      await server.close();
      await engine.close();
    }
  });

  it('does not make a store where there is none', async () => {
    for (const command of [['stats'], ['export', '--to', '-'], ['backup', '--to', join(room, 'nothing')]])
      expect((await run(...command, '--storage-path', join(room, 'absent'))).code).toBe(2);
    expect((await run('verify', join(room, 'absent'))).code).toBe(5);
  });

  it('answers plain questions about a graph, over the wire or from its folder, and says what it does not know', async () => {
    const graph = join(room, 'graph-store');
    const engine = await open(graph);
    await engine.learn({
      concepts: [{ id: 'payment-service', content: 'takes payments' }],
      associations: [
        { source: 'checkout', type: 'depends_on', target: 'payment-service', confidence: 0.5 },
        { source: 'payment-service', type: 'depends_on', target: 'ledger' },
      ],
    });
    const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
    const where = ['--address', server.address];
    expect(await json('ask', 'how are checkout and ledger related?', ...where)).toMatchObject({
      status: 'answered',
      confidence: 0.5,
      paths: [{ text: 'checkout —depends_on→ payment-service —depends_on→ ledger' }],
    });
    const { out, code } = await run('ask', 'what', 'is', 'connected', 'to', 'paymnt-service', ...where);
    expect(code).toBe(0);
    expect(out).toContain('payment-service is connected to 2 things: ledger and checkout.');
    expect(out).toContain('assumed    nothing is called “paymnt-service”; read as payment-service');
    expect((await run('ask', 'what is connected to unicorns', ...where)).code).toBe(8);
    expect((await run('ask', 'Was ist das hier?', ...where)).code).toBe(8);
    expect((await run('ask', 'find concepts about zeppelins', ...where, '--exit-status')).code).toBe(3);
    await server.close();
    await engine.close();
    expect((await run('ask', 'what depends on ledger', ...where, '--timeout', '1')).code).toBe(7);
    expect(await json('ask', 'what depends on ledger', '--storage-path', graph)).toMatchObject({ evidence: ['payment-service'] });
  });

  it('says what retention would do, and does it, by the settings', async () => {
    const old = join(room, 'old');
    const engine = await open(old);
    await (await engine.session(WORKLOAD.emitter, WORKLOAD.epoch)).append(takeEvents(600, { startUs: 1_600_000_000_000_000 }));
    await engine.close();
    const dry = await json('retain', '--storage-path', old, '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, removed: expect.any(Number) });
    expect(Number(dry['removed'])).toBeGreaterThan(400);
    expect(await json('retain', '--storage-path', old)).toMatchObject({ dryRun: false });
    expect(await json('verify', old)).toMatchObject({ findings: [] });
    expect((await run('retain', '--storage-path', old)).out).toContain('0 events removed; 0 rolled up');
    // The run is on the record of the store it was run on, with who asked for it; the dry one is not.
    const again = await open(old);
    const { events } = await again.query({ types: ['retention_applied'], order: 'asc' });
    await again.close();
    expect(events[0]).toMatchObject({ emitter: 'cli', body: { removed: dry['removed'] }, meta: { actor: expect.stringMatching(/^cli:/) } });
    expect(events.length).toBeLessThanOrEqual(2);
    expect(await json('stats', '--storage-path', old)).toMatchObject({
      holes: expect.arrayContaining([expect.objectContaining({ type: 'agent_heartbeat' })]),
    });
  });

  it('has a running store apply its own policy', async () => {
    const served = join(room, 'served');
    const engine = await openEngine({
      folder: served,
      clock,
      retention: { rules: [{ name: 'all', types: ['agent_heartbeat'], dropAfterUs: 1 }] },
      onFatal: () => undefined,
    });
    await (await engine.session(WORKLOAD.emitter, WORKLOAD.epoch)).append(takeEvents(100));
    const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
    const result = await json('retain', '--storage', server.address);
    expect(result).toMatchObject({ dryRun: false, rewritten: 1 });
    expect(Number(result['removed'])).toBeGreaterThan(40);
    await server.close();
    await engine.close();
  });
});
