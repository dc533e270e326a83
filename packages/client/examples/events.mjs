// Events of your own: append with causes, count, read back. `node events.mjs localhost:50051`
import { connect } from '@sutra/client';

const client = await connect({ address: process.argv[2] ?? 'localhost:50051', name: 'example-shop' });
try {
  const placed = await client.append({ type: 'custom.order_placed', entities: ['order-7', 'customer-3'], body: { total: 41.5 } });
  const failed = await client.append({
    type: 'custom.payment_failed',
    entities: ['order-7'],
    body: { provider: 'acme', password: 'never stored' }, // what looks like a secret is taken out
    causedBy: placed.ids,
    because: 'the card was declined twice',
    severity: 'warning',
  });
  const event = await client.event(failed.ids[0]);
  console.log(`${event?.type} because ${event?.meta?.because}; provider ${event?.body.provider}, password ${event?.body.password}`);

  const effects = await client.effects({ id: placed.ids[0] });
  console.log(`the order led to: ${effects.map(({ type }) => type).join(', ')}`);

  const { groups } = await client.aggregate({ entities: [['order-7']], groupBy: ['type'] });
  for (const { key, count } of groups) console.log(`${key[0]}: ${count}`);

  let total = 0;
  for await (const { body } of client.all({ types: ['custom.order_placed'] })) total += body.total;
  console.log(`orders worth ${total}`);
} finally {
  await client.close();
}
