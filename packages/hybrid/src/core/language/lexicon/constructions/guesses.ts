import type { ConstructionRow } from '../../constructions.ts';

const WHAT = 'what|that|which|the_thing_that|the_one_that|the_thing_which|the_cause_that|the_event_that|the_reason_that';
const BE = 'was|is|were|are';
const MAY = 'could|might|may|can|would';
const KILLED =
  'killed|crashed|broke|felled|downed|took_out|did_in|finished_off|brought_down|took_down|knocked_out|knocked_over|knocked_down|wrecked|hurt';
const CAUSES =
  'oom|memory|ram|network|disk|port|segfault|timeout|timeouts|config|configuration|permission|permissions|checksum|binary|connectivity|sigterm';
const OF = 'a|an|the|some';
const HOW = 'missing|full|bad|wrong|corrupt|port|memory|disk|network|low|config|configuration|lost';

/** Ways of guessing at a reason: "is Y what took X offline", "could X have died of Y". */
export const GUESS_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // "was the rollout what knocked edge-tokyo offline"
  [
    `${BE} it? <y> ${WHAT} knocked|took|sent|threw|kicked|dropped|pushed|forced|put|drove|brought|made <x:name> offline|down|out|go_offline|go_down|drop_off`,
    'did <y> kill <x>',
  ],
  [`${BE} it? <y> ${WHAT} made <x:name> v:crash|die|fail|fall_over`, 'did <y> kill <x>'],
  [`${BE} it? <y> ${WHAT} ${KILLED} <x:name>`, 'did <y> kill <x>'],
  [`${BE} it? <y> ${WHAT} caused|triggered|led_to|provoked|brought_about <x>`, 'did <y> cause <x>'],
  [`${MAY} the? <y> be|have_been ${WHAT} ${KILLED} <x:name>`, 'did the <y> kill <x>'],
  [`${MAY} the? <y> be|have_been ${WHAT} caused|triggered|led_to|provoked <x>`, 'did the <y> cause <x>'],
  [`did <y> make <x:name> go_offline|go_down|drop_off|crash|die|fail|fall_over`, 'did <y> kill <x>'],
  [`did <y> knock|take|send|throw|kick|push|force|bring|put <x:name> offline|down|out|over`, 'did <y> kill <x>'],
  // "could the network have caused it"
  [`${MAY} <y> have caused|triggered|provoked|led_to|brought_about|produced <x>`, 'did <y> cause <x>'],
  [`${MAY} <y> have made|brought|taken|knocked|sent <x:name> crash|die|fail|down|offline|out|go_offline|go_down`, 'did <y> kill <x>'],
  [`${MAY} <y> have killed|broken|crashed|taken_down|brought_down|knocked_out|felled <x:name>`, 'did <y> kill <x>'],
  [
    `${MAY} <y> have_been|be behind|to_blame_for|responsible_for|at_the_root_of|the_culprit_for|the_culprit_behind|the_cause_of|the_reason_for|the_reason_behind|the_reason_why|the_reason_that|the_reason|the_cause|the_explanation_for <x>`,
    'was <y> the reason for <x>',
  ],
  [
    `${BE} <y> behind|to_blame_for|responsible_for|at_the_root_of|the_culprit_for|the_culprit_behind|the_culprit_in|the_trigger_of|the_trigger_for|the_explanation_for|the_reason_behind|the_source_of <x:happening>`,
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
    `did <x:name> v:die|crash|fail|go_offline|go_down|fall_over from|through|with|by ${OF}? y:${HOW}? z:${CAUSES}`,
    'did <x> <v> because of <y> <z>',
  ],
  [`${BE} <x:happening> down to ${OF}? y:${HOW}? z:${CAUSES}`, 'was <x> due to <y> <z>'],
  [
    `${MAY} <x:happening> be|have_been a_consequence|a_result|the_result|the_consequence|an_effect|the_effect|a_product|the_fault|down_to of`,
    'was <x> because of',
  ],
  [
    `${BE} <x:happening> a_consequence|a_result|the_result|the_consequence|an_effect|the_effect|a_product|the_fault of`,
    'was <x> because of',
  ],
  [`${BE} <x:happening> provoked|triggered|brought_about|prompted|induced|sparked|set_off|precipitated|produced by`, 'was <x> caused by'],
  // After a why: "was memory the culprit?"
  [
    `^ ${BE} ${OF}? y:${HOW}? z:${CAUSES} behind_it|behind_this|behind_that|the_culprit|the_cause|the_reason|the_problem|the_issue|to_blame|responsible|involved $`,
    'was it <y> <z>',
  ],
  [
    `^ ${MAY} ${OF}? y:${HOW}? z:${CAUSES} be|have_been behind_it|behind_this|behind_that|the_culprit|the_cause|the_reason|the_problem|the_issue|to_blame|responsible $`,
    'could it be <y> <z>',
  ],
  [`^ did ${OF}? y:${HOW}? z:${CAUSES} cause|do|trigger|make it|this|that $`, 'was it <y> <z>'],
  // "node-42 crash: was it OOM?"
  [`^ <x:happening> ${BE} it|this|that due_to|because_of|caused_by|down_to|from? ${OF}? y:${HOW}? z:${CAUSES}`, 'was <x> due to <y> <z>'],
];
