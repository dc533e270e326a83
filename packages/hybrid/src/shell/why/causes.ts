import { CRASH_CAUSES, type CrashCause } from '@sutra/model';

/** Causes that are not the end of one process: changes, wishes and losses around it. */
const WIDER_CAUSES = [
  'host_memory',
  'version',
  'host_loss',
  'agent_killed',
  'operator_stop',
  'scale_down',
  'drain',
  'rollout',
  'finished',
] as const;

/** Every cause an explanation can name; `unknown` is one of them. */
export const CAUSES = [...CRASH_CAUSES, ...WIDER_CAUSES] as const;
export type Cause = CrashCause | (typeof WIDER_CAUSES)[number];

/** What a cause is called when it is ruled in or out. */
export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  oom: 'out of memory',
  segfault: 'a memory fault of the program',
  port_conflict: 'its port was taken',
  missing_binary: 'its program was missing',
  checksum_mismatch: 'a download that did not match its checksum',
  disk_full: 'a full disk',
  permission: 'a missing permission',
  config: 'a setting',
  timeout: 'it was not ready in time',
  killed_by_operator: 'killed from outside the grid',
  dependency: 'something it depends on was down',
  network: 'the network',
  probe_failed: 'its probe failed',
  unknown: 'unknown',
  host_memory: 'host out of memory',
  version: 'a new version',
  host_loss: 'host or network loss',
  agent_killed: 'its agent died',
  operator_stop: 'stopped on request',
  scale_down: 'scaled down',
  drain: 'its agent was drained',
  rollout: 'a rollout',
  finished: 'it finished by itself',
};

/** What people call a cause when they ask "was it …?". A word may stand for several. */
export function causesNamed(word: string): readonly Cause[] {
  const plain = word.toLowerCase();
  const known = CAUSES.find((cause) => cause === plain);
  if (known !== undefined) return known === 'oom' ? ['oom', 'host_memory'] : known === 'config' ? ['config'] : [known];
  return ALIASES[plain] ?? [];
}

const ALIASES: Readonly<Record<string, readonly Cause[]>> = {
  memory: ['oom', 'host_memory'],
  'out of memory': ['oom', 'host_memory'],
  deploy: ['version', 'config', 'rollout'],
  deployment: ['version', 'config', 'rollout'],
  update: ['version', 'rollout'],
  rollout: ['version', 'rollout'],
  upgrade: ['version'],
  release: ['version'],
  configuration: ['config'],
  setting: ['config'],
  disk: ['disk_full'],
  port: ['port_conflict'],
  host: ['host_loss', 'host_memory'],
  operator: ['operator_stop', 'killed_by_operator'],
  bug: ['segfault', 'version'],
};
