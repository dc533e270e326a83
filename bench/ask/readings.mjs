/** How long it takes to read a question into a plan, over the questions of the corpus: at first, and once the process is warm. */
import { readFileSync } from 'node:fs';
import { catalogueOfWorld, parseQuestion } from '@sutra/hybrid';
import { figure, mustEqual, percentile } from '../measure.mjs';

const DATA = new URL('../../packages/hybrid/testdata/', import.meta.url);
const NOW_US = Date.UTC(2026, 2, 18, 14, 30) * 1_000;
const P99_MS = 5;
/** Passes over the corpus until compiled code changes no more. */
const WARM = 2;
const SLOWEST = 3;
const QUICK_EVERY = 10;

const fromJson = (name) => JSON.parse(readFileSync(new URL(name, DATA), 'utf8'));
const lines = (name) =>
  readFileSync(new URL(name, DATA), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

export function readingFigures({ quick, rounds }) {
  const whole = [
    ...withCatalogue(lines('questions.jsonl'), catalogueOfWorld(fromJson('world.json'))),
    ...withCatalogue(lines('questions-constructs.jsonl'), catalogueOfWorld(fromJson('world.json'))),
    ...withCatalogue(lines('questions-farm.jsonl'), catalogueOfWorld(fromJson('world-farm.json'))),
  ];
  const corpus = quick ? whole.filter((_, i) => i % QUICK_EVERY === 0) : whole;
  const cold = pass(corpus);
  if (!quick) for (let n = 0; n < WARM; n++) pass(corpus);
  const warm = Array.from({ length: rounds }, () => pass(corpus));
  const of = (passes, share) => passes.map((times) => percentile(times, share));
  return [
    figure('reading a question, p50, of a process that has read none', 'ms', of([cold], 0.5), corpus.length),
    figure('reading a question, p99, of a process that has read none', 'ms', of([cold], 0.99), corpus.length),
    figure('reading a question, p50', 'ms', of(warm, 0.5), corpus.length),
    figure('reading a question, p99', 'ms', of(warm, 0.99), corpus.length, { goal: { atMost: P99_MS }, note: slowest(corpus, warm) }),
  ];
}

const withCatalogue = (questions, catalogue) =>
  questions.map(({ question, context, plan }) => ({ question, context: context ?? undefined, op: plan.op, catalogue }));

/** Every question once; how long each took, ms. */
function pass(corpus) {
  let asRead = 0;
  const times = corpus.map(({ question, context, op, catalogue }) => {
    const start = performance.now();
    const { plan } = parseQuestion({ question, tz: 'UTC', nowUs: NOW_US, ...(context === undefined ? {} : { context }) }, catalogue);
    const ms = performance.now() - start;
    if (plan.op === op) asRead++;
    return ms;
  });
  mustEqual(asRead > corpus.length * 0.9, true, 'what the questions are read as');
  return times;
}

function slowest(corpus, passes) {
  const best = corpus.map(({ question }, i) => ({ question, ms: Math.min(...passes.map((times) => times[i])) }));
  best.sort((a, b) => b.ms - a.ms);
  return `slowest: ${best
    .slice(0, SLOWEST)
    .map(({ question, ms }) => `“${question}” ${ms.toFixed(2)} ms`)
    .join(', ')}`;
}
