import { BlockWalker, ByteReader, causeKeyOf, parseEventId, readRecord } from '@sutra/wire';
import { BlockRows, checksum } from '../columns/block-rows.ts';
import { EVENTS, KEPT } from '../log/frame.ts';
import { readKept } from '../log/kept-frame.ts';
import { scanSegment } from '../log/segment-file.ts';

/** seq of the event with this id in one segment; undefined when it is not there. */
export function findEvent(file: string, bytes: Buffer, firstSeq: number, id: string): number | undefined {
  const parts = parseEventId(id);
  const key = causeKeyOf(id);
  const rows = new BlockRows();
  const walkers: BlockWalker[] = [];
  let found: number | undefined;
  scanSegment(file, bytes, firstSeq, false, ({ head, payload }) => {
    if ((head.kind !== EVENTS && head.kind !== KEPT) || found !== undefined) return;
    const kept = head.kind === KEPT ? readKept(payload, head.firstSeq, head.count) : undefined;
    const block = payload.subarray(kept?.blockAt ?? 0);
    walkers[head.dictionary] ??= new BlockWalker(checksum);
    const walker = walkers[head.dictionary]!;
    rows.read(walker, block);
    const session = walker.session!;
    const { source, dictionary } = session;
    const filed = new Map(Array.from({ length: rows.ids.length / 2 }, (_, i) => [rows.ids.at(2 * i), rows.ids.at(2 * i + 1)]));
    const idOf = (row: number): string =>
      readRecord(new ByteReader(block, rows.offset[row]), session, rows.emitterSeq[row]!, rows.timeUs[row]!).id;
    const own = parts !== undefined && source.emitter === parts.emitter && source.epoch === parts.epoch;
    for (let row = head.skip; row < rows.count; row++) {
      const given = filed.get(row);
      const canonical = (): boolean =>
        own &&
        rows.emitterSeq[row] === parts.emitterSeq &&
        rows.timeUs[row] === parts.timeUs &&
        dictionary.text(rows.type[row]!) === parts.type;
      if (given === undefined ? canonical() : given === key && idOf(row) === id)
        found ??= kept?.rows[row]?.seq ?? head.firstSeq + row - head.skip;
    }
  });
  return found;
}
