import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, seededChance } from '@sutra/kit';
import type { Build } from './build.ts';
import { type DiskTrace, diskTrace, UnclearTrace } from './disk-trace.ts';
import { imageAt, LOSSES, type Loss, restore } from './medium.ts';
import { acknowledgedIn, checkRecovered } from './recovery.ts';
import { checkRetained, retainedIn } from './retained.ts';
import { readTrace, traceArguments } from './strace.ts';

export const WORKLOADS = [
  'one producer',
  'ten producers',
  'learning beside events',
  'snapshots being written',
  'segments rolling',
  'killed and started again',
  'readers beside writers',
  'retention beside writers',
] as const;
export type Workload = (typeof WORKLOADS)[number];

/** How much longer each flush takes: the slower, the more is under way and the more there is to lose. */
const FLUSH_DELAY_US = 2_000;
/** Images need no medium of their own: memory will do where there is some. */
export const IMAGES_IN = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Every so many images all indexes are built from nothing and compared. */
const THOROUGH_EVERY = 5;
/** Share of the images in which the graph index is gone altogether. */
const WITHOUT_GRAPH = 0.25;
/** Where promised bytes are: the lock and the marks of the graph index are lost in nearly every image. */
const KEPT = /\/(log|snapshots)\//;

/** A traced run of the real server under one workload. */
export interface Recording {
  readonly folder: string;
  /** Undefined for one that none of the workloads is. */
  readonly workload?: Workload;
  readonly trace: DiskTrace;
  remove(): void;
}

/** A kill may fall into a call that was just changing the disk; then the run is repeated. */
const TRIES = 8;

export async function record(workload: Workload, build: Build): Promise<Recording> {
  const recording = await recordProgram(({ folder, acks }) => [
    join(import.meta.dirname, 'traced-workload.mjs'),
    workload,
    folder,
    acks,
    ...(build.dist === undefined ? [] : [build.dist]),
  ]);
  return { ...recording, workload };
}

/** Where a traced program works. Of what it does only `folder` is looked at: `aside` is a place that no power loss touches. */
export interface Traced {
  readonly folder: string;
  readonly acks: string;
  readonly aside: string;
}

/** Traces a program of node. @param program its arguments */
export async function recordProgram(program: (at: Traced) => readonly string[]): Promise<Recording> {
  for (let left = TRIES; ; left--) {
    try {
      return await recordOnce(program);
    } catch (reason) {
      if (!(reason instanceof UnclearTrace) || left === 1) throw reason;
    }
  }
}

async function recordOnce(program: (at: Traced) => readonly string[]): Promise<Recording> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'sutra-power-')));
  // The medium's root holds the store's folder and nothing else: the rest of the tree is taken for granted.
  const folder = join(base, 'medium', 'store');
  mkdirSync(join(base, 'medium'));
  const [log, acks] = [join(base, 'trace'), join(base, 'acks')];
  const args = program({ folder, acks, aside: join(base, 'aside') });
  const child = spawn('strace', [...traceArguments(log, FLUSH_DELAY_US), process.execPath, ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
    // Without io_uring, where file operations would pass strace by.
    env: { ...process.env, UV_USE_IO_URING: '0' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`the traced program ended with ${code}: ${said}`);
  const trace = diskTrace(readTrace(log), folder, acks);
  return { folder, trace, remove: () => rmSync(base, { recursive: true }) };
}

export interface Replayed {
  readonly images: number;
  /** Images in which something that was under way got lost: where it is none, nothing was tested. */
  readonly lossy: number;
  readonly failures: readonly string[];
}

/** Lets the power go at `count` moments of a recording, recovers each image with the real engine, and checks it. */
export async function replay({ folder, trace, workload }: Recording, build: Build, count: number, seed: number): Promise<Replayed> {
  const chance = seededChance(seed);
  const failures: string[] = [];
  let lossy = 0;
  const target = mkdtempSync(join(IMAGES_IN, 'sutra-image-'));
  for (let i = 0; i < count; i++) {
    const at = crashPoint(trace, chance);
    const loss = LOSSES[i % LOSSES.length]!;
    const image = join(target, String(i));
    mkdirSync(image);
    const lost = await recover({ folder, trace, workload }, build, at, loss, image, i, chance).catch((reason: unknown) => {
      const { message } = reason as Error;
      failures.push(`image ${i} (seed ${seed}): power lost after line ${at}, bytes ${loss.bytes}, names ${loss.names}: ${message}`);
      return true;
    });
    if (lost) lossy++;
    rmSync(image, { recursive: true });
  }
  rmSync(target, { recursive: true });
  return { images: count, lossy, failures };
}

/**
 * A third of the points stand right behind an acknowledgement, where a promise given too early shows; a third right behind a write,
 * where there is most to lose; the rest anywhere.
 */
function crashPoint({ moments, acks, steps }: DiskTrace, chance: Chance): number {
  const any = (list: readonly number[]): number => list[Math.floor(chance.next() * list.length)]!;
  const kind = chance.next() * 3;
  if (kind < 1) return any(acks.map(({ at }) => at));
  return any(kind < 2 ? steps.filter((step) => step.do === 'write' && KEPT.test(step.path)).map(({ ended }) => ended) : moments);
}

async function recover(
  { folder, trace, workload }: Pick<Recording, 'folder' | 'trace'> & { readonly workload: Workload | undefined },
  build: Build,
  at: number,
  loss: Loss,
  target: string,
  i: number,
  chance: Chance,
): Promise<boolean> {
  const root = join(folder, '..');
  const image = imageAt(trace.steps, root, at, loss, chance);
  const whole = imageAt(trace.steps, root, at, { bytes: 'kept', names: 'kept' }, chance);
  restore(image, root, target);
  const store = join(target, 'store');
  if (chance.next() < WITHOUT_GRAPH) rmSync(join(store, 'graph'), { recursive: true, force: true });
  const said = trace.acks.filter((ack) => ack.at <= at).map(({ text }) => text);
  const acknowledged = acknowledgedIn(said);
  const thorough = i % THOROUGH_EVERY === 0;
  const engine =
    workload === 'retention beside writers'
      ? await checkRetained(build, store, retainedIn(said, acknowledged), thorough)
      : await checkRecovered(build, store, acknowledged, thorough);
  await engine.close();
  return [...whole.files].some(([path, bytes]) => KEPT.test(path) && image.files.get(path)?.equals(bytes) !== true);
}
