import { nearest, SutraError } from '@sutra/kit';
import type { RetentionPolicy, RetentionRule } from '../../contract/retention.ts';
import './errors.ts';

/** The widest stretch of time one row may stand for, µs: an hour. */
export const WIDTH_MAX_US = 3_600_000_000;
const RULES_MAX = 64;
const TYPES_MAX = 10_000;
const STAGES_MAX = 4;

/** What is to become of an event of one type. */
export interface TypeRule {
  /** Older than this, by when it happened, it goes. Infinite: never. */
  readonly dropAfterUs: number;
  /** Coarsest first. */
  readonly rollUps: readonly { readonly afterUs: number; readonly widthUs: number }[];
}

const invalid = (what: string): SutraError => new SutraError('SUTRA_RETENTION_INVALID', `Cannot apply the retention: ${what}`);

/**
 * The rules of a policy by type; a type without a rule is kept for ever as it is.
 * @throws SutraError SUTRA_RETENTION_INVALID naming the rule
 */
export function rulesByType({ rules }: RetentionPolicy): ReadonlyMap<string, TypeRule> {
  if (rules.length > RULES_MAX) throw invalid(`${rules.length} rules, at most ${RULES_MAX}`);
  const byType = new Map<string, TypeRule>();
  for (const rule of rules) {
    const checked = check(rule);
    for (const type of rule.types) {
      if (byType.has(type)) throw invalid(`rule ${rule.name} speaks of ${type}, and so does another`);
      byType.set(type, checked);
    }
  }
  if (byType.size > TYPES_MAX) throw invalid(`${byType.size} types, at most ${TYPES_MAX}`);
  return byType;
}

function check({ name, dropAfterUs = Number.POSITIVE_INFINITY, rollUps = [], ...rest }: RetentionRule): TypeRule {
  const unknown = Object.keys(rest).find((key) => key !== 'types');
  if (unknown !== undefined)
    throw invalid(`rule ${name} has the unknown field ${unknown}; did you mean ${nearest(unknown, ['dropAfterUs', 'rollUps'], 1)[0]}?`);
  if (!(dropAfterUs > 0)) throw invalid(`rule ${name}: dropAfterUs ${dropAfterUs} is not an age`);
  if (rollUps.length > STAGES_MAX) throw invalid(`rule ${name} has ${rollUps.length} roll-ups, at most ${STAGES_MAX}`);
  const coarsestFirst = [...rollUps].sort((a, b) => b.widthUs - a.widthUs);
  for (const [i, { afterUs, widthUs }] of coarsestFirst.entries()) {
    if (!(afterUs >= 0)) throw invalid(`rule ${name}: afterUs ${afterUs} is not an age`);
    if (!Number.isInteger(widthUs) || widthUs < 1 || widthUs > WIDTH_MAX_US)
      throw invalid(`rule ${name}: widthUs ${widthUs} is not in 1..${WIDTH_MAX_US}`);
    const finer = coarsestFirst[i + 1];
    if (finer !== undefined && (widthUs % finer.widthUs !== 0 || widthUs === finer.widthUs || finer.afterUs > afterUs))
      throw invalid(`rule ${name}: a later roll-up must be a multiple of the one before it, and begin no earlier`);
  }
  return { dropAfterUs, rollUps: coarsestFirst };
}
