import { z } from 'zod';
import { AskedModelJson, ModelModeJson, ModelRecordJson } from './model.ts';
import { EventJson } from './schemas.ts';

/** Questions, how they were read, and their answers. */

/** As known then: what was recorded later is not seen, whenever it happened. */
const AsOf = z
  .union([z.number().int().min(0), z.string()])
  .describe('position in the record, or RFC 3339: answer as it was known then, without what was recorded later');

export const AskRequest = z.object({
  question: z.string().min(1).max(1_000_000),
  context: z.string().optional().describe('the question before, for follow-ups'),
  tz: z.string().optional().describe('IANA zone for words like "today"; UTC when absent'),
  at: z.string().optional().describe('RFC 3339: ask as of then'),
  model: ModelModeJson.optional().describe(
    'whether a model that is set up may help reading it: never, where the grammar gives up, or first',
  ),
  as_of: AsOf.optional(),
});
export type AskRequest = z.infer<typeof AskRequest>;

export const PathStep = z.object({
  /** Event at the cause end, or null for the first step. */
  from: z.string().nullable(),
  to: z.string(),
  kind: z.enum(['recorded', 'inferred', 'correlated']),
  rule: z.string().optional(),
  dt_ms: z.number().optional(),
});
export type PathStep = z.infer<typeof PathStep>;

/** One shape for every surface. */
export const AnswerJson = z.object({
  question: z.string(),
  plan: z.record(z.string(), z.unknown()),
  reading: z.string(),
  assumptions: z.array(z.string()),
  alternatives: z.array(z.object({ plan: z.record(z.string(), z.unknown()), reading: z.string() })),
  status: z.enum(['answered', 'empty', 'clarify', 'refused', 'preview']),
  text: z.string(),
  /** Why there is nothing, when the status is `empty`. */
  nothing: z.enum(['never', 'none_matched', 'hidden', 'not_recorded']).optional(),
  value: z.union([z.number(), z.string(), z.boolean()]).optional(),
  /** The plan that lists what `value` counts. */
  opens: z.record(z.string(), z.unknown()).optional(),
  columns: z.array(z.string()).optional(),
  /** A row with a number carries the `plan` that yields it. */
  rows: z.array(z.record(z.string(), z.unknown())).optional(),
  /** The rows as a line over time, when they are one. */
  series: z.array(z.record(z.string(), z.unknown())).optional(),
  path: z.array(PathStep).optional(),
  rounds: z
    .array(
      z.object({
        of: z.array(z.string()).describe('types of events of one round'),
        times: z.number().int().describe('rounds, the first and the last included'),
        between: z.array(z.string()).describe('events of all other rounds: what may be left out where the path is shown'),
      }),
    )
    .optional()
    .describe('where the path goes round and round alike'),
  /** The events the answer rests on, whole, so that a reader can open them. */
  events: z.array(EventJson).optional(),
  evidence: z.array(z.string()),
  ruled_out: z.array(z.object({ hypothesis: z.string(), because: z.string() })),
  unknown: z.array(z.string()),
  confidence: z.number(),
  confidence_from: z.string(),
  window: z.object({ from: z.string(), to: z.string() }).optional(),
  as_of_seq: z.number().int(),
  scanned: z.number().int(),
  partial: z.boolean(),
  ms: z.number(),
  suggestions: z.array(
    z.object({
      question: z.string(),
      why: z.string(),
      action: z.record(z.string(), z.unknown()).optional().describe('a plan of a wish: shown as a preview, confirmed by a person'),
    }),
  ),
  context: z
    .string()
    .optional()
    .describe('what to give as `context` with the next question; absent where there is nothing it could lean on'),
  /** Present where a model said the sentence otherwise: the computed one, and who. Facts are the same in both. */
  reworded: z.object({ by: z.string(), computed: z.string() }).optional(),
  /** Present where a model was asked to read the question. */
  model: AskedModelJson.optional(),
});
export type AnswerJson = z.infer<typeof AnswerJson>;

export const PlanRequest = z.object({
  plan: z.record(z.string(), z.unknown()).optional().describe('execute this plan; it is validated first'),
  question: z.string().min(1).max(1_000_000).optional().describe('or: only read this question, do not execute'),
  context: z.string().optional(),
  tz: z.string().optional(),
  at: z.string().optional(),
  model: ModelModeJson.optional(),
  as_of: AsOf.optional(),
});
export type PlanRequest = z.infer<typeof PlanRequest>;

/** How a question was read, before anything was executed. */
export const ReadingJson = z.object({
  plan: z.record(z.string(), z.unknown()),
  reading: z.string(),
  spans: z.array(z.object({ from: z.number().int(), to: z.number().int(), slot: z.string() })),
  assumptions: z.array(z.string()),
  alternatives: z.array(z.object({ plan: z.record(z.string(), z.unknown()), reading: z.string() })),
  ignored: z.array(z.string()),
  confidence: z.number(),
  context: z
    .string()
    .optional()
    .describe('what to give as `context` with the next question; absent where there is nothing it could lean on'),
});
export type ReadingJson = z.infer<typeof ReadingJson>;
/** POST /api/ask/plan: `reading` for a question, `answer` for a plan. */
export const PlanAnswer = z.object({ reading: ReadingJson.optional(), answer: AnswerJson.optional(), model: ModelRecordJson.optional() });
export type PlanAnswer = z.infer<typeof PlanAnswer>;

/** POST /api/ask/complete */
export const CompleteRequest = z.object({
  text: z.string().max(1_000).describe('what was typed so far'),
  tz: z.string().optional().describe('IANA zone for words like "today"; UTC when absent'),
  limit: z.number().int().min(1).max(20).optional(),
});
export const CompleteAnswer = z.object({
  completions: z.array(z.object({ question: z.string(), reading: z.string() })).describe('the most useful first'),
});
export type CompleteAnswer = z.infer<typeof CompleteAnswer>;

/** POST /api/ask/chips: the slots of a plan, each with other values it could have. */
export const ChipsRequest = z.object({
  plan: z.record(z.string(), z.unknown()),
  tz: z.string().optional().describe('IANA zone times are said in; UTC when absent'),
  at: z.string().optional().describe('RFC 3339: names and periods as of then'),
  slot: z.string().max(64).optional().describe('only this slot'),
  find: z.string().max(128).optional().describe('only values that hold this text'),
});
export type ChipsRequest = z.infer<typeof ChipsRequest>;
export const ChipJson = z.object({
  slot: z.string(),
  /** What the slot is called, and what it holds, in words. */
  label: z.string(),
  text: z.string(),
  /** Each with the whole plan it makes: send it to POST /api/ask/plan. */
  choices: z.array(
    z.object({ text: z.string(), group: z.string().optional(), chosen: z.boolean().optional(), plan: z.record(z.string(), z.unknown()) }),
  ),
  /** False where the plan leaves the slot open. */
  set: z.boolean(),
  /** True when there are more values than these: ask again with `slot` and `find`. */
  more: z.boolean(),
});
export type ChipJson = z.infer<typeof ChipJson>;
export const ChipsAnswer = z.object({ chips: z.array(ChipJson) });
export type ChipsAnswer = z.infer<typeof ChipsAnswer>;
