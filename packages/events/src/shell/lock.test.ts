import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from './lock.ts';

const statOf = (pid: string): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

describe.skipIf(process.platform !== 'linux')('the lock of a spool folder', () => {
  it('is free when its owner was killed and only not yet waited for by its parent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sutra-lock-'));
    // The shell turns into a program that never waits for the child it already has.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = await new Promise<string>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())));
      while (statOf(pid)[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      symlinkSync(`${pid} ${statOf(pid)[19]} ${bootId}`, join(folder, 'owner.lock'));
      lockFolder(folder).release();
      symlinkSync(`${parent.pid} ${statOf(String(parent.pid))[19]} ${bootId}`, join(folder, 'owner.lock'));
      expect(() => lockFolder(folder)).toThrow(`process ${parent.pid} is using it`);
    } finally {
      parent.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });
});
