/** Which of 10,000 ids a large store holds already: what an import that must change nothing asks for every piece of its file. Embedded. */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { figure, mustEqual, timed } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';
import { records } from '../workload.mjs';

const BATCH = 512;
const IDS = 10_000;

export function known({ quick, rounds: count }) {
  const events = quick ? 20_000 : 1_000_000;
  const ids = Math.min(IDS, events / 2);
  return withFolder(async (folder) => {
    const engine = await openEngine({
      folder: join(folder, 'store'),
      clock: systemClock(),
      onFatal(reason) {
        throw reason;
      },
    });
    const { stored, unknown } = await filled(engine, events, ids);
    const newest = stored.slice(-ids);
    const spread = stored.filter((_, i) => i % Math.max(1, Math.floor(stored.length / ids)) === 0).slice(0, ids);
    const strange = Array.from({ length: ids }, (_, i) => `elsewhere-${i}`);
    const label = `of ${events.toLocaleString('en')} events`;
    const lines = [];
    for (const [what, asked, there] of [
      ['stored, the newest', newest, ids],
      ['stored, from all over', spread, ids],
      ['of its emitters, not stored', unknown, 0],
      ['of other systems, not stored', strange, 0],
    ])
      lines.push(...(await askedFor(engine, what, asked, there, count, label)));
    await engine.close();
    return lines;
  });
}

async function askedFor(engine, what, asked, there, count, label) {
  const perSecond = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  for (let round = -1; round < count; round++) {
    if (round === 0) loop.enable();
    const { ms, value } = await timed(() => engine.known(asked, { limitMs: 60_000 }));
    mustEqual(value.length, there, `known ids: ${what}`);
    if (round >= 0) perSecond.push(asked.length / (ms / 1000));
  }
  loop.disable();
  return [
    figure(`known ids, ${what}, ${label}`, 'ids/s', perSecond, asked.length),
    figure(`event loop delay meanwhile, p99, ${what}`, 'ms', [loop.percentile(99) / 1e6], asked.length),
  ];
}

/** Some of the ids, from all over the store and the last of all; and those that its emitter would give next. */
async function filled(engine, events, ids) {
  const session = await engine.session('bench', 1);
  const [stored, unknown] = [[], []];
  const every = Math.max(1, Math.floor(events / (2 * ids)));
  let [batch, n] = [[], 0];
  for (const record of records('bench', 1, events + ids)) {
    if (n++ >= events) {
      unknown.push(record.id);
      continue;
    }
    if ((n - 1) % every === 0 || n > events - ids) stored.push(record.id);
    batch.push(record);
    if (batch.length < BATCH) continue;
    await session.append(batch);
    batch = [];
  }
  if (batch.length > 0) await session.append(batch);
  return { stored, unknown };
}
