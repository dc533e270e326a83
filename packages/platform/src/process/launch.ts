import { statSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { type Clock, SutraError, sleep } from '@sutra/kit';
import type { NodeHandle, StartSpec } from '../contract/index.ts';
import { procsFile } from './cgroup.ts';
import { keyText, marksFor } from './identity.ts';
import { assertPlainFile, foldersOf, readRecordNow, runFolder, writeRecord } from './layout.ts';
import type { OutputStart } from './output.ts';
import { type HostFacts, machineOomKills, type Proc, parseStat, readCommandLine, sameProc } from './proc.ts';
import { SHELL_ADDS } from './shim.ts';
import type { Launch } from './spawner.ts';
import '../errors.ts';

/** How long a shim may take to bring the program up, ms. */
const UP_WITHIN_MS = 10_000;
/** Pause between two looks at a start in progress: short while it is likely to end, longer when it drags on, ms. */
const LOOK_MS = 1;
const LOOKS_SHORT = 30;
const LOOK_LONG_MS = 20;

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Finds the program the way a shell would, but says clearly what is wrong.
 * @throws SutraError SUTRA_BINARY_MISSING, SUTRA_BINARY_DENIED
 */
export async function findProgram(spec: Pick<StartSpec, 'command' | 'env' | 'folder'>): Promise<string> {
  const { command } = spec;
  const path = spec.env['PATH'] ?? DEFAULT_PATH;
  const tried = command.includes('/')
    ? [isAbsolute(command) ? command : resolve(spec.folder, command)]
    : path.split(':').map((folder) => join(isAbsolute(folder) ? folder : resolve(spec.folder, folder), command));
  let denied: string | undefined;
  for (const candidate of tried) {
    try {
      const found = await stat(candidate);
      if (!found.isFile()) {
        denied ??= `${candidate} is not a file`;
        continue;
      }
      await access(candidate, constants.X_OK);
      return candidate;
    } catch (reason) {
      const { code } = reason as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') denied ??= `${candidate} may not be executed`;
      else if (code !== 'ENOENT' && code !== 'ENOTDIR') throw reason;
    }
  }
  if (denied !== undefined)
    throw new SutraError('SUTRA_BINARY_DENIED', `Cannot run ${command}: ${denied}`, { details: { cause: 'permission' } });
  const where = command.includes('/') ? `no file ${tried[0]}` : `it is in no folder of PATH (${path})`;
  throw new SutraError('SUTRA_BINARY_MISSING', `Cannot run ${command}: ${where}`, { details: { cause: 'missing_binary' } });
}

/** What the spawner is told: the shell, the shim, its five words, then the program exactly as asked. */
export async function shimLaunch(spec: StartSpec, program: string, root: string, shim: string, group: string): Promise<Launch> {
  const { folder, stdout, stderr } = foldersOf(spec.folder);
  await assertPlainFile(stdout);
  await assertPlainFile(stderr);
  const drop = SHELL_ADDS.filter((name) => spec.env[name] === undefined).join(' ');
  return {
    command: '/bin/sh',
    args: [shim, runFolder(root, spec), stdout, stderr, group === '' ? '-' : procsFile(group), drop, program, ...spec.args],
    cwd: folder,
    env: { ...spec.env, ...marksFor(root, spec) },
  };
}

export interface Upcome {
  readonly program: Proc;
  readonly shim: Proc;
  /** The program could not join its control group. */
  readonly outsideGroup: boolean;
}

const failed = (code: string, spec: StartSpec, why: string, details: Record<string, unknown> = {}): SutraError =>
  new SutraError(code, `Cannot start ${spec.nodeId}: ${why}`, { details });

/**
 * Waits until the shim has turned into the program, whoever launched it: this agent now, or an earlier one that died over it.
 * @throws SutraError SUTRA_BINARY_MISSING, SUTRA_BINARY_DENIED, SUTRA_SPAWN_INTERRUPTED, SUTRA_DISK_FULL, SUTRA_TIMEOUT
 */
export async function untilUp(spec: StartSpec, root: string, shimPath: string, clock: Clock, signal: AbortSignal): Promise<Upcome> {
  const folder = runFolder(root, spec);
  const deadline = clock.monotonicMs() + UP_WITHIN_MS;
  for (let looks = 0; ; looks++) {
    if (readRecordNow(join(folder, 'unwritten')) !== undefined) throw await refusal(spec, folder);
    const noexec = /^(\d+) end\n$/.exec(readRecordNow(join(folder, 'noexec')) ?? '');
    if (noexec !== null) throw await execFailure(spec, Number(noexec[1]));
    const shim = statRecord(readRecordNow(join(folder, 'launched')));
    const program = statRecord(readRecordNow(join(folder, 'pid')));
    if (shim !== undefined && program !== undefined) {
      const becameProgram = readCommandLine(program.pid)[1] !== shimPath || sameProc(program.pid, program.startTicks) === undefined;
      // A program that has already ended was one: unless exec failed, and then noexec was written before the end.
      if (becameProgram && readRecordNow(join(folder, 'noexec')) === undefined) {
        return { program, shim, outsideGroup: readRecordNow(join(folder, 'nogroup')) !== undefined };
      }
    } else if (shim !== undefined && sameProc(shim.pid, shim.startTicks) === undefined) {
      if (statRecord(readRecordNow(join(folder, 'pid'))) === undefined)
        throw failed('SUTRA_SPAWN_INTERRUPTED', spec, 'its shim ended before the program ran', { cause: 'unknown' });
      continue;
    }
    if (clock.monotonicMs() > deadline)
      throw failed('SUTRA_TIMEOUT', spec, `the program did not come up within ${UP_WITHIN_MS} ms`, { cause: 'timeout' });
    await sleep(clock, looks < LOOKS_SHORT ? LOOK_MS : LOOK_LONG_MS, signal);
  }
}

const statRecord = (text: string | undefined): Proc | undefined => (text?.endsWith('\n') === true ? parseStat(text) : undefined);

/** Why a shim could not write: a shell does not tell, the disk itself does. */
async function refusal(spec: StartSpec, folder: string): Promise<SutraError> {
  try {
    await writeRecord(join(folder, 'unwritten'), keyText(spec));
  } catch (reason) {
    return SutraError.from(reason);
  }
  return failed('SUTRA_SPAWN_INTERRUPTED', spec, 'its shim could not write its records', { cause: 'unknown' });
}

async function execFailure(spec: StartSpec, status: number): Promise<SutraError> {
  const program = await findProgram(spec).catch((reason: unknown) => SutraError.from(reason));
  if (program instanceof SutraError) return program;
  // The file is there and executable, so what is missing is what it asks for: its interpreter or loader.
  if (status === 127)
    return failed('SUTRA_BINARY_MISSING', spec, `${program} exists, but the interpreter it names does not`, { cause: 'missing_binary' });
  return failed('SUTRA_BINARY_DENIED', spec, `the system refused to execute ${program}`, { cause: 'permission' });
}

/**
 * When the program began: the file time of the record its shim wrote just before. A program may have ended before we look, so "now" could
 * be later than its end. File times come from a coarse clock, hence the bounds.
 */
export function startTimeOf(run: string, notBeforeUs: number, nowUs: number): number {
  const written = statSync(join(run, 'pid'), { bigint: true, throwIfNoEntry: false })?.mtimeNs;
  if (written === undefined) return nowUs; // the node has removed its folder already
  return Math.min(nowUs, Math.max(notBeforeUs, Number(written / 1000n)));
}

export function handleFor(spec: StartSpec, up: Upcome, group: string, from: OutputStart, host: HostFacts, startedUs: number): NodeHandle {
  return {
    version: 1,
    nodeId: spec.nodeId,
    generation: spec.generation,
    attempt: spec.attempt,
    platform: 'process',
    pid: up.program.pid,
    port: spec.port,
    startedUs,
    detail: {
      startTicks: up.program.startTicks,
      bootId: host.bootId,
      shimPid: up.shim.pid,
      shimStartTicks: up.shim.startTicks,
      cgroup: up.outsideGroup ? '' : group,
      memoryLimitMb: spec.memoryLimitMb,
      stdoutFrom: from.stdoutFrom,
      stderrFrom: from.stderrFrom,
      oomKillsBefore: machineOomKills() ?? -1,
    },
  };
}

const ARGS_MAX = 512;
const ENV_MAX = 512;
/** Below the kernel's limit for one string (128 KiB). */
const STRING_BYTES_MAX = 65_536;
const TOTAL_BYTES_MAX = 1_048_576;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @throws SutraError SUTRA_START_INVALID naming the first thing that is wrong */
export function assertStartable(spec: StartSpec): void {
  const wrong = (what: string): never => {
    throw new SutraError('SUTRA_START_INVALID', `Cannot start ${keyText(spec)}: ${what}`, { details: { cause: 'config' } });
  };
  if (spec.command === '') wrong('the command is empty');
  if (spec.args.length > ARGS_MAX) wrong(`${spec.args.length} arguments, at most ${ARGS_MAX}`);
  const env = Object.entries(spec.env);
  if (env.length > ENV_MAX) wrong(`${env.length} environment variables, at most ${ENV_MAX}`);
  let total = 0;
  const check = (what: string, text: string): void => {
    if (text.includes('\0')) wrong(`${what} holds a NUL character`);
    const bytes = Buffer.byteLength(text);
    if (bytes > STRING_BYTES_MAX) wrong(`${what} has ${bytes} bytes, at most ${STRING_BYTES_MAX}`);
    total += bytes;
  };
  check('the command', spec.command);
  spec.args.forEach((arg, i) => {
    check(`argument ${i + 1}`, arg);
  });
  for (const [name, value] of env) {
    if (!ENV_NAME.test(name)) wrong(`${JSON.stringify(name.slice(0, 64))} is not a name of an environment variable`);
    check(`environment variable ${name}`, value);
  }
  if (total > TOTAL_BYTES_MAX) wrong(`command, arguments and environment have ${total} bytes, at most ${TOTAL_BYTES_MAX}`);
  for (const [name, value, max] of [
    ['port', spec.port, 65_535],
    ['memory limit', spec.memoryLimitMb, 16_777_216],
    ['generation', spec.generation, 4_294_967_295],
    ['attempt', spec.attempt, 4_294_967_295],
  ] as const)
    if (!Number.isInteger(value) || value < 0 || value > max) wrong(`${name} ${value} is not a whole number from 0 to ${max}`);
}
