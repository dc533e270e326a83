/**
 * Kinds of questions people ask, each in several wordings or about several things, so that no answer is asked for twice. `op` is what the question must
 * be read as; `check` compares what a kind can be compared with.
 */
import { agentName, nodeName } from './happenings.mjs';

const agent = (i) => agentName((i * 37 + 11) % 100);
const node = (i) => nodeName((i * 271 + 5) % 1_000);
const region = (i) => ['us-east', 'us-west', 'eu-west', 'ap-south'][i % 4];
const env = (i) => ['production', 'staging', 'dev'][i % 3];
const hours = (i) => 2 + (i % 20);
const clockOf = (i) => `${String(i % 24).padStart(2, '0')}:${String((i * 17) % 60).padStart(2, '0')}`;
const of = (list, i) => list[i % list.length];

const kind = (name, op, question, check) => ({ name, op, question, check });

export const KINDS = [
  kind('why', 'why', (i, { crashed }) => `why did ${of(crashed, i)} crash?`),
  kind('why, of an agent', 'why', (i, { left }) => `why did ${of(left, i)} go offline?`),
  kind('why, of a kind', 'why', (i) =>
    of(['why do spawns fail today?', 'why are nodes crashing today?', 'what is causing spawn failures today?'], i),
  ),
  kind('why not', 'why', (i, { crashed }) => `why did ${of(crashed, i)} not restart?`),
  kind('was it', 'why', (i, { crashed }) => `did ${of(crashed, i)} crash because of a config change?`),
  kind('impact', 'impact', (i, { left }) => `what did ${of(left, i)} going offline affect?`),
  kind('what changed', 'changed', (i) =>
    of([`what changed in the last ${hours(i)} hours?`, 'what changed yesterday?', `changes to ${agent(i)} today`], i),
  ),
  kind('what changed before', 'changed', (i, { crashed }) => `what changed right before ${of(crashed, i)} crashed?`),
  kind('path', 'path', (i, { crashed, left }) => `is the ${of(crashed, i)} crash related to ${of(left, i)} going offline?`),
  kind('similar', 'similar', (i, { crashed }) => `find incidents similar to the ${of(crashed, i)} crash`),
  kind('similar, by text', 'similar', () => "have we seen this error before: 'address already in use'"),
  kind(
    'count',
    'count',
    () => 'how many crashes in the last 24 hours?',
    (answer, truth) => [answer.value, truth.crashesLastDay],
  ),
  kind(
    'count, of all time',
    'count',
    () => 'how many crashes have there ever been?',
    (answer, truth) => [answer.value, truth.byType.node_crashed],
  ),
  kind(
    'count, one node',
    'count',
    (i) => `how many times has ${node(i)} ever crashed?`,
    (answer, truth, i) => [answer.value ?? 0, truth.crashesByNode[node(i)] ?? 0],
  ),
  kind(
    'count by agent',
    'count',
    (i) => of(['crashes by agent in the last 24 hours', 'crashes per agent, last 24 hours'], i),
    (answer, truth) => [total(answer), truth.crashesLastDay],
  ),
  kind(
    'count by cause, all time',
    'count',
    () => 'all crashes ever, by cause',
    (answer, truth) => [total(answer), truth.byType.node_crashed],
  ),
  kind('count by region', 'count', (i) => `crashes by region in the last ${hours(i)} hours`),
  kind('count over time', 'count', (i) => of(['daily crashes this week', 'hourly crashes today', 'crashes by hour yesterday'], i)),
  kind('count by hour of day', 'count', (i) => of(['crashes by hour of day this month', 'crashes by weekday this month'], i)),
  kind('count, filtered by region', 'count', (i) => `how many crashes in ${region(i)} in the last ${hours(i)} hours?`),
  kind('count, distinct', 'count', (i) => `how many different nodes crashed in the last ${hours(i)} hours?`),
  kind('top', 'count', (i) => `top ${3 + (i % 7)} agents by crashes this month`),
  kind('count of entities', 'count', (i) =>
    of(['how many agents are offline?', 'how many nodes are running?', 'number of nodes by status'], i),
  ),
  kind('rate', 'rate', (i) =>
    of(['crashes per hour today', 'spawn failures per hour today', `how many heartbeats per minute does ${agent(i)} send?`], i),
  ),
  kind('ratio', 'ratio', (i) =>
    of(['spawn success rate this week', 'what percentage of crashes this week were OOM?', 'spawn success rate per agent today'], i),
  ),
  kind('availability', 'ratio', (i) =>
    of([`availability of ${agent(i)} this week`, 'availability this month', `${region(i)} uptime this week`], i),
  ),
  kind('duration', 'duration', (i) =>
    of([`how long was ${agent(i)} down yesterday?`, 'what was the longest outage last week?', 'mean time to recovery this month'], i),
  ),
  kind('duration, of spawns', 'duration', (i) => of(['average spawn time today', 'slowest spawn this week', 'p95 spawn time today'], i)),
  kind('percentile', 'aggregate', (i) =>
    of(['p95 query latency in the last hour', `p99 query latency in the last ${hours(i)} hours`, 'median query latency today'], i),
  ),
  kind('percentile by node', 'aggregate', (i) => `p95 query latency per node, last ${hours(i)} hours`),
  kind('mean', 'aggregate', (i) =>
    of([`average cpu of ${node(i)} today`, `average memory usage by region over the last ${hours(i)} hours`], i),
  ),
  kind('trend of a figure', 'aggregate', (i) => `cpu trend of ${node(i)} over the last day`),
  kind('highest now', 'list', (i) => of(['top 5 nodes by memory', 'which node uses the most cpu?'], i)),
  kind('compare periods', 'compare', (i) => of(['compare crashes today and yesterday', 'crashes this week versus last week'], i)),
  kind('compare entities', 'compare', (i) => `compare crashes on ${agent(i)} and ${agent(i + 1)} this week`),
  kind('state', 'state', (i) => of([`is ${node(i)} running?`, `status of ${agent(i)}`, 'is the grid ok?'], i)),
  kind('state at an instant', 'state', (i) =>
    of([`was ${agent(i)} healthy at ${clockOf(i)} yesterday?`, `state of the grid at ${clockOf(i)} yesterday`], i),
  ),
  kind('state at an instant, days ago', 'state', (i) => `state of the grid ${2 + (i % 25)} days ago at ${clockOf(i * 7)}`),
  kind('state when', 'state', (i, { crashed }) => `state of the grid when ${of(crashed, i)} crashed`),
  kind('list of events', 'list', (i) =>
    of([`show spawn failures in the last ${hours(i)} hours`, `crashes on ${agent(i)} today`, 'last 20 crashes'], i),
  ),
  kind('list, first ever', 'list', (i) => of([`first crash of ${node(i)}`, 'first crash ever', `when did ${node(i)} first crash?`], i)),
  kind('list, last', 'list', (i) =>
    of([`when did ${node(i)} last crash?`, `last crash on ${agent(i)}`, `when was ${agent(i)} last offline?`], i),
  ),
  kind('list of entities', 'list', (i) =>
    of(['which agents are offline?', `nodes in ${region(i)} that are not running`, `agents in ${env(i)}`], i),
  ),
  kind('list of entities, by events', 'list', (i) =>
    of(['which nodes crashed today?', 'which agents went offline yesterday?', `nodes that crashed in ${region(i)} this week`], i),
  ),
  kind('threshold', 'list', (i) =>
    of(['nodes that crashed more than 2 times today', 'agents that went offline at least twice this week'], i),
  ),
  kind('threshold within', 'list', (i) => `nodes that crashed more than ${1 + (i % 3)} times in 10 minutes this week`),
  kind('never', 'list', (i) => of(['which nodes have never crashed?', 'which agents never went offline?'], i)),
  kind('sequence', 'list', (i) =>
    of(['agents that went offline and never came back', 'nodes that crashed and did not restart this week'], i),
  ),
  kind('sequence within', 'list', (i) => `nodes that crashed and restarted within ${10 + (i % 20)} seconds today`),
  kind('timeline', 'timeline', (i) =>
    of([`timeline of ${node(i)} today`, `what did ${node(i)} do yesterday?`, `what happened to ${agent(i)} yesterday?`], i),
  ),
  kind('timeline around', 'timeline', (i, { left }) => `what happened around ${of(left, i)} going offline?`),
  kind('what happened', 'timeline', (i) =>
    of(['what happened in the last hour?', `what happened between ${1 + (i % 10)}am and ${2 + (i % 10)}am yesterday?`], i),
  ),
  kind('what broke', 'list', (i) => of(['what broke today?', 'errors in the last hour', `failures in ${region(i)} today`], i)),
  kind('anomaly', 'anomaly', (i) =>
    of(['anything unusual today?', 'any spike in spawn failures?', 'anomalies in query latency in the last hour'], i),
  ),
  kind('forecast', 'predict', (i) =>
    of(
      [
        'which nodes are likely to crash in the next 24 hours?',
        `will ${node(i)} crash?`,
        'which agents are likely to go offline in the next hour?',
      ],
      i,
    ),
  ),
  kind('what if', 'simulate', (i) => of([`what if we lost ${agent(i)}?`, `what would happen if ${region(i)} goes down?`], i)),
  kind('audit', 'audit', (i) => of([`who stopped ${node(i)}?`, 'what did priya do yesterday?', 'who did what today?'], i)),
  kind('audit report', 'audit', (i) => of(['audit report for this week', 'generate an audit report for yesterday'], i)),
  kind('wish', 'action', (i) => of([`restart ${node(i)}`, `drain ${agent(i)}`], i)),
  kind('watch', 'watch', (i) => of([`tell me when ${agent(i)} comes back`, 'alert when crashes > 3 in 10 minutes'], i)),
  kind('help', 'help', () => 'what can you do?'),
  kind('refused', 'refuse', (i) => of(['who won the world cup?', 'select * from nodes', `crashes on ${'cache'}-${i}`], i)),
];

const total = ({ rows = [] }) => rows.reduce((sum, row) => sum + (row.count ?? row.value ?? 0), 0);
