const LEADER = 'latest leader election';
const RUNS = 'number of agents by version';

/** What operators type first, as words and the words for them; `*` is one word, kept. Rows as in `said-otherwise.ts`, never a deed. */
export const SAID_BY_OPERATORS: readonly (readonly [string, string])[] = [
  ...['what is', 'what all is', 'is anything', 'is something'].flatMap((what) =>
    ['broken', 'busted', 'messed up'].map(
      (broken) => [`${what} ${broken}`, what.startsWith('what') ? 'what is wrong' : 'is anything wrong'] as const,
    ),
  ),
  ...['what just happened', 'what has just happened', 'what just went on', 'what was that just now'].map(
    (said) => [said, 'what happened just now'] as const,
  ),
  // Who leads.
  ...['who leads', 'who is leading', 'who is in the lead'].map((said) => [said, LEADER] as const),
  ...['who', 'which', 'what', 'where'].flatMap((who) =>
    [
      'is the leader',
      'is the current leader',
      'is leader',
      'is our leader',
      'is the master',
      'is the current master',
      'is master',
      'is the leader now',
    ].map((is) => [`${who} ${is}`, LEADER] as const),
  ),
  ['current leader', LEADER],
  // When it was made that, and not who it is.
  ...['elected', 'chosen', 'picked', 'selected', 'appointed', 'voted in'].map(
    (done) => [`current leader ${done}`, 'leader elected'] as const,
  ),
  // Nothing runs.
  ...['there no nodes', 'there no nodes running', 'there no nodes up', 'there not any nodes', 'there zero nodes', 'zero nodes running'].map(
    (none) => [`why are ${none}`, 'why are no nodes running'] as const,
  ),
  ['why is there no node', 'why are no nodes running'],
  ['why do i have no nodes', 'why are no nodes running'],
  ['why do we have no nodes', 'why are no nodes running'],
  // What went missing of the record.
  ...['were', 'was', 'are', 'have', 'has', 'did'].flatMap((be) =>
    ['events', 'any events', 'any event', 'some events', 'data', 'any data'].flatMap((what) =>
      ['lost', 'been lost', 'get lost', 'dropped', 'been dropped', 'missing', 'gone missing', 'go missing', 'not recorded'].map(
        (lost) => [`${be} ${what} ${lost}`, `${be} there lost events`] as const,
      ),
    ),
  ),
  ...[
    'did we lose',
    'have we lost',
    'did the grid lose',
    'did storage lose',
    'has storage lost',
    'did you lose',
    'has the grid lost',
  ].flatMap((lost) =>
    ['events', 'any events', 'any event', 'data', 'any data', 'anything', 'some events'].map(
      (what) => [`${lost} ${what}`, 'were there lost events'] as const,
    ),
  ),
  ['is any port conflicting', 'is there a port conflict'],
  ['are any ports conflicting', 'are there port conflicts'],
  // How full, how long.
  ...['until', 'before', 'till'].flatMap((until) =>
    ['disk', 'the disk', 'disks', 'the disks', 'memory', 'the memory'].flatMap((what) => [
      [`how long ${until} ${what} is full`, `when will ${what} be full`] as const,
      [`how long ${until} ${what} are full`, `when will ${what} be full`] as const,
    ]),
  ),
  ...['did', 'does'].flatMap((did) => [
    [`how long ${did} * live on average`, 'average uptime of *'] as const,
    [`how long ${did} * run on average`, 'average uptime of *'] as const,
    [`how long ${did} * last on average`, 'average uptime of *'] as const,
    [`how long ${did} * stay up on average`, 'average uptime of *'] as const,
    [`how long ${did} * usually run`, 'typical uptime of *'] as const,
    [`how long ${did} * usually live`, 'typical uptime of *'] as const,
  ]),
  ['when did * last run', 'last uptime of *'],
  ['when was * last running', 'last uptime of *'],
  ['when was * last up', 'last uptime of *'],
  // Which versions.
  ...['which version', 'what version', 'which versions', 'what versions'].flatMap((which) =>
    [
      'are we running',
      'are we on',
      'are running',
      'do we run',
      'is running',
      'are in use',
      'do we have',
      'are we using',
      'is the grid on',
      'is the grid running',
    ].map((run) => [`${which} ${run}`, RUNS] as const),
  ),
  ['agent versions', RUNS],
  ['versions of agents', RUNS],
  ['versions of the agents', RUNS],
  // Who asks is nobody that is known here.
  ...['what did i do', 'what have i done', 'what did we do', 'what have we done', 'what was done by me'].map(
    (said) => [said, 'who did what'] as const,
  ),
  ...['did anyone', 'did anybody', 'did someone', 'has anyone', 'has anybody', 'who'].flatMap((who) =>
    ['log in', 'logged in', 'sign in', 'signed in'].map((said) => [`${who} ${said}`, 'successful logins'] as const),
  ),
  ...['who is', 'is anyone', 'is anybody', 'who all is'].flatMap((who) =>
    ['logged in', 'signed in'].map((said) => [`${who} ${said}`, 'successful logins'] as const),
  ),
  ...['restart', 'reboot'].flatMap((what) =>
    [`in the ${what}`, `in the last ${what}`].map((said) => [said, said.replace('in', 'during')] as const),
  ),
  // What a node writes is not kept.
  ...['print', 'output', 'write', 'say', 'log'].map((verb) => [`what does * ${verb}`, '* stdout'] as const),
  ...['print', 'output', 'write', 'log'].map((verb) => [`what did * ${verb}`, '* stdout'] as const),
  ...['runs again', 'is running again', 'is up again', 'runs', 'is running'].map(
    (runs) => [`tell me when * ${runs}`, 'tell me when * comes back'] as const,
  ),
];
