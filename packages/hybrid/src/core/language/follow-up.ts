import type { ActionPlan, Plan, Where } from '../plan.ts';
import { isMark } from './clause.ts';
import { subjectOf } from './parts.ts';
import type { Item, NameItem, Sentence, WordItem } from './sentence.ts';
import { ofItsSentence } from './stands-alone.ts';

export const KINDS = ['agent', 'node', 'host', 'region', 'env', 'platform', 'version', 'user'] as const;

/** "break it down by agent", "can you split those per node": the answer before, in groups. */
export const regroups = (sentence: Sentence): boolean => REGROUPS.test(sentence.tokens.map((token) => token.text).join(' '));

export const REGROUPS =
  /^(?:(?:can|could|would|will|you|please|pls|now|and|then|ok|just|i|we|need|want|like|it|them|those|these|that|this) )*(?:break|split|group|slice|divide|separate|bucket|cut|roll|bin|aggregate|organise|organize|sum|tally|summarise|summarize) (?:(?:it|them|those|these|that|this|all|down|up|out|the|numbers?|results?|counts?|total|crashes|events) )*(?:by|per|into|for each|in)\b|^(?:and |so |ok )*how (?:are|were|is|was) (?:they|those|these|it|that|this) (?:distributed|spread|split|divided|spread out|split up|broken down|grouped|shared|scattered) (?:over|across|by|among|amongst|between|per) /;

export const REGROUPED =
  /^(?:can|could|would|will|you|please|pls|now|and|then|ok|just|i|we|need|want|like|break|split|group|slice|divide|separate|bucket|cut|roll|bin|aggregate|organise|organize|sum|tally|summarise|summarize|it|them|those|these|that|this|all|down|up|out|the|numbers?|results?|counts?|total|break down|split up|those crashes|those events|sum up|tally up|how are|how were|how is|how was|they|distributed|distributed over|distributed across|spread|spread over|spread across|across|over|among|between|divided|scattered|shared)$/;

/** Conditions of a plan, those of a comparison's inner plan included. */
export const whereOf = (plan: Plan): Where =>
  'where' in plan && plan.where !== undefined ? plan.where : 'anchor' in plan && plan.anchor !== undefined ? plan.anchor.where : {};

/**
 * The question with its pronouns replaced by what they stand for: the most salient entity of the kind the words are about.
 * Undefined when there is none to replace, or nothing they could mean.
 */
export function resolved(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronouns = sentence.items.filter((item) => isMark(item, 'it') && (item.type !== 'word' || item.entry.event === undefined));
  const named = new Map(pronouns.map((pronoun) => [pronoun, meantBy(pronoun, sentence, before)] as const));
  if (![...named.values()].some((names) => names.length > 0)) return undefined;
  return {
    ...sentence,
    items: sentence.items.flatMap((item): readonly Item[] => {
      const names = named.get(item as never);
      return names === undefined || names.length === 0 ? [item] : names;
    }),
  };
}

/** The names a pronoun stands for: of a person where one is spoken of, of what the words are about otherwise. */
function meantBy(pronoun: Item, sentence: Sentence, before: Plan): readonly NameItem[] {
  if (ofItsSentence(sentence, pronoun)) return [];
  const where = whereOf(before);
  const text = textOf(sentence, pronoun);
  const events = sentence.items.flatMap((item) => (item.type === 'word' && item.entry.event !== undefined ? item.entry.event : []));
  const wanted = subjectOf(events) ?? (/agent/.test(text) ? 'agent' : /node/.test(text) ? 'node' : undefined);
  const things = wanted === undefined ? (['node', 'agent', 'region', 'env', 'user'] as const) : ([wanted, 'node', 'agent'] as const);
  const kinds = PERSON.test(text) ? (['user'] as const) : things;
  const kind = kinds.find((one) => Array.isArray(where[one]));
  if (kind === undefined || (PERSON.test(text) && (where[kind] as readonly string[]).length > 1)) return [];
  const { at, end } = pronoun;
  return (where[kind] as readonly string[]).map((name): NameItem => ({ type: 'name', at, end, kind, name, how: 'exact', text: name }));
}
/** Pronouns of people: no node and no agent is one. */
export const PERSON = /^(?:he|she|him|his|her|hers|himself|herself)$/;

export const textOf = (sentence: Sentence, item: Item): string =>
  sentence.tokens
    .slice(item.at, item.end)
    .map((one) => one.text)
    .join(' ');

const KIND_WORD: Readonly<Record<'agent' | 'node' | 'event' | 'entity', string>> = {
  agent: 'agents',
  node: 'nodes',
  event: 'events',
  entity: 'things',
};

/**
 * "which of those are in production?", "did they come back?": a whole question about the rows of the answer before. The pronoun becomes
 * the noun of those rows; undefined when the sentence says nothing of its own ("count them", "group them by agent").
 */
export function aboutThose(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'them') && item.type === 'word' && item.entry.event === undefined);
  if (pronoun === undefined || ofItsSentence(sentence, pronoun)) return undefined;
  const target = 'target' in before && before.target !== undefined && before.target !== 'cluster' ? before.target : 'event';
  const says = sentence.items.some(
    (item) =>
      item.type === 'name' ||
      item.type === 'filter' ||
      item.type === 'quote' ||
      (item.type === 'word' &&
        (item.entry.event ?? item.entry.status ?? item.entry.cause ?? item.entry.metric ?? item.entry.pattern ?? item.entry.field) !==
          undefined),
  );
  if (!says || sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined && item.entry.event === undefined))
    return undefined;
  // "how long were they down?" after crashes: the nodes, and not their agents.
  const of = whereOf(before)['event'];
  const whose = target === 'event' && Array.isArray(of) ? subjectOf(of as readonly string[]) : undefined;
  const lasts = whose !== undefined && /\bhow (?:long|quickly|fast|soon|slowly)\b/.test(sentence.tokens.map(({ text }) => text).join(' '));
  const kind = lasts ? whose : target;
  const noun: Item = {
    type: 'word',
    at: pronoun.at,
    end: pronoun.end,
    phrase: KIND_WORD[kind],
    entry: { target: kind, form: 'noun', plural: true, ...(kind === 'entity' ? {} : { dim: kind }) },
  };
  return { ...sentence, items: sentence.items.map((item) => (item === pronoun ? noun : item)) };
}

/** "restart them": a wish for the agents or nodes of the answer before. */
export function wishOfThose(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'them'));
  if (pronoun === undefined || (before.op !== 'list' && before.op !== 'count')) return undefined;
  const { target } = before;
  // "upgrade those to 1.5.1": what they are made to be is none of them.
  const named = sentence.items.some((item) => (item.type === 'name' && item.kind !== 'version') || item.type === 'lost');
  if (
    (target !== 'agent' && target !== 'node') ||
    named ||
    !sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined)
  )
    return undefined;
  const { at, end } = pronoun;
  const rows: Item = { type: 'filter', at, end, field: 'ref', sign: '=', values: ['previous'] };
  const noun: Item = { type: 'word', at, end, phrase: KIND_WORD[target], entry: { target, form: 'noun', plural: true } };
  return { ...sentence, items: sentence.items.flatMap((item): Item[] => (item === pronoun ? [rows, noun] : [item])) };
}

/** "restart the node", after a question about one: that one. */
export function wishOfThat(sentence: Sentence, before: Plan): Sentence | undefined {
  if (sentence.items.some((item) => item.type === 'name' || item.type === 'lost')) return undefined;
  if (!sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined)) return undefined;
  const noun = sentence.items.find(
    (item): item is WordItem =>
      item.type === 'word' && (item.entry.target === 'node' || item.entry.target === 'agent') && item.entry.plural !== true,
  );
  const kind = noun?.entry.target;
  if (noun === undefined || (kind !== 'node' && kind !== 'agent')) return undefined;
  if (!/^(?:the|that|this)\b/.test(textOf(sentence, noun)) && !/^(?:the|that|this)$/.test(sentence.tokens[noun.at - 1]?.text ?? ''))
    return undefined;
  const names = whereOf(before)[kind];
  const name: unknown = Array.isArray(names) && names.length === 1 ? names[0] : undefined;
  if (typeof name !== 'string') return undefined;
  const meant: NameItem = { type: 'name', at: noun.at, end: noun.end, kind, name, how: 'exact', text: name };
  return { ...sentence, items: sentence.items.map((item) => (item === noun ? meant : item)) };
}

const NEVER =
  /^(?:(?:and|what about|how about|but|also|show|show me|list|which|which of|or) )*(?:those|these|the ones|the others|which|ones) (?:(?:that|which|who) )?(?:have |has |had |did |were |was |are |is )?(?:never|not)\b/;

/** "and those that never crashed?" after the nodes that did: others of their kind, in the same time. */
export function neverThose(plan: Plan, before: Plan, text: string): Plan | undefined {
  if (plan.op !== 'list' || before.op !== 'list' || plan.target !== before.target || plan.target === 'event' || !NEVER.test(text))
    return undefined;
  const none = plan.having?.length === 1 && (plan.having[0]?.count as { eq?: number } | undefined)?.eq === 0;
  const was = before.having ?? (whereOf(before)['event'] === undefined ? undefined : [{ event: whereOf(before)['event'] }]);
  if (!none || was?.length !== 1 || JSON.stringify(was[0]?.event) !== JSON.stringify(plan.having?.[0]?.event)) return undefined;
  const { event: _event, cause: _cause, ...where } = whereOf(before);
  return {
    ...plan,
    ...(Object.keys(where).length === 0 ? {} : { where: where as Where }),
    ...('time' in before && before.time !== undefined && plan.time === undefined ? { time: before.time } : {}),
  };
}

/** The same plan, of the rows of the answer before only. */
export function ofThose(plan: Plan, before: Plan): Plan | undefined {
  // Whoever spawned crashes spawned the nodes they are of, and what was shown are events.
  if (plan.op === 'audit' && 'target' in before && before.target === 'event') return undefined;
  if (!['list', 'count', 'timeline', 'duration', 'aggregate', 'rate', 'why', 'impact', 'changed', 'audit'].includes(plan.op))
    return undefined;
  return { ...plan, where: { ref: ['previous'], ...whereOf(plan) } } as Plan;
}

const YES =
  /^(?:(?:ok|okay|yes|yeah|yep|yup|ya|aye|sure|right|alright|fine|good|great|perfect|please|and|,|approved|i agree|(?:it |that |this )?(?:looks|sounds|seems) (?:good|right|fine|ok|okay)|granted|accepted|that is (?:exactly |just |precisely )?(?:what|how) (?:i|we) (?:want|wanted|meant|mean|need|needed|asked for|had in mind)|that is (?:right|correct|fine|it|the one)|absolutely|definitely|certainly|of course|correct|exactly|indeed|affirmative|agreed|very|well|then|just|now|so) )*(?:yes|yeah|yep|yup|ya|aye|y|sure|ok|okay|k|alright|fine|affirmative|roger|agreed|absolutely|definitely|certainly|of course|correct|exactly|indeed|confirm(?:ed)?(?: (?:it|that|this))?|approve(?:d)?(?: (?:it|that|this))?|proceed(?: with (?:it|that|this))?|go(?: (?:ahead|for it|on))?|do (?:it|so|that|this)|make it (?:so|happen)|green light|thumbs up|you have (?:my|our|the) (?:ok|okay|go|go ahead|blessing|approval|permission|green light)|execute(?: (?:it|that|this))?|run it|apply(?: (?:it|that|this))?|carry on|continue|carry (?:it|that|this) out|go through with it|ship it|please do|i confirm|i approve|i agree|(?:i am|im) (?:quite |very |absolutely )?(?:sure|certain|positive)|looks (?:good|right|fine)(?: to me)?|lgtm|sounds (?:good|right|fine)|that is (?:right|correct|fine|it)|that is (?:exactly |just |precisely )?(?:what|how) (?:i|we) (?:want|wanted|meant|mean|need|needed|asked for|had in mind)|you may proceed|granted|accepted|accept(?: it)?|engage|let us (?:do it|go))(?: (?:please|pls|now|ahead|thanks|thank you|with it|then|do it|go ahead|,|sir|mate|already|confirm(?:ed)?))*$/;
const NO =
  /^(?:(?:no|nope|nah|wrong (?:one|node|agent)|wait|hold on|hang on|stop|oh|sorry|actually|please|ok|okay|hmm|um|well|and|,|on second thoughts?|second thoughts?|i changed my mind|i have changed my mind|changed my mind|my mistake|my bad|oops|whoops|just|better|rather|ah|uh) )*(?:no|nope|nah|n|negative|stop|cancel(?:l?ed)?(?: (?:it|that|this|the (?:action|wish|request)))?|abort(?: (?:it|that|this))?|scrap (?:it|that|this)|forget (?:it|that|this|about it)|never ?mind(?: that)?|do not(?: (?:do|bother|proceed))?(?: (?:it|that|this|so))?|leave (?:it|that|this|everything)(?: (?:alone|be|as it is|as is))?|drop (?:it|that|this)|discard(?: (?:it|that|this))?|reject(?:ed)?(?: (?:it|that|this))?|decline(?:d)?(?: (?:it|that))?|undo(?: (?:it|that))?|not now|better not|rather not|i would rather not|hold off|skip it|no way|please no|i changed my mind|i have changed my mind|changed my mind|wrong (?:one|node|agent)|withdraw(?: (?:it|that|(?:that|the|my) (?:request|wish|command|order)))?|call it off|let it be|no need|not (?:yet|that one|anymore|any more)|stand down|back out)(?: (?:please|pls|now|thanks|thank you|then|after all|for now|sorry|,|do it|not|any ?more))*$/;

const YES_IT =
  /^(?:yes|yeah|yep|sure|ok|okay|please|right|correct)(?: ,| please| do)* [a-z]+(?: up| down| back| off| out)? (?:it|that|them|this)(?: please| now)?$/;

/** "yep", "make it so", "nope", "leave it": what is said to a wish that was shown. */
export function answered(sentence: Sentence, before: Plan): ActionPlan | undefined {
  if (before.op !== 'action' || before.verb === 'confirm' || before.verb === 'cancel') return undefined;
  const text = sentence.tokens.map((token) => token.text).join(' ');
  // "yes, stop it": the same again, and so no other wish.
  if (YES_IT.test(text) && sentence.items.some((item) => item.type === 'word' && item.entry.act === before.verb))
    return { op: 'action', verb: 'confirm' };
  return NO.test(text) ? { op: 'action', verb: 'cancel' } : YES.test(text) ? { op: 'action', verb: 'confirm' } : undefined;
}

const AGAIN =
  /^(?:(?:and|so|but|ok|okay|now|then|well) )*(?:how|what) (?:was|is|did|does|were|are|has|do|would) (?:it|that|this|things|those|they|the same|the picture|the number|the numbers)(?: (?:been|look|looks|looked|go|looking|going|like|for|in|on|during|over|back|doing|at))* $/;
const ONLY_THOSE =
  /^(?:(?:and|so|but|ok|please|show|show me|give me) )*(?:only |just )?(?:those|these|the ones|ones|them) (?:that|which|who)? ?(?:are|is|were|was|in|on|of|with|from|have|had|running|run|runs|using|use|uses|(?:(?:was|were|are) )?(?:caused by|due to|because of))(?: (?:version|the|a|an))? $/;

/** "how was it last week?", "only those that are crashed": the question before, of what is said here alone; undefined where more is said. */
export function ofOther(sentence: Sentence, before: Plan): Sentence | undefined {
  if (!['list', 'count', 'rate', 'ratio', 'duration', 'aggregate', 'audit', 'timeline', 'state'].includes(before.op)) return undefined;
  const first = sentence.items.findIndex(
    (item, k) =>
      item.type === 'period' ||
      item.type === 'name' ||
      // "only those running docker": what they run, not how they are.
      (item.type === 'word' && item.entry.cause !== undefined) ||
      (item.type === 'word' && item.entry.status !== undefined && !(item.phrase === 'running' && isRun(sentence.items[k + 1]))),
  );
  if (first < 1) return undefined;
  const at = sentence.items[first]?.at ?? 0;
  const lead = `${sentence.tokens
    .slice(0, at)
    .map((token) => token.text)
    .join(' ')} `;
  const rest = sentence.items.slice(first);
  if (
    !rest.every(
      (item) => item.type === 'period' || item.type === 'name' || (item.type === 'word' && ENDS.test(item.phrase)) || item === rest[0],
    )
  )
    return undefined;
  const too =
    TOO.test(lead) &&
    rest.length === 2 &&
    rest[0]?.type === 'name' &&
    /^(?:too|also|as well)$/.test(
      sentence.tokens
        .slice(rest[1]?.at)
        .map(({ text }) => text)
        .join(' '),
    );
  const counts = before.op === 'count' && HOW_MANY.test(lead);
  if (!AGAIN.test(lead) && !ONLY_THOSE.test(lead) && !too && !counts) return undefined;
  return { ...sentence, items: rest };
}
const isRun = (item: Item | undefined): boolean => item?.type === 'name' && (item.kind === 'platform' || item.kind === 'version');
/** "how many on the 12th?" after how many there were. */
const HOW_MANY =
  /^(?:(?:and|so|but|ok) )*(?:how many|how much|how often|how many times)(?: (?:was|were|is|are) (?:there|it|that|they|those))?(?: (?:in|on|of|for|from|during|at|by|over|the|around|since|before|after))* $/;
/** "was edge-tokyo too?" */
const TOO = /^(?:(?:and|so|but) )*(?:was|is|were|are|did|does|has|have) $/;
const ENDS = /^(?:too|also|as well|then|please|though|and|or|in|on|the|instead)$/;
