import type { Form } from '../forms.ts';
import { verbForms } from './inflect.ts';

/** Deeds that are asked about, by what each is called as a thing. */
const DEEDS: readonly (readonly [past: string, nouns: string, verbs: readonly string[]])[] = [
  ['restarted', 'restart|reboot|restarts|reboots|restarting|rebooting|bounce|power_cycle', ['restart', 'reboot', 'bounce', 'power cycle']],
  ['rolled back', 'rollback|roll-back|downgrade|rollbacks|downgrades|reversion|rolling_back', ['roll back', 'revert', 'downgrade']],
  ['drained', 'drain|draining|evacuation|drains|cordon', ['drain', 'evacuate', 'cordon']],
  ['undrained', 'undrain|undraining|uncordon', ['undrain', 'uncordon']],
  [
    'stopped',
    'stop|shutdown|shut-down|termination|stops|stopping|shutting_down|kill',
    ['stop', 'kill', 'terminate', 'halt', 'shut down', 'shut off', 'switch off', 'turn off'],
  ],
  [
    'updated',
    'update|upgrade|rollout|roll-out|deploy|deployment|release|updates|upgrades|updating|upgrading',
    ['update', 'upgrade', 'deploy', 'bump'],
  ],
  [
    'scaled',
    'scaling|scale-up|scale-down|scale-out|scale_up|scale_down|resize|resizing|upscaling|downscaling|scaling_up|scaling_down',
    ['scale', 'resize', 'scale up', 'scale down'],
  ],
  ['moved', 'move|migration|relocation|transfer|moves|moving', ['move', 'migrate', 'relocate', 'transfer']],
  ['backed up', 'backup|snapshot|backups|snapshots|back-up|back-ups', ['back up']],
  ['restored', 'restore|restoration|restores|restorations', ['restore']],
  ['spawned', 'spawn|launch|creation|spawning|start|spawns|launches', ['spawn', 'launch', 'start', 'create']],
];

const STARTED =
  'kicked_off|approved|okayed|cleared|sanctioned|permitted|greenlit|green-lit|gave_approval_for|gave_the_ok_for|gave_the_go-ahead_for|initiated|started|triggered|ordered|requested|performed|did|made|launched|authorised|authorized|asked_for|issued|ran|executed|carried_out|instigated|called_for|commanded|set_off|commissioned|pushed|undertook|conducted|wanted|demanded|is_behind|was_behind|is_responsible_for|was_responsible_for|is_to_blame_for|signed_off_on|gave_the_order_for|began|is_to_thank_for|pressed_the_button_for|pushed_the_button_on|pressed|is_accountable_for|was_accountable_for';
/** The same without leave that was given for it, which is a thing of its own. */
const DID =
  'initiated|started|triggered|ordered|requested|performed|did|made|launched|issued|ran|executed|carried_out|undertook|conducted|commissioned';
const SOMEONE =
  'anybody|anyone|somebody|someone|a_colleague|a_coworker|one_of_us|any_of_us|a_user|any_user|some_user|an_operator|any_operator|an_admin|one_of_my_colleagues|one_of_our_people|anyone_of_us|any_one';
const OF = 'of|on|for|in|to|at';
/** Periods that a deed without a name is asked of. */
const WHENS = [
  'today',
  'yesterday',
  'last night',
  'tonight',
  'recently',
  'overnight',
  ...['this', 'last'].flatMap((which) => ['week', 'month', 'quarter', 'year'].map((unit) => `${which} ${unit}`)),
].map((when) => [when.replaceAll(' ', '_'), when] as const);
const THE = '(the|a|an|that|this|our|its) (last|latest|recent|most_recent)';

const joined = (phrases: readonly string[]): string => [...new Set(phrases)].map((phrase) => phrase.replaceAll(' ', '_')).join('|');
const formsOf = (verbs: readonly string[], form: 'base' | 'past' | 'ing'): string =>
  joined(verbs.flatMap((verb) => verbForms(verb).flatMap(([text, one]) => (one === form ? [text] : []))));

/** Who did what, asked for otherwise than by "who did …". */
export const DEED_FORMS: readonly Form[] = [
  ...DEEDS.flatMap(([past, nouns, verbs]): Form[] => {
    const [base, done, ing] = (['base', 'past', 'ing'] as const).map((form) => formsOf(verbs, form)) as [string, string, string];
    const who = `who ${past} {rest}`;
    return [
      [`who|whoever ${STARTED} ${THE} ${nouns} ${OF} {rest}`, who],
      [`who|whoever ${STARTED} (the) ${ing} (of) {rest}`, who],
      [`who|whoever ${DID} (the|a|an|any|all|those|these|our) ${nouns}`, `who ${past} something`],
      ...WHENS.map(
        ([said, when]): Form => [`who|whoever ${DID} (the|a|an|any|all|those|these|our) ${nouns} ${said}`, `who ${past} something ${when}`],
      ),
      [
        `at|on|under|by|upon whose order|orders|request|behalf|authority|command|instruction|instructions|initiative|wish|behest|bidding|say-so|suggestion {what} was|were|got|has_been|had_been ${done} ({rest})`,
        `who ${past} {what} {rest}`,
      ],
      [`who|whoever ${STARTED} ${THE} {thing} ${nouns} ({rest})`, `who ${past} {thing} {rest}`],
      [`who might|could|may|would|must|can have ${done} {rest}`, who],
      [`who (all) has|have|had been ${ing} {rest}`, who],
      [`who ${done} {what} (,) (when) (and) why|for_what_reason|when|how`, `who ${past} {what}`],
      [`who ${done} {what} (,) when|how and|, why|for_what_reason`, `who ${past} {what}`],
      [`(which|what) person|user|operator|colleague|admin ${done} {what} (,) and why|for_what_reason|when|how`, `who ${past} {what}`],
      [`has|have|had {what} been|gotten ${done} by ${SOMEONE} ({rest})`, `who ${past} {what} {rest}`],
      [`whose idea|decision|call|doing|order|initiative|wish was|is (it) ${THE} ${nouns} ${OF} {rest}`, who],
      [`whose idea|decision|call|order|initiative|wish was it to ${base} {rest}`, who],
      [
        `at|on|under|by|upon whose order|orders|request|behalf|authority|command|instruction|instructions|initiative|wish|behest|bidding|urging|insistence|instigation|suggestion|name was|were {what} ${done} (at) {rest}`,
        `who ${past} {what} {rest}`,
      ],
      [
        `at|on|under|by|upon whose order|orders|request|behalf|authority|command|instruction|instructions|initiative|wish|behest|bidding|urging|insistence|instigation|suggestion|name was|were {what} ${done}`,
        `who ${past} {what}`,
      ],
      [`${THE} ${nouns} ${OF} {what} was|were ${STARTED} by whom|who`, `who ${past} {what}`],
      [`${THE} ${nouns} ${OF} {what} (,) (was|is) (by) whom|who`, `who ${past} {what}`],
      [`by whom|who was|were ${THE} ${nouns} ${OF} {what} ${STARTED}`, `who ${past} {what}`],
      [`by whom|who was|were ${THE} ${nouns} ${OF} {what} ${STARTED} {cond}`, `who ${past} {what} {cond}`],
      [`{what} ${nouns} (,) by who|whom`, `who ${past} {what}`],
      [`{what} was|were|got ${done} (,) by whom|who`, `who ${past} {what}`],
      [`{what} was|were|got ${done} {cond} (,) by whom|who`, `who ${past} {what} {cond}`],
      [
        `(name|identify|find|give_me|tell_me|show_me|who_is|who_was|tell_us) (the|a) person|user|operator|human|one|colleague|admin|guy|individual behind|responsible_for ${THE} ${nouns} ${OF} {rest}`,
        who,
      ],
      [`name|identify|find (out) (the) person|user|operator|human|one|colleague|admin|guy who|that ${done} {rest}`, who],
      [`who asked_for|wanted|ordered|requested|demanded|called_for {what} to_be|be|being ${done}`, `who ${past} {what}`],
      [`who had|got|wanted|ordered|requested|commanded {what} ${done}`, `who ${past} {what}`],
      [`who had|got|wanted|ordered|requested|commanded {what} ${done} {cond}`, `who ${past} {what} {cond}`],
      [`who ordered|requested|asked|told|wanted|instructed (somebody|someone|you|us) to ${base} {rest}`, who],
      [`who gave (the|an) order|orders|command|go-ahead|okay|ok|instruction|instructions|approval to ${base} {rest}`, who],
      [`who gave (the|an) order|orders|command|go-ahead|okay|ok|instruction for|of ${ing} {rest}`, who],
      [`who decided|chose to ${base} {rest}`, who],
      [`did|has|have|had (i_wonder) ${SOMEONE} (maybe|perhaps|by_any_chance|manually|just) ${base}|${done} {rest}`, who],
      [`was|were|has_been|is|got|have_been {what} ${done} by ${SOMEONE} (at) {rest}`, `who ${past} {what} {rest}`],
      [`was|were|has_been|is|got|have_been {what} ${done} by ${SOMEONE}`, `who ${past} {what}`],
      [`is_there|was_there ${SOMEONE} who|that ${done} {rest}`, who],
      [
        `(i|we) (just|have|was|were) heard|told|read|think|thought|guess|believe|noticed (that) ${SOMEONE} (has|have) ${done} {cond} , (so|but) who (was|is|did|could) (it|that|this) (be) (exactly)`,
        `who ${past} {cond}`,
      ],
      [`${SOMEONE} (has|have) ${done} {cond} , (so|but) who (was|is|did|could) (it|that|this) (be) (exactly)`, `who ${past} {cond}`],
    ];
  }),
  // In and out of service.
  [
    'who put|moved|placed|set|sent|took {agent} in|into|to|under (a) drain|draining|drain_mode|maintenance|maintenance_mode (at) {rest}',
    'who drained {agent} {rest}',
  ],
  [
    'who put|moved|placed|set|sent|took {agent} in|into|to|under (a) drain|draining|drain_mode|maintenance|maintenance_mode',
    'who drained {agent}',
  ],
  [
    'who took|pulled|got|removed|kicked|yanked|brought {agent} out_of|from|off (our) (the) rotation|service|circulation|duty|pool (at) {rest}',
    'who drained {agent} {rest}',
  ],
  [
    'who took|pulled|got|removed|kicked|yanked|brought {agent} out_of|from|off (our) (the) rotation|service|circulation|duty|pool',
    'who drained {agent}',
  ],
  ['who put|placed|set|switched {agent} in|into|to|under|on (a) maintenance (mode)', 'who drained {agent}'],
  [
    'who put|brought|took|returned|added|let|placed|moved {agent} back in|into|to|on (our) (the) rotation|service|circulation|duty|pool',
    'who undrained {agent}',
  ],
  ['who lifted|ended|removed|released (the) drain|draining|cordon|maintenance of|on|from|for {agent}', 'who undrained {agent}'],
  [
    'who pushed|installed|shipped|put|rolled|released|brought|got {version} (out) on|onto|to|in|into|across {rest}',
    'who updated {rest} to {version}',
  ],
  ['who rolled {thing} back ({rest})', 'who rolled back {thing} {rest}'],
  ['who shut|turned|switched|powered|took|brought {thing} down|off|offline ({rest})', 'who stopped {thing} {rest}'],
  ['who backed up (the) (event) storage ({rest})', 'who backed up the store {rest}'],
  ['who backed {thing} up ({rest})', 'who backed up {thing} {rest}'],
  ['who was|is it (,) that|who pulled the plug on {rest}', 'who stopped {rest}'],
  ['who put|placed|shifted|sent {one} on|onto|to {agent}', 'who moved {one} to {agent}'],
  // The number of nodes.
  [
    'who changed|adjusted|increased|raised|reduced|decreased|lowered|set|altered|modified (the) number|amount|count of nodes|agents in|of|for|on {rest}',
    'who scaled {rest}',
  ],
  [
    'who changed|adjusted|increased|raised|reduced|decreased|lowered|set|altered|modified (the) node_count|size|capacity|scale in|of|for|on {rest}',
    'who scaled {rest}',
  ],
  ['who added|removed {n} nodes to|in|from|on {rest}', 'who scaled {rest}'],
  // What somebody did.
  [
    '(list|show|show_me|give_me|what_was|what_is|what_were|what_are|display) (all|the) {user} activity|activities|doings|changes|interventions|operations|deeds ({rest})',
    'what did {user} do {rest}',
  ],
  [
    '(list|show|show_me|give_me|what_was|what_is|what_were|what_are|display) (all|the) activity|activities|doings|changes|interventions|operations|deeds of|by|from|made_by {user} ({rest})',
    'what did {user} do {rest}',
  ],
  [
    'what|which actions|operations|changes|interventions|commands|things did|has|have {user} perform|performed|carry_out|carried_out|execute|executed|make|made|run|issue|issued|take|taken|do|done|initiate|initiated|undertake|undertaken ({rest})',
    'what did {user} do {rest}',
  ],
  [
    'what has|have|had|did|were|was|are people|everyone|everybody|the_team|folks|colleagues|my_colleagues|the_others|operators|humans been|get (doing|up_to) ({rest})',
    'who did what {rest}',
  ],
  ['what did|are people|everyone|everybody|the_team|folks|colleagues|my_colleagues|operators do|doing ({rest})', 'who did what {rest}'],
  ['{cond} activity|activities|doings|interventions of|by {user}', 'what did {user} do {cond}'],
  // Changes that were made by somebody.
  [
    'who (has|have|had) made|did|done|performed (any|some|the) changes|modifications|interventions|adjustments in|to|on|at|within {rest}',
    'who did what in {rest}',
  ],
  [
    '(what|which) (manual|human) interventions were|have_been made|done|performed|carried_out|there (in|on|at) {rest}',
    'what actions were done in {rest}',
  ],
  [
    '(history|list|log|record|a_list|the_history|show_me|report) (of) (all|the) (manual|human|operator) interventions|operations|actions in|on|at|to|of|for {rest}',
    'audit log of {rest}',
  ],
];

/** What may come before them, and stays. */
export const DEED_LEAD =
  'please|pls|so|and|ok|okay|hey|hi|but|now|then|well|do you know|does anyone know|does anybody know|any idea|can you tell me|could you tell me|can you say|tell me|find out|i wonder|i need to know|i want to know|i would like to know|let me know|remind me|check|check if|see if|,|can you find out|could you find out|can you check|we need to know|do we know|is it known|please find out';
