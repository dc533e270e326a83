import type { ConstructionRow } from '../../constructions.ts';

const UP = 'up|available|online|reachable|healthy|working|in_service|alive|running';
const SHARE = 'what|which fraction|share|part|percentage|percent|portion|proportion|amount|% of';
const SHAPE = 'shape|condition|health|order|nick|form|state';
const WELL = 'good|great|decent|fine|bad|poor|working|tip-top|perfect|proper|terrible|okay|reasonable';

const FEW = 'two|three|four|five|six|seven|eight|nine|ten|2|3|4|5|6|7|8|9|10|15|20|25|50';
/** What happened, and what so many of it are called. */
const TIMES_OF: readonly (readonly [did: string, of: string])[] = [
  ['crashed|died', 'crashes'],
  ['restarted|was_restarted', 'restarts'],
  ['failed', 'failures'],
  ['went_offline|went_down|disconnected|dropped_off', 'outages'],
  ['recovered|came_back', 'recoveries'],
  ['degraded|became_degraded|was_degraded', 'degradations'],
  ['stopped|was_stopped', 'stops'],
  ['drained|was_drained', 'drains'],
];

/** What a thing is amid, by the words for it. */
const AMID: readonly (readonly [what: string, being: string, read: string])[] = [
  ['restart|reboot', 'restarting|rebooting|being_restarted|being_rebooted|coming_back_up', 'restarting'],
  [
    'stop|shutdown|shut-down',
    'stopping|shutting_down|being_stopped|being_shut_down|winding_down|powering_down|powering_off|halting|terminating',
    'stopping',
  ],
  [
    'start|start-up|startup|spawn|launch',
    'starting|starting_up|being_started|spawning|being_spawned|booting|booting_up|launching|coming_up',
    'starting',
  ],
  ['drain|draining', 'draining|being_drained', 'draining'],
];
const ENTER_INTO =
  'reach|hit|enter|go_into|slip_into|fall_into|drop_into|get_into|lapse_into|sink_into|move_into|go_to|drop_to|fall_to|slide_into';
const ENTERED_INTO =
  'reached|entered|went_into|gone_into|slipped_into|fell_into|fallen_into|dropped_into|got_into|lapsed_into|sank_into|moved_into|went_to|dropped_to|fell_to|slid_into';

/** Ways of asking how things are, went, stood, and will go. */
export const STATE_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // The question before, of another bound or another time.
  [
    '^ extend|widen|expand|stretch|broaden|lengthen|shorten|shrink|enlarge|prolong it|that|this|the_window|the_range|the_period|the_time|the_time_range|the_timeframe|the_interval to|over <t:time> $',
    'make it <t>',
  ],
  [
    '^ raise|lower|increase|decrease|bump|reduce|tighten|loosen|relax it|that|this|the_threshold|the_limit|the_bound|the_cutoff|the_bar up|down? to <t:time> $',
    'make it <t>',
  ],
  ['^ drill|dig|go down|in|deeper|further? to|into|on <x:name> $', 'zoom in on <x>'],
  // "with build 1.5.0 installed"
  [
    'with|having|that_have|which_have build|version|release <v:version> installed|deployed|running|in_place|on_it|on_them|in_use',
    'on version <v>',
  ],
  ['on|with|running|at version|release|build <v:version> installed|deployed|in_place|in_use|on_it|on_them', 'on version <v>'],
  // No region is called so: what is told of all of them is another answer.
  ['p:in|across|within the us $', '<p> the usa'],
  ['how many different|various|unique|separate causes|reasons of <x:happening>', 'how many distinct causes of <x>'],
  ['marked|tagged|flagged|labelled|labeled|annotated with|as|by? <p:pair>', 'with label <p>'],
  [
    'how many different|distinct|various|separate|unique causes|reasons were|was|are|is|lay|lie? behind|for|responsible_for|to_blame_for the|all|these? <x:happening>',
    'how many distinct causes of <x>',
  ],
  [
    'c:pie_chart|bar_chart|chart|graph|plot|histogram|donut|doughnut of|with|showing|for the|our|all? crash|node_crash|crashes causes|reasons',
    '<c> of crashes by cause',
  ],
  ['backlog|queue in|of|on its|their|the queue|backlog', 'queue depth'],

  // "isn't node-4 running?" is answered as "is node-4 running?" is.
  ['^ a:is|are|was|were|has|have|did|does not <x:named>', '<a> <x>'],
  // "did nothing fail?": what there was says it all; a "yes" to it would say the opposite.
  ['^ did|has|have nothing happen|happened', 'what happened'],
  [
    '^ did|has|have nothing v:fail|crash|break|restart|failed|crashed|broken|restarted|go_wrong|gone_wrong|go_offline|gone_offline',
    'what <v>',
  ],
  ['^ did|does|has|have no n:update|updates|backup|backups|spawn|spawns|stop|stops|restart', 'show any <n>'],
  [
    '^ was|were|has|have no n:update|updates|backup|backups|spawn|spawns|stop|stops|restart|restarts|binary|rollback|rollbacks|reconciliation',
    'show any <n>',
  ],
  ['^ is|are <x:name> v:up|online|alive|reachable|available|running again|meanwhile|by_now|once_more $', 'is <x> <v>'],
  // What a thing is amid.
  ...AMID.flatMap(([what, being, read]): ConstructionRow[] => [
    [`in the middle|midst|course|process|throes|midst of a|an|the|its|their? ${what}|${being}`, read],
    [`busy|currently_busy ${being}`, read],
    [`undergoing|going_through a|an|the|its|their? ${what}`, read],
    [`mid-${what.split('|').join('|mid-')}`, read],
  ]),
  [`${ENTER_INTO} a|an|the|its? s:critical|degraded|healthy state|condition|status|mode|level|territory`, 'become <s>'],
  [`${ENTERED_INTO} a|an|the|its? s:critical|degraded|healthy state|condition|status|mode|level|territory`, 'became <s>'],
  ['did|has|have the? grid|cluster|fleet l:last? grow|grown|expand|expanded|get_bigger|gotten_bigger', 'was the grid <l> scaled up'],
  [
    'did|has|have the? grid|cluster|fleet l:last? shrink|shrunk|contract|contracted|get_smaller|gotten_smaller',
    'was the grid <l> scaled down',
  ],
  ['hit|reach|turn s:critical', 'become <s>'],
  ['reached|turned|entered s:critical', 'became <s>'],
  // Without any.
  ['have|has|had? gone|went|go|stayed|remained|survived|passed without a|an|any|a_single|even_one restart|reboot', 'had no restart'],
  [
    'have|has|had? gone|went|go|stayed|remained|passed without a|an|any|a_single|even_one|further c:crash|failure|backup|update|outage|spawn|stop|heartbeat|rollback',
    'had no <c>',
  ],
  [
    'did_not|never|could_not|do_not|have_not|has_not manage|managed|achieve|achieved|pull_off|accomplish|score|complete a_single|even_a_single|even_one|any|one_single',
    'had no',
  ],
  [
    'n:nodes|agents|agent|node that|which? have|has|had? sent|emitted|published|delivered|sent_in|sent_out|submitted any|a|some? <x> e:events|event',
    '<n> had <x> <e>',
  ],
  ['in the process of', 'during'],
  // What it has gone through, in its order.
  ['what|everything|all_that <x:named> has|had|have been|gone|lived through', 'what happened to <x>'],
  [
    '^ a|an|the? chronological|chronologic|dated|step-by-step|detailed? account|record|report|chronology|narrative of|for the? <t:time> for|of|on|about <x:named>',
    'what happened to <x> <t>',
  ],
  // Figures, as they are told.
  ['do|does|did most <x:happening> fall|land|come|cluster|strike', 'do most <x> happen'],
  [
    `how_much|what_share|what_percentage|what_part of the? time <x:named> was|is|has_been|had_been|were ${UP}`,
    'what was the availability of <x>',
  ],
  ['what|how_much time d:does|did|do|will it|that a:typically|usually|normally|generally|on_average? take', 'how long <d> it <a> take'],
  [
    'm:latency|usage|cpu|memory|disk|depth|rate|ratio|availability|uptime|load which|that <x:named> showed|had|displayed|reported|exhibited|recorded|posted|shows|has|reports|achieved|reached',
    '<m> of <x>',
  ],
  [
    'a:production|staging|dev|development|prod|test next_to|beside|alongside|set_against|against b:production|staging|dev|development|prod|test',
    '<a> versus <b>',
  ],
  ['than the_one|the_ones of|on|in|for|at', 'than that of'],
  [
    '^ between version? <a> and version? <b> ,? where|on_which|on_which_one|in_which|with_which do|did|have we|you|i|they see|have|get|seen|had|count more <x:happening>',
    'do we see more <x> on <a> or on <b>',
  ],
  [
    'within|inside|in the? following|subsequent|ensuing d:5|10|15|20|30|45|60|2|3|five|ten|fifteen|thirty u:minutes|seconds|hours|minute|hour $',
    'within <d> <u>',
  ],
  ['^ hats|hat|cap|caps off to', 'show'],
  ['^ kudos|props|respect|applause|bravo to', 'show'],
  [
    'how_high|how_far_up did|does|has|have <x> climb|rise|go|get|climbed|risen|gone|reach|peak|shoot|soar|jump|spike|go_up|climb_to',
    'what was the highest <x>',
  ],
  ['how_low|how_far_down did|does|has|have <x> fall|drop|go|get|fallen|dropped|gone|sink|dip', 'what was the lowest <x>'],
  // "the last three times node-108 crashed": as many of them as that.
  ...TIMES_OF.map(
    ([did, of]): ConstructionRow => [
      `the? l:last|latest|most_recent|past|previous|first|earliest n:${FEW} times|occasions that|when|on_which? <x:named> ${did}`,
      `<l> <n> ${of} of <x>`,
    ],
  ),
  // Whether any of them did; how many of them did.
  ['^ was|is|were there any|a|ever_any|ever_a moment|time|point|instant|occasion when|where|at_which|in_which', 'did'],
  ['^ was|is|were there any|a|ever_any|ever_a moment|time|point|instant|occasion <x:time> when|where|at_which|in_which', 'did <x>'],
  ['^ a:did|have|has|were|was|are no|not_a_single|not_one|not_any agents|agent', 'which agents <a>'],
  ['^ a:did|have|has|were|was|are no|not_a_single|not_one|not_any nodes|node', 'which nodes <a>'],
  ['^ did|have|has|were|was more_than|fewer_than|less_than|at_least|at_most|over|under <n> nodes', 'how many different nodes'],
  ['^ did|have|has|were|was more_than|fewer_than|less_than|at_least|at_most|over|under <n> agents|agent', 'how many different agents'],
  ['who owns <x:named> $', 'who spawned <x>'],
  ['whom|who does <x:named> belong_to $', 'who spawned <x>'],
  ['whose node|nodes? is <x:named> $', 'who spawned <x>'],
  // Again and again, where no number of times is named.
  [
    'nodes|shards|services|ones that|which? constantly? keep|keep_on crashing|dying|falling_over|going_down again? $',
    'nodes in a crash loop',
  ],
  ['node|shard keeps|keeps_on crashing|dying|falling_over|going_down again? $', 'nodes in a crash loop'],
  [
    '^ v:restores|restarts|backups|rollbacks|updates|upgrades|drains|stops|spawns|restorations|shutdowns|undrains|scalings ,? who performed|did|made|carried_out|executed|ran|initiated|triggered|started|ordered|requested|issued|launched|undertook them|those|these|it|that|all_of_them',
    'who did the <v>',
  ],
  [
    '^ v:restores|restarts|backups|rollbacks|updates|upgrades|drains|stops|spawns|restorations|shutdowns|undrains|scalings of|on|in|for|at <x:name> ,? who performed|did|made|carried_out|executed|ran|initiated|triggered|started|ordered|requested|issued|launched|undertook them|those|these|it|that|all_of_them',
    'who did the <v> of <x>',
  ],
  // An instant first, and how it was then.
  [
    '^ rewind|wind_back|go_back|jump_back|jump|turn_back|turn_the_clock_back|set_the_clock_back|travel_back|scroll_back|roll_the_clock_back to <t:time> and|, then? show|tell|give|list|display me|us? <y> $',
    'show <y> at <t>',
  ],
  ['^ looking|going|casting|thinking|glancing back to|at <t:time> ,', 'at <t>'],
  ['how did|do things|matters|it stand|stood with|for|on <x:name>', 'how was <x>'],
  // How often, and by how many.
  ['give|tell|show|send|get|quote me|us a|the figure|number|count|tally|total for|on|of', 'number of'],
  [
    'n:crash|restart|outage|failure|error|incident total|totals|tally|tallies w:for|of|in|over|on|this|last|today|yesterday',
    '<n> count <w>',
  ],
  [
    'how did|has|have the? number|count|amount of <x:happening> develop|developed|evolve|evolved|progress|progressed|unfold|unfolded over|during|through|throughout|across|in',
    'number of <x> over',
  ],
  ['^ a|the? table|matrix|sheet|spreadsheet|grid of <x:counted> by|per', '<x> by'],
  ['with one|a row|line per|for_each|for_every', 'per'],
  [
    'have|has|had any|some|many? n:nodes|agents crossed|passed|exceeded|topped|surpassed|broken the? <x:time> m:memory|cpu|disk|ram mark|line|threshold|limit|barrier|level',
    'are any <n> with <m> above <x>',
  ],
  [
    'have|has v:restarts|crashes|outages|failures|errors|incidents|rollbacks|stops|spawns gone_down|come_down|dropped_off|fallen r:this|since|compared|against|from|over|versus|vs',
    'have <v> decreased <r>',
  ],
  [
    'have|has v:restarts|crashes|outages|failures|errors|incidents|rollbacks|stops|spawns gone_up|come_up|risen|shot_up r:this|since|compared|against|from|over|versus|vs',
    'have <v> increased <r>',
  ],
  ['all-time|overall|lifetime number|count|total of <x> $', 'number of <x> in all history'],
  // Of figures.
  ['m:cpu|memory|disk|latency|usage|queue_depth|ram lies|lie|ranges|range|sits|sit|falls|stands|hovers between', '<m> is between'],
  [
    'n:nodes|agents at|with|on <x:time> m:memory|cpu|disk|ram or_more|or_above|or_higher|and_above|and_more|and_up',
    '<n> with <m> of at least <x>',
  ],
  ['n:nodes|agents at|with|on <x:time> m:memory|cpu|disk|ram or_less|or_below|or_lower|and_below|and_less', '<n> with <m> of at most <x>'],
  [
    'have|has|had crossed|passed|exceeded|topped|surpassed|broken the? <x:time> m:memory|cpu|disk|ram mark|line|threshold|limit|barrier|level',
    'with <m> above <x>',
  ],
  ['n:nodes|agents from lowest|smallest|least to highest|biggest|largest|most|greatest <m> $', '<n> by <m> ascending'],
  ['n:nodes|agents from highest|biggest|largest|most|greatest to lowest|smallest|least <m> $', '<n> by <m> descending'],
  [
    'the|an|its|our record|all-time_high|all-time_highest|record-high|all-time_record m:cpu|memory|disk|latency|queue_depth|ram|cpu_usage|memory_usage|disk_usage',
    'highest <m>',
  ],
  [
    'all-time_high|all-time_highest|record-high|record-breaking m:cpu|memory|disk|latency|queue_depth|ram|cpu_usage|memory_usage|disk_usage',
    'highest <m>',
  ],
  [
    'how long was|is|has|were <x:name> been? out_of_service|out_of_action|out_of_order|out_of_commission|out_of_operation|unavailable',
    'how long was <x> down',
  ],
  // Side by side.
  ['compare <x:happening> next_to|beside|alongside|side_by_side_with', 'compare <x> with'],
  [
    'how do|does|did <x:happening> version <a:version> stack_up|measure_up|hold_up|fare|compare against|to|with|versus|beside|next_to version <b:version>',
    'compare <x> <a> with <b>',
  ],
  ['how do|does|did <x:happening> stack_up|measure_up|hold_up|fare|compare against|to|with|versus|beside|next_to', 'compare <x> with'],
  ['how do|does|did <x:downtime> stack_up|measure_up|hold_up against|to|with|versus|beside|next_to', 'compare <x> with'],
  ['version <x:version> v:with|against|and|to|vs|versus version <y:version>', 'version <x> <v> <y>'],
  // Another period for what was asked.
  [
    '^ make|change|turn it|that|this to|into? t:today|yesterday|this_week|last_week|this_month|last_month|this_quarter|last_quarter|this_year|last_year|last_night $',
    'and <t>',
  ],
  ['^ repeat|redo|rerun|re-run|re-do this|that|it|the_same|the_question|the_query for|with|on', 'same for'],
  // A figure first, and when it comes to so much.
  [
    '^ <x:name> ,? w:when does|will|would|should|might it|that|this? hit|reach|exceed|cross|pass|surpass|get_to|climb_to|rise_to|go_over|arrive_at|come_to',
    'when will <x> reach',
  ],
  // The end of what was begun.
  [
    'u:update|upgrade|backup|restore|rollback|rollout|deployment of|for|on|to <x:name> has|have|is|was|gets v:completed|finished|succeeded|concluded|ended',
    '<u> of <x> completes',
  ],
  // What is out of the ordinary, and what is to come.
  [
    'v:anything|something|things|nodes|agents that|which? is|are|was|were? not normal|usual|ordinary|typical|as_usual|as_it_should_be',
    '<v> unusual',
  ],
  [
    '^ estimate|project|extrapolate|guess the? <m> of|for|on|at <x:name> for|over|in|during the? coming|next|following',
    'forecast <m> of <x> for the next',
  ],
  ['i|we need|want|would_like|have|ought to know|see|find_out|learn if|whether there is|are any|some', 'are there any'],
  // What can be asked and known.
  [
    '^ which|what v:operations|actions|commands|interventions|tasks|orders|jobs can|could|may be? ordered|requested|commanded|carried_out|performed|triggered|asked_for|given|issued|executed|taken from|by|of|to|through|with? you|sutra|here? ,? for_instance|for_example|such_as|like|e.g. <x> $',
    'which actions can i order',
  ],
  [
    '^ which|what v:operations|actions|commands|interventions|tasks|orders|jobs can|could|may be? ordered|requested|commanded|carried_out|performed|triggered|asked_for|given|issued|executed|taken from|by|of|to|through|with? you|sutra|here? $',
    'which actions can i order',
  ],
  [
    '^ v:event_types|event_kinds|kinds_of_events|types_of_events|sorts_of_events ,? which|what ones|of_them? exist|exists|are_there|do_you_know|are_known|do_you_record|are_recorded $',
    'what events exist',
  ],
  [
    'i|we do|can|could not know|remember|recall|find|see|have the? names|list|set? of? the? v:attributes|fields|columns|properties one|i|we can|could|may w:search|filter|ask|group by|on|about|for',
    'fields i can filter by',
  ],
  [
    '^ show|list|give|tell|name? me|us? the|all|which|what? kinds|types|sorts|names of event|events|happenings|happening that|which? you|sutra|the_grid|it|are|is record|records|recorded|know|knows|log|logs|logged|track|tracks|tracked|store|stores|stored|keep|keeps|kept|collect|collects|collected $',
    'what events do you record',
  ],
  // The next of its kind is one to come.
  [
    'w:when|once|as_soon_as|if|whenever|after the next <x> v:completes|finishes|fails|crashes|happens|is_done|comes_in|starts|succeeds ,? t:drop|tell|ping|let|notify|alert|warn|message|give|send|inform|shout',
    '<w> a <x> <v> , <t>',
  ],
  [
    '^ of|out_of|among all? the? <x:happening> ,? what|which s:share|percentage|fraction|proportion|part|percent was|were|is|are <y>',
    'what <s> of <x> were <y>',
  ],
  [
    '^ of|out_of|among all? the? <x:happening> ,? what|which portion|slice|share|part|percentage|fraction|proportion was|were|is|are|occurred|happened|fell|took_place|arose <y>',
    'what share of <x> were <y>',
  ],
  [
    'did|has|have <x:undertaking> ever? work|go_through|work_out|go_well|gone_through|worked|worked_out|pan_out|make_it|made_it_through|get_through $',
    'did <x> succeed',
  ],
  ['^ rank|order|sort|prioritise|prioritize the|all|our? n:nodes|agents for_me|for_us? $', 'top <n>'],
  [
    'how deep|long|large|big|high did|does|has|have <x:name> queue get|grow|become|run|go|gotten|grown|reach',
    'what was the highest queue depth of <x>',
  ],
  ['a:did|does|has|have <u> v:scale|scaled <p:name> d:up|down|out', '<a> <u> <v> <d> <p>'],
  [
    '^ state|report|quote|specify|indicate|provide the? v:availability|uptime|number|count|average|share|percentage|rate|total|median|spawn',
    'show the <v>',
  ],
  ['^ which|what pieces|bits|components|elements of', 'what in'],
  // Figures, by how high they stood.
  ['how high|low|large|big is|are the? <m> of|on|in <y:name>', 'what is <m> of <y>'],
  ['the? most m:memory|cpu|disk|ram <x:name> used|took|had|has_used|ever_used|consumed|needed|reached', 'peak <m> of <x>'],
  [
    'a:worst|highest|greatest|biggest|peak|maximum|top|largest|lowest|smallest|best <m> that|which? <x:named> reached|had|saw|hit|showed|attained|recorded|posted|climbed_to|went_to|got_to',
    '<a> <m> of <x>',
  ],
  ['which|what d:regions|platforms|environments|versions|hosts had|saw|suffered|experienced|have_had|reported <x:single>', '<x> by <d>'],
  [
    '^ at|in? which|what|when hour? of_the day did|do|does|have <x> occur|happen|take_place most|most_often|most_frequently',
    'which hour of the day had the most <x>',
  ],
  [
    '^ i|we owe|promised|must_give|have_to_give|need_to_give|should_give|am_preparing|have_to_tell a|an|the|our|my? customer|client|boss|manager|auditor|board|team|colleague',
    'show',
  ],
  [
    'put|place|set|lay|hold the? <x> next_to|beside|alongside|against|side_by_side_with the_one|that|those|the_ones|the_same|this? of|for|on|at|from? <y:time> $',
    'compare <x> with <y>',
  ],
  [
    '^ m:cpu|memory|disk|latency|availability|uptime of|on <x:name> versus|vs|against|compared_with|compared_to k:cpu|memory|disk|latency|availability|uptime of|on <y:name>',
    'compare <m> of <x> with <y>',
  ],
  ['^ the? <n:time> leading_up_to|running_up_to|in_the_run-up_to <x:happening> $', 'what happened in the <n> before <x>'],
  [
    'how_many y:restarts|drains|stops|spawns|updates|rollbacks|backups|scalings|changes|config_changes were|was|have_been done|made|performed|carried_out|issued|executed|ordered|triggered by',
    'how many <y> by',
  ],
  [
    'how_many n:nodes|agents did|has|have <u> v:restart|stop|drain|undrain|update|move|reboot|upgrade|restarted|stopped|drained|updated|moved',
    'how many times did <u> <v> <n>',
  ],
  // How it ended.
  ['with? what|which exit_code|code|status did|does|has <x> exit|end|die|stop|exited|ended with? $', 'latest crash of <x>'],
  ['^ what|which is|was the? last|latest? exit_code|exit_status of <x> $', 'latest crash of <x>'],
  ['what did <x> say|print|write|log|output before it|they v:died|crashed|failed|went_down|ended|stopped', 'why did <x> crash'],
  ['did|has <x:name> survive|survived|get_through|got_through|make_it_through <y:happening> $', 'what did <y> affect'],
  // What came after, within so long.
  [
    'n:nodes that|which? crashed <t:time> and were_not|was_not|not|never|did_not restarted|restart|back|come_back within|inside <d> of|after the|their|its|a? crash|crashing $',
    '<n> that crashed and did not restart within <d> <t>',
  ],
  [
    'n:nodes that|which? crashed and were_not|was_not|not|never|did_not restarted|restart|back|come_back within|inside <d> of|after the|their|its|a? crash|crashing $',
    '<n> that crashed and did not restart within <d>',
  ],
  [
    'n:nodes that|which? crashed and were_not|was_not|are_not restarted|back|up|back_up within|inside <d> $',
    '<n> that crashed and did not restart within <d>',
  ],
  [
    'n:nodes that|which? crashed and were|was|are|came|got back|up_again|back_up|back_online within|inside <d> $',
    '<n> that crashed and then restarted within <d>',
  ],
  [
    'n:nodes that|which? were|was|came|got|are? back|back_up|back_online|restarted|rebooted|up_again within|inside <d> of|after|following crashing|a_crash|the_crash|their_crash|its_crash|dying $',
    '<n> that crashed and then restarted within <d>',
  ],
  [
    '^ crashed n:nodes that|which restarted|came_back|were_back|recovered|were_restarted|got_restarted within|inside <d> $',
    '<n> that crashed and then restarted within <d>',
  ],
  [
    'n:agents that|which? were|was|came|got|are? back|back_up|back_online|recovered|up_again within|inside <d> of|after|following going_offline|dropping_off|going_down|an_outage|the_outage|their_outage|disconnecting $',
    '<n> that went offline and then recovered within <d>',
  ],
  [
    'n:agents that|which? dropped_off|went_offline|went_down|disconnected|gone_offline|dropped_out and? that? were_not|was_not|are_not|had_not|have_not|took back|up|online|recovered|come_back|returned|more_than|longer_than|over within? <d> later|to_recover|to_come_back|to_return|afterwards? $',
    '<n> that went offline and did not recover within <d>',
  ],
  [
    'n:agents that|which? failed|were_unable|did_not_manage to recover|come_back|return within|inside <d> of|after going_offline|dropping_off|going_down|an_outage|disconnecting $',
    '<n> that went offline and did not recover within <d>',
  ],
  [
    'longest|longest_time|longest_stretch|longest_period that? <x:name> has_been|was|were|has_ever_been|was_ever|had_been ever? offline|down|away|unreachable|unavailable',
    'longest outage of <x>',
  ],
  ['^ what degraded <x:name>', 'why did <x> degrade'],
  [
    '^ <x:name> is|went|got|has_gone|has_become|turned v:degraded|offline|crashed|down ,? what happened|is_wrong|gives|went_wrong|is_going_on $',
    'why is <x> <v>',
  ],
  [
    'what stopped|kept|prevented|hindered|blocked <x:name> v:restarting|recovering|coming_back|returning|reconnecting|rejoining',
    'why did <x> not <v>',
  ],
  // Groups, told as what is spread over them.
  ['^ group the? n:agents|nodes by <d> and|then? count|tally them|each? $', 'count <n> by <d>'],
  [
    '^ <x> ranked|sorted|ordered by <m> ,? first|top|leading|the_first|the_top n:three|two|four|five|ten|3|2|4|5|10 $',
    'top <n> <x> by <m>',
  ],
  // In the order it happened.
  [
    'in which|what order|sequence did things|events|it|everything|all happen|occur|unfold|take_place|go_down|come_about to|at|on|with|for?',
    'timeline of',
  ],
  [
    'n:nodes|agents that|which got|had|saw|received|were_given no|not_a_single restart|reboot within <d> after|of|following their|its|the|a? v:crash|crashing',
    '<n> that crashed and did not restart within <d>',
  ],
  [
    'n:nodes|agents that|which? crashed|crash <t:time> and? were|got|was|being? restarted|back_up within <d> of|after|following the|their|its|a|that|it? crash|crashing|this $',
    '<n> that crashed and then restarted within <d> <t>',
  ],
  [
    'n:nodes|agents that|which? crashed|crash and? were|got|was|being? restarted|back_up within <d> of|after|following the|their|its|a|that|it? crash|crashing|this $',
    '<n> that crashed and then restarted within <d>',
  ],
  [
    'how_long on_average? do|does|did|will|can|could|would a|the? <x> on_average? run|last|live|survive|stay_up|keep_running|work|hold_out on_average|typically|usually|normally|generally? from|between|after spawn|spawning|start|being_spawned|being_started|starting|birth ,? to|until|till|and|before|up_to it|they|a|the? crashes|crash|crashing|dying|dies|die|death',
    'average time to crash of <x>',
  ],
  [
    'how_long on_average do|does|did|will|can|could|would a|the? <x> run|last|live|survive|stay_up|keep_running|work|hold_out before|until they|it|one? crashed|crashes|crash|crashing|dying|die|died',
    'average time to crash of <x>',
  ],
  ['^ time it took|takes|needed for? <x:name> to v:restart|reboot|stop|spawn|start|come_back|recover', 'how long did <x> take to <v>'],
  ['^ at|to how_many_percent|how_much|what_percentage|what_percent|what_level does|do|is|did <x> stand|sit|lie|hover|run', 'what is <x>'],
  ['^ <x> ,? what did|do|have|has we|it|they|you clock|log|record|register|count|measure|see|get|have|note $', '<x>'],
  ['^ <x:happening> , when was|did|is it|that|this happen|be|take_place|occur? $', 'when was <x>'],
  [
    'put|place|set|lay|hold the? <x> next_to|beside|alongside|against|side_by_side_with the_one|that|those|the_ones|the_same|this? of|for|on|at? <y:name>',
    'compare <x> with <y>',
  ],
  [
    'take|go|bring|get|carry|travel|wind|rewind|scroll|turn|move me|us? back? the_grid|the_cluster|it|everything? back? to the_grid|the_cluster|things|everything at|as_of|of|on|from <t:time> $',
    'state of the grid at <t>',
  ],
  ['rewind|wind_back|roll_back_the_clock_on the? grid|cluster|everything|all|clock to <t:time> $', 'state of the grid at <t>'],
  [
    'when|at_what_point|by_when|how_soon|how_much_time_until|how_long_until|how_long_before|how_much_longer_until will|is|does|do|are|until|before? <x:named> going_to|about_to? be|become|get|run|hit|reach|fill|is|gets|becomes|runs|fills|hits|reaches its|the? full|capacity|out_of_capacity|out_of_room|out_of_space|up|out_of_slots|out_of_free_slots|no_room_left $',
    'when will <x> have no room left',
  ],
  [
    'forecast|predict|estimate when <x:named> runs|is|gets|will_run|will_be|fills out_of_room|out_of_capacity|out_of_slots|full|up $',
    'when will <x> have no room left',
  ],
  [
    'when|how_soon do|will|does|are we|you going_to? run|be|running out_of_room|out_of_capacity|out_of_slots|out_of_space on|in|at <x:named> $',
    'when will <x> have no room left',
  ],
  ['^ report|write|note|tell|say|show|give_me|what_is? the? date|day|time of <x:happening> $', 'when was <x>'],
  ['^ tell|show|give me|us the date|day|exact_time|time of <x:happening> $', 'when was <x>'],
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
  ['^ reconstruct|rebuild|restore_the_view_of <x:named> as_of|as_it_was_at|at|on <t:time> $', 'how was <x> at <t>'],
  [
    '^ n:1|2|3|4|5|10|15|20|30|45|60|90|one|two|three|four|five|ten|fifteen|twenty|thirty|half_an u:minutes|minute|seconds|hours|hour either_side_of|each_side_of|on_both_sides_of when <x:happening> $',
    'what happened <n> <u> either side of when <x>',
  ],
  [
    '^ n:1|2|3|4|5|10|15|20|30|45|60|90|one|two|three|four|five|ten|fifteen|twenty|thirty|half_an u:minutes|minute|seconds|hours|hour either_side_of|each_side_of|on_both_sides_of <x:happening> $',
    'what happened <n> <u> either side of <x>',
  ],
  ['list|show|tell|give me|us? in chronological|time|temporal? order|sequence what happened', 'what happened'],
  ['^ <n:time> before and|& after <x:happening> what happened|went_on|was_going_on', 'what happened <n> either side of <x>'],
  [
    '^ what happened|went_on|was_going_on in|within|during? the? <n:time> before and|& after <x:happening>',
    'what happened <n> either side of <x>',
  ],
  ['what preceded|came_before|went_before|led_up_to <x:happening> $', 'what happened before <x>'],
  ['what came_after|succeeded|followed|followed_on <x:happening> $', 'what happened after <x>'],
  ['what followed|came_after the? n:config_change|configuration_change|config_edit', 'what happened after the <n>'],
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
  [
    'failed|failing a|an|any|one|some|a_single|even_one n:spawn|spawns|update|updates|backup|backups|stop|stops|restore|restores|rollout|rollouts',
    'had failed <n>',
  ],
  [
    '^ what has|have <x:name> sitting_there|sitting|stuck|looking|marked|flagged|listed|down? as? s:degraded|offline|crashed|failed|stopped|critical|unhealthy|restarting $',
    'why is <x> <s>',
  ],
  ...['on|in|during|at|over? <t:time> when', 'when'].map(
    (when) =>
      [
        `was|is|has|have there|there_been a|any|some|ever? single? moment|time|point|instant|occasion|instance ${when}|that|where|at_which|on_which <x:name> v:went|dropped|fell|was|crashed|restarted|became|came|disconnected|disappeared|vanished|failed|degraded|recovered|died|rebooted|stopped`,
        when === 'when' ? '<x> <v>' : '<t> <x> <v>',
      ] as const,
  ),
  [
    '^ <x:happening> ,? which|what n:agents|nodes|regions|users|hosts|platforms had|have|saw|suffered|got any|some|one|them $',
    'which <n> had <x>',
  ],
  ['^ <x:deed> , whose doing|work|idea|decision|hand|call|fault was|is that|this|it $', '<x> , who did that'],
  [
    'expected|predicted|likely|estimated|probable|projected moment|time|date|point|instant for|of|when <x:named> to_reach|reaching|reaches|to_hit|hitting|hits|to_exceed|exceeding|to_pass|passing',
    'when will <x> reach',
  ],
  ['gap|gaps|interval|pause between <x:named> heartbeats|two_heartbeats', 'gap between heartbeats of <x>'],
  ['to what peak|height|level|value did|does|has <x:named> climb|rise|go|get|climbed|risen|gone', 'how high did <x> climb'],
  [
    'made|let|caused|had the|a|an|that? n:spawn|update|backup|stop|restore|rollout w:on|of|in|for|at <x:named> fail|to_fail|failed',
    'caused the failed <n> <w> <x>',
  ],
  ['^ put|set|hold|lay|stack <x> beside|next_to|against|alongside|side_by_side_with|up_against <y> $', 'compare <x> with <y>'],
  // "is no node down?": which are, says it all; a "yes" to it would say the opposite.
  ['^ are|is|were|was no|none_of_the n:nodes|node|agents|agent', 'which <n> are'],
  ['walk|take|talk|run|guide|lead me|us through <x:named> day|shift', 'walk me through <x>'],
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
];
