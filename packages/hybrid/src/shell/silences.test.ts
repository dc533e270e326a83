import type { StoreReader } from '@sutra/storage';
import { expect, it } from 'vitest';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import { Silences, silencesOf } from './silences.ts';
import { telling } from './telling.ts';

const HOUR_US = 3_600_000_000;
const always = (told: Teller) => [0, told.startUs + 1_000 * HOUR_US, told.startUs + 1_000 * HOUR_US] as const;

const starts = (told: Teller, atS: number): void => void told.tell(atS, 'component_started', { component: 'master', pid: 1, version: '1' });
const beat = (told: Teller, atS: number): void =>
  void told.tell(atS, 'agent_heartbeat', { agent_id: 'a', storage_node_count: 1, received: 1, missed: 0 });

/** Something at 0 s, and a return at each of these. */
function told(...returnsS: readonly number[]): Teller {
  const one = history();
  beat(one, 0);
  for (const atS of returnsS) starts(one, atS);
  return one;
}

/** A reader that tells what was read of it. */
function counting(reader: StoreReader): { reader: StoreReader; reads: () => number } {
  let reads = 0;
  const counted = <A extends readonly unknown[], R>(work: (...args: A) => R) => {
    return (...args: A): R => {
      reads++;
      return work(...args);
    };
  };
  return {
    reader: { ...reader, query: counted(reader.query), aggregate: counted(reader.aggregate), event: counted(reader.event) },
    reads: () => reads,
  };
}

const lengths = (found: readonly { fromUs: number; toUs: number }[]): number[] =>
  found.map(({ fromUs, toUs }) => (toUs - fromUs) / 1_000_000);

it('a silence is found out once, and a later question reads only what is new', async () => {
  const record = told(100, 300, 700);
  const store = memoryReader(record.events);
  const { reader, reads } = counting(store);
  const asker = { reader, options: {} };
  expect(lengths(await (await silencesOf(asker)).between(...always(record), asker))).toEqual([100, 200, 400]);
  const before = reads();
  expect(lengths(await (await silencesOf(asker)).between(...always(record), asker))).toEqual([100, 200, 400]);
  expect(reads() - before).toBe(3);
  starts(record, 1_500);
  store.append(...record.events.slice(-1));
  expect(lengths(await (await silencesOf(asker)).between(...always(record), asker))).toEqual([100, 200, 400, 800]);
});

it('readers made for one question know what the questions before found out, and learn of what is new once', async () => {
  const record = told(100, 300);
  const { reader, reads } = counting(memoryReader(record.events));
  const ofQuestion = () => ({
    reader: telling(
      reader,
      () => undefined,
      () => undefined,
    ),
    options: {},
  });
  const first = ofQuestion();
  await (await silencesOf(first)).between(...always(record), first);
  const second = ofQuestion();
  const before = reads();
  for (let n = 0; n < 4; n++) expect(lengths(await (await silencesOf(second)).between(...always(record), second))).toEqual([100, 200]);
  expect(reads() - before).toBe(3);
});

it('what arrives late and lies in a silence ends it', async () => {
  const record = told(100, 3_000);
  const store = memoryReader(record.events);
  const asker = { reader: store, options: {} };
  expect(lengths(await (await silencesOf(asker)).between(...always(record), asker))).toEqual([100, 2_900]);
  beat(record, 2_000);
  store.append(...record.events.slice(-1));
  expect(lengths(await (await silencesOf(asker)).between(...always(record), asker))).toEqual([100, 1_000]);
  starts(record, 1_990);
  store.append(...record.events.slice(-1));
  expect(lengths(await (await silencesOf(asker)).between(...always(record), asker))).toEqual([100, 1_890, 1_000]);
});

it('another record in the place of the one that was read is read from its beginning', async () => {
  const record = told(100, 300);
  const silences = new Silences();
  const asker = { reader: memoryReader(record.events), options: {} };
  await silences.refresh(asker);
  expect(lengths(await silences.between(...always(record), asker))).toEqual([100, 200]);
  const other = told(150, 500, 1_000);
  const after = { reader: memoryReader(other.events), options: {} };
  await silences.refresh(after);
  expect(lengths(await silences.between(...always(other), after))).toEqual([150, 350, 500]);
});

it('says since when the returns of a grid are known, where it came back more often than is kept', async () => {
  const record = told(100, 300, 700, 1_500);
  const store = memoryReader(record.events);
  const asker = { reader: store, options: {} };
  const silences = new Silences(2);
  await silences.refresh(asker);
  expect(silences.sinceUs).toBe(record.startUs + 700_000_000);
  expect(lengths(await silences.between(...always(record), asker))).toEqual([400, 800]);
  starts(record, 3_000);
  store.append(...record.events.slice(-1));
  await silences.refresh(asker);
  expect(silences.sinceUs).toBe(record.startUs + 1_500_000_000);
  const all = new Silences(5);
  await all.refresh(asker);
  expect(all.sinceUs).toBeUndefined();
});

it('parts that start together are one return', async () => {
  const record = told(100, 101, 130, 159);
  const asker = { reader: memoryReader(record.events), options: {} };
  const silences = new Silences(1);
  await silences.refresh(asker);
  expect(silences.sinceUs).toBeUndefined();
  expect(lengths(await silences.between(...always(record), asker))).toEqual([100]);
});
