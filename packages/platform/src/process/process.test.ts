import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NodeHandle } from '../contract/index.ts';
import { detailOf } from './identity.ts';
import { rotateWhenFull } from './output.ts';
import { hostFacts, parseStat, readProc } from './proc.ts';
import { parseShimExit, SHIM_SOURCE } from './shim.ts';
import { bundled } from './testing/bundle.ts';
import { openHost, openSubject, type ProcessSubject } from './testing/subject.ts';

const soon = (): AbortSignal => AbortSignal.timeout(15_000);
const host = bundled(new URL('./testing/host.ts', import.meta.url));
afterAll(async () => rm(dirname(await host), { recursive: true, force: true }));

async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const limit = soon();
  while (!(await ask())) {
    if (limit.aborted) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const runs = (pid: number): boolean => {
  const proc = readProc(pid);
  return proc !== undefined && proc.state !== 'Z';
};

describe('the process platform', () => {
  let subject: ProcessSubject;
  beforeEach(async () => {
    subject = await openSubject();
  });
  afterEach(() => subject.close());
  const shimOf = (handle: NodeHandle): number => detailOf(handle).shimPid;
  const run = (handle: NodeHandle): string =>
    join(subject.root, 'nodes', handle.nodeId, '.sutra', `${handle.generation}.${handle.attempt}`);

  it('puts a node into a session of its own, with no pipe to the agent', async () => {
    const handle = await subject.platform.start(subject.shell('ls -l /proc/$$/fd; exec sleep 30'), soon());
    expect(readProc(handle.pid)?.session).toBe(shimOf(handle));
    await until('the listing', async () =>
      (await subject.platform.logs(join(subject.root, 'nodes', handle.nodeId), 4_000)).stdout.includes(' 2 ->'),
    );
    const { stdout } = await subject.platform.logs(join(subject.root, 'nodes', handle.nodeId), 4_000);
    expect(
      stdout
        .split('\n')
        .filter((line) => / [012] -> /.test(line))
        .join(),
    ).not.toMatch(/pipe:|socket:/);
  });

  it('keeps a node whose shim was killed, and says what cannot be known of its end', async () => {
    const handle = await subject.platform.start(subject.shell('exec sleep 60'), soon());
    process.kill(shimOf(handle), 'SIGKILL');
    await until('the shim to be gone', () => !runs(shimOf(handle)));
    const next = await subject.reopen();
    expect(await next.platform.recover(handle, soon())).toEqual({ state: 'running' });
    expect(await next.platform.list(soon())).toEqual([handle]);
    process.kill(handle.pid, 'SIGKILL');
    const exit = await next.platform.wait(handle, soon());
    expect(exit).not.toHaveProperty('exitCode');
    expect(exit).not.toHaveProperty('signal');
    expect(exit.missing.join('; ')).toContain('the shim that keeps them was killed too');
  });

  it('says so when node and shim ended while no agent watched', async () => {
    const handle = await subject.platform.start(subject.shell('exec sleep 60'), soon());
    await subject.platform.close();
    process.kill(shimOf(handle), 'SIGKILL');
    process.kill(handle.pid, 'SIGKILL');
    await until('both to be gone', () => !runs(handle.pid) && !runs(shimOf(handle)));
    const next = await subject.reopen();
    const found = await next.platform.recover(handle, soon());
    expect(found.state === 'gone' && found.exit.missing.join('; ')).toContain('no agent watched');
  });

  it('never touches a process that merely has the same pid', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
    await once(stranger, 'spawn');
    const handle = await subject.platform.start(subject.shell('exit 0'), soon());
    await subject.platform.wait(handle, soon());
    await rm(join(run(handle), 'exit.json'));
    await rm(join(run(handle), 'exit'));
    const proc = readProc(stranger.pid as number);
    const pid = stranger.pid as number;
    const forged: NodeHandle = {
      ...handle,
      pid,
      detail: {
        ...handle.detail,
        shimPid: pid,
        startTicks: (proc?.startTicks ?? 0) - 7,
        shimStartTicks: (proc?.startTicks ?? 0) - 8,
        cgroup: '',
      },
    };
    const next = await subject.reopen();
    expect((await next.platform.recover(forged, soon())).state).toBe('gone');
    await next.platform.stop(forged, 0, soon());
    expect(runs(pid)).toBe(true);
    stranger.kill('SIGKILL');
  });

  it('takes a handle of an earlier boot for what it is', async () => {
    const handle = await subject.platform.start(subject.shell('exec sleep 60'), soon());
    const old = { ...handle, detail: { ...handle.detail, bootId: 'another' } };
    const next = await subject.reopen();
    const found = await next.platform.recover(old, soon());
    expect(found.state === 'gone' && found.exit.missing.join('; ')).toContain('the machine was restarted since');
    expect(found.state === 'gone' && found.exit.atUs).toBe(hostFacts().bootedUs);
    expect(runs(handle.pid)).toBe(true);
  });

  it('goes on when its spawner is killed: nodes live, the next start works', async () => {
    const first = await subject.platform.start(subject.shell('exec sleep 60'), soon());
    const spawner = subject.platform.spawnerPid as number;
    process.kill(spawner, 'SIGKILL');
    // Noticed, not only gone: a start that is handed to the dying helper fails, and says so.
    await until('the spawner to be gone', () => !runs(spawner) && subject.platform.spawnerPid !== spawner);
    expect(runs(first.pid)).toBe(true);
    const second = await subject.platform.start(subject.shell('exit 3'), soon());
    expect((await subject.platform.wait(second, soon())).exitCode).toBe(3);
    process.kill(first.pid, 'SIGKILL');
    expect((await subject.platform.wait(first, soon())).signal).toBe('SIGKILL');
  });

  it('finishes a start that was cut off after the claim', async () => {
    const spec = subject.shell('exit 4');
    await mkdir(join(spec.folder, '.sutra', '1.0'), { recursive: true });
    await writeFile(join(spec.folder, '.sutra', '1.0', 'claim'), '');
    const handle = await subject.platform.start(spec, soon());
    expect((await subject.platform.wait(handle, soon())).exitCode).toBe(4);
  });

  it('finishes a start that was cut off before the handle was kept: same process', async () => {
    const spec = subject.shell('exec sleep 60');
    const handle = await subject.platform.start(spec, soon());
    await rm(join(run(handle), 'handle.json'));
    const next = await subject.reopen();
    expect((await next.platform.list(soon())).map(({ pid }) => pid)).toEqual([handle.pid]);
    expect((await next.platform.start(spec, soon())).pid).toBe(handle.pid);
  });

  it('says that a start whose shim died before the program ran was interrupted', async () => {
    const spec = subject.shell('exec sleep 60');
    await mkdir(join(spec.folder, '.sutra', '1.0'), { recursive: true });
    const dead = spawnSync('cat', ['/proc/self/stat'], { encoding: 'latin1' });
    await writeFile(join(spec.folder, '.sutra', '1.0', 'launched'), dead.stdout);
    await expect(subject.platform.start(spec, soon())).rejects.toMatchObject({ code: 'SUTRA_SPAWN_INTERRUPTED' });
  });

  it('finds and stops a node whose record was deleted', async () => {
    const spec = subject.shell('sleep 61 & exec sleep 60');
    const handle = await subject.platform.start(spec, soon());
    await rm(spec.folder, { recursive: true });
    const next = await subject.reopen();
    const found = await next.platform.list(soon());
    expect(found.map(({ nodeId, generation }) => ({ nodeId, generation }))).toEqual([{ nodeId: spec.nodeId, generation: 1 }]);
    await next.platform.stop(found[0] as NodeHandle, 0, soon());
    expect(runs(handle.pid)).toBe(false);
    expect(await next.platform.list(soon())).toEqual([]);
  });

  it('knows an interpreter that is missing from a program that ends with 127', async () => {
    const spec = subject.shell('');
    await mkdir(spec.folder, { recursive: true });
    const program = join(spec.folder, 'odd');
    await writeFile(program, '#!/no/such/interpreter\n', { mode: 0o755 });
    await expect(subject.platform.start({ ...spec, command: program }, soon())).rejects.toMatchObject({ code: 'SUTRA_BINARY_MISSING' });
    expect(await subject.platform.list(soon())).toEqual([]);
  });

  it('refuses to write output through a link', async () => {
    const spec = subject.shell('echo leak');
    await mkdir(join(spec.folder, '.sutra'), { recursive: true });
    await symlink(join(subject.root, 'elsewhere'), join(spec.folder, '.sutra', 'stdout.log'));
    await expect(subject.platform.start(spec, soon())).rejects.toMatchObject({ code: 'SUTRA_FOLDER_ESCAPES' });
    await expect(stat(join(subject.root, 'elsewhere'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('enforces a memory limit itself, with the numbers, where the kernel does not', async () => {
    const other = await openSubject({ useCgroups: false });
    try {
      expect(other.platform.can.limitMemory).toBe(false);
      expect(other.platform.withoutCgroupBecause).not.toBe('');
      const hog = 'const keep = []; setInterval(() => keep.push(Buffer.alloc(8e6, 1)), 5)';
      const spec = { ...other.shell(''), command: process.execPath, args: ['-e', hog], memoryLimitMb: 120 };
      const exit = await other.platform.wait(await other.platform.start(spec, soon()), soon());
      expect(exit).toMatchObject({ signal: 'SIGKILL', knownCause: 'oom' });
      expect(exit.evidence).toMatch(/measured \d+(\.\d+)? MiB resident, limit 120 MiB/);
    } finally {
      await other.close();
    }
  });

  it('reports an OOM kill of a child in a node that lives on', async () => {
    if (!subject.platform.can.limitMemory) return;
    const spec = subject.shell('(x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done); exit 5', { memoryLimitMb: 24 });
    const exit = await subject.platform.wait(await subject.platform.start(spec, soon()), soon());
    expect(exit.exitCode).toBe(5);
    expect(exit.oomKills).toBeGreaterThan(0);
  });

  it('proves an OOM kill that happened while no agent ran', async () => {
    if (!subject.platform.can.limitMemory) return;
    const script = 'sleep 0.3; x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done';
    const handle = await subject.platform.start(subject.shell(script, { memoryLimitMb: 24 }), soon());
    await subject.platform.close();
    await until('the end', () => !runs(handle.pid) && !runs(shimOf(handle)));
    const next = await subject.reopen();
    const found = await next.platform.recover(handle, soon());
    expect(found).toMatchObject({ state: 'gone', exit: { signal: 'SIGKILL', oomKills: expect.any(Number) } });
    expect(found.state === 'gone' && found.exit.oomKills).toBeGreaterThan(0);
  });

  it('leaves no control group behind', async () => {
    const handle = await subject.platform.start(subject.shell('exec sleep 60', { memoryLimitMb: 64 }), soon());
    const { cgroup } = detailOf(handle);
    if (cgroup === '') return;
    expect(readFileSync(join(cgroup, 'cgroup.procs'), 'latin1')).toBe(`${handle.pid}\n`);
    await subject.platform.stop(handle, 0, soon());
    await expect(stat(cgroup)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps the newest runs of a node and forgets the rest', async () => {
    const spec = subject.shell('exit 1');
    for (let attempt = 0; attempt < 8; attempt++)
      await subject.platform.wait(await subject.platform.start({ ...spec, attempt }, soon()), soon());
    const kept = (await readdir(join(spec.folder, '.sutra'))).filter((name) => /^\d/.test(name));
    expect(kept.sort()).toEqual(['1.3', '1.4', '1.5', '1.6', '1.7']);
  });

  it('never has two processes for one key, wherever the agent is killed', { timeout: 60_000 }, async () => {
    const file = await host;
    for (let round = 0; round < 12; round++) {
      const spec = subject.shell('echo started $$; exec sleep 60');
      const agent = await openHost(file, subject.root);
      agent.start(spec).catch(() => undefined); // killed before it can answer
      await new Promise((resolve) => setTimeout(resolve, round * 2));
      await agent.kill();
      const handle = await subject.platform.start(spec, soon());
      await until('its line', async () => (await subject.platform.logs(spec.folder, 1_000)).stdout !== '');
      expect((await subject.platform.logs(spec.folder, 1_000)).stdout).toBe(`started ${handle.pid}\n`);
      await subject.platform.stop(handle, 0, soon());
    }
  });
});

describe('output files', () => {
  it('are moved aside when full, and the writer goes on in the same file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sutra-output-'));
    const path = join(folder, 'stdout.log');
    await writeFile(path, 'x'.repeat(2_000));
    expect(await rotateWhenFull(path, 4_000)).toBe('not full');
    expect(await rotateWhenFull(path, 1_000)).toBe('kept');
    await writeFile(path, 'new', { flag: 'a' });
    expect(readFileSync(path, 'latin1')).toBe('new');
    expect(readFileSync(`${path}.1`, 'latin1'), 'no more is kept than fits, however fast it was written').toHaveLength(1_000);
    await rm(folder, { recursive: true });
  });
});

describe('the shim', () => {
  it('keeps all 256 exit codes apart from all signals', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sutra-shim-'));
    const shim = join(folder, 'shim.sh');
    await writeFile(shim, SHIM_SOURCE);
    const end = async (script: string, name: string): Promise<ReturnType<typeof parseShimExit>> => {
      const own = join(folder, 'n', '.sutra', name);
      await mkdir(own, { recursive: true });
      const child = spawn('/bin/sh', [shim, own, join(folder, 'out'), join(folder, 'err'), '-', '', '/bin/sh', '-c', script], {
        stdio: 'ignore',
      });
      await once(child, 'exit');
      return parseShimExit(readFileSync(join(own, 'exit'), 'latin1'));
    };
    for (let from = 0; from < 256; from += 32) {
      const codes = Array.from({ length: 32 }, (_, i) => from + i);
      const ends = await Promise.all(codes.map((code) => end(`exit ${code}`, `c${code}`)));
      expect(ends.map((exit) => exit?.exitCode)).toEqual(codes);
      for (const exit of ends) expect(exit?.missing.length).toBe(exit?.exitCode === 130 || exit?.exitCode === 141 ? 1 : 0);
    }
    for (const name of ['HUP', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'ALRM', 'TERM', 'XCPU', 'SYS'])
      expect(await end(`kill -${name} $$`, name)).toEqual({ signal: `SIG${name}`, missing: [] });
    await rm(folder, { recursive: true });
  });

  it('is not believed before its record is whole', () => {
    const whole = '137 signalled end\n';
    for (let cut = 0; cut < whole.length; cut++) expect(parseShimExit(whole.slice(0, cut))).toBeUndefined();
    expect(parseShimExit(whole)).toEqual({ signal: 'SIGKILL', missing: [] });
  });
});

describe('/proc', () => {
  it('is read right when a program has a name made to confuse', () => {
    const line = '42 (a) S 1 (b) S 7 8 9 0 -1 4194304 100 0 0 0 3 4 0 0 20 0 1 0 154517 3133440 360 18446744073709551615';
    expect(parseStat(line)).toMatchObject({
      pid: 42,
      comm: 'a) S 1 (b',
      state: 'S',
      ppid: 7,
      session: 9,
      cpuTicks: 7,
      startTicks: 154517,
      rssPages: 360,
    });
    expect(parseStat('')).toBeUndefined();
    expect(parseStat('42 (a')).toBeUndefined();
  });
});
