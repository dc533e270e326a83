/** Every system that is measured, by the name it has on the command line. Those with client libraries are loaded when they are. */
export const SYSTEM_NAMES = ['sutra', 'postgres', 'redis', 'nats', 'etcd', 'embedded', 'sqlite'];

const FILES = {
  sutra: async () => (await import('./systems/sutra.mjs')).sutra,
  embedded: async () => (await import('./systems/sutra.mjs')).sutraEmbedded,
  postgres: async () => (await import('./systems/postgres.mjs')).postgres,
  redis: async () => (await import('./systems/redis.mjs')).redis,
  nats: async () => (await import('./systems/nats.mjs')).nats,
  etcd: async () => (await import('./systems/etcd.mjs')).etcd,
  sqlite: async () => (await import('./systems/sqlite.mjs')).sqlite,
};

export const loadSystem = (name) => FILES[name]();

/** Those whose client libraries are in bench/peers/package.json. */
export const NEEDS_CLIENTS = ['postgres', 'redis', 'nats', 'etcd'];
