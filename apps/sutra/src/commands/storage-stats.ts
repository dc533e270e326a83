import { durationText, inert } from '@sutra/kit';
import type { StorageStats } from '@sutra/storage';
import type { Invocation } from '../client/invocation.ts';
import { showOne } from '../output/show.ts';
import { bytesText, type SourceOptions, withStore } from './storage-source.ts';

/** `sutra storage stats`: what a store holds and where its bytes are. */
export async function storageStats(invocation: Invocation, options: SourceOptions): Promise<number> {
  const stats = await withStore(invocation, options, false, (store) => store.stats());
  showOne(invocation, stats, statsText);
  return 0;
}

const MEANING: Readonly<Record<string, string>> = {
  log: 'the record itself; everything else is made from it',
  columns: 'time, type and entities of each segment',
  graph: 'concepts and associations by id',
  snapshots: 'folded states',
};

function statsText(stats: StorageStats): string {
  const total = Object.values(stats.bytes).reduce((sum, bytes) => sum + bytes, 0);
  const perEvent = (bytes: number): string => (stats.events === 0 ? '' : `${(bytes / stats.events).toFixed(1)} an event`);
  const row = (name: string, bytes: number, note: string): string =>
    `  ${name.padEnd(10)} ${bytesText(bytes).padStart(10)}  ${perEvent(bytes).padEnd(16)} ${note}`.trimEnd();
  return [
    inert(stats.storagePath),
    `  events ${stats.events} (seq ${stats.lastSeq}), entities ${stats.entities}, concepts ${stats.concepts}, associations ${stats.associations}`,
    `  segments ${stats.segments}, opened in ${durationText(stats.recovered.openedInMs)}, memory ${stats.residentMb.toFixed(0)} MiB`,
    'On disk',
    ...Object.entries(stats.bytes).map(([name, bytes]) => row(name, bytes, MEANING[name] ?? '')),
    row('all', total, ''),
  ].join('\n');
}
