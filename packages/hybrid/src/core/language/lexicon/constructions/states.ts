import type { ConstructionRow } from '../../constructions.ts';

const UP = 'up|available|online|reachable|healthy|working|in_service|alive|running';
const SHARE = 'what|which fraction|share|part|percentage|percent|portion|proportion|amount|% of';
const SHAPE = 'shape|condition|health|order|nick|form|state';
const WELL = 'good|great|decent|fine|bad|poor|working|tip-top|perfect|proper|terrible|okay|reasonable';

/** Ways of asking how things are, went, stood, and will go. */
export const STATE_CONSTRUCTIONS: readonly ConstructionRow[] = [
  [
    'how long do|does|did|will|can|could|would <x> run|last|live|survive|stay_up|keep_running|work|hold_out on_average|typically|usually|normally|generally? before crashing|dying|failing|they_crash|it_crashed|it_crashes|it_crash|they_die|they_fail|they_crashed|a_crash|the_crash|its_first_crash',
    'average time to crash of <x>',
  ],
  ['^ <x:name> when it|they|he|she <r> last|lately $', 'when was the last time <x> <r>'],
  ['^ an?|the|any|quick|short? update|news|word|briefing on|about|regarding <x:name> $', 'status of <x>'],
  ['^ report|brief me? on <x:name> $', 'status of <x>'],
  ['how long was|were|is|has <x:name> been? away', 'how long was <x> offline'],
  ['anything off|amiss with|about|on|in', 'anything unusual about'],
  ['risk assessment|analysis|estimate of|for|on?', 'risk of'],
  ['are|is <x:happening> to be expected|feared|anticipated', 'are <x> likely'],
  ['likely|possible|probable|top candidates|candidate for|to', 'nodes likely to'],
  [
    'will|would|can <x:name> survive|make_it|last|hold_out|stay_up|make_it_through the|through|until|to|till the? night|day|week|tonight|today|tomorrow|evening|weekend',
    'will <x> fail',
  ],
  ['is|are <x:name> okay|ok|fine|alright|well again|now|yet $', 'how is <x>'],
  ['will there be|will_we_see|will_we_get|will_we_have any? more|further|additional|new', 'will there be'],
  ['how long|much_time|much_longer until|before|till <x:name> is|gets|becomes full|exhausted', 'when will <x> be full'],
  ['^ next n:node|agent to v:fail|crash|die|go_offline|go_down|drop|drop_off|go', 'which <n> will <v>'],
  ['foresee|anticipate|reckon_with', 'expect'],
  [
    'deviations|deviation|departures|departure|differences|divergence from the? normal|usual|norm|ordinary|baseline|typical behaviour|behavior|level|levels|pattern|patterns|values?',
    'anomalies',
  ],
  [
    '^ everything|all that? happened|went_on|occurred to|on|with|in <x:name> <t:time> in chronological? order|sequence $',
    'what happened to <x> <t>',
  ],
  [
    'how did|was t:last_night|yesterday|today|the_night|the_weekend|this_morning|the_day|the_week|this_week|last_week go|run|turn_out $',
    'what happened <t>',
  ],
  ['are we healthy|fine|well|alive|operational|stable $', 'is the cluster healthy'],
  ['is <x:name> still? degraded|offline|down|draining|crashed or has_it|did_it|is_it|already|has|is <y> $', 'how is <x>'],
  ['state of play|affairs|things in|on|at|for|with?', 'state of'],
  ['how fares|goes', 'how is'],
  [`how often|much|much_of_the_time was|is|were|has_been <x:name> ${UP} <t:time> $`, 'what was the availability of <x> <t>'],
  [
    'which|what n:agent|agents|region|regions|env|environment|platform|host was|is|has_been|were|had_been up|available|online|reachable|healthy the most',
    'which <n> had the best availability',
  ],
  [
    'which|what n:agent|agents|region|regions|env|environment|platform|host was|is|has_been|were|had_been up|available|online|reachable|healthy the least',
    'which <n> had the worst availability',
  ],
  ['reconstruct|relive|retrace|piece_together <x:happening> $', 'what happened around <x>'],
  ['list|show|tell|give me|us? in chronological|time|temporal? order|sequence what happened', 'what happened'],
  ['^ <n:time> before and|& after <x:happening> what happened|went_on|was_going_on', 'what happened <n> either side of <x>'],
  [
    '^ what happened|went_on|was_going_on in|within|during? the? <n:time> before and|& after <x:happening>',
    'what happened <n> either side of <x>',
  ],
  ['what preceded|came_before|went_before|led_up_to <x:happening> $', 'what happened before <x>'],
  ['what came_after|succeeded <x:happening> $', 'what happened after <x>'],
  [
    'what v:changed|happened|was_going_on|went_on beforehand|before|just_before|right_before|immediately_before|prior|previously $',
    'what <v> before that',
  ],
  [
    'what v:changed|happened|was_going_on|went_on afterwards|afterward|after|next|then|later|subsequently|thereafter|right_after $',
    'what <v> after that',
  ],
  [
    'expected|estimated|remaining|projected time|days|hours|minutes until|till|to|before|when <x> is|are|gets|runs|becomes full|exhausted|out',
    'when will <x> be full',
  ],
  ['estimate|calculate|compute the? r:risk|probability|likelihood|crash_risk|chances|chance|odds', '<r>'],
  ['liable|apt|bound|destined|poised|predisposed|inclined to', 'likely to'],
  ['^ could|might|can <x:name> v:crash|die|fail|go_offline|go_down|degrade again|soon|tonight|tomorrow|next|today', 'will <x> <v> again'],
  ['sudden|sharp|abrupt|steep|dramatic jump|rise|increase|spike|drop|surge|peak|change', 'spike'],
  [
    'behave|behaves|behaving|behaved|act|acts|acting|acted|perform|performing|look|looking|looked oddly|strangely|weirdly|abnormally|unusually|erratically|suspiciously|funny|odd|weird|strange',
    'acting strangely',
  ],
  [
    'is it normal|usual|typical|common|ordinary|expected to_have|to_see|to_get|that_we_have|for_us_to_have so|this|that? many|much? <x:happening>',
    'is there an unusual number of <x>',
  ],
  ['^ who|what|anything|anyone was|got|is hurt|harmed|damaged|affected|hit|broken $', 'what did that affect'],
  [`is|are <x:name> still? in a? ${WELL} ${SHAPE}`, 'how is <x>'],
  [`was|were <x:name> in a? ${WELL} ${SHAPE}`, 'how was <x>'],
  [
    `had|has|was|were|is <x:name> already|fully? recovered|come_back|back|back_up|back_online|returned|been_restored by <t:time> $`,
    'was <x> up at <t>',
  ],
  ['has <x:name> come_back|recovered|returned|been_back|got_back yet', 'is <x> back yet'],
  [
    'the? loss|disappearance|unavailability|absence of <x:name> v:hurt|affect|break|cost|mean|cause|lead|do|matter|impact|take',
    'losing <x> <v>',
  ],
  ['^ is|are <x:name> back|back_up|back_online|back_again yet|again|now? $', 'is <x> up'],
  // What went on.
  ['what did|have|had|has|do i|we|you|they miss|missed', 'what happened'],
  ['bring|get|catch me|us up_to_speed_on|up_to_date_on|up_on|up_with|up_to_date_about', 'what happened to'],
  ['fill|clue me|us in_on|in_about|in_regarding what|how|why', 'tell me what'],
  ['how did|has <x:happening> unfold|play_out|develop|progress|unfolded|played_out|pan_out|go_down $', 'what happened around <x>'],
  // How much of the time.
  [`${SHARE} the? time was|is|were|are|has <x:name> ${UP}`, 'what was the availability of <x>'],
  [`${SHARE} <t:time> was|were|has <x:name> ${UP}`, 'what was the availability of <x> <t>'],
  ['how many nines did|has|does|do|have <x> achieve|have|reach|get|manage|hit|see|post', 'what was the availability of <x>'],
  ['how high|low|good|bad|great was|is|were|has_been the|our|its? v:availability|uptime|sla', 'what was the <v>'],
  [
    'which|what n:agent|agents|region|regions|env|environment|platform|host was|is|has_been|were|are|have_been the? most available',
    'which <n> had the best availability',
  ],
  [
    'which|what n:agent|agents|region|regions|env|environment|platform|host was|is|has_been|were|are|have_been the? least available',
    'which <n> had the worst availability',
  ],
  // What is to come.
  ['how soon will|is|are|does|do|would', 'when will'],
  [
    'at|by|from which|what time|moment|point|hour|date does|do|will|is|would <x> exceed|reach|hit|cross|pass|surpass|top',
    'when will <x> reach',
  ],
  [
    'how long|much_time|much_longer until|before|till|do_we_have_until|do_we_have_before|is_it_until <x:name> v:runs_out_of|exhausts|uses_up|fills_up|is_out_of',
    'when will <x> run out of',
  ],
  [
    'how long|much_time|much_longer until|before|till|do_we_have_until|do_we_have_before|is_it_until <x:name> reaches|hits|exceeds|crosses|is_at|passes|gets_to',
    'when will <x> reach',
  ],
  ['odds|likelihood|chances|chance|probability of|that|for', 'probability of'],
  [
    'which|who|what n:agent|node|agents|nodes do|would you see|expect|think v:going_down|going_offline|crashing|failing|dying|dropping_off|dropping next|soon?',
    'which <n> will likely be <v>',
  ],
  // What is out of the ordinary.
  [
    'does|do|did|is|are|has|have anything|something|something_here stand|sticks|stands|stick|standing|sticking|stuck|stood|jump|jumps|jumping out',
    'is anything unusual',
  ],
  ['what|anything|something that? stands|sticks|stood|stuck|jumps|is_standing|is_sticking|standing|sticking out', 'anything unusual'],
  [
    'what|anything|something that? deviates|deviated|deviating|differs|differed|departs|strays|strayed from the? norm|normal|usual|baseline|average|pattern',
    'anything unusual',
  ],
  ['spot|see|notice|find|detect anything|something', 'anything'],
  [
    'an unusually|abnormally|exceptionally|extraordinarily high|low|large|big|small number|amount|count|rate|volume|level of',
    'an unusual number of',
  ],
  ['unusually|abnormally|exceptionally|extraordinarily many|few|high|low', 'unusual'],
  [
    'is|are|was|were <x> within|in|inside the|its|their? normal|usual|typical|expected|ordinary range|limits|bounds|band|levels',
    'is <x> normal',
  ],
  [
    'is|are|was|were <x> outside|out_of|beyond|above|below|off the|its|their? normal|usual|typical|expected|ordinary|norm range|limits|bounds|band|levels?',
    'is <x> unusual',
  ],
];
