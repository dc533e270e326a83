import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProcessLocked, takeProcessLock } from './process-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

function taken(): { release(): void } {
  const lock = takeProcessLock(path);
  if (!('release' in lock)) throw new Error(`held by ${lock.heldBy}`);
  return lock;
}

it('is held by one at a time, within a process too, and free again after it was given back', () => {
  const lock = taken();
  expect(takeProcessLock(path)).toEqual({ heldBy: process.pid });
  expect(isProcessLocked(path)).toBe(true);
  lock.release();
  expect(isProcessLocked(path)).toBe(false);
  taken().release();
});

it('takes over what is no lock, and what a process of another boot left', () => {
  writeFileSync(path, 'a file of somebody');
  taken().release();
  symlinkSync(`${process.pid} 1 another-boot`, path);
  expect(isProcessLocked(path)).toBe(false);
  taken().release();
});

const statOf = (pid: string): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

describe.skipIf(process.platform !== 'linux')('where the system tells when processes began', () => {
  it('is free when its owner was killed and only not yet waited for by its parent', async () => {
    // The shell turns into a program that never waits for the child it already has.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = await new Promise<string>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())));
      while (statOf(pid)[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      symlinkSync(`${pid} ${statOf(pid)[19]} ${bootId}`, path);
      taken().release();
      symlinkSync(`${parent.pid} ${statOf(String(parent.pid))[19]} ${bootId}`, path);
      expect(takeProcessLock(path)).toEqual({ heldBy: parent.pid });
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('is free when its owner’s pid belongs to a process that began at another time', () => {
    const lock = taken();
    const mine = readlinkSync(path);
    lock.release();
    const [, ticks, bootId] = mine.split(' ');
    symlinkSync(`${process.ppid} ${Number(ticks) + 1} ${bootId}`, path);
    expect(isProcessLocked(path)).toBe(false);
    taken().release();
  });
});
