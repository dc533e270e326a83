import type { ConstructionRow } from '../../constructions.ts';

/** Ways of going on from an answer, each a whole sentence: none of them asks anything alone. */
export const GOING_ON_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // Narrower.
  ['^ w:bots|humans|people only $', 'only by <w>'],
  ['^ keep|leave|retain only|just? those|the_ones|ones on|in|of|from|with|at <x> $', 'only on <x>'],
  ['^ i|we only|just|really? care|asked|ask|am_interested|are_interested about|in|for <x:named> only? $', 'only <x>'],
  ['^ for|on|in|of <x:named> alone|exclusively|specifically|by_itself $', 'only <x>'],
  ['^ considering|counting|taking|looking_at|with only|just <x> $', 'only <x>'],
  ['^ only|just what concerns|regards|affects|touches|is_about|involves|relates_to|has_to_do_with <x> $', 'only <x>'],
  ['^ only|just those|the_ones hosted|running|placed|living|sitting on <x> $', 'only on <x>'],
  ['^ hide|omit|suppress|filter_out the? all|everything? from|in|of|on? <x> $', 'except <x>'],
  // The same of another.
  ['^ do|run|repeat|try it|that|this again|once_more|anew? for|with|on <x> $', 'same for <x>'],
  ['^ do likewise|the_same|same_thing|the_same_thing|that_too for|with|on <x> $', 'same for <x>'],
  ['^ run|do|repeat it|that|this again|once_more for|with|on <x> $', 'same for <x>'],
  ['^ switch|change|move|turn over? to <x:name> $', 'same for <x>'],
  ['^ replace|swap|exchange <y:named> with|by|for <x:named> $', 'same for <x>'],
  ['^ now|next|then do <x:named> $', 'same for <x>'],
  // Put right.
  ['^ that|it|this should|was_supposed to? have_been|be|read|say <x> $', 'i meant <x>'],
  ['^ wrong agent|node|region|version|user|person|environment|place|one ,? i wanted|meant|want|mean|need <x> $', 'i meant <x>'],
  ['^ i said|wanted|asked_for|asked_about|was_asking_about|am_asking_about <x:named> $', 'i meant <x>'],
  ['^ my mistake|bad|error|fault ,? i_meant? <x> $', 'i meant <x>'],
  ['^ wait|sorry|oops|no|hold_on ,? not <y> but|, <x> $', 'i meant <x>'],
  [
    '^ you misunderstood|misread|got_me_wrong|misread_me|misunderstood_me ,? i asked|was_asking|meant|wanted about|for|of? <x> $',
    'i meant <x>',
  ],
  ['^ not <y:happening> ,|but <x:happening> $', 'i meant <x>'],
  ['^ i mean|meant <x> ,|and not <y> $', 'i meant <x>'],
  ['^ on|in how many different|distinct|unique|separate w:nodes|agents|hosts|regions $', 'how many distinct <w>'],
  ['^ no|nope ,? w:tell|let|alert|warn|notify|ping <x> $', '<w> <x>'],
  ['^ no|nope|sorry|wait ,? w:tell|alert|warn|notify|ping|inform me|us c:when|if|once <x> $', '<w> me <c> <x>'],
  // Counted, listed, drawn.
  ['^ what|whats is? the total|sum|overall_total|total_number|full_count $', 'how many'],
  ['^ quantity|number|total|amount $', 'how many'],
  ['^ how many of them|those|these are|were there|it_all|in_all|altogether $', 'how many'],
  ['^ show|give|let me? see? the? actual|underlying|individual|single|raw events|rows|entries|ones $', 'list them'],
  ['^ write|print|spell out? the? full|whole|complete|entire list $', 'list them'],
  ['^ what were|are they ,? give|show me? the? rows|events|list $', 'list them'],
  ['^ chart|plot|graph|draw by w:hour|day|week|minute $', 'plot it by <w>'],
  ['^ plot|chart|draw|graph|show it|that|them|this in <n> minute|minutes steps|buckets|bins|intervals $', 'plot it by <n> minutes'],
  ['^ draw|plot|chart|graph it|that|them|this hourly $', 'plot it by hour'],
  ['^ draw|plot|chart|graph it|that|them|this daily $', 'plot it by day'],
  ['^ put|show|draw that|it|them|this on|in|as a daily graph|chart|plot $', 'plot it by day'],
  ['^ put|show|draw that|it|them|this on|in|as an hourly graph|chart|plot $', 'plot it by hour'],
  ['^ how many per|a|each w:hour|day|week|minute is|was|would that|it be? $', 'per <w>'],
  ['^ what|which was|is the v:worst|longest|highest|maximum|peak|best|shortest|lowest $', 'and the <v>'],
  ['^ i would rather|prefer to? have|see it|that|them by|per <x> $', 'by <x>'],
  ['^ go|look further|farther back ,? to|from|until <t> $', 'since <t>'],
  // Whose doing.
  ['^ did|was it? <x> do|behind it|that|this|so $', 'was it <x>'],
];
