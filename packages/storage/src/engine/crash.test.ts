import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStore } from './testing/store.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(dirname(createRequire(import.meta.url).resolve('lmdb')), '..', '..', '.cache', `sutra-crash-${process.pid}`);
const program = join(cache, 'child.mjs');
const KILLS = 8;

/** The child must be a real process running the real engine: it is bundled, since Node 20 does not run TypeScript. */
beforeAll(async () => {
  mkdirSync(cache, { recursive: true });
  const main = join(cache, 'main.ts');
  writeFileSync(
    main,
    `import { appendForEver } from ${JSON.stringify(join(here, 'testing/crash-child.ts'))};\nawait appendForEver(process.argv[2]);\n`,
  );
  const bundle = await rolldown({
    input: main,
    platform: 'node',
    external: ['lmdb'],
    resolve: { conditionNames: ['source', 'node', 'import'] },
  });
  await bundle.write({ file: program, format: 'esm' });
  await bundle.close();
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Runs the child, kills it after so many acknowledgements; returns what it had been promised. */
function runAndKill(folder: string, acks: number): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    const promised = new Map<string, number>();
    let said = '';
    let rest = '';
    let lines = 0;
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.stdout.on('data', (bytes: Buffer) => {
      const parts = (rest + bytes.toString()).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        const [emitter, through] = line.split(' ');
        promised.set(emitter!, Number(through));
        if (++lines >= acks) child.kill('SIGKILL');
      }
    });
    child.on('close', (_code, signal) => (signal === 'SIGKILL' ? resolve(promised) : reject(new Error(said))));
  });
}

describe('a process killed in the middle of appending', () => {
  it(`has every acknowledged event in the store, once, in order (${KILLS} kills)`, async () => {
    const store = new TestStore();
    let before = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const promised = await runAndKill(store.folder, 20 + kill * 37);
      expect(promised.size).toBeGreaterThan(0);
      const engine = await store.open();
      const next = new Map<string, number>();
      let seq = 0;
      for await (const item of engine.feed({ fromSeq: 1 }, new AbortController().signal)) {
        if (item.kind !== 'events') break;
        for (const event of item.events) {
          expect(event.seq).toBe(++seq);
          const number = (next.get(event.emitter) ?? 0) + 1;
          expect(event.emitterSeq).toBe(number);
          next.set(event.emitter, number);
        }
      }
      for (const [emitter, through] of promised) expect(next.get(emitter) ?? 0).toBeGreaterThanOrEqual(through);
      expect(engine.lastSeq).toBe(seq);
      expect(seq).toBeGreaterThan(before);
      before = seq;
      await engine.close();
    }
    await store.remove();
  });
});
