import { isMark } from './clause.ts';
import type { Item, Sentence } from './sentence.ts';

/** A content word nothing accounts for blocks the answer. So does a negation: without it the question means the opposite. */
export function blocks(item: Item, sentence: Sentence): boolean {
  if (item.type === 'plain') return /[\p{L}\p{N}]/u.test(item.text) && !/^[,&#+]$/.test(item.text);
  if (item.type !== 'word') return true;
  const { entry } = item;
  if (entry.mark !== undefined && ['not', 'never', 'except'].includes(entry.mark)) return true;
  if (entry.mark === 'no') return item.at > 0;
  // "agents with more than", "nodes with more crashes than restarts": what nothing was compared with.
  if (entry.mark === 'than') {
    const next = sentence.items[sentence.items.indexOf(item) + 1];
    return next === undefined || (next.type === 'word' && next.entry.event !== undefined);
  }
  // "restarts by night", "crashes by weekend": in groups of them, and no time of its own.
  if (
    entry.mark === 'by' &&
    item.phrase === 'by' &&
    /^(?:weekend|night|morning|afternoon|evening)s?$/.test(sentence.tokens[item.end]?.text ?? '')
  )
    return true;
  // "crashes per whim": by what, is nothing that is known.
  if (entry.mark === 'per' && item.phrase === 'per') return true;
  if (entry.rel === 'before' || entry.rel === 'after' || (entry.rel === 'around' && item.phrase === 'near')) return true;
  // A wish nobody wrote as such: "agents that glow" do not grow.
  if (entry.act !== undefined && item.typo === true) return true;
  // "while the grid was off": when something was so, which nothing read.
  if (entry.rel === 'at' && /^(?:while|whilst)$/.test(item.phrase)) return true;
  if (entry.mark === 'common' && isAttribute(item, sentence)) return true;
  if (entry.filler === true) return isOtherSubject(item, sentence) || isAttribute(item, sentence);
  // "got worse": a judgement nothing was compared for.
  if ((entry.mark === 'more' || entry.mark === 'less') && /worse|better|improv/.test(item.phrase)) return true;
  if (entry.cue !== undefined && OPERATIONS.has(entry.cue)) return true;
  // A figure that was asked for and not given: rows would answer another question.
  if (entry.agg !== undefined && entry.agg !== 'sum' && entry.top === undefined) return true;
  return (
    entry.unrecorded === true ||
    entry.part !== undefined ||
    entry.vague !== undefined ||
    (entry.actor !== undefined && /hand|manual|automat|human|bot|person|people|operator/.test(item.phrase)) ||
    entry.days !== undefined ||
    entry.mark === 'long' ||
    entry.event !== undefined ||
    entry.status !== undefined ||
    entry.cause !== undefined ||
    entry.metric !== undefined ||
    entry.duration !== undefined ||
    entry.ratio !== undefined ||
    entry.pattern !== undefined ||
    entry.field !== undefined ||
    entry.top !== undefined ||
    entry.order !== undefined ||
    entry.bucket !== undefined ||
    (entry.dim !== undefined && entry.dim !== 'status') ||
    entry.target !== undefined
  );
}

/** Words that tell some things from others where they stand before a noun, and say nothing elsewhere: "for long", "be quick". */
const ATTRIBUTES = new Set(
  'primary secondary unique possible good bad different fast quick long short nightly individual live reported handled final broken dead unstable pending leading first-time'.split(
    ' ',
  ),
);

/** "restart the good nodes", "fast spawns": some of them, by what nothing tells. */
function isAttribute(item: Item, { items, tokens }: Sentence): boolean {
  if (item.type !== 'word' || !ATTRIBUTES.has(item.phrase)) return false;
  if (/^(?:how|as|so|too|not|very|for|no|any|that|this)$/.test(tokens[item.at - 1]?.text ?? '')) return false;
  const next = items.find((one) => one.at === item.end);
  return (
    next?.type === 'word' &&
    ((next.entry.form === 'noun' && (next.entry.target ?? next.entry.event) !== undefined) ||
      (next.entry.duration ?? next.entry.metric ?? next.entry.ratio) !== undefined)
  );
}

/** Nouns that say nothing where they only round a question off. */
const NOUNS = new Set(
  (
    'team folks guys people data colleague colleagues teammate teammates crew gang friend friends buddy mate mates store stores point course ' +
    'matter place presentation handover briefing shift window query search question answer detail evening morning period interest idea ideas night'
  ).split(' '),
);
const ASKED_OF = /^(?:did|does|do|is|are|was|were|has|have|had|will|can|could|should|would|many)$/;
const WHOSE = /^(?:the|my|our|your|his|her|their|that|this)$/;

/** "did the team crash?", "how many people restarted?": what is asked of is something else, however little its word says elsewhere. */
function isOtherSubject(item: Item, { tokens, items }: Sentence): boolean {
  if (item.type !== 'word' || !NOUNS.has(item.phrase)) return false;
  const owned = WHOSE.test(tokens[item.at - 1]?.text ?? '');
  const asked = tokens[owned ? item.at - 2 : item.at - 1]?.text ?? '';
  if (!ASKED_OF.test(asked) || (!owned && asked !== 'many')) return false;
  const next = items.find((one) => one.at === item.end);
  return next?.type === 'word' && (next.entry.event !== undefined || next.entry.status !== undefined);
}

/** Cues that name an operation: an answer that leaves one out answers another question. */
export const OPERATION_CUES: readonly string[] = [
  'why',
  'impact',
  'path',
  'similar',
  'predict',
  'anomaly',
  'simulate',
  'watch',
  'compare',
  'changed',
];

const OPERATIONS: ReadonlySet<string> = new Set([...OPERATION_CUES, 'share']);

export const isLoose = (item: Item): boolean =>
  item.type === 'word' &&
  (item.entry.cue !== undefined ||
    item.entry.mark !== undefined ||
    item.entry.agg !== undefined ||
    item.entry.about !== undefined ||
    item.entry.topic !== undefined ||
    item.entry.rel !== undefined ||
    item.entry.act !== undefined ||
    item.entry.actor !== undefined) &&
  !isMark(item, 'and', 'or', 'all', 'current', 'only', 'per', 'that', 'times', 'if');
