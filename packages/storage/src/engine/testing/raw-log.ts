import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlockDecoder, type StoredEvent } from '@sutra/wire';
import { EVENTS } from '../log/frame.ts';
import { parseSegmentHead, scanSegment } from '../log/segment-file.ts';

/** Every event of a log, read from its bytes: no columns, no index, no cache. What answers are held against. */
export function readRawLog(folder: string): StoredEvent[] {
  const events: StoredEvent[] = [];
  const log = join(folder, 'log');
  const names = readdirSync(log).filter((name) => name.endsWith('.seg'));
  for (const [i, name] of names.sort().entries()) {
    const bytes = readFileSync(join(log, name));
    const decoders = new Map<number, BlockDecoder>();
    scanSegment(name, bytes, parseSegmentHead(bytes)!.firstSeq, i === names.length - 1, ({ head, payload }) => {
      if (head.kind !== EVENTS) return;
      const decoder = decoders.get(head.dictionary) ?? new BlockDecoder();
      decoders.set(head.dictionary, decoder);
      const records = decoder.decode(payload).slice(head.skip);
      records.forEach((record, row) => {
        events.push({ ...record, seq: head.firstSeq + row, recordedAtUs: head.recordedAtUs, ...decoder.source! });
      });
    });
  }
  return events;
}
