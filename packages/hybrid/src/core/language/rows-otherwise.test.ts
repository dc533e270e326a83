import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), '../../../../testdata/world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const plan = (question: string) => parseQuestion({ question, tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

describe('rows, numbers and figures, said otherwise', () => {
  it.each([
    ['agents where an update started but never completed', { seq: { first: { event: ['update_started'] }, absent: true } }],
    ['nodes that were restarted after crashing today', { seq: { first: { event: ['node_crashed'] } } }],
    ['agents that never recovered after going offline this week', { seq: { first: { event: ['agent_offline'] }, absent: true } }],
    ['how many different users stopped a node this week', { op: 'count', distinct: 'user' }],
    ['on how many agents did nodes crash yesterday', { op: 'count', distinct: 'agent' }],
    ['how many versions are in use', { op: 'count', target: 'agent', distinct: 'version' }],
    ['which agents had between 2 and 4 outages', { having: [{ count: { gte: 2, lte: 4 } }] }],
    ['nodes crashing more than once a day this week', { having: [{ count: { gt: 1 }, per: '1d' }] }],
    ['nodes using more than 512 MB but less than 1 GB of memory', { where: { memory_mb: { gt: 512, lt: 1024 } } }],
    ['the second most recent crash of node-42', { limit: 1, offset: 1 }],
    ['restarts in January vs February vs March', { op: 'compare', sides: { length: 3 } }],
    ['config changes made by humans this week', { where: { actor_kind: ['human'] } }],
    ['percentage of crashes caused by OOM per region', { op: 'ratio', by: ['region'] }],
  ])('%s', (question, part) => {
    expect(plan(question)).toMatchObject(part);
  });

  it.each([
    'how many crashes by team',
    'crashes per shift',
    'crashes at night this week',
    'nodes with more crashes than restarts',
    'Which nodes crashed every day this week?',
    'Which nodes crashed, restarted and crashed again this week?',
    'who restarted the most nodes this week',
    'agents with more than',
    'crashes over the last two weekends',
  ])('%s is not answered with something else', (question) => {
    expect(['refuse', 'clarify']).toContain(plan(question).op);
  });
});
