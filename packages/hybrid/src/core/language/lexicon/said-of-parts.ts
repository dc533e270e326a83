/** How often, how long, of what part: more ways of asking for rows and numbers. Rows as in `said-otherwise.ts`, never a deed. */
export const SAID_OF_PARTS: readonly (readonly [string, string])[] = [
  // Several times.
  ...['crashed', 'restarted', 'failed', 'went offline', 'dropped off', 'went down', 'died', 'degraded', 'rebooted', 'recovered'].flatMap(
    (did) =>
      [
        'repeatedly',
        'several times',
        'multiple times',
        'many times',
        'a number of times',
        'time and again',
        'over and over',
        'over and over again',
        'again and again',
        'more than the once',
        'on several occasions',
        'on multiple occasions',
      ].map((times) => [`${did} ${times}`, `${did} more than once`] as const),
  ),
  ...['several', 'multiple', 'repeated', 'numerous', 'many'].flatMap((many) =>
    ['crashes', 'restarts', 'outages', 'spawn failures', 'failures', 'stop failures', 'reboots', 'disconnects', 'oom kills'].flatMap(
      (what) =>
        ['with', 'having', 'had', 'have had', 'that had', 'has had', 'experienced', 'suffered'].map(
          (had) => [`${had} ${many} ${what}`, `${had} more than one ${what}`] as const,
        ),
    ),
  ),
  ...['just once', 'only once', 'just one time', 'only one time', 'one time only', 'once only'].map(
    (once) => [once, 'exactly once'] as const,
  ),
  ...['regions', 'agents', 'nodes', 'environments', 'platforms', 'hosts', 'versions'].flatMap((who) =>
    ['were', 'are', 'got', 'have been'].flatMap((be) =>
      ['outages', 'crashes', 'failures', 'restarts', 'spawn failures', 'errors'].map(
        (what) => [`${who} ${be} hit by ${what}`, `${who} had ${what}`] as const,
      ),
    ),
  ),
  ...['their', 'its', 'an', 'the'].map((the) => [`have yet to recover from ${the} outage`, 'went offline and never came back'] as const),
  ...[
    'crashes',
    'restarts',
    'failures',
    'outages',
    'errors',
    'updates',
    'spawns',
    'crash',
    'restart',
    'failure',
    'outage',
    'error',
  ].flatMap((what) =>
    ['day', 'week', 'month', 'year', 'quarter'].map(
      (unit) => [`${what} of the ${unit}`, `${what} ${unit === 'day' ? 'today' : `this ${unit}`}`] as const,
    ),
  ),
  // What happens is no spawn.
  ...[
    'came up',
    'comes up',
    'come up',
    'cropped up',
    'crops up',
    'popped up',
    'pops up',
    'showed up',
    'shows up',
    'turned up',
    'turns up',
    'appeared',
    'appears',
  ].flatMap((came) =>
    ['most often', 'the most', 'most', 'most frequently', 'the most often'].map(
      (most) => [`${came} ${most}`, 'occurred most often'] as const,
    ),
  ),
  // As they are.
  ...['restarting', 'pending', 'stopping', 'draining', 'starting'].flatMap((state) => [
    [`stuck ${state}`, state] as const,
    [`stuck in ${state}`, state] as const,
    [`hanging in ${state}`, state] as const,
    [`stuck in the ${state} state`, state] as const,
    [`stuck in ${state} state`, state] as const,
  ]),
  ...['are', 'is', 'were', 'was', 'currently', 'nodes', 'shards'].map((are) => [`${are} placed on`, `${are} on`] as const),
  // How they spread.
  ...['fleet', 'agents', 'nodes', 'machines', 'boxes'].flatMap((what) =>
    ['split', 'spread', 'distributed', 'divided', 'broken down'].flatMap((split) =>
      ['between', 'across', 'among', 'over', 'by', 'per'].flatMap((over) =>
        ['is the', 'are the', 'are our', 'is our', 'are'].map(
          (are) => [`how ${are} ${what} ${split} ${over}`, `number of ${what === 'fleet' ? 'agents' : what} by`] as const,
        ),
      ),
    ),
  ),
  ['head count of', 'number of'],
  ['headcount of', 'number of'],
  ['a head count of', 'number of'],
  ['a headcount of', 'number of'],
  // Causes.
  ...['cause', 'reason', 'origin'].flatMap((cause) => [
    ...[
      `whose ${cause} we do not know`,
      `whose ${cause} nobody knows`,
      `whose ${cause} was never found`,
      `whose ${cause} was not found`,
      `of unknown ${cause}`,
      `of unclear ${cause}`,
      `with no known ${cause}`,
      `with no identified ${cause}`,
      `with no clear ${cause}`,
      `with no recorded ${cause}`,
      `without a known ${cause}`,
      `without known ${cause}`,
      `without a clear ${cause}`,
      `without an identified ${cause}`,
      `without any known ${cause}`,
      `that have no known ${cause}`,
      `which have no known ${cause}`,
      `have no known ${cause}`,
      `has no known ${cause}`,
      `had no known ${cause}`,
      `for no known ${cause}`,
      ...['is', 'was', 'remains', 'remained', 'stayed', 'stays'].flatMap((is) => [
        `whose ${cause} ${is} unknown`,
        `whose ${cause} ${is} unclear`,
        `where the ${cause} ${is} unknown`,
        `where the ${cause} ${is} unclear`,
      ]),
      ...['is', 'was'].flatMap((is) => [
        `whose ${cause} ${is} not known`,
        `whose ${cause} ${is} not clear`,
        `where the ${cause} ${is} not known`,
      ]),
    ].map((said) => [said, 'with unknown cause'] as const),
    ...['is', 'was'].flatMap((is) =>
      [`whose ${cause} ${is}`, `where the ${cause} ${is}`].map((whose) => [`${whose} known`, 'not caused by unknown cause'] as const),
    ),
    ...['with a', 'of', 'for a', 'with'].map((of) => [`${of} known ${cause}`, 'not caused by unknown cause'] as const),
  ]),
  ...['we can not explain', 'that nobody can explain', 'that were never explained', 'for reasons unknown', 'for unknown reasons'].map(
    (said) => [said, 'with unknown cause'] as const,
  ),
  ...[
    'crash',
    'crashes',
    'failures',
    'spawn failures',
    'outages',
    'restarts',
    'stops',
    'failed updates',
    'failed backups',
    'update failures',
    'backup failures',
  ].flatMap((what) => ['unexplained', 'undiagnosed', 'mysterious'].map((un) => [`${un} ${what}`, `${what} with unknown cause`] as const)),
  ...['network', 'permission', 'permissions', 'config', 'timeout', 'oom', 'dependency', 'port', 'disk'].flatMap((cause) =>
    ['crashes', 'failures', 'errors', 'problems', 'issues', 'outages', 'spawn failures', 'incidents'].flatMap((what) => {
      const named = cause === 'port' ? 'port conflict' : cause === 'disk' ? 'disk full' : cause;
      return [[`${cause} related ${what}`, `${named} ${what}`] as const, [`${cause}-related ${what}`, `${named} ${what}`] as const];
    }),
  ),
  ...['issues', 'problems', 'trouble', 'troubles', 'difficulties'].flatMap((issues) =>
    ['with the embedding service', 'with embedding', 'with the embeddings', 'on the embedding service', 'of the embedding service'].map(
      (said) => [`${issues} ${said}`, 'embedding service issues'] as const,
    ),
  ),
  // Figures.
  ...['was', 'did', 'is'].flatMap((was) =>
    ['memory', 'cpu', 'disk', 'latency'].flatMap((metric) =>
      (was === 'did' ? ['get', 'go', 'climb', 'rise', 'run'] : ['']).map(
        (verb) => [`how high ${was} ${metric}${verb === '' ? '' : ` ${verb}`} on`, `what was the highest ${metric} on`] as const,
      ),
    ),
  ),
  ...['any node', 'any of the nodes', 'a node', 'any of our nodes'].flatMap((any) =>
    ['reached', 'hit', 'attained', 'touched', 'got to', 'climbed to', 'went to', 'saw', 'ran at', 'rose to'].map(
      (verb) => [`${any} ${verb}`, 'of any node'] as const,
    ),
  ),
  ...['an agent', 'any agent', 'any of our agents', 'any of the agents', 'one of our agents'].flatMap((any) =>
    ['has been', 'was', 'stayed', 'has stayed', 'went', 'had been', 'has gone'].flatMap((be) =>
      ['down', 'offline', 'unreachable', 'gone', 'dark'].flatMap((down) => [
        [`the longest ${any} ${be} ${down}`, 'the longest outage'] as const,
        [`the longest time ${any} ${be} ${down}`, 'the longest outage'] as const,
        [`the longest that ${any} ${be} ${down}`, 'the longest outage'] as const,
      ]),
    ),
  ),
  ...['usually', 'typically', 'normally', 'generally'].flatMap((as_rule) =>
    ['do nodes', 'does a node'].flatMap((do_) =>
      ['live', 'survive', 'last', 'run', 'stay up'].flatMap((live) =>
        ['before crashing', 'before they crash', 'before it crashes', 'until they crash', 'until it crashes'].map(
          (until) => [`how long ${do_} ${as_rule} ${live} ${until}`, 'typical time to crash'] as const,
        ),
      ),
    ),
  ),
];
