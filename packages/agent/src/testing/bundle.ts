import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';

/** Bundles a TypeScript entry, with the packages' sources, into one file that plain Node can run in a process of its own. */
export async function bundled(entry: URL): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'sutra-agent-host-')), 'host.mjs');
  await build({
    input: entry.pathname,
    platform: 'node',
    resolve: { conditionNames: ['source', 'import', 'node', 'default'] },
    output: { file, format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  });
  return file;
}
