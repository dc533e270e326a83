/** What an agent does with its nodes. */
export const VERBS_OF_HOLDING = ['carry', 'support', 'hold', 'host', 'house', 'manage', 'serve', 'keep', 'own', 'contain', 'accommodate'];
const BOUNDS = ['more than', 'over', 'fewer than', 'less than', 'under', 'at least', 'at most'];
const ABOVE = ['above', 'over', 'greater than', 'higher than', 'larger than', 'exceeding', 'bigger than', 'of more than', 'of over'];
const BELOW = ['below', 'under', 'less than', 'lower than', 'smaller than', 'fewer than', 'of less than', 'of under'];
/** Lengths of steps in words, and as they are read. */
const STEPS = [
  ['one', 1],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['ten', 10],
  ['twelve', 12],
  ['fifteen', 15],
  ['twenty', 20],
  ['thirty', 30],
  ['forty-five', 45],
  ['sixty', 60],
  ['ninety', 90],
] as const;
/** What takes a node time, by the verb and the name of the length. */
const TAKES = [
  ['spawn', 'spawn time'],
  ['start', 'spawn time'],
  ['start up', 'spawn time'],
  ['come up', 'spawn time'],
  ['restart', 'restart time'],
  ['reboot', 'restart time'],
  ['stop', 'stop time'],
  ['shut down', 'stop time'],
] as const;

/** Ways of telling of figures: how many there are, how long things take, how much is left. Rows as in `said-otherwise.ts`, never a deed. */
export const SAID_OF_FIGURES: readonly (readonly [from: string, to: string])[] = [
  // How many nodes an agent has.
  ...['node count', 'number of nodes', 'count of nodes', 'amount of nodes', 'total of nodes'].flatMap((count) =>
    ['with a', 'having a', 'with the', 'with', 'having', 'whose', 'that have a', 'which have a', 'where the', 'where'].flatMap((has) => [
      ...['is above', 'is over', 'exceeds', 'is greater than', 'is higher than', 'is more than', 'surpasses', 'goes above', ...ABOVE].map(
        (above) => [`${has} ${count} ${above}`, 'with node_count above'] as const,
      ),
      ...['is below', 'is under', 'is less than', 'is lower than', 'is fewer than', ...BELOW].map(
        (below) => [`${has} ${count} ${below}`, 'with node_count below'] as const,
      ),
    ]),
  ),
  ...['their', 'its', 'the'].flatMap((their) =>
    ['memory limit', 'memory limits', 'limit of memory'].map((limit) => [`of ${their} ${limit}`, 'of memory'] as const),
  ),
  ...VERBS_OF_HOLDING.flatMap((hold) => BOUNDS.map((bound) => [`${hold} ${bound}`, `have ${bound}`] as const)),
  // How long it takes.
  ...TAKES.flatMap(([verb, length]) =>
    ['takes', 'needs', 'requires', 'took', 'needed'].flatMap((takes) => [
      [`time a node ${takes} to ${verb}`, `${length} of nodes`] as const,
      [`time nodes ${takes.replace(/(?<=take|need|require)s$/, '')} to ${verb}`, `${length} of nodes`] as const,
    ]),
  ),
  ...['it left between', 'between', 'left between', 'between any'].flatMap((between) => [
    [`gap ${between} two heartbeats`, 'heartbeat gap'] as const,
    [`pause ${between} two heartbeats`, 'heartbeat gap'] as const,
    [`silence ${between} two heartbeats`, 'heartbeat gap'] as const,
  ]),
  ...['that', 'which'].flatMap((that) =>
    ['exceeded', 'exceed', 'surpassed', 'went beyond', 'went past', 'took more than', 'lasted over', 'ran over', 'topped'].flatMap(
      (exceed) => [
        ...['minutes', 'minute', 'hours', 'hour', 'seconds', 'days', 'day'].map(
          (unit) => [`${that} ${exceed} * ${unit}`, `longer than * ${unit}`] as const,
        ),
      ],
    ),
  ),
  // How much is left.
  ...['agent', 'agents', 'one', 'ones', 'machine', 'machines'].flatMap((what) =>
    ['is full', 'are full'].map((full) => [`${what} ${full}`, `${what} have no free slots`] as const),
  ),
  ['any full agents', 'any agents with no free slots'],
  ['the full agents', 'the agents with no free slots'],
  ['full agents', 'agents with no free slots'],
  // Over what time a figure is.
  ...[
    'judging by',
    'judging from',
    'going by',
    'based on',
    'looking at',
    'considering',
    'taking',
    'measured over',
    'measured across',
    'taken over',
    'computed over',
    'calculated over',
    'averaged over',
  ].flatMap((over) => ['the last', 'the past', 'the previous'].map((last) => [`${over} ${last}`, `over ${last}`] as const)),
  ...['measured', 'counted', 'expressed', 'given', 'stated', 'quoted'].flatMap((told) => [
    [`${told} per`, 'per'] as const,
    [`${told} over the`, 'over the'] as const,
    [`${told} as a percentage`, 'as a percentage'] as const,
    [`${told} in percent`, 'in percent'] as const,
  ]),
  ...STEPS.flatMap(([step, n]) =>
    ['minute', 'hour', 'second', 'day'].flatMap((unit) => [
      [`in ${step}-${unit} steps`, `in steps of ${n} ${unit}s`] as const,
      [`in ${step}-${unit} intervals`, `in steps of ${n} ${unit}s`] as const,
      [`in ${step}-${unit} buckets`, `in steps of ${n} ${unit}s`] as const,
      [`every ${step}-${unit}s`, `in steps of ${n} ${unit}s`] as const,
    ]),
  ),
  // Both at once is what is supposed of two.
  ...['at once', 'at the same time', 'simultaneously'].flatMap((once) =>
    ['hurt', 'harm', 'matter', 'affect', 'break', 'cost', 'impact'].map((hurt) => [`${once} ${hurt}`, hurt] as const),
  ),
  ...['usage', 'percentage', 'latency', 'load', 'depth', 'cpu', 'memory', 'disk', 'value', 'rate'].flatMap((figure) =>
    ['reached', 'attained', 'shown', 'hit', 'touched', 'seen'].map((reached) => [`${figure} ${reached} by`, `${figure} of`] as const),
  ),
  ...['memory', 'cpu', 'disk', 'latency', 'disk usage', 'cpu usage', 'memory usage'].flatMap((figure) =>
    ['climbed', 'risen', 'gone', 'grown', 'shot', 'crept', 'jumped'].flatMap((rose) =>
      ['above', 'over', 'past', 'beyond'].map((above) => [`${figure} has ${rose} ${above}`, `${figure} is above`] as const),
    ),
  ),
  ['while their', 'and'],
  ['while its', 'and'],
  ['while having', 'and'],
  ['or left with', 'or with'],
  ['are left with', 'have'],
  // What is wished to be told, said as a thing that is sent.
  ...['drop', 'send', 'shoot', 'leave'].flatMap((send) =>
    ['me', 'us'].flatMap((me) => ['line', 'note', 'message', 'ping'].map((line) => [`${send} ${me} a ${line}`, `tell ${me}`] as const)),
  ),
  ['by what arithmetic', 'how'],
  ['by what calculation', 'how'],
  ['by what maths', 'how'],
  ['by what math', 'how'],
  ['by what formula', 'how'],
  ...['percentage', 'number', 'figure', 'result', 'answer', 'count', 'value', 'share', 'total'].flatMap((figure) => [
    [`get to this ${figure}`, `get this ${figure}`] as const,
    [`get to that ${figure}`, `get this ${figure}`] as const,
  ]),
  // What stands highest.
  ...['is', 'was', 'lies', 'stands', 'were', 'are'].flatMap((is) =>
    ['the most', 'most', 'the largest number of', 'the highest number of', 'the greatest number of', 'the fewest'].map(
      (most) => [`${is} behind ${most}`, `caused ${most}`] as const,
    ),
  ),
  ['to what height did', 'how high did'],
  ['to what level did', 'how high did'],
  ['have we counted', 'did we have'],
  ['have we logged', 'did we have'],
  ['have we recorded', 'did we have'],
  ['have we registered', 'did we have'],
  ['how busy were the cpus of', 'what was the cpu of'],
  ['how busy was the cpu of', 'what was the cpu of'],
  ['how busy is the cpu of', 'what is the cpu of'],
  ['how busy are the cpus of', 'what is the cpu of'],
  ...['across', 'over', 'among'].flatMap((across) =>
    ['all', 'all the', 'our', 'all our', 'all of the'].flatMap((all) =>
      ['nodes', 'agents'].map((what) => [`${across} ${all} ${what}`, `of ${all.includes('all') ? 'all ' : ''}${what}`] as const),
    ),
  ),
  ['added together', 'in total'],
  ['all outages added together', 'in total'],
  ['all added together', 'in total'],
  ['taken together in total', 'in total'],
  ['all outages taken together', 'in total'],
  ['up to and including', 'to'],
  ['till and including', 'to'],
  ['until and including', 'to'],
  ['through to and including', 'to'],
  // What goes wrong, as what it is called.
  ...['backup', 'spawn', 'update', 'upgrade', 'stop', 'rollout', 'restore'].flatMap((what) => [
    [`failing ${what}`, `failed ${what}`] as const,
    [`failing ${what}s`, `failed ${what}s`] as const,
  ]),
  ['rate at which spawns failed', 'spawn failure rate'],
  ['rate at which spawns fail', 'spawn failure rate'],
  ['rate at which spawns succeed', 'spawn success rate'],
  ['rate at which spawns succeeded', 'spawn success rate'],
  // Without a single one.
  ...['had', 'seen', 'suffered', 'recorded', 'experienced', 'logged'].flatMap((had) => [
    [`not ${had} a single`, `${had} no`] as const,
    [`not ${had} even one`, `${had} no`] as const,
    [`not ${had} so much as one`, `${had} no`] as const,
    [`not ${had} any`, `${had} no`] as const,
  ]),
  ['even once since', 'since'],
  // Those that one means.
  ['whichever', 'which'],
  ['for the day before', 'the day before'],
  ['on the day before', 'the day before'],
  ['of the day before', 'the day before'],
  ...['those', 'that', 'the ones', 'the number', 'the figure'].flatMap((those) =>
    ['of', 'from', 'for', 'on'].map((of) => [`${those} ${of} the day before`, 'the day before'] as const),
  ),
  ['reached by any', 'of any'],
  ['reached by', 'of'],
  ...['counting', 'considering', 'taking', 'regarding', 'looking at'].map((taking) => [`${taking} * only ,`, 'only *'] as const),
  ...['network', 'oom', 'memory', 'disk', 'config', 'permission', 'timeout', 'segfault'].map(
    (cause) => [`with a ${cause} cause`, `caused by ${cause}`] as const,
  ),
  ['who edited', 'who changed'],
  ['which user edited', 'who changed'],
  ['edited by', 'changed by'],
  ...['figure', 'number', 'value', 'line', 'row', 'total', 'count', 'entry', 'column'].flatMap((one) =>
    ['for each', 'for every', 'per'].map((each) => [`one ${one} ${each}`, 'by'] as const),
  ),
  ...['time series', 'series', 'sequence', 'plot', 'curve'].flatMap((series) =>
    ['daily', 'hourly', 'weekly'].map((step) => [`${step} ${series} of`, `${step}`] as const),
  ),
  ['total number of free slots', 'total free slots'],
  ['success %', 'success rate'],
  ['failure %', 'failure rate'],
  ['hit %', 'hit rate'],
  ...['play out', 'unfold', 'turn out', 'pan out', 'go down', 'end'].flatMap((go) =>
    ['that', 'it', 'this', 'things'].map((it) => [`how would ${it} ${go}`, 'what would happen'] as const),
  ),
  ['at any moment since', 'since'],
  ['at any moment', 'at any time'],
  ...['do', 'does', 'did'].flatMap((does) =>
    ['belong to', 'sit in', 'live in', 'lie in', 'stand in'].map((belong) => [`${does} not ${belong}`, 'are not in'] as const),
  ),
  ['not belonging to', 'not in'],
  ['not part of', 'not in'],
  // Backed by the words of others.
  ['die from', 'crash because of'],
  ['die of', 'crash because of'],
  ['died from', 'crashed because of'],
  ['died of', 'crashed because of'],
  ['how recently did', 'when last did'],
  ['did things look', 'did the grid look'],
  ['do things look', 'does the grid look'],
  ['nodes ran at', 'nodes were running at'],
  ['have * installed', 'run *'],
  ['has * installed', 'runs *'],
  ['with * installed', 'running *'],
  ['crashes pass', 'crashes exceed'],
  ['keep an eye out for', 'watch for'],
  ['keep an eye open for', 'watch for'],
  ['who is going offline next', 'which agent will go offline next'],
  ['you would bet on to', 'most likely to'],
  ['you would put your money on to', 'most likely to'],
  ['would you bet on to', 'are most likely to'],
  ['leader been elected', 'leader elected'],
  ['leader elections happened', 'leader elections'],
];
