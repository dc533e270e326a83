import { connect, type Socket } from 'node:net';

/**
 * A second reader of the storage protocol, written from docs/reference/protocol.md and nothing else. It shares no code with ours, so that the page is known to
 * be enough, and a mistake of ours is not made twice. Plain rather than quick.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

const fail = (what: string): never => {
  throw new Error(`second decoder: ${what}`);
};

// Messages: plain MessagePack

export function pack(value: Value): Buffer {
  if (value === null) return Buffer.of(0xc0);
  if (typeof value === 'boolean') return Buffer.of(value ? 0xc3 : 0xc2);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    const head = Buffer.alloc(5, 0xdb);
    head.writeUInt32BE(text.length, 1);
    return Buffer.concat([head, text]);
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0 && value < 128) return Buffer.of(value);
    const bytes = Buffer.alloc(9, 0xcb);
    if (Number.isSafeInteger(value) && value >= 0) {
      bytes[0] = 0xcf;
      bytes.writeBigUInt64BE(BigInt(value), 1);
    } else bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const list = Array.isArray(value);
  const parts = list
    ? (value as readonly Value[]).map(pack)
    : Object.entries(value).map(([name, part]) => Buffer.concat([pack(name), pack(part)]));
  const head = Buffer.alloc(5, list ? 0xdd : 0xdf);
  head.writeUInt32BE(parts.length, 1);
  return Buffer.concat([head, ...parts]);
}

export function unpack(bytes: Buffer): Value {
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) fail('a message ends too early');
    at += count;
    return bytes.subarray(at - count, at);
  };
  const size = (width: number): number => take(width).readUIntBE(0, width);
  const list = (count: number): Value => Array.from({ length: count }, () => value());
  const map = (count: number): Value => Object.fromEntries(Array.from({ length: count }, () => [value() as string, value()]));
  const value = (): Value => {
    const tag = size(1);
    if (tag < 0x80) return tag;
    if (tag < 0x90) return map(tag & 15);
    if (tag < 0xa0) return list(tag & 15);
    if (tag < 0xc0) return take(tag & 31).toString();
    if (tag >= 0xe0) return tag - 256;
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return tag === 0xc3;
      case 0xca:
        return take(4).readFloatBE();
      case 0xcb:
        return take(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return size(2 ** (tag - 0xcc));
      case 0xcf:
        return Number(take(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return ((width) => take(width).readIntBE(0, width))(2 ** (tag - 0xd0));
      case 0xd3:
        return Number(take(8).readBigInt64BE());
      case 0xd9:
      case 0xda:
      case 0xdb:
        return take(size(2 ** (tag - 0xd9))).toString();
      case 0xdc:
      case 0xdd:
        return list(size(2 ** (tag - 0xdb)));
      case 0xde:
      case 0xdf:
        return map(size(2 ** (tag - 0xdd)));
      default:
        return fail(`message tag 0x${tag.toString(16)}`);
    }
  };
  const found = value();
  return at === bytes.length ? found : fail('bytes follow a message');
}

// Blocks, records, stored events

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export function sessionTag(sourceName: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < sourceName.length; i++) hash = Math.imul(hash ^ sourceName.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

class Reader {
  readonly bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  get left(): number {
    return this.bytes.length - this.at;
  }
  take(count: number): Buffer {
    if (count > this.left) fail('it ends too early');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
  byte(): number {
    return this.take(1)[0] as number;
  }
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  text(length = this.varint()): string {
    const bytes = this.take(length);
    // Half a surrogate pair keeps its three bytes, which no ordinary decoder takes.
    let text = '';
    for (let i = 0; i < bytes.length; ) {
      const half = bytes[i] === 0xed && (bytes[i + 1] as number) >= 0xa0;
      const from = i;
      if (half) {
        text += String.fromCharCode(0xd000 | (((bytes[i + 1] as number) & 63) << 6) | ((bytes[i + 2] as number) & 63));
        i += 3;
      } else {
        do i++;
        while (i < bytes.length && !(bytes[i] === 0xed && (bytes[i + 1] as number) >= 0xa0));
        text += bytes.toString('utf8', from, i);
      }
    }
    return text;
  }
  many<T>(read: () => T): T[] {
    return Array.from({ length: this.varint() }, read);
  }
}

export interface Event {
  readonly id: string;
  readonly type: string;
  readonly timeUs: number;
  readonly emitterSeq: number;
  readonly entities: readonly string[];
  readonly causes: readonly string[];
  readonly operation?: string;
  readonly meta?: Value;
  readonly body: Value;
}

class Dictionary {
  readonly texts: string[] = [];
  readonly shapes: number[][] = [];
  readonly lists: number[][] = [];

  add(from: Reader): void {
    this.texts.push(...from.many(() => from.text()));
    for (const rows of [this.shapes, this.lists]) rows.push(...from.many(() => from.many(() => from.varint())));
  }
  text(ref: number): string {
    return this.texts[ref] ?? fail(`text ${ref} of ${this.texts.length}`);
  }
  names(rows: readonly (readonly number[])[], ref: number): string[] {
    return (rows[ref] ?? fail(`row ${ref} of ${rows.length}`)).map((text) => this.text(text));
  }
  value(from: Reader): Value {
    const tag = from.byte();
    if (tag < 0x80) return tag;
    if (tag >= 0xc0) return this.text(tag - 0xc0);
    if (tag >= 0xa0) return from.text(tag - 0xa0);
    const fields = (names: readonly (string | undefined)[]): Value => {
      const object: Record<string, Value> = {};
      for (const name of names)
        Object.defineProperty(object, name ?? from.text(), {
          value: this.value(from),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      return object;
    };
    switch (tag) {
      case 0x80:
        return null;
      case 0x81:
      case 0x82:
        return tag === 0x82;
      case 0x83:
        return from.varint();
      case 0x84:
        return -from.varint();
      case 0x85:
        return from.take(8).readDoubleLE();
      case 0x86:
      case 0x87:
      case 0x88:
        return from.varint() / 10 ** (tag - 0x85);
      case 0x8e:
      case 0x8f:
      case 0x90:
        return -(from.varint() / 10 ** (tag - 0x8d));
      case 0x89:
        return from.text();
      case 0x8a:
        return this.text(from.varint());
      case 0x8b:
        return from.many(() => this.value(from));
      case 0x8c:
        return fields(this.names(this.shapes, from.varint()));
      case 0x8d:
        return fields(Array.from({ length: from.varint() }, () => undefined));
      default:
        return fail(`value tag 0x${tag.toString(16)}`);
    }
  }
}

const idOf = (type: string, timeUs: number, source: string, number: number): string =>
  `event-${type}-${timeUs}-${source}.${number.toString(36)}`;

/** One record. In a block `number` and `timeUs` are those of the event before; in a run (`stands`) they are its own. */
function record(from: Reader, words: Dictionary, source: string, number: number, timeUs: number, stands: boolean): Event {
  const flags = from.byte();
  if (flags > 63) fail(`record flags ${flags}`);
  const type = words.text(from.varint());
  const gap = flags & 1 ? from.varint() : 0;
  const step = from.zigzag();
  const [n, us] = stands ? [number, timeUs] : [number + 1 + gap, timeUs + step];
  const entities = words.names(words.lists, from.varint());
  const relative = (name: string, itsNumber: number): string => {
    const itsType = words.text(from.varint());
    return idOf(itsType, us - from.zigzag(), name, itsNumber);
  };
  const cause = (): string => {
    const kind = from.byte();
    if (kind === 0) return from.text();
    if (kind === 1) return relative(source, n - from.zigzag());
    if (kind === 2) return relative(words.text(from.varint()), from.varint());
    return fail(`cause kind ${kind}`);
  };
  const causes = flags & 2 ? from.many(cause) : [];
  const operation = flags & 4 ? from.text() : undefined;
  const id = flags & 16 ? from.text() : flags & 32 ? relative(words.text(from.varint()), n - from.zigzag()) : idOf(type, us, source, n);
  const length = from.varint();
  const end = from.at + length;
  const meta = flags & 8 ? words.value(from) : undefined;
  const body = words.value(from);
  if (from.at !== end) fail('a payload is not as long as it says');
  return {
    ...{ id, type, timeUs: us, emitterSeq: n, entities, causes },
    ...(operation === undefined ? {} : { operation }),
    ...(meta === undefined ? {} : { meta }),
    body,
  };
}

function checked(bytes: Buffer, second: string, [version, third]: readonly [number, number] = [1, 0]): void {
  if (bytes.toString('latin1', 0, 2) !== `S${second}` || bytes[2] !== version || bytes[3] !== third) fail('it does not begin like one');
  if (bytes.readUInt32LE(8) !== bytes.length) fail('it is not as long as it says');
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) fail('its checksum does not match');
}

/** Reads the blocks of one session, in order. */
export class BlockReader {
  #words = new Dictionary();
  #source = '';

  read(bytes: Buffer): Event[] {
    checked(bytes, 'B');
    const from = new Reader(bytes, 17);
    const count = from.varint();
    let [number, timeUs] = count > 0 ? [from.varint() - 1, from.varint()] : [0, 0];
    if (((bytes[16] as number) & 1) === 1) {
      this.#words = new Dictionary();
      this.#source = `${from.text()}:${from.varint().toString(36)}`;
    } else {
      const { texts, shapes, lists } = this.#words;
      for (const known of [texts, shapes, lists]) if (from.varint() !== known.length) fail('it does not follow the block before');
    }
    if (bytes.readUInt32LE(12) !== sessionTag(this.#source)) fail('its tag is of another session');
    this.#words.add(from);
    const events = Array.from({ length: count }, () => {
      const event = record(from, this.#words, this.#source, number, timeUs, false);
      number = event.emitterSeq;
      timeUs = event.timeUs;
      return event;
    });
    return from.left === 0 ? events : fail('bytes follow its last record');
  }
}

export interface Stored extends Event {
  readonly seq: number;
  readonly recordedAtUs: number;
  readonly emitter: string;
  readonly epoch: number;
}

export const readRun = (bytes: Buffer): Stored[] => new RunReader().read(bytes);

/** Runs of a feed, or of the answers to a connection, that keep their words, in order; those of version 1 stand alone. */
export class RunReader {
  #words: Dictionary | undefined;

  read(bytes: Buffer): Stored[] {
    checked(bytes, 'R', bytes[2] === 2 ? [2, bytes[3] === 1 ? 1 : 0] : [1, 0]);
    const { events, words } = readSections(
      bytes,
      bytes[2] === 2 && bytes[3] === 0 ? (this.#words ?? fail('words of a run before')) : undefined,
    );
    if (bytes[2] === 2) this.#words = words;
    return events;
  }
}

function readSections(bytes: Buffer, known: Dictionary | undefined): { readonly events: Stored[]; readonly words: Dictionary | undefined } {
  const from = new Reader(bytes, 12);
  const events: Stored[] = [];
  let next = known;
  let words = known;
  while (from.left > 0) {
    const length = from.varint();
    const section = new Reader(from.take(length));
    const count = section.varint();
    words = next ?? new Dictionary();
    next = undefined;
    words.add(section);
    let [seq, recordedAtUs, number, timeUs] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const source = words.text(section.varint());
      seq += section.zigzag();
      recordedAtUs += section.zigzag();
      number += section.zigzag();
      timeUs += section.zigzag();
      const [emitter, epoch] = source.split(':') as [string, string];
      events.push({
        ...record(section, words, source, number, timeUs, true),
        seq,
        recordedAtUs,
        emitter,
        epoch: Number.parseInt(epoch, 36),
      });
    }
    if (section.left > 0) fail('bytes follow the last event of a section');
  }
  return { events, words };
}

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
};
const text = (value: string): Buffer => Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);

/** A block of one event without causes, which opens a dictionary: the least an emitter must be able to write. */
export function writeBlock(
  emitter: string,
  epoch: number,
  event: Pick<Event, 'type' | 'timeUs' | 'emitterSeq' | 'entities'> & { readonly says: string },
): Buffer {
  const { type, timeUs, emitterSeq, entities, says } = event;
  const words = [type, ...entities];
  const body = Buffer.concat([Buffer.of(0x8d), varint(1), text('says'), Buffer.of(0x89), text(says)]);
  const rest = Buffer.concat([
    ...[varint(1), varint(emitterSeq), varint(timeUs), text(emitter), varint(epoch)],
    ...[varint(words.length), ...words.map(text), varint(0), varint(1), varint(entities.length), ...entities.map((_, i) => varint(i + 1))],
    ...[Buffer.of(0), varint(0), varint(0), varint(0), varint(body.length), body],
  ]);
  const block = Buffer.concat([Buffer.alloc(17), rest]);
  block.write('SB\u0001\u0000', 0, 'latin1');
  block.writeUInt32LE(block.length, 8);
  block.writeUInt32LE(sessionTag(`${emitter}:${epoch.toString(36)}`), 12);
  block[16] = 1;
  block.writeUInt32LE(crc32(block.subarray(8)), 4);
  return block;
}

// Connection and frames

export interface Received {
  readonly kind: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** Frames of a stream of bytes, and what is left; parts are joined. */
export class FrameReader {
  #held: Buffer = Buffer.alloc(0);
  readonly #parts = new Map<number, Buffer[]>();

  push(bytes: Buffer): Received[] {
    this.#held = Buffer.concat([this.#held, bytes]);
    const frames: Received[] = [];
    while (this.#held.length >= 4 && this.#held.length >= 4 + this.#held.readUInt32BE()) {
      const length = this.#held.readUInt32BE();
      const [kind, id] = [this.#held[4] as number, this.#held.readUInt32BE(5)];
      const payload = this.#held.subarray(9, 4 + length);
      this.#held = this.#held.subarray(4 + length);
      const before = this.#parts.get(id) ?? [];
      if (kind === 0x04) this.#parts.set(id, [...before, payload]);
      else {
        this.#parts.delete(id);
        frames.push({ kind, id, payload: Buffer.concat([...before, payload]) });
      }
    }
    return frames;
  }
}

export function frame(kind: number, id: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(5 + payload.length);
  head[4] = kind;
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, payload]);
}

export function message(payload: Buffer): { readonly head: Value; readonly tail: Buffer } {
  const length = payload.readUInt32BE();
  return { head: unpack(payload.subarray(4, 4 + length)), tail: payload.subarray(4 + length) };
}

/** A client that does one thing after the other. */
export class SecondClient {
  readonly hello: Value;
  readonly #socket: Socket;
  readonly #frames: FrameReader;
  readonly #waiting: Received[] = [];
  #wake: () => void = () => undefined;
  #id = 0;

  private constructor(socket: Socket, hello: Value, rest: Buffer) {
    this.#socket = socket;
    this.hello = hello;
    this.#frames = new FrameReader();
    const take = (bytes: Buffer): void => {
      this.#waiting.push(...this.#frames.push(bytes));
      this.#wake();
    };
    take(rest);
    socket.on('data', take);
    socket.on('close', () => this.#wake());
  }

  /** @throws Error with the code of the refusal */
  static async open(port: number, [lowest, highest]: readonly [number, number] = [1, 1]): Promise<SecondClient> {
    const socket = connect({ port, host: '127.0.0.1' });
    const body = pack({ name: 'second' });
    const head = Buffer.alloc(11);
    head.write('SUTRA');
    head[5] = lowest;
    head[6] = highest;
    head.writeUInt32BE(body.length, 7);
    socket.write(Buffer.concat([head, body]));
    let held: Buffer = Buffer.alloc(0);
    for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      held = Buffer.concat([held, piece]);
      if (held.length >= 11 && held.length >= 11 + held.readUInt32BE(7)) break;
    }
    const end = 11 + held.readUInt32BE(7);
    const said = unpack(held.subarray(11, end));
    if (held.toString('latin1', 0, 5) !== 'SUTRA') fail('the other end does not speak this protocol');
    if (held[5] === 0) return new SecondClient(socket, { version: held[6] as number, ...(said as object) }, held.subarray(end));
    socket.destroy();
    throw new Error((said as { code: string }).code);
  }

  async call(
    op: string,
    args: Value,
    tail: Buffer = Buffer.alloc(0),
    more: object = {},
  ): Promise<{ readonly head: Value; readonly tail: Buffer }> {
    return message((await this.#ask(0x10, Buffer.concat([this.#head({ op, args, ...more }), tail]), 0x20)).payload);
  }

  async append(session: number, block: Buffer): Promise<{ readonly storedThrough: number; readonly seq: number }> {
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(session);
    const { payload } = await this.#ask(0x11, Buffer.concat([prefix, block]), 0x21);
    return { storedThrough: Number(payload.readBigUInt64BE()), seq: Number(payload.readBigUInt64BE(8)) };
  }

  /** Everything from a position to the end of the log. */
  async feed(fromSeq: number, keepWords = false): Promise<{ readonly events: Stored[]; readonly runs: readonly Buffer[] }> {
    const id = ++this.#id;
    this.#socket.write(
      frame(0x10, id, this.#head({ op: 'feed', args: { fromSeq, creditBytes: 100_000, ...(keepWords ? { keepWords } : {}) } })),
    );
    const runs: Buffer[] = [];
    const reader = new RunReader();
    const events: Stored[] = [];
    for (;;) {
      const { kind, payload } = await this.#next();
      if (kind !== 0x22) fail(`frame of kind ${kind} in a feed`);
      const { head, tail } = message(payload);
      if ((head as { kind: string }).kind === 'live') break;
      events.push(...reader.read(tail));
      runs.push(tail);
      const credit = Buffer.alloc(4);
      credit.writeUInt32BE(payload.length);
      this.#socket.write(frame(0x13, id, credit));
    }
    this.#socket.write(frame(0x12, id));
    await this.#next();
    return { events, runs };
  }

  close(): void {
    this.#socket.destroy();
  }

  #head(value: Value): Buffer {
    const packed = pack(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packed.length);
    return Buffer.concat([length, packed]);
  }

  async #ask(kind: number, payload: Buffer, answer: number): Promise<Received> {
    this.#socket.write(frame(kind, ++this.#id, payload));
    const got = await this.#next();
    if (got.kind === 0x03) throw new Error((unpack(got.payload) as { code: string }).code);
    return got.kind === answer && got.id === this.#id ? got : fail(`frame of kind ${got.kind} with id ${got.id}`);
  }

  async #next(): Promise<Received> {
    while (this.#waiting.length === 0) {
      if (this.#socket.destroyed) fail('the connection is closed');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#waiting.shift() as Received;
  }
}
