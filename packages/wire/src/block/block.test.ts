import { SutraError, seededChance } from '@sutra/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventRecord, eventId, type StoredEvent } from '../record.ts';
import { events, storedEvents } from '../testing/events.ts';
import {
  BLOCK_LIMITS,
  BlockDecoder,
  BlockEncoder,
  BlockWalker,
  ByteReader,
  crc32,
  decodeStored,
  encodeStored,
  inspectBlock,
  KeptWords,
  type Session,
  type StoredFacts,
  StoredReader,
  StoredWriter,
} from './index.ts';

const heartbeat = (emitterSeq: number, extra: Partial<EventRecord> = {}): EventRecord => {
  const timeUs = 1_760_000_000_000_000 + emitterSeq * 1000;
  const body = { agent_id: 'agent-001', storage_node_count: 3, received: 6 };
  return {
    id: eventId('agent_heartbeat', timeUs, 'master', 1, emitterSeq),
    type: 'agent_heartbeat',
    timeUs,
    emitterSeq,
    entities: ['agent-001', 'host-001', 'region:us-east'],
    causes: [],
    body,
    ...extra,
  };
};

/** Of blocks and of stored events: `npm run test:fuzz` makes 1,000,000. */
const MUTATIONS = Number(process.env['SUTRA_MUTATIONS'] ?? 30_000);

describe('a session of blocks', () => {
  it('gives every event back exactly, over several blocks', () => {
    fc.assert(
      fc.property(events('m', 2, 12), fc.integer({ min: 1, max: 5 }), (all, width) => {
        const encoder = new BlockEncoder('m', 2);
        const decoder = new BlockDecoder();
        const back: EventRecord[] = [];
        for (let i = 0; i < all.length; i += width) back.push(...decoder.decode(encoder.encode(all.slice(i, i + width))));
        expect(back).toEqual(all);
        expect(back.map((event) => JSON.stringify(event.body))).toEqual(all.map((event) => JSON.stringify(event.body)));
      }),
      { numRuns: 400 },
    );
  });

  it('walks to the same types, times, entities and numbers as decoding', () => {
    fc.assert(
      fc.property(events(), (all) => {
        const block = new BlockEncoder('m', 2).encode(all);
        const walker = new BlockWalker();
        walker.begin(block);
        for (const event of all) {
          expect(walker.next()).toBe(true);
          expect(walker.session?.dictionary.text(walker.type)).toBe(event.type);
          expect(walker.session?.dictionary.listNames(walker.list)).toEqual(event.entities);
          expect([walker.emitterSeq, walker.timeUs, walker.causeCount]).toEqual([event.emitterSeq, event.timeUs, event.causes.length]);
        }
        expect(walker.next()).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('takes the fields of a body as they are, whatever those of the event before were', () => {
    const inherited = Object.assign(Object.create({ c: 3 }), { a: 1 }) as EventRecord['body'];
    const bare = Object.assign(Object.create(null), { a: 1, b: 2 }) as EventRecord['body'];
    const given = [
      { a: 1, b: 2 },
      { a: 2, b: 3 },
      { b: 2, a: 1 },
      { a: 1 },
      { a: 1, b: undefined },
      { a: 1, b: 2, c: 3 },
      { a: 1, c: 3 },
      inherited,
      bare,
      {},
    ];
    const bodies = [...given, JSON.parse('{"__proto__":1,"a":2}'), ...given.toReversed()] as EventRecord['body'][];
    const block = new BlockEncoder('master', 1).encode(bodies.map((body, i) => heartbeat(i + 1, { body })));
    const back = new BlockDecoder().decode(block).map(({ body }) => JSON.stringify(body));
    expect(back).toEqual(bodies.map((body) => JSON.stringify(body)));
  });

  it('tells lists of entities apart that begin alike, and words of a body from the entities', () => {
    const lists = [['a', 'b', 'c'], ['a', 'b'], ['a', 'c', 'b'], ['a'], [], ['a', 'b', 'c'], ['a', 'b', 'd'], ['a', 'b', 'd'], ['b', 'a']];
    const twice = [...lists, ...lists].map((entities, i) => heartbeat(i + 1, { entities, body: { of: 'b', to: 'd', no: 'dd' } }));
    expect(new BlockDecoder().decode(new BlockEncoder('master', 1).encode(twice))).toEqual(twice);
  });

  it('costs few bytes for a heartbeat once the words are known', () => {
    const encoder = new BlockEncoder('master', 1);
    encoder.encode([heartbeat(1)]);
    const block = encoder.encode(Array.from({ length: 512 }, (_, i) => heartbeat(i + 2)));
    expect(block.length / 512).toBeLessThan(14);
  });

  it('opens a fresh dictionary when the old one is full, and loses nothing', () => {
    const encoder = new BlockEncoder('master', 1);
    const decoder = new BlockDecoder();
    let openings = 0;
    for (let block = 0; block < 80; block++) {
      const batch = Array.from({ length: 1024 }, (_, i) => heartbeat(block * 1024 + i + 1, { entities: [`op-${block}-${i}`] }));
      const bytes = encoder.encode(batch);
      const facts = inspectBlock(bytes);
      if (facts.ok && facts.opens !== undefined) openings++;
      expect(decoder.decode(bytes)).toEqual(batch);
    }
    expect(openings).toBeGreaterThan(1);
  });

  it('can be continued in another file from its dictionary alone', () => {
    const encoder = new BlockEncoder('master', 1);
    const walker = new BlockWalker();
    walker.begin(encoder.encode([heartbeat(1)]));
    while (walker.next());
    const words = walker.session?.dictionaryBlock();
    const next = encoder.encode([heartbeat(2)]);
    const decoder = new BlockDecoder();
    expect(decoder.decode(words!)).toEqual([]);
    expect(decoder.decode(next)).toEqual([heartbeat(2)]);
  });

  it('refuses a block that was skipped over or belongs to another session', () => {
    const encoder = new BlockEncoder('master', 1);
    const first = encoder.encode([heartbeat(1)]);
    const second = encoder.encode([heartbeat(2, { type: 'other' })]);
    const third = encoder.encode([heartbeat(3)]);
    const decoder = new BlockDecoder();
    expect(() => decoder.decode(second)).toThrow(/never opened/);
    decoder.decode(first);
    expect(() => decoder.decode(third)).toThrow(/does not follow/);
  });

  it('refuses what is not an event, and goes on unharmed', () => {
    const encoder = new BlockEncoder('master', 1);
    const bad: [Partial<EventRecord>, string][] = [
      [{ timeUs: 1.5 }, 'SUTRA_WIRE_INVALID'],
      [{ emitterSeq: 0 }, 'SUTRA_WIRE_INVALID'],
      [{ type: '' }, 'SUTRA_WIRE_INVALID'],
      [{ body: { x: Number.NaN } }, 'SUTRA_WIRE_INVALID'],
      [{ body: null as unknown as EventRecord['body'] }, 'SUTRA_WIRE_INVALID'],
      [{ body: [1] as unknown as EventRecord['body'] }, 'SUTRA_WIRE_INVALID'],
      [{ entities: Array.from({ length: 65 }, (_, i) => `e${i}`) }, 'SUTRA_WIRE_LIMIT'],
      [{ body: { x: 'y'.repeat(BLOCK_LIMITS.stringBytesMax + 1) } }, 'SUTRA_WIRE_LIMIT'],
      [{ body: { x: JSON.parse('['.repeat(20) + ']'.repeat(20)) } }, 'SUTRA_WIRE_LIMIT'],
    ];
    for (const [extra, code] of bad) expect(() => encoder.encode([heartbeat(1, extra)])).toThrow(expect.objectContaining({ code }));
    expect(new BlockDecoder().decode(encoder.encode([heartbeat(1)]))).toEqual([heartbeat(1)]);
  });
});

interface Copyable {
  readonly event: StoredEvent;
  readonly session: Session;
  readonly facts: StoredFacts;
  reader(): ByteReader;
}

/** Each event as a record of a block of its emitter. */
function copyable(all: readonly StoredEvent[]): Copyable[] {
  const bySource = new Map<string, StoredEvent[]>();
  for (const event of all) {
    const name = `${event.emitter}:${event.epoch}`;
    bySource.set(name, [...(bySource.get(name) ?? []), event]);
  }
  return [...bySource.values()].flatMap((events) => {
    const walker = new BlockWalker();
    const { emitter, epoch } = events[0]!;
    const encoder = new BlockEncoder(emitter, epoch);
    const inOrder = events.toSorted((a, b) => a.emitterSeq - b.emitterSeq);
    return inOrder
      .filter(({ emitterSeq }, i) => emitterSeq !== inOrder[i - 1]?.emitterSeq)
      .map((event) => {
        const block = encoder.encode([event]);
        walker.begin(block);
        walker.next();
        const { offset } = walker;
        return { event, session: walker.session!, facts: event, reader: () => new ByteReader(block, offset) };
      });
  });
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const chance = seededChance(seed);
  return items
    .map((item) => ({ item, at: chance.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

describe('stored events', () => {
  it('come back exactly, whoever emitted them and in whatever order', () => {
    fc.assert(
      fc.property(storedEvents, (all) => {
        expect(decodeStored(encodeStored(all))).toEqual(all);
      }),
      { numRuns: 300 },
    );
  });

  it('are the same when their records are copied from blocks without being decoded', () => {
    fc.assert(
      fc.property(storedEvents, fc.nat(), (all, seed) => {
        const records = shuffled(copyable(all), seed);
        const writer = new StoredWriter();
        for (let answer = 0; answer < 2; answer++) {
          for (const { reader, session, facts } of records) writer.copy(reader(), session, facts);
          expect(decodeStored(writer.finish())).toEqual(records.map(({ event }) => event));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are as they were before an event that was refused', () => {
    const writer = new StoredWriter();
    const good = { ...heartbeat(1), seq: 1, recordedAtUs: 1, emitter: 'master', epoch: 1 };
    writer.add(good);
    expect(() => writer.add({ ...good, emitter: 'other', body: { x: Number.NaN } })).toThrow(
      expect.objectContaining({ code: 'SUTRA_WIRE_INVALID' }),
    );
    writer.add({ ...good, seq: 2 });
    expect(decodeStored(writer.finish())).toEqual([good, { ...good, seq: 2 }]);
  });

  it('are split into sections when their words do not fit one dictionary', () => {
    const all = Array.from({ length: 3000 }, (_, i) => ({
      ...heartbeat(i + 1, { entities: [`${'x'.repeat(900)}${i}`] }),
      seq: i + 1,
      recordedAtUs: i,
      emitter: 'master',
      epoch: 1,
    }));
    expect(decodeStored(encodeStored(all))).toEqual(all);
  });
});

describe('runs that keep their words', () => {
  const keeping = (): StoredWriter => new StoredWriter(crc32, undefined, new KeptWords(256 * 1024));
  /** A run fails for who does not know the words before it, unless it begins anew. */
  const beginsAnew = (run: Uint8Array): boolean => run[3] === 1;

  it('come back exactly, one behind the other, written or copied', () => {
    fc.assert(
      fc.property(fc.array(storedEvents, { maxLength: 4 }), fc.boolean(), (runs, copied) => {
        const writer = keeping();
        const reader = new StoredReader();
        for (const run of runs) {
          for (const { event, ...record } of copyable(run))
            if (copied) writer.copy(record.reader(), record.session, record.facts);
            else writer.add(event);
          expect(reader.read(writer.finish())).toEqual(copyable(run).map(({ event }) => event));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('come back exactly when one writer serves several readers in turns, and some runs stand alone', () => {
    const asked = fc.array(fc.tuple(fc.nat({ max: 2 }), storedEvents, fc.constantFrom('sent', 'left', 'lost')), { maxLength: 12 });
    fc.assert(
      fc.property(asked, fc.constantFrom(40, 1024 * 1024), (runs, bytesMax) => {
        const writer = new StoredWriter();
        const readers = [undefined, new KeptWords(bytesMax), new KeptWords(bytesMax)].map((kept) => ({ kept, reader: new StoredReader() }));
        for (const [to, events, fate] of runs) {
          const { kept, reader } = readers[to]!;
          writer.begin(kept);
          for (const { session, facts, ...record } of copyable(events)) writer.copy(record.reader(), session, facts);
          if (fate === 'left') continue; // never finished
          const run = writer.finish();
          if (fate === 'lost') kept?.forget();
          else expect(reader.read(run)).toEqual(copyable(events).map(({ event }) => event));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('send a word once', () => {
    const writer = keeping();
    const long = { ...heartbeat(1, { entities: ['x'.repeat(500)] }), seq: 1, recordedAtUs: 1, emitter: 'master', epoch: 1 };
    const sizes = [1, 2, 3].map(() => {
      writer.add(long);
      return writer.finish().length;
    });
    expect(sizes[0]).toBeGreaterThan(500);
    expect(sizes.slice(1).every((size) => size < 100)).toBe(true);
  });

  const names = (n: number) => Array.from({ length: 60 }, (_, i) => `${'x'.repeat(900)}${n}.${i}`);
  /** With this in its body, the words of an event take nearly all the room there is. */
  const objects = Array.from({ length: 260 }, (_, k) =>
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${'y'.repeat(52)}${k}.${i}`, 1])),
  );
  const event = (n: number, body = {}) => ({
    ...heartbeat(n, { entities: names(n) }),
    body,
    seq: n,
    recordedAtUs: n,
    emitter: 'master',
    epoch: 1,
  });

  it('go on where one was begun and left, or nothing came of it', () => {
    const kept = new KeptWords(1024 * 1024);
    const writer = new StoredWriter();
    const reader = new StoredReader();
    const next = (one: StoredEvent): void => {
      writer.add(one);
      expect(reader.read(writer.finish())).toEqual([one]);
      writer.begin(kept);
    };
    writer.begin(kept);
    next(event(1));
    // Left in its second section.
    writer.add(event(2));
    writer.add(event(3, { objects }));
    writer.begin(kept);
    next(event(2));
    // Words of an event that could not be written.
    expect(() => writer.add(event(4, { wrong: Number.NaN }))).toThrow('not a JSON number');
    expect(reader.read(writer.finish())).toEqual([]);
    writer.begin(kept);
    next(event(4));
  });

  it('begin anew when there are too many, and where those of one event need all the room', () => {
    const writer = keeping();
    const reader = new StoredReader();
    const anew: boolean[] = [];
    for (const one of [1, 2, 3, 4, 5, 6, 7, 8].map((n) => event(n, n === 3 ? { objects } : {}))) {
      writer.add(one);
      const run = writer.finish();
      anew.push(beginsAnew(run));
      expect(reader.read(run)).toEqual([one]);
    }
    expect(anew).toEqual([true, false, true, true, false, false, false, false]);
  });

  it('cannot be read without those before them, nor after one that was damaged', () => {
    const writer = keeping();
    const runs = [1, 2, 3].map((n) => {
      writer.add({ ...heartbeat(n), seq: n, recordedAtUs: n, emitter: 'master', epoch: 1 });
      return writer.finish();
    });
    const refused = expect.objectContaining({ code: 'SUTRA_WIRE_MALFORMED' });
    expect(runs.map(beginsAnew)).toEqual([true, false, false]);
    expect(() => decodeStored(runs[0]!)).toThrow(refused);
    expect(() => new StoredReader().read(runs[1]!)).toThrow(refused);
    const reader = new StoredReader();
    reader.read(runs[0]!);
    const damaged = runs[1]!.slice();
    damaged[damaged.length - 1]! ^= 1;
    expect(() => reader.read(damaged)).toThrow(refused);
  });
});

describe('hostile bytes', () => {
  const sample = (): { block: Uint8Array; stored: Uint8Array; kept: Uint8Array } => {
    const batch = fc.sample(events('m', 2, 20), { numRuns: 1, seed: 7 })[0]!;
    const stored = batch.map((event, i) => ({ ...event, seq: i + 1, recordedAtUs: i, emitter: 'm', epoch: 2 }));
    const writer = new StoredWriter(crc32, undefined, new KeptWords(256 * 1024));
    for (const event of stored) writer.add(event);
    return { block: new BlockEncoder('m', 2).encode(batch), stored: encodeStored(stored), kept: writer.finish() };
  };
  const mutate = (bytes: Uint8Array, chance: { next(): number }, sealed: number): Uint8Array => {
    const copy = chance.next() < 0.2 ? bytes.slice(0, Math.floor(chance.next() * bytes.length)) : bytes.slice();
    for (let flips = 1 + Math.floor(chance.next() * 4); flips > 0; flips--)
      if (copy.length > 0) copy[Math.floor(chance.next() * copy.length)] = Math.floor(chance.next() * 256);
    if (copy.length >= 12 && sealed > 0) {
      // A liar who computes checksums: only then is anything behind them tested.
      const view = new DataView(copy.buffer);
      view.setUint32(8, copy.length, true);
      view.setUint32(4, crc32(copy.subarray(8)), true);
    }
    return copy;
  };

  it(`never do anything but fail as malformed (${MUTATIONS} mutations with a valid checksum)`, () => {
    const chance = seededChance(20);
    const { block, stored, kept } = sample();
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const isBlock = i % 2 === 0;
      try {
        const bytes = mutate(isBlock ? block : i % 4 === 1 ? stored : kept, chance, 1);
        if (isBlock) new BlockDecoder().decode(bytes);
        else new StoredReader().read(bytes);
      } catch (reason) {
        if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_WIRE_MALFORMED') throw reason;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 2);
  });

  it('are caught by the checksum when a single bit turned', () => {
    const { block } = sample();
    for (let bit = 0; bit < block.length * 8; bit++) {
      const copy = block.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(inspectBlock(copy).ok).toBe(false);
    }
  });
});
