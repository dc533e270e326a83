import type { ConstructionRow } from '../../constructions.ts';

const PEOPLE =
  'board|boss|bosses|manager|managers|management|team|cto|ceo|cfo|coo|vp|director|directors|lead|leads|auditor|auditors|customer|customers|client|clients|owner|owners|chief|committee|regulator|regulators|inspector|inspectors|insurer|colleague|colleagues|analyst|analysts|department|supervisor|leader|controller|officer|architect|engineer|head_of_operations|head_of_engineering';
const KIND_OF =
  'external|internal|independent|senior|chief|head|new|big|biggest|main|key|important|shift|team|tech|technical|duty|product|project|engineering|operations|ops|security|risk|audit|steering|executive|advisory|supervisory|regional|department|account|general|financial|compliance|it|night|day|line|area|group|squad|platform|infrastructure|infra|release|service|support';
const OFFICE =
  'compliance|legal|finance|audit|security|ops|operations|support|sales|management|leadership|hr|marketing|engineering|product|procurement|accounting|controlling|purchasing|asset_management|change_management|quality_assurance|qa|capacity|capacity_planning|planning|platform|infrastructure|customer_support|customer_success|internal_audit|risk_management|it|headquarters';
const GROUP = 'team|department|people|folks|office|guys|group|colleagues|lead|manager|division|unit|crew|desk|side';
const SOMEBODY = 'lady|gentleman|man|woman|person|guy|colleague|colleagues|people|folks|somebody|someone|one_of_the_people';
const ALSO = 'also|only|just|now|really|always|regularly|currently|again';
const WANTS =
  'would_like|would_love|wants|want|need|require|request|ask_for|are_asking_for|wants_to_see|want_to_see|wants_to_have|needs|requires|requests|requested|expects|asks_for|asked_for|is_asking_for|is_after|wishes_to_see|would_like_to_see|would_like_to_have|is_requesting|has_asked_for|has_requested|have_requested|have_asked_for|demands|demand|has_asked_to_see|have_asked_to_see|asked_to_see|asks_to_see|ask_to_see|would_appreciate|would_welcome|needs_to_see|need_to_see|is_interested_in|are_interested_in|insists_on|insist_on|calls_for|has_called_for|expects_to_see|wants_us_to_report|wants_me_to_report';
const WANTS_TO_KNOW =
  'wants_to_know|want_to_know|would_like_to_know|needs_to_know|need_to_know|asks|ask|is_asking|are_asking|asked|has_asked|have_asked|wonders|wonder|is_wondering|wishes_to_know|would_love_to_know|wants_to_hear|wants_to_find_out|want_to_find_out|is_curious|are_curious|asked_me|asks_me|asked_us|wants_me_to_tell_them|wants_me_to_find_out|insists_on_knowing';
const QUESTION = 'how|what|which|whether|if|when|why|who|where';
const AN_OVERVIEW =
  'an|a|one|some overview|summary|list|table|report|breakdown|record|account|statement|sentence|paragraph|line|word|figure|note';

const OVERVIEW: readonly ConstructionRow[] = [
  `the|our|my|a|an ${KIND_OF}? ${PEOPLE}`,
  `the|our? ${OFFICE} ${GROUP}`,
  `the|a|our|my|that? ${SOMEBODY} from|in|at|of|over_in the|our? ${OFFICE}|${PEOPLE}`,
  `${OFFICE}`,
].flatMap((who): ConstructionRow[] => [
  [
    `^ ${who} ${ALSO}? ${WANTS} ${AN_OVERVIEW} of|on|about|with|over the? t:current|present? health|state|condition|status of`,
    '<t> status of',
  ],
  [`^ ${who} ${ALSO}? ${WANTS} ${AN_OVERVIEW} of|on|about|with|over|showing`, 'show'],
  [`^ ${who} ${ALSO}? ${WANTS} to_know|to_be_told q:${QUESTION}`, '<q>'],
  [`^ ${who} ${ALSO}? ${WANTS_TO_KNOW} about? q:${QUESTION}`, '<q>'],
  [`^ ${who} ${ALSO}? ${WANTS}`, 'show'],
]);

/** Who it is that asks, told of others: nothing of the question. */
export const ASKER_CONSTRUCTIONS: readonly ConstructionRow[] = [
  [
    `^ the|our|my|a ${KIND_OF}? ${PEOPLE} ${WANTS} <x:name> to_be|to_get? v:restarted|rebooted|stopped|shut_down|drained|undrained|killed|updated|upgraded|rolled_back|backed_up|restored|moved|scaled now|please|today?`,
    'i want <x> <v>',
  ],
  ...OVERVIEW,
  // "… are needed by asset management", "… is requested by the auditor".
  [`is|are ${ALSO}? needed|required|wanted|expected by the|our|my|an|a? ${OFFICE}|${PEOPLE} ${GROUP}? $`, 'please'],
  [`is ${ALSO}? requested|asked_for|demanded by the|our|my|an|a? ${OFFICE}|${PEOPLE} ${GROUP}? $`, 'please'],
  [
    `, that|this|it is|was what|all i|we was|were|am|are|have|need|want asked_for|asked|after|looking_for|to_report|to_find_out|told_to_find $`,
    'please',
  ],
  [
    `,? ${OFFICE}|they|he|she|the_auditor|the_auditors|the_customer|my_boss|our_boss|the_board needs|need|wants|want|asked_for|requires|require it|that|this|them for|in a|an|the|our|their|its? report|audit|invoice|invoices|bill|billing|budget|meeting|review|records|service_credit|service_credits|credit|credits|contract|books|files|slides|presentation|forecast|newsletter|quarterly_report|annual_report $`,
    'please',
  ],
  [
    '^ i|we? have_to|must|need_to|am_to|are_to|should? fill_in|fill_out|complete a|an|the form|template|sheet|questionnaire|survey|spreadsheet that|which asks_for|wants|requires|asks_me_for|asks_about',
    'show',
  ],
  [
    '^ the? incident|shift|weekly|monthly|daily? report|postmortem|post-mortem|ticket|summary|minutes|review must|should|has_to|needs_to|is_to mention|list|contain|include|name|cover <x> ,? so? show|give|list|tell me|us? that|this|those|it|them $',
    'show <x>',
  ],
  [
    '^ before i|we start|begin|finish|end|leave|go_into|go_off my|our|the? shift|day|work|watch|duty ,? i|we only|just? want|need|would_like to_know|to_see|to_hear',
    'tell me',
  ],
  [
    '^ i|we am|are|was|were|get|keep_being|keep_getting asked for|about? the_same_thing|the_same_question|the_same_figure|the_same_number|that|this again_and_again|all_the_time|every_day|every_week|over_and_over|constantly',
    'please',
  ],
  // How it is to be told.
  [', just|only? numbers|counts|figures|totals|the_numbers|the_counts|the_figures only|alone|please? $', 'please'],
  ['^ not|no the|a? list|names|rows|details , just|only|but only|just? q:how_many|the_number_of|a_count_of', '<q>'],
  [
    '^ can|could we|i|you|one say|tell|state|confirm|claim with certainty|confidence|for_certain|for_sure|any_certainty that|whether|if? <x:named> v:was|is|were|had|has',
    '<v> <x>',
  ],
  [
    '^ i|we was|were|have_been|had_been|am|are asked|questioned in|at|during the|a|our? <m> if|whether <x:happening> v:are|is|were|was',
    '<v> <x>',
  ],
];
