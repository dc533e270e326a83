import type { Json } from '../record.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { ReadDictionary, Shape, TypeWords, WriteDictionary } from './dictionary.ts';
import { invalid, malformed, overLimit } from './errors.ts';
import type { FieldWish } from './field-wish.ts';
import { BLOCK_LIMITS } from './limits.ts';
import type { Translation } from './translation.ts';

/**
 * One JSON value after one tag byte:
 *   00–7f  the integer 0..127        80 null · 81 false · 82 true
 *   83/84  integer ≥ 128 / negative  85 float64 · 86–88 decimal with 1–3 places · 8e–90 the same, negative
 *   89     text: length, bytes       8a text of the dictionary: number
 *   8b     array: count, values      8c object: shape, values        8d object: count, then name text and value each
 *   a0–bf  text of 0..31 bytes       c0–ff text 0..63 of the dictionary
 */
const NULL = 0x80;
const FALSE = 0x81;
const TRUE = 0x82;
const INT = 0x83;
const NEGATIVE = 0x84;
const FLOAT = 0x85;
const DECIMAL = 0x86;
const TEXT = 0x89;
const WORD = 0x8a;
const ARRAY = 0x8b;
const OBJECT = 0x8c;
const LOOSE = 0x8d;
const NEGATIVE_DECIMAL = 0x8e;
const LAST_TAG = 0x90;
const SHORT_TEXT = 0xa0;
const SHORT_WORD = 0xc0;

const TEN = [1, 10, 100, 1000] as const;
/** Longer texts are written in place: they do not repeat often enough to earn an entry. */
const WORD_CHARS_MAX = 64;
/** Objects with more fields are maps rather than records: their names are written in place. */
const SHAPE_FIELDS_MAX = 64;

export function writeValue(out: ByteWriter, dictionary: WriteDictionary, value: Json, depth: number): void {
  if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'string') writeText(out, dictionary, value);
  else if (typeof value === 'boolean') out.u8(value ? TRUE : FALSE);
  else if (value === null) out.u8(NULL);
  else if (typeof value !== 'object') throw invalid(`a value of type ${typeof value} is not JSON`);
  else if (depth >= BLOCK_LIMITS.depthMax) throw overLimit(`a value is nested deeper than ${BLOCK_LIMITS.depthMax}`);
  else if (Array.isArray(value)) writeArray(out, dictionary, value as readonly Json[], depth);
  else writeObject(out, dictionary, value as Readonly<Record<string, Json>>, depth);
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    if (value < 0 || value >= 0x80) out.u8(value < 0 ? NEGATIVE : INT);
    out.varint(Math.abs(value));
    return;
  }
  if (!Number.isFinite(value)) throw invalid(`${value} is not a JSON number`);
  const places = decimalPlaces(Math.abs(value));
  if (places === 0) {
    out.u8(FLOAT);
    out.f64(value);
  } else {
    out.u8((value < 0 ? NEGATIVE_DECIMAL : DECIMAL) + places - 1);
    out.varint(Math.round(Math.abs(value) * TEN[places]!));
  }
}

/** With how many places, 1 to 3, a short decimal gives exactly this number back; 0 when none does. */
function decimalPlaces(size: number): number {
  if (size === 0 || size >= 1e6) return 0;
  for (let places = 1; places <= 3; places++) if (Math.round(size * TEN[places]!) / TEN[places]! === size) return places;
  return 0;
}

function writeText(out: ByteWriter, dictionary: WriteDictionary, value: string): void {
  const word = value.length > 1 && value.length <= WORD_CHARS_MAX ? dictionary.repeated(value) : undefined;
  if (word === undefined) {
    const at = out.at;
    out.u8(TEXT);
    out.text(value, BLOCK_LIMITS.stringBytesMax);
    // A text under 32 bytes took one length byte: fold it into the tag.
    const length = out.at - at - 2;
    if (length < 32) {
      out.bytes[at] = SHORT_TEXT + length;
      out.bytes.copyWithin(at + 1, at + 2, out.at);
      out.at--;
    }
  } else writeWord(out, word);
}

function writeWord(out: ByteWriter, word: number): void {
  if (word < 64) out.u8(SHORT_WORD + word);
  else {
    out.u8(WORD);
    out.varint(word);
  }
}

function writeArray(out: ByteWriter, dictionary: WriteDictionary, values: readonly Json[], depth: number): void {
  if (values.length > BLOCK_LIMITS.membersMax) throw overLimit(`an array of ${values.length} passes ${BLOCK_LIMITS.membersMax}`);
  out.u8(ARRAY);
  out.varint(values.length);
  for (const item of values) writeValue(out, dictionary, item, depth + 1);
}

function writeObject(out: ByteWriter, dictionary: WriteDictionary, value: Readonly<Record<string, Json>>, depth: number): void {
  const names = namesOf(value);
  if (names.length > BLOCK_LIMITS.membersMax) throw overLimit(`an object of ${names.length} fields passes ${BLOCK_LIMITS.membersMax}`);
  const loose = isLoose(names);
  if (loose) {
    out.u8(LOOSE);
    out.varint(names.length);
  } else {
    out.u8(OBJECT);
    out.varint(dictionary.shape(names));
  }
  for (const name of names) {
    if (loose) out.text(name, BLOCK_LIMITS.stringBytesMax);
    writeValue(out, dictionary, value[name]!, depth + 1);
  }
}

/** The body of an event. Those of one type mostly have the fields of the one before, whose shape is known. */
export function writeBody(out: ByteWriter, dictionary: WriteDictionary, type: TypeWords, body: Readonly<Record<string, Json>>): void {
  if (type.shape !== undefined && hasShape(body, type.shape)) {
    out.u8(OBJECT);
    out.varint(type.shape.number);
    for (const name in body) writeValue(out, dictionary, body[name]!, 1);
    return;
  }
  const names = namesOf(body);
  if (names.length <= BLOCK_LIMITS.membersMax && !isLoose(names)) type.shape = { names, number: dictionary.shape(names) };
  writeObject(out, dictionary, body, 0);
}

/**
 * Whether these are all its fields, in this order, and none is undefined. A loop over the names of an object reads its fields where they lie; to look each of
 * them up takes a quarter of the time in which an event is written. It brings along what is inherited: so only for what inherits nothing of that kind.
 */
function hasShape(value: Readonly<Record<string, Json>>, { names }: Shape): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let at = 0;
  for (const name in value) if (name !== names[at++] || value[name] === undefined) return false;
  return at === names.length;
}

/** The fields an object has in JSON: there an undefined one is an absent one. */
function namesOf(value: Readonly<Record<string, Json>>): readonly string[] {
  const names = Object.keys(value);
  for (let i = 0; i < names.length; i++) if (value[names[i]!] === undefined) return names.filter((name) => value[name] !== undefined);
  return names;
}

function isLoose(names: readonly string[]): boolean {
  if (names.length > SHAPE_FIELDS_MAX) return true;
  for (const name of names) if (name.length > WORD_CHARS_MAX) return true;
  return false;
}

export function readValue(reader: ByteReader, dictionary: ReadDictionary, depth: number): Json {
  const tag = reader.u8();
  if (tag < 0x80) return tag;
  if (tag >= SHORT_WORD) return dictionary.text(tag - SHORT_WORD);
  if (tag >= SHORT_TEXT) return reader.textOf(tag - SHORT_TEXT);
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INT:
      return reader.varint();
    case NEGATIVE:
      return -reader.varint();
    case FLOAT:
      return reader.f64();
    case TEXT:
      return reader.text();
    case WORD:
      return dictionary.text(reader.varint());
    case ARRAY:
    case OBJECT:
    case LOOSE:
      if (depth >= BLOCK_LIMITS.depthMax) throw malformed('a value is nested too deep');
      return tag === ARRAY ? readArray(reader, dictionary, depth) : readObject(reader, dictionary, depth, tag === LOOSE);
    default: {
      const places = tag >= NEGATIVE_DECIMAL ? tag - NEGATIVE_DECIMAL + 1 : tag - DECIMAL + 1;
      if (places < 1 || places > 3) throw malformed(`a value has the unknown tag ${tag}`);
      const size = reader.varint() / TEN[places]!;
      return tag >= NEGATIVE_DECIMAL ? -size : size;
    }
  }
}

function readArray(reader: ByteReader, dictionary: ReadDictionary, depth: number): Json {
  // Every value takes at least one byte: a count above what is left is a lie.
  const count = reader.count(Math.min(BLOCK_LIMITS.membersMax, reader.end - reader.at), 'the length of an array');
  const values = new Array<Json>(count);
  for (let i = 0; i < count; i++) values[i] = readValue(reader, dictionary, depth + 1);
  return values;
}

function readObject(reader: ByteReader, dictionary: ReadDictionary, depth: number, loose: boolean): Json {
  const names = loose ? undefined : dictionary.shapeNames(reader.varint());
  const count = names?.length ?? reader.count(Math.min(BLOCK_LIMITS.membersMax, reader.end - reader.at), 'the size of an object');
  const value: Record<string, Json> = {};
  for (let i = 0; i < count; i++) put(value, names?.[i] ?? reader.text(), readValue(reader, dictionary, depth + 1));
  return value;
}

/** `__proto__` as a field is data, never a prototype. */
function put(value: Record<string, Json>, name: string, item: Json): void {
  if (name === '__proto__') Object.defineProperty(value, name, { value: item, enumerable: true, configurable: true, writable: true });
  else value[name] = item;
}

/** Steps over a value, checking its form without building it. */
export function skipValue(reader: ByteReader, dictionary: ReadDictionary, depth: number): void {
  const tag = reader.u8();
  if (tag <= TRUE) return;
  if (tag >= SHORT_WORD) dictionary.text(tag - SHORT_WORD);
  else if (tag >= SHORT_TEXT) reader.textOf(tag - SHORT_TEXT);
  else if (tag === TEXT) reader.text();
  else if (tag === FLOAT) reader.skip(8);
  else if (tag === WORD) dictionary.text(reader.varint());
  else if (tag === ARRAY || tag === OBJECT || tag === LOOSE) skipMembers(reader, dictionary, depth, tag);
  else if (tag <= LAST_TAG) reader.varint();
  else throw malformed(`a value has the unknown tag ${tag}`);
}

function skipMembers(reader: ByteReader, dictionary: ReadDictionary, depth: number, tag: number): void {
  if (depth >= BLOCK_LIMITS.depthMax) throw malformed('a value is nested too deep');
  const names = tag === OBJECT ? dictionary.shapeNames(reader.varint()) : undefined;
  let left = names?.length ?? reader.count(Math.min(BLOCK_LIMITS.membersMax, reader.end - reader.at), 'a count');
  for (; left > 0; left--) {
    if (tag === LOOSE) reader.text();
    skipValue(reader, dictionary, depth + 1);
  }
}

/** The wanted fields of the object where the reader stands; what else it holds is passed over and not looked at. */
export function readSome(reader: ByteReader, dictionary: ReadDictionary, wish: FieldWish): Record<string, Json> {
  const tag = reader.u8();
  const value: Record<string, Json> = {};
  if (tag === OBJECT) {
    const names = dictionary.shapeNames(reader.varint());
    const places = wish.placesIn(names);
    for (let i = 0; i < names.length; i++)
      if (places[i] === true) put(value, names[i]!, readValue(reader, dictionary, 1));
      else passValue(reader, dictionary);
  } else if (tag === LOOSE)
    for (let left = reader.varint(); left > 0; left--) {
      const name = reader.text();
      if (wish.names.has(name)) put(value, name, readValue(reader, dictionary, 1));
      else passValue(reader, dictionary);
    }
  else throw malformed(`a body has the tag ${tag}`);
  return value;
}

/** Steps over a value whose form was checked when it was stored. */
export function passValue(reader: ByteReader, dictionary: ReadDictionary): void {
  const tag = reader.u8();
  if (tag <= TRUE || tag >= SHORT_WORD) return;
  if (tag >= SHORT_TEXT) reader.skip(tag - SHORT_TEXT);
  else if (tag === TEXT) reader.skip(reader.varint());
  else if (tag === FLOAT) reader.skip(8);
  else if (tag === ARRAY || tag === LOOSE)
    for (let left = reader.varint(); left > 0; left--) {
      if (tag === LOOSE) reader.skip(reader.varint());
      passValue(reader, dictionary);
    }
  else if (tag === OBJECT) for (let left = dictionary.shapeNames(reader.varint()).length; left > 0; left--) passValue(reader, dictionary);
  else if (tag <= LAST_TAG) reader.varint();
  else throw malformed(`a value has the unknown tag ${tag}`);
}

/** Copies a value, its words translated; its form is checked on the way. */
export function copyValue(reader: ByteReader, out: ByteWriter, words: Translation, depth: number): void {
  const tag = reader.u8();
  if (tag >= SHORT_WORD) writeWord(out, words.text(tag - SHORT_WORD));
  else if (tag === WORD) writeWord(out, words.text(reader.varint()));
  else {
    out.u8(tag);
    if (tag <= TRUE) return;
    if (tag >= SHORT_TEXT) out.copy(reader, tag - SHORT_TEXT);
    else if (tag === TEXT) copyText(reader, out, BLOCK_LIMITS.stringBytesMax);
    else if (tag === FLOAT) out.copy(reader, 8);
    else if (tag === ARRAY || tag === OBJECT || tag === LOOSE) copyMembers(reader, out, words, depth, tag);
    else if (tag <= LAST_TAG) out.varint(reader.varint());
    else throw malformed(`a value has the unknown tag ${tag}`);
  }
}

function copyMembers(reader: ByteReader, out: ByteWriter, words: Translation, depth: number, tag: number): void {
  if (depth >= BLOCK_LIMITS.depthMax) throw malformed('a value is nested too deep');
  let left: number;
  if (tag === OBJECT) {
    const shape = reader.varint();
    left = words.fieldsOf(shape);
    out.varint(words.shape(shape));
  } else {
    left = reader.count(Math.min(BLOCK_LIMITS.membersMax, reader.end - reader.at), 'a count');
    out.varint(left);
  }
  for (; left > 0; left--) {
    if (tag === LOOSE) copyText(reader, out, BLOCK_LIMITS.stringBytesMax);
    copyValue(reader, out, words, depth + 1);
  }
}

/** Length, then bytes. */
export function copyText(reader: ByteReader, out: ByteWriter, bytesMax: number): void {
  const length = reader.count(bytesMax, 'the length of a text');
  out.varint(length);
  out.copy(reader, length);
}
