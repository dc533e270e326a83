/** Why a node ended, as far as the agent could establish it. `unknown` is an honest answer, not a failure to fill a field. */
export const CRASH_CAUSES = [
  'oom',
  'segfault',
  'port_conflict',
  'missing_binary',
  'checksum_mismatch',
  'disk_full',
  'permission',
  'config',
  'timeout',
  'killed_by_operator',
  'dependency',
  'network',
  'probe_failed',
  'unknown',
] as const;
export type CrashCause = (typeof CRASH_CAUSES)[number];
