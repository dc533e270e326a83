import { connect, createServer, type Socket } from 'node:net';

/** A line between two ports that can be told to misbehave. It passes everything on until then. */
export interface FaultyLine {
  readonly address: string;
  /** Connections that were open when a fault struck: a fault without any did not happen. */
  readonly struck: number;
  /** Bytes passed on so far, both ways together. */
  readonly passed: number;
  /** Bytes swallowed or thrown away so far. */
  readonly lost: number;
  /** Passes on half of the next piece of each connection, in either direction, and closes it: frames are cut in the middle. */
  cut(): void;
  /** From now on what is said on connections, old and new, goes nowhere, while they stay open; until `calm`. */
  blackhole(): void;
  /** Holds everything back for so long, in order. */
  delay(ms: number): void;
  /** New connections work again; those that lost bytes are reset, as a network would at last. */
  calm(): void;
  close(): Promise<void>;
}

export async function openProxy(listenPort: number, targetPort: number): Promise<FaultyLine> {
  const pairs = new Set<Pair>();
  const count = { struck: 0, passed: 0, lost: 0 };
  let mode: 'pass' | 'blackhole' = 'pass';
  let delayMs = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const pair: Pair = {
      client,
      server: connect({ host: '127.0.0.1', port: targetPort, noDelay: true }),
      cut: false,
      muted: mode === 'blackhole',
    };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      pair.client.destroy();
      pair.server.destroy();
    };
    for (const [from, to] of [
      [pair.client, pair.server],
      [pair.server, pair.client],
    ] as const) {
      let turn = Promise.resolve();
      from.on('error', end);
      from.on('close', end);
      from.on('data', (chunk: Buffer) => {
        turn = turn.then(async () => {
          if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
          if (pair.muted) count.lost += chunk.length;
          else if (pair.cut) {
            const half = Math.ceil(chunk.length / 2);
            count.lost += chunk.length - half;
            to.write(chunk.subarray(0, half), end);
          } else {
            count.passed += chunk.length;
            if (to.writable) to.write(chunk);
          }
        });
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenPort, '127.0.0.1', resolve);
  });
  const bound = server.address() as { port: number };
  return {
    address: `127.0.0.1:${bound.port}`,
    get struck() {
      return count.struck;
    },
    get passed() {
      return count.passed;
    },
    get lost() {
      return count.lost;
    },
    cut() {
      count.struck += pairs.size;
      for (const pair of pairs) pair.cut = true;
    },
    blackhole() {
      mode = 'blackhole';
      count.struck += pairs.size;
      for (const pair of pairs) pair.muted = true;
    },
    delay(ms) {
      count.struck += pairs.size;
      delayMs = ms;
    },
    calm() {
      mode = 'pass';
      delayMs = 0;
      for (const pair of [...pairs]) if (pair.muted) pair.client.resetAndDestroy();
    },
    async close() {
      for (const pair of pairs) pair.client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  cut: boolean;
  muted: boolean;
}
