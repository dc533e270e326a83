#!/usr/bin/env node
/**
 * npm run bench:scale [-- --events N] [--write]
 * One store that grows tenfold a step, from 100,000 events to N (10,000,000 unless said otherwise): what appending, asking, opening and
 * memory cost at each size. The server runs in a process of its own; every answer is checked against an oracle before its time counts.
 * `--write` puts the table into docs/PERFORMANCE.md.
 */
import { join } from 'node:path';
import { writeSection } from '../document.mjs';
import { digits, machine } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';
import { GrowingStore } from './growing-store.mjs';

const FLAGS = { '--events': true, '--write': false };
const FIRST = 100_000;

/** What is measured at each size, the unit, and the goal where there is one. */
const FIGURES = [
  { key: 'append', title: 'append, batch 512, since the size before', unit: '/s' },
  { key: 'bytes', title: 'bytes on disk per event, all indexes in', unit: '', atMost: 70 },
  { key: 'latest', title: 'latest 100 of one entity, p50', unit: 'ms' },
  { key: 'latestP99', title: 'the same, p99', unit: 'ms' },
  { key: 'count', title: 'count by type and agent over everything', unit: 'ms' },
  { key: 'chain', title: 'causal chain of 10', unit: 'ms' },
  { key: 'replay', title: 'replay from the first event', unit: 'events/s', atLeast: 500_000 },
  { key: 'open', title: 'cold open to first answer', unit: 'ms', atMost: 1_000 },
  { key: 'openMb', title: 'resident memory after it', unit: 'MB' },
  { key: 'firstCount', title: 'first count after it', unit: 'ms' },
  { key: 'residentMb', title: 'resident memory after all questions', unit: 'MB', atMost: 400 },
  { key: 'delayP99', title: 'event loop of the server while all of this goes on beside appends, p99 delay', unit: 'ms' },
  { key: 'ackP50', title: 'acknowledgement of one event meanwhile, p50', unit: 'ms' },
  { key: 'ackP99', title: 'the same, p99', unit: 'ms' },
];

const options = parsed(process.argv.slice(2));
const command = `npm run bench:scale -- --events ${options.events}`;
const where = machine();
console.log(`${where}\n${command}\n`);
const steps = [];
await withFolder(async (folder) => {
  const store = new GrowingStore(join(folder, 'store'));
  for (let size = Math.min(FIRST, options.events); ; size = Math.min(size * 10, options.events)) {
    const found = await store.measuredAt(size);
    steps.push({ size, found });
    console.log(`${size.toLocaleString('en')} events: ${FIGURES.map(({ key }) => `${key} ${digits(found[key])}`).join(' · ')}`);
    if (size === options.events) break;
  }
});
const lines = table();
console.log(`\n${lines.join('\n')}`);
if (options.write) writeSection('scale', command, where, lines);

function parsed(args) {
  const unknown = args.find((word, i) => FLAGS[args[i - 1]] !== true && !Object.hasOwn(FLAGS, word));
  const events = args.includes('--events') ? Number(args[args.indexOf('--events') + 1]) : 10_000_000;
  if (unknown !== undefined || !Number.isInteger(events) || events < 2_000) {
    console.error(
      unknown === undefined
        ? 'Cannot measure fewer than 2,000 events'
        : `Cannot run ${unknown}: flags are ${Object.keys(FLAGS).join(', ')}`,
    );
    process.exit(2);
  }
  return { events, write: args.includes('--write') };
}

function table() {
  const last = steps.at(-1);
  const growth = (key) => `${digits(last.found[key] / steps[0].found[key])}×`;
  return [
    `| events | ${steps.map(({ size }) => size.toLocaleString('en')).join(' | ')} | last ÷ first | goal at the last |`,
    `|---|${'---|'.repeat(steps.length + 2)}`,
    ...FIGURES.map((figure) => {
      const cells = steps.map(({ found }) => `${digits(found[figure.key])} ${figure.unit}`.trim());
      return `| ${figure.title} | ${cells.join(' | ')} | ${growth(figure.key)} | ${verdict(figure, last.found[figure.key])} |`;
    }),
  ];
}

function verdict({ atMost, atLeast }, value) {
  if (atMost !== undefined) return `≤ ${atMost.toLocaleString('en')} ${value <= atMost ? 'pass' : 'MISS'}`;
  return atLeast === undefined ? '' : `≥ ${atLeast.toLocaleString('en')} ${value >= atLeast ? 'pass' : 'MISS'}`;
}
