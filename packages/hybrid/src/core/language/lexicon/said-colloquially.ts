/** Everyday sayings for what is asked, as they are read: rows as in `said-otherwise.ts`, never a deed. */
export const SAID_COLLOQUIALLY: readonly (readonly [string, string])[] = [
  // Lists of who is there.
  ...['roster', 'lineup', 'line-up', 'muster', 'who is who', 'register'].flatMap((roster) => [
    [`a ${roster} of`, 'a list of'] as const,
    [`the ${roster} of`, 'the list of'] as const,
    [`${roster} of`, 'list of'] as const,
  ]),
  ...['stragglers', 'laggards', 'holdouts', 'hold-outs', 'latecomers'].flatMap((late) =>
    ['still on', 'on', 'still running', 'running', 'still at'].map((on) => [`${late} ${on}`, 'agents on'] as const),
  ),
  ...['roll call', 'rollcall', 'roll-call', 'who is who'].flatMap((roll) => [
    [`${roll} of`, 'list of'] as const,
    [`a ${roll} of`, 'a list of'] as const,
    [`the ${roll} of`, 'the list of'] as const,
  ]),
  // How many.
  ['count heads', 'count agents'],
  ...['running tally', 'running total', 'running count', 'body count', 'head count', 'grand total'].map(
    (tally) => [`${tally} of`, 'count of'] as const,
  ),
  ...['death toll', 'body count', 'toll of the dead'].map((toll) => [toll, 'number of crashes'] as const),
  ...['racks', 'notches', 'clocks', 'chalks', 'piles', 'runs', 'rings', 'racked', 'notched', 'clocked', 'chalked', 'piled'].flatMap(
    (rack) =>
      ['most', 'the most', 'the fewest', 'least', 'the least', 'more'].map((most) => [`${rack} up ${most}`, `has ${most}`] as const),
  ),
  ...['slice', 'chunk', 'portion', 'cut', 'percentage', 'part'].flatMap((part) => [
    [`what ${part} of`, 'what share of'] as const,
    [`which ${part} of`, 'what share of'] as const,
    [`how big a ${part} of`, 'what share of'] as const,
  ]),
  ...['pace', 'clip', 'tempo', 'cadence', 'speed', 'frequency'].flatMap((pace) => [
    [`${pace} of`, 'rate of'] as const,
    [`at what ${pace} do`, 'at what rate do'] as const,
    [`at what ${pace} are`, 'at what rate are'] as const,
  ]),
  // How reliably, and for how much of the time.
  ...['how reliably do', 'how dependably do', 'how well do', 'how successfully do', 'how consistently do'].flatMap((how) => [
    [`${how} nodes spawn`, 'what is the spawn success rate of nodes'] as const,
    [`${how} spawns work`, 'what is the spawn success rate'] as const,
    [`${how} nodes stop`, 'what is the stop success rate of nodes'] as const,
  ]),
  ...['hit rate', 'hit ratio', 'strike rate', 'batting average', 'win rate', 'pass rate'].flatMap((rate) => [
    [`spawn ${rate}`, 'spawn success rate'] as const,
    [`stop ${rate}`, 'stop success rate'] as const,
  ]),
  ...['reachable', 'up', 'online', 'available', 'healthy', 'there'].flatMap((up) => [
    [`how much of last week was * ${up}`, 'what was the availability of * last week'] as const,
    [`how much of last month was * ${up}`, 'what was the availability of * last month'] as const,
    [`how much of yesterday was * ${up}`, 'what was the availability of * yesterday'] as const,
    [`how much of today was * ${up}`, 'what is the availability of * today'] as const,
    [`how much of this week was * ${up}`, 'what is the availability of * this week'] as const,
    [`how much of this month was * ${up}`, 'what is the availability of * this month'] as const,
  ]),
  // How it went.
  ...[
    'blow by blow',
    'blow-by-blow',
    'play-by-play',
    'ball by ball',
    'minute by minute account',
    'saga',
    'tale',
    'chronicle',
    'log book',
    'logbook',
  ].flatMap((story) => [[`${story} of`, 'timeline of'] as const, [`${story} for`, 'timeline of'] as const]),
  ...['gone through', 'been through', 'lived through', 'endured'].flatMap((been) => [
    [`what has * ${been}`, 'what happened to *'] as const,
    [`what is * ${been}`, 'what happened to *'] as const,
  ]),
  ...['how did the night go', 'how was the night', 'how did the night pass', 'how was last night', 'how did last night go'].map(
    (how) => [how, 'what happened last night'] as const,
  ),
  ...['how did yesterday go', 'how was yesterday'].map((how) => [how, 'what happened yesterday'] as const),
  ...['how did the morning go', 'how was the morning', 'how did this morning go'].map(
    (how) => [how, 'what happened this morning'] as const,
  ),
  ...['how did the weekend go', 'how was the weekend'].map((how) => [how, 'what happened over the weekend'] as const),
  // How it is.
  ...[
    'the pulse',
    'the vitals',
    'the vital signs',
    'vitals',
    'vital signs',
    'pulse',
    'checkup',
    'check-up',
    'a checkup',
    'health check',
    'a health check',
  ].flatMap((pulse) => [
    [`${pulse} of`, 'health of'] as const,
    [`${pulse} on`, 'health of'] as const,
    [`${pulse} for`, 'health of'] as const,
  ]),
  ...['fare', 'fares', 'faring', 'getting on', 'getting along', 'bearing up', 'coping', 'managing', 'hanging in there'].flatMap((fare) =>
    ['does', 'is', 'are', 'do'].map((does) => [`how ${does} * ${fare}`, `how ${/^do/.test(does) ? 'is' : does} * doing`] as const),
  ),
  ...['feet', 'legs'].flatMap((feet) => ['its', 'their'].map((its) => [`back on ${its} ${feet}`, 'up'] as const)),
  ['back in the saddle', 'up'],
  ['back in the game', 'up'],
  ['back in action', 'up'],
  ['back in business', 'up'],
  // How long.
  ...['kept going', 'been awake', 'been alive', 'stayed up', 'kept running', 'been going', 'held out', 'lasted', 'survived'].map(
    (kept) => [`how long has * ${kept}`, 'how long has * been up'] as const,
  ),
  ...['awake', 'alive', 'going', 'with us'].map((up) => [`for how long has * been ${up}`, 'how long has * been up'] as const),
  ...['minutes', 'hours', 'time'].flatMap((time) =>
    ['lost to', 'lost in', 'wasted on', 'spent in', 'eaten by', 'swallowed by'].flatMap((lost) =>
      ['outages', 'downtime', 'outage'].map((out) => [`${time} ${lost} ${out}`, 'downtime'] as const),
    ),
  ),
  ...['typical', 'usual', 'average', 'mean', 'median', 'longest', 'shortest'].flatMap((typical) =>
    ['bounce back', 'get back up', 'come back up', 'get back on its feet', 'spring back', 'pick itself up'].map(
      (back) => [`${typical} time to ${back}`, `${typical} recovery time`] as const,
    ),
  ),
  ...['clock', 'rack', 'run', 'chalk', 'notch', 'pile', 'ring', 'build'].map(
    (clock) => [`how much downtime did * ${clock} up`, 'what was the total downtime of *'] as const,
  ),
  // Figures.
  ...['memory', 'cpu', 'disk'].map((figure) => [`${figure} footprint`, `${figure} usage`] as const),
  ...['gobbling', 'wolfing down', 'swallowing', 'soaking up', 'sucking up', 'munching'].flatMap((eat) =>
    ['most', 'the most', 'up most', 'up the most'].map((most) => [`${eat} ${most}`, 'using the most'] as const),
  ),
  ...['get', 'run', 'become', 'grow', 'go'].flatMap((get) => [
    [`how hot did the cpu of * ${get}`, 'what was the highest cpu of *'] as const,
    [`how hot did * ${get}`, 'what was the highest cpu of *'] as const,
  ]),
  ...['cpu', 'memory', 'disk', 'latency'].flatMap((figure) => [
    [`${figure} reading of`, `${figure} of`] as const,
    [`${figure} readings of`, `${figure} of`] as const,
    [`${figure} reading for`, `${figure} of`] as const,
    [`${figure} readings for`, `${figure} of`] as const,
  ]),
  ...[
    'guzzling',
    'hogging',
    'gobbling',
    'gobbling up',
    'swallowing',
    'sucking up',
    'soaking up',
    'munching',
    'eating',
    'devouring',
  ].flatMap((eat) =>
    ['memory', 'cpu', 'disk', 'ram'].map((what) => [`how much ${what} is * ${eat}`, `how much ${what} is * using`] as const),
  ),
  // Why.
  ...['tipped', 'pushed', 'sent', 'plunged', 'threw', 'tossed', 'dragged', 'drove', 'knocked'].flatMap((tip) => [
    [`what ${tip} the cluster into critical`, 'why did the cluster go critical'] as const,
    [`what ${tip} the cluster into degraded`, 'why did the cluster degrade'] as const,
    [`what ${tip} the grid into critical`, 'why did the cluster go critical'] as const,
  ]),
  ['on account of', 'because of'],
  ...['put', 'took', 'knocked', 'threw', 'forced', 'kicked'].flatMap((put) =>
    ['out of commission', 'out of action', 'out of service', 'out of the game', 'off the air', 'off the grid', 'off the map'].map(
      (out) => [`what ${put} * ${out}`, 'what took * down'] as const,
    ),
  ),
  // What was changed.
  ...['got', 'was', 'has been'].flatMap((was) =>
    ['shuffled around', 'shuffled', 'swapped', 'swapped out', 'switched around', 'moved around', 'rearranged', 'reshuffled', 'jiggled'].map(
      (moved) => [`what ${was} ${moved}`, 'what changed'] as const,
    ),
  ),
  ...['got', 'was', 'has been', 'is', 'has'].flatMap((was) =>
    [
      'touched',
      'tinkered with',
      'fiddled with',
      'meddled with',
      'played with',
      'toyed with',
      'monkeyed with',
      'shifted',
      'tweaked',
      'poked at',
      'reworked',
    ].map((touched) => [`what ${was} ${touched}`, 'what changed'] as const),
  ),
  ...['did they', 'did someone', 'did somebody', 'did anyone', 'did people', 'did we'].flatMap((did) =>
    ['fiddle with', 'tinker with', 'touch', 'meddle with', 'mess with', 'tweak', 'alter', 'play with'].flatMap((touch) =>
      ['before', 'around', 'since', 'right before', 'just before'].map(
        (when) => [`what ${did} ${touch} ${when}`, `what changed ${when}`] as const,
      ),
    ),
  ),
  // Who did it.
  ...['handiwork', 'doing', 'work', 'idea', 'fault', 'decision'].flatMap((deed) =>
    ['was', 'is'].flatMap((was) => [
      [`whose ${deed} ${was} the restart of`, 'who restarted'] as const,
      [`whose ${deed} ${was} the stop of`, 'who stopped'] as const,
      [`whose ${deed} ${was} the drain of`, 'who drained'] as const,
      [`whose ${deed} ${was} the update of`, 'who updated'] as const,
      [`whose ${deed} ${was} the rollback of`, 'who rolled back'] as const,
    ]),
  ),
  ...[
    'which hand',
    'whose hand',
    'what person',
    'which person',
    'which soul',
    'which human being',
    'which colleague',
    'which of us',
    'which one of us',
  ].flatMap((who) =>
    ['drained', 'stopped', 'restarted', 'updated', 'scaled', 'moved', 'killed', 'touched'].map(
      (did) => [`${who} ${did}`, `who ${did}`] as const,
    ),
  ),
  ...[
    'laid hands on',
    'laid a hand on',
    'laid a finger on',
    'put a hand to',
    'had a hand in',
    'got their hands on',
    'fooled around with',
  ].map((laid) => [`who ${laid}`, 'who touched'] as const),
  ...['paper trail', 'papertrail', 'audit log', 'audit record', 'register of deeds'].flatMap((trail) => [
    [`${trail} for`, 'audit report for'] as const,
    [`${trail} of`, 'audit report for'] as const,
  ]),
  // What if.
  ...[
    'die',
    'crash',
    'fail',
    'go offline',
    'go down',
    'drop off',
    'disappear',
    'vanish',
    'stop',
    'restart',
    'fall over',
    'conk out',
    'go dark',
  ].map(
    (fail) =>
      [
        `if * were to ${fail}`,
        `what if * ${/^go/.test(fail) ? fail.replace('go', 'goes') : /(?:crash|vanish)$/.test(fail) ? `${fail}es` : `${fail.replace(/^(\w+)/, '$1s')}`}`,
      ] as const,
  ),
  ...['picture', 'imagine', 'suppose', 'think', 'say', 'consider'].flatMap((picture) => [
    [`${picture} * gone`, 'what if we lose *'] as const,
    [`${picture} * were gone`, 'what if we lose *'] as const,
    [`${picture} * was gone`, 'what if we lose *'] as const,
  ]),
  ...['pulled * out of the rotation', 'pulled * out of rotation', 'took * out of rotation', 'took * out of the rotation'].map(
    (pulled) => [`what if we ${pulled}`, 'what if we drain *'] as const,
  ),
  ...['hold up', 'hold out', 'pull through', 'make it', 'last'].map((hold) => [`will * ${hold}`, 'is * at risk'] as const),
  // What can be asked.
  ...['sort', 'kind', 'type', 'sorts', 'kinds'].flatMap((sort) =>
    ['stuff', 'things', 'thing', 'question', 'questions'].flatMap((stuff) =>
      ['may', 'can', 'could', 'should', 'might'].map((may) => [`what ${sort} of ${stuff} ${may} i ask`, 'what can i ask'] as const),
    ),
  ),
  // Over a figure.
  ...['climbs', 'rises', 'creeps', 'shoots', 'jumps', 'moves', 'grows', 'gets', 'is'].map(
    (climbs) => [`${climbs} past`, 'goes over'] as const,
  ),
  ...['sluggish', 'laggy', 'lethargic', 'leaden'].flatMap((slow) => [
    [`most ${slow} queries`, 'slowest queries'] as const,
    [`${slow} queries`, 'slow queries'] as const,
  ]),
  ['spot the difference', 'what changed'],
  ['spot the differences', 'what changed'],
  // To be told.
  ...[
    'whistle',
    'whistle at me',
    'blow the whistle',
    'ring a bell',
    'hoot',
    'honk',
    'bark',
    'sing out',
    'cry out',
    'sound off',
    'pipe up',
  ].flatMap((cry) => ['when', 'if', 'once', 'as soon as'].map((when) => [`${cry} ${when}`, `tell me ${when}`] as const)),
  ...['flag it to me', 'flag it up to me', 'flag it for me', 'sing out', 'raise it with me', 'throw me a line'].flatMap((flag) =>
    ['when', 'if', 'once', 'as soon as'].map((when) => [`${flag} ${when}`, `tell me ${when}`] as const),
  ),
  // What was seen before.
  ...['run across', 'stumbled across', 'stumbled upon', 'bumped into', 'come up against', 'happened upon', 'chanced upon'].flatMap(
    (run) => [
      [`ever ${run}`, 'have we ever seen'] as const,
      [`have we ${run}`, 'have we seen'] as const,
      [`did we ever ${run}`, 'have we ever seen'] as const,
    ],
  ),
  ...['its like', 'the like of it', 'the likes of it', 'the like'].map((like) => [`had ${like} before`, 'seen this before'] as const),
  // How two things hang together.
  ...['thread', 'line', 'path', 'trail', 'bridge', 'chain'].map(
    (thread) => [`there a ${thread} from * * * to`, 'there a link from * * * to'] as const,
  ),
  ...['tie in with', 'tie into', 'fit with', 'square with', 'tally with', 'dovetail with', 'mesh with', 'chime with'].map(
    (tie) => [tie, 'relate to'] as const,
  ),
  ...['have a hand in', 'play a part in', 'play a role in', 'have a part in', 'have a role in', 'factor into', 'figure in'].map(
    (hand) => [hand, 'have anything to do with'] as const,
  ),
  ['down connected with', 'down related to'],
  ['down connected to', 'down related to'],
  ['offline connected with', 'offline related to'],
];
