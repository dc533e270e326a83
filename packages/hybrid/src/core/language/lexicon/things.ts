import { NUMBER_FIELDS } from '../../plan.ts';
import { noun, type Row, say } from './row.ts';

/** What there is in a grid and what is measured of it. */
export const THINGS: readonly Row[] = [
  ...noun({ target: 'agent', dim: 'agent' }, 'agent, machine, worker, box, grid agent, worker machine, server, agent machine'),
  ...say({ target: 'agent', dim: 'agent', form: 'noun', plural: true }, 'boxes, registered agents, known agents'),
  ...noun({ target: 'node', dim: 'node' }, 'node, storage node, shard, replica, grid node, instance'),
  ...noun({ target: 'event', dim: 'event' }, 'event, grid event, happening, log entry, entry, occurrence'),
  ...say(
    { target: 'event', form: 'noun', plural: true },
    'anything happen, anything happened, something happen, something happened, anything happening, everything, activity, all events, logs, log entries',
  ),
  ...noun({ target: 'cluster' }, 'cluster, grid, whole grid, whole cluster, entire grid, whole system, entire cluster, system, fleet'),
  ...say({ target: 'entity', form: 'noun', plural: true }, 'things, entities, stuff, components'),
  ...noun({ dim: 'host' }, 'host, hostname, host name'),
  ...noun({ dim: 'region' }, 'region, datacenter, data center, datacentre, location, zone, site'),
  ...noun({ dim: 'env' }, 'env, environment, stage'),
  ...noun({ dim: 'platform' }, 'platform, runtime'),
  ...noun({ dim: 'version' }, 'version, binary version, software version'),
  ...noun({ dim: 'user' }, 'user, operator, person'),
  ...say({ dim: 'user', form: 'noun', plural: true }, 'people'),
  ...noun({ dim: 'event' }, 'event type, type, kind, kind of event, type of event'),
  ...noun({ dim: 'cause' }, 'cause, reason, root cause'),
  ...noun({ dim: 'cause', event: ['node_crashed'], kind: 'node' }, 'crash cause, crash reason, cause of crash, reason for crash'),
  ...noun(
    { dim: 'event', event: ['@failure'] },
    'failure type, type of failure, kind of failure, error type, type of error, kind of error',
  ),
  ...noun({ dim: 'cause' }, 'exit reason, failure reason, failure cause, cause of failure, reason for failure'),
  ...noun({ dim: 'error' }, 'error message, error text, message'),
  ...say({ dim: 'status', form: 'noun' }, 'status, statuses, state, states, health status, condition'),
  ...noun({ dim: 'query_type' }, 'query type, type of query, kind of query'),
  ...say({ dim: 'hour_of_day', form: 'noun' }, 'hour of day, hour of the day, time of day, hours of the day'),
  ...say({ dim: 'weekday', form: 'noun' }, 'weekday, day of week, day of the week, weekdays'),
  ...say(
    { metric: 'cpu_pct' },
    'cpu, cpu usage, cpu use, cpu load, cpu utilization, cpu utilisation, processor, processor usage, cpu percent, cpu percentage, cpu pct, processor load, cpu consumption, compute',
  ),
  ...say(
    { metric: 'memory_pct' },
    'memory, memory usage, memory use, ram, mem, ram usage, memory utilization, memory utilisation, memory consumption, mem usage, memory pct, memory percentage, memory percent, ram percentage',
  ),
  ...say(
    { metric: 'memory_pct', top: 'desc' },
    `
      approaching memory limits, approaching their memory limits, approaching its memory limit, approaching the memory limit, close to memory limits,
      close to their memory limit, close to their memory limits, near their memory limit, near their memory limits, near memory limits,
      near its memory limit, close to its memory limit, near the memory limit, close to the memory limit, at its memory limit, at their memory limit,
      nearing its memory limit, nearing their memory limits, nearing memory limits, reaching its memory limit, about to hit its memory limit
    `,
  ),
  ...say({ metric: 'memory_limit_mb' }, 'memory limit, memory limits, ram limit, mem limit'),
  ...say(
    { metric: 'disk_pct' },
    'disk, disk usage, disk use, disk space, disk utilization, disk utilisation, storage usage, disk consumption, disks, disk percentage, disk percent, disk pct',
  ),
  ...say(
    { metric: 'latency_ms' },
    'latency, query latency, query time, response time, query latencies, latencies, response times, query response time, query times',
  ),
  ...say({ metric: 'read_latency_us' }, 'read latency, read latencies, read time, read times'),
  ...say({ metric: 'write_throughput' }, 'write throughput, writes per second, write rate'),
  ...say({ metric: 'concept_count' }, 'concept count, concepts, number of concepts, concept counts, storage concepts, storage concept'),
  ...say({ metric: 'edge_count' }, 'edge count, edges, number of edges, edge counts'),
  ...say({ metric: 'restart_count' }, 'restart count, restart count of'),
  ...say({ metric: 'node_count' }, 'node counts, nodes each'),
  ...say(
    { metric: 'free_slots' },
    `
      free slots, free slot, free slots left, free slot left, slots still free, free slots remaining, slots free, free capacity, spare capacity,
      capacity left, available slots, open slots, spare slots, room left, free room, capacity, headroom, room for more nodes, slots,
      remaining capacity, capacity remaining, capacity do we have left, slots left, room do we have left, slots do we have left,
      space for more nodes, room for nodes
    `,
  ),
  ...say({ metric: 'queue_depth' }, 'queue depth, queue length, queue size, backlog, queue'),
  ...say({ metric: 'request_rate' }, 'request rate, requests per second, rps, traffic'),
  ...say(
    { metric: 'build_time_ms' },
    'build time, index build time, build times, index build times, build time of the index, build time of an index, build times of the index, hnsw build time, hnsw build times',
  ),
  ...say({ metric: 'heartbeat_age_s' }, 'heartbeat age, age of the last heartbeat, heartbeat ages'),
  ...say({ metric: 'uptime_s' }, 'uptime seconds'),
  ...say({ metric: 'throughput' }, 'throughput'),
  ...say(
    { vague: ['cpu', 'memory', 'disk'] },
    'usage, utilization, utilisation, resource usage, resource use, resource utilization, resource utilisation, resource consumption, resources, load, consumption, load average, system load',
  ),
  ...say({ vague: ['latency', 'cpu', 'memory'] }, 'performance, performance metrics, perf'),
  ...NUMBER_FIELDS.map((field) => [field, { metric: field }] as const),
  ...say({ field: 'exit_code' }, 'exit code, exit status, exit codes, return code, exit, code, rc'),
  ...say({ field: 'port' }, 'port, ports, port number'),
  ...say(
    { field: 'error' },
    `
      error containing, error contains, error message contains, whose error contains, whose error mentions, mentioning, containing, saying,
      that mention, that say, with the message, with the text, with message, with text, error text, error message, that contain, contains, matching,
      with error, with the error, message
    `,
  ),
  ...say({ field: 'label' }, 'label, labels, tag, tagged, labelled, labeled'),
];

/** Durations and ratios that have names. */
export const MEASURES: readonly Row[] = [
  ...noun(
    { duration: 'downtime' },
    'downtime, down time, outage time, outage duration, outage length, time down, time offline, unavailability',
  ),
  ...say(
    { duration: 'downtime', agg: 'avg' },
    'mttr, mean time to recovery, mean time to recover, mean time to repair, mean recovery time, average recovery time, avg recovery time, average time to recover, average time to recovery',
  ),
  ...say(
    { duration: 'downtime' },
    'recovery time, recovery times, time to recover, time to recovery, time to repair, time to come back, time until recovery, time of recovery, recovery duration',
  ),
  ...say({ duration: 'uptime' }, 'uptime, up time, uptimes, time up'),
  ...say(
    { duration: 'spawn_time' },
    `
      spawn time, spawn times, startup time, start time, time to spawn, time to start, start-up time, spawn duration, spawn durations, startup times,
      spawning time, boot time, launch time, spawn latency
    `,
  ),
  ...say({ duration: 'spawn_time', agg: 'max' }, 'slowest spawn, slowest spawns, longest spawn, slow spawns'),
  ...say(
    { duration: 'restart_time', agg: 'max' },
    'slowest restart, slowest restarts, longest restart, slowest node restart, slowest node restarts, longest node restart',
  ),
  ...say({ duration: 'restart_time', agg: 'min' }, 'fastest restart, quickest restart, fastest node restart, quickest node restart'),
  ...say({ duration: 'stop_time', agg: 'max' }, 'slowest stop, slowest stops, slowest shutdown, longest shutdown'),
  ...say({ duration: 'spawn_time', agg: 'min' }, 'fastest spawn, quickest spawn, shortest spawn'),
  ...say({ duration: 'stop_time' }, 'stop time, stop times, time to stop, shutdown time, shutdown times, stop duration, time to shut down'),
  ...say({ duration: 'restart_time' }, 'restart time, restart times, time to restart, restart duration, reboot time, restart durations'),
  ...say(
    { duration: 'time_to_crash' },
    'time to crash, time until crash, time until a crash, time between crashes, time before crash, time to failure, time until it crashes, time between failures, lifetime, time until crashing',
  ),
  ...say(
    { duration: 'time_to_crash', agg: 'avg' },
    'mtbf, mttf, mean time between failures, mean time to failure, mean time between crashes',
  ),
  ...say(
    { duration: 'heartbeat_gap' },
    'heartbeat gap, heartbeat gaps, gap between heartbeats, time between heartbeats, heartbeat interval, gaps between heartbeats, heartbeat intervals, gap in heartbeats, silence between heartbeats',
  ),
  ...say(
    { mark: 'long' },
    `
      since how much time, from how much time, since how many time, how long, how fast, how quickly, for how long, how much time, how many minutes,
      how many hours, how many seconds, how long did it take, how long does it take, since how long, what length of time, duration of,
      the duration of, length of, the length of
    `,
  ),
  ...say(
    { ratio: 'spawn_success' },
    `
      spawn success rate, how reliable are spawns, how reliable were spawns, how reliable is spawning, reliability of spawns,
      how successful are spawns, how successful were spawns, spawn success ratio, success rate of spawns, spawn success percentage, success rate,
      success ratio, spawn reliability, spawns succeed, spawns succeeded, spawns were successful, spawns are successful, successful spawn rate,
      rate of successful spawns, percentage of successful spawns, success percentage, share of successful spawns
    `,
  ),
  ...say(
    { ratio: 'spawn_failure' },
    `
      spawn failure rate, spawn failure ratio, failure rate of spawns, failure rate, failure ratio, spawn failure percentage, rate of failed spawns,
      percentage of failed spawns, error rate, spawn error rate, failing spawn rate
    `,
  ),
  ...say(
    { ratio: 'stop_success' },
    'stop success rate, success rate of stops, stop success ratio, stop success ratio of, percentage of successful stops',
  ),
  ...say({ ratio: 'stop_failure' }, 'stop failure rate, failure rate of stops, stop failure ratio, percentage of failed stops'),
  ...say(
    { ratio: 'recovery' },
    'recovery rate, recovery ratio, recovery ratio of, recovery percentage, share of recoveries, rate of recovery',
  ),
  ...say(
    { ratio: 'availability' },
    'availability, how available, uptime percentage, uptime percent, sla, availability percentage, uptime ratio, uptime ratio of, percent uptime, percentage of uptime, uptime %',
  ),
  ...say(
    { ratio: 'cache_hit' },
    `
      cache hit rate, hit rate of the cache, hit ratio of the cache, hit rate of the embedding cache, cache hit rate of, embedding cache hit rate,
      cache performance, embedding cache performance, cache hit ratio, cache hits, cache hit percentage, hit rate, hit ratio, cache hit rates,
      cache hit ratio of, hit ratio of, hit rate of, embedding cache hit ratio, embedding cache hit ratio of, cache hit percentage of
    `,
  ),
];
