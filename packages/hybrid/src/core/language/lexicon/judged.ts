/** Judgements people ask for, and the figures they are read as: rows as in `said-otherwise.ts`, never a deed. */
export const JUDGED: readonly (readonly [string, string])[] = [
  // How far something can be relied on: the share of the time it was there.
  ...['reliable', 'dependable', 'available', 'stable', 'steady', 'solid', 'trustworthy'].flatMap((judged) => [
    ...(['is', 'are'] as const).map((verb) => [`how ${judged} ${verb}`, 'what is the availability of'] as const),
    ...(['was', 'were'] as const).map((verb) => [`how ${judged} ${verb}`, 'what was the availability of'] as const),
    ...['has', 'have'].map((has) => [`how ${judged} ${has} * been`, 'what was the availability of *'] as const),
    ...['has', 'have'].map((has) => [`how ${judged} ${has} the * been`, 'what was the availability of the *'] as const),
  ]),
  // What an answer rests on is no part of the grid.
  ...['is your', 'are your', 'is this', 'is that', 'are these', 'are those', 'is the data', 'is the answer', 'are the numbers'].flatMap(
    (what) =>
      ['reliable', 'dependable', 'stable', 'solid', 'trustworthy'].map(
        (judged) => [`how ${judged} ${what}`, `how ${judged} ${what}`] as const,
      ),
  ),
  // Of spawns it is how many of them succeeded, and that is a phrase of its own.
  ...['are spawns', 'were spawns', 'is spawning', 'was spawning'].map(
    (spawns) => [`how reliable ${spawns}`, `how reliable ${spawns}`] as const,
  ),
  ...['spawns', 'the spawns', 'our spawns'].flatMap((spawns) =>
    ['go', 'work', 'work out', 'do'].map((went) => [`how well did ${spawns} ${went}`, 'how successful were spawns'] as const),
  ),
  ...['what percentage', 'what percent', 'what share', 'what fraction', 'what part', 'how much percent'].flatMap((share) =>
    ['of the time', 'of time'].flatMap((time) =>
      ['up', 'available', 'online', 'reachable', 'healthy'].flatMap((up) => [
        [`${share} ${time} was * ${up}`, 'what was the availability of *'] as const,
        [`${share} ${time} is * ${up}`, 'what is the availability of *'] as const,
      ]),
    ),
  ),
  ...['big', 'large', 'high'].flatMap((size) =>
    ['a part', 'a share', 'a portion', 'a fraction', 'a percentage'].map((part) => [`how ${size} ${part} of`, 'what share of'] as const),
  ),
  ['spawns works out', 'spawns succeed'],
  ['spawns work out', 'spawns succeed'],
  ['spawns worked out', 'spawns succeeded'],
  // Better or worse than before: how often something failed.
  ...['rollout', 'update', 'upgrade', 'release'].flatMap((rollout) => [
    [`did the * ${rollout} make things worse`, `did failures increase after the * ${rollout}`] as const,
    [`did the * ${rollout} make things better`, `did failures increase after the * ${rollout}`] as const,
    [`did the * ${rollout} help`, `did failures increase after the * ${rollout}`] as const,
  ]),
  ['did * make things worse', 'did failures increase after the * rollout'],
  ['did * make things better', 'did failures increase after the * rollout'],
  ['did * make it worse', 'did failures increase after the * rollout'],
  ...['what is different', 'what is different now', 'what is new', 'what looks different'].flatMap((different) =>
    ['compared to', 'compared with', 'from', 'since', 'than'].map((since) => [`${different} ${since}`, 'what changed since'] as const),
  ),
  // The longest of what runs.
  ...['longest running', 'longest-running', 'longest lived', 'longest-lived'].flatMap((longest) =>
    (
      [
        ['node', 'has'],
        ['nodes', 'have'],
        ['agent', 'has'],
        ['agents', 'have'],
      ] as const
    ).flatMap(([noun, has]) => {
      const up = noun.startsWith('node') ? 'been running' : 'been up';
      return [
        [`${longest} ${noun}`, `which ${noun} ${has} ${up} the longest`] as const,
        [`the ${longest} ${noun}`, `which ${noun} ${has} ${up} the longest`] as const,
        [`what is the ${longest} ${noun}`, `which ${noun} ${has} ${up} the longest`] as const,
        [`which is the ${longest} ${noun}`, `which ${noun} ${has} ${up} the longest`] as const,
        [`which ${noun} is the ${longest}`, `which ${noun} ${has} ${up} the longest`] as const,
        [`our ${longest} ${noun}`, `which ${noun} ${has} ${up} the longest`] as const,
      ];
    }),
  ),
  // What is to come.
  ['gonna', 'going to'],
  ['not gonna', 'not gonna'],
  ...['die', 'dies', 'go', 'goes', 'fall over', 'drop', 'blow up', 'break'].map((verb) => [`${verb} next`, 'fail next'] as const),
  ...['how long until', 'how long before', 'how long till'].flatMap((until) => [
    [`${until} we run out of`, 'when will we run out of'] as const,
    [`${until} * runs out of`, 'when will * run out of'] as const,
    [`${until} the * runs out of`, 'when will the * run out of'] as const,
  ]),
  // Which it was.
  ...['node', 'agent', 'region', 'platform'].flatMap((noun) => [
    [`which ${noun} is the culprit`, `which ${noun} had the most`] as const,
    [`which ${noun} was the culprit`, `which ${noun} had the most`] as const,
    [`which ${noun} is to blame`, `which ${noun} had the most`] as const,
    ...['what is', 'which is', 'what was', 'which was'].map(
      (what) => [`${what} the worst ${noun} by`, `which ${noun} had the most`] as const,
    ),
  ]),
  ...['is', 'are', 'was', 'were'].flatMap((be) =>
    ['memory related', 'memory-related'].map((of) => [`${be} ${of}`, `${be} due to oom`] as const),
  ),
  // What a figure causes when there is none left of it.
  ...['because of', 'due to', 'caused by', 'thanks to', 'on account of'].flatMap((through) =>
    [
      [
        'oom',
        'memory',
        'ram',
        'low memory',
        'too little memory',
        'missing memory',
        'its memory',
        'memory use',
        'memory usage',
        ...['pressure', 'exhaustion', 'shortage', 'limit', 'limits'].map((of) => `memory ${of}`),
      ],
      ['a full disk', 'disk', 'the disk', 'disk space', 'low disk space', 'too little disk space', 'missing disk space', 'disk usage'],
    ].flatMap(([is, ...said]) => said.map((figure) => [`${through} ${figure}`, `${through} ${is}`] as const)),
  ),
  ['since when * is not more online', 'since when is * offline'],
  ['since when is * not more online', 'since when is * offline'],
  // What if.
  ...['restarts were', 'restarts are', 'restarts had been', 'restarting was', 'restarting were', 'the restarts were'].flatMap((were) =>
    ['limited to', 'capped at', 'restricted to', 'limited at'].map((limited) => [`${were} ${limited}`, 'the restart limit were'] as const),
  ),
  ...['we limited restarts to', 'we limit restarts to', 'we capped restarts at', 'we cap restarts at', 'we only allowed restarts'].map(
    (said) => [said, 'the restart limit were'] as const,
  ),
  ...['things', 'everything', 'the grid', 'it', 'we', 'it all', 'the cluster', 'production'].flatMap((what) =>
    ['still work', 'still run', 'keep working', 'keep running', 'be fine', 'be ok', 'be okay', 'hold up', 'keep going'].map(
      (holds) => [`would ${what} ${holds} without`, 'what if we lose'] as const,
    ),
  ),
  // No agents on the platform that is called so.
  ...['the', 'an', 'that', 'its', 'each', 'our', 'did', 'does', 'this'].map(
    (the) => [`${the} agent process`, `${the} agent daemon`] as const,
  ),
  // Room on disk: what is kept is how full it is.
  ...['how much disk', 'how much disk space', 'how much free disk', 'how much free disk space', 'how much space on disk'].flatMap((how) => [
    ...['is left', 'is free', 'remains', 'do we have left', 'is there left', 'is remaining', 'do we still have'].map(
      (left) => [`${how} ${left}`, 'what is the disk usage'] as const,
    ),
    [`${how} does * have left`, 'what is the disk usage of *'] as const,
    [`${how} has * left`, 'what is the disk usage of *'] as const,
    [`${how} has * got left`, 'what is the disk usage of *'] as const,
  ]),
  ['disk fill up', 'disk fill'],
  ['disks fill up', 'disks fill'],
  ['disk fills up', 'disk fills'],
  ['disk be full', 'disk fill'],
  ['running hottest on', 'the highest'],
  ['is running hottest on', 'has the highest'],
  ['is hottest on', 'has the highest'],
  ...['minutes', 'hours', 'seconds'].flatMap((unit) =>
    [
      'do not answer',
      'did not answer',
      'do not respond',
      'did not respond',
      'have not answered',
      'have not responded',
      'do not report',
    ].flatMap((silent) =>
      ['since', 'for', 'in'].map((since) => [`${silent} ${since} * ${unit}`, `have not sent a heartbeat in * ${unit}`] as const),
    ),
  ),
  ...['heartbeats', 'heartbeat'].flatMap((beat) =>
    ['over', 'above', 'older than', 'of more than', 'more than'].map((over) => [`stale ${beat} ${over}`, 'heartbeats older than'] as const),
  ),
  ...['since', 'after'].flatMap((since) =>
    ['new year', 'the new year', 'new years', 'the start of the year', 'the beginning of the year'].map(
      (year) => [`${since} ${year}`, 'since january'] as const,
    ),
  ),
  // A day of its own, and no year.
  ...['since', 'after'].flatMap((since) =>
    ['new year day', 'new years day', 'new year eve', 'new years eve'].map((day) => [`${since} ${day}`, `${since} ${day}`] as const),
  ),
];
