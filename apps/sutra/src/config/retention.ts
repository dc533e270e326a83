import { nearest, SutraError } from '@sutra/kit';
import { CATALOGUE, type CatalogueRow, type EventType } from '@sutra/model';
import type { RetentionPolicy, RetentionRule } from '@sutra/storage';
import type { RawConfig } from './settings.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const MINUTE_US = 60_000_000;

/** What a type is kept by: its class, or `debug` where only its severity says that nobody will miss it. */
type Kept = 'heartbeat' | 'metric' | 'debug' | 'lifecycle' | 'audit';

const keptBy = ({ class: of, severity }: CatalogueRow): Kept => (of === 'lifecycle' && severity === 'debug' ? 'debug' : of);

/**
 * The rules a store is given, from the settings and the classes of the catalogue. Types that are not in the catalogue (`custom.*`) are kept for ever
 * unless `type_days` names them.
 * @throws SutraError SUTRA_CONFIG_INVALID for a type that cannot be, or an age that is none
 */
export function retentionPolicy(raw: RawConfig['retention']): RetentionPolicy {
  const days: Readonly<Record<Kept, number>> = {
    heartbeat: raw.heartbeat_days,
    metric: raw.metric_days,
    debug: raw.debug_days,
    lifecycle: raw.lifecycle_days,
    audit: raw.audit_days,
  };
  const own = new Map(Object.entries(raw.type_days).map(([type, text]) => [checkedType(type), daysOf(type, text)]));
  const rollUps = [
    { afterUs: raw.minute_after_hours * HOUR_US, widthUs: MINUTE_US },
    { afterUs: raw.hour_after_days * DAY_US, widthUs: HOUR_US },
  ].filter(({ afterUs }) => afterUs > 0);
  const rule = (name: string, kept: Kept | undefined, types: readonly string[], ofDays: number): RetentionRule => ({
    name,
    types,
    ...(ofDays > 0 ? { dropAfterUs: ofDays * DAY_US } : {}),
    ...(kept === 'heartbeat' || kept === 'metric' ? { rollUps } : {}),
  });
  const rows = Object.entries(CATALOGUE) as [EventType, CatalogueRow][];
  const rules = (Object.keys(days) as Kept[]).map((kept) => {
    const types = rows.filter(([type, row]) => keptBy(row) === kept && !own.has(type)).map(([type]) => type);
    return rule(kept, kept, types, days[kept]);
  });
  for (const [type, ofDays] of own) {
    const row = rows.find(([name]) => name === type)?.[1];
    rules.push(rule(type, row === undefined ? undefined : keptBy(row), [type], ofDays));
  }
  return { rules: rules.filter(({ dropAfterUs, rollUps: stages = [] }) => dropAfterUs !== undefined || stages.length > 0) };
}

function checkedType(type: string): string {
  if (type in CATALOGUE || type.startsWith('custom.')) return type;
  throw new SutraError(
    'SUTRA_CONFIG_INVALID',
    `retention.type_days names ${type}, which is no event type; did you mean ${nearest(type, Object.keys(CATALOGUE), 1)[0]}?`,
  );
}

function daysOf(type: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new SutraError('SUTRA_CONFIG_INVALID', `retention.type_days.${type} must be a number of days, got "${text}"`);
}
