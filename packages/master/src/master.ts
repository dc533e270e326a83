import { type Closable, Scope } from '@sutra/kit';
import type { GridState } from '@sutra/model';
import { serveMaster } from '@sutra/rpc';
import { MASTER_LIMITS, type MasterLimits } from './limits.ts';
import type { MasterOptions } from './options.ts';
import { nextEpoch } from './shell/epoch.ts';
import { type HttpServer, serveHttp } from './shell/http.ts';
import { watchLoopDelay } from './shell/loop-delay.ts';
import { masterMetrics } from './shell/metrics.ts';
import { followInto, pastOrTime, type StoreState, storeStateOf } from './shell/past.ts';
import { furnish, type Rooms } from './shell/rooms.ts';
import { markRunning } from './shell/run-mark.ts';
import { watchStorage } from './shell/storage-watch.ts';

/** A running master. */
export interface Master extends Closable {
  /** `host:port` of gRPC. */
  readonly address: string;
  readonly port: number;
  readonly httpPort: number | undefined;
  /** Fencing epoch of this run. */
  readonly epoch: number;
  /** The live state. */
  state(): GridState;
  /** What the store has confirmed of it. */
  storedState(): GridState;
  store(): StoreState;
  /** Stops serving and leaves nodes and agents as they are. */
  close(reason?: string): Promise<void>;
}

/**
 * Starts a master: rebuilds the state from the record and the own spool, then serves. When the store stays away it starts all
 * the same, on what the spool holds, and goes on trying.
 * @throws SutraError of the epoch file and of the ports (SUTRA_MASTER_EPOCH, SUTRA_RPC_PORT_TAKEN, SUTRA_RPC_BIND_EXPOSED …)
 */
export async function startMaster(options: MasterOptions): Promise<Master> {
  const scope = new Scope();
  try {
    return await start(options, scope);
  } catch (reason) {
    await scope.close();
    throw reason;
  }
}

async function start(options: MasterOptions, scope: Scope): Promise<Master> {
  const { clock, logger, emitter, store, version } = options;
  const limits = { ...MASTER_LIMITS, ...options.limits };
  const pid = options.pid ?? process.pid;
  // Read before storage can have taken any of it.
  const left = emitter.pending();
  const epoch = await nextEpoch(options.dataDir, clock.wallUs());
  const mark = await markRunning(options.dataDir);
  const rooms = furnish(options, limits, epoch);
  const { live, ledger, agents, desires, resolver, links } = rooms;

  for (const event of left) live.add(event);
  if (store === null) {
    logger.warn('no event storage is set: the master runs on what its own spool holds');
    resolver.adopt();
  } else {
    scope.defer('storage watch', watchStorage({ store, emitter, clock, left }));
    rooms.follower = scope.own(followInto(options, store, rooms, scope, limits), 'follower');
    await pastOrTime(rooms.follower, limits.storeWaitMs, options, scope.signal);
  }
  const storeState = (): StoreState => storeStateOf(store, rooms.follower);

  const life = { started: false, stopReason: 'asked to stop' };
  scope.defer('farewell', async () => {
    if (life.started) ledger.record([{ type: 'component_stopped', body: { component: 'master', pid, reason: life.stopReason } }]);
    await ledger.safe();
    // A start that fails says nothing of how the last run ended: the next one still has to.
    if (life.started || !mark.unclean) await mark.clear();
  });
  const server = await serveMaster({ ...serverOf(options), handlers: rooms.handlers, authFailed: authRecorder(options, limits) });
  scope.defer('gRPC server', () => server.close());
  scope.defer('agent streams', () => links.closeAll());
  const http = await openHttp(options, rooms, epoch, storeState, scope);

  life.started = true;
  const recovered = mark.unclean ? { recovered: true } : {};
  const why = mark.unclean ? { because: 'the last run did not end cleanly' } : {};
  ledger.record([
    { type: 'component_started', body: { component: 'master', pid, version, endpoint: server.address, ...recovered }, ...why },
    { type: 'leader_elected', body: { master: server.address, epoch }, because: 'it is the only master', causedByDrafts: [0] },
  ]);
  const tick = clock.every(limits.tickMs, () => {
    agents.tick();
    resolver.tick();
    desires.refreshAll();
  });
  scope.defer('ticks', () => tick.cancel());
  server.setServing(true);
  logger.info('master serves', { grpc: server.address, http: http?.address, epoch, store: storeState() });
  return {
    address: server.address,
    port: server.port,
    httpPort: http?.port,
    epoch,
    state: () => ledger.read(),
    storedState: () => live.stored,
    store: storeState,
    close(reason = life.stopReason) {
      life.stopReason = reason;
      return scope.close();
    },
  };
}

/** Health and metrics, when a port is given for them. */
async function openHttp(
  { httpHost = '127.0.0.1', httpPort, emitter, version }: MasterOptions,
  { live, ledger, links, operations, resolver, agents }: Rooms,
  epoch: number,
  storeState: () => StoreState,
  scope: Scope,
): Promise<HttpServer | undefined> {
  if (httpPort === undefined) return undefined;
  const delay = scope.own(watchLoopDelay(), 'loop delay');
  const metrics = () =>
    masterMetrics({
      state: () => ledger.read(),
      emitter,
      links: () => links.size,
      operationsInFlight: () => operations.inFlight,
      operationsUnsettled: () => resolver.unsettled,
      pendingEvents: () => live.pending,
      storeUp: () => storeState() === 'up',
      tickLateMs: () => agents.lateMs,
      loopDelayMs: () => delay.read(),
      epoch,
      version,
    });
  const ready = () => ({ ready: true, store: storeState(), seq: live.stored.seq, epoch, version });
  return scope.own(await serveHttp(httpHost, httpPort, { ready, metrics }), 'HTTP server');
}

function serverOf({ host, port, clock, logger, rpcLimits, token, requireToken, tls }: MasterOptions) {
  return {
    host,
    port,
    clock,
    logger,
    ...(rpcLimits === undefined ? {} : { limits: rpcLimits }),
    ...(token === undefined ? {} : { token }),
    ...(requireToken === undefined ? {} : { requireToken }),
    ...(tls === undefined ? {} : { tls }),
  };
}

/** Records refused tokens, but not as fast as somebody can try them. */
function authRecorder({ emitter, clock }: MasterOptions, limits: MasterLimits): (error: Error, remote: string) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (error, remote) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - lastMs < limits.authFailedEveryMs) return;
    lastMs = nowMs;
    emitter.emit({ type: 'auth_failed', body: { surface: 'grpc', error: error.message, remote } });
  };
}
