import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTrace } from './strace.ts';

const folder = mkdtempSync(join(tmpdir(), 'sutra-strace-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(...lines: string[]): unknown[] {
  const log = join(folder, 'trace');
  writeFileSync(log, `${lines.join('\n')}\n`);
  return readTrace(log).map(({ name, result, began, ended }) => [name, result, began, ended]);
}

it('reads calls that end at once, and those that end after others have begun', () => {
  expect(
    read('7  fsync(3</a>) = 0', '7  fdatasync(3</a> <unfinished ...>', '8  fsync(4</b>) = -1 EIO', '7  <... fdatasync resumed>) = 0'),
  ).toEqual([
    ['fsync', 0, 0, 0],
    ['fsync', -1, 2, 2],
    ['fdatasync', 0, 1, 3],
  ]);
});

it('does not know what became of calls that the end of the process cut off, however strace says so', () => {
  const cut = [['fdatasync', Number.NaN, 0, 1]];
  expect(read('7  fdatasync(3</a> <unfinished ...>', '7  +++ killed by SIGKILL +++')).toEqual(cut);
  expect(read('7  fdatasync(3</a> <unfinished ...>', '7  <... ??? resumed>)                = ?', '7  +++ killed by SIGKILL +++')).toEqual(
    cut,
  );
  expect(read('7  fdatasync(3</a> <unfinished ...>', '7  <... fdatasync resumed>) = ?', '7  +++ killed by SIGKILL +++')).toEqual(cut);
  expect(read('7  <... ??? resumed>)                = ?', '7  +++ killed by SIGKILL +++'), 'a call that is not watched for').toEqual([]);
});

it('passes over calls that a process was killed on the way to: the kernel never did them', () => {
  expect(read('7  ???()                                = ?', '7  +++ killed by SIGKILL +++')).toEqual([]);
  expect(read('7  ???( <unfinished ...>', '7  +++ killed by SIGKILL +++')).toEqual([]);
});

it('refuses what it does not know', () => {
  expect(() => read('7  ???(3</a>) = 0'), 'one that came back was done, whichever it was').toThrow('does not know');
  expect(() => read('7  something else')).toThrow('does not know: something else');
  expect(() => read('7  <... fsync resumed>) = 0')).toThrow('had not begun');
});
