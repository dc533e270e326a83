import { SutraError } from '@sutra/kit';
import type { ConceptDraft } from '../contract/query.ts';
import '../engine/errors.ts';

/**
 * An embedding as it travels: base64 of little-endian 32-bit floats, a third of what a list of numbers takes.
 * @throws SutraError SUTRA_STORE_INVALID when a number is none: base64 would carry it as if it were one
 */
export function packEmbedding(draft: ConceptDraft, at: number): ConceptDraft {
  const { embedding } = draft;
  if (embedding === undefined || typeof embedding === 'string') return draft;
  const bytes = new DataView(new ArrayBuffer(embedding.length * 4));
  embedding.forEach((value, i) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      const field = `concepts[${at}].embedding[${i}]`;
      throw new SutraError('SUTRA_STORE_INVALID', `Cannot learn: ${field} is ${String(value)}`, { details: { field } });
    }
    bytes.setFloat32(i * 4, value, true);
  });
  return { ...draft, embedding: Buffer.from(bytes.buffer).toString('base64') };
}
