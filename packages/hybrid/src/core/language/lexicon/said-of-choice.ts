import { VERBS_OF_HOLDING } from './said-of-figures.ts';

/** Ways of choosing what is asked of: what takes most, what is left out, what is called otherwise. Rows as in `said-otherwise.ts`, never a deed. */
export const SAID_OF_CHOICE: readonly (readonly [from: string, to: string])[] = [
  // "… but leave cache-1 alone": all but that.
  ...['alone', 'out', 'be', 'untouched', 'running', 'as is', 'as it is', 'where it is', 'in peace', 'aside'].flatMap((so) =>
    ['but leave', 'and leave', 'but keep', 'while leaving', 'leaving', 'but let'].map((leave) => [`${leave} * ${so}`, 'except *'] as const),
  ),
  ...['but spare', 'sparing', 'but skip', 'skipping', 'but do not touch'].map((spare) => [`${spare} *`, 'except *'] as const),
  ...['rank', 'sort', 'order'].flatMap((sort) =>
    ['all the', 'all of the', 'all our', 'all of our', 'every one of the'].map((all) => [`${sort} ${all}`, `${sort} the`] as const),
  ),
  // What takes most of it.
  ...['memory', 'cpu', 'disk'].flatMap((figure) => [
    ...['hungry', 'heavy', 'intensive', 'using', 'consuming', 'hogging', 'demanding'].flatMap((hungry) => [
      [`most ${figure}-${hungry} nodes`, `nodes with the highest ${figure}`] as const,
      [`most ${figure} ${hungry} nodes`, `nodes with the highest ${figure}`] as const,
      [`${figure}-${hungry} nodes`, `nodes by ${figure}`] as const,
    ]),
    ...['eat', 'eats', 'gobble', 'gobbles', 'chew', 'chews', 'hog', 'hogs', 'devour', 'devours', 'swallow', 'swallows', 'consumes'].flatMap(
      (eat) => ['', ' up', ' through'].map((up) => [`${eat}${up} the most ${figure}`, `use the most ${figure}`] as const),
    ),
  ]),
  ...['minutes', 'minute', 'hours', 'hour', 'seconds', 'days'].flatMap((unit) =>
    ['no later than', 'not later than', 'at most', 'not more than', 'no more than'].map(
      (within) => [`${within} * ${unit} after`, `within * ${unit} after`] as const,
    ),
  ),
  ...['agents', 'nodes'].flatMap((things) =>
    (
      [
        ['version', 'versions'],
        ['region', 'regions'],
        ['platform', 'platforms'],
        ['env', 'environments'],
        ['agent', 'agents'],
        ['host', 'hosts'],
        ['status', 'statuses'],
      ] as const
    ).flatMap(([dim, dims]) => [
      ...['over', 'across', 'among', 'by', 'per', 'over the', 'across the', 'among the'].map(
        (over) => [`distribution of ${things} ${over} ${/by|per/.test(over) ? dim : dims}`, `count ${things} by ${dim}`] as const,
      ),
      ...['the', 'our', 'all'].map((our) => [`${dim} distribution of ${our} ${things}`, `count ${things} by ${dim}`] as const),
      [`${dim} distribution of ${things}`, `count ${things} by ${dim}`] as const,
      [`${dim} breakdown of ${things}`, `count ${things} by ${dim}`] as const,
      [`${dim} split of ${things}`, `count ${things} by ${dim}`] as const,
    ]),
  ),
  ['did it help', 'did it work'],
  ['did that help', 'did that work'],
  ['did this help', 'did this work'],
  ...['counting', 'seeing', 'logging', 'getting', 'recording', 'having'].map((counting) => [`are we ${counting}`, 'do we have'] as const),
  ['pieces of', 'parts of'],
  ['percentage-wise', 'in percent'],
  ['percent-wise', 'in percent'],
  ...['day', 'week', 'month', 'quarter', 'year'].map((unit) => [`${unit} so far`, unit === 'day' ? 'today' : `this ${unit}`] as const),
  ...['cluster', 'grid', 'fleet', 'system'].flatMap((grid) =>
    ['as a whole', 'on the whole', 'as one', 'in its entirety'].map((whole) => [`${grid} ${whole}`, grid] as const),
  ),
  ...['any', 'a', 'any further', 'being'].flatMap((any) =>
    ['afterwards', 'afterward', 'after that', 'thereafter', 'later', 'later on', 'since', 'following', 'since then'].flatMap((after) => [
      [`without ${any} restart ${after}`, 'and never restarted'] as const,
      [`without ${any} recovery ${after}`, 'and never recovered'] as const,
      [`without ${any} restarted ${after}`, 'and never restarted'] as const,
      [`with no restart ${after}`, 'and never restarted'] as const,
      [`with no recovery ${after}`, 'and never recovered'] as const,
    ]),
  ),
  ['spot any', 'any'],
  ['detect any', 'any'],
  ['notice any', 'any'],
  ...(
    [
      ['agents', 'agent'],
      ['nodes', 'node'],
      ['regions', 'region'],
      ['platforms', 'platform'],
      ['users', 'user'],
      ['hosts', 'host'],
      ['versions', 'version'],
    ] as const
  ).flatMap(([things, thing]) =>
    ['of all the', 'of all our', 'of the', 'of our', 'out of all the', 'out of the', 'among the', 'among all', 'among our'].flatMap((of) =>
      ['which one', 'which single one', 'which of them', 'which'].map((which) => [`${of} ${things} , ${which}`, `which ${thing}`] as const),
    ),
  ),
  ['which of the two', 'which'],
  ['which of these two', 'which'],
  ['which of both', 'which'],
  ['network traffic', 'bandwidth'],
  ['data traffic', 'bandwidth'],
  ...['heartbeats', 'metrics', 'restarts', 'crashes', 'updates', 'spawns', 'stops', 'drains', 'failures', 'backups'].flatMap((events) =>
    ['excepted', 'excluded', 'aside', 'apart', 'left out', 'not counted', 'ignored', 'not included'].map(
      (except) => [`${events} ${except}`, `except ${events}`] as const,
    ),
  ),
  ...['of', 'in', 'on', 'for', 'at'].flatMap((of) =>
    ['the one', 'that', 'the figure', 'the number', 'the value'].flatMap((one) => [
      [`with ${one} ${of} version`, 'with version'] as const,
      ...['compare with', 'compare to', 'compared with', 'compared to'].map(
        (compare) => [`${compare} ${one} ${of} version`, compare] as const,
      ),
      [`compare with ${one} ${of}`, 'compare with'] as const,
      [`compare to ${one} ${of}`, 'compare to'] as const,
      [`compared with ${one} ${of}`, 'compared with'] as const,
      [`compared to ${one} ${of}`, 'compared to'] as const,
    ]),
  ),
  ...['give me', 'show me', 'list', 'name'].flatMap((give) =>
    ['no more than', 'at most', 'not more than', 'a maximum of', 'only'].map((most) => [`${give} ${most}`, give] as const),
  ),
  ...['is', 'was', 'are', 'were'].map((is) => [`${is} neither`, `${is} not`] as const),
  ['that concern', 'of'],
  ['which concern', 'of'],
  // What is left out.
  ['take the * ones out', 'leave out *'],
  ...['leave', 'keep', 'filter'].flatMap((leave) => [
    [`${leave} the * ones out`, 'leave out *'] as const,
    [`${leave} * out`, 'leave out *'] as const,
    [`${leave} those in * out`, 'leave out *'] as const,
    [`${leave} those on * out`, 'leave out *'] as const,
    [`${leave} the ones in * out`, 'leave out *'] as const,
  ]),
  ...['threshold', 'limit', 'bound', 'condition'].map((bound) => [`same ${bound}`, 'same'] as const),
  ['how you understood my question', 'how did you read that'],
  ['how you read my question', 'how did you read that'],
  ['how you understood that', 'how did you read that'],
  ['how you read that', 'how did you read that'],
  ['how you interpreted that', 'how did you read that'],
  ['how you interpreted my question', 'how did you read that'],
  ...['cpu', 'memory', 'disk', 'latency', 'node count', 'uptime'].flatMap((figure) =>
    ['sorted by', 'ordered by', 'by', 'ranked by'].flatMap((by) => [
      [`${by} ${figure} descending`, `by ${figure} , highest first`] as const,
      [`${by} ${figure} desc`, `by ${figure} , highest first`] as const,
      [`${by} ${figure} ascending`, `by ${figure} , lowest first`] as const,
      [`${by} ${figure} asc`, `by ${figure} , lowest first`] as const,
    ]),
  ),
  ...['users', 'people', 'operators', 'colleagues'].flatMap((people) =>
    ['made', 'changed', 'did', 'touched', 'edited', 'modified'].flatMap((made) => [
      [`which ${people} ${made}`, `who ${made}`] as const,
      [`what ${people} ${made}`, `who ${made}`] as const,
      [`list the ${people} who ${made}`, `who ${made}`] as const,
      [`name the ${people} who ${made}`, `who ${made}`] as const,
      [`show the ${people} who ${made}`, `who ${made}`] as const,
    ]),
  ),
  ...['how many times', 'how often'].flatMap((often) =>
    ['down', 'offline', 'unreachable', 'away'].flatMap((down) => [
      [`${often} was * ${down}`, `how many times did * go ${down === 'down' ? 'down' : 'offline'}`] as const,
      [`${often} has * been ${down}`, `how many times did * go ${down === 'down' ? 'down' : 'offline'}`] as const,
    ]),
  ),
  ['when did * come out', 'when was * published'],
  ['when was * released', 'when was * published'],
  ['when did * get released', 'when was * published'],
  ['publication date of *', 'when was * published'],
  ['release date of *', 'when was * published'],
  ['reached us from', 'of'],
  ['arrived from', 'of'],
  ['came in from', 'of'],
  ...VERBS_OF_HOLDING.flatMap((hold) =>
    ['the fewest', 'the most', 'fewest', 'most', 'the least', 'least', 'the largest number of', 'the smallest number of'].map(
      (most) => [`${hold} ${most}`, `have ${most.replace('least', 'fewest')}`] as const,
    ),
  ),
  ['nodes older than', 'nodes up for more than'],
  ['nodes younger than', 'nodes up for less than'],
  ['nodes newer than', 'nodes up for less than'],
  ...['failed', 'broke', 'went wrong'].flatMap((failed) =>
    ['on'].flatMap((on) => [
      [`what ${failed} ${on}`, `failures ${on}`] as const,
      [`everything that ${failed} ${on}`, `failures ${on}`] as const,
      [`all that ${failed} ${on}`, `failures ${on}`] as const,
      [`anything that ${failed} ${on}`, `any failures ${on}`] as const,
      [`everything that ${failed} * ${on}`, `failures * ${on}`] as const,
    ]),
  ),
  ...['was', 'is', 'were', 'are'].flatMap((was) => [
    [`${was} least available`, 'had the worst availability'] as const,
    [`${was} the least available`, 'had the worst availability'] as const,
    [`${was} most available`, 'had the best availability'] as const,
  ]),
  ...[
    'availability',
    'crashes',
    'outages',
    'failures',
    'restarts',
    'downtime',
    'latency',
    'cpu',
    'memory',
    'p99 latency',
    'p95 latency',
    'crash counts',
  ].flatMap((figure) => [
    [`regional ${figure}`, `${figure} by region`] as const,
    [`${figure} of the regions`, `${figure} by region`] as const,
    [`${figure} of all regions`, `${figure} by region`] as const,
  ]),
  ['does * host', 'are on *'],
  ['did * host', 'were on *'],
  ['how long did * run', 'last uptime of *'],
  ['how long did * stay up', 'last uptime of *'],
  ['how long has * run', 'uptime of *'],
  ...['where can i put', 'where can i place', 'where could i put', 'where should i put', 'where do i put', 'where can we put'].flatMap(
    (put) =>
      ['a new node', 'another node', 'new nodes', 'more nodes', 'one more node'].map(
        (node) => [`${put} ${node}`, 'agents with free slots'] as const,
      ),
  ),
  ...['was', 'were', 'is', 'are'].map((was) => [`${was} away`, `${was} offline`] as const),
  ...['was', 'is'].map((was) => [`${was} * away`, `${was} * offline`] as const),
  ...(
    [
      ['stop', 'stopped'],
      ['restart', 'restarted'],
      ['drain', 'drained'],
      ['update', 'updated'],
      ['move', 'moved'],
      ['spawn', 'spawned'],
      ['start', 'started'],
    ] as const
  ).flatMap(([base, past]) =>
    ['nodes', 'agents'].flatMap((things) =>
      ['i', 'we'].flatMap((me) => [
        [`which ${things} did ${me} ${base}`, `who ${past} ${things}`] as const,
        [`what ${things} did ${me} ${base}`, `who ${past} ${things}`] as const,
        [`which ${things} have ${me} ${past}`, `who ${past} ${things}`] as const,
      ]),
    ),
  ),
  // What a node prints is kept nowhere; what is told of it is.
  ['audit logs of', 'audit of'],
  ['event logs of', 'events of'],
  ['activity logs of', 'activity of'],
  ...['logs of', 'logs for', 'logs from', 'log lines of', 'log output of', 'log file of'].map((logs) => [logs, 'stdout of'] as const),
  // Never, and not so soon.
  ...['crashed', 'restarted', 'failed', 'gone offline', 'gone down', 'been restarted', 'been drained', 'degraded'].flatMap((done) => [
    [`not ${done} once`, `never ${done}`] as const,
    [`not ${done} even once`, `never ${done}`] as const,
    [`not once ${done}`, `never ${done}`] as const,
  ]),
  ...['within', 'inside'].flatMap((within) => [
    [`without a restart ${within}`, 'and did not restart within'] as const,
    [`without any restart ${within}`, 'and did not restart within'] as const,
    [`without a recovery ${within}`, 'and did not recover within'] as const,
  ]),
  // Figures by other names.
  ['whose * label is true', 'with label *'],
  ['with the * label set', 'with label *'],
  ['with the fullest disks', 'with the highest disk usage'],
  ['with the fullest disk', 'with the highest disk usage'],
  ['with the least free disk', 'with the highest disk usage'],
  ['has passed', 'is above'],
  ['have passed', 'are above'],
  ['edge count', 'edge_count'],
  ['edge counts', 'edge_count'],
  ['number of edges', 'edge_count'],
  ['add up', 'sum of'],
  ['sum up', 'sum of'],
  ['add together', 'sum of'],
  ['first and * after that', 'and then *'],
  ['first and then *', 'and then *'],
  ...['later', 'afterwards', 'subsequently', 'next', 'thereafter'].flatMap((later) => [
    [`first and * ${later}`, `and then *`] as const,
    [`first and ${later} *`, `and then *`] as const,
  ]),
  ...['ordered', 'commissioned', 'commanded', 'instructed', 'asked for', 'demanded'].flatMap((ordered) =>
    ['restarts', 'stops', 'drains', 'updates', 'rollbacks', 'scalings', 'backups'].flatMap((deed) => [
      [`${deed} were ${ordered} by`, `${deed} were requested by`] as const,
      [`${deed} ${ordered} by`, `${deed} requested by`] as const,
      [`${deed} that were ${ordered} by`, `${deed} requested by`] as const,
    ]),
  ),
  ['touch anything', 'do anything'],
  // How something came out.
  ...[
    'ended in failure',
    'ended in a failure',
    'ended up failing',
    'ended unsuccessfully',
    'was unsuccessful',
    'were unsuccessful',
    'came to nothing',
  ].map((ended) => [ended, 'failed'] as const),
  ['left with', 'with'],
  ['today and yesterday', 'yesterday and today'],
  ['today or yesterday', 'yesterday and today'],
  ...['in percent', 'in percentages', 'as a percentage', 'percentage-wise'].flatMap((percent) =>
    [' ,', ''].map((comma) => [`${percent}${comma} how many of`, 'what percentage of'] as const),
  ),
  ...['hours', 'minutes', 'time'].map((unit) => [`${unit} * spent`, 'how long was *'] as const),
  ['what does it take to spawn', 'how long does it take to spawn'],
  ['free slots added up', 'total free slots'],
  ['leader most recently elected', 'last leader election'],
  ['leader last elected', 'last leader election'],
  ...['blamed on', 'put down to', 'attributed to', 'ascribed to', 'attributable to', 'chalked up to'].map(
    (blamed) => [blamed, 'caused by'] as const,
  ),
  ['deepest queue', 'highest queue depth'],
  ['longest queue', 'highest queue depth'],
  ['shallowest queue', 'lowest queue depth'],
  ['shortest queue', 'lowest queue depth'],
  ...['led up to', 'lead up to', 'was leading up to'].flatMap((led) =>
    [`events that ${led}`, `events which ${led}`].map((said) => [said, 'events before'] as const),
  ),
  ['how many were there altogether', 'how many in total'],
  ['how many were there in all', 'how many in total'],
  ['how many were there in total', 'how many in total'],
  ...['was', 'were', 'has been', 'have been'].flatMap((was) => [
    [`${was} not completed`, 'did not complete'] as const,
    [`${was} never completed`, 'never completed'] as const,
  ]),
  ...['spread', 'distribution'].flatMap((spread) =>
    ['over', 'across', 'among', 'by'].flatMap((over) =>
      ['agents', 'nodes'].map((what) => [`${spread} of ${what} ${over}`, `count of ${what} by`] as const),
    ),
  ),
  ['be down to zero free slots', 'run out of free slots'],
  ['be down to 0 free slots', 'run out of free slots'],
  ...['go', 'get', 'climb', 'grow', 'rise'].flatMap((go) => ['past', 'beyond'].map((past) => [`${go} ${past}`, 'reach'] as const)),
  ...['on', 'running', 'runs', 'run', 'use', 'using'].flatMap((on) =>
    ['release', 'build'].map((release) => [`${on} the * ${release}`, `${on} version *`] as const),
  ),
  ...['nodes', 'agents', 'all nodes', 'all agents', 'the nodes', 'the agents'].flatMap((all) =>
    ['in', 'on', 'of'].map((where) => [`across ${all} ${where}`, `for ${all} ${where}`] as const),
  ),
  ...[
    'leaving out',
    'excluding',
    'except',
    'except for',
    'without',
    'not counting',
    'ignoring',
    'disregarding',
    'omitting',
    'apart from',
  ].flatMap((but) =>
    ['those', 'the ones'].flatMap((ones) =>
      ['caused by', 'with', 'on', 'in', 'from', 'due to', 'because of'].map((by) => [`${but} ${ones} ${by}`, `excluding ${by}`] as const),
    ),
  ),
  ['come across the error', 'seen the error'],
  ['come across', 'seen'],
  ['or longer', 'or more'],
  ['in place of', 'instead of'],
  ...['condition', 'health'].flatMap((how) => [
    [`in degraded ${how}`, 'degraded'] as const,
    [`in a degraded ${how}`, 'degraded'] as const,
    [`in good ${how}`, 'healthy'] as const,
    [`in a good ${how}`, 'healthy'] as const,
    [`in bad ${how}`, 'unhealthy'] as const,
    [`in poor ${how}`, 'unhealthy'] as const,
    [`in a bad ${how}`, 'unhealthy'] as const,
    [`in critical ${how}`, 'critical'] as const,
    [`in a critical ${how}`, 'critical'] as const,
  ]),
  ...['carry', 'bear', 'have got', 'wear'].map((carry) => [`${carry} the label`, 'have the label'] as const),
  ...['carrying', 'bearing', 'wearing'].map((carry) => [`${carry} the label`, 'with the label'] as const),
  ...['less than', 'fewer than', 'under', 'no more than', 'not more than', 'at most', 'not even'].flatMap((under) =>
    ['minutes', 'seconds', 'hours'].flatMap((unit) =>
      ['later', 'afterwards', 'after that'].map((later) => [`${under} * ${unit} ${later}`, `within * ${unit}`] as const),
    ),
  ),
  ...['that', 'which'].flatMap((that) =>
    ['never completed', 'did not complete', 'never finished', 'did not finish', 'never ended'].map(
      (never) => [`${that} ${never}`, 'but did not complete it'] as const,
    ),
  ),
  ...['that', 'it', 'this'].flatMap((that) =>
    ['what would', 'what will', 'how would'].map((what) => [`${what} ${that} be for`, 'what about'] as const),
  ),
  ['the name of the person that', 'who'],
  ['the name of the person who', 'who'],
  ['the name of whoever', 'who'],
  ['the name of the user who', 'who'],
  ['former cases', 'past cases'],
  ['earlier cases', 'past cases'],
  ['whatever was recorded', 'all events'],
  ['whatever was logged', 'all events'],
  ['whatever happened', 'all events'],
  ['in what way', 'how'],
  ['in which way', 'how'],
  ['in what manner', 'how'],
  ...['week', 'month', 'quarter', 'year', 'day'].flatMap((unit) =>
    ['began', 'started', 'begun'].map((began) => [`since the ${unit} ${began}`, unit === 'day' ? 'today' : `this ${unit}`] as const),
  ),
  ...['widest', 'biggest', 'largest', 'greatest', 'maximum'].map((widest) => [`${widest} gap`, 'longest gap'] as const),
  ['behind spawn failures', 'of spawn failures'],
  ['error messages behind', 'error messages of'],
  ['touched anything', 'done anything'],
  ['an account of what', 'what'],
  ['headcount', 'count'],
  ['head count', 'count'],
  ['lowest number of free slots', 'lowest free slots'],
  ['highest number of free slots', 'highest free slots'],
  ['users behind', 'users who made'],
  ['people behind', 'people who made'],
  ...['at which', 'in which', 'at what', 'in what'].map((at) => [`${at} hour of the day`, 'which hour of the day'] as const),
  ...['have been', 'were', 'got', 'are'].map((were) => [`actions ${were} requested`, 'action requests'] as const),
  ...['have been', 'were', 'got', 'are'].map((were) => [`actions ${were} approved`, 'action approvals'] as const),
  ['reconciliation that completed', 'reconciliation'],
  ['reconciliations that completed', 'reconciliations'],
  ['crash-free nodes', 'nodes without crashes'],
  ['crash free nodes', 'nodes without crashes'],
  ['counted once each', 'distinct'],
  ['each counted once', 'distinct'],
  ...['silent', 'quiet', 'mute'].flatMap((silent) => [
    [`${silent} for`, `${silent} for more than`] as const,
    ...['more than', 'over', 'at least', 'less than', 'under', 'longer than', 'how long', 'the last', 'the past', 'a'].map(
      (bound) => [`${silent} for ${bound}`, `${silent} for ${bound}`] as const,
    ),
  ]),
  ...['happened to', 'happened on', 'happened in', 'happened at'].map((at) => [`things that ${at}`, 'events of'] as const),
  ['spread over the hours', 'by hour'],
  ['how big is the risk that', 'what is the risk that'],
  ['how big is the risk of', 'what is the risk of'],
  ['how high is the risk that', 'what is the risk that'],
  ['how high is the risk of', 'what is the risk of'],
  ['how great is the risk of', 'what is the risk of'],
  ['with cause', 'caused by'],
  ['with the cause', 'caused by'],
  ['with * as the cause', 'caused by *'],
  ['with * as their cause', 'caused by *'],
  ...['spawns', 'updates', 'backups', 'stops', 'upgrades', 'rollouts'].flatMap((what) => [
    [`${what} that failed`, `failed ${what}`] as const,
    [`${what} which failed`, `failed ${what}`] as const,
    [`which ${what} failed`, `failed ${what}`] as const,
    [`what ${what} failed`, `failed ${what}`] as const,
  ]),
];
