import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A build of the storage package: the one that ships, or one with a promise deliberately broken. */
export interface Build {
  /** Where it was built to; undefined for the one that ships. */
  readonly dist: string | undefined;
  readonly openEngine: typeof import('@sutra/storage/engine').openEngine;
  readonly verifyLog: typeof import('@sutra/storage/engine').verifyLog;
  readonly openStoreClient: typeof import('@sutra/storage/client').openStoreClient;
  readonly serveStorage: typeof import('@sutra/storage/server').serveStorage;
}

export async function shippedBuild(): Promise<Build> {
  const [{ openEngine, verifyLog }, { openStoreClient }, { serveStorage }] = await Promise.all([
    import('@sutra/storage/engine'),
    import('@sutra/storage/client'),
    import('@sutra/storage/server'),
  ]);
  return { dist: undefined, openEngine, verifyLog, openStoreClient, serveStorage };
}

export async function buildAt(dist: string): Promise<Build> {
  const part = (name: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(join(dist, name, 'index.js')).href);
  const engine = (await part('engine')) as Pick<Build, 'openEngine' | 'verifyLog'>;
  const { openStoreClient } = (await part('client')) as Pick<Build, 'openStoreClient'>;
  const { serveStorage } = (await part('server')) as Pick<Build, 'serveStorage'>;
  return { dist, openEngine: engine.openEngine, verifyLog: engine.verifyLog, openStoreClient, serveStorage };
}
