import type { ConstructionRow } from '../../constructions.ts';

const CAUSED =
  'caused|made|triggered|provoked|prompted|sparked|induced|precipitated|produced|brought_about|set_off|led_to|given_rise_to|resulted_in|contributed_to';
const CAUSE = 'cause|make|trigger|provoke|prompt|spark|induce|precipitate|produce|bring_about|set_off|lead_to|give_rise_to|contribute_to';
const CAUSING = 'causing|making|triggering|provoking|prompting|sparking|producing|bringing_about|setting_off|leading_to|contributing_to';
const HINDERING = 'keeping|stopping|preventing|blocking|hindering|holding|holding_back|impeding|obstructing|barring|deterring';
const HINDERED =
  'keeps|kept|stops|stopped|prevents|prevented|blocks|blocked|hinders|hindered|impedes|impeded|held|holds|held_back|holds_back|hindered|barred';

/** Ways of asking for a reason, and for the reason why something is missing. */
export const CAUSE_CONSTRUCTIONS: readonly ConstructionRow[] = [
  ['v:crashes|crash that|which? with|had|have|has no cause|reason|explanation $', '<v> with unknown cause'],
  ['v:crashes|crash without a|any cause|reason|explanation $', '<v> with unknown cause'],
  ['^ what did|does <x:name> v:crash|die|fail|go_offline|go_down|fall_over from|of|through|by $', 'why did <x> <v>'],
  ['^ tell_me|show_me|find|give_me|what_is|what_was? the? origin|origins|source|root|roots of <x:happening> $', 'what caused <x>'],
  [
    '^ what went|was|had_gone wrong when|as <x:name> failed|was_unable to v:start|spawn|stop|restart|recover|come_up|update $',
    'why did <x> fail to <v>',
  ],
  // What was like it before.
  [
    'which|what|list|show|find old|older|past|earlier|previous|former incidents|events|cases|crashes|outages|failures|ones is|are|were|come|comes? closest|nearest|most_like|most_alike|most_similar to? <x:happening> $',
    'similar to <x>',
  ],
  [
    '^ did|have|has we|you|it|anyone ever? have|had|see|seen|get the same|a_similar|a_like|a_comparable sort_of|kind_of|type_of|style_of? v:crash|outage|failure|incident as|like|that <x:name> has|had|did? before|already|earlier? $',
    'similar to the <v> of <x>',
  ],
  // "no recovery of agent-4 so far, why not?"
  ['^ still? no <x:name> so_far|yet|until_now|up_to_now|as_yet|still|to_date? ,? why|how_come not? $', 'why was there no <x>'],
  ['to what is|was|were <x:happening> due|owed|attributable|ascribable $', 'what caused <x>'],
  ['how is|are|was|can <x:happening> to_be|be explained|accounted_for $', 'what caused <x>'],
  ['on what account did|does <x>', 'why did <x>'],
  ['what do|would|should you|we|i make of <x:happening> $', 'explain <x>'],
  ['how did|does|has it come|came about|to_pass|to_be that <x:happening>', 'why <x>'],
  ['get|take me|us to the bottom of <x:happening> $', 'what caused <x>'],
  ['what was|were|is|are <x:happening> caused|triggered|brought_about|provoked|prompted by $', 'what caused <x>'],
  ['what pushed|sent|tipped|drove|nudged <x:name> over the edge|cliff|brink', 'what killed <x>'],
  ['^ trace the? v:crash|outage|failure|restart of <x> to|back_to <y:happening> $', 'how is the <v> of <x> related to <y>'],
  [
    'have|has|had|did we|you|anyone|anybody ever? seen|see|had|have|met|encountered something|anything|events|incidents|crashes like|similar_to|resembling|comparable_to <x:happening> before|previously|earlier|already?',
    'similar to <x>',
  ],
  // What hinders it.
  ['understand <x:happening> $', 'explain <x>'],
  ['how is|was|can it be? possible that?', 'why'],
  ['to what|whom do|did we|i owe', 'what caused'],
  ['what happened so_that|such_that', 'why'],
  ['^ <x:single> cause|reason|causes|reasons|why $', 'what caused <x>'],
  ['what is|was up|wrong|the_matter with <x:name> not', 'why did <x> not'],
  [
    'why is|was|are|were <x:name> unable|incapable to|of v:recover|recovering|restart|restarting|come_back|coming_back|return|returning|reconnect|reconnecting|start|starting',
    'why did <x> not <v>',
  ],
  ['the? root|bottom|heart|core of the? reason|cause for|of', 'cause of'],
  ['because_of|for|from|due_to|on which|what reason|cause|grounds', 'why'],
  ['^ reason|cause <x:name> v:crash|outage|failure|restart|restarts|crashes', 'reason for <x> <v>'],
  ['^ the? reason|cause that|why? <x:name> v:is|was|are|were|has|had', 'why <v> <x>'],
  ['like im|i_am|i_was|we_are five|5|a_child|stupid|new', 'please'],
  ['r:reason|cause|reasons|causes|explanation for|of|behind the? downtime of|for|on|at', '<r> for the outage of'],
  ['root|bottom|heart|core|source of the? problem|problems|issue|trouble|matter with <x:happening>', 'cause of <x>'],
  [
    'how did we|it|the_grid|the_cluster|things get_to|end_up_with|end_up_in|arrive_at|come_to the? cluster? s:critical|degraded',
    'why is the cluster <s>',
  ],
  [
    'how did we|it|the_grid|the_cluster|things get_to|end_up_with|end_up_in|arrive_at|come_to <x:happening>',
    'what is the root cause of <x>',
  ],
  ['the? chain_of_events|chain_of_causes|causal_chain|chain_of_causality for|of|behind|that_led_to <x:happening>', 'the root cause of <x>'],
  ['why is|was|are|were not <x:name> running|up|online|back|alive again|yet|anymore', 'why did <x> not come back'],
  ['would|could|can|will someone|somebody|anyone|anybody|you care|like|be_able|be_willing to', 'please'],
  ['what is|was the? deal|matter|story|thing|catch with <x:happening>', 'what caused <x>'],
  ['what is|was up with <x:happening>', 'what caused <x>'],
  ['wherefore|whyever', 'why'],
  ['^ reason|cause|explanation <x:happening> $', 'reason for <x>'],
  ['me y', 'me why'],
  ['^ <x:happening> , what was|is its|the|that root? cause|reason|trigger|explanation|origin $', 'what caused <x>'],
  ['^ <x:happening> , what caused|triggered|provoked it|this|that $', 'what caused <x>'],
  ['where|whence did|does <x:happening> come|stem|arise|originate from?', 'what caused <x>'],
  ['what is|keeps killing|crashing|breaking|downing|felling <x:name>', 'what killed <x>'],
  ['analyse|analyze|investigate|examine|dissect <x:happening> $', 'explain <x>'],
  [
    'what|which change|changes|factors|factor|events|conditions|circumstances|things|issue|problem|event|incident|bug|error|mistake caused|led_to|triggered|provoked|contributed_to|resulted_in|brought_about|explain|explains|made',
    'what caused',
  ],
  ['how could <x:name> v:go_offline|go_down|crash|die|fail|drop_off|degrade|fall_over|stop', 'why did <x> <v>'],
  ['how did|could it come|get to <x:happening>', 'what caused <x>'],
  ['how did|could <x:happening> come_about|happen|occur|arise|come_to_be|come_to_pass $', 'what caused <x>'],
  ['underlying|actual|true|real|deeper|ultimate|technical|exact|precise c:cause|causes|reason|reasons', '<c>'],
  ['why has|have|had <x> yet to <y>', 'why did <x> not <y>'],
  [
    'why did|does|do|has|have <x:name> v:fail|fails|failed|refuse|refuses|refused|decline|declines|declined to w:recover|restart|come_back|return|reconnect|come_back_online|come_back_up|rejoin',
    'why did <x> not <w>',
  ],
  [`what is|was it that keeps|kept|stops|stopped|prevents|prevented|blocks|blocked <x> from <y>`, 'why did <x> not <y>'],
  [`what is|was|has_been|would_be|could_be still? ${HINDERING} <x> from <y>`, 'why did <x> not <y>'],
  [`what still? ${HINDERED} <x> from <y>`, 'why did <x> not <y>'],
  [
    `what is|was still? preventing|blocking|stopping|delaying|holding_up|hindering|obstructing the? recovery|return|comeback of <x:name>`,
    'why did <x> not recover',
  ],
  [
    `what prevented|blocked|stopped|delayed|held_up|hindered|obstructed the? recovery|return|comeback of <x:name>`,
    'why did <x> not recover',
  ],
  [`what is|was still? preventing|blocking|stopping|delaying|holding_up|hindering the? restart of <x:name>`, 'why did <x> not restart'],
  [`what prevented|blocked|stopped|delayed|held_up|hindered the? restart of <x:name>`, 'why did <x> not restart'],
  [`what is|was|got|stood|stands in the way of <x> v:recovering|restarting|returning|coming_back|starting`, 'why did <x> not <v>'],
  ['why|how_come did|has|have|had? nobody|noone|no_one|no-one|not_anyone <y>', 'why did not <y>'],
  ['why is|are|was|were <x> still? not yet? back up|online|again|yet|alive|running?', 'why did <x> not come back'],
  ['why is|are|was|were <x> not up|online|alive|running again|yet', 'why did <x> not come back'],
  ['^ <x:name> v:crash|crashes|outage|failure|restart|restarts reason|reasons|cause|causes|why $', 'reason for <x> <v>'],
  // What made it so.
  [`what could|might|may|would|can possibly? have ${CAUSED}`, 'what caused'],
  [`what could|might|may|would|can possibly? ${CAUSE}`, 'what caused'],
  [`what is|was|are|has_been|keeps|could_be|might_be|may_be it_that_is? ${CAUSING}`, 'what caused'],
  [
    `what provoked|prompted|sparked|induced|precipitated|produced|brought_about|set_off|gave_rise_to|contributed_to|resulted_in|ended_in|accounts_for|accounted_for|underlies|occasioned`,
    'what caused',
  ],
  [
    'what can|could|might|may|would|does possibly? explain|account_for|be_behind|be_the_reason_for|be_the_cause_of|be_responsible_for|lie_behind',
    'what caused',
  ],
  ['what lies|lay|stands|stood|sits|hides|hid|is_hiding|is_lurking behind', 'what is behind'],
  ['what lies|lay|is|was|sits|stands at the root|bottom|heart|origin|core of', 'what is behind'],
  [
    'what is|was|could_be|might_be|would_be the? explanation|rationale|background|grounds|motive|trigger|origin|source|driver|culprit for|of|behind|to',
    'what is behind',
  ],
  ['explanation|grounds|background|explanations for|of|behind', 'reason for'],
  // The reason somebody gave.
  ...(
    [
      ['stopping|killing|shutting_down|terminating', 'stop'],
      ['restarting|rebooting|bouncing', 'restart'],
      ['spawning|starting|launching', 'spawn'],
      ['draining', 'drain'],
      ['updating|upgrading', 'update'],
    ] as const
  ).flatMap(([doing, act]): ConstructionRow[] => [
    [
      `what|which reason|reasons|justification|explanation|rationale|grounds was|were|has_been|is given|stated|recorded|noted|offered|provided|there for ${doing} <x:name>`,
      `why did somebody ${act} <x>`,
    ],
    [
      `what|which reason|reasons|justification|explanation|rationale|grounds did|does|has <y:user> give|state|record|offer|have|provide|given|had for ${doing} <x:name>`,
      `why did <y> ${act} <x>`,
    ],
  ]),
  ['^ why did <x:name> give_up $', 'why <x> gave up'],
  ['^ did <x:name> give_up $', 'was <x> given up'],
  ['what chain|sequence|series|string|combination|course of events|things|causes|circumstances|steps', 'what'],
  [`what happened that|so_that|and_so|which ${CAUSED}`, 'what caused'],
  [`by|through what was|were|is|has_been <x> ${CAUSED}`, 'what caused <x>'],
  ['from|out_of|of what did|does|has|would <x> come|result|stem|arise|originate|resulted|stemmed|arisen', 'what caused <x>'],
  ['of|from|through what did <x> v:die|crash|fail|go_offline|go_down', 'why did <x> <v>'],
  ['owing_to|on_account_of|on_grounds_of|thanks_to|as_a_result_of|as_a_consequence_of|in_consequence_of|by_reason_of what', 'why'],
  ['trace|follow|track <x:happening> back|down to? its|the? root? cause|origin|source|beginning|reason|trigger', 'explain <x>'],
  ['root-cause|rootcause|root_cause the? <x:happening> $', 'root cause of <x>'],
  ['reason|cause s for', 'reason for'],
  ['shed|throw|cast some|any|more|a_bit_of|a_little? light on|upon <x:happening> $', 'explain <x>'],
  ['make sense of|out_of <x:happening> $', 'explain <x>'],
  ['what turned|rendered|left <x:name> v:degraded|unhealthy|critical|offline|unreachable', 'why is <x> <v>'],
  [
    'what knocked|took|sent|threw|kicked|dropped|pushed|forced|put|drove <x:name> offline|off_line|off_the_grid|off_the_network|off_the_air',
    'why did <x> go offline',
  ],
  ['how did <x> end_up|wind_up|finish_up <y>', 'why did <x> <y>'],
  ['how did <x> come|get to v:crash|die|fail|restart|go_offline|go_down|degrade|drop_off|stop|fall_over', 'why did <x> <v>'],
  ['how is|was|comes|does_it_come it? that', 'why'],
  ['why is|was it that', 'why'],
  ['what is|was the_reason|the_cause|reason|cause that <x> did|has|have|had|does|is|was not <y>', 'why did <x> not <y>'],
  ['so|too often|frequently|regularly|many_times|much', 'so often'],
];
