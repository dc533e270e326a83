import type { EventJsonShape, GridState } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';
import type { Zone } from '../core/language/zone.ts';
import type { LiveCatalogue } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import type { Askers } from './askers.ts';
import type { Imported } from './imported.ts';
import type { ModelOutcome } from './model/model-reader.ts';
import type { ModelUse } from './model/read-question.ts';
import type { Rounds } from './rounds.ts';
import type { StartNumbers } from './starts.ts';
import type { WishedRestarts } from './wished-restarts.ts';

export type LinkKind = 'recorded' | 'inferred' | 'correlated';

/** One link of an explanation. `from` is the cause. */
export interface PathStep {
  from: string | null;
  to: string;
  kind: LinkKind;
  /** The named rule an inferred link rests on. */
  rule?: string;
  dt_ms?: number;
}

/**
 * Kinds of nothing an answer tells apart: it never happened at all; it happened, but not here; it is there and the question leaves it
 * out; the record cannot say. That the caller may not see it, or that the record cannot be reached, is a failure and is thrown.
 */
export type Nothing = 'never' | 'none_matched' | 'hidden' | 'not_recorded';

/** One answer for every surface: field names are the public ones. */
export interface Answer {
  question: string;
  plan: Record<string, unknown>;
  /** The plan in words. */
  reading: string;
  assumptions: string[];
  alternatives: { plan: Record<string, unknown>; reading: string }[];
  status: 'answered' | 'empty' | 'clarify' | 'refused' | 'preview';
  text: string;
  /** Why there is nothing, when the status is `empty`. */
  nothing?: Nothing;
  value?: number | string | boolean;
  /** The plan that lists what `value` counts. */
  opens?: Record<string, unknown>;
  columns?: string[];
  rows?: Record<string, unknown>[];
  /** The rows as a line over time, when they are one. */
  series?: Record<string, unknown>[];
  path?: PathStep[];
  /** Where the path goes round and round alike. */
  rounds?: Rounds[];
  /** The events the answer rests on, whole. */
  events?: EventJsonShape[];
  evidence: string[];
  ruled_out: { hypothesis: string; because: string }[];
  unknown: string[];
  /** From the coverage of the parse and the kinds of links, 0..1. */
  confidence: number;
  confidence_from: string;
  window?: { from: string; to: string };
  as_of_seq: number;
  /** Events looked at. */
  scanned: number;
  partial: boolean;
  ms: number;
  /** Next steps: a question, or a wish with its plan, which becomes a preview that a person confirms. */
  suggestions: { question: string; why: string; action?: Record<string, unknown> }[];
  /** What to give as `context` with the next question; absent where nothing was asked that it could lean on. */
  context?: string;
  /** Present where a model said the sentence otherwise: the computed one, and who. Facts are the same in both. */
  reworded?: { by: string; computed: string };
  /** Present where a model was asked to read the question: whether its reading was taken (`read`), and else why not. */
  model?: { name: string; outcome: ModelOutcome; why?: string; calls: number; ms: number };
}

/** What a plan is executed on. */
export interface Scene {
  readonly reader: StoreReader;
  readonly catalogue: LiveCatalogue;
  /** The state the question is about: now, or at the asked instant. Folded from the store when absent. */
  readonly state?: GridState;
  /** True when `state` could not be followed to now. */
  readonly stale?: boolean;
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  /** Told after every read how far a long answer has come. */
  readonly progress?: (done: Progress) => void;
  /** A model that may help reading the question. Nothing it says is an answer. */
  readonly model?: ModelUse;
  /** For `ms` of the answer; 0 when absent. */
  readonly monotonicMs?: () => number;
}

/** Everything an operation needs, with the state at hand. */
export interface Work {
  readonly reader: StoreReader;
  readonly state: GridState;
  readonly catalogue: LiveCatalogue;
  readonly options: CallOptions;
  /** The instant called "now": nothing after it is seen when `past`. */
  readonly nowUs: number;
  readonly past: boolean;
  readonly tz: Zone;
  /** What imported history names. */
  readonly imported?: Imported;
  /** Of plans that ask for restarts of the grid's own parts. */
  readonly startNumbers?: StartNumbers;
  /** Who asked for the operations whose outcomes a plan asks for by user. */
  readonly askers?: Askers;
  /** Of plans that ask for restarts: those that somebody wished. */
  readonly wishedRestarts?: WishedRestarts;
}

/** How far the reading for one answer has come. */
export interface Progress {
  /** Rows looked at by the store. */
  readonly scanned: number;
  /** Events read one by one. */
  readonly read: number;
}

/** What an operation computed; the frame (question, reading, timing) is added around it. */
export type Result = Pick<Answer, 'status' | 'text'> &
  Partial<Omit<Answer, 'status' | 'text' | 'question' | 'plan' | 'reading' | 'ms' | 'alternatives'>> & {
    /** Share of certainty the links carry; the parse's coverage multiplies it. */
    readonly certainty?: number;
  };

/** The first of some, and how many more there are: "a, b and 3 more". */
export function firstOf(all: readonly string[], most: number, glue = ', '): string {
  const shown = all.slice(0, most).join(glue);
  return all.length <= most ? shown : `${shown} and ${all.length - most} more`;
}

export type PlanOf<O extends Plan['op']> = Extract<Plan, { op: O }>;
