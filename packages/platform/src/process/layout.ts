import { constants, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { SutraError } from '@sutra/kit';
import { folderFailure } from '../folder-failure.ts';
import '../errors.ts';

/**
 * Where things lie. Everything of a node is under `<root>/nodes/<nodeId>`, its working folder; what the platform keeps is under
 * `.sutra` in it: the two output files, and one folder a run (`<generation>.<attempt>`) with the records of the shim.
 */
export interface NodeFolders {
  readonly folder: string;
  readonly own: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunKey {
  readonly nodeId: string;
  readonly generation: number;
  readonly attempt: number;
}

const NODE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const RUN_NAME = /^(\d+)\.(\d+)$/;
/** Earlier runs kept per node, for whoever still asks how they ended. */
const RUNS_KEPT = 4;

export const runName = (key: Pick<RunKey, 'generation' | 'attempt'>): string => `${key.generation}.${key.attempt}`;

export function assertNodeId(nodeId: string): void {
  if (!NODE_ID.test(nodeId))
    throw new SutraError('SUTRA_NODE_ID_INVALID', `Cannot use ${JSON.stringify(nodeId.slice(0, 140))} as a node id`);
}

export function nodeFolder(root: string, nodeId: string): string {
  assertNodeId(nodeId);
  return join(root, 'nodes', nodeId);
}

export function foldersOf(folder: string): NodeFolders {
  const own = join(folder, '.sutra');
  return { folder, own, stdout: join(own, 'stdout.log'), stderr: join(own, 'stderr.log') };
}

export const runFolder = (root: string, key: RunKey): string => join(nodeFolder(root, key.nodeId), '.sutra', runName(key));

const escapes = (what: string): SutraError => new SutraError('SUTRA_FOLDER_ESCAPES', `Cannot use ${what}: it leads out of the data folder`);

/**
 * Checks that `folder` lies under `root`, creates what is missing, and refuses every symbolic link on the way: a node must not
 * be able to lead the agent out of its data folder. Synchronous: a few microseconds a folder, against a trip through the thread pool each.
 * @param root real path of the agent's data folder
 * @throws SutraError SUTRA_FOLDER_ESCAPES, SUTRA_FOLDER_DENIED, SUTRA_DISK_FULL
 */
export function ensureInside(root: string, folder: string): void {
  const way = relative(root, resolve(folder));
  if (!isAbsolute(folder) || way === '' || way.startsWith('..') || isAbsolute(way)) throw escapes(folder);
  let at = root;
  for (const part of way.split(sep)) {
    at = join(at, part);
    try {
      mkdirSync(at, { mode: 0o750 });
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') throw folderFailure(reason, `create ${at}`);
      if (!lstatSync(at).isDirectory()) throw escapes(at);
    }
  }
}

/** Refuses an output file that is anything but a plain file: a shell would follow a link and write elsewhere. */
export async function assertPlainFile(path: string): Promise<void> {
  try {
    if (!(await lstat(path)).isFile()) throw escapes(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
  }
}

/** Opens a file of a node without following a link at its end. Undefined when there is none. */
export async function openPlain(path: string, flags: number): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags | constants.O_NOFOLLOW, 0o640);
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw escapes(path);
    throw folderFailure(reason, `open ${path}`);
  }
}

/** Text of a small record, or undefined when it is not there. */
export async function readRecord(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw folderFailure(reason, `read ${path}`);
  }
}

/** A JSON record; undefined when it is not there, or was torn by a power cut (and then its run ended with the machine). */
export async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readRecord(path);
  if (text === undefined || !text.endsWith('}\n')) return undefined;
  return JSON.parse(text) as T;
}

/**
 * Writes a record so that a reader sees the old one or the new one, whole. Not flushed: it must outlive the agent, not the
 * machine, since the processes it speaks of do not outlive the machine either.
 */
export async function writeRecord(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.new`;
  try {
    await writeFile(temporary, `${JSON.stringify(value)}\n`, { mode: 0o640 });
    await rename(temporary, path);
  } catch (reason) {
    throw folderFailure(reason, `write ${path}`);
  }
}

/** Text of a small record, synchronously: for looks so frequent that the trip through the thread pool would dominate. */
export function readRecordNow(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw folderFailure(reason, `read ${path}`);
  }
}

/** Creates a file that must not exist. False when it does. */
export async function createExclusive(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o640);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return true;
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw folderFailure(reason, `create ${path}`);
  }
}

/** Every run a node's folder remembers, oldest first. */
export async function runsOf(root: string, nodeId: string): Promise<readonly RunKey[]> {
  let names: string[];
  try {
    names = await readdir(foldersOf(nodeFolder(root, nodeId)).own);
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw folderFailure(reason, `read the folder of ${nodeId}`);
  }
  return names
    .map((name) => RUN_NAME.exec(name))
    .filter((match) => match !== null)
    .map((match) => ({ nodeId, generation: Number(match[1]), attempt: Number(match[2]) }))
    .sort((a, b) => a.generation - b.generation || a.attempt - b.attempt);
}

/** Forgets all but the newest of these runs, oldest first as `runsOf` gives them. All must be known to have ended. */
export async function forgetOldRuns(root: string, runs: readonly RunKey[]): Promise<void> {
  for (const old of runs.slice(0, -RUNS_KEPT)) await rm(runFolder(root, old), { recursive: true, force: true });
}

/** Real path of the data folder, made when missing. */
export async function openRoot(dataFolder: string): Promise<string> {
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o750 });
    return await realpath(dataFolder);
  } catch (reason) {
    throw folderFailure(reason, `use the data folder ${dataFolder}`);
  }
}
