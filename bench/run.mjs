#!/usr/bin/env node
/**
 * npm run bench [-- names…] [--quick] [--rounds N] [--write]
 * Prints a table: median, best and min–max over five rounds (three with --quick; at least three, or one with --quick), how many things a round measured, the goal and whether it is met.
 * Every answer is checked before its time counts. `--write` also puts the table into docs/PERFORMANCE.md; of what has a table of its own (`ask`), into that.
 */
import { nodeFlagsOf } from '../apps/sutra/dist/process/node-flags.js';
import { writeSection } from './document.mjs';
import { ALONE, FIGURES } from './figures/index.mjs';
import { digits, machine, verdict } from './measure.mjs';
import { started } from './processes/child.mjs';

/** Figures whose own process does the work of a component: it is started as `sutra up` starts that one. */
const STANDS_FOR = { rebuild: 'master', ask: 'control' };

const options = parsed(process.argv.slice(2));
const command = `npm run bench -- ${[...options.names, ...(options.quick ? ['--quick'] : []), '--rounds', options.rounds].join(' ')}`;
const where = machine();
const lines = [];
let failed = 0;
console.log(`${where}\n${command}\n`);
for (const name of options.names) {
  const figure = started('figure', [name, JSON.stringify(options)], STANDS_FOR[name] && nodeFlagsOf(STANDS_FOR[name]));
  const { lines: measured } = await figure.message();
  await figure.ended();
  if (measured === undefined) failed++;
  for (const one of measured ?? []) {
    lines.push({ ...one, command: `npm run bench -- ${name}` });
    console.log(row(one));
  }
}
const misses = lines.filter((line) => verdict(line).includes('MISS'));
console.log(`\n${lines.length} figures, ${misses.length} goals missed, ${failed} failed`);
if (options.write && failed === 0) writeTable();
// A miss is a measurement, not an error: shared machines are noisy. A wrong answer is an error.
process.exitCode = failed > 0 ? 1 : 0;

function parsed(args) {
  const names = args.filter((word, i) => !word.startsWith('--') && args[i - 1] !== '--rounds');
  const unknown = names.find((name) => !Object.hasOwn(FIGURES, name));
  const flag = args.find((word) => word.startsWith('--') && !['--quick', '--write', '--rounds'].includes(word));
  if (unknown !== undefined || flag !== undefined) {
    console.error(`Cannot run ${unknown ?? flag}: figures are ${Object.keys(FIGURES).join(', ')}; flags are --quick, --rounds N, --write`);
    process.exit(2);
  }
  const apart = names.length === 1 && ALONE.has(names[0]);
  if (args.includes('--write') && (args.includes('--quick') || (names.length > 0 && !apart))) {
    console.error(
      `Cannot write a part of the table, or a quick one: leave out the names and --quick, or name one of ${[...ALONE].join(', ')} alone`,
    );
    process.exit(2);
  }
  const usual = args.includes('--quick') ? 3 : 5;
  const fewest = args.includes('--quick') ? 1 : 3; // one says nothing of the spread: enough to see that it runs and answers rightly
  const rounds = Math.max(fewest, Number(args.includes('--rounds') ? args[args.indexOf('--rounds') + 1] : usual) || usual);
  return {
    names: names.length > 0 ? names : Object.keys(FIGURES).filter((name) => args.includes('--quick') || !ALONE.has(name)),
    section: apart ? names[0] : 'bench',
    quick: args.includes('--quick'),
    write: args.includes('--write'),
    rounds,
  };
}

function row(one) {
  const spread = `${digits(one.min)}–${digits(one.max)}`;
  return `${one.name.padEnd(66)} ${digits(one.median).padStart(9)} ${one.unit.padEnd(8)} best ${digits(one.best).padEnd(9)} ${spread.padEnd(20)} N=${String(one.n).padEnd(8)} ${[verdict(one), one.note].filter(Boolean).join('  ')}`;
}

function writeTable() {
  const cells = lines.map((one) =>
    [
      one.note === undefined ? one.name : `${one.name} (${one.note})`,
      `${digits(one.median)} ${one.unit}`,
      digits(one.best),
      `${digits(one.min)}–${digits(one.max)}`,
      one.rounds,
      one.n.toLocaleString('en'),
      verdict(one),
      `\`${one.command}\``,
    ].join(' | '),
  );
  writeSection(options.section, command, where, [
    '| figure | median | best | min–max | rounds | N | goal | command |',
    '|---|---|---|---|---|---|---|---|',
    ...cells.map((line) => `| ${line} |`),
  ]);
}
