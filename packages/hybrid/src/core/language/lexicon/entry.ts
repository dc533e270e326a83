import type { Agg, Dim, RatioKind, Target, Verb } from '../../plan.ts';

/** The grammatical form of a word: decides whether it is a subject's deed, a thing counted, or a wish. */
export type Form = 'noun' | 'base' | 'third' | 'ing' | 'past';
/** Operations that words call for by name. */
export type CueOp =
  | 'why'
  | 'impact'
  | 'changed'
  | 'path'
  | 'similar'
  | 'predict'
  | 'anomaly'
  | 'simulate'
  | 'audit'
  | 'watch'
  | 'compare'
  | 'timeline'
  | 'state'
  | 'count'
  | 'share'
  | 'chart'
  | 'report'
  | 'each';
/** Words of structure: they join, bound or turn what stands beside them. */
export type Mark =
  | 'by'
  | 'per'
  | 'than'
  | 'and'
  | 'or'
  | 'versus'
  | 'then'
  | 'if'
  | 'who'
  | 'when'
  | 'where'
  | 'not'
  | 'never'
  | 'except'
  | 'no'
  | 'only'
  | 'all'
  | 'distinct'
  | 'common'
  | 'again'
  | 'it'
  | 'them'
  | 'that'
  | 'times'
  | 'long'
  | 'current'
  | 'instead'
  | 'seen'
  | 'done'
  | 'more'
  | 'less';

/** What a word or phrase can mean: one entry holds every sense, the sentence around it decides. */
export interface Entry {
  readonly event?: readonly string[];
  readonly status?: readonly string[];
  /** Whose event or status it is, when the word says so. */
  readonly kind?: 'agent' | 'node' | 'cluster';
  readonly form?: Form;
  readonly plural?: true;
  readonly target?: Target;
  readonly dim?: Dim;
  readonly metric?: string;
  readonly cause?: string;
  readonly pattern?: string;
  /** A field a number or text after it belongs to: `exit code 137`. */
  readonly field?: string;
  readonly act?: Verb;
  readonly cue?: CueOp;
  readonly agg?: Agg;
  /** A superlative: most and least. `rank` allows a number: `top 5`. */
  readonly top?: 'desc' | 'asc';
  readonly order?: 'first' | 'last';
  readonly rel?: 'before' | 'after' | 'around' | 'at';
  readonly mark?: Mark;
  readonly duration?: string;
  readonly ratio?: RatioKind;
  /** A part of the grid itself: the master, storage, the control center. */
  readonly part?: string;
  /** A word for a figure that several figures go by: it is asked back which. */
  readonly vague?: readonly string[];
  readonly bucket?: string;
  /** A number said as a word of frequency: `twice`. */
  readonly times?: number;
  readonly actor?: 'human' | 'bot';
  readonly topic?: 'questions' | 'events' | 'fields' | 'actions';
  readonly about?: 'evidence' | 'reading' | 'calculation';
  /** Days of the week that something is to have happened on. */
  readonly days?: readonly string[];
  /** A figure in whose order the rows are wanted: "slow queries". */
  readonly rankedBy?: string;
  /** Spoken of often, and recorded nowhere: it stops the question. */
  readonly unrecorded?: true;
  /** Says nothing by itself. */
  readonly filler?: true;
  /** Says nothing of what is asked where it stands as this: anywhere, for who is spoken to, a feeling, a way of asking, a word for a thing named beside it. */
  readonly colour?: 'anywhere' | 'address' | 'feeling' | 'telling' | 'thing';
}
