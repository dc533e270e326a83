import { durationText } from '@sutra/kit';
import type { GridEvent, TypedEvent } from '@sutra/model';
import type { PathStep } from '../answer.ts';

/** What surrounds a crash in the record: read once, judged by every rule. Pure data. */
export interface Surroundings {
  readonly crash: TypedEvent<'node_crashed'>;
  /** The start of the incarnation that ended, when it is recorded. */
  readonly start: GridEvent | undefined;
  /** Wishes to stop this node between its start and its end. */
  readonly stops: readonly GridEvent[];
  /** The last resource figures of the node before the end, if within five minutes. */
  readonly metrics: GridEvent | undefined;
  /** The last figures of its host. */
  readonly host: GridEvent | undefined;
  /** Its agent went silent in the two minutes before the end. */
  readonly silence: GridEvent | undefined;
  /** Settings of the node changed since its last good start. */
  readonly changes: readonly GridEvent[];
  /** Another node that held the port. */
  readonly portHolder: string | undefined;
}

export interface Finding {
  /** Words that continue "<node> …". */
  readonly says?: string;
  readonly step?: PathStep;
  readonly evidence?: GridEvent;
  readonly ruledOut?: { readonly hypothesis: string; readonly because: string };
  readonly unknown?: string;
}

export interface Rule {
  readonly name: string;
  readonly judge: (around: Surroundings) => Finding;
}

/** At this share of its limit a node is held to have run out of memory. */
const NEAR_LIMIT = 0.9;

const infer = (rule: string, cause: GridEvent, effect: GridEvent, kind: PathStep['kind'] = 'inferred'): PathStep => ({
  from: cause.id,
  to: effect.id,
  kind,
  rule,
  dt_ms: Math.round((effect.timeUs - cause.timeUs) / 100) / 10,
});

interface Memory {
  readonly usedMb: number;
  readonly limitMb: number;
}

/** Memory at the end: from the autopsy, else from the last metrics. */
export function memoryOf({ crash, metrics }: Surroundings): Memory | undefined {
  const body = (metrics?.body ?? {}) as {
    readonly memory_mb?: number;
    readonly memory_limit_mb?: number;
    readonly memory_usage_mb?: number;
  };
  const usedMb = crash.body.memory_mb ?? body.memory_mb ?? body.memory_usage_mb;
  const limitMb = crash.body.memory_limit_mb ?? body.memory_limit_mb;
  return usedMb === undefined || limitMb === undefined || limitMb === 0 ? undefined : { usedMb, limitMb };
}

const killed = ({ crash }: Surroundings): boolean =>
  crash.body.signal === 'SIGKILL' || crash.body.exit_code === 137 || crash.body.exit_code === -9;
/** A counted out-of-memory kill decides; where it was not counted (no cgroup), memory near the limit and a kill do. */
const outOfMemory = (around: Surroundings): boolean => {
  const { cause, oom_kills: kills } = around.crash.body;
  if (cause === 'oom' || (kills ?? 0) > 0) return true;
  const memory = memoryOf(around);
  return kills === undefined && killed(around) && memory !== undefined && memory.usedMb >= NEAR_LIMIT * memory.limitMb;
};
const tail = (around: Surroundings): string => around.crash.body.stderr_tail ?? '';

/** Named inferences over a crash. Each says what it concluded, what it excluded, and what it lacked. */
export const CRASH_RULES: readonly Rule[] = [
  {
    name: 'memory-near-limit',
    judge(around) {
      const memory = memoryOf(around);
      if (outOfMemory(around)) {
        const figures = memory === undefined ? '' : ` (${memory.usedMb.toFixed(0)} of ${memory.limitMb} MiB)`;
        return {
          says: `ran out of memory${figures}`,
          ...(around.metrics === undefined
            ? {}
            : { step: infer('memory-near-limit', around.metrics, around.crash), evidence: around.metrics }),
        };
      }
      if (memory === undefined) return { unknown: `memory before the end: no figures of ${around.crash.body.node_id} within five minutes` };
      return {
        ruledOut: {
          hypothesis: 'out of memory',
          because: `${memory.usedMb.toFixed(0)} of ${memory.limitMb} MiB in use (${Math.round((100 * memory.usedMb) / memory.limitMb)} %), no out-of-memory kill counted`,
        },
      };
    },
  },
  {
    name: 'stop-requested',
    judge(around) {
      const stop = around.stops[0];
      if (stop !== undefined) return { says: 'was stopped on request', step: infer('stop-requested', stop, around.crash), evidence: stop };
      return { ruledOut: { hypothesis: 'stopped on request', because: 'no stop was requested between its start and its end' } };
    },
  },
  {
    name: 'killed-from-outside',
    judge(around) {
      const { signal } = around.crash.body;
      const sent = signal !== undefined && /^SIG(KILL|TERM|INT|HUP|QUIT|STOP)$/.test(signal);
      if (!sent || outOfMemory(around) || around.stops.length > 0) return {};
      return {
        says: `was killed by ${signal}${exitText(around)} sent from outside the grid`,
        unknown: 'who sent the signal: it did not come through the grid',
      };
    },
  },
  {
    name: 'missing-binary',
    judge(around) {
      const missing =
        around.crash.body.cause === 'missing_binary' ||
        around.crash.body.exit_code === 127 ||
        /ENOENT|not found|no such file/i.test(tail(around));
      return missing ? { says: 'could not run its program: the file is missing' } : {};
    },
  },
  {
    name: 'port-held',
    judge(around) {
      const held = around.crash.body.cause === 'port_conflict' || /EADDRINUSE|address already in use/i.test(tail(around));
      if (!held) return {};
      const port = around.crash.body.port === undefined ? 'its port' : `port ${around.crash.body.port}`;
      return {
        says: `could not bind ${port}: ${around.portHolder === undefined ? 'something holds it' : `${around.portHolder} holds it`}`,
        ...(around.portHolder === undefined ? { unknown: `what holds ${port}: no node of the grid` } : {}),
      };
    },
  },
  {
    name: 'host-silent',
    judge(around) {
      if (around.silence === undefined)
        return { ruledOut: { hypothesis: 'host or network loss', because: 'its agent was heard without a gap in the two minutes before' } };
      return { step: infer('host-silent', around.silence, around.crash, 'correlated'), evidence: around.silence };
    },
  },
  {
    name: 'changed-before',
    judge(around) {
      const change = around.changes[0];
      return change === undefined ? {} : { step: infer('changed-before', change, around.crash, 'correlated'), evidence: change };
    },
  },
  {
    name: 'host-memory',
    judge(around) {
      const pct = (around.host?.body as { readonly memory_pct?: number } | undefined)?.memory_pct;
      if (pct === undefined) return {};
      if (pct < 90)
        return {
          ruledOut: { hypothesis: 'host out of memory', because: `${around.crash.body.agent_id} was at ${Math.round(pct)} % memory` },
        };
      return around.host === undefined
        ? {}
        : { step: infer('host-memory', around.host, around.crash, 'correlated'), evidence: around.host };
    },
  },
];

function exitText({ crash }: Surroundings): string {
  return crash.body.exit_code === undefined ? '' : ` (exit ${crash.body.exit_code})`;
}

/** What is said when no rule concluded anything. */
export function plainEnd(around: Surroundings): string {
  const { body } = around.crash;
  if (body.cause === 'segfault' || body.signal === 'SIGSEGV') return `crashed with a segmentation fault${exitText(around)}`;
  if (body.signal !== undefined) return `was ended by ${body.signal}${exitText(around)}`;
  if (body.exit_code !== undefined) return `exited with code ${body.exit_code}`;
  return 'ended in a way that could not be established';
}

/** " 12.3 s after its start", from the record or the autopsy. */
export function lifeText({ crash, start }: Surroundings): string {
  const ms = crash.body.uptime_ms ?? (start === undefined ? undefined : (crash.timeUs - start.timeUs) / 1000);
  return ms === undefined ? '' : ` ${ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : durationText(ms)} after its start`;
}

/** Longest piece of its own output that a sentence quotes. */
const QUOTE_MAX = 160;

/** The last line it wrote to its errors, when it ended by itself: often the reason in its own words. Quoted, never followed. */
export function lastWords({ crash }: Surroundings): string {
  if (crash.body.signal !== undefined) return '';
  const line = (crash.body.stderr_tail ?? '').trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (line === '') return '';
  return `; its last words: "${line.length > QUOTE_MAX ? `${line.slice(0, QUOTE_MAX)}…` : line}"`;
}
