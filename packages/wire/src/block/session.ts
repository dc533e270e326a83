import { hash32 } from '@sutra/kit';
import { ByteWriter } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import { ReadDictionary } from './dictionary.ts';
import { isName } from './errors.ts';
import { sealBlock, writeHead } from './header.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { type Source, sourceName } from './source.ts';
import { Translation } from './translation.ts';

/** What a reader knows of one dictionary: whose events it speaks of, and the words. */
export class Session {
  readonly source: Source;
  /** `emitter:epoch`. */
  readonly name: string;
  readonly dictionary: ReadDictionary;
  readonly hash: number;
  readonly #sourceHashes: (number | undefined)[] = [];
  readonly #names: (boolean | undefined)[] = [];
  #translation: Translation | undefined;

  constructor(source: Source, dictionary = new ReadDictionary()) {
    this.source = source;
    this.dictionary = dictionary;
    this.name = sourceName(source.emitter, source.epoch);
    this.hash = hash32(this.name);
  }

  /** For copying records of this session without understanding them. */
  get translation(): Translation {
    this.#translation ??= new Translation(this.dictionary);
    return this.#translation;
  }

  /** Hash of the text `ref` taken as a source name. */
  sourceHash(ref: number): number {
    this.#sourceHashes[ref] ??= hash32(this.dictionary.text(ref));
    return this.#sourceHashes[ref];
  }

  /** Whether the text `ref` may name something. */
  isName(ref: number): boolean {
    this.#names[ref] ??= isName(this.dictionary.text(ref));
    return this.#names[ref];
  }

  /** A block without events that teaches a reader everything this session knows. */
  dictionaryBlock(checksum: Checksum = crc32): Uint8Array {
    const steps = this.dictionaryBlockInSteps(checksum);
    for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
  }

  /** The same in steps: of a session with a hundred thousand words it takes ten ms. What is learned meanwhile is left out. */
  *dictionaryBlockInSteps(checksum: Checksum = crc32): Generator<undefined, Uint8Array> {
    const out = new ByteWriter(1024, BLOCK_LIMITS.blockBytesMax);
    writeHead(out, { opens: this.source, count: 0, firstEmitterSeq: 0, baseTimeUs: 0, before: { texts: 0, shapes: 0, lists: 0 } });
    yield* this.dictionary.writeAll(out);
    return sealBlock(out, this.source, true, checksum);
  }
}
