// Stands in for a part of the grid in the supervisor's tests: serves nothing, says what it is told to say, ends as it is told to end.
import { appendFileSync } from 'node:fs';

const name = process.argv[2];
const say = (what) => appendFileSync(process.env.STUB_DIARY, `${what} ${name}\n`);
process.on('SIGTERM', () => {
  say('stopped');
  process.exit(0);
});
process.on('disconnect', () => process.exit(0));

say('started');
if (process.env.STUB_BROKEN === name) {
  process.stderr.write(`${name} cannot find its shoes\n`);
  process.exit(1);
}
if (process.env.STUB_REFUSED === name) {
  const failed = { code: 'SUTRA_STUB', message: 'Cannot open the door: it is locked', mend: 'Unlock it.', kind: 'conflict', retry: false };
  process.send({ failed }, () => process.exit(6));
} else if (process.env.STUB_SLOW !== name) {
  process.send({ ready: true, component: name, endpoints: { address: `here:${process.pid}` } });
}
setInterval(() => undefined, 1_000);
