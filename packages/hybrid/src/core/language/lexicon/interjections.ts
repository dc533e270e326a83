import { rows } from '../phrases.ts';

/**
 * Whole clauses that are said of asking alone, before a question or after it. A row is one clause; `a|b` is either word, `a?` may be left
 * out, `*` is anything said on. A clause of these is passed over only where nothing in it may narrow the question.
 */

/** Manners: nothing in them is asked, whatever they go on to say. */
export const MANNERS: readonly string[] = rows(`
  i? am? so|very? sorry *
  my? apology|apologies|apologise|apologize *
  forgive|excuse *
  pardon me?
  pardon my *
  kind|best|warm? regards|wishes *
  with kind|best|warm? regards|wishes *
  best *
  sincerely yours?
  yours *
  cheers *
  many|a|big|huge? thousand|million? thanks|thank|thx|ty *
  much|greatly|highly appreciated|obliged
  i keep forgetting|losing *
  i? am? not sure if|whether|i|that|this|how *
  thinking about|of *
  need|needed it|this|that for *
  dear *
  greetings|hello|hi|hey *
  good morning|afternoon|evening|day|night *
  as part of *
  i|we just|really|only? need|want it|this|that|them in|for|by|before *
  kind|humble|friendly|small|quick|urgent request
  sent|typed|written|dictated from|on my the? *
`);

/** The rest of what is said of asking alone. */
export const INTERJECTIONS: readonly string[] = rows(`
  that|this|it is|was very|really|super|so|quite|extremely? helpful|useful|great|good|nice|clear|kind|interesting
  seriously|honestly|urgent|urgently|best|asap|anyway|whatever|fine|great|perfect|good|nice|cool|awesome|excellent|interesting|understood
  right|alright|okay|ok|so|well|yes|yeah|sure|hm|hmm|hmmm|huh|um|umm|uh|uhh|ha|haha|lol|yikes|jeez|man|boy|damn|sigh|wow|ugh|ugh|argh|argh
  i? need|needed it|this|that|them|these for|by|before|asap|to|in *
  help me|us?
  not to mention|worry|bother|sound|be|nag|rush|complain|brag|pressure|alarm|stress|interrupt|offend|repeat *
  no rush|hurry|worries|pressure|idea|clue|offense|offence|kidding|joke|need|stress *
  not urgent|sure|important|kidding|joking
  not that it matters but?
  please? be quick|honest|brief|precise|fast|gentle|kind|patient|thorough|careful *
  please hurry|help|respond|reply|answer|advise *
  hurry *
  appreciated
  just|only|merely|simply? just|only|merely|simply? curious|asking|wondering|checking|trying|looking|preparing|writing|planning|reading|working|investigating|debugging|getting|thinking|sitting|calling *
  just|only|merely|simply? making sure *
  just|only|merely|simply? following|catching up *
  just|only|merely|simply? reaching out *
  just|only|merely|simply? double checking *
  out of curiosity|interest
  out of the blue
  random question|thought
  one|another more|last|quick|other? thing|question|one *
  next|last|new|first|final|second|third one|question|thing|topic|point|item *
  long story short
  quick|simple|small|short|dumb|stupid|silly|weird|basic|easy|urgent|burning|serious|honest|fair one|question|thing|check|request
  by the way
  btw|fyi|eli5|tldr|tl|dr|q|a|b|question
  tl dr
  for what it is worth
  to be honest|clear|fair|sure|precise|exact
  as always|usual|ever|promised|discussed|requested|mentioned|agreed
  looks|sounds|seems|feels bad|weird|odd|off|strange|wrong|good|fine
  looks|sounds|seems|feels like *
  in short|brief
  you know
  believe it or not
  god knows
  what a day|mess|night|week|morning
  long day|night|week
  oh well|dear|my|no|god|man|boy *
  come on
  never mind that
  got it
  i see
  listen *
  look here?
  see|say
  hear me out
  mind you
  guess what
  been on|away|out|off|in|sick|busy|there|looking|staring|trying|asked *
  just? back|home|in from *
  just? got|came|woke|returned|joined|started|landed|arrived *
  my memory *
  answer|reply|respond briefly|quickly|honestly|shortly|fast|carefully|please
  keep it short|brief|simple|precise
  make it short|brief|quick
  short|quick|brief|one-line|straight answer please?
  one line|sentence|word|number is enough
  a line|sentence|word|number is enough
  one line|sentence|number please
  just|only the facts|number|numbers|answer please?
  exact|precise numbers|figures? please?
  anything helps
  think hard|carefully|twice
  take your time
  let me start|begin|finish with *
  let us start|begin|finish with an easy|simple|quick one|question
  step|part|point|item|question one|two|three|four|five|1|2|3|4|5
  voice|side note
  note to self
  from my phone|mobile|bed|car|train
  re|subject|topic incident|outage|question|status
  between meetings
  between two meetings
  on my|the way to|home|back *
  as the new guy|girl|person|one|hire here?
  as a newbie|beginner|newcomer here?
  on behalf of the|a|my customer|client|boss|team|board|manager
  speaking for the|a|my customer|client|boss|team|board
  follow-up for|on the ticket|call|meeting|mail|email
  per the|our runbook|playbook|checklist|ticket|policy
  according to the|our runbook|playbook|checklist|policy i|we? must|have|need|should? to? check?
  the runbook|playbook|checklist says|asks *
  in preparation for|of the|our|a|my meeting|review|audit|call|standup|board|postmortem
  for a paper|thesis|talk|blog|demo|training|class|course|lecture|homework|project
  for my|our paper|thesis|talk|blog|demo|training|class|course|lecture|homework|project|studies|research
  no laptop
  and be quick about it
  i promise this|it is the last one|question|time
  i|we just|really|only? need|want one|a|the? single? headline|simple|quick|rough|exact|short? figure|number|answer|line|list|overview
  do not ask me? why?
  do not ask
  believe|trust me
  old habits die hard
  just|only? a hunch|guess|thought|feeling|theory|suspicion
  one|a slide|page|line|number|sentence|paragraph only|max|maximum?
  quiet|busy|long|slow|calm|rough shift|night|day|morning|week|evening so? far?
  new on this|the shift|team|job
  no time
  making|getting|fetching|drinking tea|coffee|lunch
  deploy|release|meeting|call|demo in 5|ten|10|five|15|20|30 minutes|min|mins?
  i promise
  promise
  i|we will not touch|break|change|do anything
  the|my|a caller|customer|boss|client is back|here|waiting
  caller|customer|boss is back|here|waiting
  time is money|short|tight
  i am asking on behalf of my|the|our|a manager|boss|team|customer|client|colleague|director|ceo|cto only?
  paged|woken|called|pinged up? *
  still here|awake|building|working|debugging|waiting|trying|learning *
  raw numbers are fine
  so raw numbers are fine
  any format is|will fine|do
  as|in a? csv|json|excel|spreadsheet|text|pdf file|format?
  a rough|short|quick answer|number|figure|estimate is|will fine|do
  please? share
  please|kindly do the needful
  much obliged
  clock is ticking
  the clock is ticking
  i forgot *
`);
