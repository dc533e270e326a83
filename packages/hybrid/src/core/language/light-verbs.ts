import type { Token } from './tokens.ts';

/** Verbs by which one has what happens: base, past. "agent-2 racked up crashes" had them. */
const VERBS: readonly (readonly [base: string, past: string])[] = [
  ['receive', 'received'],
  ['reach', 'reached'],
  ['manage', 'managed'],
  ['achieve', 'achieved'],
  ['attain', 'attained'],
  ['tally', 'tallied'],
  ['notch', 'notched'],
  ['notch up', 'notched up'],
  ['clock', 'clocked'],
  ['clock up', 'clocked up'],
  ['rack up', 'racked up'],
  ['chalk up', 'chalked up'],
  ['run up', 'ran up'],
  ['stack up', 'stacked up'],
  ['pile up', 'piled up'],
  ['post', 'posted'],
  ['log', 'logged'],
  ['record', 'recorded'],
  ['register', 'registered'],
  ['report', 'reported'],
  ['incur', 'incurred'],
  ['endure', 'endured'],
  ['sustain', 'sustained'],
  ['undergo', 'underwent'],
  ['experience', 'experienced'],
  ['encounter', 'encountered'],
  ['face', 'faced'],
  ['exhibit', 'exhibited'],
  ['display', 'displayed'],
  ['show', 'showed'],
  ['manifest', 'manifested'],
  ['produce', 'produced'],
  ['generate', 'generated'],
  ['yield', 'yielded'],
  ['churn out', 'churned out'],
  ['throw', 'threw'],
  ['spew', 'spewed'],
  ['spit out', 'spat out'],
  ['contribute', 'contributed'],
  ['deliver', 'delivered'],
  ['attract', 'attracted'],
  ['draw', 'drew'],
  ['meet with', 'met with'],
  ['run into', 'ran into'],
  ['come up against', 'came up against'],
  ['go through', 'went through'],
  ['collect', 'collected'],
  ['gather', 'gathered'],
  ['amass', 'amassed'],
  ['accumulate', 'accumulated'],
  ['see', 'saw'],
  ['suffer', 'suffered'],
  ['suffer from', 'suffered from'],
  ['bear', 'bore'],
  ['take', 'took'],
  ['eat', 'ate'],
  ['catch', 'caught'],
  ['hit', 'hit'],
  ['trigger', 'triggered'],
  ['raise', 'raised'],
  ['issue', 'issued'],
  ['emit', 'emitted'],
  ['return', 'returned'],
  ['witness', 'witnessed'],
  ['account for', 'accounted for'],
  ['be responsible for', 'was responsible for'],
  ['get', 'got'],
  ['stand out with', 'stood out with'],
  ['lead with', 'led with'],
  ['come first with', 'came first with'],
  ['top the list with', 'topped the list with'],
  ['be hit by', 'was hit by'],
  ['be plagued by', 'was plagued by'],
  ['be struck by', 'was struck by'],
  ['be beset by', 'was beset by'],
  ['be affected by', 'was affected by'],
  ['be visited by', 'was visited by'],
  ['be troubled by', 'was troubled by'],
];
const byFirst = (phrases: readonly string[]): ReadonlyMap<string, readonly (readonly string[])[]> => {
  const found = new Map<string, (readonly string[])[]>();
  for (const phrase of phrases) {
    const words = phrase.split(' ');
    found.set(
      words[0] as string,
      [...(found.get(words[0] as string) ?? []), words].sort((a, b) => b.length - a.length),
    );
  }
  return found;
};
const PAST = byFirst(VERBS.map(([, past]) => past));
const BASE = byFirst(VERBS.map(([base]) => base));
const FIGURE = /^(?:rates?|usage|latency|availability|uptime|percentage|load|depth|throughput|peak|average|share)$/;
const AMOUNT = /^(?:most|fewest|least|more|fewer|less)$/;
/** Words between "did" and the verb of whoever did, at most. */
const SUBJECT_WORDS_MAX = 4;

/**
 * "which agent racked up the most crashes", "how many crashes did agent-2 rack up": a verb that says no more than "had", read as that. Only
 * before an amount, or behind whoever a number is asked of: elsewhere the same words are deeds.
 */
export function lightVerb(tokens: readonly Token[], i: number): { readonly tokens: readonly Token[]; readonly words: number } | undefined {
  const first = tokens[i]?.text ?? '';
  const past = (PAST.get(first) ?? []).find((words) => stands(tokens, i, words) && isAmount(tokens, i + words.length));
  if (past !== undefined && /^(?:which|what|who|that|agents?|nodes?|regions?|users?|hosts?|machines?)$|\d$/.test(tokens[i - 1]?.text ?? ''))
    return read(tokens, i, past.length, 'had');
  const base = (BASE.get(first) ?? []).find((words) => stands(tokens, i, words) && asksNumberOf(tokens, i, i + words.length));
  return base === undefined ? undefined : read(tokens, i, base.length, 'have');
}

const stands = (tokens: readonly Token[], at: number, words: readonly string[]): boolean =>
  words.every((word, k) => tokens[at + k]?.text === word && tokens[at + k]?.quoted !== true);

const isAmount = (tokens: readonly Token[], at: number): boolean =>
  AMOUNT.test(tokens[at]?.text ?? '') || (tokens[at]?.text === 'the' && AMOUNT.test(tokens[at + 1]?.text ?? ''));

/** "how many crashes did agent-2 …": nothing but a time follows. */
function asksNumberOf(tokens: readonly Token[], at: number, end: number): boolean {
  const asked = tokens.findIndex(
    ({ text }, k) =>
      (text === 'how' && /^(?:many|much)$/.test(tokens[k + 1]?.text ?? '')) ||
      // "what cache hit rate did search-7 manage"
      (/^(?:what|which)$/.test(text) && tokens.slice(k + 1, k + 6).some((token) => FIGURE.test(token.text))),
  );
  if (asked < 0 || asked > 4 || asked > at) return false;
  const next = tokens[end]?.text;
  if (
    next !== undefined &&
    !/^(?:today|yesterday|this|last|in|on|since|over|during|between|within|so|,|the|for|at|before|after|tonight|overnight)$/.test(next)
  )
    return false;
  const did = tokens
    .slice(Math.max(asked + 2, at - SUBJECT_WORDS_MAX - 1), at)
    .findIndex(({ text }) => /^(?:did|does|do|has|have)$/.test(text));
  return did >= 0;
}

const read = (tokens: readonly Token[], i: number, words: number, text: string) => ({
  tokens: [{ text, from: (tokens[i] as Token).from, to: (tokens[i + words - 1] as Token).to }],
  words,
});
