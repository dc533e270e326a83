import { resolve } from 'node:path';
import { inert, isoFromUs, SutraError } from '@sutra/kit';
import { type RestorePoint, restoreBackup } from '@sutra/storage/engine';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { openStore } from '../client/store.ts';
import { hint, showOne } from '../output/show.ts';
import { instantUs } from '../output/when.ts';
import { bytesText, progressOf, type SourceOptions, withFolder } from './storage-source.ts';

/** Longest a server may take for a backup, ms. */
const BACKUP_LIMIT_MS = 600_000;

export interface BackupCommandOptions extends SourceOptions {
  readonly to: string;
  readonly link?: boolean;
}

const percent = ({ bytes, bytesTotal }: { readonly bytes: number; readonly bytesTotal: number }): string =>
  `${Math.floor((100 * bytes) / Math.max(1, bytesTotal))} % of ${bytesText(bytesTotal)}`;

/** `sutra storage backup`: of a stopped store into any folder, of a running one into a named folder of its own. */
export async function storageBackup(invocation: Invocation, options: BackupCommandOptions): Promise<number> {
  const made =
    options.storagePath === undefined ? await ofRunning(invocation, options) : await ofStopped(invocation, options, options.storagePath);
  showOne(
    invocation,
    made,
    ({ path, asOfSeq, bytes, files, takenUs }) =>
      `Backed up: seq ${asOfSeq}, ${files} ${files === 1 ? 'file' : 'files'}, ${bytesText(bytes)}, taken ${isoFromUs(takenUs)}\n${inert(path)}`,
  );
  hint(invocation, `sutra storage verify ${made.path}`);
  return 0;
}

async function ofRunning(invocation: Invocation, { to, link }: BackupCommandOptions) {
  if (link !== undefined) throw new SutraError('SUTRA_USAGE', '--link goes with --storage-path');
  const client = openStore(invocation);
  const askedUs = invocation.clock.wallUs();
  try {
    const made = await client.backup(to, { limitMs: limitOf(invocation, BACKUP_LIMIT_MS) });
    if (made.repeated && made.takenUs < askedUs) throw takenBefore(to, made);
    return made;
  } finally {
    await client.close();
  }
}

/** Told of an older backup, who asked for one would believe that what came since is in it. */
function takenBefore(name: string, { path, asOfSeq, takenUs }: { path: string; asOfSeq: number; takenUs: number }): SutraError {
  const what = `it holds seq ${asOfSeq}, taken ${isoFromUs(takenUs)}`;
  return new SutraError(
    'SUTRA_BACKUP_EXISTS',
    `Cannot back up to ${inert(name)}: there is a backup of that name, ${inert(path)}; ${what}`,
    {
      mend: 'Give another name: every backup has one of its own. What has come since is not in that one.',
    },
  );
}

function ofStopped(invocation: Invocation, { to, link }: BackupCommandOptions, storagePath: string) {
  const path = resolve(to);
  return withFolder(invocation, storagePath, false, async (engine) => {
    const onProgress = progressOf(invocation, percent);
    const { files, asOfSeq, bytes, learned, takenUs } = await engine.backup(path, {
      onProgress,
      link: link === true,
      actor: invocation.actor,
    });
    return { path, asOfSeq, learned, takenUs, bytes, files: files.length, repeated: false };
  });
}

export interface RestoreCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly seq?: string;
  readonly at?: string;
  readonly before?: string;
}

/** `sutra storage restore`: a new store from a backup, whole or up to a point. */
export async function storageRestore(invocation: Invocation, options: RestoreCommandOptions): Promise<number> {
  const { clock, actor } = invocation;
  const at = await pointOf(invocation, options);
  const to = resolve(options.to);
  const onProgress = progressOf(invocation, percent);
  const result = await restoreBackup({ from: resolve(options.from), to, clock, actor, onProgress, ...(at === undefined ? {} : { at }) });
  showOne(
    invocation,
    { path: to, ...result },
    ({ seq, backupSeq, path }) => `Restored: ${reached(seq, backupSeq)}, checked\n${inert(path)}`,
  );
  hint(invocation, `sutra storage --storage-path ${to}`);
  return 0;
}

function reached(seq: number, backupSeq: number): string {
  if (seq === backupSeq) return `seq ${seq}`;
  return seq === 0 ? `no event (all of the backup, to seq ${backupSeq}, came later)` : `seq ${seq} of ${backupSeq}`;
}

async function pointOf({ clock, zone }: Invocation, { seq, at, before }: RestoreCommandOptions): Promise<RestorePoint | undefined> {
  if ([seq, at, before].filter((one) => one !== undefined).length > 1)
    throw new SutraError('SUTRA_USAGE', '--seq, --at and --before each say where to stop: give one of them');
  if (seq !== undefined) {
    if (!/^\d{1,15}$/.test(seq)) throw new SutraError('SUTRA_USAGE', `--seq must be a position such as 1200, got "${seq}"`);
    return { seq: Number(seq) };
  }
  if (at !== undefined) return { timeUs: await instantUs(at, clock.wallUs(), zone, '--at') };
  return before === undefined ? undefined : { beforeEvent: before };
}
