import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { expect, onTestFinished, test } from 'vitest';
import { bundled } from '../testing/bundle.ts';
import { spawned } from '../testing/drafts.ts';
import { limit, opened, shiftedClock, spoolFolder } from '../testing/opened.ts';

const WALL_US = 1_760_000_000_000_000;

test('processes that start emitters of one name in the same microsecond, in folders of their own, never share an epoch or an id', async () => {
  const build = spoolFolder(onTestFinished);
  const program = await bundled('epoch-child', build);
  const said = await Promise.all(
    Array.from({ length: 3 }, (_, n) =>
      promisify(execFile)(process.execPath, [program], { env: { SPOOL_FOLDER: join(build, `p${n}`), WALL_US: String(WALL_US) } }),
    ),
  );
  const lines = said.flatMap(({ stdout }) => stdout.trim().split('\n'));
  expect(lines).toHaveLength(6);
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(6);
  expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(6);
});

test('two emitters of one name and one moment both have everything stored: neither takes the numbers of the other', async () => {
  const folder = spoolFolder(onTestFinished);
  const clock = shiftedClock(() => WALL_US);
  const onFatal = (reason: Error): void => {
    throw reason;
  };
  const engine = await openEngine({ folder: join(folder, 'store'), clock: systemClock(), onFatal });
  const store = { session: (name: string, epoch: number) => engine.session(name, epoch), onConnection: () => () => undefined };
  const twins = await Promise.all(['a', 'b'].map((name) => opened(join(folder, name), { emitter: 'twin', clock, store })));
  const ids: string[] = [];
  for (let n = 0; n < 200; n++) ids.push(twins[n % 2]!.emit(spawned(n)).id);
  for (const twin of twins) await twin.whenStored(limit());
  for (const twin of twins) await twin.close();
  const { events } = await engine.query({ limit: 1_000 });
  expect(events.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  await engine.close();
});
