import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, Scope, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { type MasterClient, openMasterClient } from '@sutra/rpc';
import { type Master, startMaster } from '../master.ts';
import type { MasterOptions } from '../options.ts';
import { type FakeAgent, type FakeAgentOptions, fakeAgent } from './fake-agent.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';

/** A master on real sockets with a store in memory, and what a test needs around it. */
export interface Bench {
  readonly master: Master;
  readonly store: MemoryStore;
  readonly sink: RecordingSink;
  readonly client: MasterClient;
  readonly dataDir: string;
  readonly scope: Scope;
  agent(id: string, more?: Partial<FakeAgentOptions>): FakeAgent;
  /** An agent that has been welcomed. */
  connected(id: string, more?: Partial<FakeAgentOptions>): Promise<FakeAgent>;
}

export interface BenchOptions extends Partial<MasterOptions> {
  readonly memory?: MemoryStore;
  readonly clock?: Clock;
  readonly sink?: RecordingSink;
  /** Number of this run of the emitter. */
  readonly run?: number;
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const scope = new Scope();
  const { memory = memoryStore(), run = 1, sink: givenSink, ...more } = options;
  const clock = options.clock ?? systemClock();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sutra-master-'));
  if (options.dataDir === undefined) scope.defer('data folder', () => rmSync(dataDir, { recursive: true, force: true }));
  const sink = givenSink ?? recordingSink({ clock, epoch: run, deliver: (event) => memory.append(event) });
  const master = await startMaster({
    host: '127.0.0.1',
    port: 0,
    dataDir,
    version: '0.1.0-test',
    store: memory.client,
    emitter: sink,
    clock,
    chance: seededChance(1),
    logger: silentLogger,
    pid: 4_242,
    ...more,
  });
  scope.own({ close: () => master.close() }, 'master');
  // Calls of the test have the system's clock: only the master's time is played with.
  const client = scope.own(openMasterClient({ address: master.address, clock: systemClock(), logger: silentLogger }), 'client');
  const agent: Bench['agent'] = (id, given = {}) => {
    const made = fakeAgent({ address: master.address, id, ...given });
    scope.defer(`agent ${id}`, () => made.drop());
    return made;
  };
  return {
    master,
    store: memory,
    sink,
    client,
    dataDir,
    scope,
    agent,
    async connected(id, given) {
      const made = agent(id, given);
      made.connect();
      await until(() => made.welcomes.length > 0, `${id} is welcomed`);
      return made;
    },
  };
}

/** Waits, turn by turn of the event loop, for something another socket brings about. Fails after `limitMs` of real time. */
export async function until(holds: () => boolean, what: string, limitMs = 5_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`this did not come true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
