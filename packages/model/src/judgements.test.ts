import { describe, expect, it } from 'vitest';
import { validateBody } from './catalogue/index.ts';
import { inStatusSinceUs } from './census.ts';
import type { AnyDraft } from './event.ts';
import { apply, EMPTY_GRID } from './fold/index.ts';
import { CANDIDATES_LISTED_MAX, candidatesJson, place } from './placement.ts';
import { problemsOf } from './problems.ts';
import type { GridState } from './state.ts';
import { bodyOf, emitterOf, T0 } from './testing/events.ts';
import { clusterVerdict, decideVerdict } from './verdict.ts';

function gridOf(...drafts: AnyDraft[]): GridState {
  const say = emitterOf('master');
  return drafts.reduce((state, draft, i) => apply(state, say(draft, T0 + i * 1_000_000)), EMPTY_GRID);
}
const agent = (agent_id: string, over = {}): AnyDraft => ({
  type: 'agent_registered',
  body: bodyOf('agent_registered', { agent_id, hostname: `host-${agent_id}`, max_storage_nodes: 10, ...over }),
});
const node = (node_id: string, agent_id: string): AnyDraft[] => [
  { type: 'spawn_requested', body: bodyOf('spawn_requested', { node_id, agent_id, generation: 1 }) },
  { type: 'spawn_succeeded', body: { node_id, agent_id, pid: 1, port: 1, generation: 1 } },
];
const degraded = (agent_id: string): AnyDraft => ({ type: 'agent_degraded', body: { agent_id, seconds_since_heartbeat: 15 } });
const offline = (agent_id: string): AnyDraft => ({ type: 'agent_offline', body: { agent_id, last_seen: '2025-10-09T08:53:20Z' } });
const crash = (node_id: string, agent_id: string): AnyDraft => ({
  type: 'node_crashed',
  body: { node_id, agent_id, exit_code: 3, generation: 1 },
});

describe('the cluster verdict', () => {
  it('is unknown without agents, healthy with them, degraded with a fault, critical without a healthy agent', () => {
    expect(clusterVerdict(EMPTY_GRID).verdict).toBe('unknown');
    expect(clusterVerdict(gridOf(agent('a'), agent('b'), ...node('n', 'a')))).toMatchObject({
      verdict: 'healthy',
      because: '2/2 agents healthy, 1/1 nodes running',
    });
    expect(clusterVerdict(gridOf(agent('a'), agent('b'), degraded('b')))).toMatchObject({
      verdict: 'degraded',
      because: '1 of 2 agents not healthy (b degraded)',
    });
    expect(clusterVerdict(gridOf(agent('a'), ...node('n', 'a'), crash('n', 'a')))).toMatchObject({
      verdict: 'degraded',
      because: '1 of 1 wanted node not running (n crashed)',
    });
    expect(clusterVerdict(gridOf(agent('a'), degraded('a')))).toMatchObject({
      verdict: 'critical',
      because: 'no healthy agent: 1 of 1 agent not healthy (a degraded)',
    });
    expect(clusterVerdict(gridOf(agent('a'), { type: 'agent_unregistered', body: { agent_id: 'a' } })).verdict).toBe('unknown');
  });

  it('counts a wanted node on an agent that cannot be heard as not running, and a start under way as neither', () => {
    expect(clusterVerdict(gridOf(agent('a'), agent('b'), ...node('n', 'b'), degraded('b'), offline('b'))).because).toContain(
      'n not observed',
    );
    expect(clusterVerdict(gridOf(agent('a'), node('n', 'a')[0]!)).verdict).toBe('healthy');
  });

  it('is said once per change, with the events it rests on', () => {
    const say = emitterOf('master', 2);
    let state = gridOf(agent('a'), agent('b'));
    const said: string[] = [];
    const settle = (): void => {
      for (const draft of decideVerdict(state)) {
        said.push(draft.type);
        expect(validateBody(draft.type, draft.body)).toEqual({ ok: true });
        expect(draft.causedBy?.length).toBeGreaterThan(0);
        state = apply(state, say(draft, T0 + 1));
      }
    };
    for (const draft of [...node('n', 'a'), crash('n', 'a'), degraded('b'), offline('b')]) {
      state = apply(state, say(draft, T0 + 2));
      settle();
      settle();
    }
    expect(said).toEqual(['cluster_healthy', 'cluster_degraded']);
  });
});

describe('how long a node is in its status', () => {
  it('is since its start while it runs, through every adoption, and since its end after that', () => {
    const adopted: AnyDraft = { type: 'node_adopted', body: { node_id: 'n', agent_id: 'a', pid: 1, generation: 1 } };
    const since = (...more: AnyDraft[]) => inStatusSinceUs(gridOf(agent('a'), ...node('n', 'a'), ...more).nodes.get('n')!) - T0;
    expect([since(), since(adopted), since(adopted, adopted), since(adopted, crash('n', 'a'))]).toEqual([
      2_000_000, 2_000_000, 2_000_000, 4_000_000,
    ]);
  });
});

describe('problems', () => {
  it('come worst first, with what depends on them and the event to ask about', () => {
    const state = gridOf(
      ...['a', 'b', 'c', 'd'].map((id) => agent(id)),
      ...node('n1', 'b'),
      ...node('n2', 'b'),
      ...node('n3', 'a'),
      ...node('n4', 'a'),
      degraded('c'),
      degraded('b'),
      offline('b'),
      degraded('d'),
      offline('d'),
      crash('n3', 'a'),
      {
        type: 'node_crash_looping',
        body: { node_id: 'n4', agent_id: 'a', crashes: 5, window_ms: 7000, next_delay_ms: 8000, generation: 1 },
      },
    );
    const found = problemsOf(state);
    expect(found.map(({ what }) => what)).toEqual([
      'b offline',
      'd offline',
      'n4 is crash-looping (0 crashes)',
      'n3 crashed: exited with code 3',
      'c degraded: heartbeats are late',
    ]);
    expect(found[0]).toMatchObject({ kind: 'agent', blastRadius: '2 wanted nodes on it: n1, n2; they may still run, unobserved' });
    // A loop is a problem since its first crash.
    expect(found[2]?.sinceUs).toBe(state.atUs - 7_000_000);
    for (const problem of found) expect(problem.eventId).toMatch(/^event-/);
  });

  it('tell a crash loop since its first crash: how long starting took is in no window', () => {
    const crashAfter = (uptime_ms: number): AnyDraft => ({
      type: 'node_crashed',
      body: { node_id: 'n', agent_id: 'a', exit_code: 3, generation: 1, uptime_ms },
    });
    const inLoop = { node_id: 'n', agent_id: 'a', crashes: 5, window_ms: 1, next_delay_ms: 8000, generation: 1 };
    const state = gridOf(
      agent('a'),
      ...node('n', 'a'),
      crashAfter(3),
      crashAfter(20_000),
      ...Array.from({ length: 5 }, () => crashAfter(3)),
      { type: 'node_crash_looping', body: inLoop },
    );
    // Since the first after the long run: event 5 of one a second.
    expect(problemsOf(state)[0]).toMatchObject({ what: expect.stringContaining('crash-looping'), sinceUs: T0 + 5_000_000 });
  });

  it('say of a critical grid what is wrong now, not what was when it became so', () => {
    let state = gridOf(agent('a'), ...node('n', 'a'), degraded('a'));
    state = apply(state, emitterOf('master', 2)(decideVerdict(state)[0]!, T0 + 9_000_000));
    state = apply(state, emitterOf('master', 3)(offline('a'), T0 + 20_000_000));
    expect(problemsOf(state)[0]?.what).toBe(`cluster critical: ${clusterVerdict(state).because}`);
    expect(problemsOf(state)[0]?.what).toContain('a offline');
  });

  it('are none in a grid where all is as wanted', () => {
    expect(problemsOf(gridOf(agent('a'), ...node('n', 'a')))).toEqual([]);
  });

  it('are found in a grid of 1,000 agents and 10,000 failed nodes, counted once and not once a problem', () => {
    const drafts = Array.from({ length: 1_000 }, (_, i) => agent(`a${i}`));
    const crashes = Array.from({ length: 10_000 }, (_, i) => crash(`n${i}`, `a${i % 1_000}`));
    const state = gridOf(...drafts, ...crashes);
    const before = process.cpuUsage();
    expect(problemsOf(state)).toHaveLength(10_000);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000); // quadratic it takes minutes
  });
});

describe('placement', () => {
  it('prefers the most free agent, then the one with memory to spare, then the lower id', () => {
    const state = gridOf(agent('c'), agent('b'), agent('a'), ...node('n', 'a'));
    expect(place(state)).toMatchObject({ do: 'place', agentId: 'b' });
    const busy = apply(
      state,
      emitterOf('b')({ type: 'agent_metrics', body: { agent_id: 'b', host: 'h', cpu_pct: 1, memory_pct: 50, disk_pct: 1, load: 1 } }, T0),
    );
    expect(place(busy)).toMatchObject({
      agentId: 'c',
      because: 'c scores 100 (10 of 10 places free), best of 3 that fit out of 3; next is b with 95',
    });
  });

  it('says of every agent why it does not fit', () => {
    const state = gridOf(agent('a'), degraded('a'), agent('b', { max_storage_nodes: 0 }), agent('c'), {
      type: 'agent_draining',
      body: { agent_id: 'c' },
    });
    expect(place(state)).toMatchObject({ do: 'refuse', because: 'no agent fits (a: degraded, b: full: 0 of 0 places used, c: draining)' });
    expect(place(EMPTY_GRID)).toMatchObject({ do: 'refuse', because: 'no agent is registered' });
  });

  it('says of a full agent how many of its places stand idle', () => {
    const full = (n: number, ...more: AnyDraft[]) =>
      place(gridOf(agent('a', { max_storage_nodes: n }), ...node('n', 'a'), ...node('m', 'a'), ...more));
    expect(full(2)).toMatchObject({ because: 'no agent fits (a: full: 2 of 2 places used)' });
    expect(full(2, crash('n', 'a'))).toMatchObject({
      because: 'no agent fits (a: full: 2 of 2 places used, 1 by a node that does not run)',
    });
    expect(full(2, crash('n', 'a'), crash('m', 'a'))).toMatchObject({ because: expect.stringContaining('2 by nodes that do not run') });
  });

  it('keeps the record of a decision over 3,000 agents within the bounds of an event', () => {
    const state = gridOf(...Array.from({ length: 3_000 }, (_, i) => agent(`agent-${i}`)));
    const { candidates } = place(state);
    const json = candidatesJson(candidates) as { considered: number; listed: unknown[] };
    expect([json.considered, json.listed.length]).toEqual([3_000, CANDIDATES_LISTED_MAX]);
    expect(validateBody('placement_decided', { node_id: 'n', agent_id: 'a', candidates: json })).toEqual({ ok: true });
  });
});
