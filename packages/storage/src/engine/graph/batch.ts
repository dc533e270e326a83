import { SutraError } from '@sutra/kit';
import type { Json } from '@sutra/wire';
import type { AssociationDraft, ConceptDraft, LearnBatch } from '../../contract/query.ts';

/** Ids, types and keys become parts of index keys, three in one: together they must fit what the index takes. */
export const ID_BYTES_MAX = 480;
const ITEMS_MAX = 10_000;

/** A learn batch as it stands in the log. */
export interface LearnRecord {
  /** Running number of learn batches in this store, from 1. */
  readonly number: number;
  /** The event seq it follows. */
  readonly seq: number;
  readonly atUs: number;
  readonly key?: string;
  readonly concepts: readonly ConceptDraft[];
  readonly associations: readonly AssociationDraft[];
}

const refuse = (what: string): SutraError => new SutraError('SUTRA_STORE_INVALID', `Cannot learn: ${what}`);

/** @throws SutraError SUTRA_STORE_INVALID naming the first thing that is wrong */
export function checkBatch(batch: LearnBatch): void {
  const { key, concepts = [], associations = [] } = batch;
  if (key !== undefined) checkId(key, 'key');
  if (concepts.length + associations.length === 0) throw refuse('the batch is empty');
  if (concepts.length + associations.length > ITEMS_MAX) throw refuse(`more than ${ITEMS_MAX} items`);
  for (const { id, strength, confidence } of concepts) {
    checkId(id, 'concept id');
    checkShare(strength, `strength of ${id}`);
    checkShare(confidence, `confidence of ${id}`);
  }
  for (const { source, type, target, confidence, weight } of associations) {
    for (const [text, what] of [
      [source, 'source'],
      [type, 'type'],
      [target, 'target'],
    ] as const)
      checkId(text, what);
    checkShare(confidence, `confidence of ${source} ${type} ${target}`);
    if (weight !== undefined && !Number.isFinite(weight)) throw refuse(`weight ${weight} is not a number`);
  }
}

function checkId(id: string, what: string): void {
  const bytes = Buffer.byteLength(id);
  if (bytes === 0 || bytes > ID_BYTES_MAX)
    throw refuse(`${what} "${id.slice(0, 40)}" has ${bytes} bytes, 1 to ${ID_BYTES_MAX} are allowed`);
  if (id.includes('\0')) throw refuse(`${what} "${id.slice(0, 40)}" contains a zero character`);
}

function checkShare(value: number | undefined, what: string): void {
  if (value !== undefined && !(value >= 0 && value <= 1)) throw refuse(`${what} is ${value}, not in 0..1`);
}

export function encodeLearn(record: LearnRecord): Buffer {
  return Buffer.from(JSON.stringify(record));
}

/** The bytes carry a checksum of their own frame: what parses here is what was written. */
export function decodeLearn(bytes: Uint8Array): LearnRecord {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as LearnRecord & { body: Json };
}
