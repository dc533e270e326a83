/** Politeness, idioms, and what is said in passing: words and the words for them, as in `said-otherwise.ts`. */
export const SAID_IN_PASSING: readonly (readonly [string, string])[] = [
  // "most obliged" ranks nothing.
  ...['obliged', 'grateful', 'thankful', 'appreciative', 'kind', 'helpful', 'delighted', 'pleased', 'glad', 'welcome'].flatMap(
    (feeling) => [
      [`most ${feeling}`, `very ${feeling}`] as const,
      ...['could', 'would', 'can', 'might'].flatMap((may) =>
        ['', 'very ', 'so ', 'most ', 'much ', 'very much '].map((very) => [`${very}${feeling} if you ${may}`, 'please'] as const),
      ),
    ],
  ),
  ...['do hope', 'hope', 'was hoping', 'am hoping', 'trust'].flatMap((hope) =>
    ['you can', 'you could', 'you might', 'you will', 'that you can', 'that you could'].map((may) => [`${hope} ${may}`, 'please'] as const),
  ),
  ...['bother', 'trouble', 'hassle', 'effort', 'work', 'to ask', 'of a bother', 'of a hassle', 'of an imposition'].flatMap((bother) =>
    ['is not', 'were not', 'would not be', 'will not be'].flatMap((be) =>
      ['if it', 'if that'].map((it) => [`${it} ${be} too much ${bother}`, 'please'] as const),
    ),
  ),
  ['if you please', 'please'],
  ...['can', 'could', 'may', 'might', 'must', 'have to', 'would like to', 'want to', 'need to'].flatMap((may) =>
    ['ask', 'request', 'beg', 'trouble', 'bother', 'invite', 'urge', 'instruct'].flatMap((ask) =>
      ['i', 'we'].flatMap((who) =>
        may.includes(' ') || may === 'must'
          ? [[`${who} ${may} ${ask} you to`, 'please'] as const]
          : [[`${may} ${who} ${ask} you to`, 'please'] as const, [`${may} ${who} please ${ask} you to`, 'please'] as const],
      ),
    ),
  ),
  ['lay it on me', 'please'],
  // An instant, and how closely it is told.
  ...['it', 'they', 'things', 'everything'].flatMap((it) => [
    [`as ${it} stood`, 'as it was'] as const,
    [`how ${it} stood`, `how ${it} was`] as const,
  ]),
  ...['blow by blow', 'blow-by-blow', 'step by step', 'step-by-step', 'play-by-play', 'in full detail', 'bit by bit'].map(
    (said) => [said, 'play by play'] as const,
  ),
  // "is all in order?" asks how things are; "… in order" asks for them one after the other.
  ...['is', 'are', 'was', 'were'].flatMap((be) => [
    [`${be} * in order`, `${be} * healthy`] as const,
    [`${be} the * in order`, `${be} the * healthy`] as const,
  ]),
  ...['everything', 'all', 'things'].flatMap((what) =>
    ['', ' is', ' are', ' was'].map((be) => [`${what}${be} in order`, `${what}${be} healthy`] as const),
  ),
  ...['in order to', 'in order of', 'in order that', 'in order for'].map((said) => [said, said] as const),
  ...[
    'in order',
    'in the right order',
    'in chronological order',
    'chronologically',
    'in sequence',
    'in time order',
    'one after another',
    'from start to finish',
    'from beginning to end',
    'start to finish',
  ].map((said) => [said, 'play by play'] as const),
  // What an answer is for.
  ...['my', 'our', 'the', 'a', 'this', 'his', 'her', 'their'].flatMap((whose) =>
    [
      '',
      'daily ',
      'weekly ',
      'monthly ',
      'quarterly ',
      'annual ',
      'yearly ',
      'next ',
      'upcoming ',
      'status ',
      'customer ',
      'board ',
      'incident ',
    ].flatMap((which) =>
      [
        'report',
        'review',
        'summary',
        'presentation',
        'meeting',
        'audit',
        'slides',
        'deck',
        'newsletter',
        'statement',
        'postmortem',
        'handover',
      ].flatMap((what) => [
        [`for ${whose} ${which}${what} i need`, 'please i need'] as const,
        [`for ${whose} ${which}${what} we need`, 'please i need'] as const,
        [`for ${whose} ${which}${what} , i need`, 'please i need'] as const,
        [`include them in ${whose} ${which}${what}`, 'report them'] as const,
        [`put them in ${whose} ${which}${what}`, 'report them'] as const,
        [`put them into ${whose} ${which}${what}`, 'report them'] as const,
        [`add them to ${whose} ${which}${what}`, 'report them'] as const,
      ]),
    ),
  ),
  ...['incidents', 'problems', 'failures', 'outages', 'crashes', 'errors', 'events', 'issues'].flatMap((what) =>
    ['affected', 'hit', 'touched', 'struck', 'impacted', 'plagued', 'befell'].flatMap((hit) =>
      ['that', 'which'].flatMap((that) => [
        [`${what} ${that} ${hit} the`, `${what} in the`] as const,
        [`${what} ${that} ${hit}`, `${what} in`] as const,
        [`${what} ${that} have ${hit}`, `${what} in`] as const,
      ]),
    ),
  ),
  // Where a text is looked for.
  ...[
    'in the error text',
    'in the error message',
    'in the error',
    'in their error',
    'in their error message',
    'in the message',
    'in its error',
  ].map((said) => [said, 'in the log'] as const),
  ...['memory', 'cpu', 'disk', 'ram'].flatMap((figure) => [
    [`${figure} percent`, figure] as const,
    [`${figure} usage percent`, figure] as const,
    [`${figure} use percent`, figure] as const,
    [`${figure} usage percentage`, figure] as const,
  ]),
  ...['concept', 'edge'].flatMap((figure) =>
    [
      'with',
      'holding',
      'hold',
      'having',
      'have',
      'containing',
      'contain',
      'storing',
      'store',
      'that have',
      'that hold',
      'which have',
      'carrying',
    ].map((have) => [`${have} between * and * ${figure}s`, `with ${figure} count between * and *`] as const),
  ),
  // "list down", "note down" put something on paper.
  ...['list', 'note', 'write', 'jot', 'put'].map((verb) => [`${verb} down the`, 'list the'] as const),
  ['list down', 'list'],
  // Two that were named.
  ...['are the two', 'are both', 'are these two', 'are those two', 'are the two of them', 'are these', 'are those'].flatMap((two) =>
    ['related', 'connected', 'linked'].map((how) => [`${two} ${how}`, 'are they related'] as const),
  ),
  ...['connection', 'link', 'relation', 'relationship', 'correlation'].flatMap((link) =>
    ['is there a', 'is there any', 'do you see a', 'do you see any'].flatMap((is) => [
      [`${is} ${link} between`, `${is} ${link} between`] as const,
      [`${is} ${link} with`, `${is} ${link} with`] as const,
      [`${is} ${link} to`, `${is} ${link} to`] as const,
      [`${is} ${link}`, 'are they related'] as const,
    ]),
  ),
  // A figure stands where it is.
  ...['sit', 'sits', 'stand', 'stands', 'hover', 'hovers', 'run', 'idle', 'idles'].flatMap((verb) =>
    ['above', 'below', 'over', 'under', 'at more than', 'at less than', 'at over', 'at under'].map(
      (than) => [`${verb} ${than}`, `with ${than.replace('at ', '')}`] as const,
    ),
  ),
  // Questions put together as in other languages.
  ...[
    ['break', 'broke'],
    ['fail', 'failed'],
    ['crash', 'crashed'],
    ['happen', 'happened'],
    ['restart', 'restarted'],
    ['change', 'changed'],
  ].map(([base, past]) => [`what did ${base}`, `what ${past}`] as const),
  ['in the last night', 'last night'],
  ['in last night', 'last night'],
  ...['is', 'are', 'was', 'were'].flatMap((be) =>
    ['at the moment', 'at this moment', 'at present', 'right now'].map((now) => [`${be} ${now}`, `${be} currently`] as const),
  ),
  ...['what would be when', 'what is when', 'what will be when', 'what would happen when', 'what will happen when'].map(
    (said) => [said, 'what if'] as const,
  ),
  ...['for the last time', 'the last time'].flatMap((last) => [
    [`when was * seen ${last}`, 'when was * last seen'] as const,
    [`when did we see * ${last}`, 'when was * last seen'] as const,
    [`when was * heard ${last}`, 'when was * last seen'] as const,
    [`when did we hear from * ${last}`, 'when was * last seen'] as const,
    [`when did * crash ${last}`, 'when did * last crash'] as const,
    [`when did * restart ${last}`, 'when did * last restart'] as const,
  ]),
  ['stack up against', 'compare to'],
  ['stacks up against', 'compares to'],
  ['stacked up against', 'compared to'],
  ...['a rundown', 'a run-down', 'the rundown', 'the run-down'].map((said) => [`${said} of`, 'a timeline of'] as const),
  // How they are, and what came of what was done.
  ...['in', 'in a', 'in the', 'in either'].map((how) => [`${how} * or * state`, 'that are * or *'] as const),
  ...['that', 'which'].flatMap((that) => [
    [`actions ${that} failed`, 'failed actions'] as const,
    [`actions ${that} completed`, 'completed actions'] as const,
  ]),
  ['everything * did', 'what did * do'],
  ['all * did', 'what did * do'],
  ['heads-up', 'heads up'],
  ['gimme a heads up', 'give me a heads up'],
  ['gimme a heads-up', 'give me a heads up'],
  // What one has of what happens.
  ...[
    ['eat', 'ate', 'eaten'],
    ['rack up', 'racked up', 'racked up'],
    ['clock up', 'clocked up', 'clocked up'],
    ['chalk up', 'chalked up', 'chalked up'],
    ['notch up', 'notched up', 'notched up'],
    ['run up', 'ran up', 'run up'],
    ['suffer', 'suffered', 'suffered'],
    ['endure', 'endured', 'endured'],
    ['incur', 'incurred', 'incurred'],
    ['sustain', 'sustained', 'sustained'],
    ['encounter', 'encountered', 'encountered'],
    ['experience', 'experienced', 'experienced'],
    ['witness', 'witnessed', 'witnessed'],
    ['register', 'registered', 'registered'],
    ['receive', 'received', 'received'],
    ['collect', 'collected', 'collected'],
    ['amass', 'amassed', 'amassed'],
    ['accumulate', 'accumulated', 'accumulated'],
  ].flatMap(([base, past, done]) => [
    ...['we', 'you', 'they'].flatMap((who) => [
      [`did ${who} ${base}`, `did ${who} have`] as const,
      [`do ${who} ${base}`, `do ${who} have`] as const,
      [`have ${who} ${done}`, `have ${who} had`] as const,
      [`${who} have ${done}`, `${who} have had`] as const,
      [`${who} ${past}`, `${who} had`] as const,
    ]),
  ]),
  // Talk about answers.
  ...['figure', 'number', 'value', 'result', 'percentage', 'rate', 'average', 'total', 'count', 'answer'].flatMap((figure) =>
    ['calculated', 'computed', 'worked out', 'derived', 'arrived at', 'reached', 'obtained', 'determined', 'put together'].flatMap((made) =>
      ['that', 'this', 'the'].flatMap((that) => [
        [`how ${that} ${figure} was ${made}`, 'how did you calculate that'] as const,
        [`how ${that} ${figure} is ${made}`, 'how did you calculate that'] as const,
        [`how was ${that} ${figure} ${made}`, 'how did you calculate that'] as const,
        [`how is ${that} ${figure} ${made}`, 'how did you calculate that'] as const,
      ]),
    ),
  ),
  ...['calculated', 'computed', 'worked out', 'derived', 'arrived at', 'obtained', 'determined'].flatMap((made) =>
    ['that', 'this', 'it'].flatMap((that) =>
      [`how was ${that} ${made}`, `how is ${that} ${made}`, `how ${that} was ${made}`, `how ${that} is ${made}`].map(
        (said) => [said, 'how did you calculate that'] as const,
      ),
    ),
  ),
  ['help fields', 'which fields are there'],
  ['help events', 'what events are there'],
  ['help actions', 'what actions are there'],
  ['help questions', 'what can i ask'],
  ...['yep', 'yup', 'yeah', 'aye', 'sure'].map((yes) => [`${yes} , confirm`, 'confirm'] as const),
  ...['nah', 'nope', 'naw'].flatMap((no) =>
    ['cancel', 'forget', 'scrap', 'drop'].flatMap((cancel) =>
      ['that', 'it'].map((it) => [`${no} , ${cancel} ${it}`, 'cancel that'] as const),
    ),
  ),
  ...['we ever run into', 'we ever see', 'we ever had', 'we ever hit', 'we ever come across'].map(
    (said) => [said, `have ${said}`] as const,
  ),
  // Whoever is asked is asked what it was.
  ...['do you think', 'do you reckon', 'do you suppose', 'do you believe', 'would you say', 'you think'].flatMap((think) =>
    [
      'caused',
      'causes',
      'happened',
      'broke',
      'killed',
      'made',
      'brought',
      'took',
      'changed',
      'triggered',
      'led',
      'went',
      'is',
      'was',
      'crashed',
    ].map((verb) => [`what ${think} ${verb}`, `what ${verb}`] as const),
  ),
  ...['this one before :', 'this before :', 'this one before', 'this error before :'].map(
    (said) => [`run into ${said}`, 'run into'] as const,
  ),
];
