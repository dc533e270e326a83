import { autopsy, changesBetween, freshRecord, type NodeRecord, type StartFacts, Voice } from '@sutra/agent/node';
import { type Chance, SutraError } from '@sutra/kit';
import { type AnyDraft, decideRestart, type GridEvent, type NodeSpec } from '@sutra/model';
import type { NodeExit, NodeHandle } from '@sutra/platform';
import { type Chronicle, Emitter } from './chronicle.ts';
import { type Ending, type SimPlatform, tellEnding } from './endings.ts';
import type { Timeline } from './timeline.ts';

const METRICS_EVERY_MS = 15_000;
const START_TAKES_MS = 400;

/** What the program of a node does with one start: comes up, or does not; runs for ever, or ends. */
export interface Behaviour {
  /** The start itself fails with this. */
  readonly startFails?: { readonly code: string; readonly error: string; readonly cause?: string };
  readonly endsAfterMs?: number;
  readonly ending?: Ending;
}

/** The program of a node as the scenario wrote it. Asked at every start. */
export type Program = (start: { readonly generation: number; readonly attempt: number; readonly version: string }) => Behaviour;

interface SimNode {
  record: NodeRecord;
  readonly voice: Voice;
  program: Program;
  version: string;
  /** Resident memory now, MiB; scenarios move it. */
  memoryMb: number;
  cpuPct: number;
  running: boolean;
  measured?: { readonly atUs: number; readonly memoryMb: number; readonly eventId: string };
}

export interface HostOptions {
  readonly id: string;
  readonly platform: SimPlatform;
  readonly time: Timeline;
  readonly chronicle: Chronicle;
  readonly chance: Chance;
  /** Tells the grid (its state, its master) of an event that has arrived. */
  readonly arrived: (event: GridEvent) => void;
}

/** One host with its agent: starts, watches and restarts nodes with the real policy, judges their ends with the real autopsy. */
export class Host {
  readonly id: string;
  readonly platform: SimPlatform;
  readonly nodes = new Map<string, SimNode>();
  /** Host figures; scenarios move them. */
  memoryPct = 42;
  diskPct = 37;
  /** The agent runs; the host is up; the wire to the others is whole. */
  alive = true;
  connected = true;
  /** Which parts of an end are lost before they can be recorded: scenarios remove traces. */
  forgets: { readonly words?: boolean; readonly metrics?: boolean; readonly exit?: boolean; readonly changes?: boolean } = {};
  #emitter: Emitter;
  #epoch = 1;
  #pid = 4_000;
  #unsent: GridEvent[] = [];
  readonly #options: HostOptions;

  constructor(options: HostOptions) {
    this.#options = options;
    this.id = options.id;
    this.platform = options.platform;
    this.#emitter = new Emitter(options.chronicle, `agent.${options.id}`);
    options.time.every(METRICS_EVERY_MS, () => this.#measure(), 1_000 + 3_000 * options.chance.next());
  }

  get epoch(): number {
    return this.#epoch;
  }

  say(draft: AnyDraft): GridEvent {
    const event = this.#emitter.make(draft);
    if (this.connected) this.#options.arrived(this.#options.chronicle.take(event));
    else this.#unsent.push(event);
    return event;
  }

  /** The wire is whole again: what waited in the spool arrives late, in order. */
  reconnect(): void {
    this.connected = true;
    for (const event of this.#unsent.splice(0)) this.#options.arrived(this.#options.chronicle.take(event));
  }

  // --- wishes -------------------------------------------------------------------------------------------------------

  spawn(asked: GridEvent, spec: NodeSpec, program: Program, version: string): void {
    const { node_id: nodeId, generation = 1 } = asked.body as { node_id: string; generation?: number };
    const old = this.nodes.get(nodeId);
    if (old !== undefined) old.running = false;
    const wish = { nodeId, generation, spec, operationId: asked.operationId ?? '', causedBy: asked.id };
    const record = freshRecord(wish, spec.port === 0 ? 50_100 + (this.nodes.size % 100) : spec.port, old?.record.lastGood);
    const voice = new Voice(
      { config: { agentId: this.id, advertiseHost: this.id }, say: (draft) => this.say(draft), saidBefore: () => undefined },
      nodeId,
    );
    const node: SimNode = {
      record,
      voice,
      program: old?.program ?? program,
      version,
      memoryMb: old?.memoryMb ?? 60 + Math.round(60 * this.#options.chance.next()),
      cpuPct: 3 + 20 * this.#options.chance.next(),
      running: false,
    };
    node.program = program;
    this.nodes.set(nodeId, node);
    this.#options.time.after(START_TAKES_MS, () => {
      if (!this.alive || this.nodes.get(nodeId) !== node) return;
      const behaviour = node.program({ generation, attempt: 0, version });
      if (behaviour.startFails !== undefined) {
        const { code, error, cause } = behaviour.startFails;
        node.record = { ...node.record, phase: 'failed' };
        voice.spawnFailed(wish, failure(code, error, cause));
        return;
      }
      this.#up(node, (running) => voice.spawned(running, wish, START_TAKES_MS));
      this.#live(node, behaviour);
    });
  }

  stop(asked: GridEvent): void {
    const { node_id: nodeId, generation = 1 } = asked.body as { node_id: string; generation?: number };
    const node = this.nodes.get(nodeId);
    if (node === undefined) return;
    this.#options.time.after(900, () => {
      if (!this.alive || this.nodes.get(nodeId) !== node) return;
      node.running = false;
      const wish = { nodeId, generation, graceMs: undefined, operationId: asked.operationId ?? '', causedBy: asked.id };
      const event = node.voice.stopped(node.record, wish, { exitCode: 0, forced: false, atUs: this.#nowUs, missing: [] }, 10_000, 900);
      node.record = { ...node.record, phase: 'stopped', endEvent: event.id };
    });
  }

  // --- ends -----------------------------------------------------------------------------------------------------------

  /** Ends the run that is under way, as it really ended. */
  end(nodeId: string, ending: Ending): void {
    const node = this.nodes.get(nodeId);
    if (node === undefined || !node.running) return;
    node.running = false;
    if (!this.alive) {
      // Nobody watches: the platform keeps the end until an agent asks.
      node.record = { ...node.record, phase: 'running' };
      this.#unseen.set(nodeId, tellEnding(this.platform, ending, this.#nowUs));
      return;
    }
    this.#ended(node, tellEnding(this.platform, ending, this.#nowUs), 'said' in ending ? (ending.said ?? '') : '');
  }

  readonly #unseen = new Map<string, NodeExit>();

  #ended(node: SimNode, seen: NodeExit, said: string): void {
    const { record } = node;
    const { forgets } = this;
    const exit = forgets.exit === true ? { atUs: seen.atUs, missing: ['exit code and signal: they could not be had'] } : seen;
    const handle = record.handle as NodeHandle;
    const uptimeMs = Math.max(0, (exit.atUs - handle.startedUs) / 1000);
    const measured = forgets.metrics === true ? undefined : node.measured;
    const changed =
      record.started === undefined || record.goodBefore === undefined || forgets.changes === true
        ? undefined
        : changesBetween(record.goodBefore, record.started);
    const body = autopsy({
      ...exit,
      stderr: forgets.words === true ? '' : said,
      uptimeMs,
      port: record.port,
      memoryLimitMb: record.spec.memoryLimitMb,
      ...(measured === undefined || measured.atUs < handle.startedUs
        ? {}
        : { lastMetrics: { memoryMb: measured.memoryMb, ageMs: (exit.atUs - measured.atUs) / 1000 } }),
      ...(changed === undefined ? {} : { changed }),
    });
    const { time, chance } = this.#options;
    const decision = decideRestart(record.history, { uptimeMs, ...exit }, { mode: record.spec.restart }, time.nowMs, chance);
    const running = { ...record, handle };
    if (decision.do === 'give-up' && decision.clean) {
      const event = node.voice.finished(running, exit, decision.because);
      node.record = { ...record, phase: 'finished', endEvent: event.id };
      return;
    }
    const crash = node.voice.crashed(running, exit, body, body.cause === 'oom' ? measured?.eventId : undefined);
    this.#afterCrash(node, crash, decision);
  }

  #afterCrash(node: SimNode, crash: GridEvent, decision: ReturnType<typeof decideRestart>): void {
    if (decision.do === 'give-up') {
      const event = node.voice.gaveUp(node.record, decision.history.restarts, decision.because, crash);
      node.record = { ...node.record, phase: 'failed', endEvent: event.id, history: decision.history };
      return;
    }
    if (decision.crashLoop !== undefined) node.voice.looping(node.record, decision.crashLoop, decision.delayMs, decision.because, crash);
    node.record = { ...node.record, phase: 'waiting', endEvent: crash.id, history: decision.history, restartDelayMs: decision.delayMs };
    const { record } = node;
    this.#options.time.after(decision.delayMs + START_TAKES_MS, () => {
      if (!this.alive || this.nodes.get(record.nodeId) !== node || node.record !== record) return;
      this.#again(node, decision.because);
    });
  }

  #again(node: SimNode, because: string): void {
    const { record } = node;
    node.record = {
      ...record,
      phase: 'starting',
      attempt: record.attempt + 1,
      ...(record.lastGood === undefined ? {} : { goodBefore: record.lastGood }),
    };
    const behaviour = node.program({ generation: record.generation, attempt: record.attempt + 1, version: node.version });
    if (behaviour.startFails !== undefined) {
      const { code, error, cause } = behaviour.startFails;
      const { time, chance } = this.#options;
      const decision = decideRestart(record.history, { uptimeMs: 0 }, { mode: record.spec.restart }, time.nowMs, chance);
      this.#afterCrash(node, node.voice.restartFailed(node.record, failure(code, error, cause)), decision);
      return;
    }
    this.#up(node, (running) => node.voice.restarted(running, because));
    this.#live(node, behaviour);
  }

  #up(node: SimNode, say: (running: NodeRecord & { handle: NodeHandle }) => GridEvent): void {
    const { record } = node;
    const pid = ++this.#pid;
    const handle: NodeHandle = {
      version: 1,
      nodeId: record.nodeId,
      generation: record.generation,
      attempt: record.attempt,
      platform: this.platform,
      pid,
      port: record.port,
      startedUs: this.#nowUs,
      detail: {},
    };
    const started: StartFacts = {
      atUs: handle.startedUs,
      spec: record.spec,
      port: record.port,
      files: { '/opt/node/bin/node': node.version },
      agentVersion: '1.0.0',
    };
    const running = {
      ...record,
      handle,
      started,
      ...(record.attempt === 0 && record.lastGood !== undefined ? { goodBefore: record.lastGood } : {}),
      lastGood: started,
    };
    const event = say(running);
    node.record = { ...running, phase: 'running', startEvent: event.id, startEventUs: event.timeUs };
    node.running = true;
  }

  #live(node: SimNode, { endsAfterMs, ending }: Behaviour): void {
    if (endsAfterMs === undefined || ending === undefined) return;
    const { handle } = node.record;
    this.#options.time.after(endsAfterMs, () => {
      if (node.running && node.record.handle === handle) this.end(node.record.nodeId, ending);
    });
  }

  // --- the agent and its host -----------------------------------------------------------------------------------------

  /** The agent process dies; its nodes go on. */
  killAgent(): void {
    this.alive = false;
  }

  /** The whole host dies, and every node with it. */
  loseHost(): void {
    this.alive = false;
    for (const node of this.nodes.values()) if (node.running) node.running = false;
    this.#hostLost = true;
  }

  #hostLost = false;

  /** The agent runs again: a new epoch, and its nodes adopted or found gone. Registration is the grid's to do. */
  revive(): void {
    this.alive = true;
    this.#epoch++;
    this.#emitter = new Emitter(this.#options.chronicle, `agent.${this.id}`, this.#epoch);
    this.say({
      type: 'component_started',
      body: { component: 'agent', pid: ++this.#pid, version: '1.0.0', recovered: true },
      because: 'the last run did not end cleanly',
    });
  }

  /** Takes up the nodes after a revival. */
  adopt(): void {
    const bootUs = this.#nowUs - 20_000_000;
    for (const node of this.nodes.values()) {
      const { handle, phase } = node.record;
      if (handle === undefined || phase !== 'running') continue;
      const unseen = this.#unseen.get(node.record.nodeId);
      if (this.#hostLost) {
        const missing = ['exit code and signal: the machine was restarted since', 'time: the latest it can be is the start of the machine'];
        this.#ended(node, { atUs: bootUs, missing }, '');
      } else if (unseen !== undefined) this.#ended(node, unseen, '');
      else node.voice.adopted({ ...node.record, handle });
    }
    this.#unseen.clear();
    this.#hostLost = false;
  }

  #measure(): void {
    if (!this.alive) return;
    const { chance } = this.#options;
    const body = {
      agent_id: this.id,
      host: `host-${this.id}`,
      cpu_pct: 20 + 10 * chance.next(),
      memory_pct: this.memoryPct,
      disk_pct: this.diskPct,
      load: 0.7,
    };
    if (this.forgets.metrics !== true) this.say({ type: 'agent_metrics', body });
    for (const node of this.nodes.values()) {
      if (!node.running || this.forgets.metrics === true) continue;
      const event = node.voice.measured(node.record, { cpuPct: node.cpuPct, memoryMb: node.memoryMb });
      node.measured = { atUs: event.timeUs, memoryMb: node.memoryMb, eventId: event.id };
    }
  }

  get #nowUs(): number {
    return this.#options.chronicle.wallUs;
  }
}

function failure(code: string, error: string, cause: string | undefined): SutraError {
  return new SutraError(code, error, cause === undefined ? {} : { details: { cause } });
}
