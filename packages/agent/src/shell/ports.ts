import { connect, type Socket } from 'node:net';
import { type Clock, endIfItself, SutraError, sleep } from '@sutra/kit';
import { portIsFree } from '@sutra/platform/process';
import type { AgentConfig } from '../config.ts';
import '../errors.ts';

/** Ports of this agent's nodes. A port is held from its choice until the node has ended for good. */
export class Ports {
  readonly #config: Pick<AgentConfig, 'portFrom' | 'portTo'>;
  readonly #held = new Map<number, string>();

  constructor(config: Pick<AgentConfig, 'portFrom' | 'portTo'>) {
    this.#config = config;
  }

  /** Holds a port that a node is already known to have. */
  hold(port: number, nodeId: string): void {
    if (port > 0) this.#held.set(port, nodeId);
  }

  letGo(nodeId: string): void {
    for (const [port, holder] of this.#held) if (holder === nodeId) this.#held.delete(port);
  }

  /**
   * Holds the wanted port, or with 0 the first free one of the range. Free means: we could listen on it just now.
   * @throws SutraError SUTRA_NODE_PORT_TAKEN, SUTRA_NO_PORT_FREE, both with cause port_conflict
   */
  async take(wanted: number, nodeId: string): Promise<number> {
    const details = { cause: 'port_conflict' };
    if (wanted > 0) {
      const holder = this.#held.get(wanted);
      if (holder !== undefined && holder !== nodeId)
        throw new SutraError('SUTRA_NODE_PORT_TAKEN', `Cannot give port ${wanted} to ${nodeId}: ${holder} has it`, { details });
      this.#held.set(wanted, nodeId); // before the wait: two starts must not both find it free
      if (await portIsFree(wanted)) return wanted;
      this.#held.delete(wanted);
      throw new SutraError('SUTRA_NODE_PORT_TAKEN', `Cannot give port ${wanted} to ${nodeId}: another process holds it`, { details });
    }
    for (let port = this.#config.portFrom; port <= this.#config.portTo; port++) {
      if (this.#held.has(port)) continue;
      this.#held.set(port, nodeId);
      if (await portIsFree(port)) return port;
      this.#held.delete(port);
    }
    throw new SutraError(
      'SUTRA_NO_PORT_FREE',
      `Cannot give ${nodeId} a port: none from ${this.#config.portFrom} to ${this.#config.portTo} is free`,
      { details },
    );
  }
}

const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 250;
const CONNECT_WITHIN_MS = 1_000;

/** Waits until something accepts TCP connections on the port of this host. Ends only by success or by the signal. */
export async function untilAccepting(port: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const accepts = (): Promise<boolean> => accepted(connect({ port, host: '127.0.0.1' }));
  for (let pause = FIRST_PAUSE_MS; !(await accepts()); pause = Math.min(MAX_PAUSE_MS, pause * 1.5)) await sleep(clock, pause, signal);
}

/** Whether somebody accepts a connection that was begun; it is closed in any case. */
export function accepted(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(CONNECT_WITHIN_MS, () => end(false));
    socket.once('connect', () => end(!endIfItself(socket)));
    socket.once('error', () => end(false));
  });
}
