import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUtf8, utf8Length, writeUtf8 } from './utf8.ts';
import { readWord } from './words.ts';

const bytesOf = (text: string): Uint8Array => {
  const bytes = new Uint8Array(utf8Length(text));
  writeUtf8(bytes, 0, text);
  return bytes;
};

test('a word is what its bytes say, however many others lead to the same place', () => {
  const word = fc.oneof(fc.stringMatching(/^[a-z]{1,2}-[0-9]{1,4}$/), fc.string({ unit: 'binary', maxLength: 80 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      for (const text of [...words, ...words]) {
        const bytes = bytesOf(`-${text}-`);
        expect(readWord(bytes, 1, bytes.length - 1)).toBe(text);
      }
    }),
    { numRuns: 200 },
  );
});

test('bytes that are no text are no word, whatever was read before', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
      readWord(bytesOf('seen'), 0, 4);
      expect(readWord(bytes, 0, bytes.length)).toBe(readUtf8(bytes, 0, bytes.length));
    }),
  );
});
