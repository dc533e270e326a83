import { seededChance } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { parsePlan } from '../core/plan-check.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import { chanceOfAtLeast, robustDistance } from './anomaly/tails.ts';
import { executePlan } from './ask.ts';
import { hazard } from './forecast/hazard.ts';
import { forecastsMade, scoreDue } from './forecast/track-record.ts';
import { trendOf } from './forecast/trend.ts';

const HOUR_S = 3_600;

/** Executes a plan on a told history at so many seconds after its start. */
function asks(told: Teller, nowS: number) {
  const events = told.events.filter((event) => event.timeUs <= told.startUs + nowS * 1_000_000);
  const state = events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(events), catalogue: catalogueOf(state), state };
  return (plan: Readonly<Record<string, unknown>>) =>
    executePlan(parsePlan(plan), { tz: 'UTC', nowUs: told.startUs + nowS * 1_000_000 }, scene);
}

function grid(told: Teller, nodes: number, maxNodes = 10): void {
  for (const n of [1, 2])
    told.tell(n * 0.1, 'agent_registered', {
      agent_id: `agent-${n}`,
      hostname: `box-${n}`,
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: maxNodes,
    });
  for (let n = 0; n < nodes; n++) {
    const body = { node_id: `node-${n}`, agent_id: `agent-${1 + (n % 2)}` };
    const asked = told.tell(1 + n * 0.1, 'spawn_requested', { ...body, port: 0, storage_path: '', memory_limit_mb: 256, generation: 1 });
    told.tell(1.05 + n * 0.1, 'spawn_succeeded', { ...body, pid: 100 + n, port: 50_100 + n, generation: 1 }, { causedBy: [asked] });
  }
}

/** A crash followed by a restart two seconds later. */
function crash(told: Teller, atS: number, node: number, more: object = {}): string {
  const body = { node_id: `node-${node}`, agent_id: `agent-${1 + (node % 2)}` };
  const id = told.tell(atS, 'node_crashed', { ...body, exit_code: 1, uptime_ms: 900_000, ...more });
  told.tell(atS + 2, 'node_restarted', { ...body, restart_count: 1, new_pid: Math.round(atS) }, { causedBy: [id] });
  return id;
}

describe('forecasts', () => {
  /** Node 0 crashes in bouts of six hours; the others hardly ever. */
  function bouts(): Teller {
    const told = history();
    grid(told, 4);
    for (let hour = 0; hour < 240; hour++) {
      if (Math.floor(hour / 12) % 2 === 0) crash(told, hour * HOUR_S + 1_800, 0);
      if (hour % 60 === 7) crash(told, hour * HOUR_S + 100, 1 + (hour % 3));
    }
    return told;
  }

  it('speak with their back-test where they beat the base rate, and name what is likeliest', async () => {
    const answer = await asks(bouts(), 228 * HOUR_S)({ op: 'predict', target: 'node', where: { event: ['node_crashed'] } });
    expect(answer.status).toBe('answered');
    expect(answer.rows?.[0]).toMatchObject({ entity_id: 'node-0', expects: 'node_crashed', horizon_s: 3_600 });
    expect(answer.text).toMatch(
      /^Estimate for the next 1 h: a crash is likeliest of node-0 .*back-test: .* Brier score [\d.]+ against [\d.]+ of the base rate/,
    );
    expect(Number(answer.value)).toBeGreaterThan(0.5);
  });

  it('are silent where the record is too short, and say with what counts', async () => {
    const told = history();
    grid(told, 2);
    crash(told, 100, 0);
    const answer = await asks(told, 5 * HOUR_S)({ op: 'predict', target: 'node', where: { event: ['node_crashed'] } });
    expect([answer.status, answer.text]).toEqual([
      'empty',
      expect.stringMatching(/^No forecast of crashes is made: too little to learn from: \d+ of \d+ moments/),
    ]);
  });

  it('are silent where chance alone decides', () => {
    const chance = seededChance(7);
    const times: number[] = [];
    // Gaps of a process without memory: what happened says nothing of what comes.
    for (let atH = 0; atH < 4_000; atH += -10 * Math.log(1 - chance.next())) times.push(Math.round(atH * 3_600_000_000));
    const found = hazard(new Map([['node-0', times]]), {
      horizonUs: 3_600_000_000,
      since: new Map([['node-0', 0]]),
      fromUs: 0,
      nowUs: 4_000 * 3_600_000_000,
    });
    expect(found).toMatchObject({ speaks: false, because: expect.stringContaining('does not beat the base rate') });
  });

  it('are recorded, scored once when they come due, and held up to the next one', async () => {
    const told = bouts();
    const reader = memoryReader(told.events);
    const answer = await asks(told, 228 * HOUR_S)({ op: 'predict', target: 'node', where: { event: ['node_crashed'] } });
    const [draft] = forecastsMade(answer.rows ?? []);
    expect(draft).toMatchObject({ type: 'forecast_made', body: { target: 'node-0' } });
    const made = history(told.startUs + 228 * HOUR_S * 1_000_000);
    const id = made.tell(0, 'forecast_made', draft?.body as never);
    reader.append(...made.events.map((event) => ({ ...event, seq: told.events.length + 1 })));
    expect(await scoreDue(reader, made.startUs + 60_000_000)).toEqual([]);
    const [scored] = await scoreDue(reader, made.startUs + 2 * HOUR_S * 1_000_000);
    expect(scored).toMatchObject({
      type: 'forecast_scored',
      causedBy: expect.arrayContaining([id]),
      body: { target: 'node-0', happened: false },
    });
    const kept = history(made.startUs + HOUR_S * 1_000_000);
    kept.tell(1, 'forecast_scored', scored?.body as never, { causedBy: [id] });
    reader.append(...kept.events.map((event) => ({ ...event, seq: told.events.length + 2 })));
    expect(await scoreDue(reader, made.startUs + 3 * HOUR_S * 1_000_000)).toEqual([]);
  });

  it('of a figure name when it reaches its limit, and are silent about one that only wavers', async () => {
    const told = history();
    grid(told, 2);
    for (let n = 0; n < 72; n++) {
      const figures = { cpu_pct: 10, memory_pct: 40, load: 1 };
      told.tell(100 + n * 300, 'agent_metrics', { agent_id: 'agent-1', host: 'box-1', ...figures, disk_pct: 50 + n * 0.5 });
      told.tell(100 + n * 300, 'agent_metrics', { agent_id: 'agent-2', host: 'box-2', ...figures, disk_pct: 50 + (n % 2) });
    }
    const answer = await asks(told, 6 * HOUR_S)({ op: 'predict', target: 'agent', threshold: { metric: 'disk_pct', gte: 95 } });
    expect(answer.rows).toEqual([expect.objectContaining({ entity_id: 'agent-1', limit: 95, reached_in_s: expect.any(Number) })]);
    expect(Number(answer.value)).toBeGreaterThan(1_000);
    expect(answer.unknown).toEqual([expect.stringContaining('agent-2: a line does not beat')]);
    const other = await asks(
      told,
      6 * HOUR_S,
    )({
      op: 'predict',
      target: 'agent',
      where: { agent: ['agent-2'] },
      threshold: { metric: 'disk_pct', gte: 95 },
    });
    expect([other.rows, other.text]).toEqual([[], expect.stringMatching(/^No forecast of disk is made: agent-2: a line does not beat/)]);
  });

  it('are of what a plan names or describes alone, learned from all', async () => {
    const ask = asks(bouts(), 228 * HOUR_S);
    const plan = { op: 'predict', target: 'node' } as const;
    const all = await ask({ ...plan, where: { event: ['node_crashed'] } });
    const on = String((await ask({ op: 'list', target: 'node', where: { node: ['node-0'] } })).rows?.[0]?.['agent_id']);
    const some = await ask({ ...plan, where: { event: ['node_crashed'], agent: [on] } });
    expect(some.rows?.length).toBeGreaterThan(0);
    expect(some.rows?.length).toBeLessThan(all.rows?.length ?? 0);
    expect(all.rows).toEqual(expect.arrayContaining([...(some.rows ?? [])]));
    expect(await ask({ ...plan, where: { event: ['node_crashed'], agent: ['agent-9'] } })).toMatchObject({
      status: 'empty',
      text: 'There is no node of agent-9 to forecast for.',
    });
  });

  it('say where the record is shorter than what they are to look ahead', async () => {
    const told = history();
    grid(told, 2);
    crash(told, 100, 0);
    expect((await asks(told, 900)({ op: 'predict', target: 'node', where: { event: ['node_crashed'] } })).text).toMatch(
      /^No forecast of crashes is made: too little to learn from: the record of them is 1\d min.* long, less than one stretch of 1 h\.$/,
    );
  });

  it('need a line that beats staying', () => {
    const noisy = Array.from({ length: 40 }, (_, n) => ({ atUs: n * 1e6, value: 50 + (n % 3) }));
    expect(trendOf(noisy)).toMatchObject({ speaks: false });
    expect(trendOf(noisy.map(({ atUs }, n) => ({ atUs, value: n * 2 })))).toMatchObject({ speaks: true, test: { tested: 10 } });
  });
});

describe('anomalies', () => {
  function steady(): Teller {
    const told = history();
    grid(told, 3);
    for (let hour = 0; hour < 12; hour++) crash(told, hour * HOUR_S + 500, hour % 3);
    return told;
  }

  it('are counts that the hours before do not explain, with window and baseline named', async () => {
    const told = steady();
    for (let n = 0; n < 9; n++) crash(told, 12 * HOUR_S + 100 + n * 60, 1);
    const answer = await asks(told, 13 * HOUR_S)({ op: 'anomaly' });
    expect(answer.status).toBe('answered');
    expect(answer.rows).toEqual(expect.arrayContaining([expect.objectContaining({ entity_id: 'node-1', what: 'crashes', now: 9 })]));
    expect(answer.assumptions.join(' ')).toMatch(/window: the 1 h to .*; baseline: the 11 windows of the same length before it/);
  });

  it('are of the events that a question names, and of nothing else', async () => {
    const told = steady();
    for (let n = 0; n < 9; n++) crash(told, 12 * HOUR_S + 100 + n * 60, 1);
    const about = asks(told, 13 * HOUR_S);
    expect(await about({ op: 'anomaly', where: { event: ['spawn_failed'] } })).toMatchObject({ status: 'empty', value: 0 });
    const crashes = await about({ op: 'anomaly', where: { event: ['node_crashed'] } });
    expect(new Set((crashes.rows ?? []).map(({ what }) => what))).toEqual(new Set(['crashes']));
  });

  it('of a figure are looked for in the events that carry it', async () => {
    const told = steady();
    const asked = { query_type: 'graph', query_depth: 1, result_count: 3, confidence: 0.5 };
    for (let n = 0; n < 13 * 12; n++)
      told.tell(60 + n * 300, 'query_performance', {
        node_id: `node-${n % 3}`,
        ...asked,
        latency_ms: n >= 12 * 12 && n % 3 === 2 ? 900 : 20 + (n % 5),
      });
    const answer = await asks(told, 13 * HOUR_S)({ op: 'anomaly', metric: 'latency_ms' });
    expect(answer.rows).toEqual([expect.objectContaining({ entity_id: 'node-2', what: 'median latency_ms', now: 900 })]);
  });

  it('are not seen where everything goes on as before, and not claimed where the record is too short', async () => {
    expect(await asks(steady(), 12 * HOUR_S)({ op: 'anomaly' })).toMatchObject({ status: 'empty', value: 0 });
    expect(await asks(steady(), 2 * HOUR_S)({ op: 'anomaly' })).toMatchObject({
      status: 'empty',
      text: expect.stringContaining('cannot be said'),
    });
  });

  it('rest on exact tails', () => {
    expect(chanceOfAtLeast(0, 3)).toBe(1);
    expect(chanceOfAtLeast(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
    expect(chanceOfAtLeast(3, 1)).toBeCloseTo(1 - Math.exp(-1) * (1 + 1 + 0.5), 12);
    expect(chanceOfAtLeast(500, 1)).toBeLessThan(1e-12);
    expect(robustDistance(10, [1, 1, 2, 1, 1, 2])).toBeGreaterThan(8);
  });
});

describe('what if', () => {
  it('an agent were lost: the verdict, the nodes, and where they would fit', async () => {
    const told = history();
    grid(told, 6, 4);
    const answer = await asks(told, 60)({ op: 'simulate', change: { event: ['agent_offline'], agent: ['agent-2'] } });
    expect(answer.value).toBe('degraded');
    expect(answer.text).toMatch(
      /^Without agent-2 the grid would be degraded \(unknown now|^Without agent-2 the grid would be degraded \(healthy now/,
    );
    expect(answer.text).toContain('3 wanted nodes would not run');
    // One place is left on the other agent.
    expect(answer.rows?.filter((row) => row['could_go_to'] === 'agent-1')).toHaveLength(1);
    expect(answer.text).toContain('1 of 3 would fit on other agents');
  });

  it('an agent were lost: whether something would come of it', async () => {
    const told = history();
    grid(told, 6, 4);
    const supposed = { op: 'simulate', change: { event: ['agent_offline'], agent: ['agent-2'] } } as const;
    const all = await asks(told, 60)(supposed);
    const gone = String(all.rows?.[0]?.['node_id']);
    const would = async (outcome: Record<string, readonly string[]>) => (await asks(told, 60)({ ...supposed, outcome } as never)).text;
    expect(await would({ event: ['node_crashed'], node: [gone] })).toMatch(new RegExp(`^Yes: ${gone} runs there`));
    expect(await would({ event: ['cluster_degraded'] })).toMatch(/^Yes: the grid would be degraded\./);
    expect(await would({ event: ['cluster_critical'] })).toMatch(/^No: the grid would be degraded, not critical\./);
    expect(await would({ event: ['agent_offline'], agent: ['agent-1'] })).toMatch(/^Whether that would follow is not known/);
  });

  it('something were restarted or updated: not computed, with what followed when it was', async () => {
    const told = history();
    grid(told, 6, 4);
    for (const [verb, followed] of [
      ['restart', 'effects of the latest restart of node-1'],
      ['update', 'effects of the latest update event of node-1'],
    ] as const) {
      const answer = await asks(told, 60)({ op: 'simulate', change: { verb, node: ['node-1'] } });
      expect(answer.status).toBe('refused');
      expect(answer.text).toMatch(/^What would follow from anything but a loss is not computed/);
      expect(answer.suggestions?.[0]?.question).toBe(followed);
    }
  });

  it('nodes had never been restarted: the recorded ends, replayed', async () => {
    const told = history();
    grid(told, 2);
    crash(told, 100, 0);
    crash(told, 1_500, 0);
    const answer = await asks(told, 2_000)({ op: 'simulate', change: { policy: 'restart', restart: 'never' } });
    expect(answer.rows).toEqual([
      { node_id: 'node-0', crashes: 2, restarts_were: 2, restarts_would_be: 0, down_s_was: 4, down_s_would_be: 1_900, stays_down: true },
    ]);
    expect(answer.text).toContain('1 node would be down now');
    const always = await asks(told, 2_000)({ op: 'simulate', change: { policy: 'restart', restart: 'always' } });
    expect(always.rows).toEqual([expect.objectContaining({ restarts_would_be: 2, stays_down: false })]);
  });

  it('nodes had been placed under another limit: each recorded request, placed anew', async () => {
    const told = history();
    grid(told, 6);
    const answer = await asks(told, 60)({ op: 'simulate', change: { policy: 'placement', without: ['agent-2'] } });
    expect(answer.rows?.map((row) => [row['was_on'], row['would_be_on']])).toEqual([
      ['agent-2', 'agent-1'],
      ['agent-2', 'agent-1'],
      ['agent-2', 'agent-1'],
    ]);
    expect((await asks(told, 60)({ op: 'simulate', change: { max_nodes: 1 } })).text).toMatch(/4 of them nowhere/);
  });

  it('there were more nodes: how many fit, and where', async () => {
    const told = history();
    grid(told, 2, 4);
    expect(await asks(told, 60)({ op: 'simulate', change: { nodes: 6 } })).toMatchObject({
      value: 4,
      text: expect.stringMatching(/^6 nodes would fit/),
    });
    expect((await asks(told, 60)({ op: 'simulate', change: { nodes: 20 } })).text).toMatch(/^6 of 18 more nodes would fit/);
  });

  it('restarts had a limit: a node that used them up stays down', async () => {
    const told = history();
    grid(told, 2);
    for (const at of [100, 110, 120, 130]) crash(told, at, 0, { uptime_ms: 5_000 });
    const answer = await asks(told, 1_130)({ op: 'simulate', change: { policy: 'restart', restart_limit: 3 } });
    expect(answer.rows).toEqual([expect.objectContaining({ node_id: 'node-0', restarts_were: 4, restarts_would_be: 3, stays_down: true })]);
    expect(answer.text).toMatch(/^With at most 3 restarts in a row/);
    const roomy = await asks(told, 1_130)({ op: 'simulate', change: { restart_limit: 9 } });
    expect(roomy.rows).toEqual([expect.objectContaining({ restarts_would_be: 4, stays_down: false })]);
  });

  it('a node had run elsewhere: the outages of both agents while it wanted to run', async () => {
    const told = history();
    grid(told, 2);
    for (const [agent, at, back] of [
      ['agent-1', 200, 500],
      ['agent-2', 300, 330],
    ] as const) {
      told.tell(at - 10, 'agent_degraded', { agent_id: agent, seconds_since_heartbeat: 15 });
      told.tell(at, 'agent_offline', { agent_id: agent, last_seen: '2026-03-18T00:00:00Z' });
      told.tell(back, 'agent_recovered', { agent_id: agent, downtime_seconds: back - at });
    }
    const answer = await asks(told, 1_000)({ op: 'simulate', change: { policy: 'placement', node: ['node-0'], onto: 'agent-2' } });
    expect(answer).toMatchObject({ status: 'answered', value: 30 - 300 });
    expect(answer.rows).toEqual([
      { node_id: 'node-0', was_on: 'agent-1', outages_were: 1, away_s_was: 300, outages_would_be: 1, away_s_would_be: 30 },
    ]);
    expect(answer.text).toContain('It would fit there now.');
  });

  it('there were more agents: the places that adds, and the nodes that fit then', async () => {
    const told = history();
    grid(told, 4, 2);
    const answer = await asks(told, 60)({ op: 'simulate', change: { policy: 'scaling', agents: 2 } });
    expect(answer).toMatchObject({ status: 'answered', value: 4 });
    expect(answer.text).toMatch(/^With 2 more agents of 2 places each there would be 4 free places instead of 0/);
  });

  it('a wish were made: it is supposed, as what it comes to', async () => {
    const told = history();
    grid(told, 4, 4);
    const ask = asks(told, 60);
    expect((await ask({ op: 'simulate', change: { verb: 'scale', count: 6 } })).text).toMatch(/^6 nodes would fit/);
    expect((await ask({ op: 'simulate', change: { verb: 'drain', agent: ['agent-2'] } })).text).toMatch(/^Without agent-2/);
    expect((await ask({ op: 'simulate', change: { verb: 'stop', node: ['node-1'] } })).text).toMatch(/^Without node-1/);
    expect((await ask({ op: 'simulate', change: { policy: 'scaling', more_nodes: 2 } })).text).toMatch(/^6 nodes would fit/);
    expect(await ask({ op: 'simulate', change: { verb: 'restart', node: ['node-1'] } })).toMatchObject({ status: 'refused' });
  });

  it('something else: it is refused, never answered with something like it', async () => {
    const told = history();
    grid(told, 2);
    expect(await asks(told, 60)({ op: 'simulate', change: { weather: 'rain' } })).toMatchObject({ status: 'refused' });
  });
});

describe('how two things are related', () => {
  it('is told by recorded causes, in either direction, and by a common one', async () => {
    const told = history();
    grid(told, 2);
    const offline = told.tell(50, 'agent_offline', { agent_id: 'agent-1', last_seen: '2026-03-18T12:00:20Z' });
    const lost = told.tell(60, 'node_lost', { node_id: 'node-0', agent_id: 'agent-1', error: 'gone' }, { causedBy: [offline] });
    told.tell(61, 'cluster_degraded', { total_agents: 2, healthy_agents: 1, reason: 'agent-1 offline' }, { causedBy: [offline] });
    const ask = asks(told, 100);
    const from = { event: ['node_lost'], node: ['node-0'] };
    const answer = await ask({ op: 'path', form: 'yesno', from, to: { event: ['agent_offline'], agent: ['agent-1'] } });
    expect([answer.value, answer.path]).toEqual([true, [{ from: offline, to: lost, kind: 'recorded', dt_ms: 10_000 }]]);
    expect(await ask({ op: 'path', from: { event: ['cluster_degraded'] }, to: from })).toMatchObject({
      value: true,
      text: expect.stringContaining('both follow from agent-1 offline'),
    });
  });

  it('is inferred where a rule rests on what happened to the other, and labelled so', async () => {
    const told = history();
    grid(told, 4);
    const down = told.tell(90, 'stop_succeeded', { node_id: 'node-1', agent_id: 'agent-2' });
    crash(told, 95, 0, { cause: 'dependency', stderr_tail: 'connect ECONNREFUSED 127.0.0.1:50101' });
    const answer = await asks(told, 200)({ op: 'path', from: { event: ['node_crashed'], node: ['node-0'] }, to: { node: ['node-1'] } });
    expect([answer.value, answer.text]).toEqual([
      true,
      expect.stringMatching(/^Yes, by inference: node-0 lost something it depends on: node-1 stopped/),
    ]);
    expect(answer.path).toEqual([expect.objectContaining({ from: down, kind: 'inferred', rule: 'dependency-down' })]);
  });

  it('is not made up from a shared agent or a short time between', async () => {
    const told = history();
    grid(told, 4);
    crash(told, 100, 0);
    crash(told, 101, 2);
    crash(told, 300, 1);
    const ask = asks(told, 400);
    const of = (n: number) => ({ event: ['node_crashed'], node: [`node-${n}`] });
    expect(await ask({ op: 'path', from: of(0), to: of(2) })).toMatchObject({
      value: 'unknown',
      path: [],
      text: expect.stringContaining('share agent-1'),
    });
    expect(await ask({ op: 'path', from: of(0), to: of(1) })).toMatchObject({ value: false });
    expect(await ask({ op: 'path', from: { node: ['node-0'] }, to: { agent: ['agent-1'] } })).toMatchObject({
      text: expect.stringContaining('node-0 is running on agent-1'),
    });
    expect(await ask({ op: 'path', from: of(3), to: of(1) })).toMatchObject({ status: 'empty' });
  });
});

describe('similar events', () => {
  it('are ranked by what agrees, with the score explained and what followed', async () => {
    const told = history();
    grid(told, 4);
    crash(told, 100, 0, { exit_code: 137, cause: 'oom', memory_mb: 250, memory_limit_mb: 256 });
    crash(told, 200, 1, { exit_code: 1, cause: 'config', stderr_tail: 'invalid option --cache' });
    crash(told, 300, 0, { exit_code: 137, cause: 'oom', memory_mb: 251, memory_limit_mb: 256 });
    const answer = await asks(told, 400)({ op: 'similar', where: { event: ['node_crashed'], node: ['node-0'] } });
    expect(answer.value).toBe(1);
    expect(answer.rows?.[0]).toMatchObject({
      entity_id: 'node-0',
      score: 1,
      agrees: expect.stringContaining('same cause'),
      what_followed: expect.stringContaining('restarted'),
    });
  });

  it('are found by the words of an error, wherever they were written', async () => {
    const told = history();
    grid(told, 2);
    told.tell(50, 'spawn_failed', { node_id: 'node-9', agent_id: 'agent-1', error: 'address already in use' });
    crash(told, 100, 0, { stderr_tail: 'listen: Address already in use' });
    const ask = asks(told, 200);
    expect(await ask({ op: 'similar', where: { error: { contains: 'address already in use' } } })).toMatchObject({
      value: 2,
      text: expect.stringMatching(/^Yes: 2 times on node-0, node-9/),
    });
    expect(await ask({ op: 'similar', where: { error: { contains: 'no such thing' } } })).toMatchObject({ status: 'empty', value: 0 });
  });

  it('by their words are counted over all history and shown newest first, from as many days as it takes', async () => {
    const told = history();
    grid(told, 2);
    for (const day of [1, 3, 3.1, 40]) crash(told, day * 24 * HOUR_S, 0, { stderr_tail: `boom at ${day}` });
    const answer = await asks(told, 41 * 24 * HOUR_S)({ op: 'similar', where: { error: { contains: 'boom' } }, limit: 3 });
    const days = (answer.rows ?? []).map(({ time }) => (Date.parse(String(time)) * 1_000 - told.startUs) / (24 * HOUR_S * 1_000_000));
    expect([answer.value, days]).toEqual([4, [40, expect.closeTo(3.1), 3]]);
    expect(answer.text).toMatch(/^Yes: 4 times, lately on .*, first at 2026-03-19 12:00:00 UTC/);
  });
});

describe('every cause at once', () => {
  it('counts the events of a period by what caused them', async () => {
    const told = history();
    grid(told, 4);
    for (const n of [0, 1, 2]) crash(told, 100 + n * 50, n, { exit_code: 1, cause: 'permission', stderr_tail: 'EACCES' });
    crash(told, 500, 3, { signal: 'SIGSEGV', cause: 'segfault' });
    const answer = await asks(told, 600)({ op: 'why', pick: 'all', where: { event: ['node_crashed'] } });
    expect(answer.value).toBe('permission');
    expect(answer.rows?.map((row) => [row['cause'], row['count']])).toEqual([
      ['permission', 3],
      ['segfault', 1],
    ]);
  });
});
