import type { GraphPlan, Relation } from './graph-plan.ts';
import { endOf } from './relation-words.ts';

type Parts = Readonly<Record<string, string | undefined>>;
interface Form {
  readonly pattern: RegExp;
  /** Fits nearly any words: a better reading of mistyped ones is preferred. */
  readonly loose?: true;
  plan(parts: Parts): GraphPlan | undefined;
}

const THINGS = '(?:concepts?|things?|items?|entities|entity|notes?|facts?|entries|entry|ones?)';
const JOINED = '(?:related|connected|linked|associated|tied|joined|attached)';
const LINKS = '(?:connections?|links?|associations?|relations?|relationships?|neighbou?rs?|edges?)';
const AUXILIARY = new Set([
  'is',
  'are',
  'was',
  'were',
  'do',
  'does',
  'did',
  'can',
  'could',
  'will',
  'would',
  'has',
  'have',
  'had',
  'about',
  'if',
]);
const AFTER_VERB = '(?:on|to|of|from|in|at|with|for|into|upon|under|by)';

const form = (pattern: string, plan: Form['plan']): Form => ({ pattern: new RegExp(`^${pattern}$`, 'iu'), plan });
const loose = (pattern: string, plan: Form['plan']): Form => ({ ...form(pattern, plan), loose: true });
const paths = ({ from, to, which = '', number, end = '' }: Parts): GraphPlan => {
  const mode = /all|every/i.test(which) ? 'all' : /best|sure|strong|likely|confident|probable/i.test(which) ? 'best' : 'shortest';
  const limit = number === undefined ? undefined : Number(number);
  const many = limit !== undefined && limit > 1 && mode === 'shortest' ? 'best' : mode;
  return { op: 'paths', from: from!, to: to!, mode: many, ...(limit === undefined ? {} : { limit }), timeRespecting: end !== '' };
};
const neighbours = (thing: string, relation?: Relation): GraphPlan => ({
  op: 'neighbours',
  thing,
  ...(relation === undefined ? {} : { relation }),
});

const IN_TIME = '(?<end> in (?:the )?order of time| in time order| chronologically| over time)?';
const WHICH =
  '(?:(?<number>\\d{1,3}) )?(?<which>shortest|quickest|best|surest|strongest|most (?:likely|confident|probable)|all|every)?(?: (?:the|of the))?';

/** Sentences about a graph, the more particular first. */
export const FORMS: readonly Form[] = [
  form(
    `how many (?<of>${THINGS}|associations|relations|relationships|connections|links|edges|events)(?: (?:are there|are known|exist|are stored|do (?:we|you|i) (?:have|know|store)|in total|in (?:the )?(?:store|graph)))?(?: in (?:total|the (?:store|graph)))?`,
    ({ of }) => ({
      op: 'count',
      of: /event/i.test(of!) ? 'events' : /assoc|relat|connec|link|edge/i.test(of!) ? 'associations' : 'concepts',
    }),
  ),
  form(`how many ${LINKS} (?:does|do) (?<thing>.+) have`, ({ thing }) => ({ op: 'countNeighbours', thing: thing! })),
  form(`how many (?:${THINGS} )?(?:are|is) (?:directly )?${JOINED} (?:to|with) (?<thing>.+)`, ({ thing }) => ({
    op: 'countNeighbours',
    thing: thing!,
  })),
  form(
    `how many ${THINGS} (?:are )?(?:about|mention(?:ing)?|contain(?:ing)?|concern(?:ing)?|that mention|on) (?<about>.+)`,
    ({ about }) => ({ op: 'countAbout', about: about! }),
  ),
  form(
    `how many ${THINGS} (?:are )?(?:about|mention(?:ing)?|contain(?:ing)?|concern(?:ing)?|that mention|on) (?<about>.+)`,
    ({ about }) => ({ op: 'countAbout', about: about! }),
  ),
  form(`how many ${THINGS} (?:does|do|did) (?<thing>.+) (?<verb>\\p{L}+(?: ${AFTER_VERB})?)`, ({ thing, verb }) => ({
    op: 'countNeighbours',
    thing: thing!,
    relation: { phrase: verb!, role: 'subject' },
  })),
  form(
    `how many ${THINGS} (?<verb>\\p{L}+(?: ${AFTER_VERB})?) (?<thing>.+)`,
    ({ thing, verb }) => verbOf(verb!) && { op: 'countNeighbours', thing: thing!, relation: { phrase: verb!, role: 'object' } },
  ),

  form(
    `(?:explain |show |describe )?(?:me )?how (?:is|are|was|were) (?<from>.+) (?:${JOINED} |tied )(?:to|with) (?<to>.+?)${IN_TIME}`,
    paths,
  ),
  form(
    `(?:explain |show |describe )?(?:me )?how (?:is|are|was|were) (?<from>.+) and (?<to>.+) ${JOINED}(?: to each other| together)?${IN_TIME}`,
    paths,
  ),
  form(`(?:explain |show |describe )?(?:me )?how (?<from>.+) (?:is|are|was|were) ${JOINED} (?:to|with) (?<to>.+?)${IN_TIME}`, paths),
  form(
    `(?:explain |show |describe )?(?:me )?how (?:does|do|did|can|could) (?<from>.+) (?:relate|connect|link|lead|get) to (?<to>.+?)${IN_TIME}`,
    paths,
  ),
  form(
    `(?:explain |show |describe )?(?:me )?how (?:does|do|did) (?<from>.+) and (?<to>.+) (?:relate|connect|fit together)${IN_TIME}`,
    paths,
  ),
  form(
    `(?:is|are|was|were) (?:there )?(?:a |any )?(?:path|connection|link|relation(?:ship)?|route|way) (?:from|between) (?<from>.+) (?:to|and) (?<to>.+?)${IN_TIME}`,
    paths,
  ),
  form(
    `is there (?:a |any )?(?:path|connection|link|relation(?:ship)?|route|way) (?:from|between) (?<from>.+) (?:to|and) (?<to>.+?)${IN_TIME}`,
    paths,
  ),
  form(`(?:is|are|was|were) (?<from>.+) ${JOINED} (?:to|with) (?<to>.+?)${IN_TIME}`, paths),
  form(`(?:is|are|was|were) (?<from>.+) and (?<to>.+) ${JOINED}${IN_TIME}`, paths),
  form(`what (?:connects|links|joins|relates|ties) (?<from>.+) (?:and|to|with) (?<to>.+?)${IN_TIME}`, paths),
  form(`what (?:is|lies|stands|comes) between (?<from>.+) and (?<to>.+?)${IN_TIME}`, paths),
  form(
    `(?:(?:what|which) (?:is|are) |(?:find|show|give|list|get)(?: me)? )?(?:the |a |an )?${WHICH} ?(?:paths?|routes?|chains?|ways?|connections?|relations?(?:hips?)?|links?) (?:from (?<from>.+) to|between (?<from2>.+) and) (?<to>.+?)${IN_TIME}`,
    ({ from, from2, ...rest }) => paths({ ...rest, from: from ?? from2 }),
  ),

  form(
    `(?:what|who|which(?: ${THINGS})?)(?: else)? (?:is|are|was|were) (?:directly )?(?:${JOINED} (?:to|with)|next to|near|around|adjacent to) (?<thing>.+)`,
    ({ thing }) => neighbours(thing!),
  ),
  form(
    `(?:what|who|whom|which(?: ${THINGS})?)(?: else)? (?:is|are|was|were) (?<thing>.+?) (?:directly )?${JOINED} (?:to|with)`,
    ({ thing }) => neighbours(thing!),
  ),
  form(`(?:what|which) (?:are|is) (?:the |all )?(?:the )?${LINKS} (?:of|for|to|from) (?<thing>.+)`, ({ thing }) => neighbours(thing!)),
  form(`(?:show|list|find|give|get)(?: me)? (?:the |all )?(?:the )?${LINKS} (?:of|for|to|from) (?<thing>.+)`, ({ thing }) =>
    neighbours(thing!),
  ),
  form(`${LINKS} (?:of|for) (?<thing>.+)`, ({ thing }) => neighbours(thing!)),
  form(`(?:what|who) (?:surrounds|touches|is around) (?<thing>.+)`, ({ thing }) => neighbours(thing!)),

  form(
    `(?:find|search(?: for)?|look for|show|list|get|give)(?: me)?(?: (?:all|any|the|some|every))*(?: ${THINGS})? (?:about|regarding|concerning|mentioning|containing|like|similar to|on|that mention) (?<about>.+)`,
    ({ about }) => ({ op: 'find', about: about! }),
  ),
  form(
    `(?:what|which|are there any|is there|do (?:we|you|i) have) ?(?:any)? ?${THINGS}? (?:are |is )?(?:there )?(?:about|mentions?|concerns?|contains?|regarding) (?<about>.+)`,
    ({ about }) => ({ op: 'find', about: about! }),
  ),
  form('(?:is there )?anything (?:known )?(?:about|on|regarding) (?<about>.+)', ({ about }) => ({ op: 'find', about: about! })),
  form('what (?:do|did) (?:we|you|i) (?:know|have|remember|store) (?:about|of|on) (?<about>.+)', ({ about }) => ({
    op: 'find',
    about: about!,
  })),
  form('what (?:is|was) (?:known|stored|remembered|said) (?:about|of|on) (?<about>.+)', ({ about }) => ({ op: 'find', about: about! })),

  form(`(?:what|who|which(?: ${THINGS})?) (?:is|are|was|were) (?<verb>\\p{L}+(?:ed|en|wn|pt|ught)) by (?<thing>.+)`, ({ thing, verb }) =>
    neighbours(thing!, { phrase: verb!, role: 'subject' }),
  ),
  form(`(?:what|who|which \\p{L}+) (?:is|are|was|were) (?<thing>.+) (?<verb>\\p{L}+) by`, ({ thing, verb }) =>
    neighbours(thing!, { phrase: verb!, role: 'object' }),
  ),
  form(`(?:by (?:what|whom)|who by) (?:is|are|was|were) (?<thing>.+) (?<verb>\\p{L}+(?:ed|en|wn))`, ({ thing, verb }) =>
    neighbours(thing!, { phrase: verb!, role: 'object' }),
  ),
  form(`(?:what|who|whom|where|which(?: ${THINGS})?) (?:does|do|did|can) (?<thing>.+) (?<verb>\\p{L}+ ${AFTER_VERB})`, ({ thing, verb }) =>
    neighbours(thing!, { phrase: verb!, role: 'subject' }),
  ),
  form(`(?:what|who|whom|where|which(?: ${THINGS})?) (?:does|do|did|can) (?<thing>.+) (?<verb>\\p{L}+)`, ({ thing, verb }) =>
    neighbours(thing!, { phrase: verb!, role: 'subject' }),
  ),
  form('(?:what|who) (?:is|are|was|were) (?:the |all )?(?:the )?(?<noun>\\p{L}+) of (?<thing>.+)', ({ noun, thing }) =>
    nounOf(noun!, thing!),
  ),
  form(
    `(?:what|who|which(?: ${THINGS})?) (?:is|are|was|were) (?:a |an |the )?(?<noun>part|member|child|parent|kind|type|instance|copy|version)s? of (?<thing>.+)`,
    ({ noun, thing }) => nounOf(noun!, thing!),
  ),
  form('(?:list|show|find)(?: me)? (?:the |all )?(?:the )?(?<noun>\\p{L}+) of (?<thing>.+)', ({ noun, thing }) => nounOf(noun!, thing!)),
  loose('(?:what|who|which) (?:is|are|was|were) (?:a |an |the )?(?<thing>.+)', ({ thing }) => ({ op: 'describe', thing: thing! })),
  loose(
    `(?:what|who|which(?: ${THINGS})?) (?<verb>\\p{L}+(?: ${AFTER_VERB})?) (?<thing>.+)`,
    ({ thing, verb }) => verbOf(verb!) && neighbours(thing!, { phrase: verb!, role: 'object' }),
  ),
  loose(
    '(?:tell me about|tell me of|tell me more about|describe|define|show me|show|details (?:of|on)|look up) (?<thing>.+)',
    ({ thing }) => ({ op: 'describe', thing: thing! }),
  ),
  loose('(?:find|search(?: for)?|look for|list|get)(?: me)? (?<about>.+)', ({ about }) => ({ op: 'find', about: about! })),
  form('(?:about|regarding) (?<about>.+)', ({ about }) => ({ op: 'find', about: about! })),
  form('(?:paths?|route) (?<from>.+) (?:to|->|→|and) (?<to>.+)', paths),
  form('(?<from>\\S+) (?:->|→) (?<to>\\S+)', paths),
];

/** "what is …" and "what about …" are no verbs. */
const verbOf = (verb: string): true | undefined => (AUXILIARY.has(verb.split(' ')[0]!.toLowerCase()) ? undefined : true);

function nounOf(noun: string, thing: string): GraphPlan {
  const end = endOf(noun);
  return neighbours(thing, end === undefined ? { phrase: noun, role: 'either' } : { phrase: end.verb, role: end.role });
}
