import { EVENT_TYPES, rowOf } from '@sutra/model';
import type { Dim, Target } from '../plan.ts';

/** What a word or phrase can mean. One entry may be an event and a status: the sentence decides which (see `senses.ts`). */
export interface Entry {
  readonly event?: readonly string[];
  readonly status?: readonly string[];
  /** Whose event or status it is, when the word says so. */
  readonly kind?: 'agent' | 'node' | 'cluster';
  /** A verb form ("crashed"): its subject is an entity, not a list of events. */
  readonly verb?: true;
  readonly target?: Target;
  readonly dim?: Dim;
  readonly metric?: string;
  readonly cause?: string;
}

/** Classes of events, by the name a plan uses. */
export const EVENT_CLASSES: Readonly<Record<string, readonly string[]>> = {
  '@all': ['*'],
  '@failure': [
    'spawn_failed',
    'stop_failed',
    'node_crashed',
    'agent_offline',
    'cluster_critical',
    'update_failed',
    'backup_failed',
    'binary_verify_failed',
    'node_lost',
    'node_gave_up',
  ],
  '@problem': [
    'spawn_failed',
    'stop_failed',
    'node_crashed',
    'agent_offline',
    'cluster_critical',
    'update_failed',
    'backup_failed',
    'binary_verify_failed',
    'node_lost',
    'node_gave_up',
    'node_crash_looping',
    'agent_degraded',
    'cluster_degraded',
    'embedding_service_degraded',
    'spawn_unknown',
  ],
  '@recovery': ['agent_recovered', 'node_restarted', 'cluster_healthy', 'embedding_service_healthy'],
  '@agent': [
    'agent_registered',
    'agent_heartbeat',
    'agent_degraded',
    'agent_offline',
    'agent_recovered',
    'agent_unregistered',
    'agent_draining',
    'agent_drained',
    'agent_undrained',
  ],
  '@spawn': ['spawn_requested', 'spawn_succeeded', 'spawn_failed'],
  '@stop': ['stop_requested', 'stop_succeeded', 'stop_failed'],
  '@update': ['update_started', 'update_completed', 'update_failed', 'update_rolled_back'],
  '@scale': ['scale_requested', 'scaled_up', 'scaled_down'],
  '@cluster': ['cluster_healthy', 'cluster_degraded', 'cluster_critical'],
};
export const STATUS_CLASSES: Readonly<Record<string, readonly string[]>> = {
  '@down': ['offline', 'crashed', 'failed', 'lost'],
  '@failed': ['crashed', 'failed'],
  '@up': ['healthy', 'degraded', 'running'],
};

const spread = (entry: Entry, ...phrases: readonly string[]): readonly (readonly [string, Entry])[] =>
  phrases.map((phrase) => [phrase, entry] as const);

/** The senses people use most, said once. They win over what the catalogue's own words would give. */
const CORE: readonly (readonly [string, Entry])[] = [
  ...spread(
    { event: ['node_crashed'], kind: 'node' },
    'crash',
    'crashes',
    'node crash',
    'node crashes',
    'crash event',
    'crash events',
    'kills',
    'crash history',
  ),
  ...spread({ event: ['node_crashed'], kind: 'node', verb: true }, 'crashing', 'died', 'die', 'dies', 'dying', 'killed', 'fell over'),
  ...spread({ event: ['node_crashed'], status: ['crashed'], kind: 'node', verb: true }, 'crashed'),
  ...spread({ event: ['@failure'] }, 'failure', 'failures', 'error', 'errors', 'incident', 'incidents'),
  ...spread({ event: ['@failure'], verb: true }, 'fail', 'fails', 'failing', 'broke', 'broken', 'break', 'went wrong', 'go wrong'),
  ...spread({ event: ['@failure'], status: ['@failed'], verb: true }, 'failed'),
  ...spread({ event: ['@problem'] }, 'problem', 'problems', 'issue', 'issues', 'trouble', 'warnings'),
  ...spread({ event: ['node_restarted'], kind: 'node' }, 'restarts', 'restart event', 'restart events', 'node restarts', 'restart'),
  ...spread({ event: ['node_restarted'], status: ['restarting'], kind: 'node', verb: true }, 'restarted', 'restarting'),
  ...spread(
    { event: ['spawn_failed'], kind: 'node' },
    'spawn failure',
    'spawn failures',
    'failed spawn',
    'failed spawns',
    'spawn error',
    'spawn errors',
    'spawns that failed',
  ),
  ...spread({ event: ['spawn_failed'], kind: 'node', verb: true }, 'failed to spawn', 'fail to spawn', 'failed to start', 'fail to start'),
  ...spread({ event: ['stop_failed'], kind: 'node' }, 'stop failure', 'stop failures', 'failed stop', 'failed stops'),
  ...spread({ event: ['stop_failed'], kind: 'node', verb: true }, 'failed to stop', 'fail to stop'),
  ...spread({ event: ['@spawn'] }, 'spawn events', 'spawn event', 'spawn activity', 'spawn history'),
  ...spread({ event: ['spawn_requested'] }, 'spawn attempts', 'spawn requests', 'spawn request'),
  ...spread({ event: ['spawn_succeeded'], kind: 'node' }, 'spawns', 'successful spawns', 'spawn successes', 'new nodes', 'spawn'),
  ...spread({ event: ['spawn_succeeded'], kind: 'node', verb: true }, 'spawned', 'started', 'start', 'came up'),
  ...spread({ event: ['@stop'] }, 'stop events', 'stop event'),
  ...spread({ event: ['stop_succeeded'], kind: 'node' }, 'stops'),
  ...spread({ event: ['stop_succeeded'], status: ['stopped'], kind: 'node', verb: true }, 'stopped'),
  ...spread({ status: ['stopping'], kind: 'node' }, 'stopping'),
  ...spread({ event: ['agent_offline'], status: ['offline'], kind: 'agent' }, 'offline'),
  ...spread(
    { event: ['agent_offline'], kind: 'agent', verb: true },
    'went offline',
    'go offline',
    'goes offline',
    'going offline',
    'gone offline',
    'dropped off',
    'dropped',
    'disconnected',
    'went away',
    'went dark',
  ),
  ...spread(
    { event: ['agent_offline'], kind: 'agent' },
    'outage',
    'outages',
    'offline event',
    'offline events',
    'agent offline events',
    'disconnects',
    'disconnections',
  ),
  ...spread({ event: ['agent_offline'], verb: true }, 'went down', 'go down', 'goes down', 'gone down', 'going down'),
  ...spread({ status: ['@down'] }, 'down', 'dead', 'not working', 'unavailable'),
  ...spread({ status: ['@up'] }, 'up', 'alive', 'working'),
  ...spread({ event: ['agent_degraded'], status: ['degraded'], kind: 'agent' }, 'degraded', 'slow agents'),
  ...spread(
    { event: ['agent_degraded'], kind: 'agent' },
    'degraded agent events',
    'degraded events',
    'degradations',
    'degradation',
    'agent degraded events',
  ),
  ...spread({ event: ['agent_degraded'], kind: 'agent', verb: true }, 'became degraded', 'went degraded', 'got degraded', 'degrade'),
  ...spread({ event: ['agent_recovered'], kind: 'agent' }, 'recovery', 'recoveries', 'recovery events'),
  ...spread(
    { event: ['agent_recovered'], kind: 'agent', verb: true },
    'recovered',
    'recover',
    'recovers',
    'came back',
    'come back',
    'comes back',
    'back online',
    'came online',
    'comes online',
    'got back',
  ),
  ...spread({ event: ['agent_heartbeat'], kind: 'agent' }, 'heartbeat', 'heartbeats', 'heart beats', 'heartbeat events'),
  ...spread(
    { event: ['agent_registered'], kind: 'agent' },
    'registration',
    'registrations',
    'registration history',
    'joins',
    'agent registered events',
    'agent registrations',
  ),
  ...spread({ event: ['agent_registered'], kind: 'agent', verb: true }, 'registered', 'joined', 'join', 'register'),
  ...spread({ event: ['agent_unregistered'], status: ['unregistered'], kind: 'agent', verb: true }, 'unregistered', 'left', 'deregistered'),
  ...spread(
    { event: ['@update'] },
    'rollout',
    'rollouts',
    'update',
    'updates',
    'upgrade',
    'upgrades',
    'deploy',
    'deploys',
    'deployment',
    'deployments',
    'release',
    'releases',
  ),
  ...spread({ event: ['@update'], verb: true }, 'updated', 'upgraded', 'deployed', 'rolled out'),
  ...spread(
    { event: ['update_failed'] },
    'failed update',
    'failed updates',
    'failed rollout',
    'failed rollouts',
    'failed deploys',
    'failed upgrades',
    'update failures',
  ),
  ...spread({ event: ['@scale'] }, 'scaling', 'scaling events', 'scale events', 'scale actions', 'scaling activity'),
  ...spread(
    { event: ['config_changed'] },
    'config change',
    'config changes',
    'configuration change',
    'configuration changes',
    'config edits',
  ),
  ...spread(
    { event: ['leader_elected'] },
    'leader change',
    'leader changes',
    'leader election',
    'leader elections',
    'elections',
    'failovers',
  ),
  ...spread({ event: ['@agent'] }, 'agent events', 'agent event', 'agent lifecycle events', 'agent lifecycle', 'agent lifecycle history'),
  ...spread({ event: ['@cluster'] }, 'cluster events', 'cluster changes'),
  ...spread({ event: ['cluster_critical'], status: ['critical'], kind: 'cluster' }, 'critical', 'critical events'),
  ...spread(
    { event: ['cluster_critical'], kind: 'cluster', verb: true },
    'went critical',
    'became critical',
    'go critical',
    'cluster went critical',
  ),
  ...spread({ event: ['storage_metrics'] }, 'storage metrics', 'storage performance'),
  ...spread({ status: ['healthy'] }, 'healthy', 'ok', 'fine'),
  ...spread({ status: ['degraded', 'offline'], kind: 'agent' }, 'unhealthy'),
  ...spread({ status: ['running'], kind: 'node' }, 'running', 'active'),
  ...spread({ status: ['pending'], kind: 'node' }, 'pending', 'starting'),
  ...spread({ event: ['agent_draining'], status: ['draining'], kind: 'agent' }, 'draining'),
  ...spread({ target: 'agent', dim: 'agent' }, 'agent', 'agents', 'machines', 'workers', 'boxes'),
  ...spread({ target: 'node', dim: 'node' }, 'node', 'nodes', 'storage node', 'storage nodes', 'shard', 'shards', 'replica', 'replicas'),
  ...spread({ target: 'event', dim: 'event' }, 'event', 'events', 'grid events', 'everything', 'activity', 'all events', 'happenings'),
  ...spread(
    { target: 'cluster' },
    'cluster',
    'grid',
    'the system',
    'system',
    'grid state',
    'cluster state',
    'cluster status',
    'cluster health',
    'grid status',
    'grid health',
    'overall health',
    'system status',
  ),
  ...spread({ target: 'entity' }, 'things', 'entities'),
  ...spread({ dim: 'host' }, 'host', 'hosts', 'hostname', 'hostnames'),
  ...spread({ dim: 'region' }, 'region', 'regions', 'datacenter', 'datacenters'),
  ...spread({ dim: 'env' }, 'env', 'environment', 'environments', 'envs'),
  ...spread({ dim: 'platform' }, 'platform', 'platforms'),
  ...spread({ dim: 'version' }, 'version', 'versions'),
  ...spread({ dim: 'user' }, 'user', 'users', 'operator', 'operators'),
  ...spread({ dim: 'event' }, 'event type', 'event types', 'type', 'types'),
  ...spread({ dim: 'cause' }, 'cause', 'causes', 'reason', 'reasons'),
  ...spread({ dim: 'status' }, 'status', 'state', 'health'),
  ...spread({ dim: 'query_type' }, 'query type'),
  ...spread({ metric: 'cpu_pct' }, 'cpu', 'cpu usage', 'processor', 'cpu load'),
  ...spread({ metric: 'memory_pct' }, 'memory', 'memory usage', 'ram', 'mem', 'memory use'),
  ...spread({ metric: 'disk_pct' }, 'disk', 'disk usage', 'disk space'),
  ...spread({ metric: 'latency_ms' }, 'latency', 'query latency', 'query time', 'response time', 'query latencies'),
  ...spread({ metric: 'read_latency_us' }, 'read latency'),
  ...spread({ metric: 'write_throughput' }, 'write throughput', 'throughput'),
  ...spread({ metric: 'concept_count' }, 'concept count', 'concepts', 'number of concepts'),
  ...spread({ metric: 'restart_count' }, 'restart count', 'restart counts'),
  ...spread({ metric: 'free_slots' }, 'free slots', 'free capacity', 'capacity'),
  ...spread({ metric: 'queue_depth' }, 'queue depth', 'queue'),
  ...spread({ metric: 'request_rate' }, 'request rate'),
  ...spread({ cause: 'oom' }, 'oom', 'out of memory', 'out-of-memory', 'oom kill', 'oomkilled', 'oom killed', 'memory exhaustion'),
  ...spread({ cause: 'segfault' }, 'segfault', 'segfaults', 'segmentation fault'),
  ...spread({ cause: 'port_conflict' }, 'port conflict', 'port conflicts', 'port in use', 'port already in use', 'address already in use'),
  ...spread({ cause: 'missing_binary' }, 'missing binary', 'binary not found', 'missing binaries'),
  ...spread({ cause: 'checksum_mismatch' }, 'checksum', 'checksum mismatch'),
  ...spread({ cause: 'disk_full' }, 'disk full', 'full disk', 'no space'),
  ...spread({ cause: 'timeout' }, 'timeout', 'timeouts', 'timed out'),
  ...spread({ cause: 'permission' }, 'permission', 'permissions', 'permission denied'),
  ...spread({ cause: 'network' }, 'network', 'network problem', 'network partition'),
];

const VERB_FORM = /(?:ed|came|left|went|lost|gone)$/;

let built: ReadonlyMap<string, Entry> | undefined;

/**
 * Every phrase and what it can mean: the core senses, and for every type of the catalogue its name and its declared words.
 * A type added to the catalogue is askable by the words on its row.
 */
export function lexicon(): ReadonlyMap<string, Entry> {
  if (built !== undefined) return built;
  const entries = new Map<string, Entry>();
  for (const type of EVENT_TYPES) {
    const name = type.replaceAll('_', ' ');
    for (const phrase of [type, name, `${type} events`, `${name} events`, `${name} event`]) entries.set(phrase, { event: [type] });
  }
  for (const type of EVENT_TYPES) {
    for (const word of rowOf(type).words) {
      const phrase = word.toLowerCase();
      const known = entries.get(phrase);
      if (known?.event !== undefined) continue;
      entries.set(phrase, { event: [type], ...(VERB_FORM.test(phrase) ? { verb: true as const } : {}) });
      if (!entries.has(`${phrase} events`)) entries.set(`${phrase} events`, { event: [type] });
    }
  }
  for (const [phrase, entry] of CORE) entries.set(phrase, entry);
  built = entries;
  return entries;
}

let heads: ReadonlyMap<string, readonly (readonly [phrase: string, second: string | undefined])[]> | undefined;

/** Phrases of one or two words by their first word: where a mistyped word is looked for. */
export function phraseHeads(): ReadonlyMap<string, readonly (readonly [phrase: string, second: string | undefined])[]> {
  if (heads !== undefined) return heads;
  const found = new Map<string, (readonly [string, string | undefined])[]>();
  for (const phrase of lexicon().keys()) {
    const [first, second, third] = phrase.split(' ') as [string, string?, string?];
    if (third !== undefined) continue;
    const known = found.get(first);
    if (known === undefined) found.set(first, [[phrase, second]]);
    else known.push([phrase, second]);
  }
  heads = found;
  return found;
}

/** Longest phrase, in words. */
export const PHRASE_WORDS_MAX = 4;

/** Words that carry no content of their own: they may stand anywhere without being accounted for. */
export const FILLER: ReadonlySet<string> = new Set(
  'doing a about again all also am an and any anything are as at be because been being but by can could did do does done during each ever every exactly find for from get gets getting gimme give go goes got had happen happened happening happens has have having hello hey hi how i if in into is it its just kindly let list lot many me mine more most much my now of off ok on one ones only or our out please pls quick quickly really right said see seen seem show shown so some still such take tell than thanks that the their them then there these they thing this those through to too us use used using via want was we were what when where which while who whose will with within would yet you your display fetch return print give currently moment present pull up look looking overview summary report history full complete whole total number amount actual actually recent experienced experiencing had encountered using use uses occur occurred occurring take took taken place sent send sending reported reporting known know between across among had'.split(
    ' ',
  ),
);
