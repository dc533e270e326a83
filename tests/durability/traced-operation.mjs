// Runs under strace: one kind of work of the store, small enough to crash between any two of its file operations. What it was promised
// goes to a file, one line and one system call each.
//   traced-operation.mjs NAME FOLDER ACKS_FILE ASIDE
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openEngine, restoreBackup } from '@sutra/storage/engine';
import { agedOf, batchOf, COARSE, DROP, EPOCH, eventOf, FINE, ROLL_UP, snapshotOf } from './told.mjs';

const [name, folder, acksFile, aside] = process.argv.slice(2);
const acks = openSync(acksFile, 'a');
const acknowledged = (what) => writeSync(acks, `${JSON.stringify(what)}\n`);
const clock = systemClock();
const onFatal = (reason) => {
  throw reason;
};
const open = (at, limits = {}) => openEngine({ folder: at, clock, logger: silentLogger, limits, onFatal });

/** Tells a store `appends` batches of events, and every so often a concept and a snapshot. */
async function tell(engine, say, { appends = 8, width = 6, learnEvery = 0, snapshotEvery = 0, of = eventOf }) {
  const session = await engine.session('e0', EPOCH);
  let next = session.storedThrough + 1;
  for (let i = 1; i <= appends; i++) {
    const events = Array.from({ length: width }, (_, k) => of('e0', next + k));
    next += width;
    say({ emitter: 'e0', through: (await session.append(events)).storedThrough });
    if (learnEvery > 0 && i % learnEvery === 0) {
      await engine.learn(batchOf(i / learnEvery));
      say({ batch: i / learnEvery });
    }
    if (snapshotEvery > 0 && i % snapshotEvery === 0) {
      await engine.putSnapshot('state', engine.lastSeq, snapshotOf(engine.lastSeq));
      say({ snapshot: engine.lastSeq });
    }
  }
}
const SMALL = { segmentBytes: 4_096 };

/** Events that grow old, in batches that hold an effect together with its cause. */
const AGED = { appends: 8, width: 40, learnEvery: 4, of: agedOf };

async function retain(engine, policy) {
  const { removed, rolledUp } = await engine.retain({ policy });
  acknowledged({ retained: { removed, rolledUp } });
}

/** One row an operation. The rows of `crash-between.test.ts` have the same names. */
const OPERATIONS = {
  'the first start and appending': async () => tell(await open(folder), acknowledged, {}),
  'rolling and sealing segments': async () => tell(await open(folder, SMALL), acknowledged, { appends: 12, width: 12 }),
  'closing and opening again': async () => {
    for (let i = 0; i < 3; i++) {
      const engine = await open(folder, SMALL);
      await tell(engine, acknowledged, { appends: 3 });
      await engine.close();
    }
  },
  // Killed right when the file of a new segment had its first bytes and not yet its name: the next run goes on in that very file.
  'going on after a kill while a segment was created': async () => {
    let left = 3;
    const faults = (point) => {
      if (point === 'segment.folder.sync' && --left === 0) throw new Error('killed here');
    };
    const first = await openEngine({ folder, clock, limits: SMALL, faults, onFatal: () => undefined });
    await tell(first, acknowledged, { appends: 20, width: 12 }).catch(() => undefined);
    await first.close().catch(() => undefined);
    await tell(await open(folder), acknowledged, { appends: 4 });
  },
  'taking snapshots': async () => tell(await open(folder, { snapshotsKept: 2 }), acknowledged, { appends: 6, snapshotEvery: 1 }),
  'thinning snapshots': async () => {
    const engine = await open(folder, { snapshotsKept: 1, snapshotHoursKept: 0, snapshotDaysKept: 0 });
    await tell(engine, acknowledged, { appends: 6, snapshotEvery: 1 });
  },
  'rolling events up and dropping them by class': async () => {
    const engine = await open(folder, SMALL);
    await tell(engine, acknowledged, AGED);
    await retain(engine, ROLL_UP);
    await retain(engine, DROP);
    await tell(engine, acknowledged, { ...AGED, appends: 2 });
  },
  // Once a flush is refused and the run is given up; once the store is killed before it gives the new form its name; then it is done, and done again.
  'retention interrupted and repeated': async () => {
    let refused = '';
    const faults = (point) => {
      if (point === refused) throw new Error('interrupted here');
    };
    const first = await openEngine({ folder, clock, limits: SMALL, faults, onFatal: () => undefined });
    await tell(first, acknowledged, AGED);
    for (refused of ['rewrite.flush', 'rewrite.rename'])
      await first.retain({ policy: FINE }).then(
        () => Promise.reject(new Error(`${refused} was to interrupt the retention`)),
        () => undefined,
      );
    refused = '';
    await first.close().catch(() => undefined);
    const second = await open(folder, SMALL);
    await retain(second, FINE);
    await tell(second, acknowledged, { ...AGED, appends: 2 });
    await retain(second, COARSE);
  },
  'learning and applying': async () => {
    const engine = await open(folder);
    await tell(engine, acknowledged, { appends: 6, learnEvery: 1 });
    await engine.concept('concept-1');
  },
  'backing up': async () => {
    const engine = await open(folder, SMALL);
    await tell(engine, acknowledged, { appends: 6, learnEvery: 3, snapshotEvery: 3, width: 20 });
    const { asOfSeq } = await engine.backup(join(folder, 'backups', 'one'), { link: true });
    acknowledged({ backup: asOfSeq });
    await tell(engine, acknowledged, { appends: 2 });
  },
  // The spool of an emitter whose storage is away, over two runs and several files.
  'spooling events': async () => {
    for (let run = 0; run < 2; run++) {
      const limits = { segmentBytesMax: 4_096 };
      const emitter = await openEmitter({
        emitter: 'e0',
        folder,
        store: null,
        clock,
        chance: seededChance(1),
        logger: silentLogger,
        limits,
      });
      let last;
      for (let n = 0; n < 60; n++) {
        const body = { node_id: `node-${n}`, agent_id: 'agent-1', pid: n + 1, port: 50_000 + n };
        last = emitter.emit(n % 4 === 0 ? { type: 'node_metrics', body: { ...body, cpu_pct: n } } : { type: 'spawn_succeeded', body });
        if (n % 6 !== 5) continue;
        await emitter.whenSpooled();
        acknowledged({ spooled: last.emitterSeq, epoch: last.emitterEpoch });
      }
      await emitter.close();
    }
  },
  restoring: async () => {
    const engine = await open(join(aside, 'original'), SMALL);
    const told = [];
    await tell(engine, (what) => told.push(what), { appends: 6, learnEvery: 3, snapshotEvery: 3, width: 20 });
    await engine.backup(join(aside, 'backup'));
    await engine.close();
    await restoreBackup({ from: join(aside, 'backup'), to: folder, clock, limits: SMALL });
    for (const what of told) acknowledged(what);
    acknowledged({ restored: true });
  },
};

await OPERATIONS[name]();
// No clean close: a crash is what all of this is about.
process.exit(0);
