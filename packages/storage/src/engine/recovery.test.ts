import { readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyLog } from './index.ts';
import { END, FRAME_BYTES } from './log/frame.ts';
import { parseSegmentHead, scanSegment } from './log/segment-file.ts';
import { event, range, TestStore } from './testing/store.ts';

const stores: TestStore[] = [];
const make = (limits = {}): TestStore => {
  const store = new TestStore(limits);
  stores.push(store);
  return store;
};
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

const segment = (store: TestStore, number = 1): string => join(store.folder, 'log', `${String(number).padStart(10, '0')}.seg`);

/** Where the frames of the segment that is being written end; room for more may stand behind them. */
const framesEnd = (store: TestStore): number => scanSegment('x', readFileSync(segment(store)), 1, true, () => undefined);

async function appended(store: TestStore, batches: readonly (readonly [number, number])[]): Promise<void> {
  const engine = await store.open();
  const session = await engine.session('m', 1);
  for (const [from, to] of batches) await session.append(range(from, to));
}

describe('a torn tail', () => {
  it('at every byte of the last write is cut off, and everything before it is there', async () => {
    const store = make();
    await appended(store, [[1, 5]]);
    const before = framesEnd(store);
    await (await store.engine!.session('n', 1)).append([event(1, {}, 'n')]);
    const full = readFileSync(segment(store)).subarray(0, framesEnd(store));
    expect(full.length).toBeGreaterThan(before + 100);
    for (let length = before; length < full.length; length++)
      expect(scanSegment('x', full.subarray(0, length), 1, true, () => undefined)).toBe(before);
    for (let length = before; length < full.length; length += 13) {
      const copy = store.copy();
      truncateSync(segment(copy), length);
      const engine = await copy.open();
      expect(engine.lastSeq).toBe(5);
      const { tornBytes } = (await engine.stats()).recovered;
      // A part that ends in zeros cannot be told from room behind it.
      expect(tornBytes).toBeLessThanOrEqual(length - before);
      expect(tornBytes > 0).toBe(length > before);
      expect(statSync(segment(copy)).size).toBe(before);
      await copy.remove();
    }
  });

  it('at every byte of the last write is cut off where it stands in room that was there before', async () => {
    const store = make();
    await appended(store, [[1, 5]]);
    const before = framesEnd(store);
    const room = readFileSync(segment(store)).length;
    expect(room).toBeGreaterThan(before + 1_000);
    await (await store.engine!.session('n', 1)).append([event(1, {}, 'n')]);
    const full = readFileSync(segment(store));
    expect(full.length).toBe(room);
    const end = framesEnd(store);
    for (let length = before; length < end; length += 13) {
      const copy = store.copy();
      writeFileSync(segment(copy), Buffer.from(full).fill(0, length));
      const engine = await copy.open();
      expect(engine.lastSeq).toBe(5);
      const { tornBytes } = (await engine.stats()).recovered;
      expect(tornBytes).toBeLessThanOrEqual(length - before);
      expect(tornBytes > 0).toBe(length > before);
      await engine.close();
      expect((await copy.open()).lastSeq).toBe(5);
      await copy.remove();
    }
  });

  it('is cut off when its pages reached the disk out of order', async () => {
    const store = make();
    await appended(store, [[1, 5]]);
    const before = framesEnd(store);
    const sessions = await Promise.all(['n', 'o', 'p'].map((name) => store.engine!.session(name, 1)));
    await Promise.all(sessions.map((session) => session.append([event(1, {}, session.emitter)])));
    const copy = store.copy();
    const bytes = readFileSync(segment(copy));
    bytes.fill(0, before, before + 60); // the first frame of the write is lost, the later ones are whole
    writeFileSync(segment(copy), bytes);
    const engine = await copy.open();
    expect(engine.lastSeq).toBe(5);
    await (await engine.session('n', 1)).append([event(1, {}, 'n')]);
    expect(engine.lastSeq).toBe(6);
    await copy.remove();
  });

  it('of a segment that was being created is as if it had never begun', async () => {
    const store = make();
    await appended(store, [[1, 5]]);
    for (const length of [0, 10, 35]) {
      const copy = store.copy();
      writeFileSync(segment(copy, 2), Buffer.alloc(length));
      const engine = await copy.open();
      expect(engine.lastSeq).toBe(5);
      await (await engine.session('m', 1)).append([event(6)]);
      await copy.reopen();
      expect(copy.engine?.lastSeq).toBe(6);
      await copy.remove();
    }
  });
});

describe('room ahead of the log', () => {
  it('is no part of it: a killed store opens without a word of it, a verified one has only its frames', async () => {
    const store = make();
    await appended(store, [[1, 5]]);
    const end = framesEnd(store);
    const copy = store.copy();
    expect(verifyLog(copy.folder)).toEqual({ segments: 1, events: 5, bytes: end, findings: [] });
    const engine = await copy.open();
    expect((await engine.stats()).recovered.tornBytes).toBe(0);
    expect(statSync(segment(copy)).size).toBe(end);
    await copy.remove();
  });

  it('is cut off where a segment ends, be it full or closed', async () => {
    const store = make({ segmentBytes: 4096 });
    const session = await (await store.open()).session('m', 1);
    for (let i = 0; i < 40; i++) await session.append(range(i * 10 + 1, i * 10 + 10));
    await store.engine!.close();
    const files = readdirSync(join(store.folder, 'log')).filter((name) => name.endsWith('.seg'));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const bytes = readFileSync(join(store.folder, 'log', name));
      let ends = 0;
      const { firstSeq } = parseSegmentHead(bytes)!;
      expect(
        scanSegment(name, bytes, firstSeq, false, ({ head, at, payload }) => {
          if (head.kind === END) ends = at + FRAME_BYTES + payload.length;
        }),
      ).toBe(ends);
    }
  });

  it('saves writing down a new length at every flush, and large writes do not pay for it', async () => {
    const store = make();
    const engine = await store.open();
    const session = await engine.session('m', 1);
    const lengths = new Set<number>();
    for (let i = 1; i <= 40; i++) {
      await session.append(range(i, i));
      lengths.add(statSync(segment(store)).size);
    }
    expect(lengths.size).toBe(1);
    const large = 'x'.repeat(100_000);
    await session.append([event(41, { body: { large } })]);
    expect(statSync(segment(store)).size).toBe(framesEnd(store));
  });
});

describe('damage to what had been flushed', () => {
  it('in the last segment is refused with its bounds, not cut off', async () => {
    const store = make();
    await appended(store, [
      [1, 5],
      [6, 10],
      [11, 12],
    ]);
    const copy = store.copy();
    const bytes = readFileSync(segment(copy));
    const at = bytes.indexOf('SGF1', bytes.indexOf('SGF1') + 1);
    bytes[at + 50]! ^= 4;
    writeFileSync(segment(copy), bytes);
    await expect(copy.open()).rejects.toMatchObject({
      code: 'SUTRA_STORE_CORRUPT',
      details: { file: segment(copy), offset: at, fromSeq: 6, toSeq: 10 },
    });
    expect(readFileSync(segment(copy))).toEqual(bytes);
    await copy.remove();
  });

  it('anywhere, by one bit, never changes an answer: it is right or refused (120 flips)', async () => {
    const store = make({ segmentBytes: 4096 });
    const engine = await store.open();
    const session = await engine.session('m', 1);
    for (let i = 0; i < 40; i++) await session.append(range(i * 10 + 1, i * 10 + 10));
    const good = (await engine.query({ limit: 10_000 })).events;
    await engine.close();
    const chance = seededChance(9);
    const files = readdirSync(join(store.folder, 'log')).map((name) => join('log', name));
    expect(files.length).toBeGreaterThan(6);
    let refused = 0;
    for (let i = 0; i < 120; i++) {
      const copy = store.copy();
      const file = join(copy.folder, files[i % files.length]!);
      const bytes = readFileSync(file);
      bytes[Math.floor(chance.next() * bytes.length)]! ^= 1 << Math.floor(chance.next() * 8);
      writeFileSync(file, bytes);
      try {
        const opened = await copy.open();
        expect((await opened.query({ limit: 10_000 })).events).toEqual(good);
      } catch (reason) {
        if (!(reason instanceof Error) || !('code' in reason)) throw reason;
        expect(reason.code).toBe('SUTRA_STORE_CORRUPT');
        refused++;
      }
      await copy.remove();
    }
    expect(refused).toBeGreaterThan(40);
  });

  it('such as a missing, foreign or swapped segment is refused by name', async () => {
    const store = make({ segmentBytes: 4096 });
    const engine = await store.open();
    const session = await engine.session('m', 1);
    for (let i = 0; i < 40; i++) await session.append(range(i * 10 + 1, i * 10 + 10));
    await engine.close();
    const last = readdirSync(join(store.folder, 'log')).filter((name) => name.endsWith('.seg')).length;
    const spoils: [string, (copy: TestStore) => void][] = [
      ['missing', (copy) => rmSync(segment(copy, 1))],
      ['missing', (copy) => rmSync(segment(copy, 2))],
      ['missing', (copy) => rmSync(segment(copy, last))],
      ['shorter than it was', (copy) => truncateSync(segment(copy, last), 100)],
      ['shorter than it was', (copy) => truncateSync(segment(copy, last), 10)],
      [
        'another name',
        (copy) => {
          renameSync(segment(copy, 3), segment(copy, 2));
          for (const number of [2, 3]) rmSync(segment(copy, number).replace('.seg', '.idx'));
        },
      ],
      ['head is damaged', (copy) => writeFileSync(segment(copy, 2), Buffer.alloc(10_000))],
      ['shorter than it was', (copy) => truncateSync(segment(copy, 2), statSync(segment(copy, 2)).size - 10)],
    ];
    for (const [says, spoil] of spoils) {
      const copy = store.copy();
      spoil(copy);
      await expect(copy.open()).rejects.toMatchObject({ code: 'SUTRA_STORE_CORRUPT', message: expect.stringContaining(says) });
      await copy.remove();
    }
  });
});

describe('one process per folder', () => {
  it('refuses a second one, and takes over the lock of a dead one', async () => {
    const store = make();
    await store.open();
    const second = new TestStore();
    await expect(second.open({ folder: store.folder })).rejects.toMatchObject({ code: 'SUTRA_STORE_LOCKED' });
    await second.remove();
    const copy = store.copy();
    for (const owner of ['999999 123 some-boot', `${process.ppid} 1 another-boot`, 'x']) {
      symlinkSync(owner, join(copy.folder, 'lock'));
      await copy.open();
      await copy.engine!.close();
    }
    writeFileSync(join(copy.folder, 'lock'), 'not a lock');
    await copy.open();
    await copy.engine!.close();
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const start = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];
    symlinkSync(`${process.ppid} ${start} ${boot}`, join(copy.folder, 'lock'));
    await expect(copy.open()).rejects.toMatchObject({ code: 'SUTRA_STORE_LOCKED' });
    rmSync(copy.folder, { recursive: true });
  });
});

describe('verifying a log', () => {
  it('reads all of it and names the damage, file and seqs', async () => {
    const store = make({ segmentBytes: 4096 });
    const session = await (await store.open()).session('m', 1);
    for (let i = 0; i < 40; i++) await session.append(range(i * 10 + 1, i * 10 + 10));
    await store.engine!.close();
    expect(verifyLog(store.folder)).toMatchObject({ events: 400, findings: [] });
    const bytes = readFileSync(segment(store, 2));
    bytes[2000]! ^= 1;
    writeFileSync(segment(store, 2), bytes);
    const { findings } = verifyLog(store.folder);
    expect(findings[0]).toMatchObject({ file: segment(store, 2), fromSeq: expect.any(Number) });
  });
});
