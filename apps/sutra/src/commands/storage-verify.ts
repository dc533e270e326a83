import { resolve } from 'node:path';
import { counted, inert, isoFromUs } from '@sutra/kit';
import { type StoreVerdict, verifyStore } from '@sutra/storage/engine';
import type { Invocation } from '../client/invocation.ts';
import { showOne } from '../output/show.ts';
import { bytesText } from './storage-source.ts';

/** `sutra storage verify`: reads a store or a backup and names what is not as it was written. Exit 3 when something is. */
export async function storageVerify(invocation: Invocation, folder: string): Promise<number> {
  const verdict = await verifyStore(resolve(folder), invocation.clock);
  showOne(invocation, verdict, (one) => verdictText(one, invocation));
  return verdict.findings.length === 0 ? 0 : 3;
}

function verdictText(verdict: StoreVerdict, { terminal: { paint } }: Invocation): string {
  const { findings, notes, firstRecordedUs, lastRecordedUs } = verdict;
  const span = firstRecordedUs === null || lastRecordedUs === null ? '' : `, ${isoFromUs(firstRecordedUs)} to ${isoFromUs(lastRecordedUs)}`;
  const looked = [
    `${counted(verdict.segments, 'segment')} (${bytesText(verdict.bytes)})`,
    ...(verdict.kind === 'store' ? [`${counted(verdict.indexesChecked, 'index', 'indexes')}`] : []),
    `${counted(verdict.snapshotsChecked, 'snapshot')}`,
    ...(verdict.graphChecked ? ['the graph index'] : []),
  ];
  return [
    `${findings.length === 0 ? paint.green('●') : paint.red('✕')} ${verdict.kind} ${inert(verdict.folder)}`,
    `  events  ${verdict.events}, seq ${verdict.events === 0 ? 'none' : `${verdict.firstSeq} to ${verdict.lastSeq}`}${span}`,
    `  learned ${counted(verdict.learned, 'batch', 'batches')}`,
    `  checked ${looked.join(', ')}`,
    ...findings.map(({ file, offset, length, fromSeq, toSeq, what }) => {
      const seqs = fromSeq === null ? '' : `, seq ${fromSeq} to ${toSeq ?? 'unknown'}`;
      return `${paint.red('✕')} ${inert(file)} byte ${offset}, ${length} ${length === 1 ? 'byte' : 'bytes'}${seqs}: ${inert(what)}`;
    }),
    ...notes.map((note) => `  note: ${inert(note)}`),
  ].join('\n');
}
