/** Wordings of offices, and of people whose first language is another, as they are read. `*` is any one word. */
export const SAID_AT_WORK: readonly (readonly [string, string])[] = [
  // Periods of the calendar, said so.
  ...['week', 'month', 'quarter', 'year', 'day'].flatMap((unit) => [
    [`previous calendar ${unit}`, `previous ${unit}`] as const,
    [`last calendar ${unit}`, `last ${unit}`] as const,
    [`this calendar ${unit}`, `this ${unit}`] as const,
    [`current calendar ${unit}`, `this ${unit}`] as const,
  ]),
  // The first of its kind.
  ...['cause', 'reason'].flatMap((why) => [
    [`the number one ${why}`, `the most common ${why}`] as const,
    [`number one ${why}`, `most common ${why}`] as const,
  ]),
  ['number one', 'top 1'],
  // Reasons.
  ['for what reason', 'why'],
  ['for which reason', 'why'],
  ['for which reasons', 'why'],
  ['for what reasons', 'why'],
  ['from what reason', 'why'],
  ['by what reason', 'why'],
  ['because of what', 'why'],
  // What followed.
  ['lead to', 'cause'],
  ['has * led to', 'did * cause'],
  // What it runs, not that it runs.
  ...['a version', 'any version', 'version', 'versions', 'something', 'anything'].map(
    (what) => [`running ${what} other than`, 'on a version other than'] as const,
  ),
  ['are running any version', 'are on any version'],
  // In service again.
  ...['return', 'bring', 'put', 'take'].flatMap((verb) => [
    [`${verb} * to service`, 'undrain *'] as const,
    [`${verb} * back to service`, 'undrain *'] as const,
    [`${verb} * back in service`, 'undrain *'] as const,
    [`${verb} * back into service`, 'undrain *'] as const,
    [`${verb} * to service by undraining it`, 'undrain *'] as const,
    [`${verb} * back to service by undraining it`, 'undrain *'] as const,
  ]),
  // More or fewer of them.
  ...(
    [
      ['increase', 'scale up'],
      ['raise', 'scale up'],
      ['bump up', 'scale up'],
      ['reduce', 'scale down'],
      ['decrease', 'scale down'],
      ['lower', 'scale down'],
      ['cut', 'scale down'],
    ] as const
  ).flatMap(([verb, scaled]) => [
    [`${verb} the number of nodes`, `${scaled} the nodes`] as const,
    [`${verb} the node count`, `${scaled} the nodes`] as const,
    [`please ${verb} the number of nodes`, `${scaled} the nodes`] as const,
  ]),
  ['as well', 'too'],
  ['roll anything out', 'roll out anything'],
  ['rolled anything out', 'rolled out anything'],
  ['roll something out', 'roll out something'],
  ['roll anything back', 'roll back anything'],
  ['rolled anything back', 'rolled back anything'],
  ['shut anything down', 'shut down anything'],
  // Of some of them only.
  ...['limit', 'restrict', 'narrow', 'filter', 'reduce', 'confine', 'cut', 'constrain'].flatMap((verb) =>
    ['it', 'that', 'this', 'them', 'those', 'these', 'the list', 'the results', 'the result', 'the answer'].flatMap((what) =>
      [`${verb} ${what} to`, `${verb} ${what} down to`, `${verb} ${what} by`, `${verb} ${what} on`].map((said) => [said, 'only'] as const),
    ),
  ),
  // To be told.
  ...['informed', 'notified', 'told', 'alerted', 'pinged', 'paged', 'warned'].flatMap((told) =>
    ['when', 'if', 'once', 'as soon as', 'whenever'].flatMap((when) =>
      [
        'i want to be',
        'i would like to be',
        'i need to be',
        'we want to be',
        'i wish to be',
        'i should be',
        'please keep me',
        'keep me',
      ].map((wish) => [`${wish} ${told} ${when}`, `tell me ${when}`] as const),
    ),
  ),
  // In which order, where it is that order already.
  ...['newest on top', 'newest first', 'latest first', 'most recent first', 'newest at the top', 'latest on top'].flatMap((order) =>
    ['crashes', 'restarts', 'failures', 'events', 'outages', 'errors', 'incidents', 'alerts'].flatMap((what) => [
      [`most recent ${what} ${order}`, `latest ${what}`] as const,
      [`most recent ${what} , ${order}`, `latest ${what}`] as const,
      [`latest ${what} ${order}`, `latest ${what}`] as const,
      [`latest ${what} , ${order}`, `latest ${what}`] as const,
      [`last * ${what} ${order}`, `last * ${what}`] as const,
      [`last * ${what} , ${order}`, `last * ${what}`] as const,
    ]),
  ),
  ['sum up', 'total'],
  ['add up', 'total'],
  ['over all of history', 'ever'],
  ['ever since', 'since'],
  ...['in', 'over', 'during', 'throughout', 'across'].flatMap((over) =>
    ['its', 'their', 'our', 'the'].flatMap((whose) =>
      [
        'whole history',
        'entire history',
        'complete history',
        'full history',
        'whole life',
        'entire life',
        'lifetime',
        'whole lifetime',
      ].map((life) => [`${over} ${whose} ${life}`, 'ever'] as const),
    ),
  ),
  ...['week', 'month', 'quarter', 'year'].flatMap((unit) =>
    ['whole', 'entire', 'complete', 'full'].map((whole) => [`this ${whole} ${unit}`, `this ${unit}`] as const),
  ),
  ...['on', 'at', 'upon'].map((on) => [`${on} how many occasions`, 'how many times'] as const),
  ['how many occasions', 'how many times'],
  ['over all history', 'ever'],
  ['in the whole of history', 'ever'],
  ['over the whole history', 'ever'],
  ['how many outages ran longer', 'number of outages longer'],
  ['should * go offline ,', 'if * goes offline ,'],
  ['should * crash ,', 'if * crashes ,'],
  ['should * fail ,', 'if * fails ,'],
  ['what would be the effect', 'what would happen'],
  ['by tokyo time', 'tokyo time'],
  ['by utc time', 'utc'],
  // By how names begin.
  ['whose name matches', 'matching'],
  ['whose names match', 'matching'],
  ['whose name is like', 'matching'],
  ['with names like', 'matching'],
  ['with a name like', 'matching'],
  // All that is recorded.
  ...['since the beginning', 'since the start', 'from the beginning', 'from the start'].flatMap((since) => [
    [since, 'ever'] as const,
    [`${since} of`, `${since} of`] as const,
  ]),
  ...['year', 'month', 'week', 'quarter', 'day'].map((unit) => [`${unit} to date`, `${unit} to date`] as const),
  ...[
    ...['since day one', 'since records began', 'since the record began', 'since the records began', 'since time began', 'since forever'],
    ...['since the very beginning', 'since the very start', 'since the beginning of time', 'since the dawn of time', 'since inception'],
    ...['to date', 'throughout history', 'throughout all history', 'in all of history', 'over all of history', 'in recorded history'],
  ].map((said) => [said, 'ever'] as const),
  // The most of a figure.
  ...['burning', 'eating', 'eating up', 'chewing', 'chewing up', 'hogging', 'consuming', 'guzzling', 'taking up', 'devouring'].map(
    (verb) => [`${verb} the most`, 'with the highest'] as const,
  ),
  ...['what', 'who'].flatMap((who) =>
    ['burning', 'eating', 'eating up', 'chewing', 'chewing up', 'hogging', 'consuming', 'guzzling', 'taking up', 'devouring'].map(
      (verb) => [`${who} is ${verb} the most`, `${who} is using the most`] as const,
    ),
  ),
  ['memory percentage', 'memory'],
  ['cpu percentage', 'cpu'],
  ['disk percentage', 'disk'],
  // What it does to others.
  ['hurt anything', 'affect anything'],
  ['hurt anyone', 'affect anything'],
  ['downstream effects', 'effects'],
  ['downstream effect', 'effect'],
  ['downstream impact', 'impact'],
  ['what else goes with it', 'what would happen'],
  ['what goes with it', 'what would happen'],
  ['what else goes down with it', 'what would happen'],
  ['what goes down with it', 'what would happen'],
  // A story.
  ...['play-by-play', 'play by play', 'blow-by-blow', 'blow by blow', 'minute-by-minute', 'minute by minute'].flatMap((told) => [
    [`a ${told} of`, 'the timeline of'] as const,
    [`a ${told} account of`, 'the timeline of'] as const,
    [`the ${told} of`, 'the timeline of'] as const,
  ]),
  // Leaders.
  ['a new leader last elected', 'the last leader elected'],
  ['a leader last elected', 'the last leader elected'],
  ['the leader last elected', 'the last leader elected'],
  ['leadership was lost', 'the leader lost event'],
  ['leadership was last lost', 'the last leader lost event'],
  // Side by side.
  ['stack * against', 'compare * with'],
  ['stack up * against', 'compare * with'],
  ['pit * against', 'compare * with'],
  ['on spawn success rate', 'on spawn success rate'],
  ['on spawn success', 'on spawn success rate'],
  ['of today', 'today'],
  ['of yesterday', 'yesterday'],
  ['today , * time', 'today * time'],
  ['yesterday , * time', 'yesterday * time'],
  ['of today , * time', 'today * time'],
  ['of yesterday , * time', 'yesterday * time'],
  // Who did it, what changed.
  ['who kicked off the', 'who did the'],
  ['who set off the', 'who did the'],
  ['what shifted', 'what changed'],
  ['minutes ahead of', 'minutes before'],
  ['hours ahead of', 'hours before'],
  ['hour ahead of', 'hour before'],
  ...['page', 'ping', 'tell', 'alert', 'notify', 'warn', 'message'].map((verb) => [`${verb} me the next time`, 'tell me when'] as const),
  ...['basic', 'silly', 'dumb', 'stupid', 'simple', 'newbie', 'naive'].map((how) => [`${how} question`, 'quick question'] as const),
  ['bring * up to * nodes', 'scale * to * nodes'],
  ['time needed to spawn a node', 'spawn time'],
  ['time it takes to spawn a node', 'spawn time'],
  ['time to spawn a node', 'spawn time'],
  ['which percentage', 'what percentage'],
  ['finish with success', 'succeed'],
  ['end with success', 'succeed'],
  ['what sort of events you know about', 'what events are there'],
  ['what kind of events you know about', 'what events are there'],
  ['what events you know about', 'what events are there'],
  ['did we already have in the past the error', 'have we seen the error'],
  ['did we already have the error', 'have we seen the error'],
  // At least, at most.
  ['minimum * times', 'at least * times'],
  ['maximum * times', 'at most * times'],
  ['with minimum *', 'with at least *'],
  ['with maximum *', 'with at most *'],
  ['minimal * times', 'at least * times'],
  // As it is put together elsewhere.
  ['what it happened', 'what happened'],
  ['what it was happened', 'what happened'],
  ['what has it happened', 'what happened'],
  ['went to offline', 'went offline'],
  ['go to offline', 'go offline'],
  ['gone to offline', 'gone offline'],
  ['goes to offline', 'goes offline'],
  ['get offline', 'go offline'],
  ['got crashed', 'crashed'],
  ['casued by', 'caused by'],
  ['cuased by', 'caused by'],
  // What is wrong, all of it.
  ...['give me everything', 'show me everything', 'list everything', 'everything', 'show everything', 'all'].flatMap((all) =>
    ['that is down', 'that are down', 'which is down', 'thats down', 'that is offline', 'thats offline'].map(
      (down) => [`${all} ${down}`, down.endsWith('offline') ? 'list what is offline' : 'list what is down'] as const,
    ),
  ),
  // How a number came about.
  ['how did you work out that', 'how did you calculate that'],
  ['how did you work out the', 'how did you calculate the'],
  ['how have you worked out', 'how did you calculate'],
  ['how have you worked that out', 'how did you calculate that'],
  ['how did you come up with that', 'how did you calculate that'],
  ['how did you come up with this', 'how did you calculate that'],
  // What may be asked about.
  ...['kinds', 'types', 'sorts'].flatMap((kind) =>
    ['what', 'which'].flatMap((which) => [
      [`${which} ${kind} of events are there`, 'what events are there'] as const,
      [`${which} ${kind} of events exist`, 'what events are there'] as const,
      [`${which} ${kind} of events are available`, 'what events are there'] as const,
      [`${which} ${kind} of events are available to me`, 'what events are there'] as const,
      [`${which} ${kind} of events are recorded`, 'what events are there'] as const,
    ]),
  ),
];
