import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { openStoreClient } from '../client/store-client.ts';
import { restoreBackup, verifyBackup } from '../engine/index.ts';
import { sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const clock = systemClock();

async function served() {
  const store = await serveTemporaryStore({}, (engine) => engine, { segmentBytes: 8 * 1024 });
  closers.push(() => store.close());
  const client = openStoreClient({ address: store.server.address, clock, chance: seededChance(1), name: 'test' });
  closers.push(() => client.close());
  const session = await client.session('m', 1);
  await session.append(Array.from({ length: 1000 }, (_, i) => sampleEvent('m', 1, i + 1)));
  return { ...store, client, session };
}

describe('a backup asked for over the wire', () => {
  it('is made below the folder of the store, while it serves, and can be restored', async () => {
    const { engine, client, session } = await served();
    const [made] = await Promise.all([client.backup('monday'), session.append([sampleEvent('m', 1, 1001)])]);
    expect(made).toMatchObject({ path: join(engine.folder, 'backups', 'monday'), repeated: false });
    expect(made.asOfSeq).toBeGreaterThanOrEqual(1000);
    await verifyBackup(made.path, clock);
    const to = `${engine.folder}-restored`;
    closers.push(() => rmSync(to, { recursive: true }));
    expect(await restoreBackup({ from: made.path, to, at: { seq: 500 }, clock })).toMatchObject({ seq: 500 });
  });

  it('under a name that exists is told of, not made again', async () => {
    const { client } = await served();
    const made = await client.backup('monday');
    expect(await client.backup('monday')).toEqual({ ...made, repeated: true });
  });

  it('takes a plain name and never a path', async () => {
    const { engine, client } = await served();
    for (const name of ['..', '.', '../x', '/tmp/x', 'a/b', 'a\\b', '.hidden', 'a\0b', 'a b', 'x'.repeat(65)])
      await expect(client.backup(name), name).rejects.toMatchObject({ code: 'SUTRA_MESSAGE_INVALID' });
    expect(existsSync(join(engine.folder, 'backups'))).toBe(false);
  });

  it('is refused where 64 are kept already', async () => {
    const { engine, client } = await served();
    for (let i = 0; i < 64; i++) await engine.backup(join(engine.folder, 'backups', `b${i}`), { link: true, snapshots: false });
    await expect(client.backup('one-more')).rejects.toMatchObject({ code: 'SUTRA_BACKUP_LIMIT' });
    expect(readdirSync(join(engine.folder, 'backups'))).toHaveLength(64);
    expect(await client.backup('b3')).toMatchObject({ repeated: true });
  });
});
