import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Makes created, renamed and removed names of a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names on the way to a folder durable: what is flushed below a name that is not would be gone after a loss of power. */
export async function syncNames(folder: string, topmost: string): Promise<void> {
  const last = dirname(resolve(topmost));
  for (let at = dirname(resolve(folder)); ; at = dirname(at)) {
    await syncFolder(at);
    if (at === last || at === dirname(at)) return;
  }
}
