import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../errors.ts';
import { loadConfig } from './load.ts';
import { checkPorts, resolveConfig } from './resolve.ts';

const folder = mkdtempSync(join(tmpdir(), 'sutra-config-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const load = (path?: string, env: Record<string, string> = {}, flags: Record<string, string> = {}) =>
  loadConfig({ ...(path === undefined ? {} : { file: path }), env, flags, sections: ['grid', 'events', 'agent', 'master'] });

describe('configuration', () => {
  it('takes the keys of old agent files, in TOML and in YAML alike', async () => {
    const toml = await load(
      file(
        'a.toml',
        '[agent]\nagent_id = "edge-1"\nmaster_host = "http://10.0.0.5:7000"\nmax_storage_nodes = 4\n[events]\nstorage_endpoint = "http://localhost:50052"\n',
      ),
    );
    const yaml = await load(
      file(
        'a.yaml',
        'agent:\n  agent_id: edge-1\n  master_host: 10.0.0.5:7000\n  max_storage_nodes: 4\nevents:\n  storage_endpoint: localhost:50052\n',
      ),
    );
    expect(toml).toEqual(yaml);
    const config = resolveConfig(toml, {});
    expect(config.agent).toMatchObject({ id: 'edge-1', master: '10.0.0.5:7000', maxNodes: 4 });
    expect(config.events).toEqual({ endpoint: 'localhost:50052', named: true });
  });

  it('lets flags win over environment, environment over file, file over default', async () => {
    const path = file('b.toml', '[agent]\nagent_id = "from-file"\nmax_storage_nodes = 3\n');
    expect((await load(path)).agent.agent_id).toBe('from-file');
    expect((await load(path, { AGENT_ID: 'from-env' })).agent.agent_id).toBe('from-env');
    expect((await load(path, { AGENT_ID: 'from-env' }, { 'agent.agent_id': 'from-flag' })).agent.agent_id).toBe('from-flag');
    expect((await load(path)).agent.max_storage_nodes).toBe(3);
    expect((await load()).agent.max_storage_nodes).toBe(10);
  });

  it.each([
    ['[agnet]\n', 'unknown section "agnet"; did you mean "agent"?'],
    ['[agent]\nagent_di = "x"\n', 'unknown key "agent.agent_di"; did you mean "agent.agent_id"?'],
    ['[agent]\nmax_storage_nodes = "many"\n', 'agent.max_storage_nodes must be a whole number from 0 to 10000, got "many"'],
    ['[agent]\nplatform = "moon"\n', 'agent.platform must be one of process, desktop, got "moon"'],
    ['[agent]\nagent_id = "../x"\n', 'agent.agent_id must be a name'],
    ['[events]\nstorage_endpoint = "nowhere"\n', 'events.storage_endpoint must be host:port'],
    ['[grid]\ndata = ""\n', 'grid.data must be a path, got ""'],
    ['agent = 3\n', '[agent] must be a table of settings, got 3'],
    ['[agent\n', 'Cannot parse'],
  ])('refuses %j and says what was meant', async (text, message) => {
    await expect(load(file('bad.toml', text))).rejects.toThrow(message);
  });

  it('refuses a file it cannot read or whose form it cannot tell', async () => {
    await expect(load(join(folder, 'none.toml'))).rejects.toThrow('Cannot read config file');
    await expect(load(file('x.ini', ''))).rejects.toThrow('expected .toml, .yaml or .yml');
  });

  it('shifts every default port together and refuses ports that collide', async () => {
    const shifted = resolveConfig(await load(undefined, { SUTRA_PORT_OFFSET: '100' }), {});
    expect([
      shifted.storage.port,
      shifted.master.port,
      shifted.master.httpPort,
      shifted.control.port,
      shifted.agent.portRange.from,
    ]).toEqual([50_152, 7_100, 7_101, 9_100, 50_200]);
    const collides = async (env: Record<string, string>) => checkPorts(resolveConfig(await load(undefined, env), {}));
    await expect(collides({ GRPC_PORT: '7001' })).rejects.toThrow('master.http_port and master.port are both 7001');
    await expect(collides({ GRPC_PORT: '50150' })).rejects.toThrow('lies in the range given to nodes');
  });

  it('lets a part that runs alone have any port: a storage node is given one of those for nodes', async () => {
    expect(resolveConfig(await load(undefined, {}, { 'event_storage.port': '50150' }), {}).storage.port).toBe(50_150);
  });

  it('is frozen, all the way down', async () => {
    const config = resolveConfig(await load(), {});
    expect(Object.isFrozen(config) && Object.isFrozen(config.agent) && Object.isFrozen(config.agent.portRange)).toBe(true);
  });
});
