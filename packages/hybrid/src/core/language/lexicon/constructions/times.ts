import type { ConstructionRow } from '../../constructions.ts';

const THEN = 'then|at_that_time|at_the_time|around_then|that_day|back_then|at_that_moment|on_that_day|that_night|that_week';
const ASKS = 'did|was|were|what|which|how_many|had|have|any|who|show|list|pull_up|give_me|get|find|count';

/** Ways of saying the time first, of something else, and asking about that time. */
export const TIME_CONSTRUCTIONS: readonly ConstructionRow[] = [
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map(
    (day): ConstructionRow => [`on? every|each ${day}`, `on ${day}s`],
  ),
  // "before" of nothing that is named: at any time.
  [
    '^ has|have <x:name> v:crashed|failed|restarted|gone_offline|gone_down|been_offline|been_degraded|been_down before $',
    'has <x> ever <v>',
  ],
  [`^ <x> p:around|at|on|during|since <t:time> ,? q:${ASKS} <y> ${THEN} $`, '<q> <y> <p> <t>'],
  [`^ <x> about|of|for|from|regarding|concerning <t:time> ,? q:${ASKS} <y> of|on|from|in? ${THEN}|that_date $`, '<q> <y> <t>'],
  // The place said first, of whoever complains.
  [`^ <x> about|with|in|on|regarding|concerning <y:name> ,? q:which|what|how_many|any|list|show <n> there`, '<q> <n> in <y>'],
];
