import { readSentence } from '../language/sentence.ts';
import type { LiveCatalogue } from '../names.ts';
import { NAME_KINDS } from '../names.ts';

/** Longest sentence that is put to a model to be said otherwise, in characters. */
export const REPHRASE_CHARS_MAX = 600;
/** How much longer than the computed sentence another may be. */
const LONGER_MAX = 1.6;

/** A computed sentence with its facts taken out: `⟨1⟩` stands for the first of them. */
export interface Masked {
  readonly text: string;
  readonly facts: readonly string[];
}

/** A form with one slot: the sentence said otherwise. */
export const REPHRASE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { type: 'string', description: 'the sentence said otherwise, every ⟨n⟩ kept, in the same order' } },
} as const;

export const REPHRASE_INSTRUCTIONS = `You say one sentence about a computer grid in other words, for a person who reads it on a screen.
⟨1⟩, ⟨2⟩ and so on stand for facts. Keep every one of them, once each, in the same order. Say nothing the sentence does not say: no number, name, time, cause, judgement or advice of your own,
and leave nothing out. One plain sentence or two, no markup. Answer with JSON: {"text": "..."}`;

/**
 * Takes out of a sentence whatever is a fact: text of events (between quotation marks), numbers, times, ids, names of the grid. What is left is
 * words of the product. Undefined for what is no plain sentence: several lines, or longer than is put to a model.
 */
export function withoutFacts(text: string, catalogue: LiveCatalogue): Masked | undefined {
  if (text.includes('\n') || text.length > REPHRASE_CHARS_MAX || /[⟨⟩]/.test(text)) return undefined;
  const facts: string[] = [];
  const masked = text.replace(/"[^"]*"|“[^”]*”|`[^`]*`|[\p{L}\p{N}_][\p{L}\p{N}_.:/+@%-]*/gu, (word) => {
    const tail = /[.:/+-]+$/.exec(word)?.[0] ?? '';
    const bare = word.slice(0, word.length - tail.length);
    if (!/^["“`]/.test(word) && !/\p{N}/u.test(bare) && !isName(bare, catalogue)) return word;
    facts.push(bare);
    return `⟨${facts.length}⟩${tail}`;
  });
  return { text: masked, facts };
}

const isName = (word: string, catalogue: LiveCatalogue): boolean => {
  const low = word.toLowerCase();
  return NAME_KINDS.some((kind) => catalogue.names[kind].has(low) || catalogue.names[kind].has(word)) || catalogue.aliases.has(low);
};

export type Rephrased = { readonly text: string } | { readonly wrong: string };

/**
 * What a model made of a masked sentence, with its facts put back; or what is wrong with it. The facts must be the same, in the same order, and
 * the words must speak of the same happenings, states, causes, times and quantities, as often denied and as sure as before.
 */
export function readRephrase(output: string, masked: Masked, catalogue: LiveCatalogue): Rephrased {
  const said = textIn(output);
  if (said === undefined) return { wrong: 'it is not {"text": "..."}' };
  if (said.length > masked.text.length * LONGER_MAX + 40) return { wrong: 'it is much longer than the sentence' };
  const places = said.match(/⟨[^⟩]*⟩/g) ?? [];
  if (places.join() !== masked.facts.map((_, i) => `⟨${i + 1}⟩`).join()) return { wrong: 'the facts are not the same in the same order' };
  const words = said.replace(/⟨\d+⟩/g, '');
  if (!/^[\p{L}\s.,;:'’()%!–—-]*$/u.test(words)) return { wrong: 'it holds a number, a line or a sign of its own' };
  const own = words.split(/[^\p{L}-]+/u).find((word) => word !== '' && isName(word, catalogue));
  if (own !== undefined) return { wrong: `it names ${own}` };
  const [before, after] = [masked.text, said].map((text) => sensesOf(text, catalogue)) as [string[], string[]];
  const other = after.find((sense) => !before.includes(sense)) ?? before.find((sense) => !after.includes(sense));
  if (other !== undefined) return { wrong: `it says something else (${other})` };
  return { text: said.replace(/⟨(\d+)⟩/g, (_, n: string) => masked.facts[Number(n) - 1] as string) };
}

function textIn(output: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(output);
    const text = (parsed as { text?: unknown } | null)?.text;
    return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
  } catch {
    return undefined; // said as such by the caller
  }
}

/** Words that say how much or how surely, by what they say. */
const WEIGHTS: readonly (readonly [string, RegExp])[] = [
  [
    'denied',
    /^(no|not|never|none|nothing|nobody|neither|nor|without|cannot|hardly|barely|zero|isn't|wasn't|didn't|doesn't|haven't|hasn't)$/,
  ],
  ['all', /^(all|every|everything|each|whole|entire|always)$/],
  ['some', /^(some|several|few|many|most|mostly|half|double|twice|once|thrice|couple|dozen|hundred|thousand|million)$/],
  ['number', /^(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third)$/],
  [
    'unsure',
    /^(may|might|maybe|perhaps|possibly|probably|likely|unlikely|apparently|seems?|could|estimated?|about|around|roughly|nearly|almost)$/,
  ],
  ['sure', /^(certainly|definitely|surely|clearly|obviously|must|always|guaranteed|proven)$/],
  ['advice', /^(should|please|recommend|recommended|consider|try|ensure|need|needs|urgent|immediately|click|visit|run|call|contact)$/],
  ['only', /^(only|just|merely|least|exactly)$/],
  ['more', /^(more|less|fewer|increase|increased|rising|fell|dropped|worse|better|than|above|below|over|under)$/],
];

/** What the words of a sentence speak of: each happening, state, cause, figure and time once, and each kind of weight as often as it is said. */
function sensesOf(text: string, catalogue: LiveCatalogue): string[] {
  const plain = text.replace(/⟨\d+⟩/g, ' , ');
  const { items, tokens } = readSentence(plain, catalogue, { nowMs: 0, zone: 'UTC' }, true);
  const found = new Set<string>();
  for (const item of items) {
    if (item.type === 'period')
      found.add(
        `when: ${tokens
          .slice(item.at, item.end)
          .map((token) => token.text)
          .filter((word) => !/^(in|on|at|the|during|over|for|within)$/.test(word))
          .join(' ')}`,
      );
    if (item.type === 'lost' || item.type === 'name') found.add(`name: ${item.text}`);
    if (item.type !== 'word' || item.typo === true) continue;
    const { event, status, cause, metric, ratio, duration, pattern, rel, cue } = item.entry;
    for (const sense of [...(event ?? []), ...(event === undefined ? (status ?? []) : [])]) found.add(sense);
    for (const sense of [cause, metric, ratio, duration, pattern, rel === 'before' || rel === 'after' ? `${rel} that` : undefined])
      if (sense !== undefined) found.add(sense);
    if (cue === 'why' || cue === 'impact' || cue === 'predict') found.add(cue);
  }
  for (const [name, pattern] of WEIGHTS) {
    const times = plain
      .toLowerCase()
      .split(/[^\p{L}'’]+/u)
      .filter((word) => pattern.test(word)).length;
    if (times > 0) found.add(`${name} ×${times}`);
  }
  return [...found];
}
