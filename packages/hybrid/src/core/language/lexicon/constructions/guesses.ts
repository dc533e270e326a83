import type { ConstructionRow } from '../../constructions.ts';

const WHAT = 'what|that|which|the_thing_that|the_one_that|the_thing_which|the_cause_that|the_event_that|the_reason_that';
const BE = 'was|is|were|are';
const MAY = 'could|might|may|can|would';
const KILLED =
  'killed|crashed|broke|felled|downed|took_out|did_in|finished_off|brought_down|took_down|knocked_out|knocked_over|knocked_down|wrecked|hurt';
const CAUSES =
  'oom|memory|ram|network|disk|port|segfault|timeout|timeouts|config|configuration|permission|permissions|checksum|binary|connectivity|sigterm';
const TAIL =
  'problem|problems|issue|issues|error|errors|conflict|clash|failure|failures|exhaustion|pressure|shortage|leak|mismatch|space|limit|limits|kill|trouble';
const OF = 'a|an|the|some';
const HOW = 'missing|full|bad|wrong|corrupt|port|memory|disk|network|low|config|configuration|lost';

/** Ways of guessing at a reason: "is Y what took X offline", "could X have died of Y". */
export const GUESS_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // "did node-5 run out of memory when it crashed": whether that is why it did.
  [
    `^ did|has|had|was <x:name> v:run_out_of|ran_out_of|short_of|out_of|low_on <y> when|as it|this|that crashed|died|failed|went_down|fell_over $`,
    'did <x> crash because of lack of <y>',
  ],
  // "was node-3 misconfigured, is that why it crashed?"
  [
    `^ ${BE} <x:name> c:misconfigured|out_of_memory|out_of_disk_space ,? and? is|was that|this|it why|the_reason|the_cause|the_reason_why|because it v:crashed|died|failed|went_offline|went_down|restarted|degraded $`,
    'did <x> <v> because it was <c>',
  ],
  // "did the crash of node-17 come from a segmentation fault"
  ['^ did|does <x:happening> come|stem|result|arise|originate|follow|spring from|out_of <y:guess> $', 'was <x> caused by <y>'],
  [
    `^ ${MAY} it be|have_been <y:guess> ${WHAT} knocked|took|sent|threw|kicked|dropped|pushed|forced|put|drove|brought|made <x:name> offline|down|out|go_offline|go_down|drop_off`,
    'did <y> take down <x>',
  ],
  [`^ ${MAY} it be|have_been <y:guess> ${WHAT} ${KILLED} <x:name>`, 'did <y> take down <x>'],
  [`^ did the? <x> v:fail|crash|die|restart|stop for lack|want of <y> $`, 'did the <x> <v> because of lack of <y>'],
  // What made a deed fail, and what ended a node that crashed.
  [
    `^ ${BE} it? <y:guess> ${WHAT} made|let|caused|had the? d:update|upgrade|spawn|backup|restart|start|restore|rollout <x> to? fail $`,
    'did the <d> <x> fail because of <y>',
  ],
  [
    `^ ${BE} it? <y:guess> ${WHAT} ended|stopped|terminated|${KILLED} <x:name> when it crashed|died|failed|fell_over|went_down $`,
    'did <x> crash because of <y>',
  ],
  // "is an absent binary why the spawn on agent-1 failed"
  [
    `^ ${BE} <y:guess> why|the_reason_why the? d:update|upgrade|spawn|backup|restart|start|restore|rollout <x> v:failed|fail|did_not_work|broke $`,
    'did the <d> <x> fail because of <y>',
  ],
  [
    `^ ${BE} <y:guess> why|the_reason_why <x:name> v:crashed|died|failed|went_offline|went_down|restarted|degraded $`,
    'did <x> <v> because of <y>',
  ],
  [`${BE} <y:guess> w:what|that|the_thing_that is|was|lies|lay behind <x:happening>`, 'was <y> the reason for <x>'],
  [
    `p:do_we_think|do_you_think|do_you_believe|do_we_believe|do_you_reckon|do_you_suspect|i_suspect|i_think|i_believe|i_guess|we_suspect|we_think|is_it_likely|is_it_possible|is_it_plausible|is_it_true|could_it_be|might_it_be that? <y:guess> is|was|were behind|to_blame_for|responsible_for|the_cause_of|the_reason_for|the_reason_behind|the_culprit_behind <x:happening>`,
    'was <y> the reason for <x>',
  ],
  [
    `${BE} it because_of|due_to|thanks_to|owing_to|on_account_of|down_to|from <y:guess> that <x:name> v:crashed|died|failed|went_offline|went_down|restarted|degraded|fell_over|dropped_off`,
    'did <x> <v> because of <y>',
  ],
  ['^ <x:happening> was|is caused|triggered|provoked by <y:guess> , was|is not it|this|that $', 'was <x> caused by <y>'],
  ['^ <x:happening> was|is caused|triggered|provoked by <y:guess> $', 'was <x> caused by <y>'],
  ['^ <x:happening> was|is caused|triggered|provoked by <y:guess> , right|correct|yes|true|no $', 'was <x> caused by <y>'],
  // "do we think OOM took out node-9", "I suspect the rollout killed cache-2"
  [
    `p:do_we_think|do_you_think|do_you_believe|do_we_believe|do_you_reckon|do_you_suspect|i_suspect|i_think|i_believe|i_guess|we_suspect|we_think|my_guess_is|is_it_likely|is_it_possible|is_it_plausible|is_it_conceivable|is_it_true|could_it_be|might_it_be|can_it_be that? <y:guess> ${KILLED} <x:name>`,
    'did <y> take down <x>',
  ],
  [
    `p:do_we_think|do_you_think|do_you_believe|do_we_believe|do_you_reckon|do_you_suspect|i_suspect|i_think|i_believe|i_guess|we_suspect|we_think|my_guess_is|is_it_likely|is_it_possible|is_it_plausible|is_it_conceivable|is_it_true|could_it_be|might_it_be|can_it_be that? <y:guess> caused|triggered|led_to|provoked|brought_about <x:happening>`,
    'did <y> cause <x>',
  ],
  [
    `${BE} <y:guess> at_fault|guilty|to_blame|the_problem|the_culprit|responsible|involved when|in|for|of|with <x:happening>`,
    'was <y> the reason for <x>',
  ],
  [
    `${BE} the? cause|reason|culprit|trigger|explanation for|of|behind|why? <x:happening> ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}? $`,
    'was <x> due to <y> <z> <t>',
  ],
  [
    `${BE} the? cause|reason|culprit|trigger|explanation for|of|behind|why? <x:happening> ${OF} y:rollout|upgrade|update|config_change|configuration_change|deploy|deployment|release $`,
    'was <x> due to the <y>',
  ],
  [
    `^ <x:name> v:crashed|died|failed|went_offline|went_down w:because_of|due_to|from|of|because ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}? ,? right|correct|true|yes|no|is_that_right|is_that_so|is_that_correct|is_it|did_it_not? $`,
    'did <x> <v> because of <y> <z> <t>',
  ],
  [`can|could|should|do we|i|you|they blame|fault|pin <y:guess> for <x:happening>`, 'was <y> the reason for <x>'],
  [
    `can|could|should|is|was <x:happening> be? blamed|pinned|put_down|attributed|attributable|owed|traced_back on|to <y>`,
    'was <x> due to <y>',
  ],
  [
    `had|has|have|does|did|do <x:happening> have? anything|something? to do with ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}? $`,
    'was <x> due to <y> <z> <t>',
  ],
  [`could|might|would|may|can|does|did <y:guess> explain|account_for <x:happening>`, 'was <y> the reason for <x>'],
  // "was the rollout what knocked edge-tokyo offline"
  [
    `${BE} it? <y:guess> ${WHAT} knocked|took|sent|threw|kicked|dropped|pushed|forced|put|drove|brought|made <x:name> offline|down|out|go_offline|go_down|drop_off`,
    'did <y> take down <x>',
  ],
  [`${BE} it? <y:guess> ${WHAT} made <x:name> v:crash|die|fail|fall_over`, 'did <y> take down <x>'],
  [`${BE} it? <y:guess> ${WHAT} ${KILLED} <x:name>`, 'did <y> take down <x>'],
  [`${BE} it? <y:guess> ${WHAT} caused|triggered|led_to|provoked|brought_about <x>`, 'did <y> cause <x>'],
  [`${MAY} the? <y:guess> be|have_been ${WHAT} ${KILLED} <x:name>`, 'did the <y> take down <x>'],
  [`${MAY} the? <y:guess> be|have_been ${WHAT} caused|triggered|led_to|provoked <x>`, 'did the <y> cause <x>'],
  [`did <y:guess> make <x:name> go_offline|go_down|drop_off|crash|die|fail|fall_over`, 'did <y> take down <x>'],
  [`did <y:guess> knock|take|send|throw|kick|push|force|bring|put <x:name> offline|down|out|over`, 'did <y> take down <x>'],
  // "could the network have caused it"
  [`${MAY} <y:guess> have caused|triggered|provoked|led_to|brought_about|produced <x>`, 'did <y> cause <x>'],
  [
    `${MAY} <y:guess> have made|brought|taken|knocked|sent <x:name> crash|die|fail|down|offline|out|go_offline|go_down`,
    'did <y> take down <x>',
  ],
  [`${MAY} <y:guess> have killed|broken|crashed|taken_down|brought_down|knocked_out|felled <x:name>`, 'did <y> take down <x>'],
  [
    `${MAY} <y:guess> have_been|be behind|to_blame_for|responsible_for|at_the_root_of|the_culprit_for|the_culprit_behind|the_cause_of|the_reason_for|the_reason_behind|the_reason_why|the_reason_that|the_reason|the_cause|the_explanation_for <x>`,
    'was <y> the reason for <x>',
  ],
  [
    `${BE} <y:guess> behind|to_blame_for|responsible_for|at_the_root_of|the_culprit_for|the_culprit_behind|the_culprit_in|the_trigger_of|the_trigger_for|the_explanation_for|the_reason_behind|the_source_of <x:happening>`,
    'was <y> the reason for <x>',
  ],
  [
    `${MAY} <x:name> have v:crashed|died|failed|gone_offline|gone_down|restarted|degraded because|due|from|of|on_account_of|owing_to`,
    'did <x> <v> because of',
  ],
  // "is it possible that …", where a reason follows.
  [`${MAY} it be|have_been that|because <x:name> <y> because|due`, 'is it so that <x> <y> because'],
  [
    `is|was it possible|true|correct|right|conceivable|plausible|likely|the_case|a_fact that <x:name> <y> because|due`,
    'is it so that <x> <y> because',
  ],
  [
    `am i right|correct that|in_thinking_that|in_thinking|in_assuming_that|in_assuming <x:name> <y> because|due`,
    'is it so that <x> <y> because',
  ],
  // "did ingest-3 die of memory exhaustion"
  [`did <x:name> v:die|crash|fail|go_offline|go_down|fall_over of`, 'did <x> <v> because of'],
  [
    `did <x:name> v:die|crash|fail|go_offline|go_down|fall_over from|through|with|by ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}?`,
    'did <x> <v> because of <y> <z> <t>',
  ],
  [`${BE} <x:happening> down to ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}?`, 'was <x> due to <y> <z> <t>'],
  [
    `${MAY} <x:happening> be|have_been a_consequence|a_result|the_result|the_consequence|an_effect|the_effect|a_product|the_fault|down_to of`,
    'was <x> because of',
  ],
  [
    `${BE} <x:happening> a_consequence|a_result|the_result|the_consequence|an_effect|the_effect|a_product|the_fault of`,
    'was <x> because of',
  ],
  [`${BE} <x:happening> provoked|triggered|brought_about|prompted|induced|sparked|set_off|precipitated|produced by`, 'was <x> caused by'],
  [
    `^ was|is|were|did|could|might|may|can ${OF}? y:rollout|upgrade|update|config_change|configuration_change|deploy|deployment|release|restart be|have_been? behind_it|behind_this|behind_that|the_culprit|the_cause|the_reason|the_problem|to_blame|responsible|cause_it|cause_that|cause_this|do_it $`,
    'was it the <y>',
  ],
  // After a why: "was memory the culprit?"
  [
    `^ ${BE} ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}? behind_it|behind_this|behind_that|the_culprit|the_cause|the_reason|the_problem|the_issue|to_blame|responsible|involved $`,
    'was it <y> <z> <t>',
  ],
  [
    `^ ${MAY} ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}? be|have_been behind_it|behind_this|behind_that|the_culprit|the_cause|the_reason|the_problem|the_issue|to_blame|responsible $`,
    'could it be <y> <z> <t>',
  ],
  [`^ did ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}? cause|do|trigger|make it|this|that $`, 'was it <y> <z> <t>'],
  // "node-42 crash: was it OOM?"
  [
    `^ <x:happening> ${BE} it|this|that due_to|because_of|caused_by|down_to|from? ${OF}? y:${HOW}? z:${CAUSES} t:${TAIL}?`,
    'was <x> due to <y> <z> <t>',
  ],
];
