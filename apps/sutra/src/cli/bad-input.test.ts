import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../main.ts';

const room = mkdtempSync(join(tmpdir(), 'sutra-bad-cli-'));
const file = (name: string, text: string | Uint8Array): string => {
  const path = join(room, name);
  writeFileSync(path, text);
  return path;
};
/** Nobody listens on port 1: what is refused is refused before anything is asked of a grid. */
const NOWHERE = ['--control', '127.0.0.1:1', '--master', '127.0.0.1:1', '--storage', '127.0.0.1:1'];
/** Turns around how what follows it is read. */
const TURNED = '\u202e';
const WORLD = file('world.json', JSON.stringify({ agents: {}, nodes: {}, now: '2026-03-18T14:30:00Z' }));
const [USAGE, NOT_FOUND, AWAY] = [2, 5, 7];

let said = '';
beforeAll(() => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(room, { recursive: true });
});

/** Runs a command line in this process. */
async function run(args: readonly string[]): Promise<{ code: number; text: string }> {
  said = '';
  const code = await main([...args, ...(args.includes('--data') ? [] : ['--data', join(room, 'data')])], {});
  return { code, text: said };
}

type Row = readonly [what: string, args: readonly string[], code: number, names: RegExp];
const COMMANDS: readonly Row[] = [
  ['a command there is none of', ['dance'], USAGE, /unknown command 'dance'/],
  ['a command that turns the line around', [`d${TURNED}ance\u0007`], USAGE, /unknown command 'd\\u202eance\\u0007'/],
  [
    'a number that turns the line around',
    ['events', '--limit', `5${TURNED}\u001b[2J`, ...NOWHERE],
    USAGE,
    /--limit must be a whole number/,
  ],
  ['a time that turns the line around', ['events', '--since', `5${TURNED}`, ...NOWHERE], USAGE, /--since/],
  ['a command mistyped', ['evnts'], USAGE, /did you mean 'events'/],
  ['a command of every object', ['constructor'], USAGE, /unknown command 'constructor'/],
  ['a folder no grid was started in', ['status', '--data', room], AWAY, /Cannot find a grid in .*: none was ever started there/],
  ['a form of output as an option', ['node', 'ls', '--json'], USAGE, /unknown option '--json' — did you mean '-o json'\?/],
  ['an option mistyped', ['events', '--sinse', '1h'], USAGE, /unknown option '--sinse'[\s\S]*--since/],
  ['an option without its value', ['events', '--data', room, '--limit'], USAGE, /--limit/],
  ['an argument too many', ['node', 'get', 'a', 'b'], USAGE, /too many arguments/],
  ['a form there is none of', ['status', '-o', 'xml'], USAGE, /table, wide, json, jsonl/],
  ['a form that is empty', ['status', '-o', ''], USAGE, /table, wide, json, jsonl/],
  ['a limit below zero', ['events', '--limit', '-5', ...NOWHERE], USAGE, /--limit must be a whole number/],
  ['a limit that is no number', ['events', '--limit', 'NaN', ...NOWHERE], USAGE, /--limit must be a whole number/],
  ['a limit without end', ['events', '--limit', 'Infinity', ...NOWHERE], USAGE, /--limit must be a whole number/],
  ['a limit in another notation', ['events', '--limit', '1e3', ...NOWHERE], USAGE, /--limit must be a whole number/],
  ['a severity there is none of', ['events', '--severity', 'loud', ...NOWHERE], USAGE, /debug, info, warning, error, critical/],
  ['a time that is none', ['events', '--since', 'the other day', ...NOWHERE], USAGE, /--since/],
  ['an instant that is none', ['status', '--at', '2026-13-45', ...NOWHERE], USAGE, /--at/],
  ['an instant that is empty', ['status', '--at', '', ...NOWHERE], USAGE, /--at/],
  ['a zone on another planet', ['events', '--tz', 'Mars/Olympus', ...NOWHERE], USAGE, /--tz/],
  ['a pattern that is none', ['events', '--grep', '(', ...NOWHERE], USAGE, /--grep is not a regular expression/],
  ['a timeout of nothing', ['status', '--timeout', '0', ...NOWHERE], USAGE, /--timeout/],
  ['a timeout that is NaN', ['status', '--timeout', 'NaN', ...NOWHERE], USAGE, /--timeout/],
  ['an address that is none', ['status', '--control', 'here and there'], USAGE, /--control/],
  ['an address with a port there is none of', ['status', '--control', '127.0.0.1:99999'], USAGE, /--control/],
  ['a port there is none of', ['master', '--port', '99999'], USAGE, /must be a port from 1 to 65535/],
  ['an offset that is no number', ['up', '--port-offset', 'many'], USAGE, /must be a whole number from 0 to 10000, got "many"/],
  ['a number of nodes that is none', ['node', 'spawn', '--count', '0', ...NOWHERE], USAGE, /--count must be a whole number from 1 to 100/],
  ['a variable without a name', ['node', 'spawn', '-e', '=x', ...NOWHERE, '--', 'sleep', '1'], USAGE, /NAME=value/],
  ['a policy nobody has', ['node', 'spawn', '--restart', 'sometimes', ...NOWHERE], USAGE, /always, on-failure, never/],
  ['a config file that is not there', ['up', '--config', join(room, 'none.toml')], USAGE, /Cannot read config file/],
  [
    'a config file with a key mistyped',
    ['up', '--config', file('typo.toml', '[agent]\nagent_di = "x"\n')],
    USAGE,
    /did you mean "agent.agent_id"/,
  ],
  ['a config file with a prototype', ['up', '--config', file('proto.toml', '[__proto__]\nx = 1\n')], USAGE, /__proto__/],
  ['a config file that is torn', ['up', '--config', file('torn.toml', '[agent\n')], USAGE, /torn\.toml/],
  [
    'a config file of bytes',
    [
      'up',
      '--config',
      file(
        'bytes.toml',
        Uint8Array.from({ length: 200 }, (_, i) => i),
      ),
    ],
    USAGE,
    /bytes\.toml/,
  ],
  [
    'a setting of the wrong type',
    ['up', '--config', file('type.toml', '[agent]\nmax_storage_nodes = "lots"\n')],
    USAGE,
    /max_storage_nodes/,
  ],
  ['an agent that is a path', ['agent', 'run', '--agent-id', '../evil'], USAGE, /must be a name/],
  ['an agent that turns the line around', ['agent', 'run', '--agent-id', `a${TURNED}b`], USAGE, /must be a name/],
  ['a batch that is not there', ['ask', '--plan-batch', join(room, 'none.jsonl'), '--world', WORLD], USAGE, /none\.jsonl/],
  ['a batch that is no JSON', ['ask', '--plan-batch', file('torn.jsonl', '{"question":\n'), '--world', WORLD], USAGE, /line 1/],
  ['a report of a form there is none of', ['audit', '--format', 'pdf', ...NOWHERE], USAGE, /--format is one of text, csv, html, json/],
  ['a store to check that is not there', ['storage', 'verify', join(room, 'none')], NOT_FOUND, /none/],
  ['a grid that is away', ['status', ...NOWHERE], AWAY, /Cannot reach/],
];

it('a grid that takes the question and says nothing ends in time, and who asked is told where to look', async () => {
  const mute = createServer(() => undefined);
  const port = await new Promise<number>((resolve) => mute.listen(0, '127.0.0.1', () => resolve((mute.address() as AddressInfo).port)));
  try {
    const ran = await run(['events', '--timeout', '1', '--control', `127.0.0.1:${port}`]);
    expect(ran).toMatchObject({ code: AWAY, text: expect.stringMatching(/did not answer within 1 s[\s\S]*sutra doctor/) });
  } finally {
    mute.closeAllConnections();
    await new Promise((resolve) => mute.close(resolve));
  }
});

it('a command that is not there after -- is no command to start something else', async () => {
  // Nothing may stand behind it, so no data folder is named: nothing is looked for either.
  const code = await main(['node', 'spawn', '--count', '3', ...NOWHERE, '--'], {});
  expect([code, said]).toEqual([USAGE, expect.stringContaining('Nothing follows --')]);
});

describe('what makes no sense, on the command line', () => {
  it.each(COMMANDS)('%s ends with its code, says what is wrong and what to do, in one breath', async (_what, args, code, names) => {
    const ran = await run(args);
    expect(ran.text).toMatch(names);
    expect(ran.code, ran.text).toBe(code);
    expect(ran.text, 'no stack for users').not.toMatch(/\n\s+at |\[object |undefined/);
    expect(ran.text, 'what was typed is not repeated as it was').not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
    expect(ran.text.length).toBeLessThan(2_000);
  });
});
