import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc/PID/stat shows it. `startTicks` with the pid and the boot id identifies a process for ever. */
export interface Proc {
  readonly pid: number;
  readonly comm: string;
  /** R, S, D, Z (zombie), T (stopped), X. */
  readonly state: string;
  readonly ppid: number;
  readonly session: number;
  /** User and system time of the process itself, clock ticks. */
  readonly cpuTicks: number;
  /** When it started, clock ticks since boot. */
  readonly startTicks: number;
  readonly rssPages: number;
}

/** Parses one line of /proc/PID/stat. The name stands in parentheses and may itself hold spaces and parentheses. */
export function parseStat(line: string): Proc | undefined {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const rest = line
    .slice(close + 2)
    .trimEnd()
    .split(' ');
  const field = (n: number): number => Number(rest[n - 3]); // fields are numbered from 1 in proc(5); rest[0] is field 3
  const pid = Number(line.slice(0, open));
  const startTicks = field(22);
  if (!Number.isInteger(pid) || !Number.isInteger(startTicks)) return undefined;
  return {
    pid,
    comm: line.slice(open + 1, close),
    state: rest[0] as string,
    ppid: field(4),
    session: field(6),
    cpuTicks: field(14) + field(15),
    startTicks,
    rssPages: field(24),
  };
}

/** Text of a file under /proc, or undefined when the process is gone or not ours to read. */
function procText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw reason;
  }
}

export function readProc(pid: number): Proc | undefined {
  const line = procText(`/proc/${pid}/stat`);
  return line === undefined ? undefined : parseStat(line);
}

/** Alive means: it still runs code. A zombie is dead and only waits for its parent. */
export const alive = (proc: Proc | undefined): proc is Proc => proc !== undefined && proc.state !== 'Z' && proc.state !== 'X';

/** The process if it is still that very process: same pid and same start. A reused pid is somebody else. */
export function sameProc(pid: number, startTicks: number): Proc | undefined {
  const proc = readProc(pid);
  return alive(proc) && proc.startTicks === startTicks ? proc : undefined;
}

export type ProcTable = ReadonlyMap<number, Proc>;

/** Everything that runs now, zombies left out. About 15 µs a process. */
export function procTable(): ProcTable {
  const table = new Map<number, Proc>();
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const proc = readProc(Number(name));
    if (alive(proc)) table.set(proc.pid, proc);
  }
  return table;
}

/** Variables a process was started with that begin with one of `prefixes`; empty when it may not be read. */
export function readEnviron(pid: number, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const raw = procText(`/proc/${pid}/environ`);
  if (raw === undefined) return found;
  for (const pair of Buffer.from(raw, 'latin1').toString('utf8').split('\0')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && names.includes(pair.slice(0, equals))) found.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return found;
}

/** Program and arguments a process was started with; empty for a kernel thread or when it may not be read. */
export function readCommandLine(pid: number): readonly string[] {
  const raw = procText(`/proc/${pid}/cmdline`);
  return raw === undefined || raw === '' ? [] : Buffer.from(raw, 'latin1').toString('utf8').replace(/\0$/, '').split('\0');
}

/** OOM kills of the whole machine since boot; undefined when the kernel does not say. */
export function machineOomKills(): number | undefined {
  const found = /^oom_kill (\d+)$/m.exec(procText('/proc/vmstat') ?? '');
  return found === null ? undefined : Number(found[1]);
}

/** Constants of this machine and this boot. */
export interface HostFacts {
  /** Changes with every boot: a handle of another boot names no process of this one. */
  readonly bootId: string;
  /** When the machine started, µs. */
  readonly bootedUs: number;
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;

export function hostFacts(): HostFacts {
  const auxv = readFileSync('/proc/self/auxv');
  const entry = (key: bigint, otherwise: number): number => {
    for (let at = 0; at + 16 <= auxv.length; at += 16) {
      if (auxv.readBigUInt64LE(at) === key) return Number(auxv.readBigUInt64LE(at + 8));
    }
    return otherwise;
  };
  const booted = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'));
  return {
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim(),
    bootedUs: Number(booted?.[1] ?? 0) * 1_000_000,
    pageBytes: entry(AT_PAGESZ, 4096),
    ticksPerSecond: entry(AT_CLKTCK, 100),
  };
}
