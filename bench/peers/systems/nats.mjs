/** NATS JetStream: one stream; a subject names type, agent, node, host and zone, so that filters and counts are by subject. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { freePort, outputOf, ownedFolder, program, startServer, stopServer } from '../server-process.mjs';
import { documentOf } from '../workload.mjs';

const STREAM = 'events';
/** Messages looked back at for the latest of a subject: doubled until there are enough. JetStream reads forward only. */
const WINDOW = 16_384;
const PLACES = ['agent-', 'node-', 'host:', 'zone:'];
const versionOf = (path) => / v(\S+)/.exec(outputOf(path, '--version'))[1];
/** `sync_interval: always` came with 2.10. Before it, a publish is acknowledged when the operating system has it. */
const flushes = (path) => {
  const [major, minor] = versionOf(path).split('.').map(Number);
  return major > 2 || minor >= 10;
};

/** The day that is asked about has a subject of its own: counts by subject know no time. */
const rootOf = (e) => (e.emitter === 'day' ? 'day' : 'other');
const subjectOf = (e) =>
  [rootOf(e), e.type, ...PLACES.map((prefix) => e.entities.find((entity) => entity.startsWith(prefix)) ?? '_')].join('.');
const filterOf = (entity) => ['day', '*', ...PLACES.map((prefix) => (entity.startsWith(prefix) ? entity : '*'))].join('.');

export const nats = {
  name: 'NATS JetStream',
  packages: 'nats-server',
  networked: true,
  durable: (path) => (flushes(path) ? 'sync_interval: always' : 'none: acknowledged before it is flushed'),
  isDurable: flushes,
  design: 'subjects for links; counts are of all time, not of a day',
  find: () => program('nats-server'),
  version: versionOf,

  async start(path, folder) {
    const port = await freePort();
    const file = join(ownedFolder(folder), 'nats.conf');
    const sync = flushes(path) ? 'sync_interval: always' : '';
    writeFileSync(file, `listen: 127.0.0.1:${port}\njetstream { store_dir: "${folder}/js", max_mem: 256MB, max_file: 20GB ${sync} }\n`);
    const { child, value } = await startServer(path, ['-c', file], () => opened(port));
    return { child, port, first: value, folder: join(folder, 'js'), stop: () => stopServer(child) };
  },

  async connect({ port, first }, { producers, create }) {
    const manager = await jetstreamManager(first);
    if (create)
      await manager.streams.add({ name: STREAM, subjects: ['day.>', 'other.>'], storage: 'file', duplicate_window: 120_000_000_000 });
    const connections = await Promise.all(Array.from({ length: producers }, () => connect({ servers: `127.0.0.1:${port}` })));
    const streams = connections.map((connection) => jetstream(connection));
    const reading = jetstream(first);

    /** Every message of a filter from a sequence to the last there is; the count that a new consumer is told may be short of it. */
    async function each(filter, from, visit) {
      const last = await manager.streams.getMessage(STREAM, { last_by_subj: filter });
      if (last === null || last.seq < from) return;
      const { name } = await manager.consumers.add(STREAM, {
        filter_subject: filter,
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: from,
        ack_policy: AckPolicy.None,
        mem_storage: true,
        inactive_threshold: 5_000_000_000,
      });
      const messages = await (await reading.consumers.get(STREAM, name)).consume({ max_messages: 4_000 });
      for await (const message of messages) {
        visit(message);
        if (message.seq >= last.seq) break;
      }
      await manager.consumers.delete(STREAM, name);
    }

    const lastSequence = async () => (await manager.streams.info(STREAM)).state.last_seq;
    return {
      inFlight: { batch: 4, pipelined: 256 },
      append: (producer, events) =>
        Promise.all(events.map((e) => streams[producer].publish(subjectOf(e), documentOf(e), { msgID: e.id, timeout: 20_000 }))),
      settle: async () => undefined,
      async latest(entity, limit) {
        const last = await lastSequence();
        for (let window = WINDOW; ; window *= 2) {
          const found = [];
          await each(filterOf(entity), Math.max(1, last - window + 1), (message) => found.push(message));
          if (found.length >= limit || window >= last)
            return found
              .slice(-limit)
              .reverse()
              .map((message) => message.json());
        }
      },
      async count() {
        const { state } = await manager.streams.info(STREAM, { subjects_filter: 'day.>' });
        const counts = new Map();
        for (const [subject, n] of Object.entries(state.subjects)) {
          const [, type, agent] = subject.split('.');
          counts.set(`${type} ${agent}`, (counts.get(`${type} ${agent}`) ?? 0) + n);
        }
        return [...counts].map(([key, n]) => [...key.split(' '), n]);
      },
      /** By sequence: one producer's events lie in a row behind `offset` others, which spares JetStream an index by id that it does not have. */
      async chain(id, depth, offset) {
        const ids = [id];
        while (ids.length <= depth) {
          const seq = offset + Number.parseInt(ids.at(-1).slice(ids.at(-1).lastIndexOf('.') + 1), 36);
          ids.push((await manager.streams.getMessage(STREAM, { seq })).json().causes[0]);
        }
        return ids;
      },
      replay: (visit) => each('>', 1, (message) => visit(message.json())),
      total: async () => (await manager.streams.info(STREAM)).state.messages,
      async close() {
        for (const connection of [...connections, first]) await connection.close();
      },
    };
  },
};

async function opened(port) {
  const connection = await connect({ servers: `127.0.0.1:${port}`, reconnect: false });
  try {
    await (await jetstreamManager(connection)).getAccountInfo(); // JetStream answers once its streams are there
    return connection;
  } catch (reason) {
    await connection.close();
    throw reason;
  }
}
