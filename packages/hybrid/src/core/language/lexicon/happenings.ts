import { noun, type Row, say, verb, wish } from './row.ts';

const node = { kind: 'node' } as const;
const agent = { kind: 'agent' } as const;
const crash = { event: ['node_crashed'], ...node };
const offline = { event: ['agent_offline'], ...agent };
const recovered = { event: ['agent_recovered'], ...agent };
const failure = { event: ['@failure'] };
const update = { event: ['@update'] };

/** What happens in a grid: everyday words for event types and for the statuses they enter. */
export const HAPPENINGS: readonly Row[] = [
  ...verb(
    crash,
    `
      crash, die, fall over, blow up, abort, core dump, keel over, segfault out, get killed, go belly up, terminate unexpectedly, bite the dust,
      conk out, give up the ghost, kick the bucket, go kaput, come crashing down
    `,
  ),
  ...say(
    { ...crash, form: 'past' },
    'killed, was killed, were killed, blew up, exited unexpectedly, bit the dust, been killed, crash-landed, lost a node, lost nodes, lost any node, lost any nodes, lost some nodes',
  ),
  ...say({ ...crash, form: 'base' }, 'exit unexpectedly'),
  ...say({ ...crash, status: ['crashed'], form: 'past' }, 'crashed'),
  ...noun(
    crash,
    'crash, node crash, crash event, node crash event, crashed node event, node death, death, abnormal exit, unexpected exit, kill, abnormal termination, unexpected termination, abnormal end, sudden death, abrupt end, unplanned exit, abnormal shutdown, unexpected shutdown',
  ),
  ...noun({ event: ['node_restarted'], ...node }, 'restart, node restart, restart event, reboot, node restart event'),
  ...verb({ event: ['node_restarted'], ...node }, 'restart, reboot, bounce'),
  ...say(
    { event: ['node_restarted'], ...node, status: ['restarting'], form: 'ing' },
    'restarting, rebooting, being restarted, being rebooted, getting restarted',
  ),
  ...noun({ ...node, event: ['node_crash_looping'], pattern: 'crash_loop' }, 'crash loop, crashloop, crash-loop, restart loop'),
  ...say(
    { ...node, event: ['node_crash_looping'], pattern: 'crash_loop', form: 'ing' },
    'crash looping, crash-looping, crashlooping, crashing repeatedly, crashing over and over, stuck in a crash loop, in a crash loop, in crash loop, crashloopbackoff, crash looped',
  ),
  ...say({ pattern: 'flapping' }, 'flapping, flappy, unstable, going up and down, bouncing up and down, flap'),

  ...verb(
    offline,
    `
      go offline, drop off, drop out, disconnect, lose connection, lose contact, lose connectivity, vanish, disappear, fall off, go dark, go away,
      go silent, go quiet, become unreachable, become offline, get disconnected, fall offline, drop offline, go missing, lose its connection,
      drop off the grid, fall off the grid, sign off, get lost, go awol, drop off the radar, fall off the radar, fall off the face of the earth,
      drop off the map
    `,
  ),
  ...say({ ...offline, form: 'past' }, 'gone, dropped, were lost, was lost, been lost, been offline, dropped off the network'),
  ...say({ ...offline, form: 'base' }, 'lose'),
  ...say({ ...offline, form: 'past' }, 'lost'),
  ...say({ ...offline, form: 'ing' }, 'losing'),
  ...verb({ event: ['agent_offline'] }, 'go down, be taken down, go under, get taken down'),
  ...say({ event: ['agent_offline'], form: 'past' }, 'was taken down, were taken down, taken down, took down'),
  ...noun(
    offline,
    'outage, agent outage, offline event, agent offline event, disconnect, disconnection, agent disconnect, agent loss, disconnect event, outage event, blackout',
  ),
  ...say({ status: ['offline'], ...offline }, 'offline, off line, off-line, disconnected, unreachable, off the grid'),
  ...say(
    { status: ['offline'], kind: 'agent' },
    `
      ongoing outages, ongoing outage, current outages, current outage, open outages, outages are ongoing, outages are still ongoing,
      outages still ongoing, outage is ongoing, outage still ongoing, unresolved outages, outages in progress, outages still going on
    `,
  ),
  ...say(
    { status: ['@down'] },
    'down, dead, on fire, in flames, borked, hosed, toast, kaputt, unavailable, not working, out of service, kaput, knocked out, not up, not alive',
  ),
  ...say({ status: ['@up'] }, 'back yet, back already, back now'),
  ...say({ status: ['@up'] }, 'up, alive, up and running, online, working, available, reachable, connected'),
  ...say(
    { status: ['healthy'] },
    `
      healthy, trouble-free, problem-free, free of trouble, in working order, in good shape, in good health, all right, alright, doing well, green,
      hunky dory, peachy, shipshape, in good nick, tip top, in tip top shape
    `,
  ),
  ...say({ status: ['healthy'] }, 'ok, okay, fine, well'),
  ...say({ status: ['degraded', 'offline'], ...agent }, 'unhealthy, in bad shape, sick, in trouble'),
  ...say(
    { event: ['agent_degraded'], status: ['degraded'], ...agent },
    'degraded, impaired, struggling, limping, limping along, ailing, under the weather',
  ),
  ...verb(
    { event: ['agent_degraded'], ...agent },
    'degrade, become degraded, go degraded, get degraded, turn degraded, become slow, get slow',
  ),
  ...noun(
    { event: ['agent_degraded'], ...agent },
    'degradation, agent degradation, degraded event, agent degraded event, degraded agent event, degradation event',
  ),
  ...verb(
    recovered,
    `
      recover, come back, come back online, come back up, return, reconnect, get back, get back online, come online, go back online,
      get healthy again, become healthy, become healthy again, come up again, rejoin, come alive, get back up, come to life
    `,
  ),
  ...say(
    { ...recovered, form: 'base' },
    'be back, be back online, is back, is back online, back online, back up, are back, are back online',
  ),
  ...say(
    { ...recovered, form: 'past' },
    'been back, been back online, brought back, brought back up, brought back online, been brought back',
  ),
  ...noun(recovered, 'recovery, agent recovery, recovery event, comeback, agent recovered event'),
  ...noun({ event: ['agent_heartbeat'], ...agent }, 'heartbeat, heart beat, heartbeat event, heartbeat message, keepalive'),
  ...verb(
    { event: ['agent_registered'], ...agent },
    'register, join, join the grid, join the cluster, enrol, enroll, sign up, get registered',
  ),
  ...noun({ event: ['agent_registered'], ...agent }, 'registration, agent registration, registration event, new agent, join event'),
  ...verb(
    { event: ['agent_unregistered'], ...agent },
    'unregister, leave, leave the grid, leave the cluster, deregister, get removed from the grid',
  ),
  ...say({ event: ['agent_unregistered'], status: ['unregistered'], ...agent, form: 'past' }, 'unregistered, deregistered'),
  ...noun({ event: ['agent_unregistered'], ...agent }, 'unregistration, deregistration, departure'),
  ...say({ event: ['agent_draining'], status: ['draining'], ...agent, act: 'drain', form: 'ing' }, 'draining, being drained, cordoned'),
  ...say({ event: ['agent_drained'], ...agent, act: 'drain', form: 'past' }, 'drained'),
  ...say({ event: ['agent_undrained'], ...agent, act: 'undrain', form: 'past' }, 'undrained, uncordoned'),
  ...say(
    { event: ['agent_undrained'], ...agent, form: 'past' },
    'put back, put back in rotation, put back into rotation, put back into service, put back in service, returned to service, returned to rotation',
  ),
  ...noun({ event: ['agent_draining'], ...agent }, 'drain event'),
  ...wish({ act: 'drain', ...agent }, 'drain, cordon, evacuate, take out of rotation'),
  ...wish({ act: 'undrain', ...agent }, 'undrain, uncordon, put back in rotation'),
  ...say({ event: ['agent_draining'], status: ['draining'], ...agent, act: 'drain', form: 'ing' }, 'draining'),
  ...say({ event: ['agent_drained'], ...agent, act: 'drain', form: 'past' }, 'drained'),
  ...say({ event: ['agent_undrained'], ...agent, act: 'undrain', form: 'past' }, 'undrained'),

  ...noun({ event: ['spawn_succeeded'], ...node }, 'spawn, successful spawn, spawn success, node start, node spawn'),
  ...verb({ event: ['spawn_succeeded'], ...node }, 'spawn, start, start up, come up, get spawned, get started, launch, boot, boot up'),
  ...say({ event: ['spawn_succeeded'], ...node, form: 'past', act: 'spawn' }, 'spawned, started, launched'),
  ...say(
    { event: ['spawn_succeeded'], ...node, form: 'past' },
    'spawned successfully, successfully spawned, started successfully, successfully started, launched successfully, spawned fine',
  ),
  ...say({ event: ['@spawn'], form: 'noun' }, 'spawn event, spawn events, spawn activity, spawn history'),
  ...noun({ event: ['spawn_requested'], ...node }, 'spawn request, spawn attempt, requested spawn'),
  ...noun(
    { event: ['spawn_failed'], ...node },
    `
      spawn failure, failed spawn, spawn error, unsuccessful spawn, start failure, startup failure, failed start, spawn problem, spawn issue,
      failing spawn, failed spawn attempt, failed startup, spawn_failed event, launch failure, failed launch
    `,
  ),
  ...verb(
    { event: ['spawn_failed'], ...node },
    'fail to spawn, fail to start, fail to launch, fail to come up, fail to start up, fail to boot, fail spawning, fail starting',
  ),
  ...say(
    { event: ['spawn_failed'], ...node, form: 'past' },
    `
      spawns that failed, spawns which failed, spawns failed, could not start, could not spawn, did not start, did not spawn, unable to start,
      unable to spawn, spawns have failed, spawns are failing, spawns failing, spawns fail, spawn fail, spawn failing, spawns did fail,
      spawns go wrong, spawns going wrong, spawning fails, spawning failed, spawning failing
    `,
  ),
  ...noun({ event: ['stop_succeeded'], ...node }, 'successful stop, node stop, shutdown, node shutdown, stop'),
  ...say({ event: ['stop_succeeded'], status: ['stopped'], ...node, form: 'past', act: 'stop' }, 'stopped, shut down, been stopped'),
  ...say(
    { status: ['stopping'], ...node },
    `
      stopping, shutting down, being stopped, being shut down, winding down, powering down, powering off, switching off, spinning down, halting,
      terminating, being terminated, being halted, being wound down, being powered down, being powered off, being switched off, being turned off
    `,
  ),
  ...verb({ event: ['stop_succeeded'], ...node }, 'get stopped, stop running, stop working'),
  ...say({ event: ['@stop'], form: 'noun' }, 'stop event, stop events, stop activity'),
  ...noun({ event: ['stop_requested'], ...node }, 'stop request, stop attempt'),
  ...noun({ event: ['stop_failed'], ...node }, 'stop failure, failed stop, stop error, unsuccessful stop, stop problem, failed shutdown'),
  ...verb({ event: ['stop_failed'], ...node }, 'fail to stop, fail to shut down'),
  ...say(
    { event: ['stop_failed'], ...node, form: 'past' },
    'stops that failed, could not stop, did not stop, would not stop, could not be stopped',
  ),

  ...noun(failure, 'failure, error, incident, fault, breakage, err, mishap'),
  ...verb(failure, 'fail, break, go wrong, go bad, malfunction, fail miserably'),
  ...say({ ...failure, status: ['@failed'], form: 'past' }, 'failed'),
  ...say({ ...failure, form: 'past' }, 'broken, been broken, unsuccessful, were unsuccessful, was unsuccessful'),
  ...noun({ event: ['@problem'] }, 'problem, issue, trouble, difficulty'),
  ...noun({ event: ['@warning'] }, 'warning, warning event, warning-level event, event of severity warning'),
  ...say({ event: ['@recovery'], form: 'noun' }, 'recovery events of all kinds'),

  ...noun(update, 'rollout, update, upgrade, deploy, deployment, release, roll-out, update event, version bump, software update'),
  ...verb({ ...update, act: 'update' }, 'update, upgrade, deploy, roll out, patch, ship'),
  ...say({ ...update, act: 'update', form: 'past' }, 'was updated, were updated'),
  ...noun(
    { event: ['update_failed'] },
    `
      update failure, failed update, failed rollout, rollout failure, failed deploy, failed deployment, deployment failure, failed upgrade,
      upgrade failure, update problem, rollout problem, failed release, deploy failure, upgrade problem, update error
    `,
  ),
  ...verb({ event: ['update_failed'] }, 'fail to update, fail to upgrade'),
  ...say(
    { event: ['update_failed'], form: 'past' },
    `
      upgrades that failed, updates that failed, rollouts that failed, deployments that failed, deploys that failed, updates failed, upgrades failed,
      rollouts failed, update failed, upgrade failed, rollout failed, deploy failed, deployment failed, deployments failed, deploys failed
    `,
  ),
  ...noun({ event: ['update_started'] }, 'update start, rollout start, started rollout'),
  ...say(
    { event: ['update_started'], form: 'past' },
    'rollout started, update started, upgrade started, rollout began, deployment started, rollouts started, updates started',
  ),
  ...noun(
    { event: ['update_completed'] },
    `
      completed update, completed rollout, successful update, successful rollout, finished rollout, update completion, rollout completion,
      successful upgrade, successful deployment, completed upgrade, completed deployment
    `,
  ),
  ...['rollout', 'update', 'upgrade', 'deployment', 'deploy', 'release'].flatMap((one) => [
    ...say(
      { event: ['update_completed'], form: 'third' },
      `${one} finishes, ${one} completes, ${one} is done, ${one} is complete, ${one} is finished, ${one} ends, ${one} succeeds`,
    ),
    ...say(
      { event: ['update_completed'], form: 'past' },
      `${one} finished, ${one} completed, ${one} succeeded, ${one}s completed, ${one}s finished`,
    ),
    ...say({ event: ['update_failed'], form: 'third' }, `${one} fails, ${one} goes wrong`),
  ]),
  ...noun({ event: ['update_rolled_back'] }, 'rollback, roll back, roll-back, rolled back update, update rollback, reverted update'),
  ...verb({ event: ['update_rolled_back'], act: 'rollback' }, 'roll back, rollback, revert'),
  ...say(
    { event: ['update_rolled_back'], act: 'rollback', form: 'past' },
    'rolled back, updates rolled back, rollouts rolled back, updates that were rolled back, updates that rolled back, rollouts that were rolled back',
  ),
  ...noun(
    { event: ['@scale'] },
    'scaling, scaling event, scale event, scale action, scaling action, scale operation, scaling operation, resize',
  ),
  ...say({ event: ['@scale'], form: 'noun' }, 'scaling activity'),
  ...verb({ event: ['scaled_up'], act: 'scale' }, 'scale up, scale out'),
  ...verb({ event: ['scaled_down'], act: 'scale' }, 'scale down, scale in'),
  ...say({ event: ['@scale'], act: 'scale', form: 'past' }, 'scaled, resized'),
  ...say({ event: ['scaled_up'], act: 'scale', form: 'past' }, 'grown, enlarged, expanded, upsized'),
  ...say({ event: ['scaled_down'], act: 'scale', form: 'past' }, 'shrunk, shrunken, downsized, contracted'),
  ...noun({ event: ['scaled_up'] }, 'scale-up, scale up, scaleup, scale-out, scale up event, scale-up event, upscale'),
  ...noun({ event: ['scaled_down'] }, 'scale-down, scale down, scaledown, scale-in, scale down event, scale-down event, downscale'),
  ...noun({ event: ['scale_requested'] }, 'scale request, scaling request, requested scaling'),
  ...say(
    { event: ['scale_requested'], form: 'past' },
    `
      requested scaling, requested a scaling, requested a scale, requested a scale-up, requested a scale up, requested scale-ups, asked for scaling,
      asked for a scale-up, asked to scale, requested to scale
    `,
  ),
  ...noun(
    { event: ['config_changed'] },
    `
      config change, configuration change, config edit, settings change, config update, configuration update, config modification, setting change,
      configuration edit, config change event, change to the config, change of config, change of configuration
    `,
  ),
  ...say(
    { event: ['config_changed'], form: 'past' },
    `
      configuration changed, config changed, config was changed, configuration was changed, configuration last changed, config last changed,
      settings changed, configuration modified, config modified, config was edited, config edited, configuration edited
    `,
  ),
  ...noun(
    { event: ['leader_elected'] },
    `
      leader change, leader election, election, failover, new leader, leadership change, master failover, leader switch, leader elected event,
      election of a new leader, election of a leader, election of the leader, change of leader, change of leadership
    `,
  ),
  ...say(
    { event: ['leader_elected'], form: 'past' },
    `
      leader elected, leader was elected, new leader elected, leader changed, leader change, leadership changed, leadership changed hands,
      leader changed hands, leadership moved, leadership passed, leadership switched, leader switched
    `,
  ),
  ...noun(
    { event: ['leader_lost'] },
    'leader loss, leadership loss, loss of the leader, loss of a leader, loss of our leader, loss of its leader, loss of leadership, loss of leader',
  ),
  ...say(
    { event: ['leader_lost'], form: 'past' },
    `
      leader was lost, lost its leader, lost the leader, lost leadership, lose the leader, lose its leader, lose our leader, lose leadership,
      losing the leader, losing its leader, losing leadership, lost our leader, leader is lost, leader got lost, leader gets lost,
      leader has been lost, leader had been lost, became leaderless, went leaderless, becomes leaderless, goes leaderless, lost a leader
    `,
  ),
  ...noun({ event: ['backup_completed'] }, 'backup, completed backup, successful backup, finished backup, backup completion'),
  ...say(
    { event: ['backup_completed'], form: 'past' },
    'backups completed, backup completed, backups finished, backup finished, backups succeeded, backups that completed, backup completes, backup finishes, backed up',
  ),
  ...noun({ event: ['backup_failed'] }, 'backup failure, failed backup, backup error, backup problem, unsuccessful backup'),
  ...say(
    { event: ['backup_failed'], form: 'past' },
    'backups that failed, backups failed, backup failed, backup fails, backups fail, backups failing',
  ),
  ...noun({ event: ['restore_completed'] }, 'completed restore, restore, restoration'),
  ...noun(
    { event: ['auth_failed'] },
    `
      auth failure, authentication failure, failed login, failed authentication, login failure, failed auth, failed sign-in, failed login attempt,
      bad login, auth error, failed logon, unsuccessful login, unsuccessful login attempt, failed sign-in attempt, failed authentication attempt,
      rejected login
    `,
  ),
  ...say(
    { event: ['auth_failed'], form: 'past' },
    `
      fails to log in, fails to login, fails to sign in, fail to logon, fails to log on, failed to log on, fail to log on, failing to log in, could not sign in,
      is unable to log in, was unable to log in, was denied a login, fail to log in, fail to login, fail to authenticate, fail to sign in, failed to sign in, fails to authenticate, failed to log in,
      failed to authenticate, failed to login, could not log in, logins that failed
    `,
  ),
  ...noun(
    { event: ['access_denied'] },
    `
      access denied, access denial, denied access, access denied event, denied request, refused access, permission denial, rejected access,
      forbidden access, denied access attempt, access attempt denied, rejected access attempt, unauthorized access attempt,
      unauthorised access attempt, unauthorized access, unauthorised access
    `,
  ),
  ...say(
    { event: ['access_denied'], form: 'past' },
    'was denied access, were denied access, got access denied, accesses were denied, access was denied, accesses denied, been denied access, requests were denied, requests denied',
  ),
  ...noun({ event: ['action_requested'] }, 'action request, requested action'),
  ...noun({ event: ['action_approved'] }, 'approval, approved action, action approval'),
  ...noun({ event: ['action_completed'] }, 'completed action, action completion, action completed event'),
  ...noun({ event: ['action_failed'] }, 'failed action, action failure, action failed event'),
  ...say({ event: ['action_failed'], form: 'past' }, 'actions failed, action failed, actions that failed, actions which failed'),
  ...say({ event: ['action_failed'], form: 'base' }, 'actions fail, action fail'),
  ...noun({ event: ['binary_published'] }, 'published binary, binary publication, binary release, new binary'),
  ...say(
    { event: ['binary_published'], form: 'past' },
    'binaries published, binary published, published, binaries were published, binary was published',
  ),
  ...noun({ event: ['binary_downloaded'] }, 'binary download, downloaded binary'),
  ...say({ event: ['binary_downloaded'], form: 'past' }, 'binaries downloaded, binary downloaded, downloaded'),
  ...noun(
    { event: ['binary_verify_failed'] },
    'binary verification failure, verification failure, failed verification, binary verify failure, failed binary verification, failed binary check, binary check failure, signature failure',
  ),
  ...say(
    { event: ['binary_verify_failed'], form: 'past' },
    'failed verification, binaries that failed verification, failed to verify, failed binary verification',
  ),
  ...say(
    { event: ['binary_verify_failed'], form: 'third' },
    'binary verification fails, binary verifications fail, binary check fails, verification of a binary fails, binary fails verification, binary fails to verify',
  ),
  ...say(
    { event: ['scale_requested'], form: 'base' },
    'request a scale, request a scaling, request scaling, ask for a scale, ask for a scaling, ask for scaling, request a scale-up, request a scale up',
  ),
  ...say(
    { event: ['@agent'], form: 'noun' },
    'agent events, agent event, agent lifecycle events, agent lifecycle, agent lifecycle history, agent activity',
  ),
  ...say(
    { event: ['@cluster'], form: 'noun' },
    'cluster events, cluster health events, cluster event, cluster state changes, cluster changes',
  ),
  ...say({ event: ['cluster_critical'], status: ['critical'], kind: 'cluster' }, 'critical'),
  ...noun({ event: ['cluster_critical'], kind: 'cluster' }, 'critical event, cluster critical event, critical state'),
  ...verb({ event: ['cluster_critical'], kind: 'cluster' }, 'go critical, become critical, get critical, turn critical'),
  ...noun({ event: ['cluster_degraded'], kind: 'cluster' }, 'cluster degraded event, cluster degradation'),
  ...noun({ event: ['cluster_healthy'], kind: 'cluster' }, 'cluster healthy event'),
  ...verb(
    { event: ['cluster_healthy'], kind: 'cluster' },
    'go back to healthy, get back to healthy, come back to healthy, return to healthy, go back to normal, return to normal, get back to normal',
  ),
  ...noun({ event: ['storage_metrics'] }, 'storage metric, storage metrics event'),
  ...noun({ event: ['node_metrics'] }, 'node metric, node metrics event'),
  ...say({ event: ['storage_metrics'], form: 'noun' }, 'storage performance'),
  ...say({ event: ['query_performance'], form: 'noun' }, 'query performance, query performance events'),
  ...noun(
    { event: ['events_refused', 'emitter_gap', 'storage_damaged'] },
    'lost event, hole in the record, gap in the record, missing event',
  ),
  ...say(
    { event: ['update_completed'], form: 'past' },
    'finished updating, finished the update, finished their update, completed the update, completed their update, finished upgrading',
  ),
  ...noun(
    { event: ['query_performance'], rankedBy: 'latency_ms' },
    'slow query, slowest query, high-latency query, high latency query, long query, slow-running query, long-running query',
  ),
  ...say(
    { unrecorded: true },
    `
      behind on, is behind on, are behind on, dollars, euros, visitor, visitors, page views, signups, sign-ups, support tickets, customer, customers,
      client requests, revenue, sales, money, salary, invoice, invoices, temperature, temperatures, warm, degrees celsius, humidity, voltage,
      fan speed, fan speeds, bandwidth, packet loss, packets, electricity, electricity bill, carbon footprint, failed query, failed queries,
      failing queries, failing query, queries failed, queries fail, queries are failing, queries that failed, query failed, query fail,
      query failures, query failure, query errors, query error, this query, query x, queries failing, unsuccessful queries, index load time,
      index load times, hnsw index load time, cascading failure, cascading failures
    `,
  ),
  ...noun({ event: ['hnsw_index_built'] }, 'index build, hnsw build, hnsw index build, built index'),
  ...noun({ event: ['hnsw_index_loaded'] }, 'index load, hnsw load, hnsw index load'),
  ...say(
    { event: ['hnsw_index_built'], form: 'past' },
    'index built, hnsw index built, indexes built, indexes were built, index was built',
  ),
  ...noun({ event: ['reconciliation_complete'] }, 'reconciliation, reconcile'),
  ...say({ event: ['embedding_latency'], form: 'noun' }, 'embedding latency, embedding latency events'),
  ...say(
    { event: ['embedding_service_degraded'], form: 'noun' },
    'embedding service degraded events, embedding problems, embedding service degradations, embedding service problems, embedding issues, embedding service issues, embedding service degradation, embedding degradation, degradation of the embedding service',
  ),
  ...say(
    { event: ['embedding_service_degraded'], form: 'past' },
    `
      embedding service degraded, embedding service went degraded, embedding service became degraded, embedding service becomes degraded,
      embedding service is degraded, embedding service was degraded, embedding service gets degraded, embedding service got degraded,
      embedding service goes degraded, embedding service turns degraded, embedding service degrades, embedding service has degraded
    `,
  ),
  ...say(
    { event: ['embedding_service_healthy'], form: 'noun' },
    'embedding service recovery, embedding service recoveries, recovery of the embedding service',
  ),
  ...say(
    { event: ['embedding_service_healthy'], form: 'past' },
    'embedding service healthy, embedding service recovered, embedding service became healthy',
  ),
  ...say({ status: ['running'], ...node }, 'running, active'),
  ...say({ status: ['pending'], ...node }, 'pending, waiting to start, starting, starting up'),
  ...say({ event: ['stop_succeeded'], status: ['stopped'], ...node, form: 'past', act: 'stop' }, 'stopped'),
];
