import { z } from 'zod';

/** What stands (watches), and who did what (audit). */

/** GET /api/audit: who did what in a period. */
export const AuditQuery = z.object({
  from: z.string().optional().describe('RFC 3339, inclusive; all history when absent'),
  to: z.string().optional().describe('RFC 3339, exclusive'),
  tz: z.string().optional().describe('IANA zone of times in the text; UTC when absent'),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
/** GET /api/audit/log: the signed log as its three files; `tools/verify-audit.mjs` checks them. */
export const AuditLogAnswer = z.object({
  files: z.object({ 'log.jsonl': z.string(), 'checkpoints.jsonl': z.string(), 'public.pem': z.string() }),
  entries: z.number().int(),
  unsigned: z.number().int(),
});
export type AuditLogAnswer = z.infer<typeof AuditLogAnswer>;

/** POST /api/watches: a question that stands. Notices come as `watch_fired` and `watch_recovered` events on the live stream, and where asked. */
export const WatchRequest = z.object({
  question: z.string().min(1).max(2_000).optional().describe('in plain words: "tell me when edge-tokyo comes back"'),
  plan: z.record(z.string(), z.unknown()).optional().describe('or the watch plan itself'),
  tz: z.string().optional(),
  webhook: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('POSTed to; redirects are not followed'),
  command: z.array(z.string().max(4_096)).min(1).max(64).optional().describe('program and arguments, run without a shell'),
});
export type WatchRequest = z.infer<typeof WatchRequest>;
export const WatchJson = z.object({
  watch_id: z.string(),
  question: z.string(),
  reading: z.string(),
  plan: z.record(z.string(), z.unknown()),
  created: z.string(),
  actor: z.string().optional(),
  webhook: z.string().optional(),
  command: z.array(z.string()).optional(),
  /** What it is about that is going on now. */
  open: z.array(z.string()),
  /** Notices so far. */
  fired: z.number().int(),
});
export type WatchJson = z.infer<typeof WatchJson>;
/** `secret` signs the webhook's notices; it is told once. */
export const WatchAnswer = WatchJson.extend({ secret: z.string().optional() });
export type WatchAnswer = z.infer<typeof WatchAnswer>;
export const WatchesAnswer = z.object({ watches: z.array(WatchJson) });
export type WatchesAnswer = z.infer<typeof WatchesAnswer>;
export const WatchRemoveRequest = z.object({ watch_id: z.string().min(1).max(128) });
export type WatchRemoveRequest = z.infer<typeof WatchRemoveRequest>;
