import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EventEmitter, openEmitter } from '@sutra/events';
import type { StoreClient } from '@sutra/storage';
import { type ClientSettings, openStoreClient } from '@sutra/storage/client';
import { installedVersion } from '../version.ts';
import type { DaemonContext } from './daemon.ts';
import { makeFolder } from './folder.ts';

export type ComponentName = 'storage' | 'master' | 'agent' | 'control';

/**
 * Settings of who is to see within a few seconds that storage does not answer, to show it or to record it: so often it is asked for a sign of life
 * where nothing comes by itself.
 */
export const WATCHFUL: Partial<ClientSettings> = { pingAfterMs: 1_000 };

/** A component's own voice: its connection to the event storage and the emitter on top of it. */
export interface Facts {
  /** Null when events are off. */
  readonly store: StoreClient | null;
  readonly emitter: EventEmitter;
}

/**
 * Opens the voice of a component. Owned by the scope: at the end the emitter drains first, then the connection closes.
 * @param name emitter name: unique per component of the grid and stable over restarts
 * @param folder the component's folder; the spool lies in it
 */
export async function openFacts(
  context: DaemonContext,
  name: string,
  folder: string,
  endpoint: string | null,
  settings: Partial<ClientSettings> = {},
): Promise<Facts> {
  const { clock, chance, logger, scope, config } = context;
  makeFolder(folder);
  const store = endpoint === null ? null : openStoreClient({ address: endpoint, name, clock, chance, logger, settings });
  if (store !== null) scope.defer('store client', () => store.close());
  const emitter = await openEmitter({
    emitter: name,
    folder: join(folder, 'spool'),
    store,
    clock,
    chance,
    logger,
    limits: { spoolBytesMax: config.spoolLimitMb * 1024 * 1024 },
  });
  scope.defer('emitter', () => emitter.close());
  return { store, emitter };
}

/**
 * Says that a component serves, now, and that it stopped, at the end. A marker file tells the next run whether this one ended
 * cleanly.
 */
export function announce(context: DaemonContext, component: ComponentName, folder: string, facts: Facts, endpoint?: string): void {
  const marker = join(folder, 'running');
  const recovered = existsSync(marker);
  // Empty: a name still finds room on a disk that is full of bytes.
  closeSync(openSync(marker, 'a', 0o600));
  facts.emitter.emit({
    type: 'component_started',
    body: { component, pid: process.pid, version: installedVersion(), recovered, ...(endpoint === undefined ? {} : { endpoint }) },
    ...(recovered ? { because: 'the last run did not end cleanly' } : {}),
  });
  context.scope.defer('farewell', () => {
    facts.emitter.emit({ type: 'component_stopped', body: { component, pid: process.pid, reason: context.stopReason() || 'failure' } });
    rmSync(marker, { force: true });
  });
}
