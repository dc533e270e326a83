import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type EventRecord, eventId, type StoredEvent } from '../record.ts';
import { BlockDecoder, BlockEncoder, crc32, decodeStored, encodeStored, KeptWords, StoredReader, StoredWriter } from './index.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'testdata');

/** One event for every form a record, a cause and a value can take. */
const events: EventRecord[] = [
  { type: 'agent_heartbeat', timeUs: 1_760_000_000_000_000, emitterSeq: 1, entities: ['agent-1', 'région:x'], causes: [], body: {} },
  {
    type: 'node_crashed',
    timeUs: 1_759_999_999_000_001,
    emitterSeq: 2,
    entities: [],
    causes: ['event-agent_heartbeat-1760000000000000-m:2.1', 'event-other-17-agent-9:zz.k3', 'free text'],
    operation: 'op-1',
    meta: { severity: 'error', version: 1, because: 'x'.repeat(40) },
    body: { a: null, b: [true, false, -1, 127, 128, 0.5, -12.345, Math.PI, 2 ** 53 - 1], c: { d: { e: '𝄞\ud800' } }, f: 'x'.repeat(40) },
  },
  {
    type: 'custom.x',
    timeUs: 1_760_000_000_500_000,
    emitterSeq: 9,
    entities: ['agent-1'],
    causes: [],
    id: 'my own id',
    body: { word: 'again', more: 'again' },
  },
].map((event) => ({ id: eventId(event.type, event.timeUs, 'm', 2, event.emitterSeq), ...event }) as EventRecord);
const stored: StoredEvent[] = events.map((event, i) => ({ ...event, seq: 7 - i, recordedAtUs: event.timeUs + 5, emitter: 'm', epoch: 2 }));

/** Bytes written by an earlier build must be read for ever, and this build writes the same. A missing file is made on first run. */
function golden(name: string, bytes: Uint8Array): Uint8Array {
  const path = join(folder, name);
  if (!existsSync(path)) writeFileSync(path, bytes);
  return new Uint8Array(readFileSync(path));
}

describe('bytes of version 1', () => {
  it('of a session of blocks are read and written as ever', () => {
    const encoder = new BlockEncoder('m', 2);
    const decoder = new BlockDecoder();
    const first = golden('block-1.bin', encoder.encode(events.slice(0, 2)));
    const second = golden('block-2.bin', encoder.encode(events.slice(2)));
    expect([...decoder.decode(first), ...decoder.decode(second)]).toEqual(events);
    const again = new BlockEncoder('m', 2);
    expect(again.encode(events.slice(0, 2))).toEqual(first);
    expect(again.encode(events.slice(2))).toEqual(second);
  });

  it('of ids that are the canonical ones of other sources are read and written as ever', () => {
    const at = 1_760_000_001_000_000;
    const imported = [
      { emitterSeq: 1, timeUs: at, id: eventId('node_crashed', at, 'agent-9', 35, 700) },
      { emitterSeq: 2, timeUs: at + 5, id: eventId('custom.y', at + 3, 'agent-9', 35, 1) },
      { emitterSeq: 5, timeUs: at + 9, id: eventId('custom.y', at + 9, 'm', 2, 2 ** 40) },
    ].map((event) => ({ type: 'custom.y', entities: ['agent-9'], causes: [], body: { n: 1 }, ...event }));
    const bytes = golden('block-3.bin', new BlockEncoder('import.file', 7).encode(imported));
    expect(new BlockDecoder().decode(bytes)).toEqual(imported);
    expect(new BlockEncoder('import.file', 7).encode(imported)).toEqual(bytes);
    expect(bytes.length).toBeLessThan(150);
  });

  it('of stored events are read and written as ever', () => {
    const bytes = golden('stored-1.bin', encodeStored(stored));
    expect(decodeStored(bytes)).toEqual(stored);
    expect(encodeStored(stored)).toEqual(bytes);
  });

  it('of runs that keep their words are read and written as ever', () => {
    const written = (): Uint8Array[] => {
      const writer = new StoredWriter(crc32, undefined, new KeptWords(256 * 1024));
      return [stored.slice(0, 2), [stored[2]!, stored[0]!]].map((run) => {
        for (const event of run) writer.add(event);
        return writer.finish();
      });
    };
    const [first, second] = written();
    const runs = [golden('stored-2.bin', first!), golden('stored-3.bin', second!)];
    const reader = new StoredReader();
    expect(runs.flatMap((run) => reader.read(run))).toEqual([stored[0], stored[1], stored[2], stored[0]]);
    expect(written()).toEqual(runs);
  });
});
