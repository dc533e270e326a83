import { rows } from '../phrases.ts';

/**
 * What people say before they ask and after it, of asking alone: passed over wherever it is set off, before anything else is read. A row is
 * one phrase; `a|b` is either word, `a?` may be left out. None of these narrows a question or turns a wish.
 */

/** Said first, and set off by a comma, a colon, a dash or a full stop. */
export const SAID_FIRST: readonly string[] = rows(`
  for our|my|the|a|an|this|next dr|disaster-recovery|capacity|migration|customer|product|quarterly|holiday|sales|board|security? launch|plan|planning|drill|exercise|campaign|sale|event|demo|migration|audit
  hats|cap|hat off to
  kudos|props|respect|applause|bravo to
  i|we do not care|mind which kind|one|ones?
  btw|fyi|fwiw|asap|urgent|urgently|important|listen|look|see|say|question|query|request|actually|basically|honestly|seriously|frankly|help|ping
  by the way
  while i have|got you here?
  while|since you|we are at it|this
  let me|us start|begin|finish|end with a|an|another easy|simple|quick|small|short|last one|question
  tl dr
  for what it is worth
  look|listen here
  now look|listen|then
  real|super|really|very quick|quickly
  sutra|@sutra|@grid|@bot|computer|assistant|bot
  my|the|our? next|second|third|last|final|another|other|new|quick|short|small|simple|silly|dumb|stupid|basic|random|weird|odd|honest|serious|urgent|important question|one|thing|query|request|topic
  a|one|just more? quick|short|small|simple|silly|dumb|stupid|basic|random|weird|odd|last|final|other? question|thing|one|query|request|check
  just one question|thing
  and? another|other|one? last|more? thing|question|one
  quick? sanity|quick|double|spot check
  let us see|start|think
  let me think|see|ask
  remind me
  out of interest|curiosity
  not urgent|important but?
  no rush|hurry|pressure|stress|worries but?
  when|whenever you get|have|find a chance|moment|minute|second|sec|min
  when|whenever you can
  if possible|ok|okay
  if it|that is not too much trouble|bother|effort|work
  if it|that is ok|okay|alright|fine|possible
  if you can|could|please|would
  if you do not mind
  if i may ask?
  may|can|could i ask you? something|this?
  may|can|could i ask you? a quick|short? question
  i have|had|got a|one|another quick|short|small|simple|silly|dumb|stupid|last|other? question
  i have|got one more? question?
  here is my|a|the|another question|one
  here goes
  my|the question is?
  my|the|our boss|manager|lead|director|cto|ceo|team|customer|customers|client|auditor|colleague just|also? asks|asked|wonders me?|us?
  a|my|the|our? boss|manager|lead|director|cto|ceo|team|customer|client|auditor|colleague wants|needs to know
  a|my|the|our? boss|manager|lead|director|cto|ceo|team|customer|client|auditor|colleague is|keeps asking|wondering|curious me?|us?
  people|customers|clients|colleagues are|keep asking|wondering me?|us?
  someone|somebody|everyone|everybody is|keeps|just asking|asked|asks|wondering me?|us?
  just? asking for a friend|colleague|customer|client|coworker|teammate|mate
  help me|us out|here|please?
  for the|my|our|a|this postmortem|post-mortem|retro|handover|incident|rca|newsletter|standup
  for the|my|our|a weekly|monthly|daily|incident|status|quarterly report|review|summary|meeting
  to be precise|exact|clear|specific|sure|honest|fair|safe|brief
  in short|brief|particular
  long story short
  im|i? am? just|merely|simply|really|genuinely? curious|wondering
  fyi? i am new here
  fyi? im new here
  i am new to this
  im new to this
  new|newbie|noob|rookie|beginner here|question?
  hear me out
  bear with me
  forgive|pardon|excuse me
  you know what
  tell me something|this|that|one
  tell me one thing
  just? to be sure|certain|safe
  just? to check|confirm
  just? to make sure
  on a|an|another other|different|side|unrelated? note|topic|subject
  changing the? topic|subject
  speaking of which
  it is? me again
  back again
  once more|again
  hang|hold on a? second|sec|minute|moment?
  wait a second|sec|minute|moment
  one sec|second|moment|minute please?
  right|righto|alright|okay|ok|well|good|great then|so?
  not sure if|whether you can tell|answer|know|help this|that|me?
  not sure who to ask but?
  oh|ah|ok|okay? good|great|grand|nice|cool|perfect|excellent|awesome|super|lovely|brilliant|splendid|marvellous|wonderful|smashing|fantastic|capital|understood|noted|thanks|cheers|interesting|hmm|aha|righty
  much|greatly obliged
  very|jolly good|well|nice
  sir|madam|sirs|bro|dude|mate|buddy|guys|folks|friend|boss|chief|doc
  got it
  makes sense
  i see
  thanks|thank you? for that
  hello|hi|hey|howdy|greetings|morning|evening|afternoon|dear grid|sutra|bot|assistant|all|team|everyone|folks|there|again|friend|friends|mate|buddy|guys|support|ops?
`);

/** The same, where what was set off stands behind a "but": "not urgent but which nodes crashed". */
export const SAID_BEFORE_BUT: readonly string[] = rows(`
  not urgent|important
  no rush|hurry|pressure|stress|worries
  sorry
  sorry to bother|disturb|interrupt you?
  not sure who to ask
  i am new here
  i may|might be wrong
  stupid|dumb|silly|random|weird question
`);

/** Asks to be told, straight before a question word other than "when": "tell me when it crashes" is to come. */
export const ASKS_TO_BE_TOLD: readonly string[] = rows(`
  please|kindly|pls? can|could|would|will|can't|couldn't you|someone|anyone|anybody|somebody please|kindly|maybe|perhaps|quickly|just? tell|show|inform|remind|explain|say me|us|to|for? me|us? exactly|precisely|again|please?
  please|kindly|pls? can|could|would|will you please|kindly|maybe|quickly|just? find out|figure out|check|look up|see for|me|us?
  please|kindly|pls? can|could|would|will you please|kindly|maybe|quickly|just? find|figure|work out for? me|us?
  please|kindly|pls? tell|inform|remind|show me|us exactly|precisely|again|please|quickly?
  please|kindly|pls? state|report|say|specify|indicate|clarify|establish|determine exactly|precisely?
  please|kindly|pls|i|we? need|want|would|like|have|am|are|trying|able|trying? to to? find|figure|work out
  please|kindly|pls|just? find|figure|work out for|me|us?
  help me|us to? find|figure|work out
  please|kindly|just? help me|us to? understand|see
  i|we just|only|really|also|still|simply? want|wanted|need|needed|wish|would|like like? to know|see|understand|learn|hear exactly|precisely?
  i|we am|are|was|were? just|only? wondering|curious|asking|trying to see
  i|we am|are|was|were? just|only? wondering|curious|asking
  i|we would be interested to know|see
  the|our|my|a external|internal|risk|audit|steering|security|compliance|executive|advisory|finance|financial|chief|senior|new|regional|shift|team|tech|duty|product|project|account|support|night? committee|board|auditor|auditors|boss|manager|lead|leader|director|officer|team|customer|client|regulator|inspector|department|supervisor|controller|architect|management asks|asked|wonders|wondered|inquires|enquires|demands|insists|wants|needs|is|are|keeps|would like|just? asking|wondering|curious|to|on? know|knowing|hear|hearing|learn|learning|me|us?
  i|we have|had been asked
  i am not|unsure sure|certain?
  i|we do not know|remember|recall|see
  i forgot|forget
  do|does|did you|we|they|anyone|anybody|somebody|someone happen|even? to? know|remember|recall
  would|might you happen to? know
  anyone|anybody|somebody|someone know|knows|remember|remembers
  any idea|clue|ideas
  have you any idea
  do you have any idea
  let me|us know
  it would|might be good|nice|great|useful|helpful|interesting to know
  what i|we want|need|wanted|wish|like|would like? to know is|,
  what interests me is
  the|my|our question is|was|remains
  is it known|recorded|clear
`);

/** Said last. */
export const SAID_LAST: readonly string[] = rows(`
  , in order of time?
  in order ,? please
  , with its|their|the length|lengths|duration|durations
  , tell me|us its|their|the name|names
  , in chronological|temporal|time order
  , starting|effective right|straight away|now
  , effective|starting immediately
  , starting now
  , and nothing|nobody|none else
  , which one|ones|agent|node|region|user? is|are|was|were it|that|they|those
  , as counts|numbers|figures
  , going|judging by their|its|the heartbeat|heartbeats
  , going|judging by the current? trend|trends|rate|pace|growth
  without telling|asking|informing|warning|notifying anyone|anybody|us|me|somebody|someone
  for their|his|her|its record|records|report|reports|files|books|ticket|paperwork
  , do that|it|this please|now?
  , name them|these|those
  , both|all days|dates|ends|day|date included|inclusive|inclusively
  ,? and leave|keep all|the? others|other|rest ones? as they|it are|is
  ,? and leave|keep all|the? others|other|rest ones? alone|untouched|running
  for the|our|my|a|an sla|board|management|weekly|monthly|quarterly|status|incident|customer|audit|ops|team|shift|handover|capacity? sheet|report|slide|slides|deck|presentation|review|minutes|wiki|records|books|file|files|newsletter|spreadsheet|mail
  please|pls|kindly|plz share
  lol|haha|lmao|rofl|pls|plz|please|kindly|asap|urgent|urgently|exactly|precisely|specifically|actually|though|tho|sorry|cheers|ta
  many|a|big|huge? thanks|thank|thx|ty|tnx|thks you? so|very? much|again|everyone|team|all|mate|man|folks?
  many|a|big|huge? thanks|thank|thx|ty you? so? very? much? in advance
  thanks a lot|million|bunch|ton
  please|pls|plz and|n thanks|thank|thx|ty you?
  as soon as you can
  as soon as possible
  right away
  should|must|shall|ought to? be listed|shown|displayed|reported|presented|enumerated|given|provided
  are|is to be listed|shown|displayed|reported|presented|enumerated|given|provided
  in case they|he|she|anyone|somebody|someone|people ask|asks|wonder|wonders
  in case i|we am|are asked
  if possible
  if at all possible
  if you please|can|could|would|will
  if you do not mind
  if it|that is not too much trouble|bother|effort|work
  if it|that is possible|ok|okay|alright
  if it is not too much to ask
  if you have|get a? time|minute|moment|second|sec|chance
  when|whenever you get|have|find a? time|chance|moment|minute|second|sec|min
  when|whenever you can
  if i may ask?
  may i ask
  would|could|will|can you please|kindly?
  would you mind
  any chance you know
  by any chance
  , any idea|ideas|clue|clues
  , do you|we|they know
  , do you happen to know
  , does anyone|anybody know
  , anyone|anybody know|knows
  , you know|reckon
  , can|could|would|will you tell|show|say me|us?
  , ok|okay|alright
  just asking|curious|wondering|checking
  i wonder
  im|i? am? just? curious|wondering|asking
  asking for a friend|colleague|customer|client|coworker
  that is all
  that is my|the question
  that is all i want to know
  that is all i want|need
  that is all i need to know
  in|across|throughout the|our|my whole|entire? grid|fleet
  my|the|our boss|manager|lead|director|cto|ceo|team|customer|client|auditor|colleague is asking|waiting
  my|the|our boss|manager|lead|director|cto|ceo|team|customer|client|auditor|colleague asks|asked
  my|the|our boss|manager|lead|director|cto|ceo|team|customer|client|auditor|colleague wants|needs to know
  no rush|hurry|pressure
  not urgent
  it is? urgent
  out of interest|curiosity
  for real
  for the standup
  for the|our file|files|record|records|minutes|books|audit|report
  for my report
  for me
`);

/** Ways to ask a favour: the favour itself follows. */
export const FAVOURS: readonly string[] = rows(`
  i|we hereby|kindly|now? ask|request|beg|urge|implore|instruct|command|order|direct you to please|kindly?
  might|may|can|could i please|kindly|perhaps|just|possibly? enquire|inquire|ask after|about|regarding
  might|may|can|could i please|kindly|perhaps|just|possibly? trouble|bother you for
  can|could|would|will you please? be so kind as to
  can|could|would|will you please? be so kind and
  can|could|would|will you please? be a dear|darling|sweetheart|star|gem and
  can|could|would|will you please? do me|us a favor|favour and
  please? be a dear|darling|sweetheart|star|gem and
  please? be so kind as to
  please? be so kind and
  please? do me|us a favor|favour and
`);
