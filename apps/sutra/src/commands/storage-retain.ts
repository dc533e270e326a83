import { counted, isoFromUs } from '@sutra/kit';
import type { RetentionResult } from '@sutra/storage';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { openStore } from '../client/store.ts';
import { hint, showOne } from '../output/show.ts';
import { bytesText, type SourceOptions, withFolder } from './storage-source.ts';

/** Longest a server may take, ms. */
const RETAIN_LIMIT_MS = 600_000;

export interface RetainCommandOptions extends SourceOptions {
  readonly dryRun?: boolean;
}

/** `sutra storage retain`: what is due by the settings of a running store, or by the config file for one that is not. */
export async function storageRetain(invocation: Invocation, { storagePath, dryRun = false }: RetainCommandOptions): Promise<number> {
  const { policy } = invocation.config.retention;
  const result =
    storagePath === undefined
      ? await ofRunning(invocation, dryRun)
      : await withFolder(invocation, storagePath, false, (engine) => engine.retain({ policy, dryRun }));
  showOne(invocation, result, retainText);
  if (dryRun) hint(invocation, 'sutra storage retain');
  return 0;
}

async function ofRunning(invocation: Invocation, dryRun: boolean): Promise<RetentionResult> {
  const client = openStore(invocation);
  try {
    return await client.retain({ dryRun }, { limitMs: limitOf(invocation, RETAIN_LIMIT_MS) });
  } finally {
    await client.close();
  }
}

function retainText({
  dryRun,
  removed,
  rolledUp,
  rewritten,
  segments,
  bytesBefore,
  bytesAfter,
  removedBeforeUs,
  types,
}: RetentionResult): string {
  const freed = bytesText(Math.max(0, bytesBefore - bytesAfter));
  const would = dryRun ? 'would be ' : '';
  return [
    `${counted(removed, 'event')} ${would}removed${removed > 0 ? `, all from before ${isoFromUs(removedBeforeUs)}` : ''}; ${rolledUp} ${would}rolled up`,
    `  ${rewritten} of ${counted(segments, 'segment')} ${would}rewritten, ${freed} ${would}freed`,
    ...types.map(
      (one) => `  ${one.type.padEnd(28)} ${String(one.removed).padStart(9)} removed ${String(one.rolledUp).padStart(9)} rolled up`,
    ),
  ].join('\n');
}
