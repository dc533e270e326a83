import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, systemClock } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { openEngine } from '@sutra/storage/engine';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import { ask } from './ask.ts';

const SECOND_US = 1_000_000;

function grid(): Teller {
  const told = history();
  told.tell(0, 'agent_registered', { agent_id: 'a', hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
  told.tell(1, 'spawn_requested', { agent_id: 'a', node_id: 'node-1', storage_path: '/d', memory_limit_mb: 512, port: 0 });
  told.tell(2, 'spawn_succeeded', { agent_id: 'a', node_id: 'node-1', endpoint: 'x:1', pid: 7, port: 1, generation: 1 });
  return told;
}

const stateOf = (told: Teller) => told.events.map(fromStored).reduce(apply, EMPTY_GRID);
const asked = (told: Teller, question: string) => {
  const state = stateOf(told);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  return ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600 * SECOND_US }, scene);
};

describe('events that never came to be recorded', () => {
  const refused = (types: Record<string, string>): Teller => {
    const told = grid();
    const span = { from: '2026-03-18T12:10:00.000000Z', to: '2026-03-18T12:11:00.000000Z' };
    told.tell(700, 'events_refused', { source_emitter: 'agent-a', count: 4, types, reason: 'spool full', ...span });
    return told;
  };
  const gap = (): Teller => {
    const told = grid();
    told.tell(600, 'emitter_gap', { source_emitter: 'test', source_epoch: 1, from_seq: 40, to_seq: 44 });
    return told;
  };

  it('make "none" what it is: none that can be read', async () => {
    const answer = await asked(gap(), 'did anything crash in the last hour?');
    expect([answer.status, answer.nothing, answer.value]).toEqual(['empty', 'not_recorded', undefined]);
    // Between the last event before the hole and the moment it was seen.
    expect(answer.text).toContain('5 events of test between 12:00:02 UTC and 12:10:00 UTC never arrived');
    expect(answer.evidence).toHaveLength(1);
  });

  it('stand beside every number of that time', async () => {
    const told = gap();
    told.tell(900, 'node_crashed', { agent_id: 'a', node_id: 'node-1', exit_code: 1, generation: 1 });
    for (const question of ['how many crashes in the last hour?', 'which nodes crashed today?', 'availability of node-1 today']) {
      const answer = await asked(told, question);
      expect([question, answer.status], question).toEqual([question, 'answered']);
      expect(answer.unknown, question).toContainEqual(expect.stringContaining('5 events of test'));
    }
  });

  it('leave another time, and other types where they are known, as they were', async () => {
    expect(await asked(gap(), 'how many crashes in the last 10 minutes?')).toMatchObject({ nothing: 'none_matched', value: 0 });
    expect(await asked(refused({ agent_heartbeat: '4' }), 'how many crashes in the last hour?')).toMatchObject({ value: 0 });
    const crashes = await asked(refused({ node_crashed: '1', agent_heartbeat: '3' }), 'how many crashes in the last hour?');
    expect([crashes.nothing, crashes.unknown]).toEqual([
      'not_recorded',
      ['4 events of agent-a between 12:10:00 UTC and 12:11:00 UTC never left their source'],
    ]);
  });
});

describe('events on a damaged part of the disk', () => {
  it('are told with their time, until they can be read again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sutra-damaged-'));
    const told = grid();
    for (let i = 0; i < 2_000; i++)
      told.tell(10 + i, 'agent_heartbeat', {
        agent_id: 'a',
        capacity: 9,
        cpu_percent: i % 100,
        storage_nodes: 1,
        memory_percent: 1,
      } as never);
    const clock = manualClock(told.startUs);
    const options = { folder, clock, limits: { segmentBytes: 8 * 1024 }, onFatal: (reason: Error) => expect.fail(reason.message) };
    const engine = await openEngine(options);
    const session = await engine.session('test', 1);
    const records = told.events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record);
    for (let from = 0; from < records.length; from += 50) await session.append(records.slice(from, from + 50));
    await session.close();
    await engine.close();

    const log = readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((path) => statSync(path).isFile() && path.endsWith('.seg'))
      .sort();
    const spoiled = log[1] as string;
    const bytes = readFileSync(spoiled);
    const at = Math.floor(bytes.length / 2);
    const whole = bytes[at] as number;
    const write = (byte: number) => {
      bytes[at] = byte;
      writeFileSync(spoiled, bytes);
    };
    write(whole ^ 0xff);
    // A scrub keeps to its pace, which takes time.
    const again = await openEngine({ ...options, clock: systemClock() });
    try {
      const damage: unknown[] = [];
      await again.scrub({ bytesPerSecond: 1e9, onDamage: (found) => void damage.push(found) });
      const [{ file, offset, length, fromSeq, toSeq, what }] = damage as [Record<string, string | number>];
      const teller = await again.session('storage', 1);
      const body = { node_id: 'storage', file, offset, length, from_seq: fromSeq, to_seq: toSeq, what } as Record<string, string | number>;
      const id = `event-storage_damaged-${told.startUs + 3_000 * SECOND_US}-storage:1.1`;
      const timeUs = told.startUs + 3_000 * SECOND_US;
      await teller.append([{ id, type: 'storage_damaged', timeUs, emitterSeq: 1, entities: ['storage'], causes: [], body }]);
      await teller.close();
      const state = stateOf(told);
      const scene = { reader: again, catalogue: catalogueOf(state), state };
      const none = () => ask({ question: 'how many crashes in the last 2 hours?', tz: 'UTC', nowUs: timeUs + SECOND_US }, scene);
      const lost = Number(toSeq) - Number(fromSeq) + 1;
      const answer = await none();
      expect([answer.status, answer.nothing]).toEqual(['empty', 'not_recorded']);
      expect(answer.text).toMatch(
        new RegExp(`${lost} events of storage between 12:\\d\\d:\\d\\d UTC and 12:\\d\\d:\\d\\d UTC cannot be read`),
      );
      write(whole);
      expect(await none()).toMatchObject({ status: 'empty', nothing: 'never', value: 0 });
    } finally {
      await again.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
