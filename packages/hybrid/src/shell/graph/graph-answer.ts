import type { Concept, GraphReader, Hop, SearchAnswer, StoreReader } from '@sutra/storage';
import type { Answer } from '../answer.ts';

/** What a question about a graph is answered from: a store, over the wire or not. */
export type GraphStore = StoreReader & GraphReader;

/** One path as its explanation. */
export interface ExplainedPath {
  readonly confidence: number;
  readonly hops: readonly Hop[];
  /** "a —feeds→ b ←uses— c". */
  readonly text: string;
}

/** An answer about a user's own graph: the shape of every answer, with concepts as its evidence. */
export type GraphAnswer = Omit<Answer, 'path' | 'events'> & {
  readonly paths?: readonly ExplainedPath[];
  /** The vectors that were compared, where any were: which embedder made them, and how. */
  readonly space?: SearchAnswer['space'];
};

/** What an operation found; the frame is added around it. */
export type GraphResult = Pick<GraphAnswer, 'status' | 'text'> &
  Partial<
    Pick<
      GraphAnswer,
      'value' | 'columns' | 'rows' | 'paths' | 'space' | 'evidence' | 'unknown' | 'scanned' | 'partial' | 'suggestions' | 'as_of_seq'
    >
  > & {
    /** Why it may not be complete. */
    readonly partialBecause?: string;
    /** How far what was found can be believed, 0..1. */
    readonly certainty?: number;
    readonly certaintyFrom?: string;
  };

const SAYS_CHARS = 120;

/** What a concept says, on one line. */
export function saysOf({ content }: Concept): string {
  const text = (typeof content === 'string' ? content : JSON.stringify(content)).replace(/\s+/gu, ' ').trim();
  return text.length > SAYS_CHARS ? `${text.slice(0, SAYS_CHARS - 1)}…` : text;
}

/** "a —feeds→ b ←uses— c". */
export function pathText(from: string, hops: readonly Hop[]): string {
  return hops.reduce((text, { type, direction, to }) => `${text} ${direction === 'out' ? `—${type}→` : `←${type}—`} ${to}`, from);
}

/** "a, b and 3 more". */
export function listed(names: readonly string[], max = 5): string {
  const shown = names.slice(0, max);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest.toLocaleString('en-US')} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
