import { SutraError } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { joined } from './frame.ts';
import {
  chooseVersion,
  clientHelloDecoder,
  encodeClientHello,
  encodeRefusal,
  encodeServerHello,
  type ServerHello,
  serverHelloDecoder,
} from './hello.ts';
import { packMessage } from './message.ts';

const CLIENT = { versionMin: 1, versionMax: 3, name: 'agent-001', token: 's3cret' };
const SERVER = {
  version: 1,
  server: 'sutra-storage',
  serverVersion: '0.1.0',
  lastSeq: 1_234_567,
  limits: {
    frameBytesMax: 8_388_608,
    messageBytesMax: 67_108_864,
    inFlightBytesMax: 33_554_432,
    inFlightRequestsMax: 4_096,
    feedsMax: 64,
    sessionsMax: 256,
    idleMs: 60_000,
  },
};

/** One that keeps words, of feeds and of answers. */
const KEEPING: ServerHello = { ...SERVER, feedWords: true, answerWords: true };

describe('hellos', () => {
  it('are these bytes in protocol 1', () => {
    expect(Buffer.from(encodeClientHello({ ...CLIENT, versionMax: 1 })).toString('hex')).toBe(
      '535554524101010000001d82a46e616d65a96167656e742d303031a5746f6b656ea6733363726574',
    );
    const words = Buffer.from(encodeServerHello(KEEPING).slice(encodeServerHello(SERVER).length)).toString('hex');
    expect(words).toBe('a966656564576f726473c3ab616e73776572576f726473c3');
  });

  it('arrive at every split point, and give back the bytes behind them', () => {
    const rest = Uint8Array.of(1, 2, 3);
    for (const [bytes, decoder, greeting] of [
      [encodeClientHello(CLIENT), clientHelloDecoder, CLIENT],
      [encodeServerHello(SERVER), serverHelloDecoder, { hello: SERVER }],
      [encodeServerHello(KEEPING), serverHelloDecoder, { hello: KEEPING }],
    ] as const) {
      const stream = joined([bytes, rest]);
      for (let at = 0; at < bytes.length; at++) {
        const reader = decoder();
        expect(reader.push(stream.subarray(0, at))).toBeUndefined();
        expect(reader.push(stream.subarray(at))).toEqual({ greeting, rest });
      }
    }
  });

  it('tell a foreign protocol at its first wrong byte', () => {
    for (const foreign of ['GET / HTTP/1.1', 'SUTRO', '\x16\x03\x01']) {
      expect(() => clientHelloDecoder().push(new TextEncoder().encode(foreign))).toThrow(
        expect.objectContaining({ code: 'SUTRA_PROTOCOL_FOREIGN' }),
      );
    }
    expect(clientHelloDecoder().push(new TextEncoder().encode('SUTR'))).toBeUndefined();
  });

  it('are refused by their length before their body arrives', () => {
    const claim = Uint8Array.of(0x53, 0x55, 0x54, 0x52, 0x41, 1, 1, 0xff, 0xff, 0xff, 0xff);
    expect(() => clientHelloDecoder().push(claim)).toThrow(expect.objectContaining({ code: 'SUTRA_FRAME_MALFORMED' }));
  });

  it('carry a refusal that keeps its code, mend and kind', () => {
    const refusal = new SutraError('SUTRA_PROTOCOL_VERSION', 'Cannot speak protocol 9');
    const got = serverHelloDecoder().push(encodeRefusal(refusal))?.greeting;
    expect(got).toMatchObject({
      refusal: { code: 'SUTRA_PROTOCOL_VERSION', message: 'Cannot speak protocol 9', mend: refusal.mend, kind: 'invalid' },
    });
  });

  it('of an unknown version are read without understanding their body', () => {
    const future = joined([Uint8Array.of(0x53, 0x55, 0x54, 0x52, 0x41, 7, 9, 0, 0, 0, 2), Uint8Array.of(0xc1, 0xc1)]);
    expect(clientHelloDecoder().push(future)?.greeting).toEqual({ versionMin: 7, versionMax: 9, name: '' });
  });

  it.each([
    ['no name', packMessage({})],
    ['a long name', packMessage({ name: 'x'.repeat(129) })],
    ['a token that is no text', packMessage({ name: 'x', token: 5 })],
    ['no map', packMessage([1])],
  ])('with %s are refused', (_what, body) => {
    const hello = joined([Uint8Array.of(0x53, 0x55, 0x54, 0x52, 0x41, 1, 1, 0, 0, 0, body.length), body]);
    expect(() => clientHelloDecoder().push(hello)).toThrow(SutraError);
  });

  it('choose the newest version both speak, or none', () => {
    expect(chooseVersion({ versionMin: 1, versionMax: 9 })).toBe(1);
    expect(chooseVersion({ versionMin: 2, versionMax: 9 })).toBeUndefined();
    expect(chooseVersion({ versionMin: 0, versionMax: 0 })).toBeUndefined();
  });
});
