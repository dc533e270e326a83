import { expect, test } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';
import { readTypical, TYPICAL } from './typical.ts';

const names = { agent: ['agent-1', 'agent-2', 'agent-4'], node: ['node-4'] };
const catalogue = catalogueOfNames({ ...names, host: [], user: [], region: [], env: ['production'], platform: [], version: [] });
const nowMs = Date.UTC(2026, 2, 18, 14, 30);

test('what is read to warm the reader up is read as nearly every operation, follow-ups and refusals among it', () => {
  const ops = TYPICAL.map((asked) => parseQuestion({ ...asked, tz: 'UTC', nowUs: nowMs * 1000 }, catalogue).plan.op);
  const operations = [
    'action',
    'aggregate',
    'changed',
    'compare',
    'count',
    'duration',
    'list',
    'predict',
    'ratio',
    'simulate',
    'state',
    'timeline',
    'watch',
    'why',
  ];
  expect(operations.filter((op) => !ops.some((one) => one === op))).toEqual([]);
  expect(ops).toContain('refuse');
  expect(TYPICAL.some(({ context }) => context !== undefined)).toBe(true);
});

test('every question is read twice, and whoever reads them may stop after each', () => {
  expect([...readTypical(catalogue, { nowMs, zone: 'UTC' })]).toHaveLength(TYPICAL.length * 2);
  const reader = readTypical(catalogue, { nowMs, zone: 'UTC' });
  expect(reader.next().done).toBe(false);
  expect(reader.return().done).toBe(true);
});
