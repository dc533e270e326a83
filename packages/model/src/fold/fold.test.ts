import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GridEvent } from '../event.ts';
import { fromSnapshot, stateHash, toSnapshot } from '../snapshot.ts';
import type { GridState } from '../state.ts';
import { stored } from '../testing/events.ts';
import { hostileHistory } from '../testing/hostile.ts';
import { interleave, playWorld } from '../testing/world.ts';
import { AGENT_ARROWS, canMove, NODE_ARROWS, OPERATION_ARROWS } from '../transitions.ts';
import { apply, EMPTY_GRID, explainApply, foldAll } from './index.ts';

/** Histories per run here; the full run of 10^5 is the same properties with a larger number. */
const HISTORIES = 2_000;
const EVENTS_MAX = 40;

const plausible = fc
  .tuple(fc.nat(0x7fffffff), fc.integer({ min: 5, max: 20 }))
  .map(([seed, steps]) => ({ seed, ...playWorld(seed, steps) }));
const anyHistory = fc.oneof(
  hostileHistory(EVENTS_MAX),
  plausible.map(({ streams, seed }) => stored(interleave(streams, seed + 1))),
);

const live = (events: readonly GridEvent[], from = EMPTY_GRID): GridState => events.reduce(apply, from);

describe('the fold', () => {
  it('gives the same state live and on replay, and from a snapshot and its tail', () => {
    let events = 0;
    fc.assert(
      fc.property(anyHistory, fc.nat(EVENTS_MAX), (history, cut) => {
        events += history.length;
        const whole = stateHash(live(history));
        expect(stateHash(foldAll(history))).toBe(whole);
        const head = foldAll(history.slice(0, cut));
        const restored = fromSnapshot(JSON.parse(JSON.stringify(toSnapshot(head))));
        expect(stateHash(restored)).toBe(stateHash(head));
        expect(stateHash(foldAll(history.slice(cut), restored))).toBe(whole);
      }),
      { numRuns: HISTORIES },
    );
    expect(events).toBeGreaterThan(HISTORIES * 10);
  });

  it('takes no harm from events that come twice', () => {
    fc.assert(
      fc.property(anyHistory, fc.array(fc.tuple(fc.nat(EVENTS_MAX), fc.nat(EVENTS_MAX)), { maxLength: 8 }), (history, twice) => {
        const again = [...history];
        for (const [from, to] of twice) {
          const event = history[from];
          if (event !== undefined) again.splice(Math.max(again.indexOf(event) + 1, to), 0, event);
        }
        expect(stateHash(live(again))).toBe(stateHash(live(history)));
      }),
      { numRuns: HISTORIES },
    );
  });

  it('never throws, never takes an arrow that is not drawn, and changes no status when it refuses an event', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let state = EMPTY_GRID;
        for (const event of history) {
          const { state: next, outcome } = explainApply(state, event);
          expectDrawn(state, next);
          if (outcome !== 'applied') expect(standing(next)).toEqual(standing(state));
          state = next;
        }
      }),
      { numRuns: HISTORIES },
    );
  });

  it('comes to the same state in whatever order the log took in the master and the agents', () => {
    fc.assert(
      fc.property(plausible, fc.nat(), ({ streams }, seed) => {
        const one = live(stored(interleave(streams, seed)));
        const other = live(stored(interleave(streams, seed + 1)));
        expect(timeless(other)).toEqual(timeless(one));
      }),
      { numRuns: HISTORIES },
    );
  });

  it('comes to the same state for a master that folds what it says before the store gives it back', () => {
    fc.assert(
      fc.property(plausible, fc.nat(), ({ streams, live: early }, seed) => {
        const log = stored(interleave(streams, seed));
        expect(timeless(live(log, early))).toEqual(timeless(live(log)));
      }),
      { numRuns: HISTORIES / 2 },
    );
  });
});

function expectDrawn(before: GridState, after: GridState): void {
  if (before.nodes !== after.nodes) {
    for (const node of after.nodes.values()) {
      const was = before.nodes.get(node.id);
      if (was === undefined || was === node) continue;
      const from = was.generation === node.generation ? was.status : 'pending';
      if (!canMove(NODE_ARROWS, from, node.status)) throw new Error(`${node.id}: ${from} → ${node.status}`);
      if (node.generation < was.generation) throw new Error(`${node.id}: generation went back`);
    }
  }
  for (const agent of before.agents === after.agents ? [] : after.agents.values()) {
    const was = before.agents.get(agent.id);
    if (was !== undefined && !canMove(AGENT_ARROWS, was.health, agent.health))
      throw new Error(`${agent.id}: ${was.health} → ${agent.health}`);
  }
  for (const operation of before.operations === after.operations ? [] : after.operations.values()) {
    const was = before.operations.get(operation.id);
    if (was === undefined || was.generation !== operation.generation) continue;
    if (!canMove(OPERATION_ARROWS, was.status, operation.status)) throw new Error(`${operation.id}: ${was.status} → ${operation.status}`);
  }
}

/** What every agent and node is, without counters and times. */
function standing(state: GridState): unknown {
  return {
    agents: [...state.agents.values()].map(({ id, health, draining }) => [id, health, draining]),
    nodes: [...state.nodes.values()].map(({ id, generation, status, wanted, agentId }) => [id, generation, status, wanted, agentId]),
  };
}

/** The state without what depends on the order of the log by its nature: positions. */
function timeless(state: GridState): unknown {
  const { agents, nodes, operations, cluster } = toSnapshot(state);
  return { agents, nodes, operations, cluster };
}
