import type { GridEvent } from '@sutra/model';
import type { LinkKind } from '../answer.ts';
import type { CaseFile } from './case-file.ts';
import type { Cause } from './causes.ts';

/** What one rule concluded. */
export interface Finding {
  readonly rule: string;
  readonly cause: Cause;
  /** 0..1: how much the evidence bears by itself. From `NAMES_FROM` on it is named as the cause. */
  readonly strength: number;
  /** Recorded when a component established it and wrote it down; inferred when this rule did. */
  readonly kind: LinkKind;
  /** Words that continue "<entity> …". */
  readonly says: string;
  /** The events it rests on, beside the one that is explained; the first is the cause end of the link. */
  readonly rests: readonly GridEvent[];
  readonly unknown?: readonly string[];
}

/** Why a cause is out of the question. */
export interface Excluded {
  readonly cause: Cause;
  readonly because: string;
}

/** What a rule says of a case: one of these, or nothing when it does not apply. */
export type Judgement =
  | { readonly finding: Finding }
  | { readonly excluded: Excluded }
  /** What would have to be known for this rule to say anything. */
  | { readonly lacks: string };

export interface Rule {
  readonly name: string;
  /** Types of events the rule can judge. */
  readonly of: readonly string[];
  readonly judge: (file: CaseFile) => Judgement | undefined;
}

/** Below this an inference is told as such and the cause stays unknown. */
export const NAMES_FROM = 0.6;

/** Strengths, named: what kind of evidence bears how much. */
export const STRENGTH = {
  /** A component with first-hand knowledge wrote the cause down. */
  established: 0.95,
  /** The program's own last words, or an exit code with one meaning. */
  said: 0.9,
  /** Two or more independent facts point here and nothing points elsewhere. */
  concluded: 0.8,
  /** One fact points here. */
  suggested: 0.65,
  /** Came shortly before, no more. */
  coincided: 0.35,
} as const;
