import { describe, expect, it } from 'vitest';
import { autopsy, type Evidence, findCause, STDERR_CHARS_MAX, summaryOfEnd, tailOf } from './autopsy.ts';

const plain: Evidence = { missing: [], stderr: '', uptimeMs: 12_000, port: 50_100, memoryLimitMb: 512 };
const cause = (over: Partial<Evidence>): string => findCause({ ...plain, ...over }).cause;

describe('the autopsy names a cause', () => {
  it('by what the platform did itself, before anything else', () => {
    const evidence = {
      ...plain,
      signal: 'SIGKILL',
      oomKills: 0,
      knownCause: 'oom' as const,
      evidence: 'the agent measured 600 MiB resident, limit 512 MiB, and killed it',
    };
    expect(findCause(evidence)).toEqual({ cause: 'oom', why: evidence.evidence });
  });

  it('by the kernel’s counter, with limit and peak', () => {
    const evidence = { ...plain, signal: 'SIGKILL', oomKills: 1, peakMemoryMb: 512 };
    expect(summaryOfEnd(evidence, findCause(evidence))).toBe(
      'killed by SIGKILL after 12 s: out of memory: oom_kill counter 1, memory limit 512 MiB, peak 512 MiB',
    );
  });

  it('by the signal: a fault of its own, or sent from outside', () => {
    expect(cause({ signal: 'SIGSEGV' })).toBe('segfault');
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']) expect(cause({ signal, oomKills: 0 })).toBe('killed_by_operator');
    expect(findCause({ ...plain, signal: 'SIGKILL', oomKills: 0 }).why).toBe('the signal was sent from outside, not by the grid');
    expect(findCause({ ...plain, signal: 'SIGKILL' }).why).toContain('could not be read');
  });

  it('by what the program said, quoting it', () => {
    const said: [string, string][] = [
      ['Error: listen EADDRINUSE: address already in use 127.0.0.1:50100', 'port_conflict'],
      ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'oom'],
      ['write failed: ENOSPC: no space left on device', 'disk_full'],
      ['open /data/log: Permission denied', 'permission'],
      ["error: unknown option '--prot'", 'config'],
      ['getaddrinfo ENOTFOUND db.internal', 'network'],
      ['connect ECONNREFUSED 10.0.0.7:5432', 'dependency'],
    ];
    for (const [line, expected] of said) {
      const verdict = findCause({ ...plain, exitCode: 1, stderr: `starting\n${line}\n    at somewhere\n` });
      expect(verdict).toEqual({ cause: expected, why: `it said: ${JSON.stringify(line)}` });
    }
    expect(cause({ exitCode: 127, stderr: 'sh: 1: nosuch: not found\n' })).toBe('missing_binary');
    expect(cause({ exitCode: 126 })).toBe('permission');
    expect(cause({ exitCode: 78 })).toBe('config');
    expect(cause({ signal: 'SIGABRT', stderr: 'JavaScript heap out of memory' })).toBe('oom');
  });

  it('by what a program of ours said: the sentence with its code, not the code alone', () => {
    const stderr = "sutra: master.port 'x' is no port\n  → Correct the value.\n  (SUTRA_CONFIG_INVALID)\n";
    expect(findCause({ ...plain, exitCode: 2, stderr })).toEqual({
      cause: 'config',
      why: 'it said: "sutra: master.port \'x\' is no port (SUTRA_CONFIG_INVALID)"',
    });
  });

  it('and says unknown rather than guess', () => {
    expect(findCause({ ...plain, exitCode: 3 })).toEqual({ cause: 'unknown', why: 'it left no word on standard error' });
    expect(findCause({ ...plain, exitCode: 3, stderr: 'one\ntwo\n' })).toEqual({ cause: 'unknown', why: 'last word: "two"' });
    expect(cause({})).toBe('unknown');
  });

  it('does not take words for a cause when a signal from outside is proven', () => {
    expect(cause({ signal: 'SIGKILL', oomKills: 0, stderr: 'Permission denied\n' })).toBe('killed_by_operator');
  });
});

describe('the body of a crash', () => {
  it('holds what is known and says what is not', () => {
    const body = autopsy({ ...plain, exitCode: 3 });
    expect(body).toMatchObject({ exit_code: 3, cause: 'unknown', uptime_ms: 12_000, port: 50_100, memory_limit_mb: 512 });
    expect(body.missing).toEqual([
      'last metrics: none were taken in this run',
      'what changed: this is the first start known here',
      'standard error: it wrote none',
    ]);
    const full = autopsy({
      ...plain,
      signal: 'SIGKILL',
      oomKills: 0,
      stderr: 'x\n',
      changed: [],
      lastMetrics: { memoryMb: 80.5, ageMs: 900.4 },
    });
    expect(full).toMatchObject({ missing: [], changed: ['nothing since the last good start'], memory_mb: 80.5, last_metrics_age_ms: 900 });
    expect(full).not.toHaveProperty('exit_code');
  });

  it('keeps the end of a long text, from a whole line on', () => {
    const text = Array.from({ length: 1_000 }, (_, i) => `line ${i}`).join('\n');
    const tail = tailOf(text);
    expect(tail.length).toBeLessThanOrEqual(STDERR_CHARS_MAX);
    expect(text.endsWith(`\n${tail}`)).toBe(true);
    expect(tail.startsWith('line ')).toBe(true);
    expect(tailOf('x'.repeat(10_000))).toHaveLength(STDERR_CHARS_MAX);
    expect(tailOf('short')).toBe('short');
  });
});
