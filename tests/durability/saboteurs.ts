import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Check,
  cutsTornTails,
  failsWhenUnreachable,
  hidesTheUnflushed,
  keepsCauses,
  keepsTheNewestSnapshot,
  keepsTheUnacknowledged,
  noticesChangedBytes,
  rewritesWholeOrNot,
  rollsUpExactly,
  saysWhatIsGone,
  storesOnce,
  survivesPowerLoss,
} from './checks.ts';
import {
  boundsMessages,
  foldsWhatCameLate,
  hidesUnsafeSnapshots,
  noticesCutLogs,
  readsThePast,
  recordsWhatSpoolsLost,
  saysWhatReadersMissed,
  saysWhenIncomplete,
} from './more-checks.ts';

/** A build with one promise deliberately broken, and the check that must catch it. */
export interface Saboteur {
  readonly name: string;
  readonly package: 'storage' | 'events' | 'hybrid';
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
    broken: "void this.#disk.flush(this.#fd, 'segment.flush').catch(() => undefined);",
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
    // The second when the name of its index outlived that of the segment.
    caught: /acknowledged events are lost|the file is missing/,
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
    honest: 'CHUNK_BYTES), at, `${kind}.write`);\n                await this.flush(fd, `${kind}.flush`);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    broken: 'CHUNK_BYTES), at, `${kind}.write`);',
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
    honest: "const { head, events } = await found('query', query, call);",
    broken:
      "const { head, events } = await found('query', query, call).catch(() => ({}));\n" +
      'if (head === undefined) return { events: [], asOfSeq: 0, scanned: 0, partial: false };',
    check: failsWhenUnreachable,
    caught: /nobody answered, and the client gave an answer/,
  },
  {
    name: 'old_segment_gone_before_new',
    package: 'storage',
    file: 'engine/log/disk.js',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    honest: 'await rename(`${path}.tmp`, path);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    broken: 'await rm(path); await this.#fault(`${kind}.rename`); await rename(`${path}.tmp`, path);',
    check: rewritesWholeOrNot,
    caught: /a crash while a segment was rewritten lost it/,
  },
  {
    name: 'roll_up_loses_a_count',
    package: 'storage',
    file: 'engine/retention/groups.js',
    honest: 'this.#weight.data[group] += weight;',
    broken: 'this.#weight.data[group] = Math.max(2, weight);',
    check: rollsUpExactly,
    caught: /were counted after the roll-up/,
  },
  {
    name: 'rewrite_not_flushed',
    package: 'storage',
    file: 'engine/log/disk.js',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    honest: 'bytes, at, `${kind}.write`);\n                await this.flush(fd, `${kind}.flush`);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    broken: 'bytes, at, `${kind}.write`);',
    check: survivesPowerLoss('retention beside writers'),
    caught: /the bytes are not what was written|its end is missing|its head is damaged|the file is shorter than it was/,
    traced: true,
  },
  {
    name: 'newest_snapshot_thinned',
    package: 'storage',
    file: 'engine/snapshots.js',
    honest: 'return i >= snapshotsKept && !lasts.includes(true);',
    broken: 'return i >= snapshotsKept - 1 && i < 1;',
    check: keepsTheNewestSnapshot,
    caught: /the newest snapshot is gone/,
  },
  {
    name: 'cause_rolled_up',
    package: 'storage',
    file: 'engine/retention/plan.js',
    honest: 'if (isCause(key))',
    broken: 'if (false)',
    check: keepsCauses,
    caught: /causes \d+ were rolled up or dropped/,
  },
  {
    name: 'hole_not_noted',
    package: 'storage',
    file: 'engine/retention/plan.js',
    honest: 'const removed = [...this.#holes]',
    broken: 'const removed = []',
    check: saysWhatIsGone,
    caught: /are said to be gone/,
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
  {
    name: 'snapshot_before_durable',
    package: 'storage',
    file: 'engine/snapshots.js',
    honest: 'this.#unsafe.add(target);',
    broken: ';',
    check: hidesUnsafeSnapshots,
    caught: /a snapshot was shown/,
  },
  {
    name: 'cut_log_served',
    package: 'storage',
    file: 'engine/log/shortened.js',
    honest: 'if (bytes >= segmentBytes)',
    broken: 'if (true)',
    check: noticesCutLogs,
    caught: /was served as if it were whole/,
  },
  {
    name: 'partial_hidden',
    package: 'storage',
    file: 'engine/read/reader.js',
    honest: 'partial: because !== undefined,',
    broken: 'partial: false,',
    check: saysWhenIncomplete,
    caught: /an answer that a limit cut short says that it is complete/,
  },
  {
    name: 'gap_hidden',
    package: 'storage',
    file: 'engine/read/feed.js',
    honest: "yield { kind: 'gap', fromSeq: next, toSeq: through };",
    broken: '',
    check: saysWhatReadersMissed,
    caught: /were left out without a word/,
  },
  {
    name: 'no_message_limit',
    package: 'storage',
    file: 'transport/message-assembler.js',
    honest: 'if (this.#held > this.#bytesMax)',
    broken: 'if (false)',
    check: boundsMessages,
    caught: /over its limit was taken/,
  },
  {
    name: 'damage_not_counted',
    package: 'events',
    file: 'shell/emitter.js',
    honest: 'if (eventsLost > 0)',
    broken: 'if (false)',
    check: recordsWhatSpoolsLost,
    caught: /no record says so/,
  },
  {
    name: 'late_events_forgotten',
    package: 'hybrid',
    file: 'shell/state-at.js',
    honest: 'if (late.events.length === 0)',
    broken: 'if (true)',
    check: foldsWhatCameLate,
    caught: /the state of the past is not the fold/,
  },
  {
    name: 'as_of_ignored',
    package: 'storage',
    file: 'engine/read/reader.js',
    honest: 'return Math.min(durable, asOf.seq);',
    broken: 'return durable;',
    check: readsThePast,
    caught: /the past shows what came later/,
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
