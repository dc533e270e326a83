import { SpawnRequest } from '@sutra/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SPAWN, readSpawnForm, type SpawnForm, splitArguments } from './spawn-form.ts';

const readForm = (patch: Partial<SpawnForm>) => readSpawnForm({ ...EMPTY_SPAWN, ...patch }, (name) => name === 'taken');

describe('readSpawnForm', () => {
  it('asks for as little as was filled in', () => expect(readForm({}).request).toEqual({ restart: 'always' }));
  it('makes a request the server accepts', () => {
    const { request } = readForm({
      agent: 'agent-1',
      name: 'web',
      kind: 'command',
      command: 'node',
      args: 'a.js "two words"',
      env: 'A=1\nB=x=y',
      port: '8080',
      memory: '256',
      restart: 'never',
    });
    expect(SpawnRequest.parse(request)).toEqual({
      agent_id: 'agent-1',
      node_id: 'web',
      command: 'node',
      args: ['a.js', 'two words'],
      env: { A: '1', B: 'x=y' },
      port: 8080,
      memory_limit_mb: 256,
      restart: 'never',
    });
  });
  it.each([
    ['port', { port: '70000' }],
    ['port', { port: '1.5' }],
    ['memory', { memory: '-1' }],
    ['name', { name: '../x' }],
    ['name', { name: 'taken' }],
    ['folder', { folder: '/etc' }],
    ['folder', { folder: 'a/../../b' }],
    ['command', { kind: 'command' as const }],
    ['args', { kind: 'command' as const, command: 'x', args: 'a "b' }],
    ['env', { kind: 'command' as const, command: 'x', env: 'NOVALUE' }],
  ])('refuses a wrong %s and sends nothing', (field, patch) => {
    const { errors, request } = readForm(patch);
    expect(Object.keys(errors)).toEqual([field]);
    expect(request).toBeUndefined();
  });
});

describe('splitArguments', () => {
  it('keeps what is quoted together and empty arguments too', () =>
    expect(splitArguments(`a 'b c' "" d"e f"g`)).toEqual(['a', 'b c', '', 'de fg']));
  it('gives back every list of quoted arguments', () => {
    const argument = fc.string({ maxLength: 20 }).filter((text) => !text.includes('"'));
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 8 }), (args) => {
        expect(splitArguments(args.map((one) => `"${one}"`).join(' '))).toEqual(args);
      }),
    );
  });
});
