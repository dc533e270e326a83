/** Ways of asking for rows, numbers and figures, as they are read: rows as in `said-otherwise.ts`, never a deed. */
export const SAID_OF_ROWS: readonly (readonly [string, string])[] = [
  // To be shown.
  ...['hit', 'serve', 'slap', 'furnish', 'supply'].map((verb) => [`${verb} me with`, 'show me'] as const),
  ...['throw', 'toss', 'shoot', 'sling'].map((verb) => [`${verb} me the`, 'show me the'] as const),
  // How many.
  ['reached on', 'on'],
  ...['agents', 'nodes', 'machines', 'boxes'].flatMap((things) =>
    ['operate', 'run', 'maintain'].flatMap((operate) =>
      ['in', 'on', 'at'].map((place) => [`${things} we ${operate} ${place}`, `${things} ${place}`] as const),
    ),
  ),
  ['is there a record of what', 'what'],
  ['do we have a record of what', 'what'],
  ['no of', 'number of'],
  ['nos of', 'number of'],
  ['# of', 'number of'],
  ['# nodes', 'number of nodes'],
  ['# agents', 'number of agents'],
  ['# crashes', 'number of crashes'],
  ['per cent', 'percent'],
  ['how many percent of', 'what percentage of'],
  ['how many percent', 'what percentage'],
  ...['twice', 'thrice', 'once'].flatMap((times) =>
    [
      ['or more', 'at least'],
      ['or more often', 'at least'],
      ['or more times', 'at least'],
      ['and more', 'at least'],
      ['or less', 'at most'],
      ['or less often', 'at most'],
      ['or fewer', 'at most'],
      ['at least', 'at least'],
      ['minimum', 'at least'],
      ['at most', 'at most'],
      ['maximum', 'at most'],
    ].map(([tail, bound]) => [`${times} ${tail}`, `${bound} ${times}`] as const),
  ),
  ...['minimum', 'min'].flatMap((least) => ['once', 'twice', 'thrice'].map((times) => [`${least} ${times}`, `at least ${times}`] as const)),
  ...['maximum', 'max'].flatMap((most) => ['once', 'twice', 'thrice'].map((times) => [`${most} ${times}`, `at most ${times}`] as const)),
  // The most of something, whatever the verb.
  ...[
    'saw',
    'sees',
    'see',
    'seen',
    'suffered',
    'suffers',
    'took',
    'takes',
    'endured',
    'experienced',
    'experiences',
    'got',
    'gets',
    'shows',
    'showed',
    'produces',
    'produced',
    'generates',
    'generated',
    'triggered',
    'triggers',
    'issued',
    'requested',
    'initiated',
    'accounts for',
    'accounted for',
    'contributes',
    'contributed',
    'exhibits',
    'exhibited',
    'records',
    'recorded',
    'reported',
    'reports',
    'registered',
    'carries',
    'carried',
  ].flatMap((verb) =>
    ['the most', 'most', 'the fewest', 'fewest', 'the least', 'the highest number of', 'the lowest number of', 'the largest number of'].map(
      (which) => [`${verb} ${which}`, `had ${which.startsWith('the') ? which : `the ${which}`}`] as const,
    ),
  ),
  ...['carrying', 'hosting', 'running', 'holding', 'housing', 'serving', 'having', 'loaded with', 'packed with'].flatMap((verb) =>
    ['the most nodes', 'most nodes', 'the fewest nodes', 'the least nodes'].map((which) => [`${verb} ${which}`, `with ${which}`] as const),
  ),
  ...['ranked', 'ordered', 'sorted', 'rank', 'order', 'sort'].flatMap((sort) => [
    [`${sort} according to`, `${sort} by`] as const,
    [`${sort} on`, `${sort} by`] as const,
  ]),
  // What a figure is a figure of.
  ...['seen', 'measured', 'observed', 'recorded', 'registered'].flatMap((seen) => [
    [`${seen} on`, 'on'] as const,
    ...['usage', 'latency', 'cpu', 'memory', 'disk', 'depth', 'crashes', 'restarts', 'failures'].flatMap((what) =>
      ['at', 'in', 'for'].map((on) => [`${what} ${seen} ${on}`, `${what} ${on}`] as const),
    ),
  ]),
  ...['consumed', 'used', 'taken', 'taken up', 'occupied', 'eaten'].flatMap((used) =>
    ['memory', 'ram', 'cpu', 'disk'].map((metric) => [`${metric} ${used} by`, `${metric} of`] as const),
  ),
  // Not heard from.
  ...[
    'did not report in',
    'did not report',
    'have not reported in',
    'have not reported',
    'has not reported in',
    'has not reported',
    'have not checked in',
    'has not checked in',
    'did not check in',
    'have not phoned home',
    'have not called home',
    'have not been heard from',
    'have not sent anything',
    'did not send anything',
    'did not heartbeat',
    'have not beaten',
    'have not pinged',
    'did not ping',
    'have been silent',
    'has been silent',
    'been silent',
    'have been quiet',
    'been quiet',
    'have been mute',
    'gone silent',
    'gone quiet',
  ].flatMap((silent) =>
    [
      'in the last',
      'in the past',
      'within the last',
      'during the last',
      'for the last',
      'for over',
      'for more than',
      'for at least',
      'for longer than',
      'in over',
      'in more than',
    ].map((since) => [`${silent} ${since}`, `have not sent a heartbeat ${since}`] as const),
  ),
  // Which version.
  ...[
    'not upgraded to',
    'not updated to',
    'not moved to',
    'not switched to',
    'not migrated to',
    'not been upgraded to',
    'not been updated to',
    'not yet upgraded to',
    'not yet updated to',
    'not yet been upgraded to',
    'not yet been updated to',
    'not yet on',
    'not yet running',
    'yet to upgrade to',
    'yet to be upgraded to',
    'yet to move to',
  ].map((said) => [said, 'not on'] as const),
  ...[
    'lagging behind on',
    'lagging on',
    'stuck on',
    'stuck at',
    'languishing on',
    'left behind on',
    'still stuck on',
    'lingering on',
    'sitting on',
  ].flatMap((said) => [
    [`${said} version`, 'on version'] as const,
    [`${said} the old`, 'on'] as const,
    [`${said} old`, 'on'] as const,
    [`${said}`, 'on'] as const,
  ]),
  // A label.
  ...['equipped with', 'fitted with', 'endowed with', 'that possess', 'possessing', 'that come with', 'that feature', 'featuring'].map(
    (said) => [`${said} a`, 'with a'] as const,
  ),
  // How long.
  ...['old is', 'old was'].map((old) => [`how ${old} *`, 'how long has * been up'] as const),
  ...['agents', 'nodes', 'they', 'machines', 'boxes'].flatMap((who) =>
    ['come back', 'recover', 'return'].flatMap((back) =>
      [
        'after an outage',
        'after outages',
        'from an outage',
        'from outages',
        'after going offline',
        'after going down',
        'after a crash',
        'from a crash',
        'after crashing',
      ].map((after) => [`${who} ${back} ${after}`, `${who} ${back}`] as const),
    ),
  ),
  ...[
    'being spawned',
    'spawning',
    'starting',
    'being started',
    'they are spawned',
    'they start',
    'they are started',
    'start',
    'spawn',
  ].flatMap((start) =>
    ['do nodes crash', 'does a node crash', 'nodes crash', 'do they crash'].map(
      (crash) => [`how long after ${start} ${crash}`, 'time to crash'] as const,
    ),
  ),
  ...[
    'how long do nodes live',
    'how long does a node live',
    'how long do nodes survive',
    'how long does a node survive',
    'how long do nodes last',
  ].flatMap((live) =>
    ['before they crash', 'before crashing', 'before it crashes', 'until they crash', 'until it crashes', 'before a crash'].map(
      (until) => [`${live} ${until}`, 'average time to crash'] as const,
    ),
  ),
  // Parts of a whole.
  ...['spawns', 'the spawns', 'our spawns', 'all spawns', 'stops', 'all stops', 'the stops'].flatMap((deeds) =>
    [
      ['worked', 'succeeded'],
      ['worked out', 'succeeded'],
      ['went well', 'succeeded'],
      ['went through', 'succeeded'],
      ['went fine', 'succeeded'],
      ['made it', 'succeeded'],
      ['went wrong', 'failed'],
      ['did not work', 'failed'],
      ['did not succeed', 'failed'],
      ['were unsuccessful', 'failed'],
      ['were successful', 'succeeded'],
    ].map(([said, meant]) => [`of ${deeds} ${said}`, `of ${deeds} ${meant}`] as const),
  ),
  ...['share', 'fraction', 'percentage', 'percent', 'proportion', 'part', 'portion'].flatMap((part) =>
    ['agents', 'outages'].flatMap((who) =>
      ['recovered', 'recover', 'came back', 'come back', 'were recovered from', 'ended in a recovery'].flatMap((back) =>
        ['', ' after going offline', ' after an outage', ' after dropping off', ' after going down'].map(
          (after) => [`what ${part} of ${who} ${back}${after}`, 'what is the recovery rate'] as const,
        ),
      ),
    ),
  ),
  // Up again, of those that were named before.
  ...['those', 'them', 'these'].flatMap((those) =>
    ['are', 'is', 'were'].flatMap((be) =>
      [
        'back up',
        'back online',
        'back',
        'up again',
        'online again',
        'back up again',
        'back up and running',
        'back in business',
        'up by now',
        'back by now',
      ].map((back) => [`of ${those} ${be} ${back}`, `of ${those} ${be} up`] as const),
    ),
  ),
  ...['average', 'mean', 'avg', 'median', 'typical', 'maximum', 'max', 'highest', 'minimum', 'min', 'lowest'].flatMap((agg) =>
    ['number of nodes', 'node count', 'nodes'].flatMap((nodes) =>
      ['per agent', 'on each agent', 'on an agent', 'for each agent', 'an agent runs', 'each agent runs', 'an agent hosts'].map(
        (each) => [`${agg} ${nodes} ${each}`, `${agg} node counts of agents`] as const,
      ),
    ),
  ),
  // One after the other.
  ...['nobody', 'no one', 'noone', 'no-one', 'none'].flatMap((nobody) =>
    ['restarted', 'has restarted', 'ever restarted', 'undrained', 'brought back'].flatMap((did) =>
      ['them', 'it', 'them since', 'it since', 'them afterwards', 'them again'].map(
        (them) =>
          [
            `${nobody} ${did} ${them}`,
            `never ${did.split(' ').at(-1) === 'back' ? 'came back' : (did.split(' ').at(-1) as string)}`,
          ] as const,
      ),
    ),
  ),
  ...[
    'are still not back',
    'is still not back',
    'still not back',
    'not back yet',
    'are not back',
    'are not back yet',
    'have not come back',
    'have not come back yet',
    'have not come back since',
    'have yet to come back',
    'have not recovered',
    'have not recovered yet',
    'have still not recovered',
    'have still not come back',
    'have not returned',
    'have not returned yet',
    'are still missing',
    'are still offline',
  ].map((said) => [`, ${said}`, 'and never came back'] as const),
  // Figures.
  ...['nodes', 'replicas', 'shards', 'instances', 'node'].flatMap((nodes) =>
    ['', 'that are ', 'which are ', 'that is ', 'were '].flatMap((are) => [
      [`${nodes} ${are}slower than`, `${nodes} with latency above`] as const,
      [`${nodes} ${are}faster than`, `${nodes} with latency below`] as const,
    ]),
  ),
  ...['least available', 'least-available', 'worst available'].map((least) => [`${least} *`, '* with the lowest availability'] as const),
  ...['last', 'this', 'in', 'over', 'since', 'today', 'yesterday'].map(
    (then) => [`most available ${then}`, `most available ${then}`] as const,
  ),
  ['most available *', '* with the highest availability'],
  ['more available', 'more availability'],
  ['less available', 'less availability'],
  ...['big', 'large', 'high'].flatMap((how) => ['is', 'was'].map((be) => [`how ${how} ${be} the share of`, 'share of'] as const)),
  ...['share', 'percentage', 'fraction', 'proportion', 'percent'].flatMap((share) =>
    ['of cases', 'of the cases', 'of all cases', 'of times', 'of the times'].flatMap((cases) =>
      ['did', 'do', 'does'].map((did) => [`in what ${share} ${cases} ${did}`, `what ${share} of`] as const),
    ),
  ),
  ...['fail', 'failed', 'succeed', 'succeeded', 'work'].flatMap((went) => [
    ...['share', 'percentage', 'fraction', 'proportion', 'percent'].flatMap((share) =>
      ['of cases', 'of the cases', 'of all cases', 'of times'].flatMap((cases) =>
        (
          [
            ['stopping', 'stops'],
            ['spawning', 'spawns'],
            ['starting', 'spawns'],
          ] as const
        ).map(([ing, deeds]) => [`in what ${share} ${cases} did ${ing} ${went}`, `what ${share} of ${deeds} ${went}`] as const),
      ),
    ),
    [`of stopping ${went}`, `of stops ${went}`] as const,
    [`of spawning ${went}`, `of spawns ${went}`] as const,
    [`of starting ${went}`, `of spawns ${went}`] as const,
  ]),
  ...['were we', 'did we do', 'did we go', 'was the grid', 'have we been', 'did we have to do'].map(
    (we) => [`how long ${we} without *`, 'how long was * down'] as const,
  ),
  ...['two', 'consecutive', 'successive', 'two consecutive', 'two successive', 'its', 'their'].map(
    (two) => [`between ${two} heartbeats`, 'between heartbeats'] as const,
  ),
  // People.
  ...['people', 'users', 'persons', 'operators', 'humans', 'admins'].flatMap((who) =>
    ['changed', 'edited', 'modified', 'touched', 'have changed', 'have edited'].flatMap((did) =>
      ['the config', 'the configuration', 'the settings', 'config', 'configuration', 'settings'].map(
        (what) => [`${who} ${did} ${what}`, `${who} made config changes`] as const,
      ),
    ),
  ),
  ...['different', 'distinct', 'unique', 'separate'].flatMap((kind) =>
    ['causes', 'reasons'].flatMap((cause) => ['of', 'for', 'behind'].map((of) => [`${kind} ${cause} ${of}`, `${kind} causes in`] as const)),
  ),
  ['revert with', 'show me'],
  ['revert back with', 'show me'],
  ['revert to me with', 'show me'],
  ['brought about', 'caused'],
  ['what was it that', 'what'],
  ['what is it that', 'what'],
  ['which was it that', 'which'],
  ...['it is', 'it was', 'its'].map((it) => [`${it} the * of`, 'the * of'] as const),
  // Of the calendar.
  ...['during', 'in', 'for', 'over', 'throughout'].map((in_) => [`${in_} the month of`, 'in'] as const),
  ['the month of', 'in'],
  ...['month', 'week', 'quarter', 'year'].map((unit) => [`${unit}-to-date`, `${unit} to date`] as const),
  ...['crash', 'restart', 'outage', 'failure', 'spawn'].flatMap((what) =>
    ['numbers', 'figures', 'totals', 'stats', 'statistics'].map(
      (numbers) => [`${what} ${numbers}`, `number of ${what === 'crash' ? 'crashes' : `${what}s`}`] as const,
    ),
  ),
  ['commencement of', 'start of'],
  ['onset of', 'start of'],
  ['outset of', 'start of'],
  ...['hour', 'day', 'week', 'minute', 'month'].flatMap((unit) =>
    ['last', 'past', 'previous', 'preceding'].flatMap((last) => [
      [`for each of the ${last} * ${unit}s`, `in the ${last} * ${unit}s by ${unit}`] as const,
      [`on each of the ${last} * ${unit}s`, `in the ${last} * ${unit}s by ${unit}`] as const,
      [`in each of the ${last} * ${unit}s`, `in the ${last} * ${unit}s by ${unit}`] as const,
    ]),
  ),
  ...['week', 'day', 'month', 'hour'].flatMap((unit) =>
    ['over', 'on', 'to', 'after'].map((on) => [`${unit} ${on} ${unit}`, `by ${unit}`] as const),
  ),
  // Side by side.
  ...['next to', 'beside', 'alongside', 'against'].flatMap((beside) =>
    ['those of', 'the ones of', 'that of', 'those from', 'the ones from'].map((those) => [`${beside} ${those}`, 'versus'] as const),
  ),
  ...['put', 'set', 'hold', 'lay'].flatMap((put) =>
    ['crashes', 'restarts', 'outages', 'failures', 'errors', 'recoveries', 'updates'].flatMap((what) => [
      [`${put} ${what}`, `compare ${what}`] as const,
      [`${put} the ${what}`, `compare the ${what}`] as const,
    ]),
  ),
  ...['compare', 'contrast', 'comparison of', 'comparing'].flatMap((compare) => [
    [`${compare} spawn success`, 'compare spawn success rate'] as const,
    [`${compare} the spawn success`, 'compare spawn success rate'] as const,
    [`${compare} stop success`, 'compare stop success rate'] as const,
    [`${compare} spawn success rate`, 'compare spawn success rate'] as const,
    [`${compare} the spawn success rate`, 'compare the spawn success rate'] as const,
    [`${compare} stop success rate`, 'compare stop success rate'] as const,
    [`${compare} the spawn success rates`, 'compare the spawn success rate'] as const,
  ]),
];
