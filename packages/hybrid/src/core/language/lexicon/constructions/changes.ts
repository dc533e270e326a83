import type { ConstructionRow } from '../../constructions.ts';

const AGAINST = 'vs|versus|against|to|and|with|compared_to|compared_with';
const THAN =
  'compared_to|compared_with|from|versus|vs|relative_to|than|against|since|in_comparison_to|in_comparison_with|as_compared_to|to';

/** Ways of asking what changed: between two instants, since one, around what happened. */
export const CHANGE_CONSTRUCTIONS: readonly ConstructionRow[] = [
  [
    'what differs|differed|is_different|was_different|has_changed|changed|distinguishes between the_grid|the_cluster|grid|cluster|the_fleet at|of|from|as_of? <a:time> and|vs|versus the_grid|the_cluster|grid|cluster|the_fleet|it at|of|from|as_of? <b:time> $',
    'what changed between <a> and <b>',
  ],
  ['what is|are not the_same|as_before', 'what changed'],
  ['what did|has|have not stay|stayed|remain|remained|keep the_same|as_it_was|as_they_were|unchanged|alike|identical', 'what changed'],
  // Where a figure is going.
  [
    '^ which way|direction is|are|was|were the? <x:named> heading|going|moving|trending|pointing|drifting|developing t:today|yesterday|lately? $',
    'trend of <x> <t>',
  ],
  [
    '^ is|are the? <x:named> rising|growing|climbing|increasing|going_up or falling|shrinking|dropping|decreasing|declining|sinking|going_down t:today|yesterday|lately? $',
    'trend of <x> <t>',
  ],
  [
    'is|are|was|were the? r:rate|frequency|number|count|amount of <x:happening> v:going_up_or_down|going_up|going_down|rising|falling|increasing|decreasing|growing|dropping|declining|climbing',
    'are <x> <v>',
  ],
  [
    'is|are|was|were the? <x:happening> rate|frequency|count v:going_up_or_down|going_up|going_down|rising|falling|increasing|decreasing|growing|dropping|declining|climbing',
    'are <x> <v>',
  ],
  ['v:are|is <x:happening> getting|becoming more frequent|common|often|numerous|regular', 'are <x> going up'],
  ['v:are|is <x:happening> getting|becoming less|rarer|scarcer frequent|common|often?', 'are <x> going down'],
  // A stretch of time as a whole.
  ['^ please? summarize|summarise|sum_up <t:time> please? $', 'summary of <t>'],
  ['^ handover|shift|status|situation report|summary|notes of|for|about|on <t:time> $', 'summary of <t>'],
  // A number that fell is no agent that was lost.
  ['drop|dropped|fall|fallen|fell since w:yesterday|last_week|last_month|last_year|last_quarter $', 'decreased since <w>'],
  ['how_much|by_how_much did|do|have|has <x:happening> drop|dropped|fall|fallen|fell|shrunk|declined', 'how much did <x> decrease'],
  ['^ the d:day|hour|week|weekday with the? m:most|fewest <x>', 'which <d> had the <m> <x>'],
  [
    '^ when|at_what_time did|have|has we|you|i|anyone|anybody|someone|somebody|the_master|the_grid last see|saw|seen <x:name> $',
    'when was <x> last seen',
  ],
  [
    'w:when|once|as_soon_as|if|after the? drain|draining of <x:name> is|has|was been? done|over|complete|completed|finished|ended|through',
    '<w> <x> is drained',
  ],
  ['^ is|was|has the u:update|rollout|upgrade|deployment|release been? done|over|complete|through $', 'did the <u> finish'],
  [
    '^ is|was|has|did the? drain|draining of <x:name> been? done|over|complete|completed|finished|finish|succeed|succeeded|ended|end|through $',
    'was <x> drained',
  ],
  ['w:is|are <x:named> healthier|fitter|sounder than <y:named>', '<w> <x> better than <y>'],
  // Up and down again, so many times: how often it went.
  [
    'how_often|how_many_times|number_of_times did|has|have? <x:name> go|went|gone|goes|been up_and_down|down_and_up|on_and_off|in_and_out',
    'how often did <x> go offline',
  ],
  // The only one: who they are tells whether it is.
  [
    '^ is|was <x:named> the only|sole|single|lone n:node|agent|one left? w:that|which|who|still|on|with|in|at|to|running|without|behind|affected',
    'which <n>s <w>',
  ],
  [
    '^ is|was <x:named> the only|sole|single|lone s:crashed|offline|stopped|degraded|healthy|draining|failed|running n:node|agent',
    'which <n>s are <s>',
  ],
  [
    'h:has|have|had|did delivered|posted|shown|achieved|recorded|registered|clocked|produced|scored|seen|experienced|suffered|deliver|show|see|record|suffer the? m:lowest|highest|best|worst|most|fewest',
    '<h> the <m>',
  ],
  ['how_many nodes is|are <x> carrying|hosting|holding|housing|keeping', 'how many nodes does <x> have'],
  [
    '^ put|place|set|lay|line_up <x> side_by_side|next_to_each_other|next_to_one_another|beside_each_other on|by|for|in|in_terms_of the? <y>',
    'compare <y> of <x>',
  ],
  [
    'the? longest time|period|stretch|spell? <x:name> was|stayed|remained|has_been|had_been|spent|sat|lingered in|as? s:degraded|healthy|running|draining|pending',
    'how long was <x> <s> the longest',
  ],
  ['the? longest degradation of|on <x:name>', 'how long was <x> degraded the longest'],
  [
    'those|these n:crashes|failures|restarts|outages|spawns|stops|nodes|agents|events w:that|which|whose|where|caused|due|with came|stemmed|resulted|arose from',
    '<n> caused by',
  ],
  ['n:crashes|failures|restarts|outages stemming|resulting|arising|coming from', '<n> caused by'],
  // Slower, of what is done: how long it takes.
  ...(
    [
      ['spawns|spawning|starts|starting', 'spawn time'],
      ['restarts|restarting', 'restart time'],
      ['stops|stopping', 'stop time'],
    ] as const
  ).flatMap(([doing, time]): readonly ConstructionRow[] => [
    [`are|is|were|was ${doing} c:slower|faster|quicker than`, `is ${time} longer than`],
    [`did|have|has|do|does ${doing} get|got|gotten|become slower`, `did ${time} increase`],
    [`did|have|has|do|does ${doing} get|got|gotten|become faster|quicker`, `did ${time} decrease`],
  ]),
  ['agents and how_many nodes each|they has|have|runs|hosts|holds', 'how many nodes does each agent have'],
  ['agents and the? number_of|count_of nodes on|of? each|them', 'how many nodes does each agent have'],
  // How soon after the one the other is to have been.
  [
    '<x:happening> following|after|that_follow|that_followed|which_followed <y:happening> within|inside <d> u:seconds|minutes|minute|hours|hour|days|day',
    '<x> within <d> <u> after <y>',
  ],
  [
    'how_many <x:happening> followed|follow|came_after <y:happening> within|inside <d> u:seconds|minutes|minute|hours|hour|days|day',
    'how many <x> within <d> <u> after <y>',
  ],
  ['what is|are no_longer|not as|like|the_way|how it|they|things was|were at|on|since? <t:time>', 'what changed since <t>'],
  [
    'what is? the? diff|difference|differences|delta between|of the_grid|the_cluster|grid|cluster at|from|of? <a:time> and|vs|versus|to the_grid|the_cluster|grid|cluster|it at|from|of? <b:time> $',
    'what changed between <a> and <b>',
  ],
  ['w:of|half|quarter an u:hour|minute|day|week', '<w> an <u>'],
  [
    'within|in|during|over|for the u:hour|minute|day|week r:before|after|prior_to|following|preceding <x:happening>',
    'in the 1 <u> <r> <x>',
  ],
  ['an|one u:hour|minute|day|week r:before|after|prior_to|following|preceding <x:happening>', 'in the 1 <u> <r> <x>'],
  ['w:anything|something|what touched|fiddled|tinkered|messed with? on|with|in|at <x:name>', '<w> changed on <x>'],
  [
    'compare the? s:state|states|condition|grid|cluster|fleet of? the_grid|the_cluster|the_fleet|the_system? at|from|of|between|on? <a:time> and|with|to|vs|versus|against at|from|of? <b:time> $',
    'what changed between <a> and <b>',
  ],
  [
    `diff|difference|differences|delta|deltas|compare_state|compare_the_state|compare_states|compare_the_grid|compare_the_cluster between|of|for|from|at? <a:time> ${AGAINST} <b:time> $`,
    'what changed between <a> and <b>',
  ],
  [
    `how does|did|do|has|have|is|are the_cluster|the_grid|the_fleet|the_system|it|things|everything now|today? differ|look_different|changed|different ${THAN} <t:time> $`,
    'what changed since <t>',
  ],
  [`how does|did|has|is <x:name> now|today? differ|look_different|changed|different ${THAN} <t:time> $`, 'what changed on <x> since <t>'],
  [
    `what is|looks|was|has_become different now|today|these_days? about|on|in|with|at|for <x:name> now|today? ${THAN} <t:time> $`,
    'what changed on <x> since <t>',
  ],
  [`what is|looks|was|has_become different now|today|these_days|here? ${THAN} <t:time> $`, 'what changed since <t>'],
  [`differences|deltas|diff|difference|delta ${THAN} <t:time> $`, 'what changed since <t>'],
  ['what|anything|something|which_things had|has been? changed|altered|modified|been_changed by the time', 'what changed before'],
  ['what did|has|have <x:happening> change|changed|alter|altered|modify|modified $', 'what changed after <x>'],
  ['anything|something|whats|what_is new on|with|about|at|in|for <x:name>', 'what changed on <x>'],
  [
    'changelog|change_log|delta|diff|modifications|alterations|amendments|adjustments|tweaks|deltas|edits of|for|on|to|in|at|made_to',
    'changes on',
  ],
  ['modifications|alterations|amendments|adjustments|tweaks|deltas|edits were|was|have_been made|done|applied', 'changes were made'],
  ['modifications|alterations|amendments|adjustments|tweaks before|after|around|since|preceding|following', 'changes before'],
  ['changes preceded|predated|came_before|went_before <x:single>', 'changed before <x>'],
  ['changes followed|came_after <x:single>', 'changed after <x>'],
  ['changes|changed in|during the? run-up|runup|lead-up|leadup|build-up|time_leading_up to', 'changed before'],
];
