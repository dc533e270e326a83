/** Sutra Storage as built here: over TCP from a server in a process of its own, or embedded in the process that asks. */
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { started } from '../../processes/child.mjs';

const clock = systemClock();
const CALL_MS = 60_000;

/** The questions, the same over client and engine. `stores` has one store a producer. */
function questions(stores, close) {
  const [first] = stores;
  const sessions = new Map();
  const sessionOf = (producer, emitter) => {
    const key = `${producer} ${emitter}`;
    if (!sessions.has(key)) sessions.set(key, stores[producer % stores.length].session(emitter, 1));
    return sessions.get(key);
  };
  return {
    inFlight: { batch: 4, pipelined: 256 },
    open: sessionOf,
    append: (session, events) => session.append(events),
    settle: async () => undefined,
    latest: async (entity, limit) => (await first.query({ entities: [[entity]], limit })).events,
    async count(fromUs, toUs) {
      const { groups } = await first.aggregate({ groupBy: ['type', 'entity:agent-'], fromUs, toUs, limit: 10_000 });
      return groups.map(({ key: [type, agent], count }) => [type, agent, count]);
    },
    chain: async (id, depth) => [id, ...(await first.causes({ id, depth })).map((event) => event.id)],
    async replay(visit) {
      const over = new AbortController();
      for await (const item of first.feed({ fromSeq: 1 }, over.signal)) {
        if (item.kind === 'live') break;
        for (const event of item.events) visit(event);
      }
      over.abort();
    },
    total: async () => (await first.aggregate({})).total,
    async close() {
      for (const session of sessions.values()) await (await session).close();
      await close();
    },
  };
}

const ours = {
  packages: '',
  durable: 'fdatasync before every acknowledgement',
  isOurs: true,
  find: () => process.execPath,
  version: () => `Node ${process.version}`,
};

export const sutra = {
  ...ours,
  name: 'Sutra Storage, TCP',
  networked: true,
  design: 'as shipped',

  async start(_path, folder) {
    const server = started('storage', [folder]);
    const { port } = await server.message();
    return {
      child: server.child,
      address: `127.0.0.1:${port}`,
      async stop() {
        const ended = server.ended();
        server.say('stop');
        await ended;
      },
    };
  },

  async connect({ address }, { producers }) {
    const stores = Array.from({ length: producers }, (_, n) =>
      openStoreClient({ address, clock, chance: seededChance(n + 1), name: `producer-${n}`, settings: { callMs: CALL_MS } }),
    );
    await Promise.all(stores.map((store) => store.flush()));
    return questions(stores, async () => {
      for (const store of stores) await store.close();
    });
  },
};

export const sutraEmbedded = {
  ...ours,
  name: 'Sutra Storage, embedded',
  networked: false,
  design: 'in the process that asks',

  async start(_path, folder) {
    const engine = await openEngine({
      folder,
      clock,
      onFatal(reason) {
        throw reason;
      },
    });
    return { engine, stop: () => engine.close() };
  },

  connect: async ({ engine }) => questions([engine], async () => undefined),
};
