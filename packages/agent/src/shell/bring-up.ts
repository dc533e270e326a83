import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { SutraError, within } from '@sutra/kit';
import { CRASH_CAUSES, type CrashCause, type NodeSpec, redactText } from '@sutra/model';
import type { NodeExit, NodeHandle } from '@sutra/platform';
import { type Evidence, findCause, STDERR_CHARS_MAX, summaryOfEnd, tailOf } from '../core/autopsy.ts';
import { changesBetween, type Plan, planOf, type StartFacts } from '../core/workload.ts';
import { untilAccepting } from './ports.ts';
import type { NodeRecord } from './records.ts';
import type { Room } from './room.ts';
import '../errors.ts';

export const folderOf = (room: Room, nodeId: string): string => join(room.config.dataFolder, 'nodes', nodeId);

/** Starts the process of a record's attempt, or finds the one an earlier run of the agent started. */
export async function startAttempt(room: Room, record: NodeRecord): Promise<{ readonly handle: NodeHandle; readonly facts: StartFacts }> {
  const folder = folderOf(room, record.nodeId);
  const plan = planOf(record.nodeId, record.spec, record.port, folder, room.config);
  const handle = await room.platform.start(
    {
      nodeId: record.nodeId,
      generation: record.generation,
      attempt: record.attempt,
      ...plan,
      folder,
      port: record.port,
      memoryLimitMb: record.spec.memoryLimitMb,
    },
    room.signal,
  );
  return { handle, facts: await factsOf(room, record.spec, record.port, plan, handle) };
}

/**
 * Waits until a started node counts as running. With a port: until it accepts a connection. Without one: it runs, since the platform
 * has seen the program itself begin.
 * @throws SutraError SUTRA_NODE_NOT_READY (cause timeout), SUTRA_NODE_ENDED_EARLY (cause from the autopsy)
 */
export async function untilRunning(room: Room, record: NodeRecord, handle: NodeHandle, signal: AbortSignal): Promise<void> {
  if (record.port === 0) return;
  const { startWithinMs } = room.config;
  const stopLooking = new AbortController();
  const both = AbortSignal.any([signal, stopLooking.signal]);
  try {
    const ended = room.platform.wait(handle, both);
    ended.catch(() => undefined); // cancelled below when the port answered first
    const up = within(room.clock, startWithinMs, 'start', (inner) => untilAccepting(record.port, room.clock, inner), both);
    up.catch(() => undefined); // cancelled below when the node ended first
    const exit = await Promise.race([ended, up]);
    if (exit === undefined) return;
    const evidence = await evidenceOf(room, record, handle, exit, undefined);
    const verdict = findCause(evidence);
    throw new SutraError(
      'SUTRA_NODE_ENDED_EARLY',
      `${record.nodeId} ended before it served port ${record.port}: ${summaryOfEnd(evidence, verdict)}`,
      {
        details: { cause: verdict.cause },
      },
    );
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_TIMEOUT') throw reason;
    throw new SutraError(
      'SUTRA_NODE_NOT_READY',
      `${record.nodeId} did not accept connections on port ${record.port} within ${startWithinMs} ms`,
      {
        details: { cause: 'timeout' },
      },
    );
  } finally {
    stopLooking.abort();
  }
}

/** The cause a failure names, when it names one of the catalogue. */
export function causeOf(reason: SutraError): CrashCause {
  const named = reason.details?.['cause'];
  return CRASH_CAUSES.find((cause) => cause === named) ?? 'unknown';
}

export interface Measured {
  readonly atUs: number;
  readonly memoryMb: number;
  readonly eventId: string;
}

/** Gathers what can be known of an end: the exit, this run's own words, the last measurement, what changed. */
export async function evidenceOf(
  room: Room,
  record: NodeRecord,
  handle: NodeHandle,
  exit: NodeExit,
  measured: Measured | undefined,
): Promise<Evidence> {
  const missing = [...exit.missing];
  let stderr = '';
  try {
    // Twice what is shown: a secret must be whole to be recognised, so text is cut after it was redacted.
    const tail = await room.platform.logs(folderOf(room, record.nodeId), STDERR_CHARS_MAX * 2, handle);
    stderr = tailOf(redactText(tail.stderr, room.config.secretPatterns));
  } catch (reason) {
    missing.push(`standard error: ${SutraError.from(reason).message}`);
  }
  const { started, goodBefore } = record;
  return {
    ...exit,
    missing,
    stderr,
    uptimeMs: Math.max(0, (exit.atUs - handle.startedUs) / 1000),
    port: record.port,
    memoryLimitMb: record.spec.memoryLimitMb,
    ...(measured === undefined || measured.atUs < handle.startedUs
      ? {}
      : { lastMetrics: { memoryMb: measured.memoryMb, ageMs: Math.max(0, (exit.atUs - measured.atUs) / 1000) } }),
    ...(started === undefined || goodBefore === undefined ? {} : { changed: changesBetween(goodBefore, started) }),
  };
}

async function factsOf(room: Room, spec: NodeSpec, port: number, plan: Plan, handle: NodeHandle): Promise<StartFacts> {
  const files: Record<string, string> = {};
  for (const path of [plan.command, ...plan.args.slice(0, 2)]) {
    if (!isAbsolute(path)) continue;
    const found = await stat(path).catch(() => undefined); // an argument that merely looks like a path
    if (found?.isFile() === true) files[path] = `${found.size} ${found.mtimeMs}`;
  }
  return { atUs: handle.startedUs, spec, port, files, agentVersion: room.config.version };
}
