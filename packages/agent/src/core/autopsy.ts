import { durationText } from '@sutra/kit';
import { type CrashCause, type EventBody, exitText } from '@sutra/model';

/** Everything known about an end when the autopsy is written. */
export interface Evidence {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly oomKills?: number;
  readonly peakMemoryMb?: number;
  readonly knownCause?: CrashCause;
  readonly evidence?: string;
  /** From the platform: what could not be had. */
  readonly missing: readonly string[];
  /** This run's own output, already redacted. */
  readonly stderr: string;
  readonly uptimeMs: number;
  readonly port: number;
  readonly memoryLimitMb: number;
  /** Last measurement of this run, with its age at the end. */
  readonly lastMetrics?: { readonly memoryMb: number; readonly ageMs: number };
  /** Since the last good start; undefined when there was none before. */
  readonly changed?: readonly string[];
}

export interface Verdict {
  readonly cause: CrashCause;
  /** What the cause rests on, without the way it ended. */
  readonly why: string;
}

/** Words a program leaves on its standard error, and what they show. First match wins; each is quoted in the summary. */
const SAID: readonly (readonly [RegExp, CrashCause])[] = [
  [/^.*(?:EADDRINUSE|address already in use|SUTRA_STORAGE_PORT_TAKEN).*$/im, 'port_conflict'],
  [/^.*(?:heap out of memory|std::bad_alloc|MemoryError|Cannot allocate memory|ENOMEM).*$/im, 'oom'],
  [/^.*(?:ENOSPC|No space left on device|disk quota exceeded|SUTRA_DISK_FULL).*$/im, 'disk_full'],
  [/^.*(?:checksum mismatch).*$/im, 'checksum_mismatch'],
  [/^.*(?:EACCES|EPERM|Permission denied|Operation not permitted).*$/im, 'permission'],
  [
    /^.*(?:unknown (?:option|flag|argument|key)|invalid (?:option|config|configuration|argument)|missing required|SUTRA_CONFIG).*$/im,
    'config',
  ],
  [/^.*(?:ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|Network is unreachable|No route to host).*$/im, 'network'],
  [/^.*(?:ECONNREFUSED|Connection refused).*$/im, 'dependency'],
];

/** How a program of ours says why it ends: what happened, what to do, and the code of the error below that. */
const OWN_WORDS = /^(sutra: [^\n]*)\n(?:[ \t]*→[^\n]*\n)?[ \t]*\((SUTRA_\w+)\)/gm;

/** The same with what happened and its code in one line, so that a code is not quoted without its sentence. */
const inOneLine = (stderr: string): string => stderr.replace(OWN_WORDS, '$1 ($2)');

const OUTSIDE = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGSTOP']);
const FAULTS = new Set(['SIGSEGV', 'SIGBUS']);
/** Longest line quoted in a summary, in characters. */
const QUOTE_CHARS_MAX = 200;

/**
 * Names the cause when there is proof for one, and `unknown` otherwise. Counters of the kernel and acts of our own come before
 * signals, signals before exit codes, and what a program wrote comes last.
 */
export function findCause(e: Evidence): Verdict {
  const stderr = inOneLine(e.stderr);
  if (e.knownCause !== undefined) return { cause: e.knownCause, why: e.evidence ?? 'the platform knows this for certain' };
  const killed = e.signal === 'SIGKILL';
  if (killed && (e.oomKills ?? 0) > 0) return { cause: 'oom', why: oomText(e) };
  if (e.signal !== undefined && FAULTS.has(e.signal)) return { cause: 'segfault', why: 'it touched memory that is not its own' };
  const said = e.exitCode === 0 ? undefined : saidBy(stderr);
  if (e.signal !== undefined && OUTSIDE.has(e.signal)) {
    const doubt = killed && e.oomKills === undefined ? '; the OOM counter that would exclude the kernel could not be read' : '';
    return { cause: 'killed_by_operator', why: `the signal was sent from outside, not by the grid${doubt}` };
  }
  if (e.exitCode === 127 && /not found|No such file/i.test(stderr))
    return { cause: 'missing_binary', why: quote(stderr, /^.*(?:not found|No such file).*$/im) };
  if (said !== undefined) return said;
  if (e.exitCode === 126) return { cause: 'permission', why: 'exit code 126 means that a program could not be executed' };
  if (e.exitCode === 78) return { cause: 'config', why: 'exit code 78 (EX_CONFIG) means that the configuration is wrong' };
  if ((e.oomKills ?? 0) > 0) return { cause: 'oom', why: `the kernel killed ${e.oomKills} of its processes; ${oomText(e)}` };
  return { cause: 'unknown', why: stderr.trim() === '' ? 'it left no word on standard error' : `last word: ${lastLine(stderr)}` };
}

function saidBy(stderr: string): Verdict | undefined {
  for (const [pattern, cause] of SAID) if (pattern.test(stderr)) return { cause, why: `it said: ${quote(stderr, pattern)}` };
  return undefined;
}

function oomText(e: Evidence): string {
  const limit = e.memoryLimitMb > 0 ? `memory limit ${e.memoryLimitMb} MiB` : 'no memory limit of its own';
  const peak = e.peakMemoryMb === undefined ? '' : `, peak ${e.peakMemoryMb} MiB`;
  return `out of memory: oom_kill counter ${e.oomKills}, ${limit}${peak}`;
}

function quote(text: string, pattern: RegExp): string {
  return JSON.stringify((pattern.exec(text)?.[0] ?? '').trim().slice(0, QUOTE_CHARS_MAX));
}

function lastLine(text: string): string {
  return JSON.stringify((text.trim().split('\n').at(-1) ?? '').trim().slice(0, QUOTE_CHARS_MAX));
}

/** One sentence: how it ended, after how long, and what the cause rests on. */
export function summaryOfEnd(e: Evidence, verdict: Verdict): string {
  return `${exitText(e)} after ${durationText(e.uptimeMs)}: ${verdict.why}`;
}

type Crash = EventBody<'node_crashed'>;

/** The parts of a `node_crashed` body that the evidence decides. */
export function autopsy(e: Evidence): Omit<Crash, 'node_id' | 'agent_id'> & { readonly cause: CrashCause; readonly summary: string } {
  const verdict = findCause(e);
  const missing = [...e.missing];
  if (e.lastMetrics === undefined) missing.push('last metrics: none were taken in this run');
  if (e.changed === undefined) missing.push('what changed: this is the first start known here');
  if (e.stderr === '') missing.push('standard error: it wrote none');
  return {
    cause: verdict.cause,
    summary: summaryOfEnd(e, verdict),
    uptime_ms: Math.max(0, Math.round(e.uptimeMs)),
    missing,
    ...(e.exitCode === undefined ? {} : { exit_code: e.exitCode }),
    ...(e.signal === undefined ? {} : { signal: e.signal }),
    ...(e.port === 0 ? {} : { port: e.port }),
    ...(e.oomKills === undefined ? {} : { oom_kills: e.oomKills }),
    ...(e.memoryLimitMb === 0 ? {} : { memory_limit_mb: e.memoryLimitMb }),
    ...(e.lastMetrics === undefined ? {} : { memory_mb: e.lastMetrics.memoryMb, last_metrics_age_ms: Math.round(e.lastMetrics.ageMs) }),
    ...(e.stderr === '' ? {} : { stderr_tail: e.stderr }),
    ...(e.changed === undefined ? {} : { changed: e.changed.length === 0 ? ['nothing since the last good start'] : e.changed }),
  };
}

/** Most characters of standard error that go into an event. */
export const STDERR_CHARS_MAX = 4_096;

/** The end of already redacted text, cut at a line where one begins in time. */
export function tailOf(text: string, maxChars = STDERR_CHARS_MAX): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(-maxChars);
  const line = cut.indexOf('\n');
  return line >= 0 && line < maxChars / 2 ? cut.slice(line + 1) : cut;
}
