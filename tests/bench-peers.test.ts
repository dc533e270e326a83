import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PEERS = fileURLToPath(new URL('../bench/peers/run.mjs', import.meta.url));
const SCALE = fileURLToPath(new URL('../bench/scale/run.mjs', import.meta.url));

function run(program: string, ...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 120_000 });
}

/** Times are not looked at: the machine is shared. Every answer was checked, or the run would have failed. */
describe('the benchmark beside other systems', () => {
  it('measures the store over TCP, embedded, and beside SQLite, and finds every answer right', () => {
    const { status, stdout, stderr } = run(PEERS, 'sutra', 'embedded', 'sqlite', '--events', '2000', '--rounds', '1');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    // Without Python there is no SQLite to measure, and the run says so.
    const sqlite = stdout.includes('SQLite, embedded: skipped') ? [] : ['SQLite, embedded'];
    for (const system of ['Sutra Storage, TCP', 'Sutra Storage, embedded', ...sqlite])
      expect(stdout).toMatch(new RegExp(`round 1, ${system} +single .* batch512 .* count .* replay .* bytes .* open `));
    expect(stdout).toContain('| bytes on disk per event |');
  });

  it('refuses what it does not know, with what it does', () => {
    const { status, stderr } = run(PEERS, 'mongodb');
    expect(status).toBe(2);
    expect(stderr).toContain('systems are sutra, postgres, redis, nats, etcd, embedded, sqlite');
  });
});

describe('the benchmark of a growing store', () => {
  it('fills, asks, closes, opens and asks again', () => {
    const { status, stdout, stderr } = run(SCALE, '--events', '2000');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\| cold open to first answer \| [\d.,]+ ms \|/);
  });
});
