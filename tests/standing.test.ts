import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AnswerJson, WatchAnswer, WatchesAnswer } from '@sutra/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, type Grid, type Ran, startGrid, until } from './harness/grid.ts';

const VERIFIER = resolve(import.meta.dirname, '../tools/verify-audit.mjs');
/** How soon what happens must be told, ms. Generous: the machine is shared with everything else. */
const SOON = 20_000;

interface Told {
  readonly watch_id: string;
  readonly kind: 'fired' | 'recovered';
  readonly subject: string;
  readonly event_id: string;
}

/** Questions that stand, the audit of what was done, conversations and a model that reads: on one real grid. */
describe('what stands, what was done, and who asks', () => {
  let grid: Grid;
  let folder = '';
  const hooks: { readonly body: string; readonly signed: string }[] = [];
  const modelCalls: string[] = [];
  const servers: Server[] = [];

  const serve = async (answer: (url: string, body: string, signed: string) => string | undefined): Promise<string> => {
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += String(part);
      const said = answer(request.url ?? '', body, String(request.headers['x-sutra-signature'] ?? ''));
      if (said !== undefined) response.end(said); // else it hangs
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const told = (id: string): readonly Told[] => hooks.map(({ body }) => JSON.parse(body) as Told).filter((one) => one.watch_id === id);
  const watches = async () => (await grid.get<WatchesAnswer>('/api/watches')).watches;
  const flags = (): string[] => ['--data', grid.data, '--port-offset', String(grid.offset), '--utc'];
  const piped = (lines: readonly string[]): Promise<Ran> =>
    new Promise((done) => {
      const child = execFile(process.execPath, [EXECUTABLE, 'ask', '-o', 'jsonl', ...flags()], (failure, stdout, stderr) =>
        done({ code: failure === null ? 0 : Number(failure.code), stdout, stderr }),
      );
      child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
    });
  const kill = async (name: string): Promise<void> => {
    const node = (await grid.nodes()).find((one) => one.node_id === name);
    const before = node?.crash_count ?? 0;
    process.kill(node?.pid as number, 'SIGKILL');
    await until(`${name} is restarted`, SOON, async () => {
      const now = (await grid.nodes()).find((one) => one.node_id === name);
      return now !== undefined && now.crash_count > before && now.status === 'running' && now.pid !== node?.pid;
    });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sutra-standing-'));
    const model = await serve((_url, body) => {
      modelCalls.push(body);
      if (/Question: [^"]*take your time/.test(body)) return undefined;
      const filled = {
        plan: { op: 'list', target: 'event', where: { event: ['node_crashed'] } },
        words: [{ value: 'node_crashed', from: 'zorbled' }],
      };
      return JSON.stringify({ choices: [{ message: { content: JSON.stringify(filled) } }] });
    });
    // Its limit is the test's patience here, not what is tested.
    grid = await startGrid({ env: { SUTRA_LLM_BASE_URL: `${model}/v1`, SUTRA_LLM_MODEL: 'stub-1', SUTRA_LLM_TIMEOUT_MS: '20000' } });
    const spawned = await grid.sutra('node', 'spawn', '--node', 'worker', '--', 'sleep', '1000');
    expect([spawned.code, spawned.stderr]).toEqual([0, expect.any(String)]);
  });
  afterAll(async () => {
    await grid?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells once that a node crashed, by webhook, by a program and over the API, and then that it is back', async () => {
    const hook = await serve((_url, body, signed) => {
      hooks.push({ body, signed });
      return 'ok';
    });
    const noted = join(folder, 'notices');
    const program = join(folder, 'note.sh');
    writeFileSync(program, `#!/bin/sh\ncat >> '${noted}'\necho >> '${noted}'\n`);
    chmodSync(program, 0o755);
    const one = await grid.json<WatchAnswer>('watch', 'add', 'tell me when worker crashes', '--webhook', `${hook}/one`, '--run', program);
    const many = await grid.json<WatchAnswer>('watch', 'add', 'alert when crashes > 1 in 10 minutes', '--webhook', `${hook}/many`);
    expect(one.reading).toContain('worker');

    await kill('worker');
    await until('the crash and its end are told', SOON, async () => told(one.watch_id).length === 2);
    expect(told(one.watch_id).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['fired', 'worker'],
      ['recovered', 'worker'],
    ]);
    const fired = await until('it is on record', SOON, async () => (await grid.events({ event_type: 'watch_fired' }))[0]);
    expect(fired).toMatchObject({ event_id: told(one.watch_id)[0]?.event_id, details: { watch_id: one.watch_id, subject: 'worker' } });
    expect(fired?.caused_by).toEqual([expect.stringMatching(/^event-node_crashed-/)]);
    for (const { body, signed } of hooks) {
      const [, seconds = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signed) ?? [];
      expect(given).toBe(createHmac('sha256', String(one.secret)).update(`${seconds}.${body}`).digest('hex'));
    }
    await until(
      'the program was run twice',
      SOON,
      async () => existsSync(noted) && readFileSync(noted, 'utf8').trim().split('\n').length === 2,
    );
    expect(told(many.watch_id)).toEqual([]);

    await kill('worker');
    await until(
      'the second crash within ten minutes',
      SOON,
      async () => told(many.watch_id).length === 1 && told(one.watch_id).length === 4,
    );
    expect(told(many.watch_id)[0]).toMatchObject({ kind: 'fired', subject: 'all' });
    expect((await watches()).map(({ watch_id, fired: times, open }) => [watch_id, times, open])).toEqual([
      [one.watch_id, 2, []],
      [many.watch_id, 1, ['all']],
    ]);
  });

  it('still stands after the control centre was killed, and tells nothing twice', async () => {
    const before = hooks.length;
    const pid = grid.pids().control;
    process.kill(pid, 'SIGKILL');
    await until('control is back', SOON, async () => grid.pids().control !== pid && (await watches()).length === 2);
    await kill('worker');
    const [one, many] = await watches();
    await until('the third crash is told', SOON, async () => told(one?.watch_id ?? '').length === 6);
    expect(told(many?.watch_id ?? '')).toHaveLength(1);
    expect(hooks).toHaveLength(before + 2);
    const gone = await grid.sutra('watch', 'rm', many?.watch_id ?? '');
    expect([gone.code, (await grid.sutra('watch', 'rm', many?.watch_id ?? '')).code]).toEqual([0, 5]);
  });

  it('reports who did what, when, why and with what outcome, in four forms', async () => {
    await grid.sutra('node', 'stop', 'worker', '--reason', 'standing test');
    // Three crashes later: each was told once and each had its end; the threshold that stayed crossed was told once.
    const counted = async (event_type: string) => (await grid.events({ event_type })).map((event) => event.event_id).sort();
    const notices = (kind: Told['kind']) =>
      hooks
        .map(({ body }) => JSON.parse(body) as Told)
        .filter((one) => one.kind === kind)
        .map((one) => one.event_id)
        .sort();
    expect(notices('fired')).toHaveLength(4);
    expect(notices('recovered')).toHaveLength(3);
    await until('what was told is on record', SOON, async () => (await counted('watch_recovered')).length >= 3);
    expect([await counted('watch_fired'), await counted('watch_recovered')]).toEqual([notices('fired'), notices('recovered')]);
    const report = await grid.json<AnswerJson>('audit', '--from', '1h');
    expect(report.rows?.map((row) => [row['action'], row['outcome']])).toEqual(
      expect.arrayContaining([
        ['spawn', 'succeeded'],
        ['stop', 'succeeded'],
      ]),
    );
    for (const row of report.rows ?? []) expect([row['time'], row['event_id'], row['outcome']]).not.toContain(undefined);
    const stopped = report.rows?.find((row) => row['action'] === 'stop');
    expect(stopped).toMatchObject({ entity_id: 'worker', reason: 'standing test', actor: expect.stringMatching(/^cli:/) });
    const id = String(stopped?.['event_id']);
    for (const format of ['text', 'csv', 'html', 'json']) {
      const file = join(folder, `report.${format}`);
      const ran = await grid.sutra('audit', '--from', '1h', '--format', format, '--out', file);
      expect([format, ran.code, readFileSync(file, 'utf8').includes(id)]).toEqual([format, 0, true]);
    }
    expect((await grid.sutra('audit', '--format', 'pdf')).code).toBe(2);
    expect((await grid.ask('who stopped worker?')).text).toMatch(/^cli:.* at .*worker/);
  });

  it('lets a model read what the grammar gives up on: asked, told, on record, and the same rows', async () => {
    const read = await grid.json<AnswerJson>('ask', 'zorbled?');
    const plain = await grid.json<AnswerJson>('ask', 'show crashes');
    expect([read.model?.outcome, read.rows, read.evidence]).toEqual(['read', plain.rows, plain.evidence]);
    expect(modelCalls).toHaveLength(1);
    expect(modelCalls[0]).not.toMatch(/event-node_crashed-|SIGKILL/);
    const [asked] = await until('it is on record', SOON, async () => {
      const found = await grid.events({ event_type: 'model_asked' });
      return found.length > 0 && found;
    });
    expect(asked?.details).toMatchObject({ question: 'zorbled?', outcome: 'read', model: 'stub-1', plan: read.plan });
    const shown = await grid.sutra('ask', '--plan', 'zorbled?');
    expect(JSON.parse(shown.stdout)).toMatchObject({ plan: read.plan, model: { outcome: 'read', calls: 0 } });
    expect((await grid.sutra('doctor')).stdout).toMatch(/model +stub-1 at .*; the last question: read/);
  });

  it('answers questions from a pipe, one a line, as one conversation', async () => {
    const { code, stdout, stderr } = await piped(['how many crashes today?', '', 'and on agent-2?', 'blah blarg blub', '/nonsense']);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AnswerJson);
    expect(answers.map(({ status }) => status)).toEqual(['answered', 'refused', 'refused']);
    expect([code, stderr]).toEqual([9, expect.stringContaining('There is no /nonsense here')]);
    const rows = await piped(['show crashes', '/csv']);
    expect([rows.code, rows.stdout]).toEqual([0, expect.stringMatching(/\n[a-z_]+,[a-z_,]+\n/)]);
    expect((await piped([])).code).toBe(2);
  });

  it('exports a signed log that an independent check accepts whole and refuses when a word of it is changed', async () => {
    const out = join(folder, 'audit');
    const verify = (): Promise<Ran> =>
      new Promise((done) => {
        execFile(process.execPath, [VERIFIER, out], (failure, stdout, stderr) =>
          done({ code: failure === null ? 0 : Number(failure.code), stdout, stderr }),
        );
      });
    const pid = grid.pids().control;
    process.kill(pid, 'SIGTERM'); // what ends in order signs what is there
    const exported = await until('control is back with its log', SOON, async () =>
      grid.pids().control === pid ? undefined : grid.json<{ entries: number }>('audit', 'export', out),
    );
    const whole = await verify();
    expect([whole.code, whole.stdout + whole.stderr]).toEqual([0, expect.stringContaining(`${exported.entries} entries`)]);
    const log = join(out, 'log.jsonl');
    const text = readFileSync(log, 'utf8');
    expect(text).toContain('standing test');
    writeFileSync(log, text.replace('standing test', 'routine check'));
    const edited = await verify();
    expect([edited.code, edited.stderr]).toEqual([1, expect.stringContaining('it was edited')]);
    writeFileSync(log, `${text.trimEnd().split('\n').slice(0, 1).join('\n')}\n`);
    expect((await verify()).stderr).toContain('it was cut');
  });

  const SCRIPT = '/usr/bin/script';
  const atTerminal = existsSync(SCRIPT) ? it : it.skip;
  atTerminal(
    `talks at a terminal: completion, follow-ups, evidence, plan, time, rows, link; Ctrl-C stops a question, Ctrl-D leaves (needs ${SCRIPT})`,
    async () => {
      const command = [process.execPath, EXECUTABLE, 'ask', '--model', 'only', '--timeout', '60', ...flags()];
      const env = { ...process.env, TERM: 'xterm', NO_COLOR: '1', COLUMNS: '200' };
      const child = spawn(SCRIPT, ['-qefc', command.map((word) => `'${word}'`).join(' '), '/dev/null'], {
        env,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = new Promise<number | null>((done) => child.once('exit', done));
      const types = async (text: string, seen: RegExp): Promise<void> => {
        const from = said.length;
        child.stdin.write(text);
        await until(`${JSON.stringify(text)} → ${seen.source}`, SOON, async () => {
          if (seen.test(said.slice(from))) return true;
          throw new Error(`it said ${JSON.stringify(said.slice(from))}`);
        });
      };
      try {
        await until('a prompt', SOON, async () => said.includes('? '));
        await types('which nodes cr\t', /which nodes crashed today\?/);
        await types('\x15how many crashes on agent-1?\n', /\d+ crash[\s\S]*as of event/);
        await types('/show 1\n', /"event_type": "node_crashed"/);
        await types('/plan\n', /"op": "count"/);
        await types('and yesterday?\n', /as of event/);
        await types('/link\n', /ask\?q=and\+yesterday/);
        await types('/at 1h\n', /\[.*\] \?/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is told where its cursor is
        await types('/at now\n', /\n(\x1b\[\d*[A-Z])*\? (\x1b\[\d+G)?$/);
        await types(`/csv\n`, /no rows|[a-z_]+,[a-z_]+/);
        await types('show take your time crashes\n', /take your time/);
        await until('the model is asked', SOON, async () => modelCalls.some((call) => call.includes('take your time crashes')));
        await types('\x03', /Stopped\./);
        await types('/help\n', /\/csv \[FILE\]/);
        await types('\x03', /Ctrl-D or \/quit leaves/);
        child.stdin.write('\x04');
        expect(await ended).toBe(0);
      } finally {
        child.kill('SIGKILL');
      }
    },
  );
});
