#!/usr/bin/env node
// The fault corpus in full, over the real store: plays every case, asks why, and compares the answer with what was done.
//   node tools/corpus.mjs [--seeds N] [--truth FILE] [--write]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogueOf, executePlan, parsePlan } from '@sutra/hybrid';
import { systemClock } from '@sutra/kit';
import { heldOutSeedCases, heldOutTemplateCases, openCases, play, report, SIM_PLATFORMS, score } from '@sutra/sim';
import { openEngine } from '@sutra/storage/engine';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '9' }, truth: { type: 'string' }, misses: { type: 'boolean' }, write: { type: 'boolean' } },
});
const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const seeds = Number(values.seeds);
const folder = mkdtempSync(join(tmpdir(), 'sutra-corpus-'));
const truths = [];

/** Writes the record of one case into a store of its own and asks there. */
async function asked(one, n) {
  const { events, state, nowUs, truth } = play(one);
  truths.push(truth);
  const engine = await openEngine({
    folder: join(folder, String(n)),
    clock: systemClock(),
    onFatal: (reason) => {
      throw reason;
    },
  });
  try {
    await append(engine, events);
    const answer = await executePlan(parsePlan(truth.plan), { tz: 'UTC', nowUs }, { reader: engine, catalogue: catalogueOf(state), state });
    return score(truth, answer, events);
  } finally {
    await engine.close();
    rmSync(join(folder, String(n)), { recursive: true, force: true });
  }
}

/** Every emitter writes in a session of its own, in the order in which the record was made. */
async function append(engine, events) {
  let session;
  let run = [];
  let whose = '';
  const flush = async () => {
    if (run.length > 0) await session.append(run);
    run = [];
    await session?.close();
    session = undefined;
  };
  for (const { seq: _seq, recordedAtUs: _at, emitter, epoch, ...record } of events) {
    if (`${emitter} ${epoch}` !== whose) {
      await flush();
      whose = `${emitter} ${epoch}`;
      session = await engine.session(emitter, epoch);
    }
    run.push(record);
  }
  await flush();
}

const sets = [
  ['open templates, open seeds', openCases(seeds)],
  ['open templates, held-out seeds', heldOutSeedCases(seeds)],
  ['held-out templates', heldOutTemplateCases(seeds)],
];
const results = [];
let n = 0;
for (const [name, cases] of sets) {
  const scored = [];
  for (const one of cases) scored.push(await asked(one, n++));
  results.push([name, scored]);
  process.stderr.write(`${name}: ${scored.length} cases\n`);
  if (values.misses)
    for (const { mark, truth, named, text } of scored.filter((one) => one.mark !== 'right'))
      console.log(`${mark} ${truth.caseId}: wanted ${truth.cause} ${truth.names ?? ''}, named ${named}: ${text}`);
}
rmSync(folder, { recursive: true, force: true });
if (values.truth !== undefined) writeFileSync(values.truth, `${truths.map((one) => JSON.stringify(one)).join('\n')}\n`);

const cells = ({ right, wrong, abstained }) => `${right} / ${wrong} / ${abstained}`;
const percent = (part, { right, wrong, abstained }) => {
  const all = right + wrong + abstained;
  return all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`;
};
const row = (...columns) => `| ${columns.join(' | ')} |`;
const line = (name, { ours, naive }) => row(name, cells(ours), percent(ours.right, ours), cells(naive), percent(naive.right, naive));

function tableOf([name, scored]) {
  const { recorded, recordedAll, traceless, quiet } = report(scored);
  const counts = (both) => both.ours.right + both.ours.wrong + both.ours.abstained > 0;
  return [
    `### ${name} (${scored.length} cases)`,
    '',
    row('injected', 'right / wrong / abstained', 'right', 'naive: right / wrong / abstained', 'right'),
    row('---', '---:', '---:', '---:', '---:'),
    ...[...recorded].map(([kind, both]) => line(kind, both)),
    ...(counts(recordedAll) ? [line('**all with a trace**', recordedAll)] : []),
    ...(counts(traceless) ? [line('**trace removed** (right is "unknown")', traceless)] : []),
    ...(counts(quiet) ? [line('**quiet periods** (wrong is an accusation)', quiet)] : []),
  ].join('\n');
}

const text = results.map(tableOf).join('\n\n');
console.log(text);
const bands = calibration(results.flatMap(([, scored]) => scored));
console.log(`\n${bands}`);

/** Of the answers that named a cause with such a confidence, how many were right. */
function calibration(scored) {
  const named = scored.filter((one) => !['unknown', 'nothing'].includes(one.named));
  const rows = [0.5, 0.6, 0.7, 0.8, 0.9].map((from) => {
    const some = named.filter(({ confidence }) => confidence >= from && confidence < from + 0.1 + (from === 0.9 ? 1 : 0));
    const right = some.filter(({ mark }) => mark === 'right').length;
    return row(
      `${from.toFixed(1)}–${(from + 0.1).toFixed(1)}`,
      String(some.length),
      some.length === 0 ? '–' : `${((100 * right) / some.length).toFixed(1)} %`,
    );
  });
  return [
    '### Confidence against being right (answers that named a cause)',
    '',
    row('confidence', 'answers', 'right'),
    row('---', '---:', '---:'),
    ...rows,
  ].join('\n');
}

if (values.write) {
  const page = `# Fault corpus

Written by \`npm run corpus -- --write --seeds ${seeds}\`. Every case is a grid on a virtual clock that runs the real decisions (\`decide\`, \`apply\`, the judge
of silence, the restart policy, the autopsy) for about a quarter of an hour: three hosts, nine nodes, one to three innocent things shortly before the
fault, and one fault. The record goes into a real store; \`why\` is asked there. What was done is known to the simulator alone.

- **Platforms**: ${SIM_PLATFORMS.join(', ')}: they differ in how an end is told (a container shows a signal only as an exit code, and so on).
- **Trace removed**: every third seed loses what would give the cause away (words, figures, exit code, the request). Then "unknown" is right.
- **Quiet periods**: nothing failed that is asked about, though something looks like it. Naming a cause is an accusation.
- **Naive**: blames the last change before the failure, whosever it was.
- **Held out**: seeds and templates no rule was tuned on. They were written by the same hand as the rules, so they show that the rules do not
  rest on particular seeds; they do not show how often a stranger's outage is explained. Figures of faults done to real processes are in
  \`tests/faults.test.ts\`.

${text}

${bands}
`;
  writeFileSync(join(root, 'docs', 'FAULT-CORPUS.md'), page);
}
