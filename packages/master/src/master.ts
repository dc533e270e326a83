import type { EventSink } from '@sutra/events';
import { type Chance, type Clock, type Closable, type Logger, Scope, sleep } from '@sutra/kit';
import { fromSnapshot, fromStored, type GridState } from '@sutra/model';
import { type AccessRules, type RpcLimits, serveMaster } from '@sutra/rpc';
import type { StoreClient } from '@sutra/storage';
import { LiveState } from './core/live-state.ts';
import { MASTER_LIMITS, type MasterLimits } from './limits.ts';
import { Agents } from './shell/agents.ts';
import { Desires } from './shell/desires.ts';
import { nextEpoch } from './shell/epoch.ts';
import { type Follower, followStore } from './shell/follow.ts';
import { masterHandlers, newUuid } from './shell/handlers.ts';
import { serveHttp } from './shell/http.ts';
import { Ledger } from './shell/ledger.ts';
import { AgentLinks } from './shell/links.ts';
import { watchLoopDelay } from './shell/loop-delay.ts';
import { masterMetrics } from './shell/metrics.ts';
import { Operations } from './shell/operations.ts';
import { Resolver } from './shell/resolver.ts';
import { markRunning } from './shell/run-mark.ts';
import { AgentSession } from './shell/session.ts';
import { Snapshots } from './shell/snapshots.ts';

export interface MasterOptions extends AccessRules {
  /** gRPC. Beyond loopback a token and TLS are required. */
  readonly host: string;
  readonly port: number;
  /** Health and metrics, loopback only. Default 127.0.0.1; undefined port serves none. */
  readonly httpHost?: string;
  readonly httpPort?: number;
  /** Where the fencing epoch is kept. One master a folder. */
  readonly dataDir: string;
  readonly version: string;
  readonly limits?: Partial<MasterLimits>;
  readonly rpcLimits?: Partial<RpcLimits>;
  /** The record; null runs without one: state is then what this run and its spool know. The caller closes it. */
  readonly store: StoreClient | null;
  /** Where facts go. The caller closes it, after the master. */
  readonly emitter: EventSink;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  /** Unique part of ids of new nodes and operations. */
  readonly newId?: () => string;
  readonly pid?: number;
}

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
  /** `none` without a store, `down` while its feed is away, `catching_up` until the past is known. */
  store(): 'none' | 'up' | 'down' | 'catching_up';
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
  const epoch = await nextEpoch(options.dataDir, clock.wallUs());
  const mark = await markRunning(options.dataDir);
  const grid = furnish(options, limits, epoch);
  const { live, ledger, agents, desires, resolver, operations, links } = grid;

  for (const event of emitter.pending()) live.add(event);
  const follower = store === null ? undefined : scope.own(follow(options, store, grid, scope, limits), 'follower');
  grid.follower = follower;
  if (follower !== undefined) await pastOrTime(follower, limits.storeWaitMs, options, scope.signal);
  else logger.warn('no event storage is set: the master runs on what its own spool holds');
  if (store === null) resolver.adopt();

  const pid = options.pid ?? process.pid;
  const life = { started: false, stopReason: 'asked to stop' };
  scope.defer('farewell', async () => {
    if (life.started) ledger.record([{ type: 'component_stopped', body: { component: 'master', pid, reason: life.stopReason } }]);
    await ledger.safe();
    await mark.clear();
  });
  const server = await serveMaster({
    ...accessOf(options),
    ...serverOf(options),
    handlers: grid.handlers,
    authFailed: authRecorder(options, limits),
  });
  scope.defer('gRPC server', () => server.close());
  scope.defer('agent streams', () => links.closeAll());
  const delay = scope.own(watchLoopDelay(), 'loop delay');
  const storeState = (): ReturnType<Master['store']> => storeStateOf(store, follower);
  const metrics = () =>
    masterMetrics({
      state: () => ledger.read(),
      emitter,
      links: () => links.size,
      operationsInFlight: () => operations.inFlight,
      operationsUnsettled: () => resolver.unsettled,
      pendingEvents: () => live.pending,
      storeUp: () => follower?.up() ?? false,
      tickLateMs: () => agents.lateMs,
      loopDelayMs: () => delay.read(),
      epoch,
      version,
    });
  const ready = () => ({ ready: true, store: storeState(), seq: live.stored.seq, epoch, version });
  const http =
    options.httpPort === undefined
      ? undefined
      : scope.own(await serveHttp(options.httpHost ?? '127.0.0.1', options.httpPort, { ready, metrics }), 'HTTP server');

  life.started = true;
  ledger.record([
    {
      type: 'component_started',
      body: { component: 'master', pid, version, endpoint: server.address, ...(mark.unclean ? { recovered: true } : {}) },
    },
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

/** Everything that does not listen or wait yet, wired together. */
function furnish(options: MasterOptions, limits: MasterLimits, epoch: number) {
  const { clock, logger, emitter, store, version } = options;
  const newId = options.newId ?? newUuid;
  const live = new LiveState(limits.pendingMax);
  const ledger = new Ledger(live, emitter);
  const links = new AgentLinks(clock, epoch, limits);
  const sessions = new Set<AgentSession>();
  const grid: { follower: Follower | undefined } = { follower: undefined };
  const complete = (): boolean => store === null || grid.follower?.complete() === true;
  const desires = new Desires(ledger, links, logger, complete);
  const agents = new Agents({ ledger, links, clock, logger, limits, complete });
  const unsettled = (id: string): void => resolver.watch(id);
  const operations = new Operations({ ledger, links, desires, clock, logger, limits, newId, unsettled });
  const resolver = new Resolver({ ledger, links, operations, clock, logger, limits });
  const handlers = masterHandlers({
    ledger,
    agents,
    links,
    operations,
    clock,
    limits,
    version,
    newId,
    greet(stream) {
      const session = new AgentSession({ agents, links, desires, ledger, clock, logger, limits, epoch, version, complete }, stream);
      sessions.add(session);
      return {
        received: (message) => session.received(message),
        closed() {
          sessions.delete(session);
          session.closed();
        },
      };
    },
  });
  return Object.assign(grid, { live, ledger, links, desires, agents, operations, resolver, handlers, sessions });
}

/** Follows the record into the live state; when the past becomes known, takes up what had to wait for it. */
function follow(
  options: MasterOptions,
  store: StoreClient,
  grid: ReturnType<typeof furnish>,
  scope: Scope,
  limits: MasterLimits,
): Follower {
  const { clock, chance, logger, emitter } = options;
  const { live, resolver, sessions } = grid;
  const snapshots = new Snapshots({
    store,
    emitter,
    clock,
    logger,
    everyEvents: limits.snapshotEvents,
    everyMs: limits.snapshotMs,
    stored: () => live.stored,
  });
  scope.own(snapshots, 'snapshots');
  const follower = followStore({
    store,
    clock,
    chance,
    logger,
    readSnapshot: (bytes) => fromSnapshot(JSON.parse(new TextDecoder().decode(bytes))),
    readEvent: fromStored,
    publish(state, events) {
      live.publish(state);
      snapshots.published(events);
    },
  });
  void follower.caughtUp.then(() => {
    resolver.adopt();
    for (const session of sessions) session.pastKnown();
  });
  return follower;
}

/** Waits until the past is known, but not for ever for a store that is not there. */
async function pastOrTime(follower: Follower, waitMs: number, options: MasterOptions, signal: AbortSignal): Promise<void> {
  const { clock, logger, store } = options;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const time = sleep(clock, waitMs, stop.signal).catch(() => undefined); // ended by whichever comes first
  await Promise.race([follower.caughtUp, time]);
  stop.abort();
  signal.removeEventListener('abort', onAbort);
  if (!follower.complete())
    logger.warn('event storage is away: the master starts on what its own spool holds, and goes on trying', {
      storage: store?.address,
      waited_ms: waitMs,
    });
}

function storeStateOf(store: StoreClient | null, follower: Follower | undefined): ReturnType<Master['store']> {
  if (store === null || follower === undefined) return 'none';
  if (follower.up()) return 'up';
  return !follower.complete() && store.connected() ? 'catching_up' : 'down';
}

function accessOf({ token, requireToken, tls }: MasterOptions): AccessRules {
  return {
    ...(token === undefined ? {} : { token }),
    ...(requireToken === undefined ? {} : { requireToken }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function serverOf({ host, port, clock, logger, rpcLimits }: MasterOptions) {
  return { host, port, clock, logger, ...(rpcLimits === undefined ? {} : { limits: rpcLimits }) };
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
