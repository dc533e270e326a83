import type { PathStep } from '../answer.ts';
import type { CaseFile } from './case-file.ts';
import type { Cause } from './causes.ts';
import { type Excluded, type Finding, type Judgement, NAMES_FROM, type Rule } from './finding.ts';
import { CHANGE_RULES } from './rules/changes.ts';
import { DEPENDENCY_RULES } from './rules/dependency.ts';
import { END_RULES } from './rules/end-of-process.ts';
import { SILENCE_RULES } from './rules/silence.ts';
import { WISH_RULES } from './rules/wishes.ts';

/** Every rule, in the order in which what they exclude is told. */
export const RULES: readonly Rule[] = [...END_RULES, ...SILENCE_RULES, ...WISH_RULES, ...DEPENDENCY_RULES, ...CHANGE_RULES];

/** What the rules come to, taken together. */
export interface Verdict {
  /** `unknown` when nothing bears enough. */
  readonly cause: Cause;
  readonly named: Finding | undefined;
  /** Everything that was found, strongest first. */
  readonly findings: readonly Finding[];
  readonly excluded: readonly Excluded[];
  readonly lacks: readonly string[];
  /** 0..1, from the strength of what is named, what speaks for something else, and holes in the record. */
  readonly certainty: number;
  readonly because: string;
}

/** How much a rival of full strength takes from what is named. */
const RIVAL_TAKES = 0.4;
/** What remains of certainty when events around are known to be missing from the record. */
const WITH_GAPS = 0.8;
/** Certainty of "unknown" when no rule found anything, and what a suggestion below the limit takes from it. */
const NOTHING_FOUND = 0.3;

/** Applies every rule to a case and weighs what they found. Pure. */
export function judge(file: CaseFile, rules: readonly Rule[] = RULES): Verdict {
  const judged = rules
    .filter((rule) => rule.of.includes(file.focus.type))
    .map((rule) => rule.judge(file))
    .filter((one): one is Judgement => one !== undefined);
  const findings = judged.flatMap((one) => ('finding' in one ? [one.finding] : [])).sort((a, b) => b.strength - a.strength);
  const best = findings[0];
  const named = best !== undefined && best.strength >= NAMES_FROM ? best : undefined;
  const excluded = judged.flatMap((one) => ('excluded' in one ? [one.excluded] : [])).filter(({ cause }) => cause !== named?.cause);
  const rival = findings.find((one) => one.cause !== best?.cause);
  const gaps = file.gaps.length > 0 ? WITH_GAPS : 1;
  const base =
    named === undefined ? NOTHING_FOUND - (best?.strength ?? 0) / 2 : named.strength * (1 - RIVAL_TAKES * (rival?.strength ?? 0));
  const parts = [
    named === undefined ? 'no rule bears enough to name a cause' : `rule ${named.rule} (${named.strength.toFixed(2)}, ${named.kind})`,
    ...(rival === undefined ? [] : [`less for ${rival.cause} (${rival.strength.toFixed(2)})`]),
    ...(gaps === 1 ? [] : ['less for holes in the record']),
  ];
  return {
    cause: named?.cause ?? 'unknown',
    named,
    findings,
    excluded,
    lacks: judged.flatMap((one) => ('lacks' in one ? [one.lacks] : [])),
    certainty: Math.max(0.05, base * gaps),
    because: parts.join(', '),
  };
}

/** Links from what a finding rests on to the event it explains. */
export function linksOf(finding: Finding, file: CaseFile): PathStep[] {
  return finding.rests
    .filter((event) => event.id !== file.focus.id)
    .map((event) => ({
      from: event.timeUs <= file.focus.timeUs ? event.id : file.focus.id,
      to: event.timeUs <= file.focus.timeUs ? file.focus.id : event.id,
      kind: finding.kind === 'recorded' && !file.focus.causedBy.includes(event.id) ? 'inferred' : finding.kind,
      rule: finding.rule,
      dt_ms: Math.abs(Math.round((file.focus.timeUs - event.timeUs) / 100) / 10),
    }));
}
