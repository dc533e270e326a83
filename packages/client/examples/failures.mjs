// Every failure has a code, a kind, and a mend. `node failures.mjs localhost:50051`
import { connect, isFailure, isFailureOf } from '@sutra/client';

const client = await connect({ address: process.argv[2] ?? 'localhost:50051', name: 'example-failures' });
const told = async (what, work) => {
  try {
    await work();
  } catch (reason) {
    if (isFailureOf(reason, 'unavailable', 'timeout')) throw reason; // try again later
    if (isFailure(reason, 'SUTRA_EVENT_INVALID')) console.log(`${what}: ${reason.details.problems.join('; ')}`);
    else console.log(`${what}: ${reason.code}: ${reason.message} ${reason.mend}`);
  }
};
try {
  await told('an event that names nothing', () => client.append({ type: 'custom.x', entities: [], body: {} }));
  await told('a vector that is none', () => client.learn({ concepts: [{ id: 'x', content: 'x', embedding: [Number.NaN, 1] }] }));
  await told('a path from nowhere', () => client.paths({ from: 'nobody', to: 'nothing' }));
  await told('an address that is none', () => connect({ address: 'not an address', name: 'x' }));
} finally {
  await client.close();
}
