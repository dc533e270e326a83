import type { ConstructionRow } from '../../constructions.ts';

/** Deeds of the grid, as they are supposed: the lemma and its other forms. */
const DEEDS = [
  ['drain', 'draining', 'drains'],
  ['stop', 'stopping', 'stops'],
  ['restart', 'restarting', 'restarts'],
  ['update', 'updating', 'updates'],
  ['scale', 'scaling', 'scales'],
  ['move', 'moving', 'moves'],
  ['kill', 'killing', 'kills'],
  ['reboot', 'rebooting', 'reboots'],
  ['upgrade', 'upgrading', 'upgrades'],
] as const;
const MAY = 'can|could|would|will|might';
const US =
  'we|us|i|it|things|everything|production|prod|staging|life|the_cluster|the_grid|the_system|the_fleet|the_whole_thing|our_cluster|our_setup';
const BEAR =
  'survive|tolerate|withstand|weather|absorb|stand|handle|cope_with|deal_with|live_with|get_over|ride_out|sustain|bear|afford|manage|stomach|shrug_off|endure|take';
const LOSS =
  'losing|the_loss_of|loss_of|an_outage_of|the_outage_of|the_failure_of|a_failure_of|failure_of|the_death_of|the_absence_of|the_disappearance_of';
const RESULT =
  'result|effect|effects|impact|outcome|consequence|consequences|blast_radius|fallout|damage|risk|risks|cost|downside|repercussions|implications';
const OK = 'safe|ok|okay|fine|alright|acceptable|risky|dangerous|harmful|bad|harmless|wise|smart|a_problem|a_good_idea|a_bad_idea|possible';
const ILL =
  'hurt|matter|harm|be_a_problem|break_anything|cause_trouble|cause_problems|be_bad|be_noticed|affect_anything|do_any_harm|do_harm';
const WITHOUT =
  'get_by|get_along|manage|cope|live|do|make_do|run|keep_running|function|operate|work|continue|go_on|carry_on|be_fine|be_ok|be_okay|stay_up|survive|keep_going|hold_up|hold';
const FAILS =
  'die|dies|go|goes|fail|fails|crash|crashes|drop|drops|disappear|disappears|become|becomes|vanish|vanishes|stop|stops|be|break|breaks|lose|loses';

const FAILED =
  'crashed|died|failed|went_offline|went_down|disappeared|dropped_off|vanished|stopped|go_offline|go_down|goes_offline|goes_down';

/** What may come over a thing. */
const COMES = 'crash|fail|die|break|go_offline|go_down|restart|degrade|become_degraded|run_out_of|be_next';

/** Commands of the grid in the passive, and as somebody gives them: a node that "is stopped" was not said to fail. */
const COMMANDED = [
  ['stopped|shut_down|shutdown|switched_off|turned_off|powered_off|powered_down|taken_down', 'stop'],
  ['drained|emptied|evacuated', 'drain'],
  ['restarted|rebooted|bounced|cycled', 'restart'],
  ['upgraded|updated', 'update'],
] as const;

/** Ways of supposing something: none of them asks for it to be done. */
export const SUPPOSED_CONSTRUCTIONS: readonly ConstructionRow[] = [
  [
    'the? consequences|effect|effects|impact|fallout|result|results of switching|turning|powering off <x:named>',
    'what would happen if we stop <x>',
  ],
  ['^ would|will|could it? moving <x:named> to|onto <y:named> help|hurt|matter|be_better|be_fine $', 'what if <x> moved to <y>'],
  [
    '^ if we|i|somebody|someone rolled <x:named> back to <y:version> ,? what would|will happen|follow|break $',
    'what would happen if we rollback <x> to <y>',
  ],
  // "could" of what may come, as "might": nothing that was.
  [`^ which|what v:agents|nodes could w:${COMES}`, 'which <v> might <w>'],
  [`^ could <x:named> w:${COMES} $`, 'might <x> <w>'],
  [`^ could <x:named> w:${COMES} z:in|within|today|tonight|tomorrow|soon|again|over|during|this`, 'might <x> <w> <z>'],
  [`^ what could w:${COMES}`, 'what might <w>'],
  ['^ would|will anything w:crash|die|restart if', 'would any node <w> if'],
  ...COMMANDED.flatMap(([commanded, command]): ConstructionRow[] => [
    [
      `^ what|what_would|what_will|what_does|what_do? happen|happens|follow|follows|break|breaks|change|changes? if|when|once <x:named> is|are|was|were|gets|got|should_be|were_to_be ${commanded}`,
      `what would happen if we ${command} <x>`,
    ],
    [
      `^ suppose|supposing|imagine|say|assume|assuming|pretend|picture|let_us_say that? <x:named> is|are|was|were|gets|got|has_been ${commanded}`,
      `what would happen if we ${command} <x>`,
    ],
    [
      `^ if <x:named> is|are|was|were|gets|got ${commanded} ,? what would|will happen|follow|break $`,
      `what would happen if we ${command} <x>`,
    ],
  ]),
  [
    `what it? does|would|will|might it|that|this? mean|do|cause|entail|imply|cost for|to? us|me|the_grid|the_cluster|them|everyone? should|were <x:name> ever? to? v:${FAILS}`,
    'what if <x> <v>',
  ],
  [
    '^ with <x> v:gone_offline|gone_down|gone|offline|down|lost|dead|crashed|out_of_action at_once|at_the_same_time|simultaneously|together? ,? what would|will|could|might we|i|it|there be? left_with|left|with|have|lose|do|happen|mean $',
    'what would happen if <x> went offline',
  ],
  ['what would|will we|i? be_left_with|be_with|be_left|remain $', 'what would happen'],
  // What is to be feared, and to be reckoned with.
  [
    '^ must|should|do|need|ought i|we|one be|have_to_be|need_to_be|to_be|have_to|need_to? afraid|worried|concerned|scared|nervous|alarmed|fear|worry|expect|reckon|anticipate that|about|of|with? <x:name> is|are going_to|about_to|likely_to|due_to v:crash|fail|die|go_offline|go_down|restart|degrade|become_critical|run_out_of',
    'will <x> <v>',
  ],
  [
    'is|was it to_be? expected|feared|anticipated|foreseeable|foreseen|predictable|probable|conceivable|on_the_cards|in_the_cards that <x:name> v:becomes|crashes|fails|dies|goes|restarts|degrades|will|gets|turns|runs|stops|drops',
    'is it likely that <x> <v>',
  ],
  ['if|suppose|supposing|imagine|say|assume|assuming we|i no_longer|not|did_not had|have <x:named>', 'what if we lost <x>'],
  ['the? consequences|effect|effects|impact|fallout|result|results if|should|were|in_case <x:name>', 'what would happen if <x>'],
  ['the? effect|effects|consequences|impact|cost|result of losing <x:name>', 'what if we lose <x>'],
  [
    '^ which|what nodes|things|services? would|will|could go_down|go_offline|die|be_lost|disappear|go_away with|along_with|together_with <x:name> $',
    'what if we lose <x>',
  ],
  ['play|run|walk|talk|think|go through <x:name> v:going_offline|going_down|crashing|dying|failing|dropping_off', 'what if <x> <v>'],
  [
    'how badly|much|bad|hard|severely would|will|could it be? hurt|harm|matter|be|affect_us|hit_us|damage_us us|things? if|when|should',
    'what would happen if',
  ],
  [', what would|will|does|could that|this|it mean|do|cause|cost|entail|bring for_us|to_us|us? $', ', what would happen'],
  [
    `imagine|suppose|supposing|say|assume|assuming|picture|pretend|let_us_say|what_if|if|should|were that? <x:name> were_to|was_to|to? v:${FAILS}|${FAILED} ,? would|will|does|could|might the? cluster|grid w:go|become|turn|get|be z:critical|degraded|unhealthy as_well|too|also|then? $`,
    'would the cluster become <z> if <x> <v>',
  ],
  // One thing supposed, and whether another would come of it.
  [
    `imagine|suppose|supposing|say|assume|assuming|picture|pretend|let_us_say|what_if|if that? <x:name> v:${FAILS}|${FAILED} ,? would|will|does|could|might <y:name> w:${FAILS}|go_offline|go_down as_well|too|also|with_it|then|along_with_it? $`,
    'would <y> <w> if <x> <v>',
  ],
  [
    `imagine|suppose|supposing|say|assume|assuming|picture|pretend|let_us_say|what_if|if that? <x:name> v:${FAILS}|${FAILED} ,? would|will|does|could|might any|some|other|further n:nodes|agents w:${FAILS}|go_offline|go_down as_well|too|also|with_it|then? $`,
    'would any <n> <w> if <x> <v>',
  ],
  ['how would|will|might things|it|the_grid|the_cluster|life|everything|we look|be|do|run|fare|go without <x:name>', 'what if we lose <x>'],
  [
    `if|should|were <x:name> were_to|was_to|to? v:${FAILS} ,? would|will|does|could|might <y:name> w:${FAILS} as_well|too|also|with_it|then? $`,
    'would <y> <w> if <x> <v>',
  ],
  [
    `if|should|were <x:name> were_to|was_to|to? v:${FAILS} ,? would|will|does|could|might the? cluster|grid w:go_critical|become_critical|turn_critical|degrade|go_degraded|become_degraded as_well|too|also|then? $`,
    'would the cluster <w> if <x> <v>',
  ],
  ['what-if|whatif', 'what if'],
  ['^ pretend|picture|envision that? <x:name>', 'suppose <x>'],
  [
    'can|could|may|should we|i safely? take|pull|get|remove <x:name> out_of|from|off the|our? rotation|service|circulation',
    'can we drain <x>',
  ],
  [
    'would|could|will <x:name> v:crashing|dying|failing|going_down|going_offline|dropping_off take|bring|hurt|affect|break|cause|drag|harm|matter',
    'what if <x> <v>',
  ],
  ['if we|i suddenly? had|have no <x:name>', 'if we lost <x>'],
  ['^ would we|i|it|things|the_cluster|the_grid still? manage|cope|survive|be_fine|be_ok|be_okay $', 'what would happen'],
  ['suppose|assume|imagine the worst|worst_case', 'suppose'],
  [
    'assume|suppose|imagine|what_if|if <x:name> v:crash|crashed|die|died|fail|failed|go_offline|went_offline|go_down|went_down|crashes|dies|fails at_once|at_the_same_time|simultaneously|together',
    'suppose <x> <v>',
  ],
  [
    'would|will|could a|an|the crash|outage|failure|loss|death of|on <x:name> hurt|affect|matter|break|harm|take|cause',
    'what if we lose <x>',
  ],
  [
    `is|would_be|would losing|the_loss_of|an_outage_of <x:name> be? a|any? problem|bad|ok|okay|risky|critical|dangerous|fatal|serious|issue|disaster`,
    'what if we lose <x>',
  ],
  ['what would|will change|be_different|differ|break if|when', 'what would happen if'],
  ['how bad|severe|serious|painful|costly|terrible|awful would|will|could it|that|this be|get', 'what would happen'],
  ['^ losing <x:name> what|consequences|then|now', 'what if we lose <x>'],
  ['what would|will we be left with if|when', 'what would happen if'],
  [
    '^ <x:name> v:dies|crashes|fails|goes_offline|goes_down|disappears|is_gone|drops_off what|then happens|then|next|now|breaks?',
    'what if <x> <v>',
  ],
  ['what follows|ensues|results|would_follow|would_ensue if|when|once', 'what would happen if'],
  [`would ${US} stay|remain|be|keep|still_be healthy|up|fine|ok|okay|alive|stable|running|intact|available if|when|without`, 'what if'],
  ['what does|would|will it|that mean for_us|to_us|for_the_grid|for_the_cluster|for_me? if|when', 'what would happen if'],
  [
    'picture|imagine|envision|visualize|visualise|consider|think_of this|that|the_following|a_scenario_where|a_world_where|a_situation_where|a_case_where',
    'suppose',
  ],
  ['hypothetically speaking', 'suppose'],
  ['what becomes|would_become|will_become of <g> if|when|once', 'what happens if'],
  ['^ without <x:name> , what|which would|will|does|do|can|still <y>', 'what if we lose <x>'],
  ['^ without <x:name> what|which would|will|does|do|can|still <y>', 'what if we lose <x>'],
  ['what impact|effect|effects|consequences|repercussions would <x:happening> have $', 'what would happen if <x>'],
  ['what is|would_be the worst|worst_thing that? could|can|would|might|may happen if|when', 'what would happen if'],
  [
    'would|will|are|do|could we be|have|get|run in|into? trouble|a_problem|problems|an_issue|issues|difficulties|any_trouble|any_problems if|when',
    'what if',
  ],
  [`how would|will|might|could <g> react|respond|behave|cope|fare|look|do|hold_up|manage if|when`, 'what if'],
  [
    `how would|will|might|could <g> react|respond|adapt|adjust|stand_up|cope|deal|fare|hold_up to|with|after|under ${LOSS} <x:name>`,
    'what if we lose <x>',
  ],
  ['what will|would|is_going_to break|fail|suffer|go_down|stop|crash|be_lost|be_affected when|once|as_soon_as', 'what would happen if'],
  ['can|could <x:name> be lost|missed|spared|dispensed_with', 'can we lose <x>'],
  ['had restarts|restarting|automatic_restarts been disabled|switched_off|turned_off|off|forbidden', 'if nothing was restarted'],
  ['limit|cap|maximum for|on|of restarts|restarting', 'restart limit'],
  [`play|run|think|talk|go through ${LOSS} <x:name>`, 'what if we lose <x>'],
  ['test|trial|failure scenario|case|run', 'simulate'],
  ['any|what|which risk|risks|danger|dangers|harm in|of|with|when losing', 'what if we lose'],
  ['let us|me|s say|assume|suppose|imagine|pretend|hypothesize that?', 'suppose'],
  ['lets say|assume|suppose|imagine|pretend that?', 'suppose'],
  ['^ say that? <x:name> v:dies|fails|crashes|goes_down|goes_offline|disappears', 'suppose <x> <v>'],
  ['in_the_event|in_the_case|in_case|in_event of|that', 'what if'],
  [
    'assuming|supposing|provided|given that? <x:name> v:dies|died|fails|failed|crashes|crashed|goes|went|disappears|disappeared|drops|dropped',
    'what if <x> <v>',
  ],
  [`what is|would_be|will_be at stake|risk if`, 'what would happen if'],
  ['what do|would|will|could we|us|i lose|stand_to_lose|miss if|when', 'what would happen if'],
  ['what|which_things happens|would_happen|will_happen|occurs to|with <g> if|when|once|should', 'what happens if'],
  [
    'how exposed|vulnerable|sensitive|resilient|robust|prepared|protected are|is|would_be <g> to|against|for losing|a_loss_of|the_loss_of|an_outage_of|the_failure_of',
    'what if we lose',
  ],
  [
    `how badly|much|bad|hard|severely|painful|serious would|will|does it? be? ${LOSS} <x:name> v:be|hurt|affect|matter|impact|cost|harm us|things|production|the_grid|the_cluster?`,
    'what if we lose <x>',
  ],
  [`would|will|could|does ${LOSS} <x:name> v:be|hurt|affect|matter|impact|cost|harm|break|kill|cause|take <y>`, 'what if we lose <x>'],
  [`would|will|could|does ${LOSS} <x:name> v:hurt|matter|harm $`, 'what if we lose <x>'],
  [`${MAY} ${US} ${BEAR} ${LOSS} <x>`, 'what if we lose <x>'],
  [`${MAY} ${US} still? ${WITHOUT} without <x>`, 'can we survive without <x>'],
  [
    `${MAY} ${US} cope_with|deal_with|tolerate|handle|withstand|weather|survive|absorb <x:name> v:down|gone|offline|dead|dying|crashing|failing|going|both_down|both_gone`,
    'what if <x> <v>',
  ],
  [`${MAY} ${US} survive|cope|manage|be_ok|be_fine|be_okay|hold_up|stay_up if|when|should`, 'what if'],
  [`is|are ${US} resilient|robust|prepared|ready|protected to|against|for ${LOSS} <x>`, 'what if we lose <x>'],
  [
    'what|which_things breaks|fails|would_break|would_fail|would_stop|goes_down|would_go_down|suffers|would_suffer|happens|would_happen without',
    'what if we lose',
  ],
  [`is|would|will|be it be? ${OK} to lose`, 'what if we lose'],
  [`is|would|will|be it be? ${OK} if`, 'what if'],
  [`would|will|does it ${ILL} if|when`, 'what if'],
  [`would|will it ${ILL} to lose`, 'what if we lose'],
  ['were <x:name> to v:go|fail|crash|die|drop|disappear|be|become|stop|vanish|break|lose', 'if <x> <v>'],
  ['were we|i to lose', 'if we lose'],
  [`^ should <x:name> ever? v:${FAILS} <y> what|which|would|how|who`, 'what if <x> <v> <y>'],
  [`^ should <x:name> ever? v:${FAILS} what|which|would|how|who`, 'what if <x> <v>'],
  [`^ should <x:name> ever? v:${FAILS} <y> , what|which|would|how|who`, 'what if <x> <v> <y>'],
  [`^ should <x:name> ever? v:${FAILS} , what|which|would|how|who`, 'what if <x> <v>'],
  ['^ should we|i lose', 'what if we lose'],
  [
    `run|do|make|start|perform|give_me a|me|some? simulation|simulations|what-if|dry_run|scenario|drill|game_day|gameday where|in_which|with|for|that|when|of|about`,
    'simulate',
  ],
  ['simulation|scenario|thought_experiment where|in_which|with|for|that|when|of', 'simulate'],
  [`what would|will|might|could be the? ${RESULT} of|from|if|when|in_case_of ${LOSS} <x>`, 'what if we lose <x>'],
  [`what would|will|might|could ${LOSS} <x:name> v:mean|do|cause|break|entail|cost|affect|lead_to`, 'what if we lose <x>'],
  [
    `what would|will|might|could <x:name> v:dying|crashing|failing|going_down|going_offline|disappearing mean|do|cause|break|entail|affect|lead_to`,
    'what if <x> <v>',
  ],
  [
    `what would|will|might|could be the? ${RESULT} of|from|if|when <x:name> v:dying|crashing|failing|going_down|going_offline|disappearing`,
    'what if <x> <v>',
  ],
  [`what would|will|might|could be the? ${RESULT} of|from|if an|the|a? outage|crash|failure of <x>`, 'what if we lose <x>'],
  ...DEEDS.flatMap(([lemma, ing, third]): ConstructionRow[] => [
    [`what would|will|might|could be the? ${RESULT} of|from|if|when ${ing}`, `what if we ${lemma}`],
    [`what would|will happen of|from|with|when|by ${ing}`, `what if we ${lemma}`],
    [`what would|will|might|could ${ing} <x:name> v:mean|do|cause|break|entail|cost|affect|lead_to`, `what if we ${lemma} <x>`],
    [`would|will|could|does ${ing} <x:name> ${ILL}|hurt|break|affect|cause|be|harm|disrupt|impact`, `what if we ${lemma} <x>`],
    [`is|would|will it be? ${OK} to ${lemma}`, `what if we ${lemma}`],
    [`would|will it ${ILL} to ${lemma}`, `what if we ${lemma}`],
    [`what if|happens_if|would_happen_if someone|somebody|anyone|they|you|i|we|one ${third}`, `what if we ${lemma}`],
    [`is|are|would_be ${ing} <x:name> ${OK}`, `what if we ${lemma} <x>`],
    [`any|what risk|risks|danger|dangers|harm|downside in|of|with|when|from|to ${ing}`, `what if we ${lemma}`],
    [
      `what are|is the? risk|risks|danger|dangers|downside|downsides|consequences|effects|effect|implications of|from|in|when|to ${ing}`,
      `what if we ${lemma}`,
    ],
    [`what|which ${RESULT} would|will|could|might it|there|that have|be to|if_we|when_we|of ${lemma}|${ing}`, `what if we ${lemma}`],
    [`are|is there any? risk|risks|danger|harm in|of|with|when ${ing}`, `what if we ${lemma}`],
    [`how risky|dangerous|safe|bad|disruptive is|would_be|would_it_be_to|is_it_to ${ing}|${lemma}`, `what if we ${lemma}`],
  ]),
  [
    'restarts|restarting|automatic_restarts were|was|are|had_been all? switched_off|turned_off|disabled|forbidden|prohibited|suspended|not_allowed',
    'nothing was restarted',
  ],
];
