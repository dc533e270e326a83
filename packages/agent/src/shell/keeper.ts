import { SutraError, type Timer } from '@sutra/kit';
import { decideRestart, type GridEvent, RESTART_DELAY_MAX_MS, type RestartDecision } from '@sutra/model';
import type { NodeExit, NodeHandle } from '@sutra/platform';
import { autopsy } from '../core/autopsy.ts';
import { done, failed, tooOld, unknownNode } from '../core/outcome.ts';
import type { Known, Outcome, RestartWish, SpawnWish, StopWish } from '../core/wishes.ts';
import { assertAllowed } from '../core/workload.ts';
import { evidenceOf, type Measured, startAttempt, untilRunning } from './bring-up.ts';
import { freshRecord, live, type NodeRecord } from './records.ts';
import type { Room } from './room.ts';
import { Turns } from './turns.ts';
import { Voice } from './voice.ts';
import '../errors.ts';

/**
 * Keeps one node: starts it, notices its end, says why, restarts it by its policy, stops it. Everything happens one after
 * another; the record is written before each step, so that a killed agent goes on where it was.
 */
export class Keeper {
  readonly nodeId: string;
  readonly #room: Room;
  readonly #voice: Voice;
  readonly #turns: Turns;
  #record: NodeRecord | undefined;
  #timer: Timer | undefined;
  #measured: Measured | undefined;
  /** Starts under way or done in this run, by generation: who asks again gets the same answer. */
  readonly #spawns = new Map<number, Promise<Outcome>>();
  #spawning = 0;
  /** Ends a start that is under way when a stop overtakes it. */
  #starting: AbortController | undefined;

  constructor(room: Room, nodeId: string, record?: NodeRecord) {
    this.#room = room;
    this.#voice = new Voice(room, nodeId);
    this.#turns = new Turns({ nodeId, logger: room.logger, signal: room.signal });
    this.nodeId = nodeId;
    this.#record = record;
    if (record !== undefined && live(record.phase)) room.ports.hold(record.port, nodeId);
  }

  get record(): NodeRecord | undefined {
    return this.#record;
  }

  get live(): boolean {
    return this.#spawning > 0 || (this.#record !== undefined && live(this.#record.phase));
  }

  get known(): Known | undefined {
    const newest = Math.max(this.#record?.generation ?? -1, ...this.#spawns.keys());
    return newest < 0
      ? undefined
      : { nodeId: this.nodeId, generation: newest, live: this.live, running: this.#record?.phase === 'running' };
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    return this.#turns.settled();
  }

  // --- wishes -------------------------------------------------------------------------------------------------------

  spawn(wish: SpawnWish): Promise<Outcome> {
    const known = this.#spawns.get(wish.generation);
    if (known !== undefined) return known;
    const record = this.#record;
    if (record !== undefined && wish.generation < record.generation)
      return Promise.resolve(tooOld(this.nodeId, wish.generation, record.generation));
    if (record?.generation === wish.generation && record.outcome !== undefined) return Promise.resolve(record.outcome);
    this.#spawning++;
    const outcome = this.#turns.next(() => this.#spawn(wish).finally(() => this.#spawning--));
    this.#spawns.set(wish.generation, outcome);
    for (const generation of this.#spawns.keys()) if (generation < wish.generation) this.#spawns.delete(generation);
    return outcome;
  }

  /** Stops the old generation and starts the new one with what the old one ran. */
  restart(wish: RestartWish): Promise<Outcome> {
    const record = this.#record;
    if (record === undefined) return Promise.resolve(unknownNode(this.nodeId));
    const { nodeId, operationId, causedBy, graceMs } = wish;
    if (wish.generation > record.generation && live(record.phase))
      this.#turns.background(() => this.#stop({ nodeId, generation: record.generation, graceMs, operationId, causedBy }));
    return this.spawn({ nodeId, generation: wish.generation, spec: record.spec, operationId, causedBy });
  }

  stop(wish: StopWish): Promise<Outcome> {
    this.#starting?.abort(new SutraError('SUTRA_NODE_ENDED', `${this.nodeId} was stopped before it was up`));
    return this.#turns.next(() => this.#stop(wish));
  }

  /** Takes up what an earlier run of the agent left. */
  adopt(): Promise<void> {
    return this.#turns.next(() => this.#adopt());
  }

  /** Whether this is the run the record speaks of. */
  owns(handle: NodeHandle): boolean {
    return this.#record !== undefined && live(this.#record.phase) && isRunOf(this.#record, handle);
  }

  /** Ends a process of this node that no record knows. In the node's own turn: what a restart is just ending is not unknown. */
  endUnlessOwn(handle: NodeHandle): Promise<void> {
    return this.#turns.next(async () => {
      const { platform, logger, config, signal } = this.#room;
      if (this.owns(handle)) return;
      const stillThere = (await platform.list(signal)).find((one) => one.pid === handle.pid && one.startedUs === handle.startedUs);
      if (stillThere === undefined) return;
      logger.warn('stopping a process that no record knows', { node: handle.nodeId, generation: handle.generation, pid: handle.pid });
      await platform.stop(stillThere, config.stopGraceMs, signal);
    });
  }

  /** Measures the node and says so; a node that does not run says nothing. */
  async measure(): Promise<void> {
    const record = this.#record;
    if (record?.phase !== 'running' || record.handle === undefined) return;
    const usage = await this.#room.platform.usage(record.handle);
    if (usage === undefined || this.#record?.handle !== record.handle) return;
    const event = this.#voice.measured(record, usage);
    this.#measured = { atUs: this.#room.clock.wallUs(), memoryMb: usage.memoryMb, eventId: event.id };
  }

  close(): void {
    this.#timer?.cancel();
  }

  // --- starting -----------------------------------------------------------------------------------------------------

  async #spawn(wish: SpawnWish): Promise<Outcome> {
    const { clock } = this.#room;
    const beganMs = clock.monotonicMs();
    const old = this.#record;
    if (old?.generation === wish.generation && old.outcome !== undefined) return old.outcome;
    const resumed = old?.generation === wish.generation && old.phase === 'starting' ? old : undefined;
    try {
      assertAllowed(wish.spec, this.#room.config);
      if (old !== undefined && resumed === undefined && live(old.phase)) await this.#makeRoom(old, wish);
      let record = resumed;
      if (record === undefined) {
        this.#room.ports.letGo(this.nodeId);
        record = await this.#save(freshRecord(wish, await this.#portFor(wish), this.#record?.lastGood));
      }
      const running = await this.#bringUp(record);
      const event = this.#voice.spawned(running, wish, clock.monotonicMs() - beganMs);
      const { port, handle } = running;
      const outcome: Outcome = { ...done(event.id), pid: handle.pid, port, endpoint: this.#voice.endpoint(port) };
      await this.#room.spooled();
      await this.#note({ ...running, phase: 'running', startEvent: event.id, startEventUs: event.timeUs, outcome });
      this.#watch(running.handle);
      return outcome;
    } catch (reason) {
      return this.#spawnFailed(wish, SutraError.from(reason));
    }
  }

  /** An older generation still lives: it ends before the new one begins. */
  async #makeRoom(old: NodeRecord, wish: SpawnWish): Promise<void> {
    const end = await this.#stop({ ...wish, generation: old.generation, graceMs: undefined });
    if (!end.ok) throw new SutraError(end.errorCode, `Cannot replace generation ${old.generation} of ${this.nodeId}: ${end.error}`);
  }

  async #spawnFailed(wish: SpawnWish, failure: SutraError): Promise<Outcome> {
    const { signal } = this.#room;
    if (signal.aborted) throw failure; // the agent closes; the record says `starting`, the next run goes on
    const record = this.#record?.generation === wish.generation ? this.#record : undefined;
    if (record?.handle !== undefined) await this.#sweep(record.handle);
    this.#room.ports.letGo(this.nodeId);
    const event = this.#voice.spawnFailed(wish, failure);
    const outcome = failed(event.id, failure);
    await this.#room.spooled();
    const ended = record ?? freshRecord(wish, 0, this.#record?.lastGood);
    await this.#note({ ...ended, phase: 'failed', endEvent: event.id, outcome });
    return outcome;
  }

  /** Starts the attempt of the record and waits until it runs. The handle is in the record before the wait. */
  async #bringUp(record: NodeRecord): Promise<NodeRecord & { readonly handle: NodeHandle }> {
    // A stop may cut off the wait, not the start itself: a process that was launched must become known.
    this.#starting = new AbortController();
    const signal = AbortSignal.any([this.#room.signal, this.#starting.signal]);
    try {
      const { handle, facts } = await startAttempt(this.#room, record).catch((reason: unknown) => this.#endUnseen(record, reason));
      const known = { ...record, handle, started: facts };
      await this.#note(known);
      await untilRunning(this.#room, known, handle, signal);
      signal.throwIfAborted();
      return { ...known, lastGood: facts };
    } finally {
      this.#starting = undefined;
    }
  }

  /** A start that failed may still have launched something: it ends before the failure is told. */
  async #endUnseen(record: NodeRecord, reason: unknown): Promise<never> {
    const { platform, signal } = this.#room;
    if (!signal.aborted) {
      for (const handle of await platform.list(signal)) if (isRunOf(record, handle)) await this.#sweep(handle);
    }
    throw reason;
  }

  #portFor(wish: SpawnWish): Promise<number> {
    const { port, workload } = wish.spec;
    return port === 0 && workload.kind === 'command' ? Promise.resolve(0) : this.#room.ports.take(port, this.nodeId);
  }

  // --- ending -------------------------------------------------------------------------------------------------------

  #watch(handle: NodeHandle): void {
    this.#room.platform.wait(handle, this.#room.signal).then(
      (exit) => this.#turns.background(() => this.#ended(handle, exit)),
      (reason: unknown) => {
        if (!this.#room.signal.aborted) this.#room.logger.error('cannot watch a node', { node: this.nodeId, error: String(reason) });
      },
    );
  }

  async #ended(handle: NodeHandle, exit: NodeExit): Promise<void> {
    const record = this.#record;
    if (record?.phase !== 'running' || record.handle?.pid !== handle.pid || record.attempt !== handle.attempt) return;
    const evidence = await evidenceOf(this.#room, record, handle, exit, this.#measured);
    const body = autopsy(evidence);
    const facts = { uptimeMs: evidence.uptimeMs, ...exit };
    const decision = this.#decide(record, facts);
    const memory = body.cause === 'oom' ? this.#measured?.eventId : undefined;
    const running = { ...record, handle };
    if (decision.do === 'give-up' && decision.clean)
      return this.#close(record, 'finished', this.#voice.finished(running, exit, decision.because));
    const event = this.#voice.crashed(running, exit, body, memory);
    await this.#afterCrash(record, event, decision);
  }

  #decide({ history, spec }: NodeRecord, end: Parameters<typeof decideRestart>[1]): RestartDecision {
    const { clock, chance } = this.#room;
    return decideRestart(history, end, { mode: spec.restart }, clock.monotonicMs(), chance);
  }

  async #afterCrash(record: NodeRecord, crash: GridEvent, decision: RestartDecision): Promise<void> {
    if (decision.do === 'give-up') {
      const event = this.#voice.gaveUp(record, decision.history.restarts, decision.because, crash);
      if (record.handle !== undefined) await this.#sweep(record.handle);
      return this.#close({ ...record, history: decision.history }, 'failed', event);
    }
    if (decision.crashLoop !== undefined) this.#voice.looping(record, decision.crashLoop, decision.delayMs, decision.because, crash);
    await this.#room.spooled();
    const { clock } = this.#room;
    await this.#note({
      ...record,
      phase: 'waiting',
      endEvent: crash.id,
      history: decision.history,
      restartAtUs: clock.wallUs() + decision.delayMs * 1000,
      restartDelayMs: decision.delayMs,
    });
    this.#restartAfter(decision.atMonoMs - clock.monotonicMs(), decision.because);
  }

  #restartAfter(delayMs: number, because: string): void {
    this.#timer?.cancel();
    this.#timer = this.#room.clock.after(Math.max(0, delayMs), () => this.#turns.background(() => this.#startAgain(because)));
  }

  async #startAgain(because: string): Promise<void> {
    const waiting = this.#record;
    if (waiting?.phase !== 'waiting') return;
    try {
      if (waiting.handle !== undefined) await this.#sweep(waiting.handle); // children of the old run may still hold its port
      const next = await this.#save({
        ...waiting,
        phase: 'starting',
        attempt: waiting.attempt + 1,
        ...(waiting.lastGood === undefined ? {} : { goodBefore: waiting.lastGood }),
      });
      await this.#goOn(next, because);
    } catch (reason) {
      await this.#restartFailed(SutraError.from(reason));
    }
  }

  /** From a record that says `starting` again: bring it up, say so. */
  async #goOn(record: NodeRecord, because: string): Promise<void> {
    const running = await this.#bringUp(record);
    const event = this.#voice.restarted(running, because);
    await this.#room.spooled();
    await this.#note({ ...running, phase: 'running', startEvent: event.id, startEventUs: event.timeUs });
    this.#watch(running.handle);
  }

  /** A restart that did not get up is an end like any other: it is said, and the policy decides again. */
  async #restartFailed(failure: SutraError): Promise<void> {
    const record = this.#record;
    if (this.#room.signal.aborted || record === undefined || record.phase === 'stopping' || failure.code === 'SUTRA_NODE_ENDED') return;
    if (record.handle !== undefined) await this.#sweep(record.handle);
    const crash = this.#voice.restartFailed(record, failure);
    await this.#afterCrash(record, crash, this.#decide(record, { uptimeMs: 0 }));
  }

  // --- stopping -----------------------------------------------------------------------------------------------------

  async #stop(wish: StopWish): Promise<Outcome> {
    this.#timer?.cancel();
    const record = this.#record;
    const beganMs = this.#room.clock.monotonicMs();
    if (record === undefined) return this.#stoppedAlready(wish, wish.generation, 'nothing of it is known or runs on this agent');
    const generation = wish.generation === 0 ? record.generation : wish.generation;
    if (generation > record.generation) return unknownNode(this.nodeId);
    if (generation < record.generation || !live(record.phase))
      return this.#stoppedAlready(wish, generation, `generation ${generation} had already ended`, record.endEvent);
    const stop = { graceMs: wish.graceMs ?? this.#room.config.stopGraceMs, operationId: wish.operationId, causedBy: wish.causedBy };
    const stopping = await this.#note({ ...record, phase: 'stopping' as const, stop });
    try {
      const end =
        stopping.handle === undefined ? undefined : await this.#room.platform.stop(stopping.handle, stop.graceMs, this.#room.signal);
      const event = this.#voice.stopped(record, wish, end, stop.graceMs, this.#room.clock.monotonicMs() - beganMs);
      await this.#close(stopping, 'stopped', event);
      return done(event.id);
    } catch (reason) {
      const failure = SutraError.from(reason);
      if (this.#room.signal.aborted) throw failure;
      return this.#stopFailed(record, wish, failure);
    }
  }

  async #stopFailed(record: NodeRecord, wish: StopWish, failure: SutraError): Promise<Outcome> {
    const event = this.#voice.stopFailed(record, wish, failure);
    await this.#room.spooled();
    const { stop: _stop, ...back } = record;
    await this.#note(back);
    if (record.phase === 'running' && record.handle !== undefined) this.#watch(record.handle);
    return failed(event.id, failure);
  }

  async #stoppedAlready(wish: StopWish, generation: number, because: string, endEvent?: string): Promise<Outcome> {
    const event = this.#voice.stoppedAlready(wish, generation, endEvent, because);
    await this.#room.spooled();
    return done(event.id);
  }

  // --- another run of the agent ---------------------------------------------------------------------------------------

  async #adopt(): Promise<void> {
    const record = this.#record;
    if (record === undefined) return;
    if (record.phase === 'stopping') {
      const { graceMs, operationId, causedBy } = record.stop ?? { graceMs: undefined, operationId: '', causedBy: '' };
      await this.#stop({ nodeId: this.nodeId, generation: record.generation, graceMs, operationId, causedBy });
    } else if (record.phase === 'starting' && record.outcome === undefined) {
      const { nodeId, generation, spec, operationId, causedBy } = record;
      const outcome = this.#spawn({ nodeId, generation, spec, operationId, causedBy });
      this.#spawns.set(generation, outcome);
      await outcome;
    } else if (record.phase === 'starting') {
      await this.#goOn(record, 'the agent was restarted while it restarted the node').catch((reason: unknown) =>
        this.#restartFailed(SutraError.from(reason)),
      );
    } else if (record.phase === 'waiting') {
      const leftMs = ((record.restartAtUs ?? 0) - this.#room.clock.wallUs()) / 1000;
      this.#restartAfter(Math.max(0, Math.min(leftMs, RESTART_DELAY_MAX_MS)), 'its back-off went on while the agent was restarted');
    } else if (record.phase === 'running' && record.handle !== undefined) {
      await this.#recover(record, record.handle);
    }
  }

  async #recover(record: NodeRecord, handle: NodeHandle): Promise<void> {
    const found = await this.#room.platform.recover(handle, this.#room.signal);
    if (found.state === 'gone') return this.#ended(handle, found.exit);
    this.#voice.adopted({ ...record, handle });
    this.#watch(handle);
  }

  // --- small words ----------------------------------------------------------------------------------------------------

  /** Writes the record before an act that must not be done twice. */
  async #save<R extends NodeRecord>(record: R): Promise<R> {
    await this.#room.records.save(record);
    this.#record = record;
    return record;
  }

  /** Writes down what has already happened. A full disk must not keep a node from being kept: then memory alone knows, until the next write. */
  async #note<R extends NodeRecord>(record: R): Promise<R> {
    this.#record = record;
    await this.#room.records.save(record).catch((reason: unknown) => {
      this.#room.logger.error('cannot write the record of a node; going on without', { node: this.nodeId, error: String(reason) });
    });
    return record;
  }

  async #close(record: NodeRecord, phase: 'stopped' | 'finished' | 'failed', event: GridEvent): Promise<void> {
    this.#room.ports.letGo(this.nodeId);
    await this.#room.spooled();
    const { stop: _stop, restartAtUs: _at, ...rest } = record;
    await this.#note({ ...rest, phase, endEvent: event.id });
  }

  /** Ends what is left of a run that is over. What will not go must not keep the node from being kept: the next start finds its port taken, or works. */
  async #sweep(handle: NodeHandle): Promise<void> {
    const { platform, signal, logger } = this.#room;
    try {
      await platform.stop(handle, 0, signal);
    } catch (reason) {
      if (signal.aborted) throw reason;
      logger.error('cannot end what is left of a node', { node: this.nodeId, pid: handle.pid, error: SutraError.from(reason).message });
    }
  }
}

function isRunOf(record: NodeRecord, { nodeId, generation, attempt }: NodeHandle): boolean {
  return record.nodeId === nodeId && record.generation === generation && record.attempt === attempt;
}
