import { durationText } from '@sutra/kit';
import type { Work } from '../answer.ts';
import type { CaseFile } from './case-file.ts';

const DAY_US = 86_400_000_000;
const WINDOW_US = 5 * 60_000_000;
/** Failures needed before anything is said, and how much more often than by chance something has to come before them. */
const FAILURES_MIN = 4;
const LIFT_MIN = 3;
const READ_MAX = 500;

const BEFORE = [
  'config_changed',
  'update_started',
  'node_restarted',
  'spawn_requested',
  'agent_degraded',
  'backup_completed',
  'agent_draining',
] as const;

/**
 * What has come shortly before earlier failures of the same kind of the same entity, and how much more often than chance would have it.
 * Never a cause: it is told as a correlation, with its counts.
 */
export async function correlations(file: CaseFile, work: Work): Promise<string[]> {
  const entity = file.node ?? file.agent;
  if (entity === undefined) return [];
  const { focus } = file;
  const fromUs = focus.timeUs - 30 * DAY_US;
  const read = async (types: readonly string[]) =>
    (await work.reader.query({ types, entities: [[entity]], fromUs, toUs: focus.timeUs + 1, order: 'desc', limit: READ_MAX }, work.options))
      .events;
  const failures = await read([focus.type]);
  if (failures.length < FAILURES_MIN) return [];
  const before = await read(BEFORE);
  const spanUs = focus.timeUs - Math.min(...failures.map((event) => event.timeUs), ...before.map((event) => event.timeUs)) + WINDOW_US;
  return BEFORE.flatMap((type) => {
    const times = before.filter((event) => event.type === type).map((event) => event.timeUs);
    const hits = failures.filter(({ timeUs }) => times.some((at) => at < timeUs && at >= timeUs - WINDOW_US)).length;
    const byChance = Math.min(1, (times.length * WINDOW_US) / spanUs);
    if (hits < FAILURES_MIN || byChance === 0 || hits / failures.length < LIFT_MIN * byChance) return [];
    return [
      `correlation, not a cause: ${hits} of ${failures.length} such ends in ${durationText(spanUs / 1000)} came within 5 min of ${type.replaceAll('_', ' ')}; by chance ${(byChance * failures.length).toFixed(1)} would`,
    ];
  });
}
