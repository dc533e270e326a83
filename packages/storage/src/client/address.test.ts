import { describe, expect, it } from 'vitest';
import { parseStoreAddress } from './address.ts';

describe('the address of a store', () => {
  it.each([
    ['localhost:50052', 'localhost', 50_052, 'localhost:50052'],
    ['http://localhost:50052', 'localhost', 50_052, 'localhost:50052'],
    ['http://localhost:50052/', 'localhost', 50_052, 'localhost:50052'],
    ['10.0.0.7:1', '10.0.0.7', 1, '10.0.0.7:1'],
    ['[::1]:50052', '::1', 50_052, '[::1]:50052'],
    ['storage.grid_1.local:65535', 'storage.grid_1.local', 65_535, 'storage.grid_1.local:65535'],
  ])('%s is read', (given, host, port, text) => {
    expect(parseStoreAddress(given)).toEqual({ host, port, text });
  });

  it.each([
    ['', 'empty'],
    ['localhost', 'port is missing'],
    ['http://', 'empty'],
    ['https://localhost:50052', 'https:// is not spoken'],
    ['localhost:0', 'not between 1 and 65535'],
    ['localhost:65536', 'not between 1 and 65535'],
    ['localhost:abc', 'not host:port'],
    ['localhost:5005 2', 'not host:port'],
    ['::1:50052', 'brackets'],
    ['user:secret@host:1', 'user name'],
    ['host:1/path', 'path'],
    ['-host:1', 'not host:port'],
    [' localhost:1', 'not host:port'],
  ])('%j is refused, with the reason', (given, why) => {
    expect(() => parseStoreAddress(given)).toThrow(
      expect.objectContaining({
        code: 'SUTRA_STORAGE_ADDRESS',
        message: expect.stringContaining(why),
        mend: expect.stringContaining('host:port'),
      }),
    );
  });
});
