import { counted, durationText, inert, isoFromUs } from '@sutra/kit';
import { CATALOGUE } from '@sutra/model';
import type { RetentionResult, SpaceReport, StorageStats } from '@sutra/storage';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { openStore } from '../client/store.ts';
import { showOne } from '../output/show.ts';
import { bytesText, type SourceOptions, withFolder } from './storage-source.ts';

/** Longest a server may take to look at all its files, and to try its retention, ms. */
const SPACE_LIMIT_MS = 60_000;
const RETAIN_LIMIT_MS = 600_000;
/** Types shown to a person. */
const TYPES_SHOWN = 15;

interface Shown extends StorageStats {
  readonly space: SpaceReport;
  /** What retention would do now; only when asked. */
  readonly due?: RetentionResult;
}

export interface StatsCommandOptions extends SourceOptions {
  readonly due?: boolean;
}

/** `sutra storage stats`: what a store holds and where its bytes are. */
export async function storageStats(invocation: Invocation, { storagePath, due = false }: StatsCommandOptions): Promise<number> {
  const shown = storagePath === undefined ? await ofRunning(invocation, due) : await ofStopped(invocation, storagePath, due);
  showOne(invocation, shown, statsText);
  return 0;
}

function ofStopped(invocation: Invocation, storagePath: string, due: boolean): Promise<Shown> {
  const { policy } = invocation.config.retention;
  return withFolder(invocation, storagePath, false, async (engine) => ({
    ...(await engine.stats()),
    space: await engine.space({ limitMs: SPACE_LIMIT_MS }),
    ...(due ? { due: await engine.retain({ policy, dryRun: true }) } : {}),
  }));
}

async function ofRunning(invocation: Invocation, due: boolean): Promise<Shown> {
  const client = openStore(invocation);
  try {
    return {
      ...(await client.stats()),
      space: await client.space({ limitMs: limitOf(invocation, SPACE_LIMIT_MS) }),
      ...(due ? { due: await client.retain({ dryRun: true }, { limitMs: limitOf(invocation, RETAIN_LIMIT_MS) }) } : {}),
    };
  } finally {
    await client.close();
  }
}

const MEANING: Readonly<Record<SpaceReport['parts'][number]['part'], string>> = {
  log: 'the record itself; everything else is made from it',
  columns: 'time, type and entities of each segment',
  graph: 'concepts and associations, every version',
  search: 'words and vectors of concepts',
  embedding: 'vectors of the embedding service',
  unused: 'pages of graph and search kept for what comes next',
  snapshots: 'folded states',
  spool: 'its own events on their way into the record',
  backups: 'copies below its folder; shared files count here too',
  other: '',
};

function statsText(stats: Shown): string {
  const { space, holes, due } = stats;
  const perEvent = (bytes: number): string => (stats.events === 0 ? '' : `${(bytes / stats.events).toFixed(1)} an event`);
  const row = (name: string, bytes: number, note: string): string =>
    `  ${name.padEnd(28)} ${bytesText(bytes).padStart(10)}  ${note}`.trimEnd();
  const type = ({ type: name, events, rolledUp, bytes }: SpaceReport['types'][number]): string =>
    row(inert(name), bytes, `${classOf(name).padEnd(10)} ${counted(events, 'event')}${rolledUp > 0 ? `, ${rolledUp} more rolled up` : ''}`);
  const rest = space.types.slice(TYPES_SHOWN).reduce((sum, one) => sum + one.bytes, 0);
  return [
    inert(stats.storagePath),
    `  events ${stats.events} (seq ${stats.lastSeq}), entities ${stats.entities}, concepts ${stats.concepts}, associations ${stats.associations}`,
    `  segments ${stats.segments}, opened in ${durationText(stats.recovered.openedInMs)}, memory ${stats.residentMb.toFixed(0)} MiB`,
    `  disk ${bytesText(stats.disk.freeBytes)} free, of which ${bytesText(stats.disk.keptFreeBytes)} stay free${stats.disk.full ? ': full, nothing new is taken' : ''}`,
    'On disk',
    ...space.parts.map(({ part, bytes }) => row(part, bytes, `${perEvent(bytes).padEnd(18)} ${MEANING[part]}`)),
    row('all files', space.bytes, ''),
    'In the log',
    ...space.types.slice(0, TYPES_SHOWN).map(type),
    ...(rest > 0 ? [row('other types', rest, '')] : []),
    ...(space.learnedBytes > 0 ? [row('learned', space.learnedBytes, '')] : []),
    row('framing and words', space.framingBytes, ''),
    'Segments with their columns',
    row('sealed', space.sealed.bytes, `${counted(space.sealed.segments, 'segment')}, ${counted(space.sealed.events, 'event')}`),
    row('being written', space.hot.bytes, `${counted(space.hot.events, 'event')}`),
    ...(holes.length === 0 ? [] : ['Removed by retention']),
    ...holes.map(
      (hole) => `  ${inert(hole.type).padEnd(28)} ${counted(hole.events, 'event')}, ${isoFromUs(hole.fromUs)} to ${isoFromUs(hole.toUs)}`,
    ),
    ...(due === undefined
      ? []
      : [
          'Due now',
          row(
            'retention would free',
            Math.max(0, due.bytesBefore - due.bytesAfter),
            `${counted(due.removed, 'event')} removed, ${due.rolledUp} rolled up`,
          ),
        ]),
  ].join('\n');
}

const classOf = (type: string): string => (type in CATALOGUE ? CATALOGUE[type as keyof typeof CATALOGUE].class : 'own');
