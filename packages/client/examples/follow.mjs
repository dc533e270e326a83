// The log as it grows, from any position; and where this program was, kept in the store itself. `node follow.mjs localhost:50051`
import { connect } from '@sutra/client';

const client = await connect({ address: process.argv[2] ?? 'localhost:50051', name: 'example-follow' });
const stop = new AbortController();
try {
  const before = await client.snapshot('example-follow');
  const state = before === undefined ? { ticks: 0 } : JSON.parse(new TextDecoder().decode(before.bytes));
  const fromSeq = (before?.seq ?? 0) + 1;

  const { seq } = await client.append([1, 2, 3].map((n) => ({ type: 'custom.tick', entities: ['clock'], body: { n } })));

  for await (const item of client.subscribe({ fromSeq, types: ['custom.tick'] }, stop.signal)) {
    if (item.kind === 'events') state.ticks += item.events.length;
    if (item.kind === 'gap') console.log(`too slow: ${item.fromSeq} to ${item.toSeq} were missed, and can be queried`);
    if (item.kind === 'live' || (item.kind === 'events' && item.events.at(-1).seq >= seq)) break;
  }
  await client.putSnapshot('example-follow', seq, new TextEncoder().encode(JSON.stringify(state)));
  console.log(`${state.ticks} ticks so far`);
} finally {
  stop.abort();
  await client.close();
}
