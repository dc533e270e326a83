import { SutraError } from '@sutra/kit';
import type { Json } from '@sutra/wire';
import type { ForgetBatch } from '../../contract/graph.ts';
import type { AssociationDraft, ConceptDraft, LearnBatch } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import { decodeVector, encodeVector } from '../search/vector.ts';

/** Ids, types and keys become parts of index keys, three in one: together they must fit what the index takes. */
export const ID_BYTES_MAX = REQUEST_LIMITS.learnIdBytesMax;
const { learnItemsMax, nestingMax, contentBytesMax, metadataBytesMax, metadataFieldsMax } = REQUEST_LIMITS;

export type Triple = Pick<AssociationDraft, 'source' | 'type' | 'target'>;
/** A draft as it stands in the log: its embedding as text. */
export type ConceptRecord = Omit<ConceptDraft, 'embedding'> & { readonly embedding?: string };

/** A learn batch as it stands in the log. */
export interface LearnRecord {
  /** Running number of learn batches in this store, from 1. */
  readonly number: number;
  /** The event seq it follows. */
  readonly seq: number;
  readonly atUs: number;
  readonly key?: string;
  readonly concepts: readonly ConceptRecord[];
  readonly associations: readonly AssociationDraft[];
  readonly forget?: { readonly concepts: readonly string[]; readonly associations: readonly Triple[] };
}

/** What a batch says, checked. */
export type LearnParts = Pick<LearnRecord, 'key' | 'concepts' | 'associations' | 'forget'>;

const refuse = (what: string, field: string, doing = 'learn'): SutraError =>
  new SutraError('SUTRA_STORE_INVALID', `Cannot ${doing}: ${what}`, { details: { field } });

/** @throws SutraError SUTRA_STORE_INVALID naming the first thing that is wrong */
export function checkBatch(batch: LearnBatch): LearnParts {
  const { key, concepts = [], associations = [] } = batch;
  checkSize(key, concepts.length + associations.length);
  associations.forEach((draft, i) => {
    const at = `associations[${i}]`;
    checkTriple(draft, at);
    checkShare(draft.confidence, `${at}.confidence`);
    if (draft.weight !== undefined && !Number.isFinite(draft.weight)) throw refuse(`${at}.weight is ${draft.weight}`, `${at}.weight`);
  });
  return { ...(key === undefined ? {} : { key }), concepts: concepts.map(checkConcept), associations };
}

/** @throws SutraError SUTRA_STORE_INVALID */
export function checkForget({ key, concepts = [], associations = [] }: ForgetBatch): LearnParts {
  checkSize(key, concepts.length + associations.length);
  concepts.forEach((id, i) => void checkId(id, `concepts[${i}]`));
  associations.forEach((triple, i) => void checkTriple(triple, `associations[${i}]`));
  return { ...(key === undefined ? {} : { key }), concepts: [], associations: [], forget: { concepts, associations } };
}

function checkSize(key: string | undefined, items: number): void {
  if (key !== undefined) checkId(key, 'key');
  if (items === 0) throw refuse('the batch is empty', 'concepts');
  if (items > learnItemsMax) throw refuse(`more than ${learnItemsMax} items`, 'concepts');
}

function checkConcept(draft: ConceptDraft, i: number): ConceptRecord {
  const at = `concepts[${i}]`;
  const { embedding, ...rest } = draft;
  checkId(draft.id, `${at}.id`);
  checkShare(draft.strength, `${at}.strength`);
  checkShare(draft.confidence, `${at}.confidence`);
  checkJson(draft.content, `${at}.content`, contentBytesMax);
  if (draft.metadata !== undefined) {
    const names = Object.keys(draft.metadata).length;
    if (names > metadataFieldsMax) throw refuse(`${at}.metadata has ${names} fields, at most ${metadataFieldsMax}`, `${at}.metadata`);
    checkJson(draft.metadata as Json, `${at}.metadata`, metadataBytesMax);
  }
  return embedding === undefined ? rest : { ...rest, embedding: encodeVector(decodeVector(embedding, `${at}.embedding`)) };
}

function checkTriple({ source, type, target }: Triple, at: string): void {
  checkId(source, `${at}.source`);
  checkId(type, `${at}.type`);
  checkId(target, `${at}.target`);
}

const CONTROL = /\p{Cc}/u;
/** Half of a character: with the `u` flag whole ones are not taken apart. */
const HALF = /\p{Cs}/u;

/**
 * @param doing what cannot be done with a wrong one, for the message
 * @throws SutraError SUTRA_STORE_INVALID
 */
export function checkId(id: string, field: string, doing?: string): void {
  if (typeof id !== 'string') throw refuse(`${field} is not text`, field, doing);
  const bytes = Buffer.byteLength(id);
  const shown = `${field} ${JSON.stringify(id.slice(0, 40))}`;
  if (bytes === 0 || bytes > ID_BYTES_MAX) throw refuse(`${shown} has ${bytes} bytes, 1 to ${ID_BYTES_MAX} are allowed`, field, doing);
  if (CONTROL.test(id)) throw refuse(`${shown} contains a control character`, field, doing);
  if (HALF.test(id)) throw refuse(`${shown} is not well-formed Unicode`, field, doing);
}

function checkShare(value: number | undefined, field: string): void {
  if (value !== undefined && !(value >= 0 && value <= 1)) throw refuse(`${field} is ${value}, not in 0..1`, field);
}

/** What JSON would change in silence (NaN to null, undefined to nothing) or recurse into for ever is refused instead. */
function checkJson(value: Json, field: string, bytesMax: number): void {
  checkValue(value, field, 0);
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > bytesMax) throw refuse(`${field} has ${bytes} bytes, at most ${bytesMax}`, field);
}

function checkValue(value: Json, field: string, depth: number): void {
  if (depth > nestingMax) throw refuse(`${field.slice(0, 120)} is nested deeper than ${nestingMax}`, field.slice(0, 120));
  if (typeof value === 'number' && !Number.isFinite(value)) throw refuse(`${field} is ${value}`, field);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return;
  if (typeof value !== 'object') throw refuse(`${field} is not JSON but ${typeof value}`, field);
  for (const [key, part] of Object.entries(value)) {
    // The index could not give it back under this name.
    if (key === '__proto__') throw refuse(`${field} has a field named __proto__`, field);
    checkValue(part, `${field}.${key}`, depth + 1);
  }
}

export function encodeLearn(record: LearnRecord): Buffer {
  return Buffer.from(JSON.stringify(record));
}

/** The bytes carry a checksum of their own frame: what parses here is what was written. */
export function decodeLearn(bytes: Uint8Array): LearnRecord {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as LearnRecord;
}
