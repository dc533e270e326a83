import type { Chance } from '@sutra/kit';
import { BlockEncoder, crc32, encodeAppend, encodeFrame, encodeMessage, FRAME, type FrameKind, packMessage } from '@sutra/wire';
import { EPOCH, eventOf } from './told.mjs';

/** A sound frame of every kind a client sends, with every operation there is: what mutations start from. */
export function soundFrames(): readonly Uint8Array[] {
  const call = (id: number, op: string, args: unknown = {}, tail?: Uint8Array, more: object = {}): Uint8Array =>
    encodeFrame(FRAME.call, id, Buffer.concat(encodeMessage({ op, args, limitMs: 1_000, ...more }, tail)));
  const encoder = new BlockEncoder('fuzz', EPOCH);
  const where = [
    { field: 'n', gte: 3, lt: 70 },
    { field: 'text', contains: 'x' },
  ];
  return [
    call(1, 'session', { emitter: 'fuzz', epoch: EPOCH, holder: 'me', turn: 3 }),
    encodeFrame(FRAME.append, 2, Buffer.concat(encodeAppend(1, encoder.encode([eventOf('fuzz', 1), eventOf('fuzz', 2)])))),
    encodeFrame(FRAME.append, 3, Buffer.concat(encodeAppend(1, encoder.encode([5, 6, 10].map((n) => eventOf('fuzz', n)))))),
    call(4, 'query', {
      types: ['node_crashed'],
      entities: [['node-3'], ['agent-fuzz', 'x']],
      where,
      limit: 5,
      order: 'asc',
      asOf: { seq: 9 },
    }),
    call(5, 'aggregate', { groupBy: ['type', 'entity:node-'], bucketUs: 1_000, measures: [{ fn: 'p95', field: 'n' }], limit: 10 }),
    call(6, 'event', { id: eventOf('fuzz', 1).id }),
    call(7, 'effects', { id: eventOf('fuzz', 4).id, limit: 3 }),
    call(8, 'concept', { id: 'a', asOf: { timeUs: 1_760_000_000_000_000 } }),
    call(9, 'neighbours', { id: 'a', direction: 'both', types: ['t'], limit: 4 }),
    call(10, 'learn', {
      key: 'k',
      concepts: [{ id: 'a', content: { deep: [1, 'two', null] }, strength: 0.5, metadata: { x: 1 } }],
      associations: [{ source: 'a', type: 't', target: 'b', confidence: 0.3, weight: 2 }],
    }),
    call(11, 'forget', { concepts: ['a'], associations: [{ source: 'a', type: 't', target: 'b' }] }),
    call(12, 'paths', { from: 'a', to: 'b', mode: 'all', depth: 3, limit: 3, timeMaxMs: 50 }),
    call(13, 'search', { text: 'deep two', mode: 'fused', limit: 3, timeMaxMs: 50 }),
    call(14, 'snapshot', { name: 'state', atSeq: 4 }),
    call(15, 'putSnapshot', { name: 'fuzzed', seq: 1 }, Buffer.from('bytes')),
    call(16, 'stats'),
    call(17, 'flush'),
    call(18, 'feed', { fromSeq: 1, creditBytes: 10_000, types: ['heartbeat'] }),
    encodeFrame(FRAME.credit, 18, Uint8Array.of(0, 0, 4, 0)),
    encodeFrame(FRAME.cancel, 18),
    encodeFrame(FRAME.ping, 19),
    encodeFrame(FRAME.part, 20, packMessage({ half: 'a message' })),
    call(21, 'endSession', { session: 1 }),
    call(22, 'query', { limit: 3 }, undefined, { keepWords: true }),
    call(23, 'causes', { id: eventOf('fuzz', 4).id }, undefined, { keepWords: true }),
  ];
}

const KINDS = [...Object.values(FRAME), 0, 0x7f, 0xff];
const HEADER_BYTES = 9;
const BLOCK_AT = HEADER_BYTES + 4;
const below = (chance: Chance, n: number): number => Math.floor(chance.next() * n);
const one = <T>(chance: Chance, list: readonly T[]): T => list[below(chance, list.length)]!;

/** The next frame: a sound one, one that was changed, or one that was made up by the grammar of the protocol. */
export function fuzzedFrame(chance: Chance, sound: readonly Uint8Array[]): Uint8Array {
  const kind = chance.next();
  if (kind < 0.15) return one(chance, sound);
  if (kind < 0.55) return mutated(chance, sound);
  if (kind < 0.7) return deeplyMutated(chance, sound);
  return invented(chance);
}

function mutated(chance: Chance, sound: readonly Uint8Array[]): Uint8Array {
  let frame: Buffer = Buffer.from(one(chance, sound));
  for (let left = 1 + below(chance, 3); left > 0; left--) {
    if (frame.length < HEADER_BYTES) return frame;
    const at = below(chance, frame.length);
    switch (below(chance, 7)) {
      case 0:
        frame[at]! ^= 1 << below(chance, 8);
        break;
      case 1:
        frame[at] = one(chance, [0, 1, 0x7f, 0x80, 0xff, below(chance, 256)]);
        break;
      case 2: // the length lies
        frame.writeUInt32BE(one(chance, [0, 4, 5, frame.length, frame.length * 2, 0x7fff_ffff, 0xffff_ffff, 9 * 1024 * 1024]), 0);
        break;
      case 3: // cut, and its length says so
        frame = relength(frame.subarray(0, Math.max(HEADER_BYTES, at)));
        break;
      case 4: // cut, and its length does not
        frame = Buffer.from(frame.subarray(0, at + 1));
        break;
      case 5: {
        const other = one(chance, sound);
        frame = relength(Buffer.concat([frame.subarray(0, Math.max(HEADER_BYTES, at)), other.subarray(below(chance, other.length))]));
        break;
      }
      default:
        frame[4] = one(chance, KINDS);
    }
  }
  return frame;
}

/** Changed behind the checksum: the damage gets through to whoever reads the block. */
function deeplyMutated(chance: Chance, sound: readonly Uint8Array[]): Uint8Array {
  const appends = sound.filter((frame) => frame[4] === FRAME.append);
  const frame = Buffer.from(one(chance, appends));
  for (let left = 1 + below(chance, 4); left > 0; left--)
    frame[BLOCK_AT + 12 + below(chance, frame.length - BLOCK_AT - 12)] = below(chance, 256);
  const block = frame.subarray(BLOCK_AT);
  block.writeUInt32LE(crc32(block.subarray(8)), 4);
  return frame;
}

function relength(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt32BE(copy.length - 4, 0);
  return copy;
}

const OPERATIONS = ['session', 'query', 'aggregate', 'event', 'effects', 'concept', 'neighbours', 'learn', 'forget', 'paths', 'search'];
const MORE = ['snapshot', 'putSnapshot', 'stats', 'flush', 'feed', 'endSession', 'constructor', '__proto__', 'drop', ''];
const FIELDS =
  'id emitter epoch types entities where limit cursor asOf seq timeUs groupBy bucketUs measures name fromSeq creditBytes'.split(' ');
const FIELDS_MORE =
  'concepts associations content from to mode depth text vector key order field is gte contains __proto__ holder turn'.split(' ');

/** A call whose every part is of the grammar and whose sense is left to chance. */
function invented(chance: Chance): Uint8Array {
  const id = one(chance, [0, 1, below(chance, 100), 0xffff_ffff]);
  const op = one(chance, [...OPERATIONS, ...MORE]);
  const head =
    chance.next() < 0.9 ? { op, args: value(chance, 0), ...(chance.next() < 0.2 ? { limitMs: value(chance, 4) } : {}) } : value(chance, 0);
  const packed = packMessage(head);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chance.next() < 0.95 ? packed.length : below(chance, 2 ** 31));
  const kind = chance.next() < 0.9 ? FRAME.call : (one(chance, KINDS) as FrameKind);
  return encodeFrame(kind, id, Buffer.concat([length, packed, Buffer.alloc(chance.next() < 0.1 ? below(chance, 100) : 0)]));
}

const DEPTH_MAX = 5;

function value(chance: Chance, depth: number): unknown {
  const kind = below(chance, depth >= DEPTH_MAX ? 7 : 10);
  switch (kind) {
    case 0:
      return one(chance, [null, true, false]);
    case 1:
      return one(chance, [0, 1, -1, 1e15, 2 ** 53, 2 ** 63, -(2 ** 62), 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e308]);
    case 2:
      return below(chance, 20_000);
    case 3:
      return one(chance, ['', 'a', 'node-3', 'type', 'entity:*', 'asc', '\u0000', '\u202e', 'x'.repeat(below(chance, 2_000)), 'fuzz']);
    case 4:
    case 5:
    case 6:
      return one(chance, ['heartbeat', 'node_crashed', 'shortest', 'state', 'n', 'body.n', 'meta.x', 'YWJj']);
    case 7:
      return Array.from({ length: below(chance, 6) }, () => value(chance, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: below(chance, 7) }, () => [one(chance, [...FIELDS, ...FIELDS_MORE]), value(chance, depth + 1)]),
      );
  }
}
