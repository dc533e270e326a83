/** PostgreSQL: one table of events with jsonb, a table of links, indexes for every question asked. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, outputOf, ownedFolder, owner, program, startServer, stopServer } from '../server-process.mjs';
import { documentOf } from '../workload.mjs';

const PLACES = ['18', '17', '16', '15', '14', '13'].map((version) => `/usr/lib/postgresql/${version}/bin`);
const SETTINGS = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', shared_buffers: '128MB', jit: 'off' };
/** One statement at a time goes over a connection: more of them in flight need more connections. */
const CONNECTIONS_PER_PRODUCER = 4;
const PAGE = 5_000;
/** What a server says to a connection when it ends. */
const ENDED = '57P01';

const SCHEMA = `
  CREATE TABLE event (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE, type text NOT NULL, agent text NOT NULL,
    time_us bigint NOT NULL, cause text, doc jsonb NOT NULL);
  CREATE INDEX event_time ON event (time_us) INCLUDE (type, agent);
  CREATE TABLE link (entity text NOT NULL, time_us bigint NOT NULL, seq bigint NOT NULL, PRIMARY KEY (entity, time_us, seq));`;
const APPEND = `
  WITH given AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::jsonb[]) AS g (id, type, agent, time_us, cause, doc)),
  placed AS (INSERT INTO event (id, type, agent, time_us, cause, doc) SELECT * FROM given ON CONFLICT (id) DO NOTHING RETURNING seq, time_us, doc)
  INSERT INTO link (entity, time_us, seq) SELECT entity, time_us, seq FROM placed, jsonb_array_elements_text(doc -> 'entities') AS entity`;
const LATEST = 'SELECT doc FROM link JOIN event USING (seq) WHERE entity = $1 ORDER BY link.time_us DESC, seq DESC LIMIT $2';
const COUNT = 'SELECT type, agent, count(*)::int AS n FROM event WHERE time_us >= $1 AND time_us < $2 GROUP BY type, agent';
const CHAIN = `
  WITH RECURSIVE back AS (SELECT id, cause, 0 AS depth FROM event WHERE id = $1
    UNION ALL SELECT event.id, event.cause, depth + 1 FROM back JOIN event ON event.id = back.cause WHERE depth < $2)
  SELECT id FROM back ORDER BY depth`;
const REPLAY = `SELECT seq, doc FROM event WHERE seq > $1 ORDER BY seq LIMIT ${PAGE}`;

export const postgres = {
  name: 'PostgreSQL',
  packages: 'postgresql',
  networked: true,
  durable: 'fsync=on, synchronous_commit=on',
  design: 'jsonb, link table, 4 indexes; 4 connections a producer',
  find: () =>
    program('postgres', PLACES) === undefined || program('initdb', PLACES) === undefined ? undefined : program('postgres', PLACES),
  version: (path) => `${outputOf(path, '--version').replace(/^postgres \(PostgreSQL\) /, '')}, pg ${versionOfClient}`,

  async start(path, folder) {
    const data = join(ownedFolder(folder), 'data');
    const asOwner = { ...owner(), cwd: folder };
    // Initialised once: the second start of a run opens what the first one left.
    if (!ownedBefore.has(data)) {
      const initdb = program('initdb', PLACES);
      execFileSync(initdb, ['-D', data, '-U', 'bench', '--auth=trust', '--no-locale', '-E', 'UTF8'], { ...asOwner, stdio: 'ignore' });
      ownedBefore.add(data);
    }
    const port = await freePort();
    const settings = { ...SETTINGS, port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, max_connections: 100 };
    const args = ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
    const { child, value } = await startServer(path, args, () => opened(port), asOwner);
    return { child, port, first: value, stop: () => stopServer(child, 'SIGINT') };
  },

  async connect({ port, first }, { producers, create }) {
    if (create) await first.query(SCHEMA);
    const pools = Array.from(
      { length: producers },
      () => new pg.Pool({ host: '127.0.0.1', port, user: 'bench', database: 'postgres', max: CONNECTIONS_PER_PRODUCER }),
    );
    // An idle connection is told when the server ends before the connection's own goodbye has gone through: nothing is lost with it.
    for (const pool of pools) pool.on('error', ({ code }) => code !== ENDED && fail(code));
    const ask = (name, text, values) => first.query({ name, text, values });
    return {
      inFlight: { batch: CONNECTIONS_PER_PRODUCER, pipelined: CONNECTIONS_PER_PRODUCER },
      append(producer, events) {
        const column = (pick) => events.map(pick);
        const values = [column((e) => e.id), column((e) => e.type), column((e) => e.body.agent_id), column((e) => e.timeUs)];
        return pools[producer].query({
          name: 'append',
          text: APPEND,
          values: [...values, column((e) => e.causes[0] ?? null), column(documentOf)],
        });
      },
      settle: () => first.query('VACUUM ANALYZE'),
      latest: async (entity, limit) => (await ask('latest', LATEST, [entity, limit])).rows.map(({ doc }) => doc),
      count: async (fromUs, toUs) => (await ask('count', COUNT, [fromUs, toUs])).rows.map(({ type, agent, n }) => [type, agent, n]),
      chain: async (id, depth) => (await ask('chain', CHAIN, [id, depth])).rows.map((row) => row.id),
      async replay(visit) {
        for (let after = 0; ; ) {
          const { rows } = await ask('replay', REPLAY, [after]);
          for (const { doc } of rows) visit(doc);
          if (rows.length < PAGE) return;
          after = rows.at(-1).seq;
        }
      },
      total: async () => (await first.query('SELECT count(*)::int AS n FROM event')).rows[0].n,
      async close() {
        for (const pool of pools) await pool.end();
        await first.end();
      },
    };
  },
};

const ownedBefore = new Set();
const versionOfClient = pg.Client.prototype === undefined ? '' : clientVersion();

function clientVersion() {
  return JSON.parse(
    execFileSync(process.execPath, ['-p', `JSON.stringify(require('pg/package.json').version)`], {
      cwd: new URL('..', import.meta.url),
      encoding: 'utf8',
    }),
  );
}

async function opened(port) {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'bench', database: 'postgres' });
  await client.connect();
  return client;
}

function fail(code) {
  throw new Error(`a connection to PostgreSQL broke: ${code}`);
}
