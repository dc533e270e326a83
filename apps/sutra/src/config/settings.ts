/**
 * Every setting, once: its key in the config file, its environment variables, its flag, its default and what it means. The
 * parser, the environment overlay, the flags and docs/reference/config.md are read from this table.
 */
export type SettingKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'path' }
  | { readonly kind: 'name' }
  | { readonly kind: 'int'; readonly min: number; readonly max: number }
  | { readonly kind: 'port' }
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'texts' }
  | { readonly kind: 'map' };

export interface Setting<K extends SettingKind = SettingKind, V = unknown> {
  readonly type: K;
  readonly says: string;
  /** Environment variables, strongest first. */
  readonly env: readonly string[];
  /** Command-line flag without dashes, where there is one. */
  readonly flag?: string;
  /** The default; undefined means "computed from the others", as `says` explains. */
  readonly initial: V;
}

type ValueOf<K extends SettingKind> = K extends { kind: 'int' } | { kind: 'port' }
  ? number
  : K extends { kind: 'flag' }
    ? boolean
    : K extends { kind: 'texts' }
      ? readonly string[]
      : K extends { kind: 'map' }
        ? Readonly<Record<string, string>>
        : string;

function setting<const K extends SettingKind, V extends ValueOf<K> | undefined>(
  type: K,
  initial: V,
  says: string,
  from: { readonly env?: readonly string[]; readonly flag?: string } = {},
): Setting<K, V> {
  return { type, says, initial, env: from.env ?? [], ...(from.flag === undefined ? {} : { flag: from.flag }) };
}

const text = { kind: 'text' } as const;
const path = { kind: 'path' } as const;
const port = { kind: 'port' } as const;
const endpoint = { kind: 'endpoint' } as const;
const int = <const A extends number, const B extends number>(min: A, max: B): { kind: 'int'; min: A; max: B } => ({
  kind: 'int',
  min,
  max,
});

export const SETTINGS = {
  grid: {
    name: setting(text, 'local', 'name of the grid, shown in the header', { env: ['SUTRA_GRID_NAME'], flag: 'name' }),
    data: setting(path, undefined, 'folder that holds everything; default `$XDG_DATA_HOME/sutra`, else `~/.local/share/sutra`', {
      env: ['SUTRA_DATA'],
      flag: 'data',
    }),
    port_offset: setting(int(0, 10_000), 0, 'added to every default port, so that a second grid runs beside the first', {
      env: ['SUTRA_PORT_OFFSET'],
      flag: 'port-offset',
    }),
    log_level: setting(
      { kind: 'oneOf', values: ['debug', 'info', 'warn', 'error'] },
      'info',
      'how much the processes say about themselves',
      {
        env: ['SUTRA_LOG_LEVEL'],
        flag: 'log-level',
      },
    ),
  },
  events: {
    storage_endpoint: setting(
      endpoint,
      undefined,
      'event storage, `host:port` or `http://host:port`; default the storage of this grid; `off` runs without events',
      {
        env: ['EVENT_STORAGE'],
        flag: 'event-storage',
      },
    ),
    spool_limit_mb: setting(int(1, 1_048_576), 256, 'most disk an emitter may use for events that storage has not acknowledged, MiB'),
  },
  event_storage: {
    host: setting(text, '127.0.0.1', 'address the event storage listens on', { env: ['STORAGE_HOST'], flag: 'host' }),
    port: setting(port, undefined, 'its port; default 50052 + port_offset', { env: ['STORAGE_PORT'], flag: 'port' }),
    storage_path: setting(path, undefined, 'its folder; default `<data>/storage`', { env: ['STORAGE_PATH'], flag: 'storage-path' }),
  },
  retention: {
    heartbeat_days: setting(int(0, 36_500), 400, 'heartbeats older than this are removed, days; 0 keeps them for ever', {
      env: ['SUTRA_RETENTION_HEARTBEAT_DAYS'],
      flag: 'heartbeat-days',
    }),
    metric_days: setting(int(0, 36_500), 400, 'the same for metrics', { env: ['SUTRA_RETENTION_METRIC_DAYS'], flag: 'metric-days' }),
    debug_days: setting(int(0, 36_500), 400, 'the same for what else is of severity debug', { flag: 'debug-days' }),
    lifecycle_days: setting(int(0, 36_500), 0, 'the same for lifecycle events; what is named as a cause is never removed'),
    audit_days: setting(int(0, 36_500), 0, 'the same for audit events'),
    type_days: setting({ kind: 'map' }, {}, 'days by event type, before its class: `node_metrics = "30"`'),
    minute_after_hours: setting(
      int(0, 87_600),
      24,
      'heartbeats and metrics older than this become one row a minute, hours; counts stay exact; 0 for never',
    ),
    hour_after_days: setting(int(0, 36_500), 30, 'and one row an hour when older than this, days; 0 for never'),
    every_hours: setting(int(0, 596), 1, 'how often it is applied, hours; 0 only when asked (`sutra storage retain`)', {
      flag: 'retain-every-hours',
    }),
    scrub_every_days: setting(int(0, 24), 7, 'how often every sealed segment is read and checked, days; 0 for never'),
    scrub_mib_per_second: setting(int(1, 10_000), 16, 'how fast that may read'),
  },
  embedder: {
    base_url: setting(
      text,
      undefined,
      'service that makes vectors of texts, by the embeddings call of OpenAI’s API, such as `http://localhost:11434/v1`; default none: likeness in form, built in',
      { env: ['SUTRA_EMBEDDER_BASE_URL'] },
    ),
    model: setting(text, undefined, 'its model; needed with base_url', { env: ['SUTRA_EMBEDDER_MODEL'] }),
    api_key_file: setting(path, undefined, 'file that holds its key and nothing else', { env: ['SUTRA_EMBEDDER_API_KEY_FILE'] }),
    dimension: setting(int(0, 4_096), 0, 'numbers of a vector, where the model can make several; 0 leaves it to the model', {
      env: ['SUTRA_EMBEDDER_DIMENSION'],
    }),
    request_timeout_secs: setting(int(1, 300), 15, 'one call of the service, s'),
  },
  llm: {
    base_url: setting(
      text,
      undefined,
      'server that speaks the chat completions call of OpenAI’s API, such as `http://localhost:11434/v1`; default none: every question is read by the grammar, offline',
      { env: ['SUTRA_LLM_BASE_URL'], flag: 'llm-base-url' },
    ),
    model: setting(text, undefined, 'its model; needed with base_url', { env: ['SUTRA_LLM_MODEL'], flag: 'llm-model' }),
    api_key_file: setting(path, undefined, 'file that holds its key and nothing else', {
      env: ['SUTRA_LLM_API_KEY_FILE'],
      flag: 'llm-api-key-file',
    }),
    mode: setting(
      { kind: 'oneOf', values: ['off', 'auto', 'only'] },
      undefined,
      '`auto` asks it only about what the grammar gives up on, `only` asks it first; default `auto` with a base_url and a model, else `off`',
      { env: ['SUTRA_LLM_MODE'], flag: 'llm-mode' },
    ),
    timeout_ms: setting(int(100, 30_000), 3_000, 'one question, mending included, ms; then the grammar’s reading stands', {
      env: ['SUTRA_LLM_TIMEOUT_MS'],
    }),
    calls_per_hour: setting(int(1, 100_000), 120, 'calls within an hour; beyond them the grammar reads alone', {
      env: ['SUTRA_LLM_CALLS_PER_HOUR'],
    }),
    pseudonyms: setting({ kind: 'flag' }, false, 'names of the grid leave as `node_1`, `agent_2`', { env: ['SUTRA_LLM_PSEUDONYMS'] }),
    rephrase: setting(
      { kind: 'flag' },
      false,
      'it may also say computed answers in other words; numbers, names and times stay as computed',
      {
        env: ['SUTRA_LLM_REPHRASE'],
      },
    ),
  },
  master: {
    host: setting(text, '127.0.0.1', 'address the master listens on', { env: ['GRID_MASTER_HOST'], flag: 'host' }),
    port: setting(port, undefined, 'gRPC port; default 7000 + port_offset', { env: ['GRPC_PORT'], flag: 'port' }),
    http_port: setting(port, undefined, 'port for health and metrics; default 7001 + port_offset', {
      env: ['GRID_MASTER_HTTP_PORT', 'HTTP_PORT'],
      flag: 'http-port',
    }),
    data_path: setting(path, undefined, 'its folder (spool, fencing epoch); default `<data>/master`', { flag: 'data-path' }),
    require_token: setting({ kind: 'flag' }, false, 'refuse changes over gRPC without the token, even on loopback'),
  },
  agent: {
    agent_id: setting({ kind: 'name' }, 'agent-1', 'unique name of the agent', { env: ['AGENT_ID'], flag: 'agent-id' }),
    master_host: setting(endpoint, undefined, 'the master, `host:port`; default this grid’s', {
      env: ['GRID_MASTER_ADDRESS', 'SUTRA_GRID_MASTER', 'SUTRA_MASTER'],
      flag: 'master',
    }),
    platform: setting(
      { kind: 'oneOf', values: ['process', 'desktop'] },
      'process',
      'where nodes run; `desktop` is the old name of `process`',
      {
        env: ['SUTRA_PLATFORM', 'PLATFORM'],
        flag: 'platform',
      },
    ),
    max_storage_nodes: setting(int(0, 10_000), 10, 'most nodes it will run', { env: ['MAX_STORAGE_NODES'], flag: 'max-nodes' }),
    agent_port: setting(int(0, 65_535), 0, 'accepted for old files; the agent dials out and opens no port'),
    region: setting(text, '', 'region it reports', { env: ['SUTRA_REGION'], flag: 'region' }),
    env: setting(text, '', 'environment it reports, such as production', { env: ['SUTRA_ENV'], flag: 'env' }),
    labels: setting({ kind: 'map' }, {}, 'free labels it reports'),
    data_path: setting(path, undefined, 'its folder (nodes, spool); default `<data>/agents/<agent_id>`', { flag: 'data-path' }),
  },
  storage: {
    binary_path: setting(path, undefined, 'program of a storage node; default this installation’s storage-server'),
    data_path: setting(path, undefined, 'accepted for old files: same as agent.data_path'),
    default_memory_mb: setting(int(0, 1_048_576), 512, 'memory limit of a node when none is given, MiB; 0 for none'),
    default_port_range_start: setting(port, undefined, 'first port given to nodes; 100 follow; default 50100 + port_offset'),
  },
  monitoring: {
    heartbeat_interval_secs: setting(int(1, 300), 5, 'heartbeat of agents, s; degraded after 3, offline after 6 of them'),
    health_check_interval_secs: setting(int(1, 300), 10, 'how often an agent checks its nodes beside exit notices, s'),
    metrics_interval_secs: setting(int(1, 3_600), 15, 'host and node metrics, s'),
    restart_failed_nodes: setting({ kind: 'flag' }, true, 'restart crashed nodes by their policy'),
  },
  control: {
    host: setting(text, '127.0.0.1', 'address of the control centre', { env: ['SUTRA_CONTROL_HOST'], flag: 'host' }),
    port: setting(port, undefined, 'its port; default 9000 + port_offset', { env: ['PORT'], flag: 'port' }),
    data_path: setting(path, undefined, 'its folder (spool); default `<data>/control`', { flag: 'data-path' }),
    allowed_hosts: setting({ kind: 'texts' }, [], 'host names beyond loopback that browsers may use'),
  },
} as const satisfies Record<string, Record<string, Setting>>;

export type Sections = typeof SETTINGS;
export type SectionName = keyof Sections;

/** Values as they stand after files, environment and flags; undefined where the default is computed. */
export type RawConfig = { -readonly [S in SectionName]: { -readonly [K in keyof Sections[S]]: RawValue<Sections[S][K]> } };
type RawValue<S> = S extends Setting<infer K, infer V> ? (undefined extends V ? ValueOf<K> | undefined : ValueOf<K>) : never;
