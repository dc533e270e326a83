import { z } from 'zod';
import { AnswerJson, PlanRequest } from './ask.ts';
import { ErrorJson, EventJson, ProblemJson } from './schemas.ts';

/** Names a question on one socket; chosen by the browser. */
const QuestionId = z.string().min(1).max(64);

/** WebSocket /api/ws: what the browser sends. */
export const ClientMessage = z.discriminatedUnion('type', [
  /** `resume_seq` continues where a lost connection stopped; the server answers with a snapshot when it cannot. */
  z.strictObject({ type: z.literal('subscribe'), resume_seq: z.number().int().min(0).optional() }),
  z.strictObject({ type: z.literal('ping'), n: z.number().int() }),
  /** A question, or a plan; answered with `answer` or `error` of the same id, after any number of `progress`. */
  z.strictObject({ type: z.literal('ask'), id: QuestionId, ...PlanRequest.shape }),
  /** The answer is not wanted any more. */
  z.strictObject({ type: z.literal('cancel'), id: QuestionId }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** WebSocket /api/ws: what the server sends. */
export const ServerMessage = z.discriminatedUnion('type', [
  /** The whole state at `seq`; `state` is the model's snapshot form. Newest events (at most 200) come with it. */
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), state: z.record(z.string(), z.unknown()), recent: z.array(EventJson) }),
  /** Events after the last message, in order, without holes: the browser folds them with the same reducers. */
  z.object({ type: z.literal('events'), from_seq: z.number().int(), to_seq: z.number().int(), events: z.array(EventJson) }),
  /** Sent every 2 s even when nothing happened: the age of this is the freshness shown. */
  z.object({
    type: z.literal('tick'),
    seq: z.number().int(),
    server_time: z.string(),
    store: z.enum(['up', 'down']),
    master: z.enum(['up', 'down']),
    /** What is wrong that no event can tell: storage that refuses events, as its disk is full. The others follow from the state. */
    problems: z.array(ProblemJson),
  }),
  z.object({ type: z.literal('pong'), n: z.number().int() }),
  /** How far the answer to a question has come; at most every quarter of a second. */
  z.object({ type: z.literal('progress'), id: QuestionId, scanned: z.number().int(), read: z.number().int() }),
  z.object({ type: z.literal('answer'), id: QuestionId, answer: AnswerJson }),
  /** With an `id` it is about that question. */
  z.object({ type: z.literal('error'), id: QuestionId.optional(), error: ErrorJson.shape.error }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
