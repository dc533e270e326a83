import type { ConstructionRow } from '../../constructions.ts';

const KIND = 'what|which_nodes|which_agents|which_things|what_nodes|what_agents|what_else|which_other_nodes|which_other_agents|who';
const HOW_BAD =
  'bad|severe|serious|big|large|widespread|extensive|wide|costly|painful|harmful|disruptive|significant|far-reaching|dramatic|heavy|damaging|grave';
const HARM = 'break|hurt|harm|damage|disturb|disrupt|touch|upset|impair|endanger|bother|disturb|cripple|wreck|ruin|interfere_with|spoil';
const ANYTHING =
  'anything|anyone|anybody|something|someone|others|the_others|the_rest|other_things|anything_else|something_else|other_nodes|other_agents|any_others|any_other_nodes|any_other_agents|our_nodes|the_cluster|the_grid';

const SHOWN = 'list|show|show_me|give|give_me|display|find|tell_me|name|get|fetch|print|which|what';
const BROUGHT_ABOUT =
  'crashes|node_crashes|restarts|node_restarts|outages|agent_outages|failures|spawn_failures|failed_spawns|stop_failures|update_failures|failed_updates|degradations|rollbacks|stops|drains';
const CAUSED =
  'caused_by|triggered_by|provoked_by|brought_about_by|because_of|due_to|owing_to|resulting_from|as_a_result_of|as_a_consequence_of|on_account_of|that_came_from|stemming_from|set_off_by';

/** Ways of asking what came of something that happened. */
export const EFFECT_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // "shut down" is what was done, too: whoever is told to do it to all, to each or to the ones of a kind, or asks whether to, is told to stop them.
  ['^ shut_down|shut_off w:all|every|each|everything|the|both|any|whatever|half|anything', 'stop <w>'],
  ['m:can|could|should|shall|may|must p:i|we shut_down|shut_off', '<m> <p> stop'],

  [
    '^ what|which_events|which_things|what_all was|were|got|came|stemmed|followed caused_by|triggered_by|brought_about_by|from|out_of|because_of <x:deed> $',
    'what did <x> affect',
  ],
  [
    `${SHOWN}? the? n:nodes|agents that|which crashed|failed|died|restarted|went_offline|went_down|broke|suffered ${CAUSED} <x:deed> $`,
    'which <n> did <x> affect',
  ],
  // What was brought about, by what it was: "crashes caused by the outage of agent-4".
  [
    `${SHOWN}? the|all|any|only? y:${BROUGHT_ABOUT} that_were|which_were|that_got|that_was|were|was? ${CAUSED} <x:deed> $`,
    'did <x> trigger any <y>',
  ],
  [
    `did|do|does|have|has|had|were any|some|more|further y:${BROUGHT_ABOUT} result|resulted|come|came|arise|arisen|arose|follow|followed|stem|stemmed|ensue|ensued|spring|sprung|develop|developed from|out_of|because_of|after? <x:deed> $`,
    'did <x> trigger any <y>',
  ],
  [
    `have|has|had|did|were|are any|some|more|further|other? nodes crashed|crash|died|die|failed|fail|gone_down|go_down ${CAUSED} <x:deed> $`,
    'did <x> trigger any crashes',
  ],
  [
    `have|has|had|did|were|are any|some|more|further|other? agents gone_offline|go_offline|gone_down|go_down|dropped_off|drop_off|disappeared|failed|fail ${CAUSED} <x:deed> $`,
    'did <x> trigger any outages',
  ],
  [
    'what happened|occurred|came_about|took_place|went_on as_a_result_of|as_a_consequence_of|in_consequence_of|because_of|due_to|owing_to|thanks_to <x:happening> $',
    'what did <x> affect',
  ],
  // "what last night's failed backup has led to"
  [
    '^ what <x:happening> has|have|had led_to|resulted_in|caused|brought_about|triggered|provoked|entailed|affected|broken|set_off|given_rise_to|brought_with_it|left_behind $',
    'what did <x> affect',
  ],
  [
    '^ <x:happening> ,? with|to what|which result|results|consequence|consequences|effect|effects|outcome|impact|fallout|damage $',
    'what did <x> affect',
  ],
  [`how_many|what_number_of|count|number_of y:${BROUGHT_ABOUT} were|was|got|have_been? ${CAUSED} <x:deed> $`, 'did <x> trigger any <y>'],
  [
    `how_many|which|what y:${BROUGHT_ABOUT} did|has|have <x:deed> cause|trigger|provoke|bring_about|lead_to|result_in|caused|triggered $`,
    'did <x> trigger any <y>',
  ],
  [
    `${SHOWN}? all|the|any? everything|all|events|things|happenings|consequences|whatever that|which? was|were|got|has_been|have_been? ${CAUSED} <x:deed> $`,
    'what did <x> affect',
  ],
  [
    `${SHOWN}? all|the? everything|all|events|things|whatever that|which? <x:deed> caused|triggered|provoked|brought_about|led_to|set_off $`,
    'what did <x> affect',
  ],
  [
    'what fallout|damage|harm|trouble|consequences|consequence|effect|effects|impact|aftermath did|has <x:happening> bring|have|cause|do|produce|entail|leave|leave_behind|wreak|create',
    'what did <x> affect',
  ],
  [
    'what did|has it|that|this drag|take|pull|bring|break|kill|cause|hurt|harm|damage|trigger|lead|result|do|mean down|with_it|to|in|for_us? with_it? $',
    'what did that affect',
  ],
  [
    'what|which_things resulted|came|ensued|arose|stemmed|sprang|grew|developed|emerged from|out_of|of <x:happening>',
    'what was affected by <x>',
  ],
  ['what followed from <x:happening>', 'what was affected by <x>'],
  // What happened to a thing is its own, and nothing that came of it.
  [
    `which|what y:${BROUGHT_ABOUT}|errors|problems|incidents|events did|has <x:named> suffer|suffered|see|seen|experience|experienced|have|had|endure|endured|face|faced|go_through|gone_through|run_into`,
    'which <y> happened on <x>',
  ],
  ['^ <x:happening> ,? what else? did|has it|that|this affect|break|cause|hurt|impact|do|affected|broken|caused $', 'what did <x> affect'],
  ['did|has <x:happening> cascade|cascaded|spread|ripple|propagate|propagated|escalate|escalated $', 'did <x> affect anything'],
  [
    'what did|has|does it cause|affect|break|do|hurt|lead_to|trigger|impact|bring_down|take_down when|after|once|that <x:happening>',
    'what was affected by <x>',
  ],
  [
    'did|has <x:happening> drag|pull|take|bring|knock|tear anything|others|other_nodes|other_agents|any_nodes|any_other_nodes|any_agents|more_nodes|the_others|someone else? down|along|offline|with_it|out',
    'did <x> affect anything',
  ],
  [
    'after|when|once|since <x:happening> , what|which_nodes|which_agents|who broke|suffered|failed|crashed|died|was_affected|went_down because_of|due_to|as_a_result_of|thanks_to|through it|that|this',
    'what did <x> affect',
  ],
  ['assess|evaluate|quantify|gauge|estimate|size_up|summarise|summarize the? v:impact|damage|effects|fallout|consequences', '<v>'],
  [
    'did|has|have something|anything else? go|gone wrong|bad because|because_of|due_to|as_a_result_of|thanks_to <x:happening>',
    'was anything affected by <x>',
  ],
  [
    'did|has|have something|anything else? v:break|fail|crash|die|suffer|go_down because|because_of|due_to|as_a_result_of|thanks_to <x:happening>',
    'was anything affected by <x>',
  ],
  [
    'what else? fell|fell_over|broke|failed|crashed|went_down|went_wrong|died|suffered as_a_result_of|in_consequence_of|because|because_of|due_to|owing_to|thanks_to <x:happening>',
    'what was affected by <x>',
  ],
  [
    'was|were|is|has_been anything|anyone|something|others else? hurt|harmed|damaged|affected|broken|touched|hit|disturbed by|through|because_of|when|in <x:happening>',
    'was anything affected by <x>',
  ],
  ['scope|extent|size|magnitude|scale|degree|severity|radius of the? v:damage|impact|fallout|effects|harm', '<v>'],
  ['damage report for|of|on', 'impact of'],
  [
    '^ <x:happening> , what was|is|were its|the|their v:impact|effect|effects|consequences|fallout|damage|result|outcome $',
    'what did <x> affect',
  ],
  ['^ <x:happening> , what did|has it|that|this v:affect|break|cause|hurt|impact|do $', 'what did <x> affect'],
  ['aftershocks|shockwaves|shock_waves|echoes|implications|implication of|from <x:happening>', 'impact of <x>'],
  ['in|into|to what did|has <x:happening> result|end|lead|culminate|resulted|led|ended', 'what did <x> affect'],
  ['what did|has <x:happening> result|end|culminate|resulted|ended|bring|brought in|up|about|with_it?', 'what did <x> affect'],
  [
    'what did|has <x:happening> cost|mean|do|done|meant|spell us|for_us|for_the_rest|for_the_others|to_us|to_the_rest|to_the_others|to_the_grid|to_the_cluster|for_the_grid|for_the_cluster|to_everything_else|to_other_nodes|to_others',
    'what did <x> affect',
  ],
  [
    `what did|has <x:happening> provoke|trigger|cause|bring_about|set_off|set_in_motion|spark|produce|entail|provoked|triggered|caused|entailed|sparked|produced`,
    'what did <x> affect',
  ],
  [
    `k:${KIND} did|has|have <x> drag|take|pull|bring|knock|dragged|taken|pulled|brought|tear|sweep down|along|offline|out|under|away|with_it|with_them with_it|with_them?`,
    '<k> did <x> affect',
  ],
  [`k:${KIND} did|has|have <x:happening> ${HARM}`, '<k> did <x> affect'],
  [
    `k:${KIND} got|was|were|has_been|have_been|became|is|are? dragged_down|taken_down|pulled_down|brought_down|dragged_along|knocked_out|knocked_over|harmed|damaged|disturbed|disrupted|touched|upset|impaired|broken|killed|felled|swept_up|hurt|caught_up|involved by|in|through|because_of|from <x:happening>`,
    '<k> was affected by <x>',
  ],
  [
    'n:nodes|agents|things|entities|ones touched|harmed|damaged|disturbed|disrupted|broken|hurt|caught_up by|in <x:happening>',
    '<n> affected by <x>',
  ],
  [`did|has|have <x:happening> ${HARM} ${ANYTHING}`, 'did <x> affect anything'],
  [`did|has|have <x:happening> ${HARM} any other? n:nodes|agents`, 'did <x> affect any <n>'],
  [
    `did|has|have <x:happening> go|gone|pass|passed by? unnoticed|without_consequences|without_effect|without_harm`,
    'did <x> affect anything',
  ],
  // "crash cause" is a thing of its own.
  ['did|does <x:named> n:crash|failure cause', 'did <x> <n> trigger'],
  ['did|does the n:crash|failure of|on <x:named> cause', 'did the <n> of <x> trigger'],
  ['did|has|have <x:happening> result|resulted|end|ended|culminate in any|some|more|further?', 'did <x> lead to'],
  [
    'did|has|have <x:happening> produce|provoke|bring_about|trigger|give_rise_to|set_off|spark|prompt|produced|provoked|brought_about|triggered any|some|more|further|other|new?',
    'did <x> lead to',
  ],
  [
    'how many n:nodes|agents did|has <x:happening> affect|hit|touch|harm|take_down|bring_down|knock_out|take_out|pull_down|drag_down|take_offline|kill|impact|affected|hit',
    'which <n> did <x> affect',
  ],
  [
    'how many n:nodes|agents were|was|got affected|hit|touched|harmed|taken_down|brought_down|impacted|hurt by|when|in',
    'which <n> were affected by',
  ],
  [
    `how ${HOW_BAD} was|were|is|has_been the? impact|impacts|damage|effect|effects|fallout|consequences|aftermath|repercussions of|from|on?`,
    'what was the impact of',
  ],
  [`how ${HOW_BAD} was|were <x> outage|crash|failure|incident`, 'what was the impact of <x> outage'],
  ['how far|widely|wide did|has <x:happening> spread|reach|go|extend|ripple|cascade|reached|rippled', 'what was the impact of <x>'],
  [
    'how|in_what_way|in_which_way did|has <x:happening> affect|impact|influence|hit|hurt|affected|impacted us|the_others|the_rest|others|everything_else|the_cluster|the_grid|other_nodes?',
    'what did <x> affect',
  ],
  ['as a? consequence|result of <x:happening> ,? what <y>', 'what did <x> affect'],
  ['because_of|owing_to|due_to|thanks_to <x:happening> what <y> broke|failed|crashed|went_down|suffered', 'what did <x> affect'],
  [
    'what was|is|were|are the? result|results|outcome|outcomes|upshot|end_result|toll|price|implications|implication|ramifications|ramification|after-effects|aftereffects|after_effects|domino_effect|reverberations|cascade|spillover|casualties|victims|footprint of|from',
    'what was the impact of',
  ],
  [
    'toll|upshot|ramifications|after-effects|aftereffects|after_effects|domino_effect|domino_effects|reverberations|spillover|casualties|victims|knock-ons|knock_ons|ripples|ripple_effect|collateral_damage|collateral of|from|when|by',
    'impact of',
  ],
  [
    'any|some|were_there_any|was_there_any knock-ons|knock_ons|ripples|ramifications|casualties|victims|repercussions|collateral_damage|side-effects|fallout|damage from|of|after|due_to',
    'impact of',
  ],
  ['was there any|some? collateral_damage|fallout|damage|harm from|of|after|due_to|when', 'impact of'],
  [
    'who_else|who|what_else|what|which_nodes|which_agents felt|paid_for|bore_the_brunt_of|took_a_hit_from|took_damage_from|was_on_the_receiving_end_of|were_on_the_receiving_end_of <x:happening>',
    'what was affected by <x>',
  ],
  ['^ any|some fallout|ramifications|ripples|knock-ons|casualties|collateral_damage|damage|repercussions $', 'what did that affect'],
  [`^ did it|that|this ${HARM} ${ANYTHING} $`, 'what did that affect'],
  [
    '^ what else? went_down|broke|failed|suffered|crashed|went_wrong because_of|due_to|as_a_result_of|thanks_to|after it|that|this $',
    'what did that affect',
  ],
  ['what depended|depends|relied|relies on <x:happening>', 'what was affected by <x>'],
];
