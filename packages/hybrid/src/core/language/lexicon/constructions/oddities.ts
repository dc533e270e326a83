import type { ConstructionRow } from '../../constructions.ts';

/** Ways of asking for what is out of the ordinary. */
export const ODDITY_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // A figure said anew.
  [
    '^ make|turn|change it|that|this to|into? the? a:p50|p90|p95|p99|median|max|maximum|min|minimum|average|mean|peak|sum|total instead|please|rather? $',
    '<a> instead',
  ],
  [
    'a:average|mean|median|typical|usual|longest|shortest time v:nodes|agents on|in <x:name> take|takes|need|needs to w:restart|stop|spawn|start',
    '<a> <w> time of <v> on <x>',
  ],
  [
    'what looks|looked|seems|seemed|appears|appeared|feels out_of_the_ordinary|abnormal|unusual|odd|strange|weird|suspicious',
    'anything unusual',
  ],
  [
    'does|do|did|is|has|have anything|something deviate|depart|differ|stray|diverge|deviated|departed|strayed|diverged|deviating|straying from the? normal|norm|usual|ordinary|baseline|pattern',
    'is anything unusual',
  ],
  ['does|do|did anything|something not look|seem|appear|feel normal|right|usual|ordinary|ok|okay', 'is anything unusual'],
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
