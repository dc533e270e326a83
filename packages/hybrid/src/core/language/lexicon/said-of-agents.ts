/** What people say of agents that come, go, are lost and are drained, as it is read. `*` is any one word. */

const BE = ['is', 'was', 'were', 'are', 'got', 'been', 'being'];
const FORMS: readonly (readonly [verb: readonly string[], read: string])[] = [
  // Registered and gone again.
  [['sign on', 'signs on', 'sign in to', 'sign on to'], 'register'],
  [['signing on'], 'registering'],
  [['come aboard', 'come on board', 'get on board', 'go aboard', 'get onboarded', 'enter'], 'join'],
  [
    [
      'came aboard',
      'came on board',
      'got on board',
      'got onboarded',
      'onboarded',
      'newly registered',
      'newly joined',
      'newly added',
      'newly enrolled',
    ],
    'registered',
  ],
  [['withdraw', 'resign', 'retire', 'bow out', 'check out', 'sign out'], 'leave'],
  [['withdrew', 'withdrawn', 'resigned', 'retired', 'bowed out', 'checked out', 'signed out'], 'unregistered'],
];

const GRID = ['the grid', 'the cluster', 'the fleet', 'our grid', 'our cluster'];

export const SAID_OF_AGENTS: readonly (readonly [string, string])[] = [
  ...['no longer', 'not any more', 'not any longer'].map((gone) => [`agents are ${gone} registered`, 'agents are unregistered'] as const),
  ...FORMS.flatMap(([said, read]) =>
    said.flatMap((phrase) => [
      ...['agent', 'agents'].map((who) => [`${who} ${phrase}`, `${who} ${read}`] as const),
      ...GRID.flatMap((grid) =>
        ['to', 'from', 'of', ''].map((to) => [`${phrase}${to === '' ? '' : ` ${to}`} ${grid}`, `${read}`] as const),
      ),
    ]),
  ),
  ...['signed on', 'signed in', 'logged on', 'checked in', 'hooked up', 'attached'].flatMap((signed) =>
    GRID.map((grid) => [`${signed} to ${grid}`, 'registered'] as const),
  ),
  ...['signed off', 'checked out', 'detached', 'unhooked', 'withdrew', 'withdrawn', 'dropped out', 'taken out', 'struck off'].flatMap(
    (signed) => [
      ...GRID.map((grid) => [`has ${signed} from ${grid}`, 'has unregistered'] as const),
      ...GRID.map((grid) => [`${signed} from ${grid}`, 'unregistered'] as const),
    ],
  ),
  ...['enrolment', 'enrollment', 'sign-up', 'signup', 'onboarding', 'admission'].flatMap((one) => [
    [`agent ${one}`, 'agent registration'] as const,
    [`agent ${one}s`, 'agent registrations'] as const,
    [`${one} of agents`, 'agent registrations'] as const,
    [`${one}s of agents`, 'agent registrations'] as const,
  ]),
  ...['withdrawal', 'sign-off', 'retirement', 'decommissioning', 'exit', 'removal'].flatMap((one) => [
    [`agent ${one}`, 'agent unregistration'] as const,
    [`agent ${one}s`, 'agent unregistrations'] as const,
    [`${one} of agents`, 'agent unregistrations'] as const,
    [`${one}s of agents`, 'agent unregistrations'] as const,
  ]),
  ...[
    'a new agent',
    'any new agent',
    'an agent',
    'any agent',
    'any new agents',
    'any agents',
    'new agents',
    'agents',
    'another agent',
  ].flatMap((agent) => [
    ...['was', 'were', 'is', 'are'].flatMap((was) =>
      ['added', 'admitted', 'onboarded', 'enrolled', 'introduced', 'attached', 'brought in'].flatMap((added) => [
        ...GRID.map((grid) => [`${was} ${agent} ${added} to ${grid}`, `${was} ${agent.replace('new ', '')} registered`] as const),
        [`${was} ${agent} ${added}`, `${was} ${agent.replace('new ', '')} registered`] as const,
      ]),
    ),
  ]),
  ...BE.flatMap((be) =>
    ['onboarded', 'enrolled', 'admitted', 'added to the grid', 'added to the cluster'].map(
      (on) => [`${be} ${on}`, `${be} registered`] as const,
    ),
  ),
  ...BE.flatMap((be) =>
    ['removed from the grid', 'removed from the cluster', 'taken off the grid'].map(
      (off) => [`${be} ${off}`, `${be} unregistered`] as const,
    ),
  ),

  // Contact.
  ...['contact', 'connection', 'the connection', 'the contact', 'connectivity', 'communication', 'touch', 'the link'].flatMap((contact) => [
    ...['was', 'is', 'been', 'got'].flatMap((was) => [
      ...['with', 'to'].flatMap((to) => [
        [`${was} ${contact} ${to} * lost`, `did * go offline`] as const,
        [`${was} ${contact} ${to} * re-established`, `did * recover`] as const,
        [`${was} ${contact} ${to} * reestablished`, `did * recover`] as const,
        [`${was} ${contact} ${to} * restored`, `did * recover`] as const,
        [`${was} ${contact} ${to} * regained`, `did * recover`] as const,
        [`${was} ${contact} ${to} * resumed`, `did * recover`] as const,
        [`${contact} ${to} * ${was} lost`, `* went offline`] as const,
        [`${contact} ${to} * ${was} restored`, `* recovered`] as const,
        [`${contact} ${to} * ${was} re-established`, `* recovered`] as const,
      ]),
    ]),
    ...['with', 'to'].flatMap((to) =>
      ['lose', 'lost', 'have lost'].map((lose) => [`did we ${lose} ${contact} ${to} *`, 'did * go offline'] as const),
    ),
    ...['with', 'to'].flatMap((to) =>
      ['regain', 're-establish', 'restore', 'resume'].map((regain) => [`did we ${regain} ${contact} ${to} *`, 'did * recover'] as const),
    ),
    ...['with', 'to'].flatMap((to) =>
      ['we have no', 'we have lost', 'there is no', 'without', 'we lack'].map(
        (no) => [`agents ${no} ${contact} ${to}`, 'offline agents'] as const,
      ),
    ),
    ...['with', 'to'].flatMap((to) =>
      ['we have no', 'we have lost', 'there is no', 'we lack'].flatMap((no) =>
        ['that', 'which', 'whom'].map((that) => [`agents ${that} ${no} ${contact} ${to}`, 'offline agents'] as const),
      ),
    ),
  ]),
  ...['returned', 'came back', 'recovered', 'back', 'reappeared', 're-emerged', 'got back', 'emerged'].flatMap((back) =>
    [
      'from offline',
      'from being offline',
      'from an outage',
      'from the dead',
      'from its outage',
      'from their outage',
      'after being offline',
      'out of offline',
    ].map((from) => [`${back} ${from}`, 'recovered'] as const),
  ),
  ...['get back on', 'back on', 'got back on', 'get on'].flatMap((back) =>
    ['its feet', 'their feet', 'track', 'form'].map(
      (feet) => [`${back} ${feet}`, back.startsWith('got') ? 'recovered' : 'recover'] as const,
    ),
  ),
  ...[
    'bouncing',
    'going back and forth',
    'going to and fro',
    'switching',
    'alternating',
    'toggling',
    'oscillating',
    'jumping',
    'swinging',
    'flipping',
    'wavering',
    'changing back and forth',
  ].flatMap((bouncing) =>
    [
      'between online and offline',
      'between offline and online',
      'between up and down',
      'between healthy and offline',
      'between connected and disconnected',
    ].map((between) => [`${bouncing} ${between}`, 'flapping'] as const),
  ),
  ...[
    'constantly',
    'repeatedly',
    'continually',
    'continuously',
    'again and again',
    'all the time',
    'over and over',
    'keep',
    'keeps',
    'always',
  ].flatMap((constantly) =>
    [
      'drop and come back',
      'go and come back',
      'disconnect and reconnect',
      'go offline and come back',
      'leave and come back',
      'go offline and back online',
      'going offline and coming back',
      'dropping and coming back',
      'disconnecting and reconnecting',
      'drop out and come back',
      'dropping out and coming back',
      'come and go',
      'coming and going',
    ].flatMap((drop) => [[`${constantly} ${drop}`, 'are flapping'] as const, [`${drop} ${constantly}`, 'are flapping'] as const]),
  ),
  ...['stayed', 'remained', 'kept', 'were continuously', 'were constantly', 'were always', 'have stayed', 'have remained'].flatMap(
    (stayed) =>
      ['connected', 'online', 'reachable', 'in contact', 'up'].flatMap((up) =>
        ['', ' all of', ' throughout', ' the whole of', ' for all of', ' during all of', ' for the whole of', ' all through'].map(
          (all) => [`agents ${stayed} ${up}${all}`, 'agents never went offline'] as const,
        ),
      ),
  ),

  // Degraded.
  ...[
    'slip',
    'slide',
    'fall',
    'drop',
    'go',
    'get',
    'slipped',
    'slid',
    'fell',
    'dropped',
    'went',
    'got',
    'entered',
    'enter',
    'come',
    'came',
    'changed',
    'change',
    'switch',
    'switched',
    'passed',
  ].flatMap((slip) =>
    [
      'into a degraded state',
      'into degraded state',
      'into the degraded state',
      'to degraded',
      'to the degraded state',
      'to degraded state',
      'into degraded',
      'degraded status',
      'the degraded status',
      'into degraded status',
      'to degraded status',
      'the degraded state',
      'degraded state',
      'a degraded state',
      'into degradation',
      'degraded mode',
      'into degraded mode',
    ].map(
      (state) =>
        [
          `${slip} ${state}`,
          /^(?:slip|slide|fall|drop|go|get|enter|come|change|switch)$/.test(slip) ? 'become degraded' : 'became degraded',
        ] as const,
    ),
  ),

  // Drained.
  ...['finish', 'complete', 'end', 'be done'].map((finish) => [`${finish} draining`, 'drained'] as const),
  ...[
    'finished',
    'completed',
    'ended',
    'done',
    'done with',
    'through with',
    'finished with',
    'have finished',
    'has finished',
    'had finished',
  ].flatMap((finished) =>
    ['draining', 'their drain', 'its drain', 'the drain'].map((drain) => [`${finished} ${drain}`, 'drained'] as const),
  ),
  ...['fully', 'completely', 'entirely', 'totally', 'finally'].flatMap((fully) =>
    ['become', 'became', 'get', 'got', 'was', 'were', 'been'].map((become) => [`${become} ${fully} drained`, 'drained'] as const),
  ),
  ...['become', 'became'].map((become) => [`${become} drained`, 'drained'] as const),
  ...['start', 'begin', 'commence', 'set in', 'start up'].map((start) => [`did draining ${start} on`, 'did draining happen on'] as const),
  ...['start', 'begin', 'commence'].flatMap((start) =>
    ['of', 'on', 'at'].map((of) => [`did the draining ${of} * ${start}`, 'was * draining'] as const),
  ),
  ...['drain', 'draining', 'cordon'].flatMap((drain) => [
    ...['on', 'of', 'for'].flatMap((on) =>
      [
        'lifted',
        'removed',
        'cancelled',
        'canceled',
        'undone',
        'reversed',
        'reverted',
        'taken off',
        'called off',
        'revoked',
        'withdrawn',
      ].flatMap((lifted) => [
        [`was the ${drain} ${on} * ${lifted}`, 'was * undrained'] as const,
        [`has the ${drain} ${on} * been ${lifted}`, 'was * undrained'] as const,
        [`the ${drain} ${on} * was ${lifted}`, '* was undrained'] as const,
      ]),
    ),
    ...['taken', 'brought', 'pulled', 'let', 'got'].map((taken) => [`${taken} out of ${drain}`, 'undrained'] as const),
    ...['under way', 'underway', 'in progress', 'going on', 'ongoing', 'running'].flatMap((going) =>
      ['is a', 'is any', 'is there a', 'is the'].flatMap((is) =>
        ['on any agent', 'anywhere', 'somewhere', 'on one of the agents', 'on some agent'].map(
          (on) => [`${is} ${drain} ${going} ${on}`, 'is any agent draining now'] as const,
        ),
      ),
    ),
  ]),
  ...['began', 'started', 'begun', 'have begun', 'have started'].map(
    (began) => [`agents ${began} draining`, 'agents were draining'] as const,
  ),
  ...['never finished', 'never completed', 'did not finish', 'never ended', 'have not finished', 'did not complete'].flatMap((never) =>
    ['but', 'and', 'yet', 'but then', 'and then'].map(
      (but) => [`agents * draining * * ${but} ${never}`, `agents were draining * * ${but} were never drained`] as const,
    ),
  ),
];
