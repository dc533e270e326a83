import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, validateBody } from './catalogue/index.ts';
import { foldAll } from './fold/index.ts';
import { fromStored, type StoredShape, toRecord } from './record.ts';
import { type GridSnapshot, toSnapshot } from './snapshot.ts';
import { histories } from './testing/golden.ts';

const FOLDER = fileURLToPath(new URL('../testdata/histories/', import.meta.url));

/** `WRITE_HISTORIES=1` adds histories that are missing; it never changes one that is there. */
if (process.env['WRITE_HISTORIES'] === '1') {
  for (const [name, events] of Object.entries(histories())) {
    if (existsSync(`${FOLDER}${name}.jsonl`)) continue;
    const lines = events.map((event) =>
      JSON.stringify({
        ...toRecord(event),
        seq: event.seq,
        recordedAtUs: event.recordedAtUs,
        emitter: event.emitter,
        epoch: event.emitterEpoch,
      }),
    );
    writeFileSync(`${FOLDER}${name}.jsonl`, `${lines.join('\n')}\n`);
    writeFileSync(`${FOLDER}${name}.state.json`, `${JSON.stringify(toSnapshot(foldAll(events)), null, 1)}\n`);
  }
}

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -'.jsonl'.length));
const read = (name: string): StoredShape[] =>
  readFileSync(`${FOLDER}${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StoredShape);

describe('histories ever released', () => {
  it('are kept', () => expect(names).toEqual(expect.arrayContaining(['busy-grid-v1', 'demo-v1', 'every-type-v1'])));

  it.each(names)('%s folds to its golden state', (name) => {
    const golden = JSON.parse(readFileSync(`${FOLDER}${name}.state.json`, 'utf8')) as GridSnapshot;
    // A later version may add to the state; what was there must stay as it was.
    expect(JSON.parse(JSON.stringify(toSnapshot(foldAll(read(name).map(fromStored)))))).toMatchObject(golden);
  });

  it.each(names)('%s holds only bodies that are still valid', (name) => {
    for (const { type, body } of read(name)) expect(validateBody(type, body)).toEqual({ ok: true });
  });

  it('hold every type there is', () => {
    const types = new Set(names.flatMap((name) => read(name).map(({ type }) => type)));
    expect(EVENT_TYPES.filter((type) => !types.has(type))).toEqual([]);
  });

  it('come back from the store as they went in', () => {
    for (const event of Object.values(histories()).flat()) {
      const kept = {
        ...toRecord(event),
        seq: event.seq,
        recordedAtUs: event.recordedAtUs,
        emitter: event.emitter,
        epoch: event.emitterEpoch,
      };
      expect(fromStored(JSON.parse(JSON.stringify(kept)))).toEqual(JSON.parse(JSON.stringify(event)));
    }
  });
});
