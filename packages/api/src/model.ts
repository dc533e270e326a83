import { z } from 'zod';

/** A model that may help reading questions, where one is set up. */

/** When it is asked: never, where the grammar gives up, or first. */
export const ModelModeJson = z.enum(['off', 'auto', 'only']);
/** What became of a question put to it: `read` is its reading taken; everything else leaves the grammar's. */
export const ModelOutcomeJson = z.enum(['read', 'declined', 'voided', 'failed', 'spent']);

/** In an answer: it reads; it computes nothing and words nothing. */
export const AskedModelJson = z.object({
  name: z.string(),
  outcome: ModelOutcomeJson,
  why: z.string().optional(),
  calls: z.number().int(),
  ms: z.number(),
});
/** Where a question is only read: what it was sent, what it sent back, and what became of that. */
export const ModelRecordJson = AskedModelJson.extend({
  prompt: z.string(),
  output: z.array(z.string()),
  plan: z.record(z.string(), z.unknown()).optional(),
});
/** In GET /api/version: what is set up, and what became of the last question. */
export const ModelSetUpJson = z.object({
  name: z.string(),
  endpoint: z.string(),
  mode: z.enum(['auto', 'only']),
  last: z.object({ outcome: ModelOutcomeJson, why: z.string().optional() }).optional(),
});
