import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@sutra/kit';
import { BlockEncoder } from '@sutra/wire';
import { openEngine } from '../open-engine.ts';
import { agentName, nodeName, WORKLOAD, workload } from './workload.ts';

/** What `measureEngine` found; every figure checked against a count before it is reported. */
export type Measurement = Readonly<Record<string, number>>;

/** Appends `count` events in raw blocks of 512, reads, reopens. A quick look, not a benchmark: one run, no peers. */
export async function measureEngine(count: number): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-measure-'));
  const clock = systemClock();
  const options = {
    folder,
    clock,
    onFatal: (reason: Error) => {
      throw reason;
    },
  };
  const found: Record<string, number> = {};
  try {
    const { blocks, ids, encodeMs } = encodeAll(count, clock);
    found['encodeEventsPerS'] = count / (encodeMs / 1000);
    const engine = await openEngine(options);
    const raw = engine.openRaw(WORKLOAD.emitter, WORKLOAD.epoch);
    const t1 = clock.monotonicMs();
    const window: Promise<unknown>[] = [];
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      window.push(raw.append(block));
      if (window.length >= 8) await window.shift();
    }
    await Promise.all(window);
    found['appendEventsPerS'] = count / ((clock.monotonicMs() - t1) / 1000);
    const stats = await engine.stats();
    found['flushes'] = stats.flushes;
    const latency = async (work: (i: number) => Promise<unknown>): Promise<[number, number]> => {
      const times: number[] = [];
      for (let i = 0; i < 500; i++) {
        const t = clock.monotonicMs();
        await work(i);
        times.push(clock.monotonicMs() - t);
      }
      times.sort((a, b) => a - b);
      return [times[250]!, times[495]!];
    };
    [found['agent100P50Ms'], found['agent100P99Ms']] = await latency((i) => engine.query({ entities: [[agentName(i % 100)]], limit: 100 }));
    [found['node100P50Ms'], found['node100P99Ms']] = await latency((i) => engine.query({ entities: [[nodeName(i)]], limit: 100 }));
    [found['crash100P50Ms'], found['crash100P99Ms']] = await latency(() => engine.query({ types: ['node_crashed'], limit: 100 }));
    [found['eventByIdP50Ms'], found['eventByIdP99Ms']] = await latency((i) => engine.event(ids[i % ids.length]!));
    const t2 = clock.monotonicMs();
    const groups = await engine.aggregate({ groupBy: ['type', 'entity:agent-'], limit: 100_000 });
    found['countByTypeAndAgentMs'] = clock.monotonicMs() - t2;
    if (groups.total !== count) throw new Error(`counted ${groups.total} of ${count}`);
    const t3 = clock.monotonicMs();
    let fed = 0;
    const stop = new AbortController();
    for await (const item of engine.feed({ fromSeq: 1 }, stop.signal)) {
      if (item.kind === 'events') fed += item.events.length;
      if (item.kind === 'live') break;
    }
    if (fed !== count) throw new Error(`fed ${fed} of ${count}`);
    found['replayEventsPerS'] = count / ((clock.monotonicMs() - t3) / 1000);
    const t4 = clock.monotonicMs();
    await engine.close();
    found['closeMs'] = clock.monotonicMs() - t4;
    const t5 = clock.monotonicMs();
    const again = await openEngine(options);
    const page = await again.query({ entities: [[agentName(1)]], limit: 100 });
    found['coldOpenMs'] = clock.monotonicMs() - t5;
    if (page.events.length !== Math.min(100, page.events.length) || again.lastSeq !== count) throw new Error('lost events');
    const after = await again.stats();
    found['bytesPerEvent'] = after.bytesPerEvent;
    found['logBytesPerEvent'] = after.bytes['log']! / count;
    found['columnBytesPerEvent'] = after.bytes['columns']! / count;
    found['rssMb'] = after.residentMb;
    await again.close();
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The blocks of a history, and an id of every second block; the events themselves are let go, so that they do not weigh on what is measured. */
function encodeAll(count: number, clock: Clock): { blocks: Uint8Array[]; ids: string[]; encodeMs: number } {
  const encoder = new BlockEncoder(WORKLOAD.emitter, WORKLOAD.epoch);
  const history = workload();
  const blocks: Uint8Array[] = [];
  const ids: string[] = [];
  let encodeMs = 0;
  for (let done = 0; done < count; done += 512) {
    const events = Array.from({ length: Math.min(512, count - done) }, () => history.next().value);
    if (blocks.length % 2 === 0) ids.push(events[0]!.id);
    const start = clock.monotonicMs();
    blocks.push(encoder.encode(events));
    encodeMs += clock.monotonicMs() - start;
  }
  return { blocks, ids, encodeMs };
}
