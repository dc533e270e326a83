/** A store that holds the happenings of a grid, as if it had been there: recorded when they happened, with the snapshots a master would have left. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRID_SNAPSHOT } from '@sutra/hybrid';
import { manualClock } from '@sutra/kit';
import { foldAll, snapshotText, toRecord, validateDraft } from '@sutra/model';
import { ENGINE_LIMITS, openEngine } from '@sutra/storage/engine';
import { mustEqual } from '../measure.mjs';
import { EMITTER, happenings, STEP_US } from './happenings.mjs';
import { Truth } from './truth.mjs';

/** What a grid appends at once, and how much of that waits for the same flush here. */
const BATCH = 16;
const TURN = 64 * BATCH;
const HOUR_US = 3_600_000_000;
/** How often a master writes a snapshot when little happens. */
const SNAPSHOT_US = 600_000_000;
/** Such that "now" is an afternoon, whatever the number of whole weeks. */
const START_US = Date.UTC(2026, 2, 1, 14, 30) * 1_000;
const FORM = 4;

export const endOf = (count) => START_US + count * STEP_US + 1_000_000;

/**
 * Fills the folder unless it holds these happenings already. Built beside and renamed, so that what is there is whole.
 * @returns what must be answered of it
 */
export async function storeOf(folder, count) {
  const path = join(folder, `ask-${FORM}-${count}`);
  const truthFile = join(path, 'truth.json');
  if (!existsSync(truthFile)) {
    const making = `${path}.making`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    const truth = await built(join(making, 'store'), count);
    writeFileSync(join(making, 'truth.json'), JSON.stringify(truth));
    rmSync(path, { recursive: true, force: true });
    renameSync(making, path);
  }
  return { path: join(path, 'store'), truth: JSON.parse(readFileSync(truthFile, 'utf8')) };
}

async function built(folder, count) {
  const clock = manualClock(START_US);
  const engine = await openEngine({
    folder,
    clock,
    limits: { snapshotsKept: 100 }, // those that time would have left are all there will be
    onFatal(reason) {
      throw reason;
    },
  });
  const session = await engine.session(EMITTER, 1);
  const keeper = new SnapshotKeeper(engine, endOf(count));
  const truth = new Truth(endOf(count));
  let turn = [];
  const send = async () => {
    const batches = [];
    for (let from = 0; from < turn.length; from += BATCH) {
      const batch = turn.slice(from, from + BATCH);
      clock.advance((batch.at(-1).timeUs - clock.wallUs()) / 1_000);
      batches.push(session.append(batch.map(toRecord)));
    }
    await Promise.all(batches);
    await keeper.add(turn);
    turn = [];
  };
  for (const event of happenings(count, START_US)) {
    if (event.type !== 'agent_heartbeat' || event.emitterSeq % 1_000 === 0) mustBeValid(event);
    truth.add(event);
    turn.push(event);
    if (turn.length === TURN) await send();
  }
  if (turn.length > 0) await send();
  await session.close();
  mustEqual(engine.lastSeq, count, 'events stored');
  await engine.close();
  return truth.told(keeper.state);
}

/** The fold, and those of its snapshots that the store would still have: the newest, the last of every hour of a day, of every quarter of a day of a week, of every day of a month. */
class SnapshotKeeper {
  state = foldAll([]);
  #engine;
  #endUs;

  constructor(engine, endUs) {
    this.#engine = engine;
    this.#endUs = endUs;
  }

  async add(events) {
    const before = this.state.atUs;
    this.state = foldAll(
      events.map((event) => ({ ...event, seq: event.emitterSeq, recordedAtUs: event.timeUs })),
      this.state,
    );
    const width = this.#widthAt(this.state.atUs);
    if (width === undefined || Math.floor(before / width) === Math.floor(this.state.atUs / width)) return;
    await this.#engine.putSnapshot(GRID_SNAPSHOT, this.state.seq, new TextEncoder().encode(snapshotText(this.state)));
  }

  #widthAt(timeUs) {
    const ago = this.#endUs - timeUs;
    if (ago < ENGINE_LIMITS.snapshotsKept * SNAPSHOT_US) return SNAPSHOT_US;
    if (ago < ENGINE_LIMITS.snapshotHoursKept * HOUR_US) return HOUR_US;
    if (ago < 7 * ENGINE_LIMITS.snapshotHoursKept * HOUR_US) return 6 * HOUR_US;
    return ago < ENGINE_LIMITS.snapshotDaysKept * 24 * HOUR_US ? 24 * HOUR_US : undefined;
  }
}

function mustBeValid({ type, body, causedBy, operationId, actor }) {
  const { ok, problems } = validateDraft({ type, body, causedBy, operationId, actor });
  if (!ok) throw new Error(`the happenings hold an invalid ${type}: ${problems.join('; ')}`);
}
