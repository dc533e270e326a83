import type { SutraError } from '@sutra/kit';
import type { Outcome } from './wishes.ts';

const NOTHING: Outcome = { ok: false, eventId: '', pid: 0, port: 0, endpoint: '', errorCode: '', error: '' };

/** It was done; `eventId` tells so. */
export function done(eventId: string): Outcome {
  return { ...NOTHING, ok: true, eventId };
}

/** It was tried and failed; `eventId` tells so. */
export function failed(eventId: string, { code, message }: SutraError): Outcome {
  return { ...NOTHING, eventId, errorCode: code, error: message };
}

export function tooOld(nodeId: string, generation: number, known: number): Outcome {
  const error = `Cannot start generation ${generation} of ${nodeId}: generation ${known} is known here`;
  return { ...NOTHING, errorCode: 'SUTRA_GENERATION_OLD', error };
}

export function unknownNode(nodeId: string): Outcome {
  return { ...NOTHING, errorCode: 'SUTRA_NODE_UNKNOWN', error: `Cannot find ${nodeId}: this agent knows no such generation of it` };
}
