import { SutraError, type Timer } from '@sutra/kit';
import { type AnyDraft, decideRestart, FRESH_HISTORY, type GridEvent, RESTART_DELAY_MAX_MS } from '@sutra/model';
import type { NodeExit, NodeHandle } from '@sutra/platform';
import { autopsy } from '../core/autopsy.ts';
import type { Known, Outcome, RestartWish, SpawnWish, StopWish } from '../core/wishes.ts';
import { assertAllowed } from '../core/workload.ts';
import { causeOf, evidenceOf, type Measured, startAttempt, untilRunning } from './bring-up.ts';
import { live, type NodeRecord } from './records.ts';
import type { Room } from './room.ts';

/**
 * Keeps one node: starts it, notices its end, says why, restarts it by its policy, stops it. Everything happens one after
 * another; the record is written before each step, so that a killed agent goes on where it was.
 */
export class Keeper {
  readonly nodeId: string;
  readonly #room: Room;
  #record: NodeRecord | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: Timer | undefined;
  #measured: Measured | undefined;
  /** Starts under way or done in this run, by generation: who asks again gets the same answer. */
  readonly #spawns = new Map<number, Promise<Outcome>>();
  #spawning = 0;
  /** Ends a start that is under way when a stop overtakes it. */
  #starting: AbortController | undefined;

  constructor(room: Room, nodeId: string, record?: NodeRecord) {
    this.#room = room;
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
  async settled(): Promise<void> {
    for (let turn: Promise<unknown> | undefined; turn !== this.#turn; ) {
      turn = this.#turn;
      await turn;
    }
  }

  // --- wishes -------------------------------------------------------------------------------------------------------

  spawn(wish: SpawnWish): Promise<Outcome> {
    const known = this.#spawns.get(wish.generation);
    if (known !== undefined) return known;
    const record = this.#record;
    if (record !== undefined && wish.generation < record.generation) return Promise.resolve(this.#tooOld(wish.generation));
    if (record?.generation === wish.generation && record.outcome !== undefined) return Promise.resolve(record.outcome);
    this.#spawning++;
    const outcome = this.#next(() => this.#spawn(wish).finally(() => this.#spawning--));
    this.#spawns.set(wish.generation, outcome);
    for (const generation of this.#spawns.keys()) if (generation < wish.generation) this.#spawns.delete(generation);
    return outcome;
  }

  /** Stops the old generation and starts the new one with what the old one ran. */
  restart(wish: RestartWish): Promise<Outcome> {
    const record = this.#record;
    if (record === undefined) return Promise.resolve(this.#unknown());
    const { nodeId, operationId, causedBy, graceMs } = wish;
    if (wish.generation > record.generation && live(record.phase))
      this.#background(() => this.#stop({ nodeId, generation: record.generation, graceMs, operationId, causedBy }));
    return this.spawn({ nodeId, generation: wish.generation, spec: record.spec, operationId, causedBy });
  }

  stop(wish: StopWish): Promise<Outcome> {
    this.#starting?.abort(new SutraError('SUTRA_NODE_ENDED', `${this.nodeId} was stopped before it was up`));
    return this.#next(() => this.#stop(wish));
  }

  /** Takes up what an earlier run of the agent left. */
  adopt(): Promise<void> {
    return this.#next(() => this.#adopt());
  }

  /** Measures the node and says so; a node that does not run says nothing. */
  async measure(): Promise<void> {
    const record = this.#record;
    if (record?.phase !== 'running' || record.handle === undefined) return;
    const usage = await this.#room.platform.usage(record.handle);
    if (usage === undefined || this.#record?.handle !== record.handle) return;
    const { memoryLimitMb } = record.spec;
    const event = this.#say({
      type: 'node_metrics',
      body: {
        ...this.#ids(record),
        cpu_pct: usage.cpuPct,
        memory_mb: usage.memoryMb,
        ...(memoryLimitMb > 0 ? { memory_limit_mb: memoryLimitMb } : {}),
        ...(usage.diskMb === undefined ? {} : { disk_mb: usage.diskMb }),
      },
    });
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
      const event = this.#say({
        type: 'spawn_succeeded',
        body: {
          ...this.#ids(running),
          pid: running.handle.pid,
          port: running.port,
          generation: running.generation,
          took_ms: Math.round(clock.monotonicMs() - beganMs),
          ...(running.port === 0 ? {} : { endpoint: this.#endpoint(running.port) }),
        },
        ...causes(wish.causedBy),
        ...operation(wish.operationId),
        because: running.port === 0 ? 'its program was started' : `port ${running.port} accepts connections`,
      });
      const { pid } = running.handle;
      const outcome: Outcome = {
        ok: true,
        eventId: event.id,
        pid,
        port: running.port,
        endpoint: this.#endpoint(running.port),
        errorCode: '',
        error: '',
      };
      await this.#room.spooled();
      await this.#note({ ...running, phase: 'running', startEvent: event.id, outcome });
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
    const event = this.#say({
      type: 'spawn_failed',
      body: { ...this.#ids(wish), error: failure.message, error_code: failure.code, generation: wish.generation, cause: causeOf(failure) },
      ...causes(wish.causedBy),
      ...operation(wish.operationId),
      because: failure.message,
    });
    const outcome: Outcome = { ...NOTHING, eventId: event.id, errorCode: failure.code, error: failure.message };
    await this.#room.spooled();
    const failed = record ?? freshRecord(wish, 0, this.#record?.lastGood);
    await this.#note({ ...failed, phase: 'failed', endEvent: event.id, outcome });
    return outcome;
  }

  /** Starts the attempt of the record and waits until it runs. The handle is in the record before the wait. */
  async #bringUp(record: NodeRecord): Promise<NodeRecord & { readonly handle: NodeHandle }> {
    this.#starting = new AbortController();
    const signal = AbortSignal.any([this.#room.signal, this.#starting.signal]);
    try {
      const { handle, facts } = await startAttempt(this.#room, record, signal);
      const known = { ...record, handle, started: facts };
      await this.#note(known);
      await untilRunning(this.#room, known, handle, signal);
      signal.throwIfAborted();
      return { ...known, lastGood: facts };
    } finally {
      this.#starting = undefined;
    }
  }

  #portFor(wish: SpawnWish): Promise<number> {
    const { port, workload } = wish.spec;
    return port === 0 && workload.kind === 'command' ? Promise.resolve(0) : this.#room.ports.take(port, this.nodeId);
  }

  // --- ending -------------------------------------------------------------------------------------------------------

  #watch(handle: NodeHandle): void {
    this.#room.platform.wait(handle, this.#room.signal).then(
      (exit) => this.#background(() => this.#ended(handle, exit)),
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
    const facts = { uptimeMs: evidence.uptimeMs, ...given('exitCode', exit.exitCode), ...given('signal', exit.signal) };
    const decision = decideRestart(record.history, facts, { mode: record.spec.restart }, this.#room.clock.monotonicMs(), this.#room.chance);
    const memory = body.cause === 'oom' && this.#measured !== undefined ? [this.#measured.eventId] : [];
    const caused = {
      causedBy: [...(record.startEvent === undefined ? [] : [record.startEvent]), ...memory],
      timeUs: exit.atUs,
      ...operation(record.operationId),
    };
    if (decision.do === 'give-up' && decision.clean) {
      const event = this.#sayOnce(record, {
        type: 'stop_succeeded',
        body: { ...this.#ids(record), generation: record.generation, exit_code: 0, forced: false },
        ...caused,
        because: `it finished by itself: ${decision.because}`,
      });
      await this.#close(record, 'finished', event);
      return;
    }
    const unseen = exit.exitCode === undefined && exit.signal === undefined && exit.missing.some((line) => line.startsWith('time:'));
    const event = this.#sayOnce(
      record,
      unseen
        ? {
            type: 'node_lost',
            body: { ...this.#ids(record), error: exit.missing.join('; '), generation: record.generation },
            ...caused,
            because: body.summary,
          }
        : {
            type: 'node_crashed',
            body: { ...this.#ids(record), ...body, generation: record.generation, pid: handle.pid },
            ...caused,
            because: body.summary,
          },
    );
    await this.#afterCrash(record, event, decision, body);
  }

  async #afterCrash(
    record: NodeRecord,
    crash: GridEvent,
    decision: ReturnType<typeof decideRestart>,
    body: { readonly exit_code?: number; readonly stderr_tail?: string },
  ): Promise<void> {
    const about = { ...this.#ids(record), generation: record.generation };
    if (decision.do === 'give-up') {
      const event = this.#say({
        type: 'node_gave_up',
        body: { ...about, reason: decision.because, restart_count: decision.history.restarts },
        causedBy: [crash.id],
        because: decision.because,
      });
      if (record.handle !== undefined) await this.#sweep(record.handle);
      await this.#close({ ...record, history: decision.history }, 'failed', event);
      return;
    }
    if (decision.crashLoop !== undefined) {
      const { crashes, windowMs } = decision.crashLoop;
      this.#say({
        type: 'node_crash_looping',
        body: {
          ...about,
          crashes,
          window_ms: windowMs,
          next_delay_ms: decision.delayMs,
          ...given('exit_code', body.exit_code),
          ...given('stderr_tail', body.stderr_tail),
        },
        causedBy: [crash.id],
        because: decision.because,
      });
    }
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
    this.#restartAfter(decision.delayMs, decision.because);
  }

  #restartAfter(delayMs: number, because: string): void {
    this.#timer?.cancel();
    this.#timer = this.#room.clock.after(delayMs, () => this.#background(() => this.#startAgain(because)));
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
        ...given('goodBefore', waiting.lastGood),
      });
      await this.#goOn(next, because);
    } catch (reason) {
      await this.#restartFailed(SutraError.from(reason));
    }
  }

  /** From a record that says `starting` again: bring it up, say so. */
  async #goOn(record: NodeRecord, because: string): Promise<void> {
    const running = await this.#bringUp(record);
    const event = this.#sayOnce(record, {
      type: 'node_restarted',
      body: {
        ...this.#ids(running),
        restart_count: running.history.restarts,
        new_pid: running.handle.pid,
        generation: running.generation,
        port: running.port,
        delay_ms: running.restartDelayMs ?? 0,
      },
      ...causes(record.endEvent ?? ''),
      because,
    });
    await this.#room.spooled();
    await this.#note({ ...running, phase: 'running', startEvent: event.id });
    this.#watch(running.handle);
  }

  /** A restart that did not get up is an end like any other: it is said, and the policy decides again. */
  async #restartFailed(failure: SutraError): Promise<void> {
    const record = this.#record;
    if (this.#room.signal.aborted || record === undefined || record.phase === 'stopping' || failure.code === 'SUTRA_NODE_ENDED') return;
    if (record.handle !== undefined) await this.#sweep(record.handle);
    const decision = decideRestart(
      record.history,
      { uptimeMs: 0 },
      { mode: record.spec.restart },
      this.#room.clock.monotonicMs(),
      this.#room.chance,
    );
    const summary = `restart failed: ${failure.message}`;
    const crash = this.#say({
      type: 'node_crashed',
      body: {
        ...this.#ids(record),
        generation: record.generation,
        cause: causeOf(failure),
        summary,
        uptime_ms: 0,
        missing: ['exit code: its program did not get up'],
      },
      ...causes(record.endEvent ?? ''),
      because: summary,
    });
    await this.#afterCrash(record, crash, decision, {});
  }

  // --- stopping -----------------------------------------------------------------------------------------------------

  async #stop(wish: StopWish): Promise<Outcome> {
    this.#timer?.cancel();
    const record = this.#record;
    const beganMs = this.#room.clock.monotonicMs();
    if (record === undefined) return this.#stoppedAlready(wish, wish.generation, 'nothing of it is known or runs on this agent');
    const generation = wish.generation === 0 ? record.generation : wish.generation;
    if (generation > record.generation) return this.#unknown();
    if (generation < record.generation || !live(record.phase))
      return this.#stoppedAlready(wish, generation, `generation ${generation} had already ended`, record.endEvent);
    const stop = { graceMs: wish.graceMs ?? this.#room.config.stopGraceMs, operationId: wish.operationId, causedBy: wish.causedBy };
    const stopping = await this.#save({ ...record, phase: 'stopping', stop });
    try {
      const end =
        stopping.handle === undefined ? undefined : await this.#room.platform.stop(stopping.handle, stop.graceMs, this.#room.signal);
      const event = this.#say({
        type: 'stop_succeeded',
        body: {
          ...this.#ids(record),
          generation,
          took_ms: Math.round(this.#room.clock.monotonicMs() - beganMs),
          ...given('exit_code', end?.exitCode),
          ...given('signal', end?.signal),
          ...given('forced', end?.forced),
        },
        ...causes(wish.causedBy),
        ...operation(wish.operationId),
        because: [wish.why, stopText(end, stop.graceMs)].filter((text) => text !== undefined).join('; '),
      });
      await this.#close(stopping, 'stopped', event);
      return { ...NOTHING, ok: true, eventId: event.id };
    } catch (reason) {
      const failure = SutraError.from(reason);
      if (this.#room.signal.aborted) throw failure;
      return this.#stopFailed(record, wish, failure);
    }
  }

  async #stopFailed(record: NodeRecord, wish: StopWish, failure: SutraError): Promise<Outcome> {
    const event = this.#say({
      type: 'stop_failed',
      body: { ...this.#ids(record), error: failure.message, generation: record.generation, error_code: failure.code },
      ...causes(wish.causedBy),
      ...operation(wish.operationId),
      because: failure.message,
    });
    await this.#room.spooled();
    const { stop: _stop, ...back } = record;
    await this.#note(back);
    if (record.phase === 'running' && record.handle !== undefined) this.#watch(record.handle);
    return { ...NOTHING, eventId: event.id, errorCode: failure.code, error: failure.message };
  }

  /** Every request gets its terminal event, also one that asked for what was already so. */
  async #stoppedAlready(wish: StopWish, generation: number, because: string, endEvent = ''): Promise<Outcome> {
    const event = this.#say({
      type: 'stop_succeeded',
      body: { ...this.#ids(wish), ...(generation === 0 ? {} : { generation }), forced: false },
      causedBy: [wish.causedBy, endEvent].filter((id) => id !== ''),
      ...operation(wish.operationId),
      because,
    });
    await this.#room.spooled();
    return { ...NOTHING, ok: true, eventId: event.id };
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
    this.#say({
      type: 'node_adopted',
      body: { ...this.#ids(record), pid: handle.pid, generation: record.generation, port: record.port },
      ...causes(record.startEvent ?? ''),
      because: `pid ${handle.pid} is the process that was started: same start time, same boot`,
    });
    this.#watch(handle);
  }

  // --- small words ----------------------------------------------------------------------------------------------------

  /** One thing after another. What fails here is a defect or a closing agent: it is logged, and the next thing is done. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch((reason: unknown) => {
      if (!this.#room.signal.aborted) this.#room.logger.error('work on a node failed', { node: this.nodeId, error: String(reason) });
    });
    return turn;
  }

  /** Work nobody waits for. Its failure has been logged by then. */
  #background(work: () => Promise<unknown>): void {
    this.#next(work).catch(() => undefined);
  }

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

  async #sweep(handle: NodeHandle): Promise<void> {
    await this.#room.platform.stop(handle, 0, this.#room.signal);
  }

  #say(draft: AnyDraft): GridEvent {
    return this.#room.say(draft);
  }

  /** Says what an earlier run of the agent may already have said of the same run of the node, just before it died. */
  #sayOnce(record: NodeRecord, draft: AnyDraft): GridEvent {
    const pid = (body: object): unknown => ('pid' in body ? body.pid : 'new_pid' in body ? body.new_pid : undefined);
    const before = this.#room.saidBefore(
      (event) =>
        event.type === draft.type &&
        (event.body as { node_id?: string }).node_id === this.nodeId &&
        (event.body as { generation?: number }).generation === record.generation &&
        pid(event.body) === pid(draft.body) &&
        (draft.timeUs === undefined || draft.timeUs === event.timeUs),
    );
    return before ?? this.#say(draft);
  }

  #ids(of: { readonly nodeId: string }): { readonly node_id: string; readonly agent_id: string } {
    return { node_id: of.nodeId, agent_id: this.#room.config.agentId };
  }

  #endpoint(port: number): string {
    return port === 0 ? '' : `${this.#room.config.advertiseHost}:${port}`;
  }

  #tooOld(generation: number): Outcome {
    return {
      ...NOTHING,
      errorCode: 'SUTRA_GENERATION_OLD',
      error: `Cannot start generation ${generation} of ${this.nodeId}: generation ${this.#record?.generation} is known here`,
    };
  }

  #unknown(): Outcome {
    return { ...NOTHING, errorCode: 'SUTRA_NODE_UNKNOWN', error: `Cannot find ${this.nodeId}: this agent knows no such generation of it` };
  }
}

const NOTHING: Outcome = { ok: false, eventId: '', pid: 0, port: 0, endpoint: '', errorCode: '', error: '' };

const causes = (id: string): { causedBy?: readonly string[] } => (id === '' ? {} : { causedBy: [id] });
const operation = (operationId: string): { operationId?: string } => (operationId === '' ? {} : { operationId });

/** A field that is there only when its value is: optional fields are absent, never undefined. */
function given<K extends string, V>(name: K, value: V | undefined): { [N in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: V };
}

function freshRecord(wish: SpawnWish, port: number, lastGood: NodeRecord['lastGood']): NodeRecord {
  const { nodeId, generation, spec, operationId, causedBy } = wish;
  return {
    version: 1,
    nodeId,
    generation,
    attempt: 0,
    phase: 'starting',
    spec,
    port,
    operationId,
    causedBy,
    history: FRESH_HISTORY,
    ...(lastGood === undefined ? {} : { lastGood, goodBefore: lastGood }),
  };
}

function stopText(end: (NodeExit & { readonly forced: boolean }) | undefined, graceMs: number): string {
  if (end === undefined) return 'its program had not been started';
  if (end.forced) return `it did not end within ${graceMs} ms after SIGTERM, so it was killed`;
  return `it ended within its grace of ${graceMs} ms`;
}
