import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { SutraError } from '@sutra/kit';
import type { RetentionPolicy } from '@sutra/storage';
import { retentionPolicy } from './retention.ts';
import type { RawConfig } from './settings.ts';

/** The configuration as the components take it: every default computed, every path absolute, frozen. */
export interface Config {
  readonly grid: {
    readonly name: string;
    readonly data: string;
    readonly portOffset: number;
    readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  };
  /**
   * Where events are kept. `endpoint` is null when they are off. `named` tells whether someone said so: a master on its own
   * runs without events unless told where they go, everything else falls back to the storage of this grid.
   */
  readonly events: { readonly endpoint: string | null; readonly named: boolean };
  readonly spoolLimitMb: number;
  readonly storage: { readonly host: string; readonly port: number; readonly folder: string };
  readonly retention: {
    readonly policy: RetentionPolicy;
    /** 0 for never. */
    readonly everyMs: number;
    readonly scrubEveryMs: number;
    readonly scrubBytesPerSecond: number;
  };
  /** Null without one. */
  readonly embedder: {
    readonly baseUrl: string;
    readonly model: string;
    readonly keyFile: string | null;
    readonly dimension: number | null;
    readonly requestMs: number;
  } | null;
  /** Null without one, and when it is off. */
  readonly llm: {
    readonly baseUrl: string;
    readonly model: string;
    readonly keyFile: string | null;
    readonly mode: 'auto' | 'only';
    readonly limitMs: number;
    readonly callsPerHour: number;
    readonly pseudonyms: boolean;
    readonly rephrase: boolean;
  } | null;
  readonly master: {
    readonly host: string;
    readonly port: number;
    readonly httpPort: number;
    readonly folder: string;
    readonly requireToken: boolean;
  };
  readonly agent: {
    readonly id: string;
    readonly master: string;
    readonly maxNodes: number;
    readonly region: string;
    readonly env: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly storageBinary: string | null;
    readonly defaultMemoryMb: number;
    readonly portRange: { readonly from: number; readonly to: number };
    readonly heartbeatMs: number;
    readonly healthCheckMs: number;
    readonly metricsMs: number;
    readonly restartNodes: boolean;
  };
  readonly control: { readonly host: string; readonly port: number; readonly folder: string; readonly allowedHosts: readonly string[] };
  readonly tokenFile: string;
  readonly runFolder: string;
  readonly logFolder: string;
}

/** Ports nodes are given: this many from the start of the range. */
const NODE_PORTS = 100;

/** The folder of a grid of which nothing is said: where every command looks first. */
export function defaultDataFolder(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'sutra'));
}

/**
 * Computes what the settings leave open and checks their relations.
 * @throws SutraError SUTRA_CONFIG_INVALID when two settings contradict each other.
 */
export function resolveConfig(raw: RawConfig, env: Readonly<Record<string, string | undefined>>): Config {
  const offset = raw.grid.port_offset;
  const data = resolve(raw.grid.data ?? defaultDataFolder(env));
  const storage = {
    host: raw.event_storage.host,
    port: raw.event_storage.port ?? 50_052 + offset,
    folder: resolve(raw.event_storage.storage_path ?? join(data, 'storage')),
  };
  const master = {
    host: raw.master.host,
    port: raw.master.port ?? 7_000 + offset,
    httpPort: raw.master.http_port ?? 7_001 + offset,
    folder: resolve(raw.master.data_path ?? join(data, 'master')),
    requireToken: raw.master.require_token,
  };
  const control = {
    host: raw.control.host,
    port: raw.control.port ?? 9_000 + offset,
    folder: resolve(raw.control.data_path ?? join(data, 'control')),
    allowedHosts: raw.control.allowed_hosts,
  };
  const rangeStart = raw.storage.default_port_range_start ?? 50_100 + offset;
  const config: Config = {
    grid: { name: raw.grid.name, data, portOffset: offset, logLevel: raw.grid.log_level as Config['grid']['logLevel'] },
    events: {
      endpoint:
        raw.events.storage_endpoint === 'off' ? null : (raw.events.storage_endpoint ?? `${reachable(storage.host)}:${storage.port}`),
      named: raw.events.storage_endpoint !== undefined,
    },
    spoolLimitMb: raw.events.spool_limit_mb,
    storage,
    retention: {
      policy: retentionPolicy(raw.retention),
      everyMs: raw.retention.every_hours * 3_600_000,
      scrubEveryMs: raw.retention.scrub_every_days * 86_400_000,
      scrubBytesPerSecond: raw.retention.scrub_mib_per_second * 1024 * 1024,
    },
    embedder: embedderOf(raw.embedder),
    llm: llmOf(raw.llm),
    master,
    agent: {
      id: raw.agent.agent_id,
      master: raw.agent.master_host ?? `${reachable(master.host)}:${master.port}`,
      maxNodes: raw.agent.max_storage_nodes,
      region: raw.agent.region,
      env: raw.agent.env,
      labels: raw.agent.labels,
      folder: resolve(raw.agent.data_path ?? raw.storage.data_path ?? join(data, 'agents', raw.agent.agent_id)),
      storageBinary: raw.storage.binary_path === undefined ? null : resolve(raw.storage.binary_path),
      defaultMemoryMb: raw.storage.default_memory_mb,
      portRange: { from: rangeStart, to: rangeStart + NODE_PORTS - 1 },
      heartbeatMs: raw.monitoring.heartbeat_interval_secs * 1000,
      healthCheckMs: raw.monitoring.health_check_interval_secs * 1000,
      metricsMs: raw.monitoring.metrics_interval_secs * 1000,
      restartNodes: raw.monitoring.restart_failed_nodes,
    },
    control,
    tokenFile: join(data, 'token'),
    runFolder: join(data, 'run'),
    logFolder: join(data, 'logs'),
  };
  if (config.agent.portRange.to > 65_535) {
    throw new SutraError('SUTRA_CONFIG_INVALID', `storage.default_port_range_start must leave room for ${NODE_PORTS} ports below 65536`);
  }
  return deepFreeze(config);
}

/** @throws SutraError SUTRA_CONFIG_INVALID for half an embedder, or an address that is none */
function embedderOf({
  base_url: baseUrl,
  model,
  api_key_file,
  dimension,
  request_timeout_secs,
}: RawConfig['embedder']): Config['embedder'] {
  if (baseUrl === undefined && model === undefined) return null;
  if (baseUrl === undefined || model === undefined)
    throw new SutraError('SUTRA_CONFIG_INVALID', 'embedder.base_url and embedder.model go together; one of them is missing');
  if (!/^https?:$/.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : ''))
    throw new SutraError('SUTRA_CONFIG_INVALID', `embedder.base_url ${JSON.stringify(baseUrl)} is not an http or https address`);
  return {
    baseUrl,
    model,
    keyFile: api_key_file === undefined ? null : resolve(api_key_file),
    dimension: dimension === 0 ? null : dimension,
    requestMs: request_timeout_secs * 1000,
  };
}

/** @throws SutraError SUTRA_CONFIG_INVALID for half a model, an address that is none, or a key that would travel in the clear */
function llmOf(raw: RawConfig['llm']): Config['llm'] {
  const { base_url: baseUrl, model, mode } = raw;
  if (baseUrl === undefined && model === undefined && (mode === undefined || mode === 'off')) return null;
  if (baseUrl === undefined || model === undefined)
    throw new SutraError(
      'SUTRA_CONFIG_INVALID',
      `llm.${baseUrl === undefined ? 'base_url' : 'model'} is missing: a server and its model go together`,
    );
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new SutraError('SUTRA_CONFIG_INVALID', `llm.base_url ${JSON.stringify(baseUrl)} is not an http or https address`);
  if (url.username !== '' || url.password !== '')
    throw new SutraError('SUTRA_CONFIG_INVALID', 'llm.base_url holds a password: put the key into the file of llm.api_key_file');
  if (raw.api_key_file !== undefined && url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname))
    throw new SutraError('SUTRA_CONFIG_INVALID', `llm.base_url ${url.origin} would get the key in the clear; use https, or no key`);
  if (mode === 'off') return null;
  return {
    baseUrl,
    model,
    keyFile: raw.api_key_file === undefined ? null : resolve(raw.api_key_file),
    mode: mode === 'only' ? 'only' : 'auto',
    limitMs: raw.timeout_ms,
    callsPerHour: raw.calls_per_hour,
    pseudonyms: raw.pseudonyms,
    rephrase: raw.rephrase,
  };
}

/**
 * Where all parts run on one machine: no two may want the same port, and none the port of a node. A part alone takes whatever port it is
 * given: a storage node is given one of those.
 * @throws SutraError SUTRA_CONFIG_INVALID
 */
export function checkPorts(config: Config): void {
  const fixed: [string, number][] = [
    ['event_storage.port', config.storage.port],
    ['master.port', config.master.port],
    ['master.http_port', config.master.httpPort],
    ['control.port', config.control.port],
  ];
  const seen = new Map<number, string>();
  for (const [name, port] of fixed) {
    const other = seen.get(port);
    if (other !== undefined) throw new SutraError('SUTRA_CONFIG_INVALID', `${name} and ${other} are both ${port}; they must differ`);
    seen.set(port, name);
    const { from, to } = config.agent.portRange;
    if (port >= from && port <= to) {
      throw new SutraError('SUTRA_CONFIG_INVALID', `${name} ${port} lies in the range given to nodes, ${from} to ${to}; move one of them`);
    }
  }
}

/** The address others use to reach a listener: a wildcard is reached through loopback. */
export function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
