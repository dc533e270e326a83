import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildProgram } from './cli/program.ts';
import { main } from './main.ts';
import { EXIT_CODES } from './output/exit-codes.ts';

/** What the stand-in for a control centre answers, by path. A number is the status of an error of that kind. */
const ANSWERS: Record<string, unknown> = {
  '/api/grid/status': {
    status: 'degraded',
    reason: '1 of 2 wanted nodes not running (web crashed)',
    since: '2020-01-02T09:00:00.000000Z',
    total_agents: 1,
    healthy_agents: 1,
    total_storage_nodes: 2,
    running_storage_nodes: 1,
    problems: [
      { entity_id: 'web', kind: 'node', what: 'web crashed', since: '2020-01-02T09:00:00.000000Z', event_id: 'e', blast_radius: 'web' },
    ],
    as_of_seq: 7,
    as_of: '2020-01-02T09:00:00.000000Z',
    timestamp: '2020-01-02T09:00:01.000000Z',
    stale: true,
    stale_since: '2020-01-02T09:00:00.000000Z',
  },
  '/api/grid/nodes': { nodes: [node('web-10'), node('web-2'), node('node-7k3q9x2mab')], as_of_seq: 7 },
  '/api/grid/agents': { agents: [silentAgent()], as_of_seq: 7 },
  '/api/grid/agents/agent-1': { agent: silentAgent(), as_of_seq: 7 },
  '/api/grid/nodes/web-10': { node: node('web-10'), as_of_seq: 7 },
  '/api/grid/nodes/node-7k3q9x2mab': { node: node('node-7k3q9x2mab'), as_of_seq: 7 },
  '/api/ask': { ...answer(), status: 'empty', text: 'None.' },
};

/** It ran one node when it was last heard, and keeps places for two more. */
function silentAgent(): object {
  return {
    agent_id: 'agent-1',
    hostname: 'box',
    platform: 'process',
    status: 'offline',
    status_since: '2020-01-02T09:00:00.000000Z',
    status_event: 'e',
    labels: {},
    draining: false,
    max_storage_nodes: 10,
    current_storage_nodes: 1,
    places_taken: 3,
    metrics: { at: '2020-01-02T09:00:00.000000Z', cpu_pct: 90, memory_pct: 40, disk_pct: 1, load: 1 },
    last_heartbeat: '2020-01-02T09:00:00.000000Z',
    storage_nodes: [{ node_id: 'web-10', status: 'running' }],
  };
}

function node(id: string): object {
  return {
    node_id: id,
    agent_id: 'agent-1',
    status: 'running',
    status_since: '2020-01-02T09:00:00.000000Z',
    status_event: 'e',
    observed: id !== 'web-10',
    wanted: 'running',
    generation: 1,
    workload: { kind: 'storage' },
    restart: 'always',
    memory_limit_mb: 0,
    restart_count: 0,
    crash_count: 0,
    crash_looping: false,
  };
}

function answer(): object {
  const empty = { assumptions: [], alternatives: [], evidence: [], ruled_out: [], unknown: [], suggestions: [] };
  return {
    question: 'q',
    plan: {},
    reading: 'r',
    confidence: 1,
    confidence_from: '',
    as_of_seq: 7,
    scanned: 0,
    partial: false,
    ms: 1,
    ...empty,
  };
}

let server: Server;
let control: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-main-'));
  server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] as string;
    const found = ANSWERS[path];
    const wrongToken = request.headers.authorization === 'Bearer wrong';
    const error = wrongToken ? failure('unauthenticated') : found === undefined ? failure('not_found') : undefined;
    response.writeHead(error === undefined ? 200 : wrongToken ? 401 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(error ?? found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  control = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, 'wrong-token'), 'wrong\n', { mode: 0o600 });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function failure(kind: string): object {
  return { error: { code: 'SUTRA_STAND_IN', message: `Cannot find it (${kind})`, mend: 'Look elsewhere.', kind, retry: false } };
}

/** Runs a command line in this process and takes what it prints. */
async function run(argv: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const take = (stream: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[stream] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(take('err')),
  ];
  try {
    return { code: await main(argv, { SUTRA_DATA: folder, ...env }), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const asking = (...argv: string[]): readonly string[] => [...argv, '--control', control, '--utc'];

describe('the command line', () => {
  it.each([
    [['agnets'], 2, "sutra: unknown command 'agnets' — did you mean 'agents'?"],
    [['node', 'spwan'], 2, "did you mean 'spawn'?"],
    [['status', '-o', 'xml'], 2, 'Allowed choices are table, wide, json, jsonl'],
    [['status', '--timeout', '0'], 2, 'expected seconds'],
    [['status', '--control', 'here'], 2, '--control must be host:port'],
    [['status', '--tz', 'Mars'], 2, '--tz must be a time zone'],
    [['events', '--severity', 'loud'], 2, 'it is one of debug, info, warning, error, critical'],
    [['events', '-n', 'many'], 2, '--limit must be a whole number from 1 to 10000, got "many"'],
    [['events', '--grep', '('], 2, '--grep is not a regular expression'],
    [['events', '-f', '--until', '1h'], 2, 'it cannot be used with --until'],
    [['node', 'ls', '--status', 'runing'], 2, 'did you mean running?'],
    [['node', 'spawn', '--count', '0'], 2, '--count must be a whole number from 1 to 100'],
    [['node', 'spawn', '--count', '2', '--node', 'a'], 2, '--node names one node'],
    [['node', 'spawn', '--env', 'A=1'], 2, 'add it after --'],
    [['ask', '--no-input'], 2, 'there is no question'],
    [['login'], 4, 'no token in'],
    [
      ['status', '--control', '127.0.0.1:1', '--master', '127.0.0.1:2'],
      7,
      'nothing listens there; the master at 127.0.0.1:2 does not answer',
    ],
    [['status', '--config', '/none.toml'], 2, 'Cannot read config file /none.toml'],
    [['help', 'nothing'], 2, "there is no help on 'nothing'"],
  ])('%j ends with %i and says what to do', async (argv, code, message) => {
    const ran = await run(argv);
    expect(ran.err).toContain(message);
    expect(ran.err).toContain('→');
    expect(ran.err).not.toMatch(/\n\s+at /);
    expect(ran).toMatchObject({ code, out: '' });
  });

  it('keeps data on stdout, warnings on stderr, and exits 0 with a warning', async () => {
    const ran = await run(asking('status', '-o', 'json'));
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ status: 'degraded', problems: [{ entity_id: 'web' }] });
    expect(ran.err).toContain('this is the last known state at 2020-01-02 09:00:00 UTC');
  });

  it('prints no colour, no hints and no escape in a pipe', async () => {
    const ran = await run(asking('status'));
    expect(ran.out).toContain('◐ DEGRADED  local');
    expect(ran.out).not.toContain('\u001b');
    expect(ran.err).not.toContain('next:');
  });

  it('gives a terminal colour and one hint, which -q and NO_COLOR take away', async () => {
    const tty = { SUTRA_FORCE_TTY: '1' };
    const loud = await run(asking('status'), tty);
    expect(loud.out).toContain('\u001b[');
    expect(loud.err).toContain('next: sutra why web');
    const quiet = await run(asking('status', '-q'), { ...tty, NO_COLOR: '1' });
    expect(quiet.out).not.toContain('\u001b[');
    expect(quiet.err).not.toContain('next:');
  });

  it('lists in the order of names, with and without headings, and as JSON', async () => {
    const table = (await run(asking('node', 'ls'))).out.trim().split('\n');
    expect(table.map((line) => line.split(' ')[0])).toEqual(['NAME', 'node-7k3q9x2mab', 'web-2', 'web-10']);
    expect((await run(asking('node', 'ls', '--no-headers'))).out).not.toContain('NAME');
    const json = JSON.parse((await run(asking('node', 'ls', '-o', 'json'))).out) as { node_id: string }[];
    expect(json.map((one) => one.node_id)).toEqual(['node-7k3q9x2mab', 'web-2', 'web-10']);
    expect((await run(asking('node', 'ls', '-o', 'jsonl'))).out.trim().split('\n')).toHaveLength(3);
  });

  it('lists a node in a crash loop since its first crash, until it is given up', async () => {
    const first = '2020-01-02T09:00:00.000000Z';
    const now = new Date().toISOString();
    const looping = { crash_looping: true, crash_looping_since: first, status_since: now };
    const kept = ANSWERS['/api/grid/nodes'];
    ANSWERS['/api/grid/nodes'] = {
      nodes: [
        { ...node('given-up'), ...looping, status: 'failed' },
        { ...node('loops'), ...looping, status: 'crashed' },
        { ...node('loops-up'), ...looping, started_at: now },
      ],
      as_of_seq: 7,
    };
    const rows = (await run(asking('node', 'ls', '--no-headers'))).out.trim().split('\n');
    ANSWERS['/api/grid/nodes'] = kept;
    const ages = rows.map((row) => row.trim().split(/ {2,}/).at(-1));
    expect(ages).toEqual([expect.stringMatching(/^\d+ m?s$/), expect.stringMatching(/^\d+ d$/), expect.stringMatching(/^\d+ d$/)]);
  });

  it('does not say that a node runs whose agent is not heard', async () => {
    const table = (await run(asking('node', 'ls'))).out.split('\n');
    expect(table.find((line) => line.startsWith('web-10'))).toContain('◌ unobserved');
    expect(table.find((line) => line.startsWith('web-2'))).toContain('● running');
    const one = (await run(asking('node', 'get', 'web-10'))).out;
    expect(one).toContain('web-10  ◌ unobserved since');
    expect(one).toContain('its agent is not heard: running is what was last known');
    expect((await run(asking('agent', 'get', 'agent-1'))).out).toContain('◌ unobserved  web-10');
  });

  it('counts the places of an agent as a placement does: those that nodes hold, whether they run or not', async () => {
    expect((await run(asking('agent', 'ls'))).out, 'and figures of a silent machine are none of now').toMatch(/agent-1.* 3\/10 +– +– /);
    expect((await run(asking('agent', 'get', 'agent-1'))).out).toContain('1 ran when it was last heard · 3 of 10 places taken');
  });

  it('takes the beginning of a name, and refuses one that could be several', async () => {
    expect(JSON.parse((await run(asking('node', 'get', '7k3', '-o', 'json'))).out)).toMatchObject({ node_id: 'node-7k3q9x2mab' });
    expect(await run(asking('node', 'get', 'web'))).toMatchObject({ code: 2, err: expect.stringContaining('could be web-10, web-2') });
    expect(await run(asking('node', 'get', 'zebra'))).toMatchObject({ code: 5, err: expect.stringContaining('There is no node "zebra"') });
  });

  it('tells a refused token from a wrong command', async () => {
    expect((await run(asking('status'), { SUTRA_TOKEN_FILE: join(folder, 'wrong-token') })).code).toBe(4);
  });

  it('can say with its exit code that the answer is none', async () => {
    expect((await run(asking('ask', 'anything?'))).code).toBe(0);
    expect((await run(asking('ask', 'anything?', '--exit-status'))).code).toBe(3);
  });

  it('has help on topics, and an example in the help of every command', async () => {
    expect((await run(['help', 'exit-codes'])).out.match(/^ +\d+ /gm)).toHaveLength(EXIT_CODES.length);
    expect((await run(['help', 'environment'])).out).toContain('EVENT_STORAGE');
    expect((await run(['help', 'time'])).out).toContain('yesterday 3pm');
    const program = buildProgram({ env: {}, version: '', executable: '', outcome: { exitCode: 0 } });
    for (const command of leaves(program).filter((one) => one.name() !== 'help')) {
      let text = '';
      command.configureOutput({ writeOut: (part) => (text += part) });
      command.outputHelp();
      expect(text, command.name()).toMatch(/Examples?:\n {2}\S*.*sutra /);
    }
  });

  it('completes commands, flags and choices from its own tree', async () => {
    const { out } = await run(['completion', 'bash']);
    expect(out).toContain('"node") words="ls get spawn stop restart logs --help"'.replace(' --help', ''));
    expect(out).toMatch(/"events"\) words="[^"]*--follow/);
    expect((await run(['completion', 'fish'])).code).toBe(2);
  });
});

function leaves(command: Command): Command[] {
  return command.commands.flatMap((inner) => (inner.commands.length > 0 ? leaves(inner) : [inner]));
}
