import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const RUN = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));

/** One figure of each kind the benchmark promises; times are not looked at: the machine is shared. */
const FIGURES = [
  'emit, cost to the caller, p99',
  'JSON.stringify in place of emit, p99',
  'durable events, 3 producers, batch 512',
  'durable events, 3 producers, through the emitter and its spool',
  'durable events, 1 producer, one at a time',
  'latest 100 of one entity, p99, 10,000 events, TCP',
  'latest 100 of one entity, p99, 10,000 events, embedded',
  'count by type and agent, 10,000 events, TCP',
  'causal chain of 10, 10,000 events, TCP',
  'replay from the first event, 10,000 events, TCP',
  'bytes on disk per event, all indexes in, 10,000 events',
  'rebuild of 100 agents, 1,000 nodes: snapshot and 1,000 events',
  'spawn, added by the platform',
  'reading a question, p99',
  'question to answer, p95, 10,000 events',
  'ingest of 5,000 events, ndjson, over TCP',
  'ingest of 5,000 events, blocks, into a folder',
  'compaction, added to the longest wait of an append',
];

describe('the benchmark', () => {
  it('runs from end to end, finds every answer right, and prints every figure', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, '--quick', '--rounds', '1'], {
      encoding: 'utf8',
      timeout: 240_000,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    for (const figure of FIGURES) expect(lines.filter((line) => line.startsWith(figure)).join('\n')).toMatch(/ best .* N=\d+/);
  });

  it('refuses what it does not know, with what it does', () => {
    const { status, stderr } = spawnSync(process.execPath, [RUN, 'speed'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('figures are emit, append, query, rebuild, spawn');
  });
});
