import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { SpacePart, SpaceReport } from '../contract/retention.ts';
import type { SegmentIndex } from './columns/segment-index.ts';
import type { GraphBytes, GraphIndex } from './graph/graph-index.ts';
import type { Catalog } from './log/catalog.ts';
import { FRAME_BYTES } from './log/frame.ts';
import type { Slices } from './read/slices.ts';

const TYPES_MAX = 1_000;
const ROWS_PER_LOOK = 8_192;

interface TypeBytes {
  events: number;
  rolledUp: number;
  bytes: number;
}

/** Looks at every file of a store and at the columns of every segment, in turns. @throws SutraError SUTRA_STORE_CORRUPT */
export async function reportSpace(folder: string, catalog: Catalog, graph: GraphIndex, slices: Slices): Promise<SpaceReport> {
  const types = new Map<string, TypeBytes>();
  let learnedBytes = 0;
  const sealed = { segments: 0, events: 0, bytes: 0 };
  let hot = { events: 0, bytes: 0 };
  const { segments } = catalog;
  for (const segment of segments) {
    const index = await catalog.load(segment, slices, true);
    learnedBytes += await addSegment(index, types, slices);
    const bytes = sizeOf(segment.path) + catalog.columnBytes(segment);
    if (segment === segments.at(-1)) hot = { events: index.rows, bytes };
    else {
      sealed.segments++;
      sealed.events += index.rows;
      sealed.bytes += bytes;
    }
  }
  const parts = partsOf(folder, graph.bytes);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const all = [...types].map(([type, counts]) => ({ type, ...counts })).sort((a, b) => b.bytes - a.bytes || (a.type < b.type ? -1 : 1));
  const shown = all.slice(0, TYPES_MAX);
  const log = parts.find(({ part }) => part === 'log')?.bytes ?? 0;
  const framingBytes = log - learnedBytes - shown.reduce((sum, one) => sum + one.bytes, 0);
  return { bytes, parts, sealed, hot, types: shown, framingBytes, learnedBytes };
}

/** Adds the records of a segment by type; returns the bytes of its learn batches. */
async function addSegment(index: SegmentIndex, types: Map<string, TypeBytes>, slices: Slices): Promise<number> {
  const counts = index.types.map((type) => {
    const known = types.get(type) ?? { events: 0, rolledUp: 0, bytes: 0 };
    types.set(type, known);
    return known;
  });
  const { rows } = index;
  for (let frame = 0; frame < index.frameRow.length; frame++) {
    const { from, to } = index.frameRows(frame);
    for (let row = from; row < Math.min(to, rows); row++) {
      const of = counts[index.type.at(row)]!;
      of.events++;
      of.rolledUp += (index.kept?.weight.at(row) ?? 1) - 1;
      of.bytes += (row + 1 < to ? index.offset.at(row + 1) : index.frameLength.at(frame)) - index.offset.at(row);
    }
    if (from % ROWS_PER_LOOK < to - from && slices.over) await slices.turn();
  }
  let learned = 0;
  for (let i = 0; i < index.learns.length; i += 3) learned += FRAME_BYTES + index.learns.at(i + 1);
  return learned;
}

/** Graph and search share a file: its bytes are told apart by whose pages they are, and counted as one file, of the graph. */
function partsOf(folder: string, { graph, search }: GraphBytes): SpaceReport['parts'] {
  const parts = new Map<SpacePart, { files: number; bytes: number }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const part = partOf(relative(folder, path).split(sep));
    const known = parts.get(part) ?? { files: 0, bytes: 0 };
    parts.set(part, { files: known.files + 1, bytes: known.bytes + sizeOf(path) });
  }
  const shared = parts.get('graph');
  if (shared !== undefined) {
    parts.set('graph', { files: shared.files, bytes: graph });
    parts.set('search', { files: 0, bytes: search });
    // What is left, so that the sum is that of the files whatever was written between the two looks.
    parts.set('unused', { files: 0, bytes: shared.bytes - graph - search });
  }
  return [...parts].map(([part, counts]) => ({ part, ...counts })).sort((a, b) => b.bytes - a.bytes);
}

const FOLDERS: Readonly<Record<string, SpacePart>> = {
  graph: 'graph',
  embedding: 'embedding',
  snapshots: 'snapshots',
  voice: 'spool',
  backups: 'backups',
};

function partOf([first = '', name = '']: readonly string[]): SpacePart {
  if (first === 'log') return name.endsWith('.seg') ? 'log' : name.endsWith('.idx') ? 'columns' : 'other';
  return FOLDERS[first] ?? 'other';
}

/** A file that has gone in the meantime has no bytes. */
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
