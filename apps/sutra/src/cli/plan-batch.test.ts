import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { main } from '../main.ts';

const room = mkdtempSync(join(tmpdir(), 'sutra-plan-batch-'));
const world = join(room, 'world.json');
const questions = join(room, 'questions.jsonl');
writeFileSync(world, JSON.stringify({ now: '2026-03-18T14:30:00Z', tz: 'UTC', agents: { 'agent-1': {} }, nodes: { 'node-4': 'agent-1' } }));
afterAll(() => rmSync(room, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await main([...argv, '--data', join(room, 'grid')], {});
  vi.restoreAllMocks();
  return { code, out, err };
}

describe('sutra ask --plan-batch', () => {
  it('prints the plan, the reading and the time of every question, the one before read first', async () => {
    writeFileSync(
      questions,
      [
        { id: 'a', context: null, question: 'which agents are offline?' },
        { id: 'b', context: 'show crashes today', question: 'and yesterday?' },
      ]
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const { code, out } = await run('ask', '--plan-batch', questions, '--world', world);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { id: 'a', plan: { op: 'list', target: 'agent', where: { status: ['offline'] } }, ms: expect.any(Number) },
      { id: 'b', plan: { op: 'list', time: { from: '2026-03-17T00:00:00Z', to: '2026-03-18T00:00:00Z' } }, reading: expect.any(String) },
    ]);
  });

  it.each([
    ['{"id": 1}', 'line 1: "id" must be text'],
    ['{"id": "a"}', 'line 1: "question" must be text'],
    ['nonsense', 'line 1: not JSON'],
  ])('names the line and the field when a line is %s', async (line, message) => {
    writeFileSync(questions, line);
    const { code, err } = await run('ask', '--plan-batch', questions, '--world', world);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('says what is missing when the file or the world is', async () => {
    expect((await run('ask', '--plan-batch', join(room, 'absent'), '--world', world)).err).toContain('ENOENT');
    expect((await run('ask', '--plan-batch', questions)).err).toContain('--world');
  });

  it('is whole for whoever reads slowly: more than a pipe holds is not cut off at the end', () => {
    const many = 1_000;
    writeFileSync(
      questions,
      Array.from({ length: many }, (_, n) => JSON.stringify({ id: `q-${n}`, context: null, question: 'which agents are offline?' })).join(
        '\n',
      ),
    );
    const executable = fileURLToPath(new URL('../../bin/sutra.js', import.meta.url));
    const out = execFileSync(
      'sh',
      ['-c', '"$0" "$1" ask --plan-batch "$2" --world "$3" | { sleep 6; wc -l; }', process.execPath, executable, questions, world],
      {
        encoding: 'utf8',
      },
    );
    expect(Number(out)).toBe(many);
  });
});
