import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({
  node: ['node-4', 'node-42'],
  agent: ['agent-2', 'agent-4'],
  region: ['us-east', 'eu-west'],
  env: ['production', 'staging', 'dev'],
  platform: ['docker', 'kubernetes'],
  version: ['1.4.2', '1.5.0', '1.5.1'],
  user: ['autoscaler'],
});
const plan = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue).plan;
const rollout = { event: ['@update'], version: ['1.5.1'] };

describe('conditions of a question', () => {
  it.each([
    // Either of two.
    ['agents in dev or on version 1.4.2', { where: { any: [{ env: ['dev'] }, { version: ['1.4.2'] }] } }],
    ['agents in us-east or eu-west', { where: { region: ['us-east', 'eu-west'] } }],
    ['agents that are degraded or have fewer than 2 free slots', { where: { any: [{ status: ['degraded'] }, { free_slots: { lt: 2 } }] } }],
    // How they are, over the names that narrow them.
    ['degraded production agents', { target: 'agent', where: { status: ['degraded'], env: ['production'] } }],
    ['crashed staging nodes', { target: 'node', where: { status: ['crashed'], env: ['staging'] } }],
    // What was brought about, and by what.
    [
      'crashes caused by the outage of agent-4',
      { op: 'impact', where: { event: ['agent_offline'] }, outcome: { event: ['node_crashed'] } },
    ],
    ['events caused by the crash of node-42', { op: 'impact', where: { event: ['node_crashed'], node: ['node-42'] } }],
    ['spawn failures caused by a checksum mismatch', { where: { event: ['spawn_failed'], cause: ['checksum_mismatch'] } }],
    // A share of what is narrowed.
    ['share of crashes in production caused by oom', { where: { event: ['node_crashed'], env: ['production'] }, num: { cause: ['oom'] } }],
    ['what share of crashes were in production', { where: { event: ['node_crashed'] }, num: { env: ['production'] } }],
    // Said in the short forms of those who write commands.
    ['crashes on agent-2/agent-4', { where: { event: ['node_crashed'], agent: ['agent-2', 'agent-4'] } }],
    ['nodes with cpu in the 50-70% range', { where: { cpu_pct: { between: [50, 70] } } }],
    ['agents with the label gpu set to true', { where: { 'label.gpu': ['true'] } }],
    ['agents whose tier label is not gold', { where: { 'label.tier': { not: ['gold'] } } }],
    ['agents lacking a tier label', { where: { 'label.tier': { exists: false } } }],
    ['how many agents have a label called tier', { op: 'count', where: { 'label.tier': { exists: true } } }],
    ['agents labelled with tier', { op: 'refuse' }],
    ['agents marked tier=core', { where: { 'label.tier': ['core'] } }],
    ['agents with build 1.5.0 installed', { where: { version: ['1.5.0'] } }],
    ['agents in the us', { op: 'refuse' }],
    ['crashes prior to 15 February', { time: { from: null, to: '2026-02-15T00:00:00Z' } }],
    ['crashes up to the end of February', { time: { from: null, to: '2026-03-01T00:00:00Z' } }],
    // In which order.
    ['nodes sorted by cpu, highest first', { order: { by: 'cpu_pct', dir: 'desc' } }],
    ['nodes ordered by latency from fastest to slowest', { order: { by: 'latency_ms', dir: 'asc' } }],
    // How many rows.
    ['crashes today, at most 25 of them', { op: 'list', limit: 25 }],
    ['crashes today newest first limit 25', { op: 'list', limit: 25, order: { by: 'time', dir: 'desc' } }],
    // What came after.
    ['nodes that crashed and were back within 5 minutes', { seq: { first: { event: ['node_crashed'] }, within: '5m' } }],
    ['nodes that crashed today without any restart afterwards', { seq: { absent: true } }],
    ['which nodes crashed today and were not restarted within ten minutes of the crash?', { seq: { absent: true, within: '10m' } }],
    // Seen before, in a place.
    [
      "have we seen 'connection reset' before on kubernetes agents",
      { where: { error: { contains: 'connection reset' }, platform: ['kubernetes'] } },
    ],
    // The time said first, of something else.
    [
      'users complained at 11am today, did we have crashes then?',
      { op: 'list', time: { from: '2026-03-18T11:00:00Z', to: '2026-03-18T12:00:00Z' } },
    ],
    ['crashes 10 March to 12 March', { time: { from: '2026-03-10T00:00:00Z', to: '2026-03-13T00:00:00Z' } }],
    // What is to come.
    ['notify me if a backup fails', { op: 'watch', where: { event: ['backup_failed'] } }],
    ['when will agent-4 be full', { op: 'predict', target: 'agent', threshold: { metric: 'free_slots', lte: 0 } }],
  ])('%s', (question, read) => {
    expect(plan(question)).toMatchObject(read);
  });

  it('keep a stretch on each side of a happening as it was said', () => {
    const sides = [{ anchor: { where: rollout, rel: 'after', window: '1d' } }, { anchor: { where: rollout, rel: 'before', window: '1d' } }];
    for (const question of [
      'compare crashes in the 24 hours after the 1.5.1 rollout with the 24 hours before it',
      'how does the number of crashes in the 24 hours after the 1.5.1 rollout compare with the number in the 24 hours before it?',
    ])
      expect([question, plan(question)]).toMatchObject([question, { op: 'compare', sides }]);
  });

  it('of a wish say which version it is from and which it is to', () => {
    expect(plan('update all staging agents that are on 1.5.0 to version 1.5.1')).toEqual({
      op: 'action',
      verb: 'update',
      target: 'agent',
      where: { env: ['staging'], version: ['1.5.0'] },
      params: { version: '1.5.1' },
    });
  });

  it('beside a label that is true of some, its name says that it is', () => {
    const world = catalogueOfNames({ agent: ['gpu-box', 'agent-2'] }, { labels: new Set(['gpu']) });
    const where = (question: string) =>
      parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, world).plan;
    expect(where('agents with the gpu label')).toMatchObject({ where: { 'label.gpu': ['true'] } });
    expect(where('agents whose gpu label is false')).toMatchObject({ where: { 'label.gpu': ['false'] } });
    expect(where('agents without a gpu label')).toMatchObject({ where: { 'label.gpu': { not: ['true'] } } });
    expect(where('which labels does gpu-box have?')).toMatchObject({ op: 'state', where: { agent: ['gpu-box'] } });
  });

  it.each([
    'compare node-4 with node-42',
    'how does node-4 compare to node-42?',
    'differences between node-4 and node-42',
    'compare the state of node-4 and node-42',
  ])('%s: how each is', (question) => {
    expect(plan(question)).toEqual({
      op: 'compare',
      plan: { op: 'state', target: 'node' },
      sides: [{ where: { node: ['node-4'] } }, { where: { node: ['node-42'] } }],
    });
  });

  it.each([
    ['is agent-2 on 1.5.1?', { target: 'agent', where: { agent: ['agent-2'] }, expect: { version: ['1.5.1'] } }],
    ['is node-4 in production?', { target: 'node', where: { node: ['node-4'] }, expect: { env: ['production'] } }],
    ['is node-4 running on agent-2?', { target: 'node', where: { node: ['node-4'] }, expect: { status: ['running'], agent: ['agent-2'] } }],
  ])('%s: how it is, with what is asked of it', (question, read) => {
    expect(plan(question)).toEqual({ op: 'state', form: 'yesno', ...read });
  });
});
