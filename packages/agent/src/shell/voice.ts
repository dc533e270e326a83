import type { SutraError } from '@sutra/kit';
import type { AnyDraft, CrashLoop, GridEvent } from '@sutra/model';
import type { NodeExit, NodeHandle, NodeUsage } from '@sutra/platform';
import type { autopsy } from '../core/autopsy.ts';
import type { SpawnWish, StopWish } from '../core/wishes.ts';
import { causeOf } from './bring-up.ts';
import type { NodeRecord } from './records.ts';
import type { Room } from './room.ts';

type Running = NodeRecord & { readonly handle: NodeHandle };
type Asked = { readonly operationId: string; readonly causedBy: string };
type Ended = (NodeExit & { readonly forced: boolean }) | undefined;

/** What a voice needs of its agent: who it is, and where its words go. */
export interface Speaker extends Pick<Room, 'say' | 'saidBefore'> {
  readonly config: Pick<Room['config'], 'agentId' | 'advertiseHost'>;
}

/** What is said of one node: a method an event, each with its cause, its operation and its because. */
export class Voice {
  readonly #room: Speaker;
  readonly #nodeId: string;

  constructor(room: Speaker, nodeId: string) {
    this.#room = room;
    this.#nodeId = nodeId;
  }

  endpoint(port: number): string {
    return port === 0 ? '' : `${this.#room.config.advertiseHost}:${port}`;
  }

  spawned(record: Running, asked: Asked, tookMs: number): GridEvent {
    const { generation, port, handle } = record;
    const endpoint = port === 0 ? {} : { endpoint: this.endpoint(port) };
    return this.#room.say({
      type: 'spawn_succeeded',
      body: { ...this.#about(generation), pid: handle.pid, port, took_ms: Math.round(tookMs), ...endpoint },
      ...links(asked),
      ...begun(handle),
      because: port === 0 ? 'its program was started' : `port ${port} accepts connections`,
    });
  }

  spawnFailed(wish: SpawnWish, failure: SutraError): GridEvent {
    const { message, code } = failure;
    return this.#room.say({
      type: 'spawn_failed',
      body: { ...this.#about(wish.generation), error: message, error_code: code, cause: causeOf(failure) },
      ...links(wish),
      because: message,
    });
  }

  restarted(record: Running, because: string): GridEvent {
    const { generation, port, handle, history, restartDelayMs, endEvent } = record;
    return this.#once({
      type: 'node_restarted',
      body: { ...this.#about(generation), restart_count: history.restarts, new_pid: handle.pid, port, delay_ms: restartDelayMs ?? 0 },
      ...links({ operationId: '', causedBy: endEvent ?? '' }),
      ...begun(handle),
      because,
    });
  }

  adopted(record: Running): GridEvent {
    const { generation, port, handle, startEvent } = record;
    return this.#room.say({
      type: 'node_adopted',
      body: { ...this.#about(generation), pid: handle.pid, port },
      ...links({ operationId: '', causedBy: startEvent ?? '' }),
      because: `pid ${handle.pid} is the process that was started: same start time, same boot`,
    });
  }

  /** A crash with its autopsy; a loss when nothing at all is left to tell of the end. */
  crashed(record: Running, exit: NodeExit, body: ReturnType<typeof autopsy>, memoryEvent: string | undefined): GridEvent {
    const { generation, handle } = record;
    const unseen = exit.exitCode === undefined && exit.signal === undefined && exit.missing.some((line) => line.startsWith('time:'));
    const rest = { ...this.#after(record, exit, memoryEvent), because: body.summary };
    if (unseen) return this.#once({ type: 'node_lost', body: { ...this.#about(generation), error: exit.missing.join('; ') }, ...rest });
    return this.#once({ type: 'node_crashed', body: { ...this.#about(generation), ...body, pid: handle.pid }, ...rest });
  }

  finished(record: Running, exit: NodeExit, because: string): GridEvent {
    return this.#once({
      type: 'stop_succeeded',
      body: { ...this.#about(record.generation), exit_code: 0, forced: false },
      ...this.#after(record, exit, undefined),
      because: `it finished by itself: ${because}`,
    });
  }

  /** A restart that did not get up is an end like any other. */
  restartFailed(record: NodeRecord, failure: SutraError): GridEvent {
    const summary = `restart failed: ${failure.message}`;
    const missing = ['exit code: its program did not get up'];
    return this.#room.say({
      type: 'node_crashed',
      body: { ...this.#about(record.generation), cause: causeOf(failure), summary, uptime_ms: 0, missing },
      ...links({ operationId: '', causedBy: record.endEvent ?? '' }),
      because: summary,
    });
  }

  gaveUp(record: NodeRecord, restarts: number, because: string, crash: GridEvent): GridEvent {
    return this.#room.say({
      type: 'node_gave_up',
      body: { ...this.#about(record.generation), reason: because, restart_count: restarts },
      causedBy: [crash.id],
      because,
    });
  }

  looping(record: NodeRecord, loop: CrashLoop, delayMs: number, because: string, crash: GridEvent): GridEvent {
    const { exit_code, stderr_tail } = crash.body as { readonly exit_code?: number; readonly stderr_tail?: string };
    return this.#room.say({
      type: 'node_crash_looping',
      body: {
        ...this.#about(record.generation),
        crashes: loop.crashes,
        window_ms: loop.windowMs,
        next_delay_ms: delayMs,
        ...given('exit_code', exit_code),
        ...given('stderr_tail', stderr_tail),
      },
      causedBy: [crash.id],
      because,
    });
  }

  stopped(record: NodeRecord, wish: StopWish, end: Ended, graceMs: number, tookMs: number): GridEvent {
    return this.#room.say({
      type: 'stop_succeeded',
      body: {
        ...this.#about(record.generation),
        took_ms: Math.round(tookMs),
        ...given('exit_code', end?.exitCode),
        ...given('signal', end?.signal),
        ...given('forced', end?.forced),
      },
      ...links(wish),
      because: [wish.why, stopText(end, graceMs)].filter((text) => text !== undefined).join('; '),
    });
  }

  /** Every request gets its terminal event, also one that asked for what was already so. */
  stoppedAlready(wish: StopWish, generation: number, endEvent: string | undefined, because: string): GridEvent {
    return this.#room.say({
      type: 'stop_succeeded',
      body: { node_id: this.#nodeId, agent_id: this.#room.config.agentId, ...(generation === 0 ? {} : { generation }), forced: false },
      ...links(wish),
      causedBy: [wish.causedBy, endEvent ?? ''].filter((id) => id !== ''),
      because,
    });
  }

  stopFailed(record: NodeRecord, wish: StopWish, failure: SutraError): GridEvent {
    const { message, code } = failure;
    return this.#room.say({
      type: 'stop_failed',
      body: { ...this.#about(record.generation), error: message, error_code: code },
      ...links(wish),
      because: message,
    });
  }

  measured(record: NodeRecord, { cpuPct, memoryMb, diskMb }: NodeUsage): GridEvent {
    const { memoryLimitMb } = record.spec;
    const { node_id, agent_id } = this.#about(record.generation);
    const limit = memoryLimitMb > 0 ? { memory_limit_mb: memoryLimitMb } : {};
    const body = { node_id, agent_id, cpu_pct: cpuPct, memory_mb: memoryMb, ...limit, ...given('disk_mb', diskMb) };
    return this.#room.say({ type: 'node_metrics', body });
  }

  #about(generation: number): { readonly node_id: string; readonly agent_id: string; readonly generation: number } {
    return { node_id: this.#nodeId, agent_id: this.#room.config.agentId, generation };
  }

  /** An end happened when it happened, and follows from the start; an OOM also from the last measurement. */
  #after(record: NodeRecord, exit: NodeExit, memoryEvent: string | undefined) {
    const causedBy = [record.startEvent, memoryEvent].filter((id) => id !== undefined);
    const timeUs = Math.max(exit.atUs, (record.startEventUs ?? 0) + 1); // an effect never seems to come before its cause
    return { ...links({ operationId: record.operationId, causedBy: '' }), causedBy, timeUs };
  }

  /** Says what an earlier run of the agent may already have said of the same run of the node, just before it died. */
  #once(draft: AnyDraft): GridEvent {
    const of = (body: object): readonly unknown[] => {
      const named = body as { node_id?: string; generation?: number; pid?: number; new_pid?: number };
      return [named.node_id, named.generation, named.pid, named.new_pid];
    };
    const wanted = JSON.stringify(of(draft.body));
    const before = this.#room.saidBefore(
      (event) =>
        event.type === draft.type &&
        JSON.stringify(of(event.body)) === wanted &&
        (draft.timeUs === undefined || draft.timeUs === event.timeUs),
    );
    return before ?? this.#room.say(draft);
  }
}

function links({ operationId, causedBy }: Asked): { readonly operationId?: string; readonly causedBy?: readonly string[] } {
  return { ...(operationId === '' ? {} : { operationId }), ...(causedBy === '' ? {} : { causedBy: [causedBy] }) };
}

/** A node without a port runs from the moment its program does, which may have ended before anybody could say so. */
function begun({ port, startedUs }: NodeHandle): { readonly timeUs?: number } {
  return port === 0 ? { timeUs: startedUs } : {};
}

/** A field that is there only when its value is: optional fields are absent, never undefined. */
function given<K extends string, V>(name: K, value: V | undefined): { [N in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: V };
}

function stopText(end: Ended, graceMs: number): string {
  if (end === undefined) return 'its program had not been started';
  if (end.forced) return `it did not end within ${graceMs} ms after SIGTERM, so it was killed`;
  return `it ended within its grace of ${graceMs} ms`;
}
