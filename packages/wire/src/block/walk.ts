import { ByteReader } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import type { ReadDictionary } from './dictionary.ts';
import { isName, malformed, notName } from './errors.ts';
import { type BlockHead, readHead } from './header.ts';
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
import { Session } from './session.ts';
import { causeKey, causeKeyOf, sessionTag, WHOLE_MAX } from './source.ts';
import { skipValue } from './value.ts';

/**
 * Steps through a block record by record without building events. `begin`, then `next` until it says false; the fields
 * describe the record just stepped onto and are overwritten by the next one. Payloads are checked, not decoded.
 */
export class BlockWalker {
  session: Session | undefined;
  head: BlockHead | undefined;
  /** Entry of the session's dictionary. */
  type = 0;
  list = 0;
  emitterSeq = 0;
  timeUs = 0;
  /** Offset of the record within the block, and of the byte after it. */
  offset = 0;
  end = 0;
  /** How many of `causes` are meant: keys under which this record is an effect. */
  causeCount = 0;
  readonly causes = new Uint32Array(BLOCK_LIMITS.causesMax);
  /** The key under which the id is filed (`causeKeyOf`), when it is not the canonical one of the record. */
  idKey: number | undefined;
  readonly #checksum: Checksum;
  readonly #admitting: boolean;
  #reader = new ByteReader(new Uint8Array(0));
  #left = 0;

  /** @param admitting the block comes from outside: names in it are checked too. What is stored is read as it is. */
  constructor(checksum: Checksum = crc32, session?: Session, admitting = false) {
    this.#checksum = checksum;
    this.session = session;
    this.#admitting = admitting;
  }

  /**
   * Checks the block, learns its words. An opening block starts a new session; any other must continue the present one.
   * @throws SutraError SUTRA_WIRE_MALFORMED, when admitting SUTRA_WIRE_INVALID; the session must not be used after that.
   */
  begin(block: Uint8Array): BlockHead {
    const { head, reader } = readHead(block, this.#checksum);
    if (head.opens !== undefined) this.session = new Session(head.opens);
    const session = this.session;
    if (session === undefined) throw malformed('it continues a dictionary that was never opened');
    if (head.sessionTag !== sessionTag(session.source.emitter, session.source.epoch)) throw malformed('it belongs to another session');
    const mark = session.dictionary.mark;
    if (head.before.texts !== mark.texts || head.before.shapes !== mark.shapes || head.before.lists !== mark.lists)
      throw malformed('it does not follow the block before it');
    session.dictionary.readAdditions(reader);
    if (this.#admitting) admitLists(session, mark.lists);
    this.head = head;
    this.#reader = reader;
    this.#left = head.count;
    this.emitterSeq = head.firstEmitterSeq - 1;
    this.timeUs = head.baseTimeUs;
    return head;
  }

  /** Steps onto the next record. False at the end, after checking that nothing follows. */
  next(): boolean {
    const reader = this.#reader;
    if (this.#left === 0) {
      if (reader.at !== reader.end) throw malformed(`${reader.end - reader.at} bytes follow its last event`);
      return false;
    }
    this.#left--;
    const session = this.session!;
    const dictionary = session.dictionary;
    this.offset = reader.at;
    const flags = reader.u8();
    if ((flags & ~KNOWN_FLAGS) !== 0) throw malformed(`a record has the unknown flags ${flags}`);
    this.type = reader.varint();
    if (this.type >= dictionary.texts.length) throw malformed('a type is not in the dictionary');
    if (this.#admitting) admit(session, this.type, 'type');
    this.emitterSeq += 1 + ((flags & HAS_GAP) === 0 ? 0 : reader.varint());
    this.timeUs += reader.zigzag();
    if (this.emitterSeq >= WHOLE_MAX || this.timeUs < 0 || this.timeUs >= WHOLE_MAX) throw malformed('a number is out of range');
    this.list = reader.varint();
    if (this.list >= dictionary.lists.length) throw malformed('an entity list is not in the dictionary');
    this.causeCount = 0;
    if ((flags & HAS_CAUSES) !== 0) this.#walkCauses(session);
    if ((flags & HAS_OPERATION) !== 0) this.#text('operation');
    this.idKey = (flags & (HAS_ID | HAS_SOURCE_ID)) === 0 ? undefined : this.#walkId(flags, session);
    const payload = reader.varint();
    this.end = reader.at + payload;
    if (this.end > reader.end) throw malformed('it ends inside a record');
    if ((flags & HAS_META) !== 0) skipObject(reader, dictionary);
    skipObject(reader, dictionary);
    if (reader.at !== this.end) throw malformed('a payload is not as long as it says');
    return true;
  }

  #walkId(flags: number, session: Session): number {
    const reader = this.#reader;
    if ((flags & HAS_SOURCE_ID) === 0) return causeKeyOf(this.#text('id'));
    if ((flags & HAS_ID) !== 0) throw malformed('a record has two ids');
    const sourceHash = session.sourceHash(this.#word(session, 'id'));
    const number = this.emitterSeq - reader.zigzag();
    this.#word(session, 'id');
    const timeUs = this.timeUs - reader.zigzag();
    if (number < 0 || number >= WHOLE_MAX || timeUs < 0 || timeUs >= WHOLE_MAX) throw malformed('a number of an id is out of range');
    return causeKey(sourceHash, number);
  }

  #walkCauses(session: Session): void {
    const reader = this.#reader;
    this.causeCount = reader.count(BLOCK_LIMITS.causesMax, 'the number of causes');
    for (let i = 0; i < this.causeCount; i++) {
      const kind = reader.u8();
      if (kind === CAUSE_TEXT) {
        this.causes[i] = causeKeyOf(this.#text('causes'));
        continue;
      }
      if (kind !== CAUSE_OWN && kind !== CAUSE_OTHER) throw malformed(`a cause has the unknown kind ${kind}`);
      const sourceHash = kind === CAUSE_OWN ? session.hash : session.sourceHash(this.#word(session, 'causes'));
      const seq = kind === CAUSE_OWN ? this.emitterSeq - reader.zigzag() : reader.varint();
      this.#word(session, 'causes');
      reader.zigzag();
      this.causes[i] = causeKey(sourceHash, seq);
    }
  }

  /** Text that stands in the record and names something. */
  #text(field: string): string {
    const text = this.#reader.text(BLOCK_LIMITS.nameBytesMax);
    if (this.#admitting && !isName(text)) throw notName('take an event', field, text);
    return text;
  }

  /** The same, standing in the dictionary. */
  #word(session: Session, field: string): number {
    const ref = this.#reader.varint();
    session.dictionary.text(ref);
    if (this.#admitting) admit(session, ref, field);
    return ref;
  }
}

function admit(session: Session, ref: number, field: string): void {
  if (!session.isName(ref)) throw notName('take an event', field, session.dictionary.text(ref));
}

/** Entities are checked once, with the list they come in. */
function admitLists(session: Session, from: number): void {
  const { lists } = session.dictionary;
  for (let list = from; list < lists.length; list++)
    for (const [i, ref] of (lists[list] as readonly number[]).entries()) admit(session, ref, `entities[${i}]`);
}

function skipObject(reader: ByteReader, dictionary: ReadDictionary): void {
  const tag = reader.bytes[reader.at];
  if (tag !== 0x8c && tag !== 0x8d) throw malformed('a payload is not an object');
  skipValue(reader, dictionary, 0);
}
