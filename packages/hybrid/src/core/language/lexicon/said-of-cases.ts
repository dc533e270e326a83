/** How people say which happenings are meant: how often, how lately, with what outcome and through what. `*` is any one word. */

const CAUSED = [
  'crashes',
  'failures',
  'outages',
  'spawn failures',
  'restarts',
  'stops',
  'errors',
  'agent outages',
  'backup failures',
  'update failures',
];

const DEEDS: Readonly<Record<string, string>> = {
  stopped: 'stops',
  drained: 'drains',
  restarted: 'restarts',
  spawned: 'spawns',
  started: 'spawns',
  updated: 'updates',
};
const NEVER: Readonly<Record<string, string>> = {
  crash: 'never crashed',
  failure: 'never failed',
  restart: 'never restarted',
  outage: 'never went offline',
  error: 'never had an error',
};

export const SAID_OF_CASES: readonly (readonly [string, string])[] = [
  ...['last', 'latest', 'most recent', 'first'].flatMap((last) =>
    ['day', 'time', 'date', 'occasion', 'moment', 'instant'].flatMap((day) =>
      ['on which', 'at which', 'when', 'that'].map((on) => [`${last} ${day} ${on} * went`, `${last} time * went`] as const),
    ),
  ),
  ...['last', 'most recent', 'latest', 'first'].flatMap((last) =>
    ['day', 'date', 'occasion', 'moment'].flatMap((day) =>
      ['on which', 'at which'].map((on) => [`${last} ${day} ${on}`, `when ${last}`] as const),
    ),
  ),

  // Without any.
  ...['crash', 'failure', 'restart', 'outage', 'error'].flatMap((what) =>
    ['stayed', 'remained', 'were', 'have been', 'are', 'kept', 'stay', 'have stayed', 'have remained', 'have gone', 'went'].map(
      (stayed) => [`${stayed} ${what}-free`, NEVER[what] as string] as const,
    ),
  ),
  ...['crash', 'failure', 'restart', 'outage', 'error'].flatMap((what) =>
    ['nodes', 'agents'].flatMap((who) => [
      [`${what}-free ${who}`, `${who} without ${what}s`.replace('crashs', 'crashes')] as const,
      [`${what} free ${who}`, `${who} without ${what}s`.replace('crashs', 'crashes')] as const,
    ]),
  ),
  ...['is', 'was', 'are', 'were', 'has', 'have'].flatMap((is) =>
    ['there not even one', 'there not a single', 'there not one', 'there not one single', 'there not any'].map(
      (none) => [`${is} ${none}`, `${is} there any`] as const,
    ),
  ),
  ...['there not been even one', 'there not been a single', 'there not been one', 'there not been any'].flatMap((none) =>
    ['has', 'have'].map((has) => [`${has} ${none}`, `${has} there been any`] as const),
  ),
  ...['did', 'have', 'has', 'were', 'was'].flatMap((did) =>
    ['a single', 'even a single', 'even one', 'one single', 'so much as one', 'just one'].map(
      (one) => [`${did} not ${one}`, `${did} not any`] as const,
    ),
  ),

  // Nothing to do with.
  ...[
    'that had nothing to do with',
    'which had nothing to do with',
    'that have nothing to do with',
    'having nothing to do with',
    'with nothing to do with',
    'unrelated to',
    'not related to',
    'that are unrelated to',
    'that were unrelated to',
    'not connected with',
    'unconnected with',
    'not attributable to',
    'not down to',
    'for reasons unrelated to',
    'for reasons other than',
    'for another reason than',
    'for any reason but',
    'for a reason other than',
  ].map((unrelated) => [unrelated, 'not caused by'] as const),

  ...CAUSED.flatMap((what) =>
    ['that had', 'which had', 'that have', 'which have', 'that has'].flatMap((had) =>
      [
        ['', ''],
        [' memory', ' oom'],
        [' ram', ' oom'],
        [' disk', ' a full disk'],
        [' the disk', ' a full disk'],
        [' disk space', ' a full disk'],
        [' permissions', ' permission'],
      ].map(([thing, cause]) => [`${what} ${had} nothing to do with${thing}`, `${what} not caused by${cause}`] as const),
    ),
  ),
  ...['did', 'have', 'has', 'was', 'were'].flatMap((did) =>
    ['once', 'even once', 'a single time', 'even one time'].map((once) => [`${did} not * ${once}`, `${did} not *`] as const),
  ),
  ...['agents', 'nodes'].map((who) => [`${who} neither`, `${who} that are neither`] as const),

  // One after the other, of the same thing.
  ...['crashed', 'failed', 'died', 'restarted', 'went offline', 'degraded', 'recovered'].flatMap((did) => [
    ...['within', 'inside', 'in under', 'in less than'].flatMap((within) =>
      ['nodes', 'agents'].flatMap((who) =>
        ['', ' that', ' which', ' that have', ' which have'].map(
          (that) => [`${who}${that} ${did} again ${within}`, `${who}${that} ${did} and ${did} again within`] as const,
        ),
      ),
    ),
    ...['they were', 'it was', 'they got', 'being', 'they had been', 'getting'].flatMap((were) =>
      ['stopped', 'restarted', 'drained', 'updated', 'removed', 'moved'].map(
        (then) => [`${did} before ${were} ${then}`, `${did} and were then ${then}`] as const,
      ),
    ),
    ...['right', 'immediately', 'straight', 'directly', 'shortly', 'soon', 'just'].flatMap((right) =>
      ['a restart', 'their restart', 'being restarted', 'the restart', 'restarting'].map(
        (restart) => [`${did} ${right} after ${restart}`, `${did} after being restarted`] as const,
      ),
    ),
    ...['less than', 'under', 'no more than', 'at most', 'not even'].flatMap((under) =>
      ['seconds', 'minutes', 'second', 'minute'].flatMap((unit) =>
        ['start', 'starting', 'the start', 'their start', 'startup', 'being started', 'spawning', 'the spawn', 'their spawn'].map(
          (start) => [`${did} ${under} * ${unit} after ${start}`, `${did} within * ${unit} of starting`] as const,
        ),
      ),
    ),
  ]),
  ...['stopped', 'drained', 'restarted', 'spawned', 'started', 'updated'].flatMap((done) =>
    ['how many times was', 'how often was', 'how many times has', 'how often has', 'how many times were'].flatMap((often) => [
      [`${often} * ${done}`, `count of ${DEEDS[done]} of *`] as const,
      [`${often} * been ${done}`, `count of ${DEEDS[done]} of *`] as const,
    ]),
  ),
  ...['how long has', 'for how long has', 'how long have'].map(
    (long) => [`${long} * been stopped`, `${long} * been in stopped state`] as const,
  ),
  ...['was', 'were', 'is'].flatMap((was) => [
    [`${was} * never offline`, 'outages of *'] as const,
    [`${was} * never down`, 'outages of *'] as const,
    [`${was} * never degraded`, 'degradations of *'] as const,
  ]),
  ...['crashes', 'restarts', 'failures', 'stops', 'spawns', 'outages', 'errors'].flatMap((what) => [
    ...['when were', 'when was', 'at what time were'].flatMap((when) =>
      ['most', 'the most', 'most of the', 'most of all'].map(
        (most) => [`${when} ${most} ${what}`, `in which hour were the most ${what}`] as const,
      ),
    ),
  ]),

  // How old something made is, is when it was made.
  ...['newest', 'latest', 'last', 'most recent', 'youngest'].flatMap((last) =>
    ['is the', 'is our', 'is your'].map((is) => [`how old ${is} ${last} backup`, 'when was the last backup'] as const),
  ),

  // Which of them took longest.
  ...['quickest', 'fastest', 'speediest'].flatMap((quick) =>
    ['recovery of an agent', 'agent recovery', 'recovery'].map((what) => [`${quick} ${what}`, 'shortest agent outage'] as const),
  ),
  ...['slowest', 'longest', 'most drawn-out', 'most protracted'].flatMap((slow) =>
    ['recovery of an agent', 'agent recovery'].map((what) => [`${slow} ${what}`, 'longest agent outage'] as const),
  ),
  ...['most prolonged', 'most protracted', 'most drawn-out', 'most extended', 'lengthiest'].map(
    (long) => [`${long} outage`, 'longest outage'] as const,
  ),
  ...['slowest', 'fastest', 'quickest'].flatMap((slow) =>
    ['node start', 'node start-up', 'node startup', 'start of a node', 'startup of a node'].map(
      (start) => [`${slow} ${start}`, `${slow} spawn`] as const,
    ),
  ),
  ...['average', 'mean', 'median', 'typical', 'longest', 'shortest', 'maximum', 'minimum'].flatMap((of) => [
    ...[
      'from start to crash',
      'between start and crash',
      'from spawn to crash',
      'between spawn and crash',
      'from starting to crashing',
    ].map((between) => [`${of} time ${between}`, `${of} time to crash`] as const),
    ...['interval', 'time', 'pause', 'distance'].map((gap) => [`${of} ${gap} between heartbeats`, `${of} heartbeat gap`] as const),
  ]),
  ...['how many hours', 'how many minutes', 'how many days', 'for how many hours', 'for how many minutes'].flatMap((many) =>
    ['out', 'down', 'away', 'gone', 'offline', 'unreachable'].map((out) => [`${many} was * ${out}`, 'how long was * offline'] as const),
  ),
  ...['was', 'were'].flatMap((was) => ['unable', 'not able'].map((unable) => [`${was} * ${unable} to`, 'did * fail to'] as const)),
  ...['what harm', 'what damage', 'what trouble', 'what evil'].flatMap((harm) =>
    ['came of', 'came from', 'resulted from', 'arose from'].map((came) => [`${harm} ${came}`, 'what was the impact of'] as const),
  ),

  // By cause.
  ...CAUSED.flatMap((what) =>
    [
      'reasons for',
      'reasons behind',
      'causes behind',
      'causes for',
      'reasons of',
      'triggers of',
      'explanations for',
      'grounds for',
      'root causes of',
      'root causes for',
    ].map((why) => [`${why} ${what}`, `causes of ${what}`] as const),
  ),
  ...['reasons for', 'reasons behind', 'causes of', 'causes for', 'causes behind', 'root causes of'].flatMap((why) => [
    ...[
      'agents going offline',
      'agents dropping off',
      'agents dropping out',
      'agents disconnecting',
      'agents going down',
      'our agents going offline',
      'agents to go offline',
    ].map((going) => [`${why} ${going}`, 'causes of agent outages'] as const),
    ...['nodes crashing', 'nodes dying', 'nodes going down', 'our nodes crashing', 'nodes to crash', 'node crashes'].map(
      (going) => [`${why} ${going}`, 'causes of crashes'] as const,
    ),
    ...['spawns failing', 'failing spawns', 'failed spawns', 'spawns to fail'].map(
      (going) => [`${why} ${going}`, 'causes of spawn failures'] as const,
    ),
  ]),
  // Of what failed, and not of what went well.
  ...['spawn', 'stop', 'update', 'backup', 'restore', 'agent', 'node'].flatMap((what) =>
    ['reasons', 'causes', 'reason', 'cause'].flatMap((why) => [
      [`most common ${what} failure ${why}`, `most common cause of ${what} failures`] as const,
      [`most frequent ${what} failure ${why}`, `most common cause of ${what} failures`] as const,
      [`main ${what} failure ${why}`, `most common cause of ${what} failures`] as const,
      [`top ${what} failure ${why}`, `most common cause of ${what} failures`] as const,
    ]),
  ),
  ...['oom', 'timeout', 'network', 'permission', 'disk-full', 'disk full', 'config', 'port conflict', 'unknown'].flatMap((cause) =>
    ['reasons', 'causes'].map((why) => [`${cause} ${why}`, `${cause}`] as const),
  ),

  // Exit codes.
  ...['returned', 'left', 'gave', 'yielded', 'produced', 'reported', 'showed', 'had', 'carried'].flatMap((left) => [
    [`that ${left} exit code`, 'with exit code'] as const,
    [`which ${left} exit code`, 'with exit code'] as const,
    [`that ${left} code`, 'with exit code'] as const,
    [`crashes ${left} code`, 'crashes had exit code'] as const,
    [`crashes ${left} exit code`, 'crashes had exit code'] as const,
    [`crash ${left} exit code`, 'crash with exit code'] as const,
    [`nodes ${left} code`, 'nodes crashed with exit code'] as const,
    [`nodes ${left} exit code`, 'nodes crashed with exit code'] as const,
  ]),

  // How they are.
  ...['status', 'state', 'condition'].flatMap((status) =>
    ['as their', 'as its', 'as the', 'for a', 'for their', 'as'].flatMap((as) =>
      ['', ' current', ' present'].flatMap((now) =>
        ['have', 'has', 'show', 'shows', 'list', 'report'].map((have) => [`${have} * ${as}${now} ${status}`, 'are * now'] as const),
      ),
    ),
  ),
  ...['crashed', 'died', 'failed', 'stopped', 'went offline'].flatMap((crashed) =>
    [
      'and have not been',
      'and has not been',
      'but have not been',
      'but has not been',
      'and were not',
      'but were not',
      'and have not',
      'but have not',
      'and had not been',
    ].flatMap((not) =>
      ['restarted', 'recovered', 'started', 'spawned'].map(
        (back) => [`${crashed} ${not} ${back} since`, `${crashed} and were not ${back}`] as const,
      ),
    ),
  ),
  ...['break down', 'broke down'].flatMap((down) =>
    ['did *', 'when * last', 'has *'].map((who) => [`${who} ${down}`, `${who} crash`] as const),
  ),
  ...[
    'of every kind',
    'of any kind',
    'of all kinds',
    'of every sort',
    'of all sorts',
    'of every type',
    'of all types',
    'of whatever kind',
  ].flatMap((kind) => [
    [`recovery events ${kind}`, 'all recoveries'] as const,
    [`recoveries ${kind}`, 'all recoveries'] as const,
    [`failures ${kind}`, 'failures'] as const,
    [`failure events ${kind}`, 'failures'] as const,
    [`warnings ${kind}`, 'warnings'] as const,
  ]),
  // The same once more.
  ...['alert', 'watch', 'notification', 'warning', 'reminder', 'alarm', 'ping'].flatMap((alert) => [
    [`same ${alert} for`, 'same for'] as const,
    [`same ${alert} on`, 'same for'] as const,
    [`same ${alert} about`, 'same for'] as const,
  ]),
  ...['today', 'yesterday', 'this week', 'last week', 'this month', 'last month'].flatMap((when) => [
    [`of starting ${when}`, `of being spawned ${when}`] as const,
    [`of starting up ${when}`, `of being spawned ${when}`] as const,
    [`after starting ${when}`, `after being spawned ${when}`] as const,
  ]),
  // What is run is there.
  ...['versions', 'different versions', 'distinct versions', 'releases'].flatMap((what) => [
    [`many ${what} are we running`, `many ${what} are in use`] as const,
    [`many ${what} are running`, `many ${what} are in use`] as const,
    [`many ${what} are we on`, `many ${what} are in use`] as const,
  ]),
  // The other end of a list.
  ['in order from the oldest', 'oldest first'],
  ['in order from the newest', 'newest first'],
  ['starting from the oldest', 'oldest first'],
  ['starting with the oldest', 'oldest first'],
  ['starting from the newest', 'newest first'],
  ['starting with the newest', 'newest first'],
  ['beginning with the oldest', 'oldest first'],
  ['beginning with the newest', 'newest first'],
  [', and which ones', ''],
  [', so no bots ,', ''],
  [', so not bots ,', ''],
  [', no bots ,', ''],
  [', not the bots ,', ''],
  ['and at the same time above', 'and above'],
  ['and at the same time over', 'and above'],
  ['and at the same time below', 'and below'],
];
