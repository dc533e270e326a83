import type { ConstructionRow } from '../../constructions.ts';

/** What is undertaken in a grid: the words for one and for several of it, and how it is read. */
const UNDERTAKINGS: readonly (readonly [one: string, many: string, read: string])[] = [
  [
    'spawn|start-up|startup|launch|node_start|spawn_attempt|start_attempt|launch_attempt|startup_attempt|attempted_spawn|attempted_start',
    'spawns|start-ups|startups|launches|node_starts|spawn_attempts|start_attempts|launch_attempts|startup_attempts|attempted_spawns|attempted_starts|attempts_to_spawn|attempts_to_start',
    'spawn',
  ],
  [
    'stop|shutdown|shut-down|stop_attempt|shutdown_attempt|node_stop|attempted_stop|attempted_shutdown',
    'stops|shutdowns|shut-downs|stop_attempts|shutdown_attempts|node_stops|attempted_stops|attempted_shutdowns|attempts_to_stop|attempts_to_shut_down',
    'stop',
  ],
  [
    'update|upgrade|rollout|roll-out|deploy|deployment|release|update_attempt|upgrade_attempt|attempted_update|attempted_upgrade',
    'updates|upgrades|rollouts|roll-outs|deploys|deployments|releases|update_attempts|upgrade_attempts|attempted_updates|attempted_upgrades',
    'update',
  ],
  [
    'backup|back-up|backup_attempt|backup_run|backup_job|attempted_backup',
    'backups|back-ups|backup_attempts|backup_runs|backup_jobs|attempted_backups',
    'backup',
  ],
  ['action|command|attempted_action', 'actions|commands|attempted_actions', 'action'],
  [
    'login|log-in|logon|log-on|sign-in|signin|login_attempt|log-in_attempt|logon_attempt|sign-in_attempt|signin_attempt|authentication|authentication_attempt|attempted_login',
    'logins|log-ins|logons|log-ons|sign-ins|signins|login_attempts|log-in_attempts|logon_attempts|sign-in_attempts|signin_attempts|authentications|authentication_attempts|attempted_logins',
    'login',
  ],
  [
    'verification|binary_verification|binary_check|signature_check|binary_signature_check',
    'verifications|binary_verifications|binary_checks|signature_checks|binary_signature_checks',
    'verification',
  ],
];
/** Those of them whose success is recorded too, and how it is read. */
const SUCCEEDING: Readonly<Record<string, readonly [one: string, many: string]>> = {
  spawn: ['successful_spawn', 'successful_spawns'],
  stop: ['successful_stop', 'successful_stops'],
  update: ['completed_update', 'completed_updates'],
  backup: ['completed_backup', 'completed_backups'],
  action: ['completed_action', 'completed_actions'],
};

/** What is said before the thing of what was tried and came to nothing. */
const UNSUCCESSFUL = 'unsuccessful|botched|bungled|flopped|flubbed|foiled|ill-fated|abortive|fruitless|failing|failed';
/** What is said of it behind it. */
const CAME_TO_NOTHING =
  'do_not_work|do_not_succeed|do_not_go_through|does_not_succeed|does_not_go_through|did_not_work|did_not_work_out|did_not_succeed|did_not_go_through|did_not_make_it|did_not_come_off|did_not_pan_out|did_not_go_well|went_wrong|went_awry|went_badly|went_south|went_sideways|fell_through|flopped|misfired|bombed|backfired|errored|errored_out|were_unsuccessful|was_unsuccessful|ended_in_failure|ended_in_an_error|ended_in_error|ended_with_an_error|ended_badly|came_to_nothing|never_succeeded|never_went_through|never_worked|have_not_succeeded|has_not_succeeded|have_not_gone_through|has_not_gone_through|were_not_successful|was_not_successful|have_failed|has_failed|had_failed|could_not_be_completed|proved_unsuccessful|turned_out_unsuccessful';
const COMES_TO_NOTHING =
  'not_work|not_work_out|not_succeed|not_go_through|not_make_it|go_wrong|go_awry|go_badly|go_south|go_sideways|fall_through|flop|misfire|backfire|error_out|end_in_failure|come_to_nothing';
const CAME_OFF =
  'worked|worked_out|succeeded|went_through|went_well|went_fine|went_smoothly|went_to_plan|went_as_planned|came_off|panned_out|were_successful|was_successful|made_it|made_it_through|have_succeeded|has_succeeded|have_worked|has_worked|have_gone_through|has_gone_through|were_carried_out_successfully|was_carried_out_successfully|were_completed|was_completed|were_completed_successfully|was_completed_successfully|completed_successfully|finished_successfully|were_successfully_completed|was_successfully_completed|were_executed_successfully|were_successfully_executed|were_done_successfully|ended_well|ended_successfully|proved_successful';
/** "what share of the spawns worked?" is a ratio. */
const SHARE = 'share|proportion|percentage|fraction|percent|portion|part|rate';
const COULD_NOT =
  'could_not|failed_to|fail_to|fails_to|did_not_manage_to|do_not_manage_to|have_not_managed_to|has_not_managed_to|never_managed_to|not_manage_to|was_unable_to|were_unable_to|been_unable_to|is_unable_to|are_unable_to|unable_to|proved_unable_to|was_not_able_to|were_not_able_to|not_able_to';
const WOULD_NOT = `${COULD_NOT}|refused_to|declined_to|would_not|refuse_to`;

const TOLD = 'asked|told|ordered|instructed|commanded|directed|requested|bidden';
const ORDER = 'order|orders|command|commands|instruction|instructions|request|requests';
const many = (words: string): string => (/^(?:orders|commands|instructions|requests)$/.test(words) ? 'requests' : 'request');
/** What a node is asked to do, and what its agent is. */
const ASKED: readonly (readonly [verbs: string, things: string, read: string])[] = [
  ['spawn|start|start_up|launch|boot|boot_up|come_up|spin_up|bring_up|fire_up', 'spawn|start|launch|startup|start-up', 'spawn'],
  [
    'stop|shut_down|shutdown|terminate|halt|power_off|power_down|switch_off|turn_off|quit',
    'stop|shutdown|shut-down|halt|termination',
    'stop',
  ],
];
const A_NODE = 'a_node|nodes|any_node|any_nodes|a_new_node|new_nodes|the_node|some_nodes|more_nodes|another_node|something';

/** "spawn failures" is known as it is. */
const otherThan = (read: string, one: string): string =>
  one
    .split('|')
    .filter((word) => word !== read && word !== `${read}s`)
    .join('|');

const UPDATE = 'update|upgrade|rollout|roll-out|deployment|deploy';
const UPDATES = 'updates|upgrades|rollouts|roll-outs|deployments|deploys';
const TAKEN_BACK = 'backed_out|undone|reversed|taken_back|withdrawn|pulled_back|unwound|reverted|retracted';
const ITS = 'its_update|their_update|its_upgrade|their_upgrade|the_update|the_upgrade|an_update|an_upgrade';
const A_BINARY = 'a|an|the|its|their|any|some? new|latest|newest|fresh?';
const FETCHED =
  'fetched|pulled|pulled_down|downloaded|grabbed|retrieved|obtained|got|got_hold_of|received|collected|picked_up|loaded|pulled_in|acquired';
const CHECK = 'verification|check|signature_check|checksum_check|validation|verification_check';
const SETTINGS = 'config|configuration|configurations|settings|configs';
const ALTERED =
  'altered|modified|edited|tweaked|adjusted|amended|updated|touched|revised|changed|reconfigured|overwritten|rewritten|replaced';
const LOGIN = 'login|log-in|logon|log-on|sign-in|signin|login_attempt|log-in_attempt|sign-in_attempt|logon_attempt|authentication_attempt';
const LOGINS =
  'logins|log-ins|logons|log-ons|sign-ins|signins|login_attempts|log-in_attempts|sign-in_attempts|logon_attempts|authentication_attempts';
const TURNED_AWAY = 'rejected|refused|denied|turned_down|turned_away|declined|thrown_out';
const LET_THROUGH =
  'signed_off|signed_off_on|greenlit|green-lit|okayed|authorised|authorized|sanctioned|waved_through|green-lighted|greenlighted|given_the_green_light|given_the_go-ahead|given_the_go_ahead|given_the_nod|the_green_light|a_green_light|the_go-ahead|the_go_ahead|the_nod|approval|green_light|go-ahead';
const A_SCALING =
  'scaling|a_scaling|a_scale-up|a_scale-down|scale-ups|scale-downs|a_scale|scalings|a_resize|resizing|a_scale-out|a_scale-in';
const REQUESTED = 'asked_for|requested|called_for|ordered|demanded';
const WORSEN =
  'deteriorate|degrade|become_degraded|get_degraded|go_degraded|turn_degraded|worsen|get_worse|go_bad|deteriorated|degraded|become_unhealthy|get_slow|become_slow';
const MEND =
  'become_healthy|become_healthy_again|recover|recovered|get_healthy|get_healthy_again|turn_healthy|go_healthy|come_back|return_to_normal|go_back_to_normal|get_back_to_normal|healthy_again|get_better';

/** How what is undertaken was ordered, begun, done, and how it ended: every undertaking in the same words. */
export const OUTCOME_CONSTRUCTIONS: readonly ConstructionRow[] = [
  // Of whoever gave it, and no request of its own.
  ['gave|gives|give|issued|issue|sent|send|placed|made the|a|an|any? o:order|orders|command|instruction|request to', 'gave the <o> to'],
  ...ASKED.flatMap(([verbs, things, read]): ConstructionRow[] => [
    [
      `n:nodes|agents that|which? were|was|have_been|got been? ${TOLD} to ${verbs} ${A_NODE}? and|but|yet|, and|but|yet? never|did_not|have_not|has_not|were_not|still_have_not did|do|${verbs}|stopped|started|spawned|come_up|done so|it|that|up|down?`,
      `<n> had ${read} requests not followed by a successful ${read}`,
    ],
    [`who|whoever issued|gave|sent|placed|submitted the|a|an|that? ${things} ${ORDER} for|to|on|of`, `who asked for a ${read} of`],
    [`when was|were <x:named> l:last|first|most_recently ${TOLD} to ${verbs} ${A_NODE}?`, `when was the <l> ${read} request of <x>`],
    [`when was|were <x:named> ${TOLD} to ${verbs} ${A_NODE}?`, `when was the last ${read} request of <x>`],
    [`was|were|has|have <x:named> ever|been|also|already? been? ${TOLD} to ${verbs} ${A_NODE}?`, `was there a ${read} request of <x>`],
    [`were|was|been|got|being ${TOLD} to ${verbs} ${A_NODE}?`, `had ${read} requests`],
    ...ORDER.split('|').flatMap((order): ConstructionRow[] => [
      [`${order} to ${verbs} ${A_NODE} on|at|of|under`, `${read} ${many(order)} of`],
      [`${order} to ${verbs} ${A_NODE}`, `${read} ${many(order)}`],
      [`${order} to ${verbs} <x:named>`, `${read} ${many(order)} of <x>`],
      ...(/^request/.test(order) ? [] : ([[`${things} ${order}`, `${read} ${many(order)}`]] as ConstructionRow[])),
    ]),
    [`${read} requests were|was|got|have_been issued|given|made|sent|sent_out|placed|received|put_in`, `${read} requests were there`],
  ]),
  ...UNDERTAKINGS.flatMap(([one, more, read]): ConstructionRow[] => {
    const [succeeded, succeededMany] = (SUCCEEDING[read] ?? []).map((words) => words.replaceAll('_', ' '));
    return [
      ...(read === 'spawn' || read === 'stop'
        ? ([
            [`s:${SHARE} of|among the|all|our|my? ${more} that|which? ${CAME_OFF}`, `<s> of ${read}s succeeded`],
            [`s:${SHARE} of|among the|all|our|my? ${more} that|which? ${CAME_TO_NOTHING}`, `<s> of ${read}s failed`],
          ] as ConstructionRow[])
        : []),
      [`${UNSUCCESSFUL} ${more}`, `failed ${read}s`],
      [`${UNSUCCESSFUL} ${one}`, `failed ${read}`],
      [`${otherThan(read, one)} failures|errors|mishaps|problems`, `failed ${read}s`],
      [`w:which|what ${more} that|which? ${CAME_TO_NOTHING}|failed`, `<w> failed ${read}s`],
      ...(read === 'verification'
        ? []
        : ([
            [`${otherThan(read, more)} t:that|which? v:failed|fail`, `${read}s <t> <v>`],
            [`${otherThan(read, one)} t:that|which? v:failed|fail`, `${read} <t> <v>`],
          ] as ConstructionRow[])),
      [`${more} t:that|which? ${CAME_TO_NOTHING}`, `${read}s <t> failed`],
      [`${one} t:that|which? ${CAME_TO_NOTHING}`, `${read} <t> failed`],
      [`${more} w:of|on|in|at|for|to|from <x:named> t:that|which? ${CAME_TO_NOTHING}`, `${read}s <t> failed <w> <x>`],
      [`^ a:did|do|has|have q:any|some|all|the|our|my|every? ${more} ${COMES_TO_NOTHING}`, `<a> <q> ${read}s fail`],
      [`^ a:did|does|has q:any|a|an|the|our|my|every? ${one} ${COMES_TO_NOTHING}`, `<a> <q> ${read} fail`],
      ...(succeeded === undefined || succeededMany === undefined
        ? []
        : ([
            [`which|what|show|list|any ${more} that|which? ${CAME_OFF}`, `which ${succeededMany}`],
            [`how_many ${more} that|which? ${CAME_OFF}`, `how many ${succeededMany}`],
            [`${more} that|which ${CAME_OFF}`, succeededMany],
            [`successfully completed|finished|executed|performed|carried_out ${more}`, succeededMany],
            [`successfully completed|finished|executed|performed|carried_out ${one}`, succeeded],
          ] as ConstructionRow[])),
    ];
  }),
  // Updates: how they began, got through and were taken back.
  [
    `n:agents|machines|nodes that|which? had|saw|got|have_had a|an|the|their|its? ${UPDATE} was? ${TAKEN_BACK}|rolled_back within|inside <d> of|after|following its|their|the|it|they? completion|completing|finishing|being_completed|completed|finished|success`,
    '<n> had an update completed and then rolled back within <d>',
  ],
  [`${UPDATE}|${UPDATES} w:of|on|for|to <x:named> been|that? ${TAKEN_BACK}`, 'update rolled back <w> <x>'],
  [
    `${UPDATES} t:that|which? were|was|have_been|has_been|had_been|got|being|had_to_be|needed_to_be|have_had_to_be? ${TAKEN_BACK}`,
    'updates <t> rolled back',
  ],
  [
    `${UPDATE} t:that|which? was|were|has_been|have_been|had_been|been|got|being|had_to_be|needed_to_be? l:last|first|ever? ${TAKEN_BACK}`,
    'update <t> <l> rolled back',
  ],
  [
    `${UPDATES} t:that|which? were|was|have_been|has_been|had_been|got|have|has? kicked_off|initiated|begun|began|commenced|set_in_motion|got_under_way|got_underway|undertaken|set_off`,
    'updates <t> started',
  ],
  [
    `${UPDATE} t:that|which? was|were|has_been|have_been|been|got|has? l:last|first|ever? kicked_off|initiated|begun|began|commenced|set_in_motion|got_under_way|got_underway|undertaken|set_off|begin|commence|get_under_way`,
    'update <t> <l> started',
  ],
  [
    `n:agents|machines|boxes|workers|servers that|which? have|has|had? began|begun|commenced|started|set_about updating|upgrading|to_update|to_upgrade|${ITS}`,
    '<n> had update starts',
  ],
  [
    `when did|has <x:named> l:last|first begin|commence|start|begun|started updating|upgrading|to_update|to_upgrade|${ITS}`,
    'when was the <l> update start of <x>',
  ],
  [
    `when did|has <x:named> begin|commence|start|begun|started updating|upgrading|to_update|to_upgrade|${ITS}`,
    'when was the last update start of <x>',
  ],
  [
    `did|has|have <x:named> already|ever? begin|commence|start|begun|started updating|upgrading|to_update|to_upgrade|${ITS}`,
    'was there an update start of <x>',
  ],
  [
    `did|has|have <x:named> make_it_through|get_through|come_through|survive|made_it_through|got_through|survived|come_through the|its|their|an|that? ${UPDATE}`,
    'did <x> complete the update',
  ],
  // Binaries: put out, fetched, checked.
  [
    'n:binary|binaries that|which? was|were|been|got|is|are|has_been|have_been? l:last|first|ever? released|put_out|made_available|shipped|pushed_out|brought_out|uploaded|issued',
    '<n> <l> published',
  ],
  [
    'did the|a|any <v> b:binary|binaries l:last|first? come_out|become_available|go_out|appear|get_published|get_released|get_uploaded',
    'was the <v> <b> <l> published',
  ],
  [
    'did n:a|the|any binary l:last|first? come_out|become_available|go_out|appear|get_published|get_released',
    'was <n> binary <l> published',
  ],
  [
    `when did|has <x:named> l:last|first fetch|pull|pull_down|download|grab|retrieve|obtain|get|fetched|pulled|downloaded ${A_BINARY} binary|binaries`,
    'when was the <l> binary download of <x>',
  ],
  [
    `did|has|have <x:named> ever|already? fetch|pull|pull_down|download|grab|retrieve|obtain|get|${FETCHED} ${A_BINARY} <v:version> binary`,
    'was there a binary download of <x> with version <v>',
  ],
  [
    `did|has|have <x:named> ever|already? fetch|pull|pull_down|download|grab|retrieve|obtain|get|${FETCHED} ${A_BINARY} binary|binaries`,
    'was there a binary download of <x>',
  ],
  [
    `n:agents|agent|machines|boxes|workers|servers|nodes that|which? have|has|had? ${FETCHED} ${A_BINARY} <v:version> binary`,
    '<n> had binary downloads with version <v>',
  ],
  [
    `n:agents|agent|machines|boxes|workers|servers|nodes that|which? have|has|had? ${FETCHED} ${A_BINARY} binary|binaries`,
    '<n> had binary downloads',
  ],
  [
    `when did|has a|an|any|the|some? binary l:last|first fail|failed|flunk|flunked|not_pass its|the|a|their? ${CHECK}`,
    'when was the <l> failed verification',
  ],
  [
    `did|has|have a|an|any|the|some? binary|binaries ever? fail|failed|flunk|flunked|not_pass|not_passed its|the|a|their? ${CHECK}`,
    'was there a failed verification',
  ],
  // Copies, settings, logins.
  ['successfully|properly|fully backed_up', 'backed up'],
  ['backed_up successfully|properly|fully', 'backed up'],
  ['restored from|out_of a|an|the|its|their|any|some|old|an_old? backup|backups|snapshot|snapshots|copy|copies', 'restored'],
  [`when was|were the? ${SETTINGS} of|on|for|at <x:named> l:last|first|most_recently ${ALTERED}`, 'when was the <l> config change of <x>'],
  [`when was|were the? ${SETTINGS} of|on|for|at <x:named> ${ALTERED}`, 'when was the last config change of <x>'],
  [`was|were|has|have the? ${SETTINGS} of|on|for|at <x:named> been|ever? been? ${ALTERED}`, 'was there a config change of <x>'],
  [`${SETTINGS} was|were|been|have_been|has_been|got? l:last|first? ${ALTERED}`, 'configuration <l> changed'],
  [`when was|were|did a|an|any|the? ${LOGIN} l:last|first ${TURNED_AWAY}|fail`, 'when was the <l> failed login'],
  [`${LOGINS} that|which? was|were|got|been|have_been|has_been? ${TURNED_AWAY}`, 'failed logins'],
  [`${LOGIN} that|which? was|were|got|been|has_been? ${TURNED_AWAY}`, 'failed login'],
  // What was asked for, and let through.
  [
    'k:action|scale|scaling|spawn|stop r:request|requests that|which? was|were|have_been|has_been|got? submitted|filed|made|placed|raised|lodged|put_in|sent|sent_out|issued|received|entered',
    '<k> <r> happened',
  ],
  [`when was|were an|a|any|the? action|actions l:last|first ${LET_THROUGH}`, 'when was the <l> action approval'],
  [`actions that|which? was|were|been|have_been|has_been|got|have_got|received|were_given? ${LET_THROUGH}`, 'action approvals'],
  [`action that|which? was|were|been|has_been|got|received|was_given? ${LET_THROUGH}`, 'action approval'],
  [`when was|were ${A_SCALING} l:last|first ${REQUESTED}`, 'when was the <l> scale request'],
  [`when was|were ${A_SCALING} ${REQUESTED}`, 'when was the last scale request'],
  [`${A_SCALING} was|were|been|has_been|have_been? ${REQUESTED}`, 'scale requests'],
  // Who leads.
  [
    'a|the|our? current|present|new|latest|another? leader is|was|were|been|has_been|got|get? l:last|first|ever? elected|chosen|picked|appointed|selected|voted_in|installed|promoted|determined',
    'leader <l> elected',
  ],
  [
    'w:were|was|have|has|had we|the_grid|the_cluster|the_fleet|grid|cluster|it been|left|running|ever? been|left|running|ever? without_a|without_any|without|lacking_a|missing_a leader',
    '<w> leader lost',
  ],
  ['w:were|was|have|has we|the_grid|the_cluster|the_fleet|grid|cluster|it been|left|running|ever? leaderless', '<w> leader lost'],
  // Indexes and embeddings.
  [
    'when did|has <x:named> l:last|first? load|reload|loaded|reloaded its|the|their|an|a? hnsw|vector? index|indexes|indices',
    'when was the <l> index load of <x>',
  ],
  [
    'did|has|have <x:named> ever? load|reload|loaded|reloaded its|the|their|an|a? hnsw|vector? index|indexes|indices',
    'was there an index load of <x>',
  ],
  [
    'n:nodes|agents|node|agent that|which? have|has|had? loaded|reloaded its|the|their|an|a|any? hnsw|vector? index|indexes|indices',
    '<n> had index loads',
  ],
  [
    'n:nodes|agents|node|agent that|which? have|has|had? built|rebuilt|re-built|recreated|regenerated its|the|their|an|a|any? hnsw|vector? index|indexes|indices',
    '<n> had index builds',
  ],
  ['hnsw|vector? index|indexes|indices was|were|got|been|have_been|has_been? built|rebuilt|re-built|recreated|regenerated', 'index built'],
  [`when did|has the? embedding_service l:last|first ${WORSEN}`, 'when was the <l> embedding service degradation'],
  [`when did|has the? embedding_service ${WORSEN}`, 'when was the last embedding service degradation'],
  [`did|has the? embedding_service ever? ${WORSEN}`, 'was there an embedding service degradation'],
  [`when did|has|was the? embedding_service l:last|first ${MEND}`, 'when was the <l> embedding service recovery'],
  [`when did|has|was the? embedding_service ${MEND}`, 'when was the last embedding service recovery'],
  [`did|has the? embedding_service ever? ${MEND}`, 'was there an embedding service recovery'],
  [
    '^ was|were|has|have no n:reconciliation|reconciliations been? finished|done|completed|over|through|concluded',
    'show any <n> completed',
  ],
  ['n:reconciliation|reconciliations was|were|been|has_been|have_been|that? finished|done|over|through|concluded|ended', '<n> completed'],
  // Who could not do it.
  [
    'did_not_manage_to|have_not_managed_to|has_not_managed_to|never_managed_to|was_unable_to|were_unable_to|been_unable_to|proved_unable_to|was_not_able_to|were_not_able_to v:start|spawn|boot|launch|start_up|come_up|stop|shut_down',
    'failed to <v>',
  ],
  ['would_not|will_not shut_down|shutdown|terminate|halt|quit|power_off', 'would not stop'],
  [`${WOULD_NOT} spawn|start|launch|boot ${A_NODE}`, 'had failed spawns'],
  [`${WOULD_NOT} stop|shut_down|terminate ${A_NODE}`, 'had failed stops'],
  ['refused|declined|refuse|refusing to stop|shut_down|shutdown|terminate|halt|quit|power_off|be_stopped|be_shut_down', 'failed to stop'],
  [`${COULD_NOT} terminate|halt|power_off|power_down|quit|be_stopped|be_shut_down|be_terminated|be_halted`, 'failed to stop'],
  [`${WOULD_NOT} upgrade|update|update_itself|upgrade_itself|be_updated|be_upgraded|take_the_update|take_the_upgrade`, 'failed to update'],
  [
    `${COULD_NOT} finish|complete|apply|install|carry_out|get_through the|an|its|their|any? update|upgrade|rollout|deployment|updates|upgrades|updating|upgrading`,
    'failed to update',
  ],
  [
    `${COULD_NOT} finish|complete|make|take|perform|produce|create|run|do|carry_out|write a|an|the|its|their|any|one|another? backup|backups|back-up|copy`,
    'had failed backups',
  ],
  [`${COULD_NOT} log_in|log-in|login|log_on|logon|sign_in|sign-in|authenticate`, 'failed to log in'],
  [
    `${COULD_NOT} verify|validate|check|authenticate a|an|the|its|their|any|some|new|downloaded|one? new|downloaded? binary|binaries|signature|checksum`,
    'failed binary verification',
  ],
  // "did stopping node-4 fail": the stop of it.
  ...(
    [
      ['stopping|terminating|shutting_down|halting', 'stop'],
      ['updating|upgrading', 'update'],
      ['starting|spawning|launching', 'spawn'],
      ['backing_up', 'backup'],
    ] as const
  ).flatMap(([doing, read]): ConstructionRow[] => [
    [`did|does|has ${doing} <x:named> fail|failed|go_wrong|gone_wrong`, `did the ${read} of <x> fail`],
    [`did|does|has ${doing} <x:named> succeed|work|work_out|go_through|succeeded|worked`, `did the ${read} of <x> succeed`],
  ]),
];
