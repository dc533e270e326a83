import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const CALLS =
  'openat,creat,lseek,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync_file_range,fallocate,ftruncate,truncate,mmap,msync,copy_file_range,sendfile,' +
  'rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat';

/** Why programs cannot be traced here; undefined when they can. Installs strace where that is ours to do: on Debian, as root. */
export function whyNoTrace(): string | undefined {
  if (process.platform !== 'linux') return 'strace exists on Linux only';
  if (!works() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], { stdio: 'ignore', env });
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'strace');
  }
  return works() ? undefined : 'strace is not installed, or this machine does not allow tracing';
}

function works(): boolean {
  return (
    spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=fdatasync', '-e', 'inject=fdatasync:delay_enter=1', '/bin/true']).status ===
    0
  );
}

/** Every call that changes a disk, with all its bytes. Flushes are slowed down so that much is under way when they run. */
export const traceArguments = (log: string, flushDelayUs: number): string[] => [
  ...['-f', '--seccomp-bpf', '-y', '-xx', '-s', String(64 * 1024 * 1024), '-o', log, '-e', `trace=${CALLS}`, '-e', 'signal=none'],
  ...(flushDelayUs === 0 ? [] : ['-e', `inject=fdatasync,fsync:delay_enter=${flushDelayUs}`]),
];

/** Fails every matching call on `path` from the `nth` on, counted per thread. */
export const injectArguments = (log: string, call: string, path: string, error: string, nth: number): string[] => [
  ...['-f', '-y', '-P', path, '-o', log, '-e', `trace=${call}`, '-e', 'signal=none', '-e', `inject=${call}:error=${error}:when=${nth}+`],
];

/** One system call. Lines are positions in the trace: a call that began on line 7 and returned on line 9 was under way at line 8. */
export interface Call {
  readonly name: string;
  readonly args: string;
  /** -1 for a failure; NaN when the process ended inside the call. */
  readonly result: number;
  /** Path that strace names beside a returned descriptor. */
  readonly resultPath: string | undefined;
  readonly began: number;
  readonly ended: number;
}

const LINE = /^(\d+) +(.*)$/;
/** Also what strace writes of a call it was still watching when the run ended: whether that call did its work is not known. */
const UNFINISHED = / <(?:unfinished|detached) \.\.\.>$/;
/** `???` stands for a call that a thread was in when its process ended, and of which strace forgot the name. */
const RESUMED = /^<\.\.\. (\w+|\?+) resumed>/;
const NAMELESS = /^\?+$/;
/** Killed at the door: strace asks for the name before the kernel does the call, and a process that is gone by then never does it. */
const NEVER_DONE = /^\?+\(.*\) += \?$/;
const WHOLE = /^(\w+)\((.*)\) += (-?\d+|\?)(?:<([^>]*)>)?/s;

export function readTrace(log: string): Call[] {
  const calls: Call[] = [];
  const under = new Map<string, { readonly text: string; readonly began: number }>();
  const lines = readFileSync(log, 'latin1').split('\n');
  const take = (text: string, began: number, ended: number): void => {
    if (NEVER_DONE.test(text)) return;
    const match = WHOLE.exec(text);
    if (match === null) throw new Error(`strace wrote a line this reader does not know: ${text.slice(0, 200)}`);
    const [, name, args, result, path] = match;
    const resultPath = path === undefined ? undefined : unhex(path).toString();
    calls.push({ name: name!, args: args!, result: result === '?' ? Number.NaN : Number(result), resultPath, began, ended });
  };
  lines.forEach((line, at) => {
    const match = LINE.exec(line);
    if (match === null) return;
    const [, pid, text] = match as unknown as [string, string, string];
    if (text.startsWith('+++')) {
      // Killed inside a call: whether it did its work is not known.
      const first = under.get(pid);
      under.delete(pid);
      if (first !== undefined) take(`${first.text}) = ?`, first.began, at);
      return;
    }
    if (text.startsWith('---')) return;
    if (UNFINISHED.test(text)) under.set(pid, { text: text.replace(UNFINISHED, ''), began: at });
    else if (RESUMED.test(text)) {
      const first = under.get(pid);
      under.delete(pid);
      const nameless = NAMELESS.test(RESUMED.exec(text)?.[1] ?? '');
      if (first !== undefined) take(first.text + (nameless ? ') = ?' : text.replace(RESUMED, '')), first.began, at);
      // One that is watched for has a line where it began; a nameless one without is none of those.
      else if (!nameless) throw new Error(`strace resumed a call that had not begun: ${text.slice(0, 200)}`);
    } else take(text, at, at);
  });
  for (const { text, began } of under.values()) take(`${text}) = ?`, began, lines.length);
  return calls.sort((a, b) => a.ended - b.ended || a.began - b.began);
}

/** Bytes of what strace wrote as \xNN; other characters stand for themselves. */
export function unhex(text: string): Buffer {
  if (!text.includes('\\x')) return Buffer.from(text, 'latin1');
  return Buffer.from(text.replace(/\\x/g, ''), 'hex');
}
