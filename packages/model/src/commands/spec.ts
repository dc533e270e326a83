import { quoted } from '@sutra/kit';
import { redactArgs, redactEnv } from '../redact.ts';
import { type NodeSpec, RESTART_MODES } from '../state.ts';
import type { SpawnCommand } from './command.ts';

/** Names of nodes and agents: letters, digits, `.`, `_`, `-`, beginning with a letter or digit, at most 63. */
export const NODE_ID = /^[a-z0-9][a-z0-9._-]{0,62}$/i;
/** MiB. Less than this no process lives on; more is a typing mistake. */
export const MEMORY_LIMIT_MIN_MB = 8;
export const MEMORY_LIMIT_MAX_MB = 4_194_304;
export const STORAGE_PATH_CHARS_MAX = 128;
export const ARGS_MAX = 256;
export const ENV_MAX = 128;
const COMMAND_CHARS_MAX = 4_096;
/** What an agent takes as the name of a folder inside a node's own. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The spec a spawn command asks for, complete, with what was read into it; or what is wrong with it. */
export function specOf(command: SpawnCommand): { readonly spec: NodeSpec; readonly reading?: string } | { readonly problem: string } {
  const asked = command.storagePath ?? '';
  const storagePath = command.original === true ? plainPath(asked) : asked;
  const workload = command.workload ?? { kind: 'storage' };
  const spec: NodeSpec = {
    workload,
    port: command.port ?? 0,
    storagePath,
    memoryLimitMb: command.memoryLimitMb ?? 0,
    restart: command.restart ?? (workload.kind === 'storage' ? 'always' : 'on-failure'),
  };
  const problem = specProblem(spec);
  if (problem !== undefined) return { problem };
  return storagePath === asked ? { spec } : { spec, reading: `storage path ${asked} is read as ${storagePath} in the node's own folder` };
}

/** `/tmp/storage` → `storage`. A path without a last name stays as it is, and is refused as such. */
function plainPath(path: string): string {
  return path.startsWith('/') ? (/([^/]+)\/*$/.exec(path)?.[1] ?? path) : path;
}

function specProblem({ workload, port, storagePath, memoryLimitMb, restart }: NodeSpec): string | undefined {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return `port ${port} is not 0–65535`;
  if (!RESTART_MODES.includes(restart)) return `restart policy ${quoted(restart)} is not one of ${RESTART_MODES.join(', ')}`;
  if (
    memoryLimitMb !== 0 &&
    !(Number.isInteger(memoryLimitMb) && memoryLimitMb >= MEMORY_LIMIT_MIN_MB && memoryLimitMb <= MEMORY_LIMIT_MAX_MB)
  )
    return `memory limit ${memoryLimitMb} MiB is not 0 (none) or ${MEMORY_LIMIT_MIN_MB}–${MEMORY_LIMIT_MAX_MB}`;
  return pathProblem(storagePath) ?? workloadProblem(workload);
}

function pathProblem(path: string): string | undefined {
  if (path === '') return undefined;
  const asked = quoted(path, 60);
  if (path.length > STORAGE_PATH_CHARS_MAX) return `storage path ${asked}… has more than ${STORAGE_PATH_CHARS_MAX} characters`;
  if (PLAIN_NAME.test(path)) return undefined;
  return `storage path ${asked} is not a plain name inside the node's own folder (letters, digits, . _ -, beginning with a letter or digit)`;
}

function workloadProblem({ kind, command, args = [], env = {} }: NodeSpec['workload']): string | undefined {
  if (kind === 'storage') return command === undefined ? undefined : 'a storage node takes no command';
  if (kind !== 'command') return `workload ${quoted(kind)} is not storage or command`;
  if (command === undefined || command.trim() === '') return 'a command workload needs a command';
  if (command.length > COMMAND_CHARS_MAX) return `the command has more than ${COMMAND_CHARS_MAX} characters`;
  if (args.length > ARGS_MAX) return `${args.length} arguments; at most ${ARGS_MAX} fit`;
  if ([command, ...args].some((text) => text.includes('\0') || text.length > 8_192))
    return 'an argument holds a NUL or is longer than 8192';
  const entries = Object.entries(env);
  if (entries.length > ENV_MAX) return `${entries.length} environment variables; at most ${ENV_MAX} fit`;
  const bad = entries.find(([name, value]) => name.length > 128 || !ENV_NAME.test(name) || value.includes('\0') || value.length > 8_192);
  return bad === undefined ? undefined : `environment variable ${quoted(bad[0], 40)} has a bad name or value`;
}

/** The fields of `spawn_requested` that come from the spec, secrets taken out. */
export function specFields({ workload, port, storagePath, memoryLimitMb, restart }: NodeSpec) {
  return {
    port,
    storage_path: storagePath,
    memory_limit_mb: memoryLimitMb,
    workload: workload.kind,
    restart,
    ...(workload.command === undefined ? {} : { command: workload.command }),
    ...(workload.args === undefined || workload.args.length === 0 ? {} : { args: redactArgs(workload.args) }),
    ...(workload.env === undefined || Object.keys(workload.env).length === 0 ? {} : { env: redactEnv(workload.env) }),
  };
}
