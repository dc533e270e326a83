import type { EventSink } from '@sutra/events';
import { type Chance, type Clock, type Closable, counted, type Logger, Scope, SutraError, within } from '@sutra/kit';
import { type AnyDraft, CATALOGUE, type EventType, type GridEvent } from '@sutra/model';
import type { Platform } from '@sutra/platform';
import { nodeReportMessage } from '@sutra/rpc';
import type { AgentConfig } from '../config.ts';
import { type Desired, type Known, type Outcome, reconcile, type SpawnWish, type StopWish } from '../core/wishes.ts';
import { folderOf } from './bring-up.ts';
import { hostMeter } from './host-metrics.ts';
import { Keeper } from './keeper.ts';
import { type Down, type LinkFactory, type MasterLink, openMasterLink, type Up } from './master-link.ts';
import { Ports } from './ports.ts';
import { Records } from './records.ts';
import { answer, type Nodes, statusMessages, wishOf } from './requests.ts';
import type { Room } from './room.ts';
import '../errors.ts';

export interface AgentOptions {
  readonly config: AgentConfig;
  /** Owned by the caller, who closes it after the agent. */
  readonly platform: Platform;
  readonly emitter: EventSink;
  readonly connect: LinkFactory;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
}

/** A running agent. Closing it leaves its nodes running. */
export interface Agent extends Closable {
  readonly agentId: string;
  /** Which run of the agent this is: grows by one with every start. */
  readonly epoch: number;
  /** True while a master has welcomed it. */
  readonly connected: boolean;
  /** The nodes it knows, in the words of the contract. */
  nodes(): readonly {
    readonly nodeId: string;
    readonly generation: number;
    readonly phase: string;
    readonly pid: number;
    readonly port: number;
    readonly restarts: number;
  }[];
  /** Stops every node of this agent. For a shutdown that asks for it. */
  stopNodes(actor: string): Promise<void>;
}

/** How long a fact may take to be safe on disk before the work that waits for it goes on without, ms. */
const SPOOLED_WITHIN_MS = 2_000;
/** Reports waiting to be sent to the master; more are left to its own feed of events. */
const REPORTS_MAX = 1_000;

/**
 * Takes up the nodes an earlier run left, dials the master and keeps nodes as it wishes. Ready when every node that runs is known.
 * @throws SutraError SUTRA_AGENT_CONFIG when its own records cannot be read
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const records = await Records.open(options.config.dataFolder);
  const epoch = await records.nextEpoch();
  const masterEpoch = BigInt(await records.masterEpoch());
  const agent = new RunningAgent(options, records, epoch, masterEpoch);
  await agent.takeUp();
  agent.open();
  return agent;
}

class RunningAgent implements Agent, Nodes {
  readonly agentId: string;
  readonly epoch: number;
  readonly #options: AgentOptions;
  readonly #room: Room;
  readonly #keepers = new Map<string, Keeper>();
  readonly #scope = new Scope();
  readonly #leftBehind: readonly GridEvent[];
  #masterEpoch: bigint;
  #link: MasterLink | undefined;
  #reports: GridEvent[] = [];
  #reporting = false;

  constructor(options: AgentOptions, records: Records, epoch: number, masterEpoch: bigint) {
    const { config, platform, clock, chance, logger, emitter } = options;
    this.#options = options;
    this.agentId = config.agentId;
    this.epoch = epoch;
    this.#masterEpoch = masterEpoch;
    this.#leftBehind = emitter.pending();
    this.#room = {
      ...{ config, platform, records, clock, chance, logger },
      ports: new Ports(config),
      signal: this.#scope.signal,
      say: (draft) => this.#say(draft),
      spooled: () => this.#spooled(),
      saidBefore: (same) => this.#leftBehind.find(same),
    };
  }

  get connected(): boolean {
    return this.#link?.welcomed === true;
  }

  /** Nodes first, master second: what runs is known before anybody asks. */
  async takeUp(): Promise<void> {
    for (const record of await this.#room.records.all()) this.#keepers.set(record.nodeId, new Keeper(this.#room, record.nodeId, record));
    // A node that takes long to get up (its port, a stop's grace) must not keep the others waiting.
    await Promise.all(
      [...this.#keepers.values()].map(
        (keeper) => (keeper.record?.phase === 'running' ? keeper.adopt().catch(() => undefined) : Promise.resolve()), // logged by the keeper; the others go on
      ),
    );
    await this.#spooled();
    for (const keeper of this.#keepers.values()) if (keeper.record?.phase !== 'running') void keeper.adopt().catch(() => undefined); // logged by the keeper
  }

  open(): void {
    const { config, clock, chance, logger, connect } = this.#options;
    this.#scope.defer('nodes', () => {
      for (const keeper of this.#keepers.values()) keeper.close();
    });
    this.#link = this.#scope.own(
      openMasterLink({
        ...{ connect, clock, chance, logger, heartbeatMs: config.heartbeatMs },
        hello: () => this.#hello(),
        heartbeat: () => this.#heartbeat(),
        received: (message, epoch) => this.#received(message, epoch),
        epoch: { highest: () => this.#masterEpoch, raise: (epoch) => this.#raise(epoch) },
      }),
      'master link',
    );
    const host = hostMeter(config.dataFolder);
    const metrics = clock.every(config.metricsEveryMs, () => {
      this.#measure(host).catch((reason: unknown) => logger.warn('cannot measure', { error: String(reason) }));
    });
    this.#scope.defer('metrics', () => metrics.cancel());
  }

  // --- facts --------------------------------------------------------------------------------------------------------

  #say(draft: AnyDraft): GridEvent {
    const event = this.#options.emitter.emit({ actor: `agent:${this.agentId}`, ...draft });
    const row = CATALOGUE[event.type as EventType] as { readonly class: string } | undefined;
    if (row?.class === 'lifecycle' && this.#reports.length < REPORTS_MAX) {
      this.#reports.push(event);
      void this.#report();
    }
    return event;
  }

  /** Tells the master of facts in order, each once it is safe: a master must not act on what a power cut can undo. */
  async #report(): Promise<void> {
    if (this.#reporting) return;
    this.#reporting = true;
    try {
      while (this.#reports.length > 0) {
        await this.#spooled();
        const safe = this.#reports;
        this.#reports = [];
        for (const event of safe) this.#link?.send({ message: { case: 'report', value: nodeReportMessage(event) } });
      }
    } catch (reason) {
      // A report is a courtesy beside the record; the next one must still find its way.
      this.#options.logger.error('cannot report to the master', { error: SutraError.from(reason).message });
    } finally {
      this.#reporting = false;
    }
  }

  async #spooled(): Promise<void> {
    const { clock, logger, emitter } = this.#options;
    try {
      await within(clock, SPOOLED_WITHIN_MS, 'writing events to the spool', () => emitter.whenSpooled());
    } catch (reason) {
      logger.warn('events are not safe on disk yet; going on', { error: SutraError.from(reason).message });
    }
  }

  async #measure(host: ReturnType<typeof hostMeter>): Promise<void> {
    const { config } = this.#options;
    const { cpuPct, memoryPct, diskPct, load } = await host();
    this.#say({
      type: 'agent_metrics',
      body: { agent_id: this.agentId, host: config.hostname, cpu_pct: cpuPct, memory_pct: memoryPct, disk_pct: diskPct, load },
    });
    for (const keeper of this.#keepers.values()) {
      await keeper.measure().catch((reason: unknown) => {
        this.#options.logger.warn('cannot measure a node', { node: keeper.nodeId, error: SutraError.from(reason).message });
      });
    }
  }

  // --- the master ---------------------------------------------------------------------------------------------------

  #hello(): Up {
    const { config, platform } = this.#options;
    const info = {
      agentId: this.agentId,
      hostname: config.hostname,
      platform: platform.name,
      maxStorageNodes: config.maxNodes,
      version: config.version,
      agentEndpoint: 'stream',
      region: config.region,
      env: config.env,
      labels: { ...config.labels },
      agentEpoch: BigInt(this.epoch),
    };
    return { message: { case: 'hello', value: { info, nodes: statusMessages(this, (port) => this.#endpoint(port)) } } };
  }

  #heartbeat(): Up {
    const storageNodeCount = this.all().filter((keeper) => keeper.record?.phase === 'running').length;
    const timestamp = BigInt(Math.floor(this.#options.clock.wallUs() / 1_000_000));
    return { message: { case: 'heartbeat', value: { agentId: this.agentId, storageNodeCount, timestamp } } };
  }

  #raise(epoch: bigint): void {
    if (epoch <= this.#masterEpoch) return;
    this.#masterEpoch = epoch;
    this.#room.records
      .keepMasterEpoch(Number(epoch))
      .catch((reason: unknown) => this.#options.logger.error('cannot keep the master epoch', { error: String(reason) }));
  }

  #received({ message }: Down, epoch: bigint): void {
    if (message.case === 'request') void this.#answer(message.value);
    else if (message.case === 'desired' && epoch >= this.#masterEpoch) void this.#reconcile(message.value.nodes);
  }

  async #answer(request: Extract<Down['message'], { case: 'request' }>['value']): Promise<void> {
    if (request.masterEpoch < this.#masterEpoch) {
      const message = `Cannot take a wish of master epoch ${request.masterEpoch}: epoch ${this.#masterEpoch} has spoken`;
      const { code, mend } = new SutraError('SUTRA_MASTER_STALE', message);
      this.#link?.send({
        message: { case: 'reply', value: { requestId: request.requestId, answer: { case: 'failure', value: { code, message, mend } } } },
      });
      return;
    }
    const reply = await answer(request, this, (port) => this.#endpoint(port));
    if (this.#room.signal.aborted) return; // cut off by our own closing: the next run resolves it
    this.#link?.send({ message: { case: 'reply', value: reply } });
  }

  async #reconcile(nodes: Extract<Down['message'], { case: 'desired' }>['value']['nodes']): Promise<void> {
    const { logger } = this.#options;
    // Decided at once, from what is known when the message arrives: a spawn that comes after it must not be taken for unwanted.
    const desired = nodes.flatMap(({ spec, wanted }) => (spec === undefined ? [] : (this.#desired(spec, wanted) ?? [])));
    const known = new Map<string, Known>(
      this.all().flatMap((keeper) => (keeper.known === undefined ? [] : [[keeper.nodeId, keeper.known]])),
    );
    const actions = reconcile(desired, known);
    try {
      const ends = await this.#endOrphans(new Map(desired.map(({ wish }) => [wish.nodeId, wish.generation])));
      const acts = actions.map((action) => (action.do === 'spawn' ? this.spawn(action.wish) : this.stop(action.wish)));
      await Promise.all([...ends, ...acts]);
    } catch (reason) {
      if (!this.#room.signal.aborted) logger.error('cannot bring about what the master wants', { error: SutraError.from(reason).message });
    }
  }

  #desired(spec: Parameters<typeof wishOf>[0], wanted: string): Desired | undefined {
    try {
      return { wish: wishOf(spec), wanted: wanted === 'stopped' ? 'stopped' : 'running' };
    } catch (reason) {
      this.#options.logger.error('cannot read what the master wants of a node', {
        node: spec.nodeId.slice(0, 128),
        error: SutraError.from(reason).message,
      });
      // What cannot be read is not what is unwanted: it is named, and nothing is done about it.
      const { nodeId } = spec;
      const spec0 = { workload: { kind: 'storage' as const }, port: 0, storagePath: '', memoryLimitMb: 0, restart: 'never' as const };
      return { wish: { nodeId, generation: 0, operationId: '', causedBy: '', spec: spec0 }, wanted: 'stopped' };
    }
  }

  /**
   * Processes that carry our mark, of which no record is left, and which the master does not want either. Each ends in its node's turn, so
   * that nodes wait for their own strangers alone.
   */
  async #endOrphans(wanted: ReadonlyMap<string, number>): Promise<readonly Promise<void>[]> {
    const { platform } = this.#options;
    const strangers = (await platform.list(this.#room.signal)).filter((handle) => {
      const keeper = this.#keepers.get(handle.nodeId);
      if (keeper?.owns(handle) === true) return false;
      // A spawn of the same key finds this very process; a later attempt has lost the record that would say so.
      const isNews = (keeper?.known?.generation ?? -1) < handle.generation;
      return !(isNews && wanted.get(handle.nodeId) === handle.generation && handle.attempt === 0);
    });
    return strangers.map((handle) => this.#keeperOf(handle.nodeId).endUnlessOwn(handle));
  }

  #keeperOf(nodeId: string): Keeper {
    let keeper = this.#keepers.get(nodeId);
    if (keeper === undefined) {
      keeper = new Keeper(this.#room, nodeId);
      this.#keepers.set(nodeId, keeper);
    }
    return keeper;
  }

  // --- nodes --------------------------------------------------------------------------------------------------------

  all(): readonly Keeper[] {
    return [...this.#keepers.values()];
  }

  find(nodeId: string): Keeper | undefined {
    return this.#keepers.get(nodeId);
  }

  async spawn(wish: SpawnWish): Promise<Outcome> {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(wish.nodeId))
      throw new SutraError('SUTRA_NODE_ID_INVALID', `Cannot use ${JSON.stringify(wish.nodeId.slice(0, 140))} as a node id`);
    const isLive = this.#keepers.get(wish.nodeId)?.live === true;
    if (!isLive && this.all().filter((each) => each.live).length >= this.#options.config.maxNodes) return this.#full(wish);
    return this.#keeperOf(wish.nodeId).spawn(wish);
  }

  async #full(wish: SpawnWish): Promise<Outcome> {
    const error = `Cannot start ${wish.nodeId}: ${this.agentId} runs ${counted(this.#options.config.maxNodes, 'node')} already, its limit`;
    const event = this.#say({
      type: 'spawn_failed',
      body: {
        node_id: wish.nodeId,
        agent_id: this.agentId,
        error,
        error_code: 'SUTRA_AGENT_FULL',
        generation: wish.generation,
        cause: 'unknown',
      },
      ...(wish.causedBy === '' ? {} : { causedBy: [wish.causedBy] }),
      ...(wish.operationId === '' ? {} : { operationId: wish.operationId }),
      because: error,
    });
    await this.#spooled();
    return { ok: false, eventId: event.id, pid: 0, port: 0, endpoint: '', errorCode: 'SUTRA_AGENT_FULL', error };
  }

  stop(wish: StopWish): Promise<Outcome> {
    const keeper = this.#keepers.get(wish.nodeId) ?? new Keeper(this.#room, wish.nodeId);
    return keeper.stop(wish);
  }

  async logs(nodeId: string, maxBytes: number): Promise<{ stdout: string; stderr: string; truncated: boolean }> {
    if (!this.#keepers.has(nodeId)) throw new SutraError('SUTRA_NODE_UNKNOWN', `Cannot find ${nodeId} on this agent`);
    return this.#options.platform.logs(folderOf(this.#room, nodeId), maxBytes);
  }

  nodes(): ReturnType<Agent['nodes']> {
    return this.all().flatMap(({ record }) =>
      record === undefined
        ? []
        : [
            {
              ...{ nodeId: record.nodeId, generation: record.generation, phase: record.phase, port: record.port },
              pid: record.handle?.pid ?? 0,
              restarts: record.history.restarts,
            },
          ],
    );
  }

  async stopNodes(actor: string): Promise<void> {
    const { logger } = this.#options;
    const ends = await Promise.all(
      this.all()
        .filter((keeper) => keeper.live)
        .map((keeper) => keeper.stop({ nodeId: keeper.nodeId, generation: 0, graceMs: undefined, operationId: '', causedBy: '' })),
    );
    logger.info('nodes stopped', {
      asked_by: actor,
      stopped: ends.filter(({ ok }) => ok).length,
      failed: ends.filter(({ ok }) => !ok).length,
    });
  }

  #endpoint(port: number): string {
    return `${this.#options.config.advertiseHost}:${port}`;
  }

  async close(): Promise<void> {
    await this.#scope.close();
    await Promise.all(this.all().map((keeper) => keeper.settled()));
  }
}
