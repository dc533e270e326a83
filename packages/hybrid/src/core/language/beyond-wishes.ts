import type { ClarifyPlan, ListPlan, Plan, RefusePlan } from '../plan.ts';
import { spell } from './asides.ts';
import type { Item, Sentence } from './sentence.ts';

const LEAD =
  '(?:please|pls|plz|kindly|can|could|would|will|you|somebody|someone|(?:i|we) (?:want|need|have|would like)(?: you)? to|to|just|go ahead|go|and|now|then|so|hey|hi|ok|okay|let us|we|,)';
const led = (words: string): RegExp => new RegExp(`^(?:${LEAD} )*((?:${words})(?![\\w-]))`);

/** That something is to be done about it, and not what. */
const ABOUT_IT = led(
  'do (?:something|anything|whatever is needed) (?:about|with|for|against)|take care of|deal with|handle|fix|sort out|look after|attend to|repair|mend|resolve|get on top of|straighten out|cope with|tackle|remedy|rectify|make sure .* (?:is|are) (?:ok|okay|fine) again',
);
const SORT_OUT = led('sort \\S+ out');

const MADE =
  '(?:(?:the|an?|another|new) )*(?:labels?|tags?|users?|user accounts?|accounts?|permissions?|roles?|passwords?|aliases|alias|firewall rules?|tickets?|dns \\w+|records?)';
/** Deeds of other systems: done to a machine, its names or its users. */
const OTHER_DEEDS = led(
  `set (?:the |our |its |a )?(?:[\\w-]+ ){1,5}to|(?:change|adjust|raise|lower|increase|decrease|reduce|bump|alter|modify) (?:the |our |its )?(?:[\\w-]+ ){0,4}(?:intervals?|timeouts?|polic(?:y|ies)|thresholds?|retention|settings?|config|configuration)|rename|relabel|re-label|install|reinstall|uninstall|grant|revoke|reconfigure|configure|tag|untag|mount|unmount|encrypt|decrypt|defragment|ssh (?:in|to|into|on|onto)|log (?:me )?in(?:to)?|open (?:an? )?(?:new )?(?:ssh|shell|terminal|console|remote)|(?:raise|lower|increase|decrease|change|set|adjust|double|halve) (?:the |its )?(?:memory|cpu|disk|heap) (?:limit|quota)|give (?!me|us)\\S+ (?:the )?(?:permissions?|rights|access)|(?:add|remove|attach|set|delete|create|change|put|give|edit|open|close|file|raise) ${MADE}`,
);
/** Behind a verb that is also a noun: what of it is asked for. */
const ASKED_OF =
  /^(?:events?|failures?|errors?|counts?|numbers?|attempts?|durations?|success|history|log|logs|rates?|times?|status|requests?|of|for|called)$/;

const VERBS =
  '(?:restart|reboot|bounce|stop|kill|start|spawn|drain|undrain|update|upgrade|scale|move|roll back|rollback|back up|backup|take a backup|make a backup|run a backup)';
const DEEDS = led(VERBS);
const DAYS = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
/** When, or how often, something is to be done: a wish is carried out once, and at once. */
const SCHEDULED = new RegExp(
  `^(.*?) (?:(?:every|each) (?:\\d+ |other |single |second )?(?:${DAYS}|minutes?|hours?|days?|nights?|mornings?|evenings?|weeks?|weekends?|months?)|on ${DAYS}s|in (?:about )?(?:\\d+|an?|one|two|five|ten|half an) (?:seconds?|minutes?|hours?|days?)|tonight|tomorrow(?: (?:morning|noon|afternoon|evening|night))?|later(?: on| today)?|(?:on|next|this|by|before) ${DAYS}|(?:at|over|next|on) the weekend|next (?:week|month|weekend)|this evening|at night|overnight|hourly|daily|nightly|weekly|once (?:an?|per|every|each) (?:hour|day|night|week))(?: at \\S+)?(?: please| from now(?: on)?)?$`,
);

/** "restart node-7 every night", "stop node-4 in 5 minutes": the wish as it could be carried out is offered. */
function scheduled(text: string): ClarifyPlan | undefined {
  const deed = DEEDS.exec(text)?.[0];
  // "stop failures each day": of what is asked.
  if (deed === undefined || ASKED_OF.test(text.slice(deed.length).trim().split(' ')[0] ?? '')) return undefined;
  const once = SCHEDULED.exec(text)?.[1];
  return once === undefined ? undefined : { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: [once] };
}

/** Something to be done each time, and not once: the grid tells of it, and does nothing by itself. */
const STANDING = new RegExp(
  `^(?:${LEAD} )*(from now on|whenever|every time|each time|any time|anytime|always|automatically)\\b.*\\b(?:${VERBS}|add|remove|delete)(?![\\w-])`,
);
const TELLING =
  /\b(?:tell|notify|alert|warn|ping|let me|let us|message|inform|email|mail|page|watch|shout|remind|show|list|how|what|which|who|why|did|does|was|were)\b/;

/**
 * Wishes for which the grid has no verb: what is to be done is not said ("take care of cache-1"), or is nothing the grid does ("rename
 * agent-1", "add the label tier=gold to agent-2"). The first is asked back; an answer to either would be one to another question.
 */
export function beyondWishes(sentence: Sentence): ClarifyPlan | RefusePlan | undefined {
  const text = spell(sentence.tokens);
  if (/^(?:what|which|who|how|why|when|where|is|are|was|were|did|does|do i)\b/.test(text)) return undefined;
  if ((ABOUT_IT.test(text) || SORT_OUT.test(text)) && sentence.items.some(isAboutGrid) && !/\b(?:rates?|times?|requests?)\b/.test(text))
    return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op' };
  const later = scheduled(text);
  if (later !== undefined) return later;
  const standing = STANDING.exec(text)?.[1];
  if (standing !== undefined && !TELLING.test(text))
    return { op: 'refuse', reason: 'unsupported', term: standing, closest: ['which commands are available?'] };
  const deed = OTHER_DEEDS.exec(text);
  if (deed === null) return undefined;
  const next = text.slice(deed[0].length).trim().split(' ')[0] ?? '';
  if (ASKED_OF.test(next) && !/^(?:of|for)$/.test(next)) return undefined;
  return { op: 'refuse', reason: 'unsupported', term: `to ${deed[1] as string}`, closest: ['which commands are available?'] };
}

/** Which of several is wished for: by a rank, or by how many times something happened to it. */
const ONE_OF = led(
  '(?:restart|reboot|bounce|stop|kill|start|drain|undrain|update|upgrade|move|roll back|rollback) (?:the|all|every|each|our|my|those|these) (?:[a-z-]+ ){0,3}?(?:nodes?|agents?)',
);
/** Some of them, things beside them, or a thing as another is: a wish names all of what it is for. */
const NOT_ALL =
  /\b(?:some|any|several|certain|a few|few|a couple of|every other|every second|a random|random) (?:of )?(?:the |our |my )?(?:\w+ )?(?:nodes?|agents?)\b|\b(?:and|with|including) (?:all )?(?:its|their|the) (?:nodes|agent|agents)\b|\bspawn .*\b(?:like|as|similar to) \S+$|\b(?:neither|nor|none)\b|\bor (?:re)?(?:start|stop|boot|kill|drain|update|move|upgrade)\b|\bto \S*\d\.\d.*\bto \S*\d\.\d|\bspawn (?:the|that|this) (?:same )?node\b|\bthe (?:rest|remainder) of\b|\bthe remaining\b/;
/** Another deed behind the one that is carried out, or a place that only a move has. */
const AND_ELSEWHERE =
  /\b(?:and|then|,) (?:then |also )*(?:move|migrate|relocate|shift|transfer|reschedule|place|put|start|run|bring|send|take) .*\b(?:to|on|onto|over to|into) \S+|\b(?:on)?to (?:agent-?\S*|\S+-\S+)$/;
/** Deeds that name where to, or what with. */
const HAS_PLACE: ReadonlySet<string> = new Set(['move', 'spawn', 'scale', 'update', 'rollback']);
/** "restart most nodes", "drain at most one agent", "abort the rollout": an order, by how what it is for is said behind a verb. */
const SO_MANY = led(
  '(?:restart|reboot|bounce|stop|kill|drain|undrain|update|upgrade|move|roll back|rollback|abort|cancel|pause|resume|halt|interrupt|begin|start|finish|end|continue|revert) (?:all|any|some|most|every|both|half|at least|at most|up to|no more than|not more than|exactly|only|just|everything|anything|the|a|an|my|our|this|that|these|those|\\S+ to (?:the|latest|newest|yesterday|last|previous|\\S*\\d)|\\d+)|give \\S+ (?:some )?(?:more|less|another|extra|additional|fewer)',
);
const DOING = '(?:restart|reboot|bounc|stopp|kill|start|spawn|drain|undrain|updat|upgrad|scal|mov)ing';
/** What somebody should do, or might: neither a question about what was, nor an order. */
const SHOULD = new RegExp(
  `^(?:${LEAD} )*(?:(?:maybe|perhaps|possibly|probably|ideally|i think|i guess|i would say|i suppose|in my opinion|better|best|why do (?:you|we) not|let me|let us) (?:we (?:should |could |might |had better )|you (?:should |could )|i (?:should |could )|to )?(?:${VERBS}|${DOING})|(?:how|what) about ${DOING}|(?:keep|leave) \\S+ (?:running|up|alive|online|going|stopped|down|off)|(?:make sure|ensure|see to it|guarantee)(?: that)? \\S+ (?:stays?|keeps?|remains?|runs|restarts|is restarted|is stopped|does not)|restart (?:storage|control|master)|(?:someone|somebody|anyone|anybody|one of you|you|i|we) (?:should|must|ought to|had better|would|could|might|may|has to|needs to) (?:perhaps |maybe |probably |just |now |also )*${VERBS}|(?:shall|should|must|may|might|can|could) (?:i|we|someone|somebody|anyone|anybody) ${VERBS}|(?:can|could|may|must|should|shall|would) \\S+ be (?:re)?(?:started|stopped|killed|drained|undrained|updated|upgraded|moved|scaled|booted|spawned|rolled back))\\b`,
);
/** What is to become of a thing, or what somebody is about to do to it: said of the future, on no condition that could be looked up. */
const ABOUT_TO = led(
  `reset \\S+|make \\S+ (?:go away|disappear|vanish|die)|(?:i am|we are|im|were|i will|we will|ill|i shall) (?:just )?(?:going to|about to|planning to|gonna)? ?${VERBS}|(?:going to|about to|planning to) ${VERBS}|only ${VERBS}`,
);
/** "either restart or drain agent-3": which of the two is not said. */
const EITHER = led(`(?:either )?${VERBS} or (?:else )?${VERBS}`);
/** Operations that answer with what is or was. */
const TOLD: ReadonlySet<Plan['op']> = new Set(['list', 'count', 'aggregate', 'timeline', 'state', 'audit', 'rate', 'ratio', 'duration']);
const SO_OFTEN = /\b(?:twice|thrice|\d+ times|several times|repeatedly)\b/;
/** "stop node-4 then start it again", "restart whichever crashed last", "restore yesterday's backup". */
const WISHED_SO = led(
  '(?:restart|reboot|stop|kill|start|drain|undrain|update|upgrade) (?:which|whichever|whatever|what|\\S+ (?:first$|,? ?(?:and )?then (?:re)?start))|restore (?:\\S+ (?:to|from)|to|from|the (?:last|latest|newest)|yesterday|a)',
);
const FOR_SO_LONG = / for (?:about )?(?:\d+|an?|one|two|half an) (?:seconds?|minutes?|hours?|days?|weeks?)$/;

/** A wish that would be answered with what happened, or carried out on more than was wished for. */
export function wishedOtherwise({ tokens, text: written }: Sentence, plan: Plan): boolean {
  const text = spell(tokens);
  if (plan.op === 'action') {
    const count = (plan.params as { readonly count?: number } | undefined)?.count ?? 1;
    if (!HAS_PLACE.has(plan.verb) && plan.where?.agent !== undefined && AND_ELSEWHERE.test(text)) return true;
    return (
      NOT_ALL.test(text) ||
      SO_OFTEN.test(text) ||
      !Number.isInteger(count) ||
      (plan.verb === 'spawn' && count === 0) ||
      (count > 0 && /(?:^|\s)[-−]\d/.test(written))
    );
  }
  // Mended into another word, which asks.
  if (TOLD.has(plan.op) && /^\s*(?:please\s+)?(?:halve|double|triple)\s/i.test(written)) return true;
  if (TOLD.has(plan.op) && (SO_MANY.test(text) || SHOULD.test(text))) return true;
  if (TOLD.has(plan.op) && EITHER.test(text)) return true;
  if ((TOLD.has(plan.op) || plan.op === 'predict' || plan.op === 'simulate') && ABOUT_TO.test(text)) return true;
  if (plan.op !== 'list' && plan.op !== 'count') return false;
  if (ONE_OF.test(text) || WISHED_SO.test(text)) return true;
  const deed = DEEDS.exec(text)?.[0];
  return deed !== undefined && FOR_SO_LONG.test(text) && !ASKED_OF.test(text.slice(deed.length).trim().split(' ')[0] ?? '');
}

/** What the grid has or what happens in it. */
const isAboutGrid = (item: Item): boolean =>
  item.type === 'name' ||
  (item.type === 'word' && (item.entry.event !== undefined || item.entry.status !== undefined || item.entry.target !== undefined));

const DEED_OF = /^(?:the |a )?(?:restart|reboot|stop|drain|update|upgrade|spawn|rollback) of /;
/** What a deed is on record as. */
const DONE: Readonly<Record<string, string>> = {
  restart: 'node_restarted',
  stop: 'stop_succeeded',
  drain: 'agent_draining',
  update: '@update',
  spawn: 'spawn_succeeded',
  rollback: 'update_rolled_back',
};

/** With the name first: "node-7: restart". */
const NAME_FIRST = /^[a-z0-9_.-]*[a-z][a-z0-9_.-]*(?: ,)? (restart|stop|drain)(?: ,)?(?: (?:please|pls|now|right now|asap|immediately))*$/;
const ASKED_FOR = /\b(?:please|pls|plz|kindly|now|asap|immediately)\b/i;

/** "restart of node-7", "node-7 restart": what happened to it, unless somebody says please. */
export function deedAsNoun({ tokens, text }: Sentence, plan: Plan): Plan {
  const verb = ASKED_FOR.test(text) ? NAME_FIRST.exec(spell(tokens))?.[1] : undefined;
  if (verb !== undefined && plan.op === 'list' && plan.target === 'event' && plan.where !== undefined) {
    const { event, ...where } = plan.where;
    const [target] = Object.keys(where);
    if (String(event) === DONE[verb] && Object.keys(plan).length === 3 && (target === 'node' || target === 'agent'))
      return { op: 'action', verb, target, where } as Plan;
  }
  const done = plan.op === 'action' ? DONE[plan.verb] : undefined;
  if (done === undefined || !DEED_OF.test(spell(tokens)) || ASKED_FOR.test(text)) return plan;
  const { where } = plan as { readonly where?: ListPlan['where'] };
  return { op: 'list', target: 'event', where: { ...where, event: [done] } };
}
