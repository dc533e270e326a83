// Concepts and associations: learn, look up, walk. `node remember.mjs localhost:50051`
import { connect } from '@sutra/client';

const client = await connect({ address: process.argv[2] ?? 'localhost:50051', name: 'example-remember' });
try {
  await client.learn({
    key: 'team-2026', // learned once, however often this program runs
    concepts: [
      { id: 'ada', content: 'Ada writes the billing service', confidence: 0.9 },
      { id: 'billing', content: { kind: 'service', language: 'TypeScript' } },
      { id: 'invoices', content: 'Invoices go out on the first of the month' },
    ],
    associations: [
      { source: 'ada', type: 'maintains', target: 'billing', confidence: 0.9 },
      { source: 'billing', type: 'sends', target: 'invoices', confidence: 0.8 },
    ],
  });
  const ada = await client.get('ada');
  console.log(`${ada?.id}: ${ada?.content} (version ${ada?.version})`);

  const { associations } = await client.neighbours({ id: 'ada', direction: 'out' });
  console.log(associations.map(({ type, target }) => `ada ${type} ${target}`).join('\n'));

  const { paths } = await client.paths({ from: 'ada', to: 'invoices' });
  console.log(`ada to invoices: ${paths[0]?.hops.map(({ type }) => type).join(', ')}; confidence ${paths[0]?.confidence.toFixed(2)}`);

  const { hits } = await client.search({ text: 'first of the month', limit: 1 });
  console.log(`found: ${hits[0]?.concept.id}`);
} finally {
  await client.close();
}
