/** Redis Streams: one stream of events, a sorted set an entity, a hash from id to place; written and read by scripts inside the server. */
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, outputOf, ownedFolder, program, startServer, stopServer } from '../server-process.mjs';
import { documentOf } from '../workload.mjs';

const PAGE = 2_000;

const APPEND = `
  local at = 1
  while at <= #ARGV do
    local id, kind, agent, time, cause, doc = ARGV[at], ARGV[at+1], ARGV[at+2], ARGV[at+3], ARGV[at+4], ARGV[at+5]
    local place = redis.call('HEXISTS', 'places', id) == 0 and redis.call('XADD', 'log', '*', 't', kind, 'a', agent, 'u', time, 'c', cause, 'd', doc)
    if place then redis.call('HSET', 'places', id, place) end
    local links = tonumber(ARGV[at+6])
    if place then for i = 1, links do redis.call('ZADD', 'e:' .. ARGV[at+6+i], time, place) end end
    at = at + 7 + links
  end
  return #ARGV`;
const LATEST = `
  local docs = {}
  for i, place in ipairs(redis.call('ZREVRANGE', 'e:' .. ARGV[1], 0, ARGV[2] - 1)) do docs[i] = redis.call('XRANGE', 'log', place, place)[1][2][10] end
  return docs`;
const COUNT = `
  local counts, from, to, next = {}, tonumber(ARGV[1]), tonumber(ARGV[2]), '-'
  while true do
    local page = redis.call('XRANGE', 'log', next, '+', 'COUNT', 1000)
    for _, entry in ipairs(page) do
      local fields = entry[2]
      local time = tonumber(fields[6])
      if time >= from and time < to then
        local key = fields[2] .. ' ' .. fields[4]
        counts[key] = (counts[key] or 0) + 1
      end
    end
    if #page < 1000 then break end
    next = '(' .. page[#page][1]
  end
  local flat = {}
  for key, n in pairs(counts) do flat[#flat+1] = key; flat[#flat+1] = n end
  return flat`;
const CHAIN = `
  local ids, id = {}, ARGV[1]
  for i = 0, ARGV[2] do
    ids[#ids+1] = id
    local place = redis.call('HGET', 'places', id)
    id = redis.call('XRANGE', 'log', place, place)[1][2][8]
  end
  return ids`;
const SCRIPTS = { appendEvents: APPEND, latestOf: LATEST, countBy: COUNT, chainOf: CHAIN };

export const redis = {
  name: 'Redis Streams',
  packages: 'redis-server',
  networked: true,
  durable: 'appendonly yes, appendfsync always',
  design: 'stream, sorted set an entity, scripts; rewritten before its bytes are counted',
  find: () => program('redis-server'),
  version: (path) => /v=(\S+)/.exec(outputOf(path, '--version'))[1],

  async start(path, folder) {
    ownedFolder(folder);
    const port = await freePort();
    const options = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '', 'lua-time-limit': 0 };
    const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const { child, value } = await startServer(path, args, () => opened(port), { cwd: folder });
    return { child, port, first: value, folder: join(folder, 'appendonlydir'), stop: () => stopServer(child) };
  },

  async connect({ port, first }, { producers }) {
    const clients = await Promise.all(Array.from({ length: producers }, () => opened(port)));
    return {
      inFlight: { batch: 4, pipelined: 256 },
      append: (producer, events) =>
        clients[producer].appendEvents(
          ...events.flatMap((e) => [
            e.id,
            e.type,
            e.body.agent_id,
            e.timeUs,
            e.causes[0] ?? '',
            documentOf(e),
            e.entities.length,
            ...e.entities,
          ]),
        ),
      async settle() {
        await rewritten(first); // one that Redis began by itself
        await first.bgrewriteaof();
        await rewritten(first);
      },
      latest: async (entity, limit) => (await first.latestOf(entity, limit)).map((doc) => JSON.parse(doc)),
      async count(fromUs, toUs) {
        const flat = await first.countBy(fromUs, toUs);
        return Array.from({ length: flat.length / 2 }, (_, i) => [...flat[2 * i].split(' '), flat[2 * i + 1]]);
      },
      chain: (id, depth) => first.chainOf(id, depth),
      async replay(visit) {
        for (let from = '-'; ; ) {
          const page = await first.xrange('log', from, '+', 'COUNT', PAGE);
          for (const [, fields] of page) visit(JSON.parse(fields[9]));
          if (page.length < PAGE) return;
          from = `(${page.at(-1)[0]}`;
        }
      },
      total: () => first.xlen('log'),
      async close() {
        for (const client of [...clients, first]) client.disconnect();
      },
    };
  },
};

async function opened(port) {
  const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  client.on('error', () => client.disconnect());
  for (const [name, lua] of Object.entries(SCRIPTS)) client.defineCommand(name, { numberOfKeys: 0, lua });
  await client.connect();
  await client.ping(); // refused while the log is being loaded
  return client;
}

async function rewritten(client) {
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await client.info('persistence')))
    await new Promise((resolve) => setTimeout(resolve, 20));
}
