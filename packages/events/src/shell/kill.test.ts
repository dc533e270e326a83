import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { bundled } from '../testing/bundle.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { limit, opened, spoolFolder } from '../testing/opened.ts';

/** Runs the emitting child until it has said `safe` so often, then kills it the hard way. Returns the last number it called safe. */
async function killedAfter(program: string, folder: string, lines: number): Promise<{ readonly epoch: number; readonly safe: number }> {
  const child: ChildProcess = spawn(process.execPath, [program], { env: { SPOOL_FOLDER: folder }, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const gone = once(child, 'exit');
  let epoch = 0;
  let safe = 0;
  let left = lines;
  for await (const line of createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })) {
    const [word, value] = line.split(' ');
    if (word === 'epoch') epoch = Number(value);
    else safe = Number(value);
    if (word === 'safe' && --left === 0) child.kill('SIGKILL');
  }
  const [, signal] = await gone;
  expect(signal).toBe('SIGKILL');
  return { epoch, safe };
}

test('what a killed process called safe is delivered by the next run, once and in order, over several kills', async () => {
  const build = spoolFolder(onTestFinished);
  const program = await bundled('emitting-child', build);
  const path = spoolFolder(onTestFinished);
  const runs: { readonly epoch: number; readonly safe: number }[] = [];
  for (const lines of [1, 3, 20, 60]) runs.push(await killedAfter(program, path, lines));
  const store = new MemoryStore();
  const emitter = await opened(path, { emitter: 'child', store });
  expect(emitter.stats().olderEpochs).toBe(4);
  await emitter.whenStored(limit());
  await emitter.close();
  for (const { epoch, safe } of runs) {
    const numbers = store.stored.filter((item) => item.epoch === epoch).map(({ record }) => record.emitterSeq);
    expect(safe).toBeGreaterThan(0);
    expect(numbers.slice(0, safe)).toEqual(Array.from({ length: safe }, (_, n) => n + 1));
    // Beyond that the kill may have cost events nobody called safe: heartbeats (every third) before lifecycle.
    const there = new Set(numbers);
    const holes = Array.from({ length: numbers.at(-1) as number }, (_, n) => n + 1).filter((n) => !there.has(n));
    expect(holes.filter((n) => n % 3 !== 1)).toEqual([]);
  }
  expect(store.stored.map(({ epoch }) => epoch)).toEqual(store.stored.map(({ epoch }) => epoch).toSorted((a, b) => a - b));
  expect(store.duplicates).toBe(0);
});
