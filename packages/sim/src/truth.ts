import type { SimPlatform } from './endings.ts';

/** Every kind of cause that is injected. `unknown` and `nothing` are truths too: no trace was left, nothing happened. */
export const INJECTED = [
  'oom',
  'host_memory',
  'killed_by_operator',
  'port_conflict',
  'missing_binary',
  'checksum_mismatch',
  'disk_full',
  'permission',
  'config',
  'version',
  'dependency',
  'network',
  'host_loss',
  'agent_killed',
  'probe_failed',
  'timeout',
  'segfault',
  'operator_stop',
  'scale_down',
  'drain',
  'finished',
] as const;
export type InjectedCause = (typeof INJECTED)[number];

/** What was really done, written by the simulator beside the record. The grid is never shown this. */
export interface Truth {
  readonly caseId: string;
  readonly platform: SimPlatform;
  readonly template: string;
  readonly seed: number;
  /** What is asked about it, as a plan. */
  readonly plan: Readonly<Record<string, unknown>>;
  readonly cause: InjectedCause | 'unknown' | 'nothing';
  /** What was injected, also where the trace of it was removed. */
  readonly injected: InjectedCause | 'nothing';
  /** Something the explanation has to name: an entity or the id of an event. */
  readonly names?: string;
  /** Innocent things that happened shortly before. */
  readonly distractors: readonly string[];
}
