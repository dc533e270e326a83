import type { ConstructionRow } from '../../constructions.ts';

const BE = 'is|was|are|were';
const NOVEL =
  'a_first|the_first_time|the_first_of_its_kind|something_new|unprecedented|a_novelty|a_one-off|a_one_off|an_isolated_case|a_first_time';

/** Ways of asking how two things hang together, and whether something was there before. */
export const LINK_CONSTRUCTIONS: readonly ConstructionRow[] = [
  [
    'on|in|of|from another|other|a_different|any_other|some_other|different agent|agents|host|hosts|region|regions than|from <x:named>',
    'not on <x>',
  ],
  [
    'is there a|any|some? thread|line|chain|string|tie|bond|path|trail|cord|bridge|road that? tying|linking|connecting|joining|binding|leading|running|going|ties|links|connects|joins|leads|runs|between from? <x:happening> to|and|with|into <y:happening> $',
    'is <x> related to <y>',
  ],
  [
    '^ <x> says|said|reads|read|shows|complains|complained|prints|printed|reports|logged|contains <q> ,? did|have|has|had have|had? we|you|anyone|anybody|i ever? run_into|seen|see|had|have|hit|met|meet|encountered|encounter|come_across|face|faced that|this|it one? before|already|earlier|previously? $',
    'have we seen <q> before',
  ],
  [
    '^ there|we|i was|were|had|has_been|have_had|saw a|an|some? <x:happening> ,? is|was|are|were|could|can|might|may the? <y:happening> be? somehow|in_any_way? related|connected|linked|tied|down|due|attributable to|with it|this|that|them $',
    'is <y> related to <x>',
  ],
  [
    '^ <x:happening> , <y:happening> ,? are|were|is they|these|those|both|the_two|it somehow? related|connected|linked|the_same together|to_each_other? $',
    'are <x> and <y> related',
  ],
  [
    '^ <x:happening> , <y:happening> ,? is_there_any|is_there_a|any|some|a|what possible? relation|connection|link|relationship|correlation|tie there|between_them|between_the_two|between_those|between_these? $',
    'are <x> and <y> related',
  ],
  [
    '^ show|trace|give|draw|reconstruct? me|us? the|a? chain|path|road|trail|line|sequence|series|route of_events|of_causes|of_causation? that|which? leads|led|leading|goes|went|going|runs|ran|running from <x:happening> to|into <y:happening> $',
    'how is <x> related to <y>',
  ],
  [
    'how do|does|did|can|could we|you|one|i|it|things get|come|go|arrive from <x:happening> to <y:happening> $',
    'how is <x> related to <y>',
  ],
  [
    '^ i|we doubt|question|suspect|believe|think|guess|assume|presume|wonder whether|if|that? <x:happening> have|has|had anything|something to_do with <y:happening> ,? do|does|did|have|has|am|is|are they|it|that|i? right|wrong? $',
    'is <x> related to <y>',
  ],
  [
    '^ i|we doubt|question|suspect|believe|think|guess|assume|presume|wonder whether|if|that? <x:happening> is|are|was|were related|connected|linked|tied to|with <y:happening> ,? do|does|did|have|has|am|is|are|was|were they|it|that|i? right|wrong? $',
    'is <x> related to <y>',
  ],
  [
    'what links|connects|ties|relates|joins|binds|linked|connected|tied|bound|joined <x:name> to|with|and <y:name> $',
    'how is <x> related to <y>',
  ],
  [
    'n:crashes|outages|incidents|failures|events closest|nearest|most_akin|most_alike|most_comparable|most_similar|similar|comparable|akin to|with the_one|that|those of|on|at|in <x:name>',
    '<n> most similar to the <n> of <x>',
  ],
  ['n:crashes|outages|incidents|failures|events closest|nearest|most_akin|most_alike|most_comparable to|with', '<n> most similar to'],
  [
    '^ <q> looks|sounds|seems|is|feels|reads familiar to_me|to_us? ,? v:did|have|has|had we|you|anyone|anybody|i ever? run_into|seen|see|had|have|hit|met|encountered|encounter|come_across|faced that|this|it before|already|earlier|previously|in_the_past? $',
    'have we seen <q> before',
  ],
  [
    '^ <q> looks|sounds|seems|is|feels|reads familiar to <z> v:did|have|has|had we|you|anyone|anybody|i ever? run_into|seen|see|had|have|hit|met|encountered|encounter|come_across|faced that|this|it before|already|earlier|previously|in_the_past? $',
    'have we seen <q> before',
  ],
  [
    'with|to which|what earlier|past|previous|prior|older|former? cases|incidents|events|crashes|outages|failures|ones can|could|may|might|should|would <x:happening> be? compared|compare|likened|matched|comparable with|to? $',
    'find incidents similar to <x>',
  ],
  [
    'earlier|past|previous|prior|older|former cases|incidents|events|ones|occurrences|instances|examples like|such_as <x:happening> $',
    'find incidents similar to <x>',
  ],
  [
    'closest|nearest|best|most_similar matches|match|relatives|cousins|parallels|lookalikes|look-alikes to|for|of',
    'events most similar to',
  ],
  [
    'n:two|three|four|five|six|seven|eight|nine|ten|2|3|4|5|6|7|8|9|10 closest|nearest|best|most_similar matches|relatives|cousins|parallels|lookalikes to|for|of',
    '<n> events most similar to',
  ],
  [
    '^ <x:happening> and <y:happening> ,? the? same|common|one|shared cause|root|origin|reason|incident|thing|root_cause',
    'are <x> and <y> related',
  ],
  [
    'trace|show|follow|reconstruct|retrace|give|draw me|us? the? chain|chains|trail|path|sequence|links of? events|causes? between <x:happening> and <y:happening> $',
    'how is <x> related to <y>',
  ],
  [
    'do|does|did these|those|the? two|both|two? things|events|incidents|happenings? have anything|something to_do with each_other|one_another ,? <x:happening> and <y:happening> $',
    'are <x> and <y> related',
  ],
  [
    'understand|know|see|explain|show|find the connection|link|relation|relationship of|between two|these|those|both? things|events|incidents|happenings? , <x:happening> ,? and <y:happening> $',
    'how is <x> related to <y>',
  ],
  ['stand|stands in any? relation|connection|relationship to|with', 'relate to'],
  [
    '^ <q> ,? did|have|has|had we|you|anyone|anybody|i ever? run_into|seen|see|had|have|hit|met|meet|encountered|encounter|come_across|face|faced that|this|it|this_one|that_one|one before|already|earlier|previously? $',
    'have we seen <q> before',
  ],
  ['connected|linked|related|tied to|with one another', 'related to each other'],
  ['how|in_what_way are|is|were|was <x:happening> and <y:happening> tied|bound|joined|linked together $', 'how are <x> and <y> related'],
  [
    '^ any|some|a|is_there_a|is_there_any? relationship|relation|connection|link|correlation , <x:happening> vs|versus|and|or <y:happening> $',
    'are <x> and <y> related',
  ],
  ['is|was|were there a|any|some? history|record|records|precedent|trace of', 'have we seen before'],
  [
    'has|have it|this|that|they appeared|come_up|shown_up|turned_up|surfaced|cropped_up|popped_up before|already|earlier|previously',
    'have we seen before',
  ],
  ['connection|link|relation|relationship|tie|correlation of|from <x:happening> with|to <y:happening> $', 'connection between <x> and <y>'],
  ['what links|connects|ties|relates|joins|linked|connected|tied <x:happening> to|with|and <y:happening> $', 'how is <x> related to <y>'],
  [
    'how did|does|could <x:happening> lead_to|cause|bring_about|result_in|end_in|contribute_to|end_up_in|trigger <y:happening> $',
    'how is <x> related to <y>',
  ],
  ['do|does|did|has|have <x:happening> have|share|had anything|something in_common|common with? <y:happening> $', 'is <x> related to <y>'],
  [
    '^ are|is|were those|these|they|both|the two? r:related|connected|linked <x:happening> and|, <y:happening> $',
    'are <x> and <y> related',
  ],
  [
    '^ <x:happening> and <y:happening> , are|do|did|is|were they|these|both|it|that somehow? v:related|connected|linked|belong_together|hang_together|go_together|the_same|relate to_each_other?',
    'are <x> and <y> related',
  ],
  [
    'which|what p:earlier|past|previous|prior|older? n:crashes|outages|incidents|failures|events most? closely? match|matches|resemble|resembles|mirror|echo|parallel <x:happening>',
    'which <n> are similar to <x>',
  ],
  ['does|do|did <x:happening> remind|reminds you|us|anyone|anybody of <y> $', 'has anything like <x> happened before'],
  ['comparable with', 'comparable to'],
  [
    'do|does|did <x:happening> and <y:happening> share|have the_same|a_common|a|one|any_common root? cause|origin|trigger|source|reason',
    'are <x> and <y> related',
  ],
  [
    `${BE} <x:happening> and <y:happening> part|parts|sides|symptoms of the_same|one|a_single thing|incident|problem|event|outage|issue|story`,
    'are <x> and <y> related',
  ],
  [
    `${BE} <x:happening> and <y:happening> v:the_same|one_and_the_same|independent|separate|unrelated|coincidental|a_coincidence|coincidence`,
    'are <x> and <y> related',
  ],
  [
    `${BE} <x:happening> part|a_symptom|a_side of the_same|one thing|incident|problem|event|outage|issue as <y:happening> $`,
    'is <x> related to <y>',
  ],
  [
    `${BE} <x:happening> v:independent_of|separate_from|unrelated_to|coupled_to|intertwined_with|bound_up_with|tied_up_with|part_of|connected_in_any_way_to|in_any_way_connected_to|in_any_way_related_to|somehow_related_to|somehow_connected_to <y:happening> $`,
    'is <x> related to <y>',
  ],
  ['did|do|does|has|have <x:happening> and <y:happening> hang|go|belong|come together $', 'are <x> and <y> related'],
  [
    `${BE} <x:happening> a_coincidence|coincidence|coincidental|chance|accidental|by_chance|independent or v:related|connected|linked to|with <y:happening> $`,
    'is <x> related to <y>',
  ],
  [
    'how do|does|did|are|is <x:happening> and <y:happening> relate|connect|fit_together|hang_together|interact|connected|intertwined|tied_together|play_together to_each_other|with_each_other|to_one_another|with_one_another|together?',
    'how are <x> and <y> related',
  ],
  ['how do|does|did <x:happening> relate|connect|tie|link|lead back? to|with <y:happening> $', 'how is <x> related to <y>'],
  [
    'find|show|explain|show_me|tell_me how <x:happening> relates|connects|ties|links|relate|connect to|with <y:happening> $',
    'how is <x> related to <y>',
  ],
  ['connect|join the? dots between', 'connection between'],
  [
    'causality|causation|causal_link|causal_connection|causal_relation|causal_relationship|dependency|association|linkage|interplay|tie|ties|relationship|relation|bond|overlap between|of',
    'connection between',
  ],
  [
    'what|anything|something do|does|did|has|have <x:happening> and <y:happening> have_in_common|in_common|share',
    'how are <x> and <y> related',
  ],
  // Before.
  [`${BE} <x:happening> new|unique|isolated|a_first $`, 'has anything like <x> happened before'],
  [`${BE} <x:happening> ${NOVEL}`, 'has anything like <x> happened before'],
  [
    'has|did|does <x:happening> v:have_precedents|have_a_precedent|repeat|recur|recurred|repeated_itself|repeat_itself',
    'has anything like <x> happened before',
  ],
  [
    'have|had we|you|they|i been here|there|through_this|through_that|in_this_situation|in_that_situation|in_this_position|in_this_spot|in_this_state|in_such_a_situation|in_this_place|in_the_same_situation|at_this_point before|already|earlier|previously ,? with <x:happening>',
    'find incidents similar to <x>',
  ],
  ['^ is|was this|that|it? the|a? first time it|this|that? happened|happens|occurred|occurs? $', 'has that happened before'],
  ['^ first time it|this|that? happened|happens|occurred|occurs? $', 'has that happened before'],
  ['^ is|was this|that|it new|unprecedented|a_first|a_one-off|a_one_off|isolated|an_isolated_case $', 'has that happened before'],
  ['does|do|did <x:happening> ring|rings a bell|any_bells', 'has anything like <x> happened before'],
  ['does|do|did <x:happening> look|sound|seem familiar', 'has anything like <x> happened before'],
  [
    '<x:happening> seen|had|experienced|met anything|something of the kind|sort|like|like_that|like_it before|already|earlier?',
    'has anything like <x> happened before',
  ],
  [
    'anything|something|events|incidents|cases|crashes|outages akin_to|analogous_to|reminiscent_of|along_the_lines_of|in_the_style_of|in_the_vein_of|comparable_to|comparable_with <x:happening>',
    'find incidents similar to <x>',
  ],
  ['repeat|repetition|recurrence|reoccurrence|rerun|repetitions|recurrences of <x:happening>', 'find incidents similar to <x>'],
  ['parallels|similarities|parallel to|with <x:happening>', 'find incidents similar to <x>'],
];
