import { seededChance } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { emitInOrder } from './envelope.ts';
import type { AnyDraft, GridEvent } from './event.ts';
import { apply, EMPTY_GRID } from './fold/index.ts';
import { type AgentWatches, healthLimits, judge, NO_WATCHES, onHeartbeat, watchAll } from './health.ts';
import type { GridState } from './state.ts';
import { bodyOf, emitterOf, T0 } from './testing/events.ts';

const LIMITS = healthLimits();

/** A master on a clock of its own, with agents that beat every 5 s unless told not to. Steps are 100 ms. */
class Grid {
  state: GridState = EMPTY_GRID;
  watches: AgentWatches = NO_WATCHES;
  readonly events: { readonly atMs: number; readonly event: GridEvent }[] = [];
  readonly #say = emitterOf('master');
  readonly #beats = new Map<string, number>();
  #pending: { agentId: string; readyMs: number }[] = [];
  nowMs = 0;
  #lastTickMs = 0;
  #nextTickMs = LIMITS.tickMs;
  #pausedUntilMs = 0;
  readonly silent = new Set<string>();
  lossShare = 0;
  packetLoss = 0;
  readonly chance = seededChance(42);

  constructor(count: number) {
    for (let i = 0; i < count; i++) {
      const agentId = `agent-${String(i).padStart(3, '0')}`;
      this.register(agentId);
      this.#beats.set(agentId, Math.floor(this.chance.next() * LIMITS.intervalMs));
    }
    this.watches = watchAll(this.state, 0);
  }

  register(agentId: string): void {
    this.#emit([{ type: 'agent_registered', body: bodyOf('agent_registered', { agent_id: agentId }) }]);
  }

  /** Stops the master for a while: heartbeats go on arriving at its door, nobody reads them, no tick runs. */
  pauseMaster(ms: number): void {
    this.#pausedUntilMs = this.nowMs + ms;
  }

  run(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += 100;
      for (const [agentId, dueMs] of this.#beats) {
        if (this.nowMs < dueMs) continue;
        this.#beats.set(agentId, dueMs + LIMITS.intervalMs);
        if (!this.silent.has(agentId) && this.chance.next() >= this.lossShare)
          this.#pending.push({ agentId, readyMs: this.nowMs + this.#retransmitMs() });
      }
      if (this.nowMs < this.#pausedUntilMs) continue;
      // Timers run before sockets are read: after a pause the tick comes first and sees stale heartbeats.
      if (this.nowMs >= this.#nextTickMs) this.#tick();
      const ready = this.#pending.filter(({ readyMs }) => readyMs <= this.nowMs);
      this.#pending = this.#pending.filter(({ readyMs }) => readyMs > this.nowMs);
      for (const { agentId } of ready) {
        const at = { monoMs: this.nowMs, wallUs: T0 + this.nowMs * 1000 };
        const heard = onHeartbeat(this.watches, this.state, { agentId, nodeCount: 0 }, at, LIMITS);
        this.watches = heard.watches;
        this.#emit(heard.drafts);
      }
    }
  }

  /** A lost packet is sent again by TCP after 0.2 s, 0.4 s, 0.8 s …: loss is delay. */
  #retransmitMs(): number {
    let delayMs = 0;
    for (let waitMs = 200; this.chance.next() < this.packetLoss && waitMs < 20_000; waitMs *= 2) delayMs += waitMs;
    return delayMs;
  }

  #tick(): void {
    const judged = judge(this.watches, this.state, this.nowMs, this.#lastTickMs, LIMITS);
    this.watches = judged.watches;
    this.#lastTickMs = this.nowMs;
    this.#nextTickMs = this.nowMs + LIMITS.tickMs;
    this.#emit(judged.drafts);
  }

  #emit(drafts: readonly AnyDraft[]): void {
    emitInOrder(drafts, (draft) => {
      const event = this.#say(draft, T0 + this.nowMs * 1000);
      this.events.push({ atMs: this.nowMs, event });
      this.state = apply(this.state, event);
      return event.id;
    });
  }

  of(type: GridEvent['type'], entity?: string): { readonly atMs: number; readonly event: GridEvent }[] {
    return this.events.filter(({ event }) => event.type === type && (entity === undefined || event.entities[0] === entity));
  }
}

describe('failure detection', () => {
  it('says nobody offline when the master is stopped for a minute, three times, with 100 agents', () => {
    const grid = new Grid(100);
    for (let i = 0; i < 3; i++) {
      grid.run(60_000);
      grid.pauseMaster(60_000);
      grid.run(60_000);
    }
    grid.run(60_000);
    expect(grid.of('agent_offline')).toEqual([]);
    expect(grid.of('agent_degraded')).toEqual([]);
    expect(grid.of('detector_suspect')).toHaveLength(3);
    expect(grid.of('detector_suspect')[0]?.event.body).toMatchObject({ kind: 'self_pause', agents: 100 });
  });

  it('says a crashed agent degraded, then offline between 30 and 32 s after its last heartbeat, and nobody else', () => {
    for (let trial = 0; trial < 20; trial++) {
      const grid = new Grid(10);
      grid.run(60_000 + trial * 700);
      grid.silent.add('agent-003');
      const lastHeardMs = grid.watches.byAgent.get('agent-003')?.heardMs ?? 0;
      grid.run(60_000);
      const [degraded] = grid.of('agent_degraded');
      const [offline] = grid.of('agent_offline');
      expect([grid.of('agent_degraded').length, grid.of('agent_offline').length]).toEqual([1, 1]);
      expect(degraded!.atMs).toBeLessThan(offline!.atMs);
      expect(offline!.event.entities[0]).toBe('agent-003');
      expect((offline!.atMs - lastHeardMs) / 1000).toBeGreaterThanOrEqual(30);
      expect((offline!.atMs - lastHeardMs) / 1000).toBeLessThanOrEqual(32);
    }
  });

  it('names the probe a verdict rests on, and the degradation before it, as causes', () => {
    const grid = new Grid(4);
    grid.run(20_000);
    grid.silent.add('agent-001');
    grid.run(60_000);
    const offline = grid.of('agent_offline')[0]!.event;
    const probe = grid
      .of('agent_unreachable_probe')
      .find(({ event }) => event.id === offline.causedBy.find((id) => id.includes('probe')))!.event;
    expect(probe.body).toMatchObject({ verdict: 'offline', limit_ms: 30_000 });
    expect(offline.causedBy).toContain(grid.of('agent_degraded')[0]!.event.id);
    expect(offline.because).toMatch(/^no heartbeat for 3\d\.\d s; limit 30 s$/);
  });

  it('says an agent that was stopped for 45 s degraded, offline, recovered, with its downtime', () => {
    const grid = new Grid(4);
    grid.run(30_000);
    grid.silent.add('agent-002');
    grid.run(45_000);
    grid.silent.delete('agent-002');
    grid.run(30_000);
    const story = grid.events.filter(({ event }) => event.entities[0] === 'agent-002' && /degraded|offline|recovered/.test(event.type));
    expect(story.map(({ event }) => event.type)).toEqual(['agent_degraded', 'agent_offline', 'agent_recovered']);
    const recovered = story[2]!.event;
    expect(recovered.causedBy).toEqual([story[1]!.event.id]);
    expect((recovered.body as { downtime_seconds: number }).downtime_seconds).toBeGreaterThanOrEqual(45);
    expect((recovered.body as { downtime_seconds: number }).downtime_seconds).toBeLessThanOrEqual(51);
  });

  it('says degraded and then offline when one tick passes both limits', () => {
    const grid = new Grid(4);
    const watches = watchAll(grid.state, 0);
    const { drafts } = judge(watches, grid.state, 31_000, 30_000, { ...LIMITS, massLossMin: 99 });
    const types = drafts.filter((draft) => 'agent_id' in draft.body && draft.body.agent_id === 'agent-000').map((draft) => draft.type);
    expect(types).toEqual(['agent_unreachable_probe', 'agent_degraded', 'agent_unreachable_probe', 'agent_offline']);
  });

  it('withholds offline when 60 of 100 agents fall silent at once, and says so once', () => {
    const grid = new Grid(100);
    grid.run(60_000);
    for (let i = 0; i < 60; i++) grid.silent.add(`agent-${String(i).padStart(3, '0')}`);
    grid.run(300_000);
    expect(grid.of('agent_offline')).toEqual([]);
    expect(grid.of('detector_suspect')).toHaveLength(1);
    expect(grid.of('detector_suspect')[0]?.event.body).toMatchObject({ kind: 'mass_loss', agents: 60 });
    expect(
      grid.of('agent_unreachable_probe').filter(({ event }) => 'verdict' in event.body && event.body.verdict === 'withheld'),
    ).toHaveLength(60);
    grid.silent.clear();
    grid.run(30_000);
    expect(grid.of('agent_offline')).toEqual([]);
    expect(grid.of('agent_recovered')).toHaveLength(60);
  });

  it('gives the verdict after all when a mass loss lasts longer than the hold', () => {
    const grid = new Grid(5);
    grid.run(30_000);
    for (let i = 0; i < 5; i++) grid.silent.add(`agent-00${i}`);
    grid.run(LIMITS.massLossHoldMs + 60_000);
    expect(grid.of('agent_offline')).toHaveLength(5);
  });

  it('judges normally when 10 of 100 agents fall silent', () => {
    const grid = new Grid(100);
    grid.run(30_000);
    for (let i = 0; i < 10; i++) grid.silent.add(`agent-${String(i).padStart(3, '0')}`);
    grid.run(60_000);
    expect(grid.of('agent_offline')).toHaveLength(10);
    expect(grid.of('detector_suspect')).toEqual([]);
  });

  it('bears 30 % lost packets for ten minutes without one offline', () => {
    const grid = new Grid(50);
    grid.packetLoss = 0.3;
    grid.run(600_000);
    expect(grid.of('agent_offline')).toEqual([]);
    grid.packetLoss = 0;
    grid.run(5_000);
    expect([...grid.state.agents.values()].filter(({ health }) => health !== 'healthy')).toEqual([]);
  });

  it('stores a heartbeat every 30 s per agent, with how many came and how many did not', () => {
    const grid = new Grid(1);
    grid.run(300_000);
    const beats = grid.of('agent_heartbeat').map(({ event }) => event.body as { received?: number; missed?: number });
    expect(beats.length).toBeGreaterThanOrEqual(9);
    expect(beats.length).toBeLessThanOrEqual(10);
    expect(beats[3]).toMatchObject({ received: 6, missed: 0 });
    grid.lossShare = 0.5;
    grid.run(120_000);
    const lossy = grid
      .of('agent_heartbeat')
      .slice(beats.length)
      .map(({ event }) => event.body as { missed?: number });
    expect(lossy.some(({ missed = 0 }) => missed > 0)).toBe(true);
  });

  it('grants agents that came with a rebuilt state a full window', () => {
    const grid = new Grid(3);
    const first = judge(NO_WATCHES, grid.state, 1_000_000, 999_000, LIMITS);
    expect(first.drafts).toEqual([]);
    expect(judge(first.watches, grid.state, 1_014_000, 1_013_000, LIMITS).drafts).toEqual([]);
    expect(judge(first.watches, grid.state, 1_015_000, 1_014_000, LIMITS).drafts).not.toEqual([]);
  });

  it('gives an agent that registers again after a silence a full window, not the verdict on its old silence', () => {
    const grid = new Grid(4);
    grid.run(20_000);
    grid.silent.add('agent-001');
    grid.run(60_000);
    expect(grid.state.agents.get('agent-001')?.health).toBe('offline');
    grid.register('agent-001');
    expect(grid.state.agents.get('agent-001')?.health).toBe('healthy');
    grid.run(14_000);
    expect(grid.state.agents.get('agent-001')?.health).toBe('healthy');
    grid.run(3_000);
    expect(grid.state.agents.get('agent-001')?.health).toBe('degraded');
    expect(grid.of('agent_degraded', 'agent-001').at(-1)?.event.because).toMatch(
      /^no heartbeat for \d\d\.\d s, 15\.\d s of it counted; limit 15 s$/,
    );
  });
});
