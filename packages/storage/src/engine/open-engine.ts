import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Clock, type Logger, SutraError, silentLogger } from '@sutra/kit';
import type { TextEmbedder } from '../contract/text-embedder.ts';
import { EmbeddedEngine } from './embedded.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { noFaults } from './faults.ts';
import { GraphIndex } from './graph/graph-index.ts';
import { countLearns, Learner } from './graph/learner.ts';
import { assertStoreFolder } from './life/store-folder.ts';
import { ENGINE_LIMITS } from './limits.ts';
import { lockFolder } from './lock.ts';
import { Disk } from './log/disk.ts';
import { assertFolder, openLog } from './log/open-log.ts';
import { SEGMENT_HEAD_BYTES } from './log/segment-file.ts';
import { DiskSpace, freeBytesOf } from './log/space.ts';
import { fatalError, LogWriter } from './log/writer.ts';
import { EMBEDDING_FOLDER, EmbeddedTexts } from './search/embedded-texts.ts';
import { Snapshots } from './snapshots.ts';

/**
 * Opens the store of a folder, creating it when absent, recovering it when it was left by a crash.
 * @throws SutraError SUTRA_STORE_LOCKED when another process has it, SUTRA_STORE_CORRUPT when flushed bytes were damaged,
 * SUTRA_STORE_FATAL when the disk takes or gives nothing, SUTRA_BACKUP_OPENED for the folder of a backup, SUTRA_RESTORE_UNFINISHED where a restore was cut short
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { folder, clock, logger = silentLogger, faults = noFaults } = options;
  assertFolder(folder);
  assertStoreFolder(folder);
  const startedMs = clock.monotonicMs();
  const limits = { ...ENGINE_LIMITS, ...options.limits };
  let unlock = (): void => undefined;
  try {
    const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 });
    await faults('lock.write');
    unlock = lockFolder(folder);
    const disk = new Disk(faults);
    const { catalog, start, tornBytes } = await openLog(join(folder, 'log'), disk, limits, logger);
    const tell = options.tell ?? (() => undefined);
    const space = new DiskSpace(clock, limits.reserveBytes, options.freeBytes ?? (() => freeBytesOf(folder)), logger, tell);
    const learns = countLearns(catalog);
    const near = { clock, logger, rowsMin: limits.nearRowsMin, endedTextsMin: limits.endedTextsMin, tell };
    const graph = await GraphIndex.open(join(folder, 'graph'), start.storeId, learns, faults, logger, near);
    const texts =
      options.embedder === undefined ? undefined : embeddedTexts(join(folder, EMBEDDING_FOLDER), graph, options.embedder, clock, logger);
    const snapshots = new Snapshots(join(folder, 'snapshots'), disk, limits, faults, logger);
    // A snapshot that a killed process had just renamed is shown from now on: its name must not go again.
    await disk.syncFolder(join(folder, 'snapshots'), 'snapshot.folder.sync');
    await syncNames(disk, folder, start.position === SEGMENT_HEAD_BYTES ? (firstMade ?? folder) : undefined);
    const engine: EmbeddedEngine = new EmbeddedEngine({
      folder,
      clock,
      logger,
      limits,
      catalog,
      space,
      graph,
      snapshots,
      texts,
      unlock,
      startedMs,
      tornBytes,
      onFatal: options.onFatal,
      tell,
      retention: options.retention ?? { rules: [] },
      disk,
      writer: (events) => new LogWriter(start, disk, clock, limits, events, logger),
      learner: (writer, fatal) => new Learner(writer, catalog, graph, space, limits, fatal),
    });
    await engine.start();
    // The end of a log that was not closed can be cut without a trace in the log itself; a snapshot is taken of what was there.
    if (snapshots.newestSeq > engine.lastSeq)
      logger.error('the log has lost its end: a snapshot speaks of later events', {
        lastSeq: engine.lastSeq,
        snapshot: snapshots.newestSeq,
      });
    return engine;
  } catch (reason) {
    unlock();
    throw reason instanceof SutraError ? reason : fatalError(reason);
  }
}

/** Follows what the graph index commits with vectors of an embedder. */
function embeddedTexts(folder: string, graph: GraphIndex, embedder: TextEmbedder, clock: Clock, logger: Logger): EmbeddedTexts {
  const { search } = graph;
  const texts = new EmbeddedTexts({
    folder,
    generation: graph.generation,
    embedder,
    documents: () => search.documents.committedCount,
    textOf: (doc) => graph.textOfDocument(doc),
    has: (doc) => search.documents.has(doc),
    grown: (space) => search.near(space)?.consider(),
    shrunk: (space) => void search.near(space)?.retired(),
    clock,
    logger,
  });
  search.onCommitted = () => texts.wake();
  search.onRetired = () => texts.retired();
  return texts;
}

/**
 * Makes the names on the way to the files durable, before the first promise about any of them: a log that is flushed in a folder whose
 * own name is not would be gone after a loss of power. The folders above are synced as long as the store has never held anything.
 * @param firstNew topmost folder that may be new; undefined when an earlier run has seen to all of them
 */
async function syncNames(disk: Disk, folder: string, firstNew: string | undefined): Promise<void> {
  let at = resolve(folder);
  await disk.syncFolder(at, 'store.folder.sync');
  const top = firstNew === undefined ? at : dirname(resolve(firstNew));
  while (at !== top) {
    at = dirname(at);
    await disk.syncFolder(at, 'store.folder.sync');
  }
}
