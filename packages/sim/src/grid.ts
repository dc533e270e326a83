import { type Chance, seededChance } from '@sutra/kit';
import {
  type AgentWatches,
  type AnyDraft,
  apply,
  type Command,
  type CustomDraft,
  decide,
  decideDrained,
  decideVerdict,
  EMPTY_GRID,
  emitInOrder,
  type GridEvent,
  type GridState,
  healthLimits,
  isRejected,
  judge,
  NO_WATCHES,
  type NodeSpec,
  onHeartbeat,
  type RestartMode,
} from '@sutra/model';
import { Chronicle, Emitter } from './chronicle.ts';
import type { SimPlatform } from './endings.ts';
import { Host, type Program } from './host.ts';
import { Timeline } from './timeline.ts';

const LIMITS = healthLimits();

export interface Wanted {
  readonly program?: Program;
  readonly version?: string;
  readonly port?: number;
  readonly memoryLimitMb?: number;
  readonly restart?: RestartMode;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

interface Said {
  readonly actor?: string;
  readonly reason?: string;
  readonly causedBy?: readonly string[];
}

const RUNS_ON: Program = () => ({});

/**
 * A grid on a virtual clock. Its master decides, judges silence and gives verdicts with the real model; its hosts keep nodes with
 * the real policies. What it says is its record; what was really done to it only the scenario knows.
 */
export class SimGrid {
  readonly time = new Timeline();
  readonly chronicle = new Chronicle(this.time);
  readonly chance: Chance;
  readonly platform: SimPlatform;
  readonly hosts = new Map<string, Host>();
  /** Decides which of the master's or operator's events are lost before they are recorded. */
  loses: (draft: AnyDraft | CustomDraft) => boolean = () => false;
  #state: GridState = EMPTY_GRID;
  #watches: AgentWatches = NO_WATCHES;
  #lastTickMs = 0;
  #op = 0;
  readonly #master = new Emitter(this.chronicle, 'master');
  readonly #wants = new Map<string, Wanted & { readonly agentId: string }>();

  constructor(platform: SimPlatform, seed: number) {
    this.platform = platform;
    this.chance = seededChance(seed);
    this.say({ type: 'component_started', body: { component: 'master', pid: 700, version: '1.0.0' } });
    this.time.every(LIMITS.tickMs, () => this.#tick());
  }

  get state(): GridState {
    return this.#state;
  }

  /** A whole number from `from` to `to`, both included. */
  pick(from: number, to: number): number {
    return from + Math.floor(this.chance.next() * (to - from + 1));
  }

  oneOf<T>(items: readonly T[]): T {
    return items[Math.floor(this.chance.next() * items.length)] as T;
  }

  // --- the grid --------------------------------------------------------------------------------------------------------

  addHost(id: string): Host {
    const host = new Host({
      id,
      platform: this.platform,
      time: this.time,
      chronicle: this.chronicle,
      chance: this.chance,
      arrived: (event) => this.#fold(event),
    });
    this.hosts.set(id, host);
    this.#register(host);
    this.time.every(LIMITS.intervalMs, () => this.#heartbeat(host), 1_000 * this.chance.next());
    return host;
  }

  host(id: string): Host {
    const host = this.hosts.get(id);
    if (host === undefined) throw new Error(`the scenario names no host ${id}`);
    return host;
  }

  hostOf(nodeId: string): Host {
    return this.host(this.#wants.get(nodeId)?.agentId ?? '');
  }

  /** The agent of a host comes back: registers, and takes up its nodes. */
  revive(host: Host): void {
    host.revive();
    this.#register(host);
    host.adopt();
  }

  #register(host: Host): void {
    const { id, platform, epoch } = host;
    this.#decide({
      kind: 'register',
      agentId: id,
      hostname: `host-${id}`,
      platform,
      endpoint: 'stream',
      maxNodes: 20,
      version: '1.0.0',
      epoch,
    });
  }

  // --- wishes ----------------------------------------------------------------------------------------------------------

  spawn(nodeId: string, agentId: string, wanted: Wanted = {}, said: Said = {}): GridEvent | undefined {
    this.#wants.set(nodeId, { ...wanted, agentId });
    const { port, memoryLimitMb, restart = 'always', env, args } = wanted;
    const workload = {
      kind: 'command',
      command: '/opt/node/bin/node',
      ...(env === undefined ? {} : { env }),
      ...(args === undefined ? {} : { args }),
    } as const;
    const command: Command = {
      kind: 'spawn',
      operationId: `op-${++this.#op}`,
      nodeId,
      agentId,
      workload,
      restart,
      ...(port === undefined ? {} : { port }),
      ...(memoryLimitMb === undefined ? {} : { memoryLimitMb }),
      ...asked(said),
    };
    const events = this.#decide(command, said.causedBy);
    const request = events.find((event) => event.type === 'spawn_requested');
    if (request !== undefined) this.#obey(request, wanted);
    return request;
  }

  stop(nodeId: string, said: Said = {}): GridEvent | undefined {
    const events = this.#decide({ kind: 'stop', operationId: `op-${++this.#op}`, nodeId, ...asked(said) }, said.causedBy);
    const request = events.find((event) => event.type === 'stop_requested');
    if (request !== undefined) this.hostOf(nodeId).stop(request);
    return request;
  }

  restart(nodeId: string, said: Said = {}): GridEvent | undefined {
    const wanted = this.#wants.get(nodeId) ?? {};
    const events = this.#decide({ kind: 'restart', operationId: `op-${++this.#op}`, nodeId, ...asked(said) }, said.causedBy);
    const request = events.find((event) => event.type === 'spawn_requested');
    if (request !== undefined) this.#obey(request, wanted);
    return request;
  }

  /** Stops a node and starts it again with other wishes, as an operator who changes a setting does. */
  respawn(nodeId: string, wanted: Wanted, said: Said = {}): void {
    const agentId = this.#wants.get(nodeId)?.agentId ?? '';
    this.stop(nodeId, said);
    this.time.after(2_500, () => this.spawn(nodeId, agentId, { ...this.#wants.get(nodeId), ...wanted }, said));
  }

  /** Changes what a node's program will do from its next start on, or what it does from now. */
  reprogram(nodeId: string, program: Program): void {
    const node = this.hostOf(nodeId).nodes.get(nodeId);
    if (node !== undefined) node.program = program;
    const was = this.#wants.get(nodeId);
    if (was !== undefined) this.#wants.set(nodeId, { ...was, program });
  }

  drain(agentId: string, said: Said = {}): GridEvent | undefined {
    return this.#decide({ kind: 'drain', agentId, ...asked(said) }, said.causedBy)[0];
  }

  /** The master, or somebody through it, says something. Undefined when the scenario loses it. */
  say(draft: AnyDraft | CustomDraft): GridEvent {
    const event = this.#master.make(draft);
    if (this.loses(draft)) return event;
    const kept = this.chronicle.take(event);
    this.#fold(kept);
    return kept;
  }

  // --- inside ----------------------------------------------------------------------------------------------------------

  #obey(request: GridEvent, wanted: Wanted): void {
    const { agent_id: agentId, node_id: nodeId } = request.body as { agent_id: string; node_id: string };
    const spec = this.#state.nodes.get(nodeId)?.spec as NodeSpec;
    this.host(agentId).spawn(request, spec, wanted.program ?? RUNS_ON, wanted.version ?? '1.0.0');
  }

  #decide(command: Command, causedBy: readonly string[] = []): GridEvent[] {
    const decision = decide(this.#state, command, { wallUs: this.chronicle.wallUs, nodeId: `node-${this.#op}` });
    if (isRejected(decision)) return [];
    const drafts = decision.drafts.map((draft) =>
      causedBy.length === 0 ? draft : { ...draft, causedBy: [...(draft.causedBy ?? []), ...causedBy] },
    );
    return this.#sayAll(drafts);
  }

  #sayAll(drafts: readonly AnyDraft[]): GridEvent[] {
    const events: GridEvent[] = [];
    emitInOrder(drafts, (draft) => {
      const event = this.say(draft);
      events.push(event);
      return event.id;
    });
    return events;
  }

  #heartbeat(host: Host): void {
    if (!host.alive || !host.connected) return;
    const at = { monoMs: this.time.nowMs, wallUs: this.chronicle.wallUs };
    const beat = { agentId: host.id, nodeCount: [...host.nodes.values()].filter((node) => node.running).length };
    const heard = onHeartbeat(this.#watches, this.#state, beat, at, LIMITS);
    this.#watches = heard.watches;
    this.#sayAll(heard.drafts);
  }

  #tick(): void {
    const judged = judge(
      this.#watches,
      this.#state,
      this.time.nowMs,
      this.#lastTickMs,
      LIMITS,
      (id) => this.hosts.get(id)?.connected ?? false,
    );
    this.#lastTickMs = this.time.nowMs;
    this.#watches = judged.watches;
    this.#sayAll(judged.drafts);
    this.#sayAll(decideDrained(this.#state));
    this.#sayAll(decideVerdict(this.#state));
  }

  #fold(event: GridEvent): void {
    this.#state = apply(this.#state, event);
  }
}

function asked({ actor, reason }: Said): { actor?: string; reason?: string } {
  return { ...(actor === undefined ? {} : { actor }), ...(reason === undefined ? {} : { reason }) };
}
