import type { Form } from '../forms.ts';

const ME =
  'me|us|everyone|everybody|the_team|my_team|our_team|somebody|someone|the_on-call|on-call|the_oncall|oncall|ops|the_ops_team|the_whole_team';
const TELL =
  'tell|intimate|alert|notify|ping|warn|page|message|inform|wake|text|call|phone|ring|email|e-mail|mail|slack|buzz|nudge|poke|bother|bug|signal|update|contact|dm|sms|advise|brief';
const SHOUT =
  'shout|scream|yell|holler|beep|sound_the_alarm|sound_an_alarm|raise_an_alarm|raise_the_alarm|raise_an_alert|raise_a_flag|send_an_alert|fire_an_alert|send_a_notification|send_a_warning|send_a_message|trigger_an_alert|trigger_an_alarm|ring_the_bell|make_noise';
const NEWS =
  'shout|ping|call|ring|heads-up|heads_up|message|note|notification|alert|warning|sign|text|mail|email|e-mail|line|nudge|buzz|signal|word|notice|alarm|tap|poke|holler|sms|slack_message|text_message|push|push_notification|page|bell|yell';
const GIVE = 'give|send|drop|shoot|gimme|get|write|leave|push';
const TOLD =
  'told|informed|notified|alerted|warned|pinged|paged|updated|messaged|called|woken|texted|made_aware|advised|woken_up|waked|waked_up|called_up|rung|rung_up|phoned|phoned_up|emailed|e-mailed|mailed|buzzed|nudged|poked|pinged_up|got_out_of_bed|dragged_out_of_bed|kept_informed|given_notice|contacted|briefed|tipped_off';
const WISH = 'want|need|like|wish|prefer|would_like|would_love|should_like|would_appreciate|require|demand|expect|would_want';
const ALERT = 'alert|alarm|watch|notification|trigger|rule|warning|monitor|alerting_rule|reminder|watcher|alert_rule|check';
const FIRES = 'fires|triggers|goes_off|tells_me|notifies_me|alerts_me|pages_me|warns_me|rings|pings_me|sounds|is_sent';

/** When to be told, and how it is read: a condition stays one. */
const WHENS: readonly (readonly [said: string, read: string])[] = [
  ['if|in_case|should|in_the_event_that|in_the_event|in_the_case_that|provided_that', 'if'],
  [
    'when|once|whenever|as_soon_as|the_moment|the_minute|the_second|the_instant|every_time|each_time|any_time|anytime|after|the_first_time|the_next_time|next_time|right_when|right_after|the_very_moment|immediately_when|directly_when|at_the_moment|when_ever|on_the_moment|from_the_moment',
    'when',
  ],
];

/** To be told, the condition behind it. */
const AHEAD: readonly Form[] = WHENS.flatMap(([when, means]): Form[] =>
  [
    `${TELL} ${ME} (up) (about_it|immediately|right_away|straight_away|at_once)`,
    `let ${ME} know (about_it|immediately|right_away|straight_away|at_once)`,
    `${SHOUT} (at) (me|us) (immediately)`,
    `${GIVE} ${ME} (a|an|some|another|the) (quick|little|short) ${NEWS}`,
    `${GIVE} (a|an|some) ${NEWS} to ${ME}`,
    `i|we|id ${WISH} to (be) ${TOLD} (about_it|immediately|right_away|straight_away|at_once)`,
    `i|we|id ${WISH} to get|have|receive|hear (a|an|some|the) ${NEWS}`,
    `i|we|id ${WISH} (a|an|some) (quick|little) ${NEWS}`,
    `i|we|id need|want|wish|would_like|like to know|hear|learn (about_it|immediately|right_away|straight_away|at_once)`,
    `i|we must|should|have_to (be) ${TOLD}`,
    `keep ${ME} posted|informed|updated|in_the_loop|up_to_date|notified`,
    `make_sure|ensure|see_to_it (that) i|we hear|know|learn|find_out|am_told|are_told|get_told|get_notified|get_alerted|am_notified|get_informed|am_informed (about_it)`,
    `make_sure|ensure|see_to_it (that) i|we get|receive (a|an) ${NEWS}`,
    `set_up|setup|create|add|configure|make|put|establish|install|define|build|register|arm|start|place|schedule|write|set (me) (a|an|the|some) (new) ${ALERT} (in_place|for_me|up) (to_fire|to_go_off|to_tell_me|to_alert_me|to_notify_me|firing)`,
    `${ALERT.replace('check', 'alarm_me')} (me|us)`,
    `watch_out|look_out`,
    `(a|an) warning|alert|notification|notice|heads-up|heads_up|message (,) (please)`,
    `(a|an) ${NEWS} is|would_be wanted|needed|required|requested|desired|called_for|expected|due|appreciated|welcome|nice|good|helpful|useful`,
    `there should|must|has_to|needs_to be (a|an) ${NEWS}`,
    `it would|will help|be_good|be_nice|be_useful|be_great|be_helpful|be_kind|suit|assist (for) (me|us) (if) (i|we) (were|was|am|are|could|to) (be|get|being) ${TOLD}`,
    `i|we would be glad|grateful|happy|thankful|obliged (to) (if) (i|we) (were|was|am|are|could) (be|get) ${TOLD}`,
  ].map((ask): Form => [`${ask} (,) ${when} {rest}`, `tell me ${means} {rest}`]),
);

/** "create an alert that fires when …". */
const FIRING: readonly Form[] = WHENS.map(
  ([when, means]): Form => [
    `set_up|setup|create|add|configure|make|put|establish|define|build|register|arm|i_want|i_need|give_me (me) (a|an|the|some) (new) ${ALERT} that|which ${FIRES} ${when} {rest}`,
    `tell me ${means} {rest}`,
  ],
);

/** To be told, the condition before it. */
const BEHIND: readonly Form[] = WHENS.flatMap(([when, means]): Form[] =>
  [
    `${TELL} ${ME} (up) (about_it|immediately|right_away|straight_away|at_once|of_it)`,
    `let ${ME} know (about_it|immediately|right_away|straight_away|at_once)`,
    `${SHOUT} (at) (me|us)`,
    `${GIVE} ${ME} (a|an|some|another|the) (quick|little|short) ${NEWS}`,
    `i|we|id ${WISH} to (be) ${TOLD} (about_it|immediately|right_away|straight_away|at_once)`,
    `i|we|id ${WISH} to get|have|receive|hear (a|an|some|the) ${NEWS}`,
    `i|we|id ${WISH} (a|an|some) (quick|little) ${NEWS}`,
    `i|we|id need|want|wish|would_like to know|hear|learn (about_it|immediately|right_away|straight_away|at_once)`,
    `i|we must|should|have_to|need_to (be) ${TOLD}`,
  ].map(
    (ask): Form => [`${when} {cond} (,) (then|please|pls|kindly|can_you|could_you|will_you|you_should) ${ask}`, `tell me ${means} {cond}`],
  ),
);

/** Ways of asking to be told of what is to come, as they are read. */
export const WATCH_FORMS: readonly Form[] = [
  [
    `(please) (set_up|create|add|configure|i_want|i_need) (a|an) alert|alarm|warning|notification|watch|trigger for|on|about {cond} lasting|persisting|sustained|continuing|holding|enduring|staying (so) (for|over) (at_least|more_than) {rest}`,
    'tell me when {cond} for {rest}',
  ],
  ...BEHIND,
  ...AHEAD,
  ...FIRING,
  [
    `keep (an|a) (close|watchful) eye|watch on {cond} and ${TELL} ${ME} if|when|as_soon_as|once|whenever it {rest}`,
    'tell me when {cond} {rest}',
  ],
  [
    'keep (an|a) (close|watchful) eye|watch on {cond} and let me|us know if|when|as_soon_as|once|whenever it {rest}',
    'tell me when {cond} {rest}',
  ],
  [
    'keep (an|a) (close|watchful) eye|watch on {cond} and let me|us know if|when|as_soon_as|once|whenever they {rest}',
    'tell me when {cond} {rest}',
  ],
  ['watch|monitor|observe|track|survey {what} for (any|a|the) {rest}', 'notify me of {rest} of {what}'],
  ['watch_out|look_out|be_on_the_lookout|be_on_the_watch|keep_watch|keep_a_lookout for (any) {rest}', 'notify me of {rest}'],
  ['subscribe|sign_up (me|us) to|for|up_for {rest}', 'notify me of {rest}'],
  ['any|every|each|all {rest} should|must|shall be reported|sent|forwarded|flagged|announced|told to me|us', 'notify me of {rest}'],
  [
    'let me|us know about|of (any|every|each|all) {rest} from_now_on|as_it_happens|as_they_happen|going_forward|in_future',
    'notify me of {rest}',
  ],
  ['let me|us know about|of any|every|each {rest}', 'notify me of {rest}'],
  ['sign me|us up for {rest}', 'notify me of {rest}'],
  [
    `i|we ${WISH} (to_have|to_get|to_receive) (a|an) heads-up|heads_up|notification|alert|push_notification|ping for|about|on|at|upon|of {rest}`,
    'notify me of {rest}',
  ],
  [
    '(a|an) notification|notifications|push_notification|push_notifications|heads-up on|about|for|upon|at|of (any|every|each|all) {rest}',
    'notify me of {rest}',
  ],
  [
    `from_now_on|from_here_on|in_future|in_the_future|going_forward|henceforth|from_today_on (,) i|we ${WISH} to know|hear|learn|read|find_out about|of (any|every|each|all) {rest}`,
    'notify me of {rest}',
  ],
  ['alarm|alert|warning|notification|warn|notify (me|us) , {rest}', 'tell me when {rest}'],
  ['alarm|alert|warning|notification|warn|notify (me|us) , {cond} , {rest}', 'tell me when {cond} , {rest}'],
  // What must not be, and to be told where it is.
  [
    '{cond} must|should|may|can|ought_to|shall not|never exceed|go_over|rise_above|go_above|climb_above|surpass|be_above|be_over|be_higher_than|be_more_than {rest} (,|and) (please) raise|sound|send|give|fire|trigger (the|an|a) alarm|alert|warning|notification if|when|whenever|should|once it|that|they does|do|happens|occurs|is_the_case',
    'tell me when {cond} exceeds {rest}',
  ],
  [
    `{cond} must|should|may|can|ought_to|shall not|never exceed|go_over|rise_above|go_above|climb_above|surpass|be_above|be_over|be_higher_than|be_more_than {rest} (,|and) (please) ${TELL} me|us if|when|whenever|should|once it|that|they does|do|happens|occurs|is_the_case`,
    'tell me when {cond} exceeds {rest}',
  ],
  [
    '{cond} must|should|may|can|ought_to|shall not|never fall_below|drop_below|go_below|go_under|sink_below|be_below|be_under|be_lower_than|be_less_than {rest} (,|and) (please) raise|sound|send|give|fire|trigger (the|an|a) alarm|alert|warning|notification if|when|whenever|should|once it|that|they does|do|happens|occurs|is_the_case',
    'tell me when {cond} falls below {rest}',
  ],
  ['flag|report|announce|signal any|every|each|all (of_the|the) {rest} to me|us (from_now_on)', 'notify me of {rest}'],
  [
    'tell|inform|notify|alert|warn|message|ping me|us about|of (any|every|all|each) {rest} as|when|whenever they|it|one happen|happens|occur|occurs|come_up|comes_up|come_in|comes_in|arise|arises (live|in_real_time)',
    'notify me of {rest}',
  ],
  ['keep me|us posted|informed|updated|in_the_loop|up_to_date|notified about|of|on (any|every|new|all) {rest}', 'notify me of {rest}'],
  [`i|we ${WISH} to (be) ${TOLD} about|of|on (any|every|each|all) {rest}`, 'notify me of {rest}'],
  [
    `i|we ${WISH} to know|hear|learn about|of any|every|each|all {rest} from_now_on|in_future|in_the_future|going_forward|as_it_happens|as_they_happen`,
    'notify me of {rest}',
  ],
  [`i|we ${WISH} (a|an) ${NEWS} for|about|on|at any|every|each|all {rest}`, 'notify me of {rest}'],
  [`${GIVE} me|us (a|an) ${NEWS} for|about|on|at|upon any|every|each|all {rest}`, 'notify me of {rest}'],
  [
    `set_up|setup|create|add|configure|make|establish|define|build|register|arm|start|put|set (me) (a|an|the|some) (new) ${ALERT} for|on|about|around (any|every) {rest}`,
    'notify me of {rest}',
  ],
];

/** What may come before them, and stays. */
export const WATCH_LEAD =
  'please|pls|plz|kindly|can you|could you|will you|would you|can u|just|do|and|now|then|so|ok|okay|hey|hi|hello|alright|yes|,|from now on|in future|in the future|going forward|i need you to|i want you to|you can|would you mind to|be so kind and|you should|be sure to|remember to|also|next time';
/** Said of when it begins, which is now. */
export const FROM_NOW: readonly string[] = ['from now on', 'in future', 'in the future', 'going forward', 'from here on', 'as of now'];
