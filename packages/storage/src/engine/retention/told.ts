import { isoFromUs } from '@sutra/kit';
import type { OwnEvent } from '../../contract/own-event.ts';
import type { RetentionResult } from '../../contract/retention.ts';

/** What a run of retention says of itself in the record. */
export function retentionApplied({
  removed,
  rolledUp,
  removedBeforeUs,
  bytesBefore,
  bytesAfter,
  rewritten,
  types,
}: RetentionResult): OwnEvent {
  return {
    type: 'retention_applied',
    body: {
      removed,
      before: isoFromUs(removedBeforeUs),
      bytes_freed: Math.max(0, bytesBefore - bytesAfter),
      rolled_up: rolledUp,
      segments: rewritten,
      by_type: Object.fromEntries(types.map((one) => [one.type, String(one.removed + one.rolledUp)])),
    },
  };
}
