import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Every place where a backup or a restore touches the disk. A step runs just before the operation. */
export const LIFE_STEPS = [
  'file.write',
  'file.sync',
  'file.link',
  'folder.sync',
  'manifest.write',
  'manifest.rename',
  'store.rename',
] as const;
export type LifeStep = (typeof LIFE_STEPS)[number];

/** Tests throw from here to cut the work short at that place. */
export type LifeSteps = (step: LifeStep) => void;
export const noSteps: LifeSteps = () => undefined;

const PRIVATE = 0o600;

/** Writes a new file and flushes it. */
export async function writeDurably(path: string, parts: readonly Uint8Array[], steps: LifeSteps): Promise<void> {
  const file = await open(path, 'wx', PRIVATE);
  try {
    steps('file.write');
    for (const part of parts) await writeAll(file, part);
    steps('file.sync');
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    if (bytesWritten === 0) throw new Error('the disk took no bytes');
    done += bytesWritten;
  }
}

/** A name is durable only when its folder is. */
export async function syncFolder(folder: string, steps: LifeSteps): Promise<void> {
  steps('folder.sync');
  const file = await open(folder, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a folder durable, and every new one on the way to it. @param topmost the first of them */
export async function syncUpTo(folder: string, topmost: string, steps: LifeSteps): Promise<void> {
  const last = dirname(resolve(topmost));
  let at = resolve(folder);
  for (await syncFolder(at, steps); at !== last; await syncFolder(at, steps)) at = dirname(at);
}

/** Puts the manifest in place: there is a whole one or none. */
export async function writeManifestFile(path: string, text: string, steps: LifeSteps): Promise<void> {
  steps('manifest.write');
  await writeDurably(`${path}.tmp`, [Buffer.from(text)], steps);
  steps('manifest.rename');
  await rename(`${path}.tmp`, path);
  await syncFolder(dirname(path), steps);
}
