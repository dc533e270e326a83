import { dirname } from 'node:path';
import { type Call, unhex } from './strace.ts';

interface Timed {
  /** Lines of the trace on which the call began and returned. */
  readonly began: number;
  readonly ended: number;
}

/** What a call meant to the disk. */
export type DiskStep = Timed &
  (
    | { readonly do: 'create' | 'mkdir' | 'remove'; readonly path: string }
    | { readonly do: 'rename' | 'link'; readonly path: string; readonly to: string }
    | { readonly do: 'symlink'; readonly path: string; readonly target: string }
    | { readonly do: 'write'; readonly path: string; readonly at: number; readonly bytes: Buffer; readonly synchronous: boolean }
    | { readonly do: 'truncate'; readonly path: string; readonly length: number }
    | { readonly do: 'flush'; readonly path: string }
  );

/** A line of the acknowledgement file, at the moment it was about to be written: whoever wrote it had the acknowledgement. */
export interface AckLine {
  readonly at: number;
  readonly text: string;
}

export interface DiskTrace {
  readonly steps: readonly DiskStep[];
  readonly acks: readonly AckLine[];
  /** Lines at which something happened that a crash point may stand behind, ascending. */
  readonly moments: readonly number[];
}

/** The process was killed inside a call that changes the disk, and what it did there cannot be known: such a run is of no use. */
export class UnclearTrace extends Error {}

const FD = /^(\d+)<([^>]*)>/;
const QUOTED = /"((?:[^"\\]|\\.)*)"(\.\.\.)?/g;
/** A file that LMDB shares between processes through memory and makes anew at each first opening: of no meaning after a crash. */
const MAPPED_BY_DESIGN = /\/graph\.mdb-lock$/;

/**
 * Reads what happened below `folder` out of a trace. Refuses, rather than guesses, when the disk was changed in a way the model of it
 * does not know: a durability test that looks away proves nothing.
 */
export function diskTrace(calls: readonly Call[], folder: string, acksFile: string): DiskTrace {
  const steps: DiskStep[] = [];
  const acks: AckLine[] = [];
  const position = new Map<string, number>();
  const synchronous = new Map<string, boolean>();
  const known = new Set<string>([dirname(folder)]);
  const inside = (path: string): boolean => path === folder || path.startsWith(`${folder}/`) || path === dirname(folder);

  for (const call of calls) {
    const { name, args, result, began, ended } = call;
    if (result === -1) continue;
    const timed = { began, ended };
    const fd = FD.exec(args);
    const path = fd === null ? undefined : unhex(fd[2]!).toString();
    if (path?.endsWith(' (deleted)')) continue; // no name leads to it any more
    const strings = fd === null || /^(openat|mkdirat|unlinkat|renameat|linkat|symlinkat)/.test(name) ? paths(args) : [];
    const named = strings[0];
    if (path === acksFile && name === 'write') {
      acks.push({ at: began, text: bytesOf(args).toString().trim() });
      continue;
    }
    if (!inside(path ?? '') && !strings.some(inside)) continue;
    if (Number.isNaN(result)) {
      // A flush that never returned promised nothing, and a read-only open changes nothing. After the rest there is no saying.
      if (/^(fsync|fdatasync|mmap|lseek)$/.test(name) || (name === 'openat' && !/O_CREAT|O_TRUNC/.test(args))) continue;
      if (calls.some((later) => later.began > ended && later.name === 'openat')) throw new UnclearTrace(`killed inside ${name}`);
    }
    switch (name) {
      case 'openat': {
        if (named === undefined || !inside(named)) break;
        const flags = args;
        if (!known.has(named) && flags.includes('O_CREAT')) {
          steps.push({ do: 'create', path: named, ...timed });
          known.add(named);
        } else if (flags.includes('O_TRUNC')) steps.push({ do: 'truncate', path: named, length: 0, ...timed });
        position.set(String(result), 0);
        synchronous.set(String(result), /O_DSYNC|O_SYNC/.test(flags));
        break;
      }
      case 'mkdir':
      case 'mkdirat':
        steps.push({ do: 'mkdir', path: named!, ...timed });
        known.add(named!);
        break;
      case 'unlink':
      case 'unlinkat':
      case 'rmdir':
        steps.push({ do: 'remove', path: named!, ...timed });
        known.delete(named!);
        break;
      case 'rename':
      case 'renameat':
      case 'renameat2':
        steps.push({ do: 'rename', path: named!, to: strings[1]!, ...timed });
        known.delete(named!);
        known.add(strings[1]!);
        break;
      case 'link':
      case 'linkat':
        steps.push({ do: 'link', path: named!, to: strings[1]!, ...timed });
        known.add(strings[1]!);
        break;
      case 'symlink':
      case 'symlinkat':
        steps.push({ do: 'symlink', path: strings[1]!, target: strings[0]!, ...timed });
        known.add(strings[1]!);
        break;
      case 'write':
      case 'writev':
      case 'pwrite64':
      case 'pwritev': {
        const number = fd![1]!;
        const all = bytesOf(args);
        const bytes = Number.isNaN(result) ? all : all.subarray(0, result);
        const sequential = name === 'write' || name === 'writev';
        const at = sequential ? (position.get(number) ?? 0) : Number(/(\d+)$/.exec(args)![1]);
        if (sequential) position.set(number, at + bytes.length);
        steps.push({ do: 'write', path: path!, at, bytes, synchronous: synchronous.get(number) ?? false, ...timed });
        break;
      }
      case 'lseek':
        position.set(fd![1]!, result);
        break;
      case 'ftruncate':
        steps.push({ do: 'truncate', path: path!, length: Number(/(\d+)$/.exec(args)![1]), ...timed });
        break;
      case 'fsync':
      case 'fdatasync':
        steps.push({ do: 'flush', path: path!, ...timed });
        break;
      case 'mmap': {
        const mapped = /(\d+)<([^>]*)>/.exec(args);
        const file = mapped === null ? '' : unhex(mapped[2]!).toString();
        if (inside(file) && args.includes('MAP_SHARED') && args.includes('PROT_WRITE') && !MAPPED_BY_DESIGN.test(file))
          throw new Error(`${file} is written through memory, which this model does not see`);
        break;
      }
      default:
        throw new Error(`${name} changes a disk in a way this model does not know: ${args.slice(0, 200)}`);
    }
  }
  const moments = [...new Set([...steps.flatMap(({ began, ended }) => [began, ended]), ...acks.map(({ at }) => at)])]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return { steps, acks, moments };
}

function paths(args: string): string[] {
  return [...args.matchAll(QUOTED)].map((match) => unhex(match[1]!).toString());
}

/** The bytes of a write, however many pieces it was made of. */
function bytesOf(args: string): Buffer {
  return Buffer.concat(
    [...args.matchAll(QUOTED)].map((match) => {
      if (match[2] !== undefined) throw new Error('strace cut the bytes of a write short');
      return unhex(match[1]!);
    }),
  );
}
