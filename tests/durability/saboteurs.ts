import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Check,
  cutsTornTails,
  failsWhenUnreachable,
  hidesTheUnflushed,
  keepsTheUnacknowledged,
  noticesChangedBytes,
  storesOnce,
  survivesPowerLoss,
} from './checks.ts';

/** A build with one promise deliberately broken, and the check that must catch it. */
export interface Saboteur {
  readonly name: string;
  readonly package: 'storage' | 'events';
  /** Below dist. */
  readonly file: string;
  readonly honest: string;
  readonly broken: string;
  readonly check: Check;
  /** What the check says when it catches this one: it must fail for the right reason. */
  readonly caught: RegExp;
  /** Needs strace. */
  readonly traced?: true;
}

export const SABOTEURS: readonly Saboteur[] = [
  {
    name: 'ack_before_fsync',
    package: 'storage',
    file: 'engine/log/writer.js',
    honest: "await this.#disk.flush(this.#fd, 'segment.flush', this.#place.here);",
    broken: "void this.#disk.flush(this.#fd, 'segment.flush');",
    check: survivesPowerLoss('one producer'),
    // Which of the two it is depends on the crash point: the tail that was lost, or damage below a write that came after it.
    caught: /acknowledged events are lost|the bytes are not what was written/,
    traced: true,
  },
  {
    name: 'no_dir_fsync',
    package: 'storage',
    file: 'engine/log/writer.js',
    honest: "await disk.syncFolder(folder, 'segment.folder.sync');",
    broken: '',
    check: survivesPowerLoss('segments rolling'),
    caught: /acknowledged events are lost/,
    traced: true,
  },
  {
    name: 'no_store_dir_fsync',
    package: 'storage',
    file: 'engine/open-engine.js',
    honest: 'await syncNames(',
    broken: 'void (',
    check: survivesPowerLoss('one producer'),
    caught: /acknowledged events are lost/,
    traced: true,
  },
  {
    name: 'snapshot_not_flushed',
    package: 'storage',
    file: 'engine/log/disk.js',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    honest: 'await this.flush(fd, `${kind}.flush`);',
    broken: '',
    check: survivesPowerLoss('snapshots being written'),
    caught: /snapshot/,
    traced: true,
  },
  {
    name: 'no_crc',
    package: 'storage',
    file: 'engine/log/frame.js',
    honest: 'if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4))',
    broken: 'if (false)',
    check: noticesChangedBytes,
    caught: /was not noticed/,
  },
  {
    name: 'dedup_off',
    package: 'storage',
    file: 'engine/sessions.js',
    honest: 'rows.emitterSeq[skip] <= progress.placed',
    broken: 'rows.emitterSeq[skip] < 0',
    check: storesOnce,
    caught: /sent twice/,
  },
  {
    name: 'read_before_flush',
    package: 'storage',
    file: 'engine/embedded.js',
    honest: 'const durable = () => this.#durableSeq;',
    broken: 'const durable = () => this.#writer.nextSeq - 1;',
    check: hidesTheUnflushed,
    caught: /readable before their flush/,
  },
  {
    name: 'torn_tail_kept',
    package: 'storage',
    file: 'engine/log/open-log.js',
    honest: 'if (position < size) {',
    broken: 'if (false) {',
    check: cutsTornTails,
    caught: /a torn tail was kept/,
  },
  {
    name: 'empty_on_error',
    package: 'storage',
    file: 'client/store-client.js',
    honest: "const { head, tail } = await caller.call('query', query, call);",
    broken:
      "const { head, tail } = await caller.call('query', query, call).catch(() => ({}));\n" +
      'if (head === undefined) return { events: [], asOfSeq: 0, scanned: 0, partial: false };',
    check: failsWhenUnreachable,
    caught: /nobody answered, and the client gave an answer/,
  },
  {
    name: 'spool_delete_before_ack',
    package: 'events',
    file: 'shell/delivery.js',
    honest: 'inFlight++;',
    broken: 'inFlight++; backlog.ack(batch[batch.length - 1].emitterSeq); this.#parts.onAck();',
    check: keepsTheUnacknowledged,
    caught: /are left in the spool/,
  },
];

const ROOT = join(import.meta.dirname, '..', '..');

/** Copies the build of a package and breaks the one thing. Returns the folder of the broken build and what removes it. */
export function sabotage({ name, package: of, file, honest, broken }: Saboteur): { readonly dist: string; remove(): void } {
  const base = mkdtempSync(join(tmpdir(), `sutra-saboteur-${name}-`));
  cpSync(join(ROOT, 'packages', of, 'package.json'), join(base, 'package.json'));
  cpSync(join(ROOT, 'packages', of, 'dist'), join(base, 'dist'), { recursive: true, filter: (path) => !/\.map$|\.d\.ts$/.test(path) });
  forgetMaps(join(base, 'dist'));
  symlinkSync(join(ROOT, 'node_modules'), join(base, 'node_modules'));
  const path = join(base, 'dist', file);
  const text = readFileSync(path, 'utf8');
  if (text.split(honest).length !== 2) throw new Error(`${name} does not apply: ${file} has to contain this once: ${honest}`);
  writeFileSync(
    path,
    text.replace(honest, () => broken),
  );
  return { dist: join(base, 'dist'), remove: () => rmSync(base, { recursive: true }) };
}

/** Source maps were left behind: what points to them goes too. */
function forgetMaps(dist: string): void {
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const path = join(dist, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  }
}
