import { readFileSync, readlinkSync } from 'node:fs';
import { hash32 } from '@sutra/kit';

/** Low bits that say which process: as many as Linux gives to process ids. */
const PROCESSES = 2 ** 22;
/** Seconds count from 2020, so that the number stays exact until 2088. */
const SINCE_S = 1_577_836_800;
const US_PER_S = 1_000_000;

let lastSecond = 0;

/**
 * A number for one run of an emitter, its epoch: greater than `above`, later ones greater, and unlike that of any other run on this machine, whatever it
 * is called, however close together they start and wherever they keep their files. High bits are the second, of which this process gives each out once;
 * low bits are the process, of which the kernel lets each id live once. Machines and containers, which count their processes each for itself, mix
 * theirs with what tells them apart: of two that start one name in the same second, one pair in four million would agree.
 * @param wallUs µs since the epoch
 */
export function runNumber(wallUs: number, above = 0): number {
  lastSecond = Math.max(Math.floor(wallUs / US_PER_S) - SINCE_S, Math.floor(above / PROCESSES) + 1, lastSecond + 1);
  return lastSecond * PROCESSES + (((process.pid % PROCESSES) ^ machine()) >>> 0);
}

let known: number | undefined;

function machine(): number {
  known ??= hash32(`${bootId()} ${processNamespace()}`) % PROCESSES;
  return known;
}

/** Where the kernel does not say, all machines count as one: then only their processes and seconds tell runs apart. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
