import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Chance } from '@sutra/kit';

/** What was done to a file. Bytes outside [from, to) are what they were; a shorter file is damaged from its end on. */
export interface Damage {
  readonly file: string;
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

const SECTOR = 512;
const PAGE = 4_096;

type Mutation = (file: string, chance: Chance, siblings: readonly string[]) => Damage | undefined;

const below = (chance: Chance, n: number): number => Math.floor(chance.next() * n);

function rewritten(file: string, what: string, change: (bytes: Buffer) => readonly [number, number] | undefined): Damage | undefined {
  const before = readFileSync(file);
  if (before.length === 0) return undefined;
  const bytes = Buffer.from(before);
  const range = change(bytes);
  // Zeros over zeros, a page over its twin: nothing was damaged.
  if (range === undefined || bytes.equals(before)) return undefined;
  writeFileSync(file, bytes);
  return { file, what, from: range[0], to: range[1] };
}

/** The ways in which disks and people spoil files. Each returns undefined where it would change nothing. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a bit flipped': (file, chance) =>
    rewritten(file, 'a bit flipped', (bytes) => {
      const at = below(chance, bytes.length);
      bytes[at]! ^= 1 << below(chance, 8);
      return [at, at + 1];
    }),
  'a byte changed': (file, chance) =>
    rewritten(file, 'a byte changed', (bytes) => {
      const at = below(chance, bytes.length);
      bytes[at] = below(chance, 256);
      return [at, at + 1];
    }),
  'a sector zeroed': (file, chance) =>
    rewritten(file, 'a sector zeroed', (bytes) => {
      const at = below(chance, Math.ceil(bytes.length / SECTOR)) * SECTOR;
      bytes.fill(0, at, Math.min(bytes.length, at + SECTOR));
      return [at, Math.min(bytes.length, at + SECTOR)];
    }),
  'a range of rubbish': (file, chance) =>
    rewritten(file, 'a range of rubbish', (bytes) => {
      const at = below(chance, bytes.length);
      const to = Math.min(bytes.length, at + 1 + below(chance, PAGE));
      for (let i = at; i < to; i++) bytes[i] = below(chance, 256);
      return [at, to];
    }),
  'a block from elsewhere in the file': (file, chance) =>
    rewritten(file, 'a block from elsewhere in the file', (bytes) => {
      const size = chance.next() < 0.5 ? SECTOR : PAGE;
      const blocks = Math.floor(bytes.length / size);
      if (blocks < 2) return undefined;
      const [from, to] = [below(chance, blocks) * size, below(chance, blocks) * size];
      bytes.copy(bytes, to, from, from + size);
      return [to, to + size];
    }),
  'two blocks swapped': (file, chance) =>
    rewritten(file, 'two blocks swapped', (bytes) => {
      const blocks = Math.floor(bytes.length / SECTOR);
      if (blocks < 2) return undefined;
      const [a, b] = [below(chance, blocks) * SECTOR, below(chance, blocks) * SECTOR].sort((x, y) => x - y) as [number, number];
      const kept = Buffer.from(bytes.subarray(a, a + SECTOR));
      bytes.copy(bytes, a, b, b + SECTOR);
      kept.copy(bytes, b);
      return [a, b + SECTOR];
    }),
  'cut short': (file, chance) => {
    const { length } = readFileSync(file);
    if (length === 0) return undefined;
    const to = below(chance, length);
    truncateSync(file, to);
    return { file, what: 'cut short', from: to, to: length };
  },
  'its tail doubled': (file, chance) => {
    const bytes = readFileSync(file);
    if (bytes.length === 0) return undefined;
    appendFileSync(file, bytes.subarray(below(chance, bytes.length)));
    return { file, what: 'its tail doubled', from: bytes.length, to: readFileSync(file).length };
  },
  'rubbish behind its end': (file, chance) => {
    const { length } = readFileSync(file);
    appendFileSync(file, Buffer.from(Array.from({ length: 1 + below(chance, 2_000) }, () => below(chance, 256))));
    return { file, what: 'rubbish behind its end', from: length, to: readFileSync(file).length };
  },
  removed: (file) => {
    const { length } = readFileSync(file);
    rmSync(file);
    return { file, what: 'removed', from: 0, to: length };
  },
  'swapped with another': (file, chance, siblings) => {
    const other = siblings[below(chance, siblings.length)];
    if (other === undefined || other === file || !existsSync(other)) return undefined;
    const aside = `${file}.aside`;
    renameSync(file, aside);
    renameSync(other, file);
    renameSync(aside, other);
    return { file, what: `swapped with ${basename(other)}`, from: 0, to: readFileSync(file).length };
  },
  'overwritten with another': (file, chance, siblings) => {
    const other = siblings[below(chance, siblings.length)];
    if (other === undefined || other === file || !existsSync(other)) return undefined;
    copyFileSync(other, file);
    return { file, what: `overwritten with ${basename(other)}`, from: 0, to: readFileSync(file).length };
  },
};
