import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portIsFree } from './ports.ts';
import { isRunning, type ProcessMark, processMark } from './runfile.ts';

const EXECUTABLE = fileURLToPath(new URL('../../bin/sutra.js', import.meta.url));

let folder: string;
let offset: number;
const started: ChildProcess[] = [];

/** `sutra up` for real, as built. Resolves once it says that the grid is up. */
async function up(
  ...flags: string[]
): Promise<{ readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<number | null> }> {
  const args = [EXECUTABLE, 'up', '--no-open', '--data', folder, '--port-offset', String(offset), ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  started.push(child);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await until(() => text.includes('The grid is up.') || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`sutra up ended with ${child.exitCode}:\n${text}`);
  return { child, said: () => text, ended };
}

async function until(holds: () => boolean, limitMs = 30_000): Promise<void> {
  for (const end = performance.now() + limitMs; !holds(); ) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function parts(): ProcessMark[] {
  const { components } = JSON.parse(readFileSync(join(folder, 'run', 'grid.json'), 'utf8')) as { components: Record<string, number> };
  return Object.values(components).flatMap((pid) => processMark(pid) ?? []);
}

beforeAll(async () => {
  if (!existsSync(fileURLToPath(new URL('../../dist/main.js', import.meta.url)))) throw new Error('build first: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sutra-killed-'));
  offset = 2_500;
  while (!(await portIsFree('127.0.0.1', 7_000 + offset)) || !(await portIsFree('127.0.0.1', 50_052 + offset))) offset += 37;
});

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('sutra up, killed', () => {
  it('leaves no part behind, and a new one in the same folder waits for the old parts and comes up', async () => {
    const first = await up();
    const orphans = parts();
    expect(orphans).toHaveLength(4);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await up();
    expect(orphans.filter(isRunning)).toEqual([]);
    expect(parts().map((mark) => mark.pid)).not.toEqual(orphans.map((mark) => mark.pid));
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(second.said()).toContain('Stopped.');
  });

  it('ends at once at the second Ctrl-C, and its parts after it', async () => {
    const grid = await up();
    const marks = parts();
    grid.child.kill('SIGINT');
    await until(() => grid.said().includes('Stopping (SIGINT)'));
    grid.child.kill('SIGINT');
    expect([0, 130]).toContain(await grid.ended);
    await until(() => !marks.some(isRunning));
  });
});
