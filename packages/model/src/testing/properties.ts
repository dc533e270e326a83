import { seededChance } from '@sutra/kit';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { GridEvent } from '../event.ts';
import { apply, EMPTY_GRID, explainApply, foldAll } from '../fold/index.ts';
import { fromSnapshotText, snapshotText, stateHash, toSnapshot } from '../snapshot.ts';
import type { GridState } from '../state.ts';
import { AGENT_ARROWS, canMove, NODE_ARROWS, OPERATION_ARROWS } from '../transitions.ts';
import { stored } from './events.ts';
import { hostileHistory } from './hostile.ts';
import { interleave, playWorld } from './world.ts';

/** Longest hostile history; a plausible one is about as long. */
const EVENTS_MAX = 40;

const plausible = fc
  .tuple(fc.nat(0x7fffffff), fc.integer({ min: 10, max: 25 }))
  .map(([seed, steps]) => ({ seed, ...playWorld(seed, steps) }));
const anyHistory = fc.oneof(
  hostileHistory(EVENTS_MAX),
  plausible.map(({ streams, seed }) => stored(interleave(streams, seed + 1))),
);

const live = (events: readonly GridEvent[], from = EMPTY_GRID): GridState => events.reduce(apply, from);

/** What must hold of the fold for any history. `check` tries that many histories and throws with the smallest that breaks it. */
export const FOLD_PROPERTIES: readonly { readonly name: string; readonly check: (runs: number) => void }[] = [
  {
    name: 'gives the same state live and on replay, and from a snapshot and its tail',
    check: (runs) => {
      let events = 0;
      fc.assert(
        fc.property(anyHistory, fc.nat(EVENTS_MAX), (history, cut) => {
          events += history.length;
          const whole = stateHash(live(history));
          expect(stateHash(foldAll(history))).toBe(whole);
          const head = foldAll(history.slice(0, cut));
          const restored = fromSnapshotText(snapshotText(head));
          expect(stateHash(restored)).toBe(stateHash(head));
          expect(stateHash(foldAll(history.slice(cut), restored))).toBe(whole);
        }),
        { numRuns: runs },
      );
      expect(events).toBeGreaterThan(runs * 15);
    },
  },

  {
    name: 'takes no harm from events that come twice',
    check: (runs) => {
      fc.assert(
        fc.property(anyHistory, fc.array(fc.tuple(fc.nat(EVENTS_MAX), fc.nat(EVENTS_MAX)), { maxLength: 8 }), (history, twice) => {
          const again = [...history];
          for (const [from, to] of twice) {
            const event = history[from];
            if (event !== undefined) again.splice(Math.max(again.indexOf(event) + 1, to), 0, event);
          }
          expect(stateHash(live(again))).toBe(stateHash(live(history)));
        }),
        { numRuns: runs },
      );
    },
  },

  {
    name: 'never throws, never takes an arrow that is not drawn, and changes no status when it refuses an event',
    check: (runs) => {
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
        { numRuns: runs },
      );
    },
  },

  {
    name: 'comes to the same state in whatever order the log took in the master and the agents',
    check: (runs) => {
      fc.assert(
        fc.property(plausible, fc.nat(), ({ streams }, seed) => {
          const one = live(stored(interleave(streams, seed)));
          const other = live(stored(interleave(streams, seed + 1)));
          expect(timeless(other)).toEqual(timeless(one));
        }),
        { numRuns: runs },
      );
    },
  },

  {
    name: 'comes to the same state for a master that folds what it says before the store gives it back',
    check: (runs) => {
      fc.assert(
        fc.property(plausible, fc.nat(), ({ streams, live: early }, seed) => {
          const log = stored(interleave(streams, seed));
          expect(timeless(live(log, early))).toEqual(timeless(live(log)));
        }),
        { numRuns: runs },
      );
    },
  },

  {
    name: 'comes to the same end when an agent’s words are also delivered directly, early and out of their order',
    check: (runs) => {
      fc.assert(
        fc.property(plausible, fc.nat(), fc.nat(), ({ streams }, seed, hurry) => {
          const log = stored(interleave(streams, seed));
          const chance = seededChance(hurry);
          let state = EMPTY_GRID;
          for (const [i, event] of log.entries()) {
            const direct = log[i + Math.floor(chance.next() * 8)];
            if (direct !== undefined && direct.emitter !== 'master' && chance.next() < 0.4)
              state = apply(state, { ...direct, seq: 0, recordedAtUs: 0 });
            state = apply(state, event);
          }
          expect(outcomes(state)).toEqual(outcomes(live(log)));
        }),
        { numRuns: runs },
      );
    },
  },
];

/** Where every node and operation stands, and what was counted. */
function outcomes(state: GridState): unknown {
  const { nodes, operations } = toSnapshot(state);
  return {
    nodes: nodes.map(({ id, generation, status, wanted, agentId, crashCount, report }) => [
      id,
      generation,
      status,
      wanted,
      agentId,
      crashCount,
      report?.event,
    ]),
    operations: operations.map(({ id, verb, status, generation }) => [id, verb, status, generation]),
  };
}

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
