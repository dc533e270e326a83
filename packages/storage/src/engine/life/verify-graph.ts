import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@sutra/kit';
import { open, type RootDatabase } from 'lmdb';
import type { CorruptRange } from '../errors.ts';
import { noFaults } from '../faults.ts';
import type { LearnRecord } from '../graph/batch.ts';
import { findDamage, graphFile } from '../graph/graph-file.ts';
import { GraphIndex } from '../graph/graph-index.ts';
import { HORIZON_TABLE, type HorizonRow, readHorizon } from '../search/horizon.ts';

/** Batches applied in one transaction. */
const APPLY_MAX = 256;
const TABLES_MAX = 32;

type Finding = CorruptRange & { readonly what: string };

/**
 * Compares a cleanly closed graph index with one built anew from the learn batches of the log, row by row and byte by byte.
 * @returns what is wrong, or why it could not be told
 */
export async function verifyGraph(
  folder: string,
  storeId: number,
  learned: Iterable<LearnRecord>,
): Promise<{ finding?: Finding; note?: string }> {
  const file = graphFile(folder);
  const damage = findDamage(folder);
  if (damage === 'it is missing') return { note: 'there is no graph index: it is built at the next start' };
  const range = (): CorruptRange => ({ file, offset: 0, length: statSync(file).size, fromSeq: null, toSeq: null });
  if (damage !== undefined) return { finding: { ...range(), what: `the graph index cannot be used: ${damage}` } };
  const room = mkdtempSync(join(tmpdir(), 'sutra-verify-'));
  try {
    const anew = join(room, 'graph');
    const index = await GraphIndex.open(anew, storeId, 0, noFaults, silentLogger);
    try {
      await applyAll(index, learned);
      // What was retired from the one is retired from the other: the rest has to be the same.
      const [number, , , lastDocument, ended] = horizonOf(file) ?? [0, 0, 0, 0, 1];
      if (ended === 0) return { note: 'texts are being retired from the search index: it is compared when that has ended' };
      if (number > 0) await index.search.retirement.retireThrough(number, lastDocument);
    } finally {
      await index.close();
    }
    const what = await firstDifference(file, graphFile(anew));
    return what === undefined ? {} : { finding: { ...range(), what } };
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

function horizonOf(file: string): HorizonRow | undefined {
  const root = openRaw(file);
  try {
    return tablesOf(root).includes(HORIZON_TABLE) ? readHorizon(root) : undefined;
  } finally {
    void root.close();
  }
}

async function applyAll(index: GraphIndex, learned: Iterable<LearnRecord>): Promise<void> {
  let batch: LearnRecord[] = [];
  for (const record of learned) {
    batch.push(record);
    if (batch.length < APPLY_MAX) continue;
    await index.apply(batch);
    batch = [];
  }
  if (batch.length > 0) await index.apply(batch);
}

/** Where the tables of two index files differ first. Neither is written to. */
async function firstDifference(kept: string, anew: string): Promise<string | undefined> {
  const [a, b] = [openRaw(kept), openRaw(anew)];
  try {
    const tables = new Set([...tablesOf(a), ...tablesOf(b)]);
    for (const table of [...tables].sort()) {
      const [rows, expected] = [rowsOf(a, table), rowsOf(b, table)];
      for (let row = 0; ; row++) {
        const [left, right] = [rows.next(), expected.next()];
        if (left.done === true && right.done === true) break;
        if (left.done !== right.done || left.value !== right.value)
          return `the graph index differs from the log in table ${table}, row ${row + 1}`;
      }
    }
    return undefined;
  } finally {
    await a.close();
    await b.close();
  }
}

const openRaw = (path: string): RootDatabase<unknown, string> =>
  open<unknown, string>({ path, readOnly: true, noSubdir: true, maxDbs: TABLES_MAX } as Parameters<typeof open>[0]);

/** Named tables, and '' for what stands beside them. */
function tablesOf(root: RootDatabase<unknown, string>): string[] {
  return ['', ...root.getKeys().filter((name) => !name.includes('\0') && isTable(root, name))];
}

function isTable(root: RootDatabase<unknown, string>, name: string): boolean {
  return root.getBinary(name)?.length === TABLE_RECORD_BYTES;
}

/** What LMDB keeps of a named table in the root. */
const TABLE_RECORD_BYTES = 48;

function* rowsOf(root: RootDatabase<unknown, string>, table: string): Generator<string> {
  if (table === '') {
    for (const name of root.getKeys()) if (!isTable(root, name)) yield `${name} ${JSON.stringify(root.get(name))}`;
    return;
  }
  const rows = root.openDB<Buffer, Buffer>({ name: table, encoding: 'binary', keyEncoding: 'binary' });
  for (const { key, value } of rows.getRange({})) yield `${key.toString('latin1')} ${value.toString('latin1')}`;
}
