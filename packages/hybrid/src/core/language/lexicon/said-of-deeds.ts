/** Ways of telling of deeds and who did them, and what each is read as. `*` is any one word, kept. */
export const SAID_OF_DEEDS: readonly (readonly [from: string, to: string])[] = [
  // "config changes not made by deploy-bot": somebody else made them.
  ...[
    'made',
    'done',
    'triggered',
    'started',
    'initiated',
    'requested',
    'performed',
    'caused',
    'issued',
    'ordered',
    'executed',
    'run',
    'from',
  ].flatMap((done) => {
    const by = done === 'from' ? 'from' : `${done} by`;
    return [
      [`not ${by}`, 'by anyone other than'] as const,
      ...['that', 'which'].flatMap((that) =>
        ['were', 'was', 'are', 'is'].map((were) => [`${that} ${were} not ${by}`, 'by anyone other than'] as const),
      ),
    ];
  }),
  ...['someone', 'somebody', 'anyone', 'anybody', 'people'].flatMap((who) =>
    ['but', 'except', 'besides', 'apart from'].map((but) => [`by ${who} ${but}`, 'by anyone other than'] as const),
  ),
  // Who was not let do something.
  ...['who was', 'who were', 'who got', 'who has been', 'which users were', 'which user was'].flatMap((who) => [
    [`${who} denied`, 'denied actions by user'] as const,
    [`${who} refused`, 'denied actions by user'] as const,
    [`${who} denied access`, 'access denials per user'] as const,
    [`${who} refused access`, 'access denials per user'] as const,
  ]),
  ['was * ever refused', 'was * ever denied'],
  ['what was * refused', 'what was * denied'],
  // An attempt is what it is an attempt at.
  ...[
    ['update', 'updates'],
    ['upgrade', 'updates'],
    ['stop', 'stops'],
    ['restart', 'restarts'],
    ['backup', 'backups'],
    ['rollback', 'rollbacks'],
    ['drain', 'drains'],
    ['scaling', 'scalings'],
  ].flatMap(([deed, deeds]) => [
    [`${deed} attempts`, deeds as string] as const,
    [`${deed} attempt`, deed as string] as const,
    [`attempted ${deeds}`, deeds as string] as const,
    [`attempts to ${deed}`, deeds as string] as const,
    [`attempts at ${deed}`, deeds as string] as const,
  ]),
  // How many nodes an agent has.
  ...['highest', 'largest', 'biggest', 'greatest', 'top'].flatMap((most) => [
    [`${most} node count`, 'most nodes'] as const,
    [`${most} number of nodes`, 'most nodes'] as const,
  ]),
  ...['lowest', 'smallest', 'least'].flatMap((least) => [
    [`${least} node count`, 'fewest nodes'] as const,
    [`${least} number of nodes`, 'fewest nodes'] as const,
  ]),
  ...['by', 'ranked by', 'sorted by', 'ordered by', 'in order of'].flatMap((by) =>
    ['node count', 'number of nodes', 'how many nodes they have', 'how many nodes they run', 'the number of nodes'].map(
      (count) => [`agents ${by} ${count}`, 'agents with the most nodes'] as const,
    ),
  ),
  // A list is wished to be seen, whatever it is called to show it.
  ...['run', 'walk', 'take', 'guide'].flatMap((run) =>
    ['me', 'us'].flatMap((me) =>
      ['agents', 'nodes', 'machines', 'hosts', 'servers'].flatMap((things) =>
        ['', 'the ', 'all ', 'all the '].map((the) => [`${run} ${me} through ${the}${things}`, `list ${the}${things}`] as const),
      ),
    ),
  ),
  ...[
    'everything',
    'all',
    'the list',
    'what',
    'which',
    'crashes',
    'restarts',
    'events',
    'failures',
    'outages',
    'errors',
    'logs',
    'updates',
    'rollbacks',
    'drains',
    'changes',
    'details',
    'incidents',
  ].flatMap((what) => [
    [`bring up ${what}`, `show me ${what}`] as const,
    [`bring up the ${what}`, `show me the ${what}`] as const,
    [`bring up all ${what}`, `show me all ${what}`] as const,
  ]),
  ...['can', 'could', 'may', 'might'].flatMap((can) =>
    ['i', 'we'].flatMap((we) => ['get', 'see', 'view'].map((get) => [`${can} ${we} ${get}`, 'show me'] as const)),
  ),
  ...['auth', 'login', 'a login', 'logins', 'sign-in', 'a sign-in', 'log-in', 'a log-in', 'authentication', 'an authentication'].flatMap(
    (login) =>
      ['fails', 'failed', 'fail', 'is refused', 'was refused', 'goes wrong', 'went wrong'].map(
        (fails) => [`${login} ${fails}`, 'there is an auth failure'] as const,
      ),
  ),
  // In some Englishes to revert is to answer.
  ...['which', 'who', 'what', 'how', 'when', 'whether'].flatMap((asks) =>
    ['revert', 'please revert', 'kindly revert', 'revert me', 'revert back', 'kindly revert back'].flatMap((revert) => [
      [`${revert} ${asks}`, asks] as const,
      [`${revert} on ${asks}`, asks] as const,
      [`${revert} with ${asks}`, asks] as const,
    ]),
  ),
  ...['revert', 'revert back', 'get back to me', 'come back to me', 'get back'].map(
    (revert) => [`${revert} with the`, 'give me the'] as const,
  ),
  // What is to be handed in.
  ...['hand in', 'turn in', 'submit', 'file', 'deliver', 'hand over', 'present', 'write', 'complete', 'attach'].flatMap((hand) =>
    ['i need to', 'we need to', 'i have to', 'we have to', 'i must', 'i should'].flatMap((need) =>
      ['an', 'the', 'my', 'our'].map((the) => [`${need} ${hand} ${the} audit report`, 'audit report'] as const),
    ),
  ),
];
