import { readFileSync } from 'node:fs';
import { silentLogger } from '@sutra/kit';
import { type AgentLink, openAgentLink } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, startGrid, until } from './harness/grid.ts';

const AGENTS = 100;
/** The whole test pauses for 60 s: twice the time after which a silent agent is called offline. */
const PAUSE_MS = 60_000;
const HEARTBEAT_MS = 5_000;
/** Longer than anybody may be silent. */
const WINDOW_MS = 35_000;

describe(`a master that sleeps ${PAUSE_MS / 1000} s with ${AGENTS} agents`, () => {
  let grid: Grid;
  let fleet: SimulatedAgent[] = [];
  beforeAll(async () => {
    grid = await startGrid();
    fleet = Array.from({ length: AGENTS }, (_, i) => new SimulatedAgent(`sim-${String(i).padStart(3, '0')}`, grid.at.master));
    await until('every agent registered', 30_000, async () => (await grid.agents()).length === AGENTS + 1);
  });
  afterAll(async () => {
    for (const agent of fleet) agent.close();
    await grid.close();
  });

  it('calls nobody offline but the one that is really gone, after 30 to 35 s, says that it doubted itself, and hears the others', async () => {
    const { master } = grid.pids();
    const sentBefore = sum(fleet);
    process.kill(master, 'SIGSTOP');
    try {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(readFileSync(`/proc/${master}/status`, 'utf8')).toMatch(/^State:\s+T/m);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS - 1_000));
    } finally {
      process.kill(master, 'SIGCONT');
    }
    const sentDuring = sum(fleet) - sentBefore;
    expect(sentDuring, 'heartbeats went on during the pause').toBeGreaterThan(AGENTS * 8);
    await until('the master says that it doubted itself', 30_000, async () => (await grid.events({ event_type: 'detector_suspect' }))[0]);
    expect(await grid.events({ event_type: 'storage_stalled' }), 'it was not storage that stood still').toEqual([]);
    await until('everybody heard again', 30_000, async () => (await grid.status()).status === 'healthy');
    fleet[0]?.close();
    // One full window after the pause: whoever were to be judged wrongly would have been by now.
    await new Promise((resolve) => setTimeout(resolve, WINDOW_MS));
    const offline = await until('the verdict about the one that is gone', 15_000, async () => {
      const seen = await grid.events({ event_type: 'agent_offline' });
      return seen.length > 0 ? seen : undefined;
    });
    expect(offline.map((event) => event.entity_id)).toEqual(['sim-000']);
    expect(offline[0]?.because).toMatch(/3[0-4](\.\d+)? s|3[0-4]\d{3} ms/);
    const degraded = await grid.events({ event_type: 'agent_degraded', entity_id: 'sim-000' });
    expect(degraded).toHaveLength(1);
    expect(sum(fleet) - sentBefore - sentDuring, 'heartbeats after the pause').toBeGreaterThan(AGENTS * 4);
    const agents = await grid.agents();
    expect(agents.filter((agent) => agent.status === 'healthy')).toHaveLength(AGENTS);
  });
});

const sum = (fleet: readonly SimulatedAgent[]): number => fleet.reduce((total, agent) => total + agent.sent, 0);

/** An agent as the master sees one: a real stream, a hello, a heartbeat every 5 s; dials again when cut. It runs no nodes. */
class SimulatedAgent {
  readonly #id: string;
  readonly #master: string;
  readonly #beat: NodeJS.Timeout;
  #link: AgentLink | undefined;
  #closed = false;
  sent = 0;

  constructor(id: string, master: string) {
    this.#id = id;
    this.#master = master;
    this.#dial();
    this.#beat = setInterval(() => {
      const message = {
        message: {
          case: 'heartbeat' as const,
          value: { agentId: id, storageNodeCount: 0, timestamp: BigInt(Math.floor(Date.now() / 1000)) },
        },
      };
      if (this.#link?.send(message) === true) this.sent++;
    }, HEARTBEAT_MS);
  }

  #dial(): void {
    if (this.#closed) return;
    this.#link = openAgentLink({
      address: this.#master,
      logger: silentLogger,
      received: () => undefined,
      closed: () => void setTimeout(() => this.#dial(), 500),
    });
    const info = {
      agentId: this.#id,
      hostname: 'simulated',
      platform: 'process',
      maxStorageNodes: 10,
      version: '0.1.0',
      agentEndpoint: 'stream',
    };
    this.#link.send({ message: { case: 'hello', value: { info, nodes: [] } } });
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#beat);
    this.#link?.close();
  }
}
