import type { ConstructionRow } from '../../constructions.ts';

const UP = 'up|available|online|reachable|healthy|working|in_service|alive|running';
const SHARE = 'what|which fraction|share|part|percentage|percent|portion|proportion|amount|% of';
const SHAPE = 'shape|condition|health|order|nick|form|state';
const WELL = 'good|great|decent|fine|bad|poor|working|tip-top|perfect|proper|terrible|okay|reasonable';

/** Ways of asking how things are, went, stood, and will go. */
export const STATE_CONSTRUCTIONS: readonly ConstructionRow[] = [
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
  ['play-by-play|blow-by-blow|blow_by_blow|minute-by-minute|minute_by_minute account|report|story|review? of|for|on', 'timeline of'],
  ['how did|has <x:happening> unfold|play_out|develop|progress|unfolded|played_out|pan_out|go_down $', 'what happened around <x>'],
  // How much of the time.
  [`${SHARE} the? time was|is|were|are|has <x:name> ${UP}`, 'what was the availability of <x>'],
  [`${SHARE} <t:time> was|were|has <x:name> ${UP}`, 'what was the availability of <x> <t>'],
  ['how many nines did|has|does|do|have <x> achieve|have|reach|get|manage|hit|see|post', 'what was the availability of <x>'],
  ['how high|low|good|bad|great was|is|were|has_been the|our|its? v:availability|uptime|sla', 'what was the <v>'],
  [
    'which|what n:agent|agents|region|regions|env|environment|platform|host was|is|has_been|were|are|have_been the? most available|reliable|stable|dependable|solid|steady',
    'which <n> had the best availability',
  ],
  [
    'which|what n:agent|agents|region|regions|env|environment|platform|host was|is|has_been|were|are|have_been the? least available|reliable|stable|dependable|solid|steady',
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
