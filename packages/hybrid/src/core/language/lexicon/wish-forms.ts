import type { Form } from '../forms.ts';
import { verbForms } from './inflect.ts';

const REST = 'rotation|service|circulation|duty|the_pool|pool|the_fleet|action|use|production_use';
const ALL = 'everything|all|anything|whatever';
const NODES = 'nodes|node|instances|workers|replicas';
const LOAD =
  'everything|all_the_work|the_whole_load|all_the_load|all_the_traffic|all_nodes|all_the_nodes|every_node|the_nodes|all_its_nodes|its_nodes|all_workloads|the_workloads|its_workloads|workloads|all_work|the_work|all_load|the_load|all_traffic|traffic|it_all';
const COPY = 'backup|snapshot|back-up';
const FRESH = '(fresh|new|full|quick|complete|manual|final)';

/** The verbs of wishes, and how else each is said as a deed. */
const DEEDS = {
  restart: ['restart', 'reboot', 'bounce', 'power cycle', 'power-cycle', 'recycle', 'relaunch', 'revive', 'resurrect'],
  stop: [
    'stop',
    'kill',
    'terminate',
    'halt',
    'shut down',
    'switch off',
    'turn off',
    'take down',
    'power off',
    'power down',
    'close down',
    'bring down',
  ],
  drain: ['drain', 'evacuate', 'cordon', 'empty'],
  undrain: ['undrain', 'uncordon', 'reactivate'],
  update: ['update', 'upgrade', 'bump'],
  rollback: ['roll back', 'revert', 'downgrade'],
  move: ['move', 'migrate', 'relocate', 'transfer', 'shift', 'reschedule'],
  'back up': ['back up'],
  restore: ['restore'],
} as const;

const joined = (phrases: readonly string[]): string => [...new Set(phrases)].map((phrase) => phrase.replaceAll(' ', '_')).join('|');
const inForms = (verbs: readonly string[], form: 'base' | 'ing' | 'past'): string =>
  joined(verbs.flatMap((verb) => verbForms(verb).flatMap(([text, one]) => (one === form ? [text] : []))));

/** What each deed is called as a thing. */
const AS_THING: Readonly<Record<keyof typeof DEEDS, string>> = {
  restart: 'restart|reboot|power_cycle|restarting|rebooting',
  stop: 'stop|shutdown|shut-down|stopping|termination|shutting_down',
  drain: 'drain|draining|evacuation|evacuating',
  undrain: 'undrain|undraining|uncordoning|reactivation',
  update: 'update|upgrade|updating|upgrading',
  rollback: 'rollback|roll-back|rolling_back',
  move: 'move|migration|relocation|moving|relocating',
  'back up': 'backup|back-up|snapshot',
  restore: 'restore|restoration|restoring',
};
const OF = 'of|on|for';
const GLAD = 'grateful|obliged|thankful|glad|happy|delighted|pleased|indebted';

/** A deed wished for as a thing: "I would be grateful for a restart of …", "draining of … is requested". */
const AS_THINGS: readonly Form[] = Object.entries(AS_THING).flatMap(([act, thing]): Form[] => {
  const a = '(a|an|another|the) (quick|prompt|immediate|fresh|full|clean)';
  const of = `${thing} ${OF} {what}`;
  const rows = [
    `i|we would|will|should|shall (be) (very|most|so|really) ${GLAD} for|about|over|of|with ${a} ${of}`,
    `i|we would|should (really|very_much|greatly) appreciate|welcome|love ${a} ${of}`,
    `(the|a|an) (quick|prompt|immediate|fresh|full) ${of} is|are (hereby|kindly|urgently|now) requested|wanted|needed|required|desired|called_for|ordered|overdue (now|please|immediately|urgently|asap)`,
    `(the|a|an) (quick|prompt|immediate|fresh|full) ${of} would_be appreciated|welcome|good|great|nice|lovely|wonderful`,
    `i|we was|am|were|are|have_been|had_been (told|asked|instructed|supposed|ordered|advised|here|calling|writing) (in_order) to ask|request|beg (you) (for) ${a} ${of}`,
    `to ask|request|beg (you) for ${a} ${of}`,
    `may|could|can|might i|we (please|kindly) ask|request|beg (you) (for) ${a} ${of}`,
    `it is (high|about) time for|to_do ${a} ${of} (,) (so) (please|kindly) do|make|take|run|start|trigger|create|perform one|it|so|that (now)`,
  ];
  const to = act === 'move' || act === 'update' || act === 'rollback';
  return rows.flatMap((row): readonly Form[] => [
    ...(to ? [[row.replace(of, `${of} (back) to|onto {to}`), `${act} {what} to {to}`] as const] : []),
    [row, `${act} {what}`],
  ]);
});

/** Any verb of a wish, said round about: "would you mind restarting …", "I want … stopped", "make sure … gets drained". */
const ROUND_ABOUT: readonly Form[] = Object.entries(DEEDS).flatMap(([act, verbs]): Form[] => {
  const [base, ing, past] = (['base', 'ing', 'past'] as const).map((form) => inForms(verbs, form)) as [string, string, string];
  const means = `${act} {what}`;
  const to = act === 'move' || act === 'update' || act === 'rollback';
  const rows: Form[] = [
    [`would|do you mind ${ing} {what}`, means],
    [`can|could|would|will somebody|someone|anybody|anyone|one_of_you (please|kindly|maybe) ${base} {what}`, means],
    [`try ${ing} {what}`, means],
    [`let {thing} be|get ${past} (now|please)`, `${act} {thing}`],
    [`start|begin|go_ahead_with|proceed_with|get_on_with ${ing} {what}`, means],
    [`{thing} needs|requires|wants|could_do_with|deserves ${ing} (now|please)`, `${act} {thing}`],
    [`i|we want|need|would_like|wish (to_have) {thing} (to_be|to_get|be) ${past} (now|please|asap)`, `${act} {thing}`],
    [`make_sure|see_to_it|ensure (that) {what} is|are|gets|get (being) ${past}`, means],
    [`i|we (hereby|kindly) ask|request|order|demand|require|desire (that) {what} be|is|get|gets|to_be ${past}`, means],
    [`{thing} please|pls|plz ${base}`, `${act} {thing}`],
    [`all|the|every|both {what} ,|:|-> ${base} (them|it|please|now|all)`, `${act} all {what}`],
    [`all|the|every|both {what} (,|:|-|->) ${base} them|those|all_of_them|them_all (please|now)`, `${act} all {what}`],
    [`{thing} is_to_be|are_to_be|is_to_get ${past}`, `${act} {thing}`],
    [
      `it is {thing} that|which|whom (that) i|we need|want|would_like|wish|require (to_be|to_have|to_see|to_get) ${past} (now|please)`,
      `${act} {thing}`,
    ],
    [`{what} (,|-) i|we need|want|would_like|require|wish them|those|these|it (all|both) (to_be|to_get) ${past} (now|please)`, means],
  ];
  if (!to) return rows;
  return [
    ...rows,
    [`i|we want|need|would_like (to_have) {thing} (to_be|be) ${past} to|onto|on {to}`, `${act} {thing} to {to}`],
    [
      `{what} (,|-) i|we need|want|would_like|require|wish them|those|these|it (all|both) (to_be|to_get) ${past} to|onto {to}`,
      `${means} to {to}`,
    ],
    [`have|get {thing} (be) ${past} to|onto|on {to}`, `${act} {thing} to {to}`],
    [`{thing} (->|>|:) please|pls|plz|- ${base} to {to}`, `${act} {thing} to {to}`],
    [`make_sure|see_to_it|ensure (that) {what} is|are|gets|get ${past} to|onto|on {to}`, `${means} to {to}`],
  ];
});

/** "all failed nodes on edge-1 must be restarted": a wish said of several. What one name needs is read as it stands. */
const OF_ALL: readonly Form[] = Object.entries(DEEDS).flatMap(([act, verbs]): Form[] => [
  [
    `all|every|both|each {what} should|must|has_to|have_to|needs_to|need_to|ought_to be|get ${inForms(verbs, 'past')} to|onto {to}`,
    `${act} all {what} to {to}`,
  ],
  [
    `all|every|both|each|any {what} should|must|has_to|have_to|needs_to|need_to|ought_to be|get ${inForms(verbs, 'past')} (now) (,) (please|kindly) (now|do_so|do_it|do_that|see_to_it)`,
    `${act} all {what}`,
  ],
  [
    `the {what} nodes|agents (on|in|of) {agent} should|must|have_to|need_to be|get ${inForms(verbs, 'past')}`,
    `${act} the {what} nodes on {agent}`,
  ],
]);

/** Wishes said otherwise, as the wish they are. Each holds every word of the wish: nothing of it is passed over. */
export const WISH_FORMS: readonly Form[] = [
  // Out of service, and in it again.
  ['cordon_off|cordon|isolate|drain|seal_off|close_off {agent} so_that|so|such_that nothing|nobody|no|none|it {rest}', 'drain {agent}'],
  [
    'stop|cease|quit sending|placing|putting|scheduling|assigning|routing|giving (any) new|more|further work|nodes|load|traffic|workloads|jobs|things to|on|onto {agent}',
    'drain {agent}',
  ],
  [
    'stop|cease|quit sending|placing|putting|scheduling|assigning|routing|giving (any) new|more|further work|nodes|load|traffic|workloads|jobs|things to|on|onto {agent} and let it {rest}',
    'drain {agent}',
  ],
  [
    'clear|empty|free|strip|relieve {agent} of its|all|the (current|whole|entire) workload|workloads|work|load|nodes|traffic|duties',
    'drain {agent}',
  ],
  ['remove|take|get|move|clear (all) the|its workload|workloads|load|work|traffic from|off|away_from {agent}', 'drain {agent}'],
  [
    'return|put|bring|take|get {agent} (back) to|in|into|on service|rotation|circulation|duty (again|now) after the|its drain|draining|maintenance|patching|evacuation|upgrade',
    'undrain {agent}',
  ],
  [`take|pull|get|remove|kick|yank|bring|rotate {agent} out_of|from|off (our) (the) ${REST}`, 'drain {agent}'],
  ['put|place|set|switch|move|bring|take|send {agent} in|into|to|under|on (a) maintenance (mode|window)', 'drain {agent}'],
  ['put|place|set|switch|move|bring|send {agent} in|into|to|under|on (a|the) drain|draining|drain_mode', 'drain {agent}'],
  [`get|move|take|clear|push|shift|bring|migrate|evict ${LOAD} off|off_of|away_from|out_of|from {agent}`, 'drain {agent}'],
  [`{agent} has_to|needs_to|must|should|ought_to come|go|be_taken|get|be_pulled out_of|from|off (our) (the) ${REST}`, 'drain {agent}'],
  ['evacuate|vacate|empty|cordon|free_up|offload|clear_out|empty_out|cordon_off|isolate {agent}', 'drain {agent}'],
  [
    'start|begin|initiate|do|perform|run|trigger|execute|kick_off|issue|launch (a|the) drain|draining|evacuation of|on|for {agent}',
    'drain {agent}',
  ],
  ['start|begin|commence|initiate draining|evacuating|emptying {agent}', 'drain {agent}'],
  ['stop|cease|end|abort|halt|quit draining|evacuating|emptying {agent}', 'undrain {agent}'],
  ['stop|cease|end|abort|halt|cancel the drain|draining|evacuation of|on|for {agent}', 'undrain {agent}'],
  [
    `put|bring|take|return|add|let|get|place|move|send|rotate {agent} back in|into|to|on|onto|in_to (our) (the) ${REST} (again)`,
    'undrain {agent}',
  ],
  ['put|bring|return|add|place {agent} in|into|to (the) rotation|service|circulation (again)', 'undrain {agent}'],
  [
    'take|bring|get|pull|let {agent} (back) out_of|off|from (the) maintenance|maintenance_mode|drain|draining|drain_mode (again)',
    'undrain {agent}',
  ],
  ['make|mark|set {agent} (as) schedulable|available|usable|eligible (again) (for_work|for_nodes|for_scheduling)', 'undrain {agent}'],
  [
    'allow|let|enable|permit {agent} (to) accept|take|receive|run|host|get|have|serve (on) (new|more|some) nodes|work|workloads|load|traffic|jobs (again|now|once_more)',
    'undrain {agent}',
  ],
  ['allow|enable|resume|reenable|re-enable|reopen (new) scheduling|nodes (of_nodes) on|onto|for|to|of {agent} (again)', 'undrain {agent}'],
  ['re-enable|reenable|reactivate|reopen|unpause {agent} (again)', 'undrain {agent}'],
  [
    'lift|end|remove|undo|clear|release|reverse|drop (the) drain|draining|cordon|maintenance|maintenance_mode|evacuation of|on|from|for {agent}',
    'undrain {agent}',
  ],
  [
    'the drain|draining|cordon|evacuation|maintenance|maintenance_mode of|on|for|from {agent} should|must|can|may|shall|has_to|needs_to|ought_to be lifted|ended|removed|undone|reversed|released|dropped|cleared|revoked|taken_off (again|now|please)',
    'undrain {agent}',
  ],
  ['stop|quit|cease|end draining|evacuating {agent}', 'undrain {agent}'],
  [
    'reopen|open {agent} (up) (again) (for|to) (the) (new|more) nodes|work|workloads|load|traffic|jobs|scheduling (again)',
    'undrain {agent}',
  ],
  ['put {agent} back', 'undrain {agent}'],
  ['{agent} back in|into|to (the) rotation|service|circulation (again) please|now|pls', 'undrain {agent}'],
  ['prepare|ready {agent} for (the) maintenance|patching|servicing', 'drain {agent}'],
  [
    '{agent} may|should|can (now) take|accept|receive|run|host|get|have (on) (new|more) nodes|work|workloads|load|traffic|jobs again',
    'undrain {agent}',
  ],
  ['end|finish|exit|leave|stop maintenance (mode) on|of|for|with {agent}', 'undrain {agent}'],
  // Off and on again.
  ['stop and|then|and_then (then) start {what} (again|anew|afresh)', 'restart {what}'],
  ['do|perform|make|give a fresh|clean|new|cold|warm start of|on|for|to {what}', 'restart {what}'],
  ['let {what} start again|anew|afresh|over', 'restart {what}'],
  ['turn|switch|power|shut {what} off|down and (then) on|back_on|up|back_up (again)', 'restart {what}'],
  ['turn|switch|power off|down {what} and (then) on|back_on (again)', 'restart {what}'],
  ['reset {one}', 'restart {one}'],
  ['power-cycle|powercycle|resurrect {what}', 'restart {what}'],
  ['revive|resuscitate {what}', 'restart {what}'],
  ['get {one} running|going|working again|once_more', 'restart {one}'],
  [
    '{thing} is|are due|overdue|scheduled|ready for (a|its|the|another) restart|reboot|bounce (,|-) (so) (please|kindly) (do) go_ahead|do_it|do_so|proceed|carry_on|go_for_it (with) (it|that|this) (please|now)',
    'restart {thing}',
  ],
  [
    '{thing} is|are due|overdue|scheduled|ready for (a|its|the|another) restart|reboot|bounce (,|-) (so) (please|kindly) restart|reboot|bounce it|them|that (please|now)',
    'restart {thing}',
  ],
  [
    'i|we want|need|would_like|wish (to_have|to_see) {what} (to_be) brought|put|taken|got back (up|online|to_life) (now|please)',
    'restart {what}',
  ],
  ['mind restarting|rebooting|bouncing {thing} (for_me|for_us|please|now)', 'restart {thing}'],
  ['mind stopping|killing|terminating {thing} (for_me|for_us|please|now)', 'stop {thing}'],
  ['mind draining {agent} (for_me|for_us|please|now)', 'drain {agent}'],
  ['start|begin {one} over|anew|afresh|again|over_again', 'restart {one}'],
  ['make {one} restart|reboot', 'restart {one}'],
  ['bring {node} back up|online|up_again|to_life|alive (again)', 'restart {node}'],
  ['get {one} back up|online|up_again|to_life|alive (again)', 'restart {one}'],
  [
    'do|perform|run|make|initiate|trigger|issue|execute|carry_out|kick_off|force (a|an|another|the) (quick|fast|clean|fresh|full|hard|soft|rolling|graceful|forced|proper) restart|reboot|bounce|power_cycle|recycle of|on|for {what}',
    'restart {what}',
  ],
  ['give {what} a|another|one_more (quick|good|fresh|little|gentle|hard|swift) restart|reboot|kick|bounce|power_cycle', 'restart {what}'],
  ['give a|another (quick|good|fresh|little) restart|reboot|kick|bounce to {what}', 'restart {what}'],
  [`restart|reboot|bounce|recycle ${ALL} (that_is|that) (running|runs|hosted|living|sitting) on {agent}`, 'restart all nodes on {agent}'],
  // Off.
  [
    `stop|kill|terminate|halt|shut_down|shutdown|take_down|bring_down|turn_off ${ALL} (that_is|that) (running|runs|hosted|living|sitting) on {agent}`,
    'stop all nodes on {agent}',
  ],
  ['bring|take|shut everything|all on {agent} down', 'stop all nodes on {agent}'],
  ['pull|yank the plug on|of|out_of|for {node}', 'stop {node}'],
  ['bring|take|put|shut|power|turn|switch {node} down|off|to_sleep|to_rest|offline (now|immediately)', 'stop {node}'],
  ['put (a|an) end|stop to {one}', 'stop {one}'],
  ['power|close|wind down {thing}', 'stop {thing}'],
  ['power_down|close_down|wind_down {thing}', 'stop {thing}'],
  ['get_rid_of {node} (please|now)', 'stop {node}'],
  ['{node} has|have|needs|need to go (now|please|away)', 'stop {node}'],
  ['make {one} stop (running|working)', 'stop {one}'],
  ['bring {one} to a stop|halt|end|standstill', 'stop {one}'],
  ['{one} must|should|has_to|can|may stop|go_down|be_off (now)', 'stop {one}'],
  // More of them.
  [
    `get|have|bring|put|place|set_up|start|fire_up|bring_up a new|fresh|further|additional|extra node (going|running|up|online|started|live) (up) on|in|at|onto|for {where}`,
    'spawn 1 nodes in {where}',
  ],
  [
    `get|have|bring|put|place|set_up|start {n} new|fresh|further|additional|extra|more nodes (going|running|up|online|started|live) (up) on|in|at|onto|for {where}`,
    'spawn {n} nodes in {where}',
  ],
  [
    '{agent} needs|wants|could_use|requires a new|another|additional|extra|further node (,|-) (so) (please|kindly) start|spawn|launch|create|add|bring_up one (there|on_it|up) (please|now)',
    'spawn 1 nodes in {agent}',
  ],
  [
    `fire_up|spin_up|start_up|bring_up|boot_up|instantiate|kick_off|bring_online|stand_up|set_up|start|launch|create|spawn|add|provision|deploy|boot|run|put|place|schedule (me) {n} (new|fresh|further) ${NODES} (up) on|onto|to|in|into|at|for|over_in {where}`,
    'spawn {n} nodes in {where}',
  ],
  [
    `{n} (more|additional|extra|new|further) ${NODES} are|is wanted|needed|required|requested|desired|called_for on|in|at|for {where} (,) (so) (please|kindly) spawn|start|launch|create|add|provision them|it`,
    'spawn {n} nodes in {where}',
  ],
  [`spin|fire|stand|bring|start {n} (new|fresh|extra|additional) ${NODES} up on|onto|in|at {where}`, 'spawn {n} nodes in {where}'],
  [
    `i|we need|want|would_like|require (to_have) (a|an) (new|fresh|further|additional|extra|single) node spawned|started|created|launched|added|brought_up|fired_up|put (up) on|in|at|for {where}`,
    'spawn 1 nodes in {where}',
  ],
  [
    `i|we need|want|would_like|require (to_have) (a|an) new|fresh|further|additional|extra node on {where} (please|now)`,
    'spawn 1 nodes in {where}',
  ],
  [
    `i|we need|want|would_like|require (to_have) (some|a_few|several) (new|fresh|more|further|additional|extra) nodes spawned|started|created|launched|added|brought_up|fired_up|put (up) on|in|at|for {where}`,
    'spawn nodes in {where}',
  ],
  [
    `get|have (some|a_few|several) (new|fresh|more|further|additional|extra) nodes spawned|started|created|launched|added|brought_up|fired_up (up) on|in|at|for {where}`,
    'spawn nodes in {where}',
  ],
  // Another version.
  [
    '{agent} should|must|has_to|needs_to|ought_to run|be_on|be_at|have|be_running|use (version) {version} from_now_on|from_here_on|going_forward|from_today|permanently',
    'update {agent} to {version}',
  ],
  [
    'all|every|the (of_the) agents (that|which) (are) (still) on|running|run|at {old} need|should|must|have_to|ought (to) get|have|run|be_on|go_to|move_to|be_moved_to|be_brought_to {version} (,|-) (please|kindly) (do_that|do_it|do_so|see_to_it|arrange_that) (now|please)',
    'update all agents with version {old} to {version}',
  ],
  ['i|we want|need|would_like|require (to_have|to_see) {version} (running) on|across {what} (now|please)', 'update {what} to {version}'],
  ['replace|swap|exchange the binary|version|software|release|build on|of|at {what} with|for|by {version}', 'update {what} to {version}'],
  ['apply|install|put|push|deploy release|version|build {version} to|on|onto|at {what}', 'update {what} to {version}'],
  [
    'put|install|deploy|roll_out|ship|push|get a new|newer|different|other|another version|release|build on|to|onto|for {what}',
    'update {what} to new version',
  ],
  ['go|fall|step|drop|move|switch back to {version} on|for|with|at {what}', 'rollback {what} to {version}'],
  [
    'return|revert|reset|restore|take|put|bring|move {what} (back) to the|its earlier|previous|old|older|prior|former (version|release) {version}',
    'rollback {what} to {version}',
  ],
  [
    'undo|revert|back_out|reverse|roll_back|take_back|withdraw|unwind the|that|its (last|latest|recent) upgrade|update|rollout|deploy|deployment|release of|on|for|to {what} (,) (and) (go|return|bring|move|get|switch) (back) (to) {version}',
    'rollback {what} to {version}',
  ],
  [
    '{what} should|must|has_to|have_to|needs_to|need_to|ought_to go|return|be_put|be_taken|be_brought|be_moved|be_set|move|switch back to {version} (now|please)',
    'rollback {what} to {version}',
  ],
  [
    'bring|move|take|get|put|raise|lift (all) (the) agents (that|which|who) (are) run|running|on|have|still_run|still_on|use|using {old} (are) (up) to|onto {version}',
    'update all agents with version {old} to {version}',
  ],
  [
    '{agent} should|must|has_to|needs_to|ought_to run|be_on|be_at|have|get|be|go_to|move_to (version|on|to) {version} (,|-) (so) (please|pls|kindly) (do) take_care_of|see_to|arrange|handle|do|perform|make (the|that|an) upgrade|update|it|this (please|now)',
    'update {agent} to {version}',
  ],
  [
    'push|install|ship|deploy|apply|put|load|roll|roll_out|release|get|distribute|bring {version} (out) on|onto|to|at|in|into|for|across|over (all) {what}',
    'update {what} to {version}',
  ],
  ['put|bring|take|move|get|switch|set|return|reset|roll {what} back on|onto|to|down_to {version}', 'rollback {what} to {version}'],
  ['return|revert|reset {what} to {version}', 'rollback {what} to {version}'],
  [
    'return|revert|reset|put|bring {what} (back) to {version} (,|-) (as|because|since|for) (the) new|newer|latest|current|last version|release|one|build is|was|has|looks|seems {why}',
    'rollback {what} to {version}',
  ],
  [
    'get|take|bring|bump|move|switch|put|raise|lift|advance|roll|migrate {what} (up|over|forward) onto|to {version}',
    'update {what} to {version}',
  ],
  ['{agent} should|must|has_to|needs_to|ought_to run|be_on|be_at|have|be_running|get (version) {version}', 'update {agent} to {version}'],
  [
    '{agent} should|must|has_to|needs_to|ought_to|shall|is_to run|be_on|be_at|have|be_running|get|receive (version) {version} (,) (so) please|pls|kindly update|upgrade it (accordingly|now)',
    'update {agent} to {version}',
  ],
  ['put {thing} on {version}', 'update {thing} to {version}'],
  [
    'undo|revert|back_out|reverse|roll_back|take_back|withdraw|unwind (the|that|its) (last|latest|recent) upgrade|update|rollout|deploy|deployment|release of|on|for|to {what} (,) (and_go) back to {version}',
    'rollback {what} to {version}',
  ],
  [
    'undo|revert|roll_back|back_out|reverse|take_back|withdraw|unwind (the|that|its) (last|latest|recent) upgrade|update|rollout|deploy|deployment|release of|on|for|to {what}',
    'rollback {what}',
  ],
  // Elsewhere.
  ['reassign|rehome|re-home|hand|give|carry|pass {one} (over) to|on|onto {agent}', 'move {one} to {agent}'],
  ['host|run|place|put|keep {one} on {agent} instead', 'move {one} to {agent}'],
  ['change|switch|set the agent|host|home of|for {one} to {agent}', 'move {one} to {agent}'],
  ['let|have|make {agent} take_over|host|take|carry|adopt {one}', 'move {one} to {agent}'],
  [
    'carry|take|bring|transfer|hand|shift|move|migrate all the nodes of|on|from {thing} over|across (to|onto) {agent}',
    'move all nodes on {thing} to {agent}',
  ],
  ['put|place|shift|send|transfer|bring|carry|take {one} (over) on|onto|to|over_to|across_to {agent} (instead)', 'move {one} to {agent}'],
  ['get {one} (over) onto|to|over_to|across_to {agent} (instead)', 'move {one} to {agent}'],
  [
    '{one} should|must|has_to|needs_to|ought_to move|go|relocate|migrate|be_moved|live|run|sit|be (over) to|onto|over_to|on {agent} (instead)',
    'move {one} to {agent}',
  ],
  ['let|make|have {one} run|live|sit on {agent} (instead)', 'move {one} to {agent}'],
  [
    'move|migrate|relocate|shift|transfer|reschedule|put {one} away|elsewhere|somewhere_else|to_another_agent|to_a_different_agent|to_some_other_agent|onto_another_agent|on_another_agent',
    'move {one}',
  ],
  [
    '{one} belongs|should_be|must_be|ought_to_be|should_live|should_sit|should_run|has_to_be on|onto|with {agent} (,|-) (so) (please|kindly) move|migrate|relocate|shift|put|transfer it (over) (there|across) (please|now)',
    'move {one} to {agent}',
  ],
  // Copies.
  [
    'save|store|keep|make|take|create|write a (full|complete|fresh|new) copy|safety_copy|safe_copy|restore_point|recovery_point|save_point of|for|from {one}',
    'back up {one}',
  ],
  ['save|store|keep|make|take|create a copy|safety_copy of the data of|on|in|from {one}', 'back up {one}'],
  ['start|run|launch|trigger|kick_off the backup|snapshot job|run|task for|of|on {thing}', 'back up {thing}'],
  ['load|put|bring|play|write|copy the (last|latest) backup|snapshot back into|in|onto|to {thing}', 'restore {thing} from backup'],
  ['put|bring|load the (last|latest) backup|snapshot of|for {thing} back (in_place|in|into_place)', 'restore {thing} from backup'],
  [
    'get|bring|recover|restore the data of|on|for {thing} (back) from|out_of the (last|latest) backup|snapshot',
    'restore {thing} from backup',
  ],
  ['reinstate|resurrect|rebuild|revive {thing} from the|its (last|latest|most_recent) backup|snapshot', 'restore {thing} from backup'],
  ['use the|its (last|latest) backup|snapshot to recover|restore|rebuild|bring_back|revive {thing}', 'restore {thing} from backup'],
  [
    `i|we need|want|would_like|require (to_have) (a|an|another|one) ${FRESH} ${COPY} (copy) of|for|from {one} (to_be) made|taken|done|created|run|started (please|now)`,
    'back up {one}',
  ],
  [
    'recover {thing} from (the|its|a|your|our|an) (last|latest|most_recent|newest) (good) backup|snapshot|back-up (please|now)',
    'restore {thing} from backup',
  ],
  ['snapshot {node}', 'back up {node}'],
  [`{node} needs|requires|wants|must_have (a|an) ${COPY} (,) (so) take|make|do|create one (now|please)`, 'back up {node}'],
  [
    `take|make|create|do|trigger|run|start|kick_off|launch|perform|execute|initiate|get|grab|capture|save|store (me) (a|an|another|the|one) ${FRESH} ${COPY} of|for|on|from {node}`,
    'back up {node}',
  ],
  [`i|we need|want|would_like|require (to_have) (a|an|another|one) ${FRESH} ${COPY} of|for|from {one}`, 'back up {one}'],
  [`trigger|launch|execute|get (a|an|another) ${FRESH} ${COPY}`, 'take a backup'],
  [
    `restore|recover|bring_back|bring|rebuild|revive|reload {node} (back) from (the|its|a|your|our) (last|latest|most_recent|newest) (good) ${COPY}`,
    'restore {node} from backup',
  ],
  [`restore|apply (the|its) (last|latest|most_recent|newest) ${COPY} of|for|to|on|onto {node}`, 'restore {node} from backup'],
  // More or fewer of them.
  [`trim|cut|shave|drop|take|remove|knock|strip {n} ${NODES} off|from|off_of|away_from {place}`, 'remove {n} nodes from {place}'],
  [`run|keep|have {place} (running) with|on|at {n} (${NODES}) fewer|less (${NODES})`, 'remove {n} nodes from {place}'],
  [`run|keep|have {place} (running) with|on|at {n} (${NODES}) more|extra|additional (${NODES})`, 'scale up {place} by {n} nodes'],
  [`adjust|set|bring|take|get|change|move {place} to a total of {n} (${NODES})`, 'scale {place} to {n} nodes'],
  [
    `{place} should|must|needs_to|has_to|ought_to have|be|run|be_at|go_to|be_running {n} (${NODES}) (in_total) from_now_on|from_here_on|going_forward|permanently|from_today`,
    'scale {place} to {n} nodes',
  ],
  [
    `reduce|decrease|lower|cut|trim|shrink (the) node_count|number_of_nodes|count_of_nodes|nodes|size|capacity in|of|on|for|at {place} by {n} (${NODES})`,
    'scale down {place} by {n} nodes',
  ],
  [
    `increase|raise|grow|expand|boost|extend (the) node_count|number_of_nodes|count_of_nodes|nodes|size|capacity in|of|on|for|at {place} by {n} (${NODES})`,
    'scale up {place} by {n} nodes',
  ],
  ['make (it|that) {n} nodes in|on|for|at|over_in {place}', 'scale {place} to {n} nodes'],
  ['have|keep {n} nodes (running|up|online|alive) in|on|for|at {place}', 'scale {place} to {n} nodes'],
  ['i|we need|want|would_like {place} at|on|to_be_at|to_have|to_run|with {n} nodes', 'scale {place} to {n} nodes'],
  [
    '{place} should|must|needs_to|has_to|ought_to have|be|run|be_at|go_to|grow_to|shrink_to|be_running {n} nodes',
    'scale {place} to {n} nodes',
  ],
  [
    'set|change|adjust|put|bring|raise|lower|reduce|increase|decrease (the) (desired|target) node_count|number_of_nodes|size|capacity|nodes|scale|replica_count of|in|for|at|on {place} (up|down) to|at {n} (nodes)',
    'scale {place} to {n} nodes',
  ],
  ['i|we want|need|would_like|wish {place} (to_be) scaled (up|down|out) (now|please)', 'scale {place}'],
  ['i|we want|need|would_like|wish {place} (to_be) scaled (up|down|out) to {n} (nodes)', 'scale {place} to {n} nodes'],
  ['have|get {place} scaled (up|down|out) (now|please)', 'scale {place}'],
  ['have|get {place} scaled (up|down|out) to {n} (nodes) (now|please)', 'scale {place} to {n} nodes'],
  ['{place} (,|:|-) scale (up|down|it) to {n} (nodes)', 'scale {place} to {n} nodes'],
  [
    `i|we need|want|would_like (to_have) {n} (new|fresh|more|further|additional|extra) ${NODES} spawned|started|created|launched|added|brought_up|fired_up on|in|at|for {where}`,
    'spawn {n} nodes in {where}',
  ],
  ['{place} to {n} nodes (please|now)', 'scale {place} to {n} nodes'],
  ['there should|must|has_to|ought_to be {n} nodes in|for|on {place}', 'scale {place} to {n} nodes'],
  ['{n} nodes in|for|on {place} please|pls|plz', 'scale {place} to {n} nodes'],
  ['i|we need|want|would_like|require (to_have) {n} nodes (running|up|in_total) in|for|on {place}', 'scale {place} to {n} nodes'],
  ['{place} needs|requires|wants|must_have {n} nodes (in_total|please|now)', 'scale {place} to {n} nodes'],
  ['take|drop|pull {n} nodes away|off|out (from|of) {place}', 'remove {n} nodes from {place}'],
  ['let|have|make {place} have|run|go_to|grow_to|shrink_to {n} nodes', 'scale {place} to {n} nodes'],
  ['get {place} (up|down) to {n} (nodes)', 'scale {place} to {n} nodes'],
  ['the number|count|amount of nodes in|for|on {place} should|must|has_to|needs_to|ought_to be {n}', 'scale {place} to {n} nodes'],
  ['set|put|keep|hold {place} to|at {n} (nodes)', 'scale {place} to {n} nodes'],
  [
    'scale|adjust|resize|rescale|take|cut|bring|dial|reduce|shrink|drop|trim|downsize|pare|lower|cut_back|scale_back|slim|squeeze|contract|push|grow|expand|extend|raise|boost|bump|beef_up|ramp_up|ramp|increase|decrease|lift|upsize|enlarge|widen {place} (back) (down|up|out) to (just|only) {n} (nodes)',
    'scale {place} to {n} nodes',
  ],
  [
    'increase|grow|expand|raise|boost|extend|bump|enlarge|beef_up|ramp_up {place} (up|out) by {n} (more|additional|extra|new) (nodes)',
    'scale up {place} by {n} nodes',
  ],
  ['decrease|reduce|shrink|lower|cut|trim|downsize {place} (down|back) by {n} (nodes)', 'scale down {place} by {n} nodes'],
  ['give {place} {n} nodes', 'scale {place} to {n} nodes'],
  ['give {place} {n} more|additional|extra nodes', 'scale up {place} by {n} nodes'],
  ['{place} needs|could_use|requires {n} more|additional|extra nodes', 'scale up {place} by {n} nodes'],
  ['give {place} (some|a_few|a_bit|several|a_bit_of) more|additional|extra nodes|capacity|power|resources|room|machines', 'scale {place}'],
  [
    '{place} needs|could_use|requires|wants (some|a_bit|a_little|a_few) more|additional|extra nodes|capacity|room|power|machines',
    'scale {place}',
  ],
  [
    'i|we want|need|would_like|wish (to_have) {place} (to_be) cut|trimmed|reduced|scaled|brought|taken|dialled|dialed|resized|shrunk|grown|expanded|raised|increased|decreased|lowered|set (back|down|up|out) to (just|only) {n} (nodes)',
    'scale {place} to {n} nodes',
  ],
  ['go|grow|shrink|get (up|down|back|out) to {n} nodes in|on|for|at|across {place}', 'scale {place} to {n} nodes'],
  [
    'i|we need|want|would_like|require {n} nodes (altogether|in_total|in_all|all_told|overall) in|on|for|at|across {place}',
    'scale {place} to {n} nodes',
  ],
  [
    'change|adjust|alter|modify|set (the) (desired|target) number_of_nodes|node_count|count_of_nodes|size|replica_count in|of|on|for|at {place} (please)',
    'scale {place}',
  ],
  [
    'increase|raise|extend|expand|grow|boost|reduce|decrease|lower|cut|shrink (the) (node) capacity|size in|of|on|for|at {place} (please)',
    'scale {place}',
  ],
  [
    'i|we need|want|would_like|require (some|a_few|several) (more|additional|extra) nodes in|on|for|at {place} (please|now)',
    'scale {place}',
  ],
  ['make {place} smaller|bigger|larger|wider', 'scale {place}'],
  ['add|provide|provision|get (some|a_few|a_bit_of) (more|additional|extra) capacity|room|power to|in|for|into {place}', 'scale {place}'],
  ...OF_ALL,
  // "drain whichever agents are degraded": all that are so.
  ...Object.keys(DEEDS).flatMap((act): Form[] =>
    ['agents', 'nodes'].map((things) => [
      `${act.replaceAll(' ', '_')} whichever|whatever|which ${things} (that|which) are {cond} (please|now)`,
      `${act} all {cond} ${things}`,
    ]),
  ),
  ...ROUND_ABOUT,
  ...AS_THINGS,
];

/** What may come before a wish, and stays. */
export const WISH_LEAD =
  'please|pls|plz|kindly|can you|could you|will you|would you|can u|could u|just|go ahead and|go and|and|now|then|so|ok|okay|hey|hi|hello|alright|right|yes|sure|quickly|gracefully|carefully|safely|gently|slowly|,|i need you to|i want you to|i would like you to|i expect you to|i am asking you to|i ask you to|i request you to|i beg you to|i urge you to|may i ask you to|we need to|we have to|it is time to|time to|feel free to|i need to|let us|you can|you may|do me a favour and|you should|better|asap|immediately';
