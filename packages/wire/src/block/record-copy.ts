import type { ByteReader, ByteWriter } from './bytes.ts';
import { malformed } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import {
  CAUSE_OTHER,
  CAUSE_OWN,
  CAUSE_TEXT,
  HAS_CAUSES,
  HAS_GAP,
  HAS_ID,
  HAS_META,
  HAS_OPERATION,
  HAS_SOURCE_ID,
  KNOWN_FLAGS,
} from './record-write.ts';
import type { Translation } from './translation.ts';
import { copyText, copyValue } from './value.ts';

/**
 * Copies the record where the reader stands, written against the one before it, to one that stands alone: only the numbers of words
 * change. No text and no object is made.
 */
export function copyRecord(reader: ByteReader, out: ByteWriter, words: Translation): void {
  const flags = reader.u8();
  if ((flags & ~KNOWN_FLAGS) !== 0) throw malformed(`a record has the unknown flags ${flags}`);
  out.u8(flags & ~HAS_GAP);
  out.varint(words.text(reader.varint()));
  if ((flags & HAS_GAP) !== 0) reader.varint();
  reader.varint();
  out.varint(0);
  out.varint(words.list(reader.varint()));
  if ((flags & HAS_CAUSES) !== 0) copyCauses(reader, out, words);
  if ((flags & HAS_OPERATION) !== 0) copyText(reader, out, BLOCK_LIMITS.nameBytesMax);
  if ((flags & HAS_ID) !== 0) copyText(reader, out, BLOCK_LIMITS.nameBytesMax);
  if ((flags & HAS_SOURCE_ID) !== 0) copyReference(reader, out, words, true);
  // Other words make a payload longer or shorter by little: its length is mostly the same number of bytes, and nothing has to move.
  const lengthAt = out.at;
  const bytesBefore = reader.varint();
  out.varint(bytesBefore);
  const begin = out.at;
  if ((flags & HAS_META) !== 0) copyValue(reader, out, words, 0);
  copyValue(reader, out, words, 0);
  if (out.at - begin !== bytesBefore) out.replaceVarint(lengthAt, begin - lengthAt, out.at - begin);
}

function copyCauses(reader: ByteReader, out: ByteWriter, words: Translation): void {
  const count = reader.count(BLOCK_LIMITS.causesMax, 'the number of causes');
  out.varint(count);
  for (let i = 0; i < count; i++) {
    const kind = reader.u8();
    out.u8(kind);
    if (kind === CAUSE_TEXT) {
      copyText(reader, out, BLOCK_LIMITS.nameBytesMax);
      continue;
    }
    if (kind !== CAUSE_OWN && kind !== CAUSE_OTHER) throw malformed(`a cause has the unknown kind ${kind}`);
    copyReference(reader, out, words, kind === CAUSE_OTHER);
  }
}

/** Another event: its source where it has another, its number, its type, its time. */
function copyReference(reader: ByteReader, out: ByteWriter, words: Translation, ofOther: boolean): void {
  if (ofOther) out.varint(words.text(reader.varint()));
  out.varint(reader.varint());
  out.varint(words.text(reader.varint()));
  out.varint(reader.varint());
}
