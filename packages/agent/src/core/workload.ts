import { SutraError } from '@sutra/kit';
import type { NodeSpec } from '@sutra/model';
import type { AgentConfig } from '../config.ts';
import '../errors.ts';

/** What is run for a node: program, arguments and the whole environment. */
export interface Plan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Where a storage node keeps its data inside its folder when the request names nothing. */
const DEFAULT_STORAGE_NAME = 'data';

/** Variables that make a program load other code, or that are marks of ours. A request may not set them. */
const CODE_LOADING =
  /^(LD_|DYLD_|NODE_|npm_|NPM_|BASH_|GIT_|PERL5|PYTHON|RUBY|JAVA_TOOL_OPTIONS$|_JAVA_OPTIONS$|JDK_JAVA_OPTIONS$|ENV$|IFS$|GCONV_PATH$|GLIBC_TUNABLES$|MALLOC_|SSLKEYLOGFILE$|OPENSSL_|SUTRA_|EVENT_STORAGE$)/;

/**
 * Says what of a request is refused before anything is done for it.
 * @throws SutraError SUTRA_STORAGE_PATH_INVALID, SUTRA_ENV_REFUSED, SUTRA_COMMAND_REFUSED
 */
export function assertAllowed(spec: NodeSpec, config: Pick<AgentConfig, 'allowEnv' | 'commands'>): void {
  if (spec.storagePath !== '' && !PLAIN_NAME.test(spec.storagePath))
    throw new SutraError(
      'SUTRA_STORAGE_PATH_INVALID',
      `Cannot use ${JSON.stringify(spec.storagePath.slice(0, 200))} as storage_path: it is not a plain name`,
    );
  const { workload } = spec;
  for (const name of Object.keys(workload.env ?? {})) {
    if (CODE_LOADING.test(name) && !config.allowEnv.includes(name))
      throw new SutraError('SUTRA_ENV_REFUSED', `Cannot set ${name.slice(0, 128)} for a node`);
  }
  if (workload.kind === 'command' && config.commands !== 'any' && !config.commands.includes(workload.command ?? ''))
    throw new SutraError(
      'SUTRA_COMMAND_REFUSED',
      `Cannot run ${(workload.command ?? '').slice(0, 200)}: this agent runs only ${config.commands.join(', ') || 'storage nodes'}`,
    );
}

/** @param folder the node's own folder, absolute */
export function planOf(nodeId: string, spec: NodeSpec, port: number, folder: string, config: AgentConfig): Plan {
  const env = {
    ...config.baseEnv,
    ...(config.eventStorage === '' ? {} : { EVENT_STORAGE: config.eventStorage }),
    ...(port === 0 ? {} : { PORT: String(port) }),
    ...spec.workload.env,
    SUTRA_NODE_ID: nodeId,
    SUTRA_AGENT_ID: config.agentId,
  };
  if (spec.workload.kind === 'command') return { command: spec.workload.command ?? '', args: spec.workload.args ?? [], env };
  const [command = '', ...first] = config.storageCommand;
  const storage = `${folder}/${spec.storagePath || DEFAULT_STORAGE_NAME}`;
  const limit = spec.memoryLimitMb > 0 ? ['--memory-limit', String(spec.memoryLimitMb)] : [];
  return { command, args: [...first, '--port', String(port), '--storage-path', storage, '--node-id', nodeId, ...limit], env };
}

/** What was started the last time it worked: compared with after a crash. */
export interface StartFacts {
  readonly atUs: number;
  readonly spec: NodeSpec;
  readonly port: number;
  /** Size and change time of program and script, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly agentVersion: string;
}

/** What differs between two starts, in words; values of variables are never shown. */
export function changesBetween(before: StartFacts, now: StartFacts): readonly string[] {
  const changed: string[] = [];
  const say = (what: string, a: string | number, b: string | number): void => {
    if (a !== b) changed.push(`${what}: ${a === '' ? 'none' : a} → ${b === '' ? 'none' : b}`);
  };
  const { workload: was } = before.spec;
  const { workload: is } = now.spec;
  say('workload', was.kind, is.kind);
  say('command', was.command ?? '', is.command ?? '');
  if (JSON.stringify(was.args ?? []) !== JSON.stringify(is.args ?? []))
    changed.push(`arguments: ${was.args?.length ?? 0} → ${is.args?.length ?? 0}, not the same`);
  for (const name of new Set([...Object.keys(was.env ?? {}), ...Object.keys(is.env ?? {})])) {
    if (was.env?.[name] === is.env?.[name]) continue;
    changed.push(`variable ${name}: ${was.env?.[name] === undefined ? 'added' : is.env?.[name] === undefined ? 'removed' : 'changed'}`);
  }
  say('port', before.port, now.port);
  say('memory limit, MiB', before.spec.memoryLimitMb, now.spec.memoryLimitMb);
  say('storage path', before.spec.storagePath, now.spec.storagePath);
  say('restart policy', before.spec.restart, now.spec.restart);
  say('agent version', before.agentVersion, now.agentVersion);
  for (const [path, mark] of Object.entries(now.files)) {
    const old = before.files[path];
    if (old !== undefined && old !== mark) changed.push(`file ${path}: its size or change time`);
  }
  return changed;
}
