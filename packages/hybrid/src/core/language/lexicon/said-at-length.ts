const RECORDED = ['recorded', 'logged', 'filed', 'raised', 'registered', 'reported', 'counted', 'noted', 'booked'];

/** Careful and roundabout ways of saying what is said shortly elsewhere, and what each is read as. `*` is any one word, kept. */
export const SAID_AT_LENGTH: readonly (readonly [from: string, to: string])[] = [
  // When something was.
  ...['time', 'moment', 'instant', 'point', 'point in time', 'minute', 'hour'].flatMap((point) =>
    ['at which', 'in which', 'when', 'that', 'on which'].map((which) => [`the ${point} ${which}`, 'the time'] as const),
  ),
  ...[
    'at the present moment',
    'at the present time',
    'at this moment in time',
    'at this point in time',
    'at this present moment',
    'in the present moment',
  ].map((now) => [now, 'right now'] as const),
  // What was noted of somebody is his.
  ...RECORDED.map((done) => [`${done} against`, 'of'] as const),
  ...RECORDED.map((done) => [`${done} for`, 'of'] as const),
  // By what it is grouped.
  ...[
    'counted',
    'tallied',
    'totalled',
    'totaled',
    'summed',
    'tabulated',
    'itemised',
    'itemized',
    'listed',
    'arranged',
    'sorted out',
    'divided up',
    'partitioned',
  ].map((counted) => [`${counted} by`, counted === 'listed' || counted === 'arranged' ? 'by' : 'count by'] as const),
  // What belongs to what.
  ['the last heartbeat of which', 'whose last heartbeat'],
  ['the latest heartbeat of which', 'whose last heartbeat'],
  ...['memory', 'disk', 'cpu'].flatMap((figure) =>
    ['usage', 'use', 'consumption', 'utilisation', 'utilization', 'load'].flatMap((use) => [
      [`the ${figure} ${use} of which`, `whose ${figure} ${use}`] as const,
      [`the ${figure} of which`, `whose ${figure}`] as const,
    ]),
  ),
  // A refusal said as a thing.
  ...['denial', 'denials', 'refusal', 'refusals', 'rejection', 'rejections'].flatMap((denial) => [
    [`${denial} of access`, 'access denied events'] as const,
    [`access ${denial}`, 'access denied events'] as const,
    [`every ${denial} of access`, 'all access denied events'] as const,
    [`each ${denial} of access`, 'all access denied events'] as const,
  ]),
  // How high a share was, is what it was.
  ...['high', 'large', 'big', 'low', 'good', 'great', 'small'].flatMap((high) =>
    ['was', 'is', 'were', 'are'].flatMap((was) =>
      [
        'availability',
        'spawn success rate',
        'stop success rate',
        'success rate',
        'spawn failure rate',
        'failure rate',
        'cache hit rate',
        'crash rate',
        'uptime percentage',
      ].flatMap((rate) => [
        [`how ${high} ${was} the ${rate}`, `what ${was} the ${rate}`] as const,
        [`how ${high} ${was} ${rate}`, `what ${was} ${rate}`] as const,
      ]),
    ),
  ),
  // What is on an agent.
  ...['does', 'do', 'did'].flatMap((does) =>
    ['it', 'that agent', 'this agent', 'that one', 'they'].flatMap((it) =>
      ['host', 'carry', 'hold', 'house', 'accommodate', 'serve'].map((host) => [`${does} ${it} ${host}`, `run on ${it}`] as const),
    ),
  ),
  // What befell somebody happened to him.
  ...['befell', 'befalls', 'beset', 'afflicted', 'went wrong with', 'came over'].map((befell) => [befell, 'happened to'] as const),
  ...['recount', 'narrate', 'retell', 'chronicle', 'recapitulate'].map((tell) => [tell, 'list'] as const),
  // A share of failures that were somewhere.
  ...['spawn failures', 'stop failures', 'failed spawns', 'crashes', 'outages', 'restarts', 'failures'].flatMap((events) =>
    ['happened', 'occurred', 'took place', 'arose', 'fell', 'were', 'were seen', 'were recorded', 'originated'].map(
      (were) => [`${events} ${were} in`, `${events} were in`] as const,
    ),
  ),
  ...['heartbeats', 'events', 'failures', 'crashes', 'errors', 'outages'].flatMap((events) =>
    ['arrive', 'arrived', 'come in', 'came in', 'emerge', 'surface'].map((come) => [`${events} ${come}`, events] as const),
  ),
  ...['we', 'i'].flatMap((we) => ['an', 'the', 'a'].map((a) => [`${we} require ${a}`, `${we} need ${a}`] as const)),
  // It is this that is wanted.
  ...['i', 'we'].flatMap((we) =>
    [
      'should like to see',
      'would like to see',
      'wish to see',
      'am interested in',
      'want to see',
      'should like to have',
      'would like to have',
    ].map((like) => [`that ${we} ${like}`, 'that i am after'] as const),
  ),
  // "form" is mended to "from" where it is not this.
  ...['chart', 'graph', 'table', 'tabular', 'graphical', 'list', 'bar chart', 'line chart'].flatMap((chart) =>
    ['in', 'as', 'in a', 'in the'].map(
      (as) => [`${as} ${chart} from`, chart === 'list' || /tab/.test(chart) ? 'as a table' : 'as a chart'] as const,
    ),
  ),
  ...['does', 'did', 'do'].flatMap((did) =>
    ['live', 'run', 'last'].flatMap((run) =>
      ['before crashing', 'before it crashed', 'before it crashes', 'before dying', 'before failing'].map(
        (before) => [`how long ${did} * ${run} on average ${before}`, 'average time to crash of *'] as const,
      ),
    ),
  ),
  // What hit somebody is his.
  ...['crashes', 'outages', 'failures', 'restarts', 'errors', 'spawn failures', 'incidents'].flatMap((events) => [
    ...['hit', 'struck', 'befell', 'befalling', 'hitting', 'striking', 'plagued', 'plaguing', 'dated'].map(
      (hit) => [`${events} ${hit}`, hit === 'dated' ? events : `${events} of`] as const,
    ),
    ...['suffered', 'endured', 'incurred', 'experienced', 'saw', 'had', 'went through', 'underwent'].map(
      (had) => [`${events} * ${had}`, `${events} of *`] as const,
    ),
    ...['a rundown of', 'rundown of', 'a roundup of', 'a digest of', 'a rollcall of', 'the roll of', 'a register of'].flatMap((list) =>
      ['', 'the ', 'all ', 'today ', 'yesterday '].map((the) => [`${list} ${the}${events}`, `list ${the}${events}`] as const),
    ),
  ]),
  ...['attributable', 'ascribable', 'chargeable', 'traceable', 'imputable', 'put down', 'owed'].map(
    (due) => [`${due} to`, 'due to'] as const,
  ),
  ...['spawns', 'stops'].flatMap((deeds) => [
    [`the rate at which ${deeds} succeeded`, `${deeds.slice(0, -1)} success rate`] as const,
    [`the rate at which ${deeds} succeed`, `${deeds.slice(0, -1)} success rate`] as const,
    [`the rate at which ${deeds} failed`, `${deeds.slice(0, -1)} failure rate`] as const,
    [`how successful were ${deeds}`, `what was the ${deeds.slice(0, -1)} success rate`] as const,
    [`how successful are ${deeds}`, `what is the ${deeds.slice(0, -1)} success rate`] as const,
  ]),
  ['how successful was spawning', 'what was the spawn success rate'],
  ['how successful is spawning', 'what is the spawn success rate'],
  // Who is gone for good.
  ...[
    'have not come back since',
    'has not come back since',
    'have not returned since',
    'has not returned since',
    'have not been back since',
    'have stayed away since',
  ].map((away) => [away, 'never came back'] as const),
  ...[
    'went away for good',
    'disappeared for good',
    'were lost for good',
    'lost for good',
    'gone for good',
    'vanished for good',
    'failed to come back after going offline',
    'did not come back after going offline',
    'did not return after going offline',
    'never returned after going offline',
    'failed to return after going offline',
  ].map((gone) => [gone, 'that went offline and never came back'] as const),
  ['that that went offline', 'that went offline'],
  ['which that went offline', 'that went offline'],
  // When something was, said as a thing.
  ...['date', 'day', 'date and time', 'exact time'].flatMap((date) =>
    ['last', 'latest', 'most recent', 'first'].map((last) => [`the ${date} of the ${last}`, `when was the ${last}`] as const),
  ),
  ['cordon and drain', 'drain'],
  ['i do not know what to ask', 'what can i ask'],
  ['we do not know what to ask', 'what can i ask'],
  ['teach me what to ask', 'what can i ask'],
  ['what to ask', 'what can i ask'],
  ...['operate', 'run', 'maintain', 'own', 'manage', 'possess', 'keep'].flatMap((keep) => [[`do we ${keep}`, 'do we have'] as const]),
  // What one can ask of this.
  ['actions can be requested', 'actions can you do'],
  ['actions may be requested', 'actions can you do'],
  ['commands can be given', 'actions can you do'],
];
