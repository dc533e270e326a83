import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Chance } from '@sutra/kit';
import type { DiskStep } from './disk-trace.ts';

/**
 * What is on the medium when the power goes. Promised is only this: bytes of a file that a flush of that file covered, and names in a
 * folder that a flush of that folder covered; a flush covers what had returned before it began, once it has returned itself. Anything
 * else may be there or not. The model of ALICE (OSDI 2014) and of SQLite's crash tests.
 */
export interface Loss {
  /** Of bytes not flushed: nothing is kept, pages of 4 KiB and torn beginnings by chance, or all. */
  readonly bytes: 'dropped' | 'torn' | 'kept';
  /** Of names not flushed: nothing, the first few changes of each folder, or all. */
  readonly names: 'dropped' | 'some' | 'kept';
}

export const LOSSES: readonly Loss[] = [
  { bytes: 'dropped', names: 'dropped' },
  { bytes: 'torn', names: 'kept' },
  { bytes: 'torn', names: 'some' },
  { bytes: 'dropped', names: 'kept' },
  { bytes: 'torn', names: 'dropped' },
  { bytes: 'kept', names: 'dropped' },
];

const PAGE = 4_096;
/** Shares of the pages that a torn image keeps. */
const KEPT_SHARES = [0.1, 0.5, 0.9];

interface Change {
  readonly began: number;
  readonly ended: number;
  readonly at: number;
  /** undefined: the length becomes `at`. */
  readonly bytes: Buffer | undefined;
  readonly synchronous: boolean;
}

interface Flush {
  readonly began: number;
  readonly ended: number;
}

/** What a name stands for: a file with all that ever happened to it, a folder, or a symbolic link. */
interface Node {
  readonly changes: Change[];
  readonly flushes: Flush[];
  readonly names: NameChange[] | undefined;
  readonly target?: string;
}

interface NameChange {
  readonly ended: number;
  readonly name: string;
  readonly node: Node | undefined;
  /** Of a rename within a folder: the name that goes with the same change. */
  readonly with?: string;
  /** Of a rename to another folder: the change there, without which this one has not happened either. */
  readonly movedBy?: NameChange;
}

const newNode = (folder: boolean): Node => ({ changes: [], flushes: [], names: folder ? [] : undefined });

/** The contents of files by path, and the folders, as found after the power came back. */
export interface Image {
  readonly folders: readonly string[];
  readonly files: ReadonlyMap<string, Buffer>;
  /** Symbolic links and where they lead: there whole or not at all. */
  readonly links: ReadonlyMap<string, string>;
}

/** An image of what is left below `root` when the power goes right after line `at` of the trace. `root` itself was there before. */
export function imageAt(steps: readonly DiskStep[], root: string, at: number, loss: Loss, chance: Chance): Image {
  const top = newNode(true);
  const live = new Map<string, Node>([[root, top]]);
  for (const step of steps) if (step.began <= at) happen(step, live, at);
  const folders: string[] = [];
  const files = new Map<string, Buffer>();
  const links = new Map<string, string>();
  /** The changes of names that reached the medium: decided for all folders before any is looked at, since some hang together. */
  const kept = new Set<NameChange>();
  const share = KEPT_SHARES[Math.floor(chance.next() * KEPT_SHARES.length)]!;
  const walk = (folder: Node, path: string): void => {
    for (const [name, node] of namesOf(folder, kept)) {
      const full = join(path, name);
      if (node.target !== undefined) links.set(full, node.target);
      else if (node.names === undefined) files.set(full, contentOf(node, at, loss, chance, share));
      else {
        folders.push(full);
        walk(node, full);
      }
    }
  };
  keptOf(top, loss, chance, kept);
  walk(top, root);
  return { folders, files, links };
}

/** Puts an image somewhere else. */
export function restore(image: Image, from: string, to: string): void {
  const moved = (path: string): string => join(to, path.slice(from.length));
  for (const folder of image.folders) mkdirSync(moved(folder), { recursive: true });
  for (const [path, bytes] of image.files) writeFileSync(moved(path), bytes);
  for (const [path, target] of image.links) symlinkSync(target, moved(path));
}

function happen(step: DiskStep, live: Map<string, Node>, at: number): void {
  const { began, path } = step;
  // Not returned yet: it may have happened, but no flush can have covered it.
  const ended = step.ended <= at ? step.ended : Number.POSITIVE_INFINITY;
  const folderOf = (one: string): Node => need(live, dirname(one));
  const name = (one: string, node: Node | undefined, together?: string): void => {
    folderOf(one).names!.push({ ended, name: basename(one), node, ...(together === undefined ? {} : { with: together }) });
    if (node === undefined) live.delete(one);
    else live.set(one, node);
  };
  switch (step.do) {
    case 'create':
    case 'mkdir':
      name(path, newNode(step.do === 'mkdir'));
      return;
    case 'symlink':
      name(path, { ...newNode(false), target: step.target });
      return;
    case 'remove':
      name(path, undefined);
      return;
    case 'link':
      name(step.to, need(live, path));
      return;
    case 'rename': {
      const node = need(live, path);
      if (dirname(path) === dirname(step.to)) name(step.to, node, basename(path));
      else {
        name(step.to, node);
        const moved = folderOf(step.to).names!.at(-1)!;
        folderOf(path).names!.push({ ended, name: basename(path), node: undefined, movedBy: moved });
      }
      for (const [old, below] of [...live]) {
        if (old !== path && !old.startsWith(`${path}/`)) continue;
        live.delete(old);
        live.set(step.to + old.slice(path.length), below);
      }
      return;
    }
    case 'write':
      need(live, path).changes.push({ began, ended, at: step.at, bytes: step.bytes, synchronous: step.synchronous });
      return;
    case 'truncate':
      need(live, path).changes.push({ began, ended, at: step.length, bytes: undefined, synchronous: false });
      return;
    case 'flush':
      if (ended <= at) need(live, path).flushes.push({ began, ended });
  }
}

function need(live: ReadonlyMap<string, Node>, path: string): Node {
  const node = live.get(path);
  if (node === undefined) throw new Error(`the trace speaks of ${path}, which is not there`);
  return node;
}

const covered = (node: Node, ended: number): boolean => node.flushes.some((flush) => ended < flush.began);

/** Changes of names reach the medium in order, as with a journal, but not of themselves. */
function keptOf(folder: Node, loss: Loss, chance: Chance, kept: Set<NameChange>, seen = new Set<Node>()): void {
  if (seen.has(folder)) return;
  seen.add(folder);
  const changes = folder.names!;
  const sure = changes.filter(({ ended }) => covered(folder, ended)).length;
  const open = changes.length - sure;
  const more = loss.names === 'dropped' ? 0 : loss.names === 'kept' ? open : Math.floor(chance.next() * (open + 1));
  for (const change of changes.slice(0, sure + more)) kept.add(change);
  for (const { node } of changes) if (node?.names !== undefined) keptOf(node, loss, chance, kept, seen);
}

function namesOf(folder: Node, kept: ReadonlySet<NameChange>): Map<string, Node> {
  const names = new Map<string, Node>();
  for (const change of folder.names!) {
    const { name, node, with: old, movedBy } = change;
    // A rename is one change, also from folder to folder: never both names, never none.
    if (!kept.has(movedBy ?? change)) continue;
    if (old !== undefined) names.delete(old);
    if (node === undefined) names.delete(name);
    else names.set(name, node);
  }
  return names;
}

function contentOf(node: Node, at: number, loss: Loss, chance: Chance, share: number): Buffer {
  let content = Buffer.alloc(0);
  const put = (offset: number, bytes: Buffer): void => {
    const end = offset + bytes.length;
    if (end > content.length) content = Buffer.concat([content, Buffer.alloc(end - content.length)]);
    bytes.copy(content, offset);
  };
  const cut = (length: number): void => {
    content = length <= content.length ? content.subarray(0, length) : Buffer.concat([content, Buffer.alloc(length - content.length)]);
  };
  for (const change of node.changes) {
    const { bytes, ended } = change;
    const sure = covered(node, ended) || (change.synchronous && ended <= at);
    if (bytes === undefined) {
      if (sure || loss.bytes === 'kept' || (loss.bytes === 'torn' && chance.next() < share)) cut(change.at);
    } else if (sure || loss.bytes === 'kept') put(change.at, bytes);
    else if (loss.bytes === 'torn')
      for (const [from, to] of torn(change.at, bytes.length, chance, share)) put(change.at + from, bytes.subarray(from, to));
  }
  return Buffer.from(content);
}

/** Which parts of a write are kept: pages by chance, one of them perhaps only begun; or its length alone, with nothing in it. */
function torn(at: number, length: number, chance: Chance, share: number): (readonly [number, number])[] {
  const parts: [number, number][] = [];
  for (let from = 0; from < length; ) {
    const to = Math.min(length, (Math.floor((at + from) / PAGE) + 1) * PAGE - at);
    if (chance.next() < share) parts.push([from, chance.next() < 0.15 ? from + Math.floor(chance.next() * (to - from)) : to]);
    from = to;
  }
  if (chance.next() < 0.1) parts.push([length, length]);
  return parts;
}
