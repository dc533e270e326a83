import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';
it('x', () => {
  const world = JSON.parse(readFileSync('/work/shared/nl/world.json', 'utf8'));
  for (const q of readFileSync('/tmp/q/list.txt', 'utf8').trim().split('\n')) {
    const t = performance.now();
    const r = parseQuestion({ question: q, tz: 'UTC', nowUs: Date.parse(world.now) * 1000 }, catalogueOfWorld(world));
    process.stdout.write(`${q}\n    ${JSON.stringify(r.plan)} ${(performance.now() - t).toFixed(1)}ms ${r.ignored.join(',')}\n`);
  }
});
