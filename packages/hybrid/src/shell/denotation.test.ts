import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, seededChance } from '@sutra/kit';
import { fromStored } from '@sutra/model';
import { openEngine } from '@sutra/storage/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { parsePlan } from '../core/plan-check.ts';
import { HISTORY_S, seededHistory } from '../testing/denotation/histories.ts';
import { NEIGHBOURS } from '../testing/denotation/neighbours.ts';
import { denotation, ofTheirs, stateAt, type World } from '../testing/denotation/oracle.ts';
import { randomPlan } from '../testing/denotation/plans.ts';
import { comparable, reduced } from '../testing/denotation/reduced.ts';
import { unsaid } from '../testing/denotation/unsaid.ts';
import type { Answer } from './answer.ts';
import { executePlan } from './ask.ts';

/** `npm run test:denotation` asks 300 plans of each of 24 histories; continuous integration asks few. */
const PLANS = Number(process.env['SUTRA_DENOTATION'] ?? 30);
const HISTORIES = Number(process.env['SUTRA_DENOTATION_HISTORIES'] ?? 20);
/** Histories and plans are drawn from their seeds: other ones from another first. */
const FIRST = Number(process.env['SUTRA_DENOTATION_FIRST'] ?? 1);

interface Case {
  readonly world: World;
  readonly engine: Awaited<ReturnType<typeof openEngine>>;
  readonly folder: string;
  readonly ask: (plan: Plan) => Promise<Answer>;
}

const cases: Case[] = [];

/** One history in the real store, its events as the store gives them back. */
async function open(seed: number): Promise<Case> {
  const told = seededHistory(seed);
  const folder = mkdtempSync(join(tmpdir(), 'sutra-denotation-'));
  const engine = await openEngine({ folder, clock: manualClock(told.startUs), onFatal: (reason) => expect.fail(reason.message) });
  const session = await engine.session('test', 1);
  await session.append(told.events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record));
  await session.close();
  const nowUs = told.startUs + HISTORY_S * 1_000_000;
  const world = { events: told.events.map(fromStored), nowUs };
  const state = stateAt(world, nowUs);
  const scene = { reader: engine, catalogue: catalogueOf(state), state };
  return { world, engine, folder, ask: (plan) => executePlan(plan, { tz: 'UTC', nowUs }, scene) };
}

beforeAll(async () => {
  for (let seed = FIRST; seed < FIRST + HISTORIES; seed++) cases.push(await open(seed));
});
afterAll(async () => {
  for (const { engine, folder } of cases) {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('an answer denotes what its plan says', () => {
  it(`for ${PLANS} plans over each of ${HISTORIES} histories, as looking at every event says`, { timeout: 1_800_000 }, async () => {
    let asked = 0;
    let answered = 0;
    for (const [i, { world, ask }] of cases.entries()) {
      const chance = seededChance(999 + FIRST + i);
      for (let n = 0; n < PLANS; n++) {
        const plan = parsePlan(randomPlan(chance));
        const answer = await ask(plan);
        asked++;
        const meant = ofTheirs(plan, world);
        if (meant === undefined) {
          expect([answer.status, answer.text], JSON.stringify(plan)).toEqual(['refused', expect.stringMatching(/^Nobody asks for /)]);
          continue;
        }
        expect([answer.status, answer.text], JSON.stringify(plan)).not.toContain('refused');
        expect(answer.partial, JSON.stringify(plan)).toBe(false);
        const wanted = denotation(meant, world);
        if (!wanted.empty) answered++;
        expect(comparable(reduced(plan, answer)), `history ${FIRST + i}, plan ${n}: ${JSON.stringify(plan)}\n${answer.text}`).toEqual(
          comparable(wanted),
        );
      }
    }
    // The comparison means something only while most plans have an answer.
    expect(answered / asked).toBeGreaterThan(0.6);
  });

  it('and every number in it opens: the plan of a row yields that number, and the sentence says no other', {
    timeout: 600_000,
  }, async () => {
    let opened = 0;
    for (const [i, { ask }] of cases.entries()) {
      const chance = seededChance(4_999 + FIRST + i);
      for (let n = 0; n < Math.ceil(PLANS / 3); n++) {
        const plan = parsePlan(randomPlan(chance));
        const answer = await ask(plan);
        // A census names totals of a whole grid; its rows are the grid itself.
        if (plan.op !== 'state') expect(unsaid(answer), `${JSON.stringify(plan)}\n${answer.text}`).toEqual([]);
        for (const id of answer.evidence) expect(await cases[i]?.engine.event(id), id).toBeDefined();
        if (answer.opens !== undefined && typeof answer.value === 'number' && plan.op === 'count' && plan.distinct === undefined) {
          const rows = await ask(parsePlan(answer.opens));
          expect(rows.value ?? 0, `${JSON.stringify(answer.opens)} of ${JSON.stringify(plan)}`).toBe(answer.value);
        }
        for (const row of (answer.rows ?? []).slice(0, 4)) {
          if (row['plan'] === undefined) continue;
          const again = await ask(parsePlan(row['plan']));
          opened++;
          const number = again.status === 'empty' ? (again.value ?? null) : again.value;
          const wanted =
            row['count'] === undefined ? row['value'] : row['value'] === undefined || plan.op === 'rate' ? row['count'] : row['value'];
          expect(number ?? null, `${JSON.stringify(row)} of ${JSON.stringify(plan)}`).toBe(wanted);
        }
      }
    }
    expect(opened).toBeGreaterThan(PLANS);
  });

  it('and neighbouring plans denote different things in at least one history each', { timeout: 300_000 }, async () => {
    for (const [plan, ...others] of NEIGHBOURS) {
      const here = cases.map(({ world }) => JSON.stringify(comparable(denotation(plan, world))));
      for (const other of others) {
        const there = cases.map(({ world }) => JSON.stringify(comparable(denotation(other, world))));
        expect(
          there.some((text, i) => text !== here[i]),
          `${JSON.stringify(plan)} and ${JSON.stringify(other)}`,
        ).toBe(true);
      }
      for (const one of [plan, ...others]) {
        const { ask, world } = cases[0] as Case;
        expect(comparable(reduced(one, await ask(one))), JSON.stringify(one)).toEqual(comparable(denotation(one, world)));
      }
    }
  });
});
