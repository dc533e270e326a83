import type { Plan } from '../plan.ts';

/** What is said to one another beside questions. */
export type Courtesy = 'thanks' | 'greeting' | 'assent' | 'denial' | 'remark';

const END =
  '(?:[\\s,!.…]+(?:please|then|again|there|so much|very much|a lot|everyone|all|sutra|man|mate|much|now|for that|for now|for this|you))*[\\s!.,…]*$';
const said = (words: string): RegExp =>
  new RegExp(`^\\W*(?:(?:ok|okay|great|perfect|good|cool|nice|oh|ah|and|well|hm+|hey|alright|super)[\\s,!.]+)*(?:${words})${END}`, 'i');

const COURTESIES: readonly (readonly [Courtesy, RegExp])[] = [
  [
    'thanks',
    said(
      "thanks|thank you|thx|ty|cheers|many thanks|much appreciated|appreciated|that(?:'s| is) all|that was all|bye|goodbye|see you|good ?night",
    ),
  ],
  ['greeting', said('hello|hi|hey|hiya|howdy|good (?:morning|afternoon|evening|day)|hello there|hi there')],
  ['denial', said('no|nope|nah|never mind|nevermind|no thanks|no thank you|forget it|cancel')],
  ['assent', said('yes|yeah|yep|yup|sure|yes please|do it|go ahead|confirm|of course|definitely')],
  [
    'remark',
    said(
      'ok|okay|k|great|nice|cool|good|perfect|fine|alright|all right|got it|understood|i see|wow|hm+|oh|ah|aha|interesting|super|excellent|awesome|lol|haha|good to know',
    ),
  ],
];

/** What a sentence is that asks nothing: it is answered as that, and leaves what was asked before where it is. */
export function courtesyOf(text: string): Courtesy | undefined {
  return text.length > 60 ? undefined : COURTESIES.find(([, words]) => words.test(text))?.[0];
}

const MORE =
  /^(?:(?:and|ok|okay|show|show me|give me|see|list|some|any|please|the|what about|let us see) )*(?:more|more of them|more of those|more please|the rest|rest|rest of them|next|next page|next ones?|the next ones?|others|the others|anything else|what else|go on|continue|and|so)(?: please)?$/;
const NTH =
  /^(?:and |show |show me |give me |only |just )*(?:the )?(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)(?: one| row| entry| of them| of those)$/;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

const WHAT_MORE: Plan = {
  op: 'clarify',
  reason: 'ambiguous_intent',
  slot: 'op',
  options: ['why?', 'and yesterday?', 'by node', 'what happened before that?'],
};

/** "more", "the second one": the rows behind those that were shown, or one of them. More than all there is, is asked back. */
export function furtherOf(words: string, before: Plan): Plan | undefined {
  if (MORE.test(words)) {
    if (before.op === 'list' && before.limit !== undefined) return { ...before, offset: (before.offset ?? 0) + before.limit };
    if (before.op === 'count' && before.limit !== undefined) return { ...before, limit: 2 * before.limit };
    return WHAT_MORE;
  }
  const nth = NTH.exec(words)?.[1];
  if (nth === undefined || before.op === 'count') return undefined;
  if (before.op !== 'list') return WHAT_MORE;
  if (before.limit === 1) return undefined;
  const at = /^\d/.test(nth) ? Number(nth[0]) - 1 : ORDINALS.indexOf(nth);
  // The first of things that happened is the earliest.
  if (before.target === 'event' && at === 0) return undefined;
  return { ...before, limit: 1, ...(at === 0 && before.offset === undefined ? {} : { offset: (before.offset ?? 0) + at }) };
}
