import type { Item, Sentence } from './sentence.ts';

/** Questions that always work, offered when one did not. */
export const NEAREST: readonly string[] = [
  'which agents are offline?',
  'show crashes in the last 24 hours',
  'why did the last node crash?',
];
/** Questions offered at once, at most. */
const OFFERED_MAX = 3;

/** A question of every operation that words call for by name. */
const OF_CUE: Readonly<Record<string, string>> = {
  why: 'why did the last node crash?',
  compare: 'compare crashes today with yesterday',
  impact: 'what did the last outage affect?',
  changed: 'what changed today?',
  predict: 'which nodes are likely to crash?',
  anomaly: 'anything unusual today?',
  simulate: 'what would happen if we lose us-east?',
  watch: 'tell me when an agent goes offline',
  audit: 'who stopped a node this week?',
  similar: 'has the last crash happened before?',
  timeline: 'what happened today?',
  state: 'how is the cluster?',
  count: 'how many nodes crashed today?',
  share: 'percentage of crashes with exit code 137',
};

/** What comes near a question nothing could be made of: asked of the names it holds, and by the operations it calls for. */
export function nearestTo(sentence: Sentence): readonly string[] {
  const found = sentence.items.flatMap((item) => near(item));
  return [...new Set([...found, ...NEAREST])].slice(0, OFFERED_MAX);
}

function near(item: Item): readonly string[] {
  if (item.type === 'name' && (item.kind === 'agent' || item.kind === 'node'))
    return [`how is ${item.name}?`, `what happened to ${item.name} today?`];
  if (item.type === 'name' && item.kind === 'user') return [`what did ${item.name} do today?`];
  if (item.type === 'name' && (item.kind === 'region' || item.kind === 'env'))
    return [`what happened in ${item.name} today?`, `which agents in ${item.name} are offline?`];
  if (item.type !== 'word') return [];
  const { cue, mark, metric, act } = item.entry;
  if (mark === 'versus') return [OF_CUE['compare'] as string];
  if (metric !== undefined && item.entry.event === undefined) return [`average ${item.phrase} of nodes today`];
  if (cue !== undefined && OF_CUE[cue] !== undefined) return [OF_CUE[cue] as string];
  return act === undefined ? [] : ['which commands are available?'];
}
