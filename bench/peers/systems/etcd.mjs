/** etcd: keys by time, by id and by entity; a batch is one transaction. */
import { Etcd3 } from 'etcd3';
import { freePort, outputOf, ownedFolder, program, startServer, stopServer } from '../server-process.mjs';
import { documentOf } from '../workload.mjs';

const PAGE = 5_000;
const after = (key) => Buffer.concat([key, Buffer.from([0])]);
const timeKey = (timeUs) => String(timeUs).padStart(16, '0');
const keyOf = (e) => `t/${timeKey(e.timeUs)}/${e.type}/${e.body.agent_id}/${e.id}`;
const put = (key, value) => ({ request_put: { key: Buffer.from(key), value: Buffer.from(value) } });

export const etcd = {
  name: 'etcd',
  packages: 'etcd-server',
  networked: true,
  durable: 'Raft log flushed before the answer',
  design: '5 keys an event; a batch is one transaction',
  find: () => program('etcd'),
  version: (path) => /Version: (\S+)/.exec(outputOf(path, '--version'))[1],

  async start(path, folder) {
    const [port, peerPort] = [await freePort(), await freePort()];
    const [url, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
    const options = {
      'data-dir': ownedFolder(folder),
      'listen-client-urls': url,
      'advertise-client-urls': url,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `default=${peer}`,
      'max-txn-ops': 8_192,
      'max-request-bytes': 32 * 1024 * 1024,
      'quota-backend-bytes': 8 * 1024 ** 3,
      logger: 'zap',
      'log-level': 'error',
    };
    const args = Object.entries(options).map(([key, value]) => `--${key}=${value}`);
    const { child, value } = await startServer(path, args, () => opened(url));
    return { child, url, first: value, stop: () => stopServer(child) };
  },

  async connect({ url, first }, { producers }) {
    const clients = await Promise.all(Array.from({ length: producers }, () => opened(url)));
    const range = (from, to, more) => first.kv.range({ key: from, range_end: to, ...more });
    /** Every key of a span, a page at a time. */
    async function each(from, to, more, visit) {
      for (let next = Buffer.from(from); ; ) {
        const { kvs } = await range(next, Buffer.from(to), { limit: PAGE, ...more });
        for (const kv of kvs) visit(kv);
        if (kvs.length < PAGE) return;
        next = after(kvs.at(-1).key);
      }
    }
    return {
      inFlight: { batch: 4, pipelined: 64 },
      append(producer, events) {
        const success = events.flatMap((e) => {
          const key = keyOf(e);
          const links = e.entities.map((entity) => put(`l/${entity}/${timeKey(e.timeUs)}/${e.id}`, key));
          return [put(key, documentOf(e)), put(`i/${e.id}`, e.causes[0] ?? ''), ...links];
        });
        return clients[producer].kv.txn({ compare: [], success, failure: [] });
      },
      settle: async () => undefined,
      async latest(entity, limit) {
        const order = { limit, sort_order: 'Descend', sort_target: 'Key' };
        const { kvs } = await range(Buffer.from(`l/${entity}/`), Buffer.from(`l/${entity}0`), order);
        const success = kvs.map(({ value }) => ({ request_range: { key: value } }));
        const { responses } = await first.kv.txn({ compare: [], success, failure: [] });
        return responses.map(({ response_range }) => JSON.parse(response_range.kvs[0].value.toString()));
      },
      async count(fromUs, toUs) {
        const counts = new Map();
        await each(`t/${timeKey(fromUs)}/`, `t/${timeKey(toUs)}/`, { keys_only: true }, ({ key }) => {
          const [, , type, agent] = key.toString().split('/');
          counts.set(`${type} ${agent}`, (counts.get(`${type} ${agent}`) ?? 0) + 1);
        });
        return [...counts].map(([key, n]) => [...key.split(' '), n]);
      },
      async chain(id, depth) {
        const ids = [id];
        while (ids.length <= depth) ids.push((await first.kv.range({ key: Buffer.from(`i/${ids.at(-1)}`) })).kvs[0].value.toString());
        return ids;
      },
      replay: (visit) => each('t/', 't0', {}, ({ value }) => visit(JSON.parse(value.toString()))),
      total: async () => Number((await range(Buffer.from('i/'), Buffer.from('i0'), { count_only: true })).count),
      async close() {
        for (const client of [...clients, first]) client.close();
      },
    };
  },
};

async function opened(url) {
  const client = new Etcd3({ hosts: url, grpcOptions: { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 } });
  try {
    await client.kv.range({ key: Buffer.from('x') });
  } catch (reason) {
    client.close();
    throw reason;
  }
  return client;
}
