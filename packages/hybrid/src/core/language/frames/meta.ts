import type { ExplainPlan, HelpPlan, Plan } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import type { Item } from '../sentence.ts';
import type { Frame } from './frame.ts';

const LEAD =
  /^(?:(?:so|and|but|ok|okay|well|hm|hmm|wait|hang on|hold on|please|pls|hey|hi|hello|,|now|then|um|uh|sorry|right|alright|can you|could you|would you|can i|may i|i would like to|i want to|just|really|tell me|say|also|kindly|again|um) )+/;
const TAIL =
  /(?: (?:please|pls|exactly|actually|then|for me|again|though|here|there|in detail|step by step|thanks|thank you|if i may ask|,|precisely|really))+$/;

const THAT =
  '(?:that|this|it|these|those|them|so|such|the|your|my|(?:that|this|the|your|these|those) (?:last |previous |final )?(?:number|figure|value|result|results|answer|answers|total|percentage|average|sum|count|rate|conclusion|numbers|figures|statement|claim|ratio|statistic|metric|response|reply|information|finding|thing|assertion|stuff|data))';
const WORKS_OUT =
  '(?:(?:work|worked|figure|figured)(?= (?:.* )?out\\b)|calculate|calculated|compute|computed|count|counted|derive|derived|arrive|arrived|get|got|gotten|come|came|reach|reached|determine|determined|obtain|obtained|establish|established|add|added|sum|summed|make|made|measure|measured|estimate|estimated|produce|produced|put|evaluate|evaluated|define|defined|find|found|quantify|quantified|tally|tallied)';

const CALCULATION = '(?:calculations?|computations?|formulas?|formulae|maths?|arithmetic|workings?|derivation)';

/** How an answer was made, what it rests on, and how the question was read: the whole sentence asks for that alone. */
const ABOUT: readonly (readonly [RegExp, ExplainPlan['what']])[] = [
  [
    new RegExp(
      `^how (?:exactly |precisely )?(?:(?:did|do|does|would|have|is|was|are|were|has) (?:(?:you|we|it|one|sutra|the system|the grid) )?|(?:you|we|sutra) )(?:${THAT} )?(?:been |even |actually |get |being )*${WORKS_OUT}(?: (?:out|up|at|to|with|by|together|by you|down))*(?: ${THAT})?(?: (?:out|up|at|to|together|from))*$`,
    ),
    'calculation',
  ],
  [
    /^(?:show|explain|describe|give|detail|(?:walk|take|talk|guide) (?:me|us) through|run (?:me|us) through|what (?:is|was|are|were)|can i see|let me see)(?: me| us)?(?: (?:the|your|that|this))? (?:exact |underlying |whole |full )?(?:calculations?|computations?|formulas?|formulae|math|maths|workings?|arithmetic|methods?|methodology|steps|sums)(?: (?:for|behind|of|used|you used|used for) (?:it|(?:that|this|the)(?: (?:number|figure|answer|result|percentage|value|total|rate))?))?$/,
    'calculation',
  ],
  [
    /^(?:what|which) (?:formula|method|calculation|maths?|computation|methodology|arithmetic)(?: (?:did|do|have) you (?:use|used|apply|applied)| (?:is|was) (?:that|this|it|used|behind (?:that|this|it))| lies behind (?:that|it|this))*(?: (?:for (?:that|this|it)|there|here))?$/,
    'calculation',
  ],
  // "I do not see how you got to that number; the calculation, please."
  [
    new RegExp(
      `^how (?:exactly )?(?:did |do )?(?:you|we|sutra) (?:ever |even )?${WORKS_OUT}(?: (?:out|up|at|to|by))*(?: ${THAT})(?: ,)? (?:show |give |explain )?(?:me |us )?(?:the|your|that) ${CALCULATION}$`,
    ),
    'calculation',
  ],
  [
    new RegExp(
      `^(?:the |your |its |that |exact |full |whole |underlying |precise )*${CALCULATION}(?: (?:behind|for|of|used for|underlying|under) ${THAT})?$`,
    ),
    'calculation',
  ],
  [/^(?:why is|why was) (?:that|this|it|the (?:number|figure|result|value|total)) (?:that|so) (?:high|low|big|small)$/, 'calculation'],
  [
    /^are you (?:really |quite |absolutely |completely |totally |very |100% |that )?(?:sure|certain|positive|confident)(?: (?:about|of|on) (?:that|this|it)| (?:that|this) is (?:right|correct|true|so))?$/,
    'evidence',
  ],
  [/^(?:how|why) (?:can|could|should) (?:you|i|we) be (?:so )?(?:sure|certain|confident)(?: (?:about|of) (?:that|this|it))?$/, 'evidence'],
  [
    /^how (?:certain|sure|reliable|accurate|trustworthy|solid|confident|believable|good) (?:is|are|was) (?:that|this|it|these|those|you|your (?:answer|number|numbers)|the (?:answer|number|numbers|data))(?: (?:about|of) (?:that|this|it))?$/,
    'evidence',
  ],
  [/^(?:and )?you know (?:this|that|it) (?:how|from where|because)$/, 'evidence'],
  [
    /^(?:sure |and |but |so |well )*how (?:would|could|can|do|did|should) (?:you|one|anyone|it) (?:even |possibly |really |actually |ever )*(?:know|tell|find out|determine|establish|see)(?: (?:this|that|it|so))?$/,
    'evidence',
  ],
  [
    /^where (?:is|are|was|were|does|do|did|has|have) (?:that|this|it|these|those|your (?:data|numbers|answer)|the (?:data|numbers|number|answer))(?: (?:come|coming|came|taken|from|drawn|sourced))+$/,
    'evidence',
  ],
  [/^(?:really|seriously|for real|honestly|you sure|sure about that|no way|is it really|says who)$/, 'evidence'],
  [/^(?:is|was) (?:that|this|it) (?:really |actually )?(?:correct|right|true|accurate|reliable|for sure|so|certain|a fact)$/, 'evidence'],
  [
    /^(?:can|should|may|could|do) (?:i|we) (?:really )?(?:trust|believe|rely on|count on|depend on) (?:that|this|it|you|your (?:answer|number|numbers))$/,
    'evidence',
  ],
  [
    new RegExp(
      `^(?:(?:can|could|would) you )?(?:prove|verify|substantiate|justify|support|back up|back|document|corroborate|confirm|demonstrate) ${THAT}(?: up)?(?: with (?:evidence|data|facts))?$`,
    ),
    'evidence',
  ],
  [
    /^(?:where|what|which|show(?: me)?|give(?: me)?|do you have|have you got|have you|is there|got|let me see|any|i want to see|i need)(?: (?:is|are|was|were))?(?: (?:the|your|any|some|a))? (?:hard |actual |real |concrete |supporting |solid |underlying |further )?(?:proof|evidence|sources?|basis|facts|backing|justification|grounds|reference|references|citations?|supporting (?:events|data|evidence))(?: (?:do|does|did) (?:you|it|that|this) (?:have|use|got)| is there)?(?: (?:for|behind|of|to support) (?:that|this|it|your (?:answer|claim|statement)|saying (?:that|so)))?$/,
    'evidence',
  ],
  [
    new RegExp(
      `^(?:on |from )?(?:what|which)(?: (?:events?|data|records?|facts|information|logs?|evidence|source|sources|grounds|basis|rows))?(?: (?:is|are|was|were|do|does|did))(?: you)? ${THAT}?(?: ?you)? ?(?:(?:based|founded|resting|grounded|built|rest|base|come|taken|derived|drawn)(?: ${THAT})?(?: (?:on|upon|in|from))?)$`,
    ),
    'evidence',
  ],
  [/^(?:on )?(?:what|which) (?:grounds|basis)(?: (?:do|did|can) you (?:say|claim|think|state|believe) (?:that|so|this))?$/, 'evidence'],
  [
    /^(?:where|how) (?:did|do|does|have) (?:you|that|this|it|these|your answer|that number|the number|that figure|this number)(?: even)? (?:get|got|take|find|found|know|learn|come|pull|have|obtain)(?: (?:that|this|it|all that|your (?:data|information|numbers)|the (?:data|information|number|numbers|figures)))?(?: (?:from|for sure|for certain|about))*$/,
    'evidence',
  ],
  [
    /^what makes you (?:so |that )?(?:say|think|believe|claim|sure|certain|conclude|confident|assume)(?: (?:that|so|this|it|of that|about that))*$/,
    'evidence',
  ],
  [
    /^(?:why|how come) (?:do|did|would|are|should) (?:you|i|we) (?:say|think|believe|claim|conclude|sure|so sure|so certain|trust)(?: (?:that|so|this|it))*$/,
    'evidence',
  ],
  [
    /^(?:which|what) (?:events|records|data|rows|facts|entries|logs)(?: (?:is|are|were|was|did|do|does|have))?(?: (?:you|that|this|it|the answer|your answer))?(?: (?:use|used|look at|looked at|support|supports|back|backs|behind|underlie|prove|proves|show|shows|rest on|consider|considered))+(?: (?:that|this|it|up|the answer|your answer|for (?:that|this)))*$/,
    'evidence',
  ],
  [
    /^(?:what|how) (?:exactly |precisely )?(?:did|do|have|was|were|is)(?: (?:you|my (?:question|request|words|query)|that|this|it))?(?: (?:just|even|actually))?(?: (?:understand|understood|read|interpret|interpreted|parse|parsed|make of|take|taken|hear|heard|think|thought|assume|assumed|get))+(?: (?:me|my (?:question|request|words|query)|from my (?:question|words)|that|this|it|the question|what i (?:said|asked|meant|wrote)|i (?:said|asked|meant|wanted|mean|was asking|am asking|wrote)(?: (?:for|about))?|to mean|by (?:that|my question)|as|of (?:that|it|my question)))*$/,
    'reading',
  ],
  [
    /^(?:what|which) (?:query|filters?|plan|search|question|conditions?|criteria|period|time range|timeframe)(?: (?:exactly|precisely))? (?:did|have|do|are|were) you (?:run|use|used|answer|answered|execute|executed|apply|applied|look at|search|assume|assumed|using|running|take|make)(?: (?:for (?:that|this)|there|from (?:that|it|my question)|of (?:that|it)))?$/,
    'reading',
  ],
  [
    /^(?:did|do|have) you (?:even |really |actually )?(?:understand|understood|get|read|parse)(?: (?:me|my question|that|what i (?:said|asked|meant)))+(?: (?:right|correctly|properly))?$/,
    'reading',
  ],
  [
    /^(?:show|explain|tell)(?: me| us)? (?:your|the) (?:plan|reading|interpretation|understanding|query|parse)(?: of (?:that|my question|it))?$/,
    'reading',
  ],
];

const ASKABLE = '(?:questions?|things?|stuff|queries|topics?|requests?|information|info|subjects?|something|it all)';
const KINDS = '(?:all )?(?:the )?(?:various |different |possible |available |other )?(?:kinds?|sorts?|types?|classes|categories|forms)';
const ABLE =
  '(?:can|could|may|might|should|do|does|am|are|is|will|would) (?:i|you|we|one|it|this|this thing|the system|the grid|sutra|somebody|people)(?: (?:be able|able|be|also|all|currently|actually|even|allowed|capable|of|to|here))*';

/** What can be asked, what is recorded, what can be filtered by, what can be wished for. */
const TOPICS: readonly (readonly [RegExp, NonNullable<HelpPlan['topic']>])[] = [
  [
    /^what (?:are|would be) (?:some|a few|the|good|useful|typical|possible)(?: (?:of the|good|useful|other))* (?:things|questions|examples|queries)(?: (?:that )?(?:i|we|one|people) (?:can|could|may|might|should) (?:ask|say|find out|query)(?: (?:you|about|here))*)?$/,
    'questions',
  ],
  [/^(?:show|tell|explain to)(?: me| us)? what (?:i|we|one) (?:can|could|may|should) ask(?: (?:you|here|about))*$/, 'questions'],
  [
    /^(?:what|which) (?:kinds?|sorts?|types?|classes|categories) of events? (?:do|are|can|does|is|have|exist)(?: (?:you|it|the grid|sutra|know|record|recorded|keep|kept|about|of|track|understand|exist|support|there|be|asked|ask|i|we|store|stored|handle))*$/,
    'events',
  ],
  [
    new RegExp(
      `^(?:(?:what|which|whose)(?: (?:all|else|other|exactly))?(?: ${KINDS} of)?(?: ${ASKABLE})?) ${ABLE} (?:do|doing|done|help|helping|answer|answering|tell|telling|offer|support|handle|know|understand|ask|asking|show|find out|learn|say|query|assist|good (?:for|at)|capable of|explain|respond|inquire|enquire|make|put|pose|raise|send|direct)(?: (?:with|about|me|us|you|of|to|for|at|here|from|in here|on|out|this|it|anyway))*$`,
    ),
    'questions',
  ],
  [
    /^what (?:are|is) (?:you|this|it|this thing|this tool|this box|this field|sutra)(?: (?:good|meant|made|there|able to do|capable of))*(?: (?:for|at|about|exactly|thing))*$/,
    'questions',
  ],
  [
    /^(?:how|in what way|in which way) (?:can|could|do|may|might) you (?:be of )?(?:help|assist|assistance|service|support)(?: me| us)?(?: with (?:this|that|my work))?$/,
    'questions',
  ],
  [
    /^how (?:do|does|can|should|would|could) (?:i|we|one|you|this|it|this thing|this tool)(?: best)? (?:work|use|ask|start|begin|get started|talk|talk to|function|query|operate|phrase)(?: (?:this|it|you|with|this thing|this tool|questions?|a question|things|with this|with you|to you|something|started|my questions?))*$/,
    'questions',
  ],
  [
    /^(?:give|show|list|provide|suggest|offer|tell)(?: me| us)? (?:some |a few |several |a couple of |any |the |an |me )*(?:examples?|sample|example|samples|suggestions?|ideas|possible)(?: (?:of )?(?:questions?|queries|things|what (?:i|one) can ask|requests?|(?:questions |things )?(?:i|one|we) (?:can|could|may) ask(?: you)?))*$/,
    'questions',
  ],
  [
    /^(?:i am|we are|im) (?:new|lost|stuck|a beginner|a newbie|new here|new to this)(?: (?:here|to this|to you))*(?: ,)?(?: (?:please|can you|could you))* help(?: me)?$/,
    'questions',
  ],
  [
    new RegExp(
      `^(?:(?:what|which|list|show|show me|name|tell me|give me|enumerate) )(?:me )?(?:${KINDS} of |all |all the |the |every )*(?:event|events|event types?|event kinds?|types? of events?|happenings)(?: types?| kinds?| names?)?(?: (?:are|is|can|could|may|do|does|get|exist|there|you|it|sutra|the grid|the system|we|i|be|to|have|has))*(?: (?:exist|there|recorded|tracked|occur|happen|know|record|track|logged|stored|log|store|collected|collect|available|captured|capture|emit|emitted|supported|support|known|defined|possible|appear|ask about|watch|see|search|find|query))+(?: (?:of|about|for|here|at all|in the grid|on the grid|to me))*$`,
    ),
    'events',
  ],
  [
    new RegExp(
      `^(?:list|show|show me|name|give me|enumerate|tell me)(?: (?:all|all the|the|every|me))*(?: ${KINDS} of events?| (?:event types|event kinds|kinds of event|types of event))(?: (?:please|you (?:know|record|track|have)|there are|that exist))*$`,
    ),
    'events',
  ],
  [
    /^what (?:all )?(?:do|does|is|are|gets?|can) (?:you|it|the grid|sutra|the system|being|be)?(?: ?(?:actually|being|all))? ?(?:record|log|track|store|capture|collect|remember|monitor|recorded|logged|tracked|stored|captured|collected|monitored)(?: (?:here|by you|by the grid|by sutra|in the grid|about (?:us|the grid)))?$/,
    'events',
  ],
  [
    /^(?:(?:by|on|with|for) )?(?:what|which|list|show|show me|name|tell me)(?: (?:all|all the|the|are the|me the|other))? (?:fields?|attributes?|properties|columns?|dimensions?|filters?|criteria|labels and fields|conditions|parameters)(?: (?:can|could|may|might|are|is|do|does|exist|there|available|you|i|we|one|be|know|have|use|used|apply|support|supported|filter|filtered|to|for|group|grouped|search|sort|narrow|query|by|on|with|in|at|filtering|queries|exists|results?|restrict))*$/,
    'fields',
  ],
  [
    /^(?:what|how) (?:else )?(?:can|could|may) (?:i|we|one|you|results be|it be|events be) (?:filter|filtered|narrow|search|group|restrict|sort)(?: (?:by|on|with|for|results?|events?|things|it|down|everything|my questions?))*$/,
    'fields',
  ],
  [
    /^(?:what|which|list|show|show me|name|tell me)(?: (?:all|all the|the|are the|other|sort of|kind of|kinds of|sorts of))* (?:actions?|operations?|commands?|verbs?|wishes|orders|interventions?|tasks)(?: (?:are|is|can|could|may|might|do|does|exist|there|you|i|we|one|be|support|supported|available|perform|performed|give|given|execute|executed|run|take|know|understand|have|able|to|allowed|possible|carry|out|use|ask|for|trigger|request|offer|do|tell|possible|issue|order|here|on|a|the|with|node|nodes|agent|agents|grid))*$/,
    'actions',
  ],
  [
    /^what (?:else |all )?(?:can|could|may|might|should) (?:i|you|we|one) (?:do|change|tell you to do|order|order you to do|command|make you do|ask you to do|let you do|have you do|control|trigger|operate)(?: (?:to|with|on|about|in|for|a|an|the|my|our|its|some))* (?:nodes?|agents?|grid|cluster|machines?|regions?)$/,
    'actions',
  ],
  [/^what (?:can|could|may) (?:i|we|one) (?:tell|order|command|make|have|ask|let|instruct) you (?:to )?do(?: for me)?$/, 'actions'],
];

const HOW_TO =
  /^(?:how (?:would|do|does|should|could|can|might) (?:i|we|you|one|somebody) go about|(?:how|where) (?:(?:do|can|could|would|should|might|does) (?:i|we|you|one|somebody|anyone)|to)|(?:explain|show me|tell me|describe|teach me|i want to know|i would like to know|i do not know|can you explain|could you explain|do you know) how (?:to|do i|i can|can i|one can|i could|i should|we can|do we|one could)|(?:what|which) (?:is|are|would be|was) (?:the|a) (?:right |correct |proper |best |exact )?(?:command|way|syntax|procedure|process|wording|steps|phrase|method|verb) (?:for|to|of)|(?:what|which) (?:commands?|verbs?|words?|phrases?|syntax) (?:do|can|should|would|must|could) (?:i|we|you|one) (?:use|type|say|run|give|enter|need|write|issue) (?:for|to|when|in order to)|what (?:do|should|must|can|could|would) (?:i|we|you|one) (?:type|say|enter|write|run|do|need) (?:to|in order to|for)|is there a (?:command|way) (?:to|for)) /;

const TO_DO =
  /^(?:stop(?:ping)?|kill(?:ing)?|terminat(?:e|ing)|halt(?:ing)?|shut(?:ting)? down|restart(?:ing)?|reboot(?:ing)?|bounc(?:e|ing)|drain(?:ing)?|undrain(?:ing)?|updat(?:e|ing)|upgrad(?:e|ing)|roll(?:ing)? back|rollback|revert(?:ing)?|downgrad(?:e|ing)|scal(?:e|ing)|mov(?:e|ing)|migrat(?:e|ing)|relocat(?:e|ing)|back(?:ing)? up|restor(?:e|ing)|start(?:ing)?|spawn(?:ing)?|launch(?:ing)?|add(?:ing)?|creat(?:e|ing)|cancel(?:l?ing)?|confirm(?:ing)?|deploy(?:ing)?|take (?:a|an) backup|put \S+ (?:back|into)|take \S+ (?:out|off)) /;

/** "how do I restart a node?": what can be wished for, not how often it happened. */
function howTo(clause: Clause, text: string): Plan | undefined {
  const said = HOW_TO.exec(`${text} `)?.[0];
  if (said === undefined || clause.periods().length > 0 || !TO_DO.test(`${text} `.slice(said.length))) return undefined;
  clause.use(...clause.items);
  return { op: 'help', topic: 'actions' };
}

/** The whole sentence, and without what leads into it and out of it. */
function bare(clause: Clause): readonly string[] {
  const text = clause.tokens.map((token) => token.text).join(' ');
  const end = text.replace(TAIL, '');
  return [
    end.replace(LEAD, ''),
    end,
    end.replace(/^.*?\b(?:explain|show me|tell me|describe|i wonder|i want to know|i would like to know) (?=how |what )/, ''),
  ];
}

/** Talk about asking itself: how an answer came about, what can be asked. */
export const meta: Frame = {
  name: 'meta',
  weight: 20,
  read: (clause) => {
    if (clause.tokens.length > TALK_WORDS_MAX) return listed(clause);
    const texts = bare(clause);
    const how = howTo(clause, texts[0] as string);
    if (how !== undefined) return how;
    const said = ([pattern]: readonly [RegExp, string]): boolean => texts.some((text) => pattern.test(text));
    const topic = TOPICS.find(said)?.[1];
    const what = topic === undefined ? ABOUT.find(said)?.[1] : undefined;
    if (what === undefined && topic === undefined) return listed(clause);
    if (clause.items.some((item) => item.type === 'name' || item.type === 'period' || item.type === 'lost' || item.type === 'quote'))
      return undefined;
    clause.use(...clause.items);
    return what === undefined ? ({ op: 'help', topic } as HelpPlan) : { op: 'explain', what };
  },
};
/** Words of talk about asking, at most. */
const TALK_WORDS_MAX = 18;

/** Said in a phrase of the lexicon. */
function listed(clause: Clause): Plan | undefined {
  const about = clause.words('about')[0];
  const topic = clause.words('topic')[0];
  const rest = clause.items.filter(
    (item) => item !== about && item !== topic && (meaning(item) || (topic !== undefined && isMark(item, 'not', 'never'))),
  ).length;
  if (about !== undefined && rest === 0) {
    clause.use(...clause.items);
    return { op: 'explain', what: about.entry.about } as ExplainPlan;
  }
  if (topic !== undefined && rest === 0 && !(/^help|^manual|^examples$/.test(topic.phrase) && clause.items.length > 4)) {
    clause.use(...clause.items);
    return { op: 'help', topic: topic.entry.topic } as HelpPlan;
  }
  return undefined;
}

const meaning = (item: Item): boolean =>
  item.type === 'name' ||
  item.type === 'period' ||
  item.type === 'number' ||
  (item.type === 'word' &&
    (item.entry.metric !== undefined || (item.entry.event !== undefined && item.entry.filler !== true)) &&
    item.entry.topic === undefined &&
    item.entry.about === undefined);
