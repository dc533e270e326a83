import { readFileSync } from 'node:fs';
import { hash32, SutraError, seededChance } from '@sutra/kit';
import { EVENT_STORAGE } from '@sutra/model';
import type { TellOwn } from '@sutra/storage';
import { type Engine, forgetRestoredNote, openEngine, restoredNote } from '@sutra/storage/engine';
import { HttpEmbedder, OwnEvents, type OwnEventsListener, serveStorage } from '@sutra/storage/server';
import { type CommonOptions, configOf } from '../client/invocation.ts';
import { type DaemonContext, runDaemon } from '../process/daemon.ts';
import { announce, type Facts, openFacts } from '../process/facts.ts';
import { tendStore } from '../process/tending.ts';

export interface StorageOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
  readonly storagePath?: string;
  readonly nodeId?: string;
  readonly memoryLimit?: string;
  readonly eventStorage?: string;
  readonly heartbeatDays?: string;
  readonly metricDays?: string;
  readonly debugDays?: string;
  readonly retainEveryHours?: string;
}

/** Exit code when the disk refused a write or a flush: nothing after it was acknowledged, a new start reads what is there. */
export const DISK_REFUSED = 74;

/** `sutra storage`: an engine behind a TCP port. Without `--node-id` it is the event storage of the grid. */
export async function storage(options: StorageOptions, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const config = await configOf(options, env, ['event_storage', 'retention', 'embedder'], {
    'event_storage.host': options.host,
    'event_storage.port': options.port,
    'event_storage.storage_path': options.storagePath,
    'events.storage_endpoint': options.eventStorage,
    'retention.heartbeat_days': options.heartbeatDays,
    'retention.metric_days': options.metricDays,
    'retention.debug_days': options.debugDays,
    'retention.every_hours': options.retainEveryHours,
  });
  const nodeId = options.nodeId ?? env['SUTRA_NODE_ID'];
  return runDaemon('storage', config, async (context) => {
    const { clock, logger, scope } = context;
    const own = new OwnEvents();
    const embedder = openEmbedder(context, own.tell);
    if (embedder !== undefined) scope.defer('embedder', () => embedder.close());
    const engine = await openEngine({
      ...(embedder === undefined ? {} : { embedder }),
      tell: own.tell,
      folder: config.storage.folder,
      retention: config.retention.policy,
      clock,
      logger,
      onFatal: (reason) => context.die(reason, DISK_REFUSED),
    });
    scope.defer('engine', () => engine.close());
    const server = await serveStorage({ engine, host: config.storage.host, port: config.storage.port, clock, logger });
    scope.defer('server', () => server.close());
    tendStore(context, engine);
    const ownEvents = nodeId === undefined;
    // The event storage keeps its own events in itself; a node's go to the grid it belongs to, if it was told of one.
    const endpoint = ownEvents
      ? config.events.endpoint === null
        ? null
        : server.address
      : config.events.named
        ? config.events.endpoint
        : null;
    if (endpoint !== null) {
      const name = nodeId ?? EVENT_STORAGE;
      const facts = await openFacts(context, `storage.${name}`, `${config.storage.folder}/voice`, endpoint);
      if (ownEvents) announce(context, 'storage', config.storage.folder, facts, server.address);
      tellGaps(context, engine, facts);
      const stopListening = own.listen({ nodeId: name, emit: voiceOf(facts) });
      const tellFigures = measure(context, engine, own.tell, name);
      // Owned last, so ended first: what the store still has to say must be said while it has a voice.
      scope.defer('last words', async () => {
        await engine.quiet();
        embedder?.tellRest();
        await tellFigures();
        stopListening();
      });
      await tellRestored(engine.folder, own.tell, facts);
    }
    return { address: server.address };
  });
}

/** @throws SutraError SUTRA_EMBEDDER_KEY when its key cannot be read */
function openEmbedder({ config, clock, chance }: DaemonContext, tell: TellOwn): HttpEmbedder | undefined {
  if (config.embedder === null) return undefined;
  const { baseUrl, model, keyFile, dimension, requestMs } = config.embedder;
  let key: string | undefined;
  try {
    key = keyFile === null ? undefined : readFileSync(keyFile, 'utf8').trim();
  } catch (reason) {
    throw new SutraError('SUTRA_EMBEDDER_KEY', `Cannot read the embedder's key: ${(reason as Error).message}`, { cause: reason });
  }
  const given = { ...(key === undefined ? {} : { key }), ...(dimension === null ? {} : { dimension }) };
  return new HttpEmbedder({ baseUrl, model, ...given, clock, chance, tell, limits: { requestMs } });
}

/** A hole in an emitter's numbers is itself an event: nothing is missing silently. */
function tellGaps({ scope }: DaemonContext, engine: Engine, { emitter }: Facts): void {
  const stop = engine.onGap((gap) => {
    emitter.emit({
      type: 'emitter_gap',
      body: { source_emitter: gap.emitter, source_epoch: gap.epoch, from_seq: gap.from, to_seq: gap.to },
      because: `number ${gap.to + 1} arrived after ${gap.from - 1}`,
    });
  });
  scope.defer('gap listener', stop);
}

/** What a restore left to be said is said once, and forgotten when that is safe. */
async function tellRestored(folder: string, tell: TellOwn, { emitter }: Facts): Promise<void> {
  const note = restoredNote(folder);
  if (note === undefined) return;
  const by = note.actor === undefined ? {} : { actor: note.actor };
  tell({ type: 'restore_completed', body: { as_of_seq: note.seq, path: note.from }, ...by });
  await emitter.whenSpooled();
  forgetRestoredNote(folder);
}

/**
 * `storage_metrics` at the metrics interval, spread a little so that a hundred nodes do not speak in step.
 * @returns what tells them once more, now
 */
function measure({ clock, config, logger, scope }: DaemonContext, engine: Engine, tell: TellOwn, nodeId: string): () => Promise<void> {
  const period = config.agent.metricsMs * (1 + 0.1 * seededChance(hash32(nodeId)).next());
  const tellNow = async (): Promise<void> => {
    try {
      const { concepts, associations, writtenPerSecond, readP50Us, residentMb } = await engine.stats();
      tell({
        type: 'storage_metrics',
        body: {
          concept_count: concepts,
          edge_count: associations,
          write_throughput: Math.round(writtenPerSecond),
          read_latency_us: Math.round(readP50Us),
          memory_usage_mb: Math.round(residentMb),
        },
      });
    } catch (reason) {
      logger.warn('cannot read own figures', { because: String(reason) });
    }
  };
  const timer = clock.every(period, () => void tellNow());
  scope.defer('metrics', () => timer.cancel());
  return tellNow;
}

/** Passes on what the store says of itself; that it takes writes again comes of its having refused them. */
function voiceOf({ emitter }: Facts): OwnEventsListener['emit'] {
  let full: string | undefined;
  return (event) => {
    const { id } = emitter.emit(event.type === 'storage_resumed' && full !== undefined ? { ...event, causedBy: [full] } : event);
    if (event.type === 'storage_full') full = id;
  };
}
