/** How people narrow a question: to a place, a label, a figure; without some; in an order; as a table. `*` is any one word. */

const WHO = ['agents', 'nodes'];
const NUMBERS = ['%', '*', '* %'];
const FIGURES: readonly (readonly [figure: string, read: string])[] = [
  ['cpu', 'cpu'],
  ['memory', 'memory'],
  ['ram', 'memory'],
  ['disk', 'disk'],
];

export const SAID_OF_BOUNDS: readonly (readonly [string, string])[] = [
  // Places.
  ...[
    'based in',
    'throughout',
    'across all of',
    'all over',
    'anywhere in',
    'filtered to',
    'restricted to',
    'limited to',
    'confined to',
    'narrowed to',
    'narrowed down to',
    'scoped to',
  ].map((where) => [where, 'in'] as const),
  ...WHO.flatMap((who) => [
    ...[
      'serving',
      'assigned to',
      'allocated to',
      'dedicated to',
      'belonging to',
      'reserved for',
      'that are part of',
      'which are part of',
      'that make up',
      'that form part of',
      'that serve',
      'that belong to',
      'attached to',
      'bound to',
      'registered in',
      'stationed in',
    ].flatMap((serve) => [[`${who} ${serve}`, `${who} ${who === 'nodes' ? 'on' : 'in'}`] as const]),
    ...['managed by', 'deployed on', 'run by', 'hosted on', 'running under', 'driven by', 'controlled by', 'handled by'].flatMap((on) =>
      ['systemd', 'docker', 'kubernetes', 'k8s', 'process'].map(
        (platform) => [`${who} ${on} ${platform}`, `${who} on ${platform}`] as const,
      ),
    ),
    ...['docker', 'kubernetes', 'k8s', 'systemd', 'process'].flatMap((platform) => [
      [`${platform}-based ${who}`, `${platform} ${who}`] as const,
      [`${platform}-managed ${who}`, `${platform} ${who}`] as const,
      [`${platform}-hosted ${who}`, `${platform} ${who}`] as const,
    ]),
    ...['at', 'on', 'with', 'using', 'under'].flatMap((at) =>
      ['release', 'build', 'the release', 'the build'].flatMap((release) => [[`${who} ${at} ${release}`, `${who} on version`] as const]),
    ),
    ...['something', 'anything', 'a version', 'any version', 'some version'].flatMap((what) =>
      ['different from', 'other than', 'else than', 'but', 'except'].map(
        (other) => [`${who} running ${what} ${other}`, `${who} not on version`] as const,
      ),
    ),
    [`${who} running either`, `${who} on version`] as const,
    [`crashed ${who} attached to`, `crashed ${who} on`] as const,
  ]),

  // Without some.
  ...[
    'leaving aside',
    'leaving out',
    'not counting',
    'not including',
    'without counting',
    'setting aside',
    'putting aside',
    'discounting',
    'filtering out',
    'filter out',
    'but do not include',
    'do not include',
    'but not including',
    'but leave out',
    'leave out',
    'but skip',
    'but without',
    'minus those on',
    'but ignore',
    'with the exception of',
    'barring',
    'bar',
    'exclusive of',
  ].map((without) => [`, ${without}`, 'except'] as const),
  ...['leaving aside', 'discounting', 'barring', 'with the exception of', 'exclusive of', 'with the exclusion of'].map(
    (without) => [without, 'except'] as const,
  ),
  ...WHO.flatMap((who) =>
    ['those in', 'those on', 'the ones in', 'the ones on', 'those with', 'those running'].map(
      (those) => [`${who} save ${those}`, `${who} except ${those}`] as const,
    ),
  ),
  ...[
    'someone else than',
    'somebody else than',
    'anyone else than',
    'anybody else than',
    'someone other than',
    'somebody other than',
    'anyone but',
    'anybody but',
    'everyone but',
    'everybody but',
    'users other than',
    'people other than',
    'anyone except',
    'others than',
  ].map((other) => [`by ${other}`, 'not by'] as const),

  // People.
  ...['for which * was responsible', 'for which * is responsible', '* was responsible for', '* is responsible for'].map(
    (said) => [`changes ${said}`, 'changes by *'] as const,
  ),
  ...[
    'done under the account',
    'under the account',
    'made under the account',
    'from the account',
    'under the account of',
    'on behalf of',
    'in the name of',
    'under the name',
    'under the name of',
    'made from the account',
  ].map((under) => [under, 'by'] as const),
  ...['made', 'done', 'requested', 'carried out', 'performed'].flatMap((made) =>
    ['people', 'humans', 'a person', 'human beings', 'persons', 'real people', 'actual people'].map(
      (people) => [`${made} by ${people}`, `${made} by humans`] as const,
    ),
  ),
  ...['be held', 'blame as', 'hold'].map((held) => [`who is to ${held} responsible for`, 'who is responsible for'] as const),

  // Figures.
  ...FIGURES.flatMap(([figure, read]) => [
    ...NUMBERS.flatMap((number) => [
      [`at ${number} ${figure} or more`, `with ${read} of at least ${number}`] as const,
      [`at ${number} ${figure} or above`, `with ${read} of at least ${number}`] as const,
      [`at ${number} ${figure} or higher`, `with ${read} of at least ${number}`] as const,
      [`at ${number} ${figure} or less`, `with ${read} of at most ${number}`] as const,
      [`at ${number} ${figure} or below`, `with ${read} of at most ${number}`] as const,
      [`at ${number} ${figure} or lower`, `with ${read} of at most ${number}`] as const,
      [`reached ${number} ${figure}`, `with ${read} of at least ${number}`] as const,
      [`${figure} from ${number} to`, `${read} between ${number} and`] as const,
    ]),
    ...['that have', 'which have', 'that'].flatMap((that) =>
      NUMBERS.flatMap((number) =>
        ['usage', 'use', 'load', 'utilisation', 'utilization', ''].map(
          (usage) =>
            [`${that} reached ${number} ${figure}${usage === '' ? '' : ` ${usage}`}`, `with ${read} of at least ${number}`] as const,
        ),
      ),
    ),
    ...[
      'not exceeding',
      'not above',
      'not over',
      'no more than',
      'not more than',
      'not higher than',
      'that does not exceed',
      'which does not exceed',
    ].map((not) => [`${figure} ${not}`, `${read} of at most`] as const),
    ...['not falling below', 'not below', 'no less than', 'not less than', 'not under'].map(
      (not) => [`${figure} ${not}`, `${read} of at least`] as const,
    ),
    ...['more than', 'over', 'at least', 'less than', 'under'].flatMap((than) =>
      [
        ['half', '50 %'],
        ['a quarter', '25 %'],
        ['three quarters', '75 %'],
        ['two thirds', '67 %'],
        ['a third', '33 %'],
        ['nine tenths', '90 %'],
      ].flatMap(([part, percent]) =>
        ['their', 'its', 'the', 'their available', 'its available'].flatMap((their) =>
          ['used', 'in use', 'taken', 'occupied', 'filled', 'consumed'].map(
            (used) => [`${than} ${part} of ${their} ${figure} ${used}`, `${read} ${than} ${percent}`] as const,
          ),
        ),
      ),
    ),
  ]),
  ...['disks', 'disk'].flatMap((disk) =>
    ['over', 'above', 'under', 'below', 'more than', 'at least', 'less than'].flatMap((over) =>
      NUMBERS.flatMap((number) =>
        ['occupied', 'full', 'filled', 'used', 'in use', 'taken'].map(
          (used) => [`${disk} ${over} ${number} ${used}`, `disk ${over} ${number}`] as const,
        ),
      ),
    ),
  ),
  ...[
    'take up',
    'takes up',
    'taking up',
    'use up',
    'occupy',
    'occupying',
    'eat',
    'eat up',
    'hold',
    'holding',
    'need',
    'claim',
    'hog',
  ].flatMap((take) =>
    ['more than', 'over', 'less than', 'under', 'at least'].flatMap((than) =>
      ['of ram', 'of memory', 'ram', 'memory'].flatMap((ram) => [
        [`that ${take} ${than} * mb ${ram}`, `with memory ${than} * mb`] as const,
        [`that ${take} ${than} * ${ram}`, `with memory ${than} *`] as const,
        [`${take} ${than} * mb ${ram}`, `with memory ${than} * mb`] as const,
      ]),
    ),
  ),
  ...['more than', 'over', 'at least', 'fewer than', 'less than', 'under', 'exactly'].flatMap((than) =>
    ['requests', 'queries', 'jobs', 'items', 'tasks', 'messages', 'entries'].flatMap((requests) => [
      [`${than} * queued ${requests}`, `queue depth ${than} *`] as const,
      [`${than} * ${requests} queued`, `queue depth ${than} *`] as const,
      [`${than} * ${requests} waiting in the queue`, `queue depth ${than} *`] as const,
      [`${than} * ${requests} in the queue`, `queue depth ${than} *`] as const,
      [`${than} * ${requests} in their queue`, `queue depth ${than} *`] as const,
      [`${than} * ${requests} waiting`, `queue depth ${than} *`] as const,
      [`${than} * waiting ${requests}`, `queue depth ${than} *`] as const,
    ]),
  ),
  ...[
    'with an empty queue',
    'with empty queues',
    'with nothing in the queue',
    'with nothing in their queue',
    'with nothing queued',
    'whose queue is empty',
    'whose queues are empty',
    'with no backlog',
    'without a backlog',
    'with no queue',
    'with nothing waiting',
    'that have an empty queue',
  ].map((empty) => [empty, 'with queue depth = 0'] as const),
  ...['answering', 'responding', 'replying', 'that answer', 'that respond', 'that reply', 'which answer'].flatMap((answering) => [
    ...['in under', 'within', 'in less than', 'in fewer than', 'faster than', 'quicker than'].map(
      (under) => [`nodes ${answering} ${under}`, 'nodes with latency under'] as const,
    ),
    ...['in over', 'in more than', 'slower than', 'in longer than', 'after more than'].map(
      (over) => [`nodes ${answering} ${over}`, 'nodes with latency over'] as const,
    ),
  ]),
  ...['take', 'need', 'takes', 'took'].flatMap((take) =>
    ['answer', 'respond', 'reply'].flatMap((answer) =>
      [
        ['longer than', 'over'],
        ['more than', 'over'],
        ['less than', 'under'],
      ].flatMap(([than, over]) => [
        [`nodes that ${take} ${than} half a second to ${answer}`, `nodes with latency ${over} 500 ms`] as const,
        [`nodes that ${take} ${than} a second to ${answer}`, `nodes with latency ${over} 1000 ms`] as const,
        [`nodes that ${take} ${than} * ms to ${answer}`, `nodes with latency ${over} * ms`] as const,
      ]),
    ),
  ),
  ...['latency', 'a latency'].map((latency) => [`${latency} of * ms or better`, 'latency of at most * ms'] as const),
  ...['latency', 'a latency'].map((latency) => [`${latency} of * ms or worse`, 'latency of at least * ms'] as const),

  // Room.
  ...[
    'with slots available',
    'with available slots',
    'that have slots available',
    'with slots to spare',
    'that have slots to spare',
    'with spare slots',
    'with slots left',
    'with open slots',
    'with unused slots',
    'with room to spare',
    'with vacant slots',
    'that still have slots',
  ].map((room) => [`agents ${room}`, 'agents with more than 0 free slots'] as const),
  ...[
    'that have run out of slots',
    'out of slots',
    'with all their slots taken',
    'with all slots taken',
    'with all slots used',
    'with all slots in use',
    'with no slots left',
    'with not a slot left',
    'with no slot left',
    'that are full',
    'which are full',
    'that have no slots left',
    'with no spare slots',
    'that ran out of slots',
    'with all their slots used',
    'with all their slots in use',
    'with every slot taken',
    'without free slots',
    'without a free slot',
  ].map((full) => [`agents ${full}`, 'agents with free slots = 0'] as const),
  ...['open', 'unused', 'spare', 'empty', 'vacant', 'available', 'unoccupied', 'remaining'].flatMap((open) =>
    ['slot', 'slots'].map((slot) => [`${open} ${slot}`, 'free slots'] as const),
  ),
  ...['at least', 'more than', 'exactly', 'up to'].flatMap((least) =>
    ['more nodes', 'further nodes', 'additional nodes', 'more node', 'nodes more'].map(
      (more) => [`room for ${least} * ${more}`, `${least} * free slots`] as const,
    ),
  ),
  ...[
    'with no nodes on them',
    'with no nodes on it',
    'with nothing on them',
    'without any nodes',
    'without nodes',
    'with zero nodes',
    'hosting no nodes',
    'carrying no nodes',
    'that host no nodes',
    'with no nodes at all',
    'that carry no nodes',
  ].map((none) => [`agents ${none}`, 'agents with 0 nodes'] as const),
  ...['carrying', 'holding', 'that carry', 'that hold', 'bearing', 'looking after', 'in charge of'].flatMap((carry) =>
    ['at least', 'more than', 'fewer than', 'less than', 'exactly', 'at most', 'over', 'under', 'no'].map(
      (least) => [`agents ${carry} ${least}`, `agents with ${least}`] as const,
    ),
  ),
  // How long ago they were heard.
  ...[
    'whose last heartbeat was',
    'whose last heartbeat is',
    'with a last heartbeat',
    'whose latest heartbeat was',
    'whose last heartbeat came',
    'last heard from',
    'whose last sign of life was',
  ].flatMap((heartbeat) =>
    [
      ['over', 'over'],
      ['more than', 'over'],
      ['less than', 'under'],
      ['under', 'under'],
      ['at least', 'at least'],
    ].flatMap(([than, over]) =>
      ['seconds', 'minutes', 'second', 'minute', 's', 'm'].map(
        (unit) => [`agents ${heartbeat} ${than} * ${unit} ago`, `agents with heartbeat age ${over} * ${unit}`] as const,
      ),
    ),
  ),
  ...['whose heartbeat is', 'whose last heartbeat is', 'with a heartbeat', 'with heartbeats', 'whose heartbeats are'].flatMap((heartbeat) =>
    [
      ['over', 'over'],
      ['more than', 'over'],
      ['less than', 'under'],
      ['under', 'under'],
      ['at least', 'at least'],
    ].flatMap(([than, over]) =>
      ['seconds', 'minutes', 'second', 'minute'].map(
        (unit) => [`agents ${heartbeat} ${than} * ${unit} old`, `agents with heartbeat age ${over} * ${unit}`] as const,
      ),
    ),
  ),
  ...['oldest', 'most stale', 'stalest'].map(
    (oldest) => [`agent with the ${oldest} heartbeat`, 'agent with the highest heartbeat age'] as const,
  ),
  ...['newest', 'freshest', 'most recent', 'youngest'].map(
    (newest) => [`agent with the ${newest} heartbeat`, 'agent with the lowest heartbeat age'] as const,
  ),

  // In which order.
  ...['sorted', 'ordered', 'ranked', 'arranged', 'listed'].flatMap((sorted) =>
    ['cpu', 'memory', 'disk', 'latency', 'queue depth', 'node count', 'free slots', 'restart count', 'request rate', 'uptime'].flatMap(
      (figure) => [
        ...[
          ' , highest first',
          ' , biggest first',
          ' , largest first',
          ' , biggest on top',
          ' , highest on top',
          ' , highest at the top',
          ' , most first',
          ' from highest to lowest',
          ' from high to low',
          ' from biggest to smallest',
          ' from most to least',
          ' highest first',
          ' from slowest to fastest',
          ' , slowest first',
          ' , worst first',
          ' in descending order',
          ' , descending',
        ].map((first) => [`${sorted} by ${figure}${first}`, `by ${figure} , highest first`] as const),
        ...[
          ' , lowest first',
          ' , smallest first',
          ' , lowest on top',
          ' , least first',
          ' from lowest to highest',
          ' from low to high',
          ' from smallest to biggest',
          ' from least to most',
          ' lowest first',
          ' from fastest to slowest',
          ' , fastest first',
          ' , best first',
          ' in ascending order',
          ' , ascending',
        ].map((first) => [`${sorted} by ${figure}${first}`, `by ${figure} , lowest first`] as const),
      ],
    ),
  ),
  ...[
    'with the most recent one at the top',
    'with the most recent at the top',
    'with the most recent first',
    'with the latest first',
    'with the newest first',
    'with the newest on top',
    'with the latest on top',
    'in reverse chronological order',
    'in reverse order of time',
    'in descending order of time',
    'starting with the latest',
    'starting with the newest',
    'starting with the most recent',
    'beginning with the latest',
    'from latest to earliest',
    'from newest to oldest',
  ].map((order) => [order, 'newest first'] as const),
  ...[
    'in chronological order',
    'in order of time',
    'in time order',
    'in ascending order of time',
    'starting with the earliest',
    'starting with the oldest',
    'starting with the first',
    'beginning with the earliest',
    'beginning with the oldest',
    'from earliest to latest',
    'from oldest to newest',
    'with the oldest first',
    'with the earliest first',
    'with the oldest on top',
  ].map((order) => [order, 'oldest first'] as const),
  ...[', capped at', ', limited to', ', no more than', ', at most', ', up to', ', a maximum of'].flatMap((cap) =>
    ['10', '15', '20', '25', '30', '50', '100', '5'].map((number) => [`${cap} ${number}`, `limit ${number}`] as const),
  ),

  // What it should look like.
  ...[
    'one per line',
    'one to a line',
    'line by line',
    'one by one',
    'one under the other',
    'each on its own line',
    'as rows',
    'in rows',
  ].map((line) => [`, ${line}`, 'as a list'] as const),
  ...['in a table', 'into a table', 'in a list', 'in tabular form', 'in a sheet'].flatMap((table) =>
    ['put *', 'put * *', 'lay out *', 'arrange *'].map(
      (put) => [`${put} ${table}`, `show ${put.slice(put.indexOf('*'))} as a table`] as const,
    ),
  ),
  ...[
    'a single figure',
    'one figure',
    'a single number',
    'one number',
    'just one number',
    'a bare number',
    'just a number',
    'a plain number',
    'just a figure',
  ].flatMap((figure) =>
    ['give me', 'i want', 'i need', 'show me', 'tell me'].flatMap((give) =>
      ['crashes', 'restarts', 'failures', 'spawn failures', 'agents', 'nodes', 'outages', 'stops', 'spawns'].map(
        (what) => [`${give} ${figure} ${what}`, `how many ${what}`] as const,
      ),
    ),
  ),
  ...['do not list them , just', 'do not list them , only', 'no list , just', 'no details , just', 'do not show them , just'].map(
    (only) => [only, 'just'] as const,
  ),
  ...['bar', 'pie', 'column', 'line', 'area', 'stacked', 'donut'].flatMap((kind) =>
    ['chart', 'graph', 'diagram', 'plot'].map((chart) => [`${kind} ${chart}`, 'chart'] as const),
  ),
  ...['yes or no', 'yes/no', 'true or false'].flatMap((yes) =>
    ['has', 'did', 'is', 'was', 'are', 'were', 'have', 'does'].map((has) => [`${yes} ${has}`, has] as const),
  ),
  ...['exact', 'precise'].flatMap((exact) =>
    ['moment', 'time', 'instant', 'second', 'date', 'point in time'].flatMap((moment) =>
      ['tell me the', 'give me the', 'name the', 'show me the'].map((tell) => [`${tell} ${exact} ${moment}`, 'tell me when'] as const),
    ),
  ),
  ['separately for every', 'by'],
  ['separately for each', 'by'],
  ['broken out by', 'by'],

  // What is said of it: the error, the cause.
  ...['errors', 'error messages', 'error texts'].flatMap((errors) =>
    ['in', 'among', 'of', 'behind', 'for'].flatMap((among) => [
      ...['most frequent', 'most common', 'commonest'].map((most) => [`${most} ${errors} ${among}`, `${most} error messages of`] as const),
      ...['unique', 'distinct', 'different'].flatMap((unique) =>
        ['count the', 'number of', 'count of', 'how many'].flatMap((count) =>
          ['spawn failures', 'crashes', 'failures', 'failed updates', 'failed backups'].map(
            (what) => [`${count} ${unique} ${errors} ${among} ${what}`, `how many different error messages did ${what} have`] as const,
          ),
        ),
      ),
    ]),
  ),
  ...['were behind the', 'were behind', 'lay behind the', 'led to the', 'are behind the', 'explain the', 'were there for the'].map(
    (behind) => [`causes ${behind}`, 'causes of'] as const,
  ),
  ...[
    ['crash', 'crashes'],
    ['failure', 'failures'],
    ['outage', 'outages'],
    ['spawn failure', 'spawn failures'],
    ['restart', 'restarts'],
  ].flatMap(([one, many]) =>
    ['chart of', 'graph of', 'breakdown of', 'plot of'].map((chart) => [`${chart} ${one} causes`, `${chart} ${many} by cause`] as const),
  ),
  ...['crashes', 'restarts', 'failures', 'outages', 'errors', 'spawn failures', 'stops'].flatMap((what) =>
    ['leading in', 'that leads in', 'leading the field in', 'ahead in', 'on top in', 'at the top in', 'with the record for'].map(
      (leading) => [`${leading} ${what}`, `with the most ${what}`] as const,
    ),
  ),
  ...['only', 'just'].flatMap((only) => ['humans', 'people'].map((who) => [`not the bots , ${only} ${who}`, 'only humans'] as const)),
  ...['only', 'just'].flatMap((only) => ['bots', 'the bots'].map((who) => [`not the humans , ${only} ${who}`, 'only bots'] as const)),

  // When.
  ...[
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
    'spring',
    'summer',
    'autumn',
    'winter',
  ].flatMap((month) =>
    ['crashes', 'restarts', 'failures', 'outages', 'events', 'happened', 'crashed'].map(
      (what) => [`${what} back in ${month}`, `${what} in ${month}`] as const,
    ),
  ),
  ...['roughly', 'about', 'approximately', 'more or less', 'somewhere around', 'circa', 'around about'].map(
    (about) => [`at ${about}`, 'around'] as const,
  ),
  ...['crashes', 'restarts', 'failures', 'events', 'outages', 'spawn failures', 'stops'].flatMap((what) =>
    ['not more than', 'no more than', 'at most', 'less than', 'not older than'].flatMap((than) =>
      ['minutes', 'hours', 'days', 'minute', 'hour', 'seconds'].flatMap((unit) => [
        [`${what} ${than} * ${unit} old`, `${what} in the last * ${unit}`] as const,
        [
          `${what} ${than === 'not older than' ? 'no older than' : `that are ${than}`} * ${unit}${than === 'not older than' ? '' : ' old'}`,
          `${what} in the last * ${unit}`,
        ] as const,
      ]),
    ),
  ),
  ...['hours', 'minutes', 'days', 'weeks'].flatMap((unit) =>
    ['up to', 'until', 'till', 'to'].map(
      (until) => [`from * ${unit} ago ${until} * ${unit} ago`, `between * ${unit} ago and * ${unit} ago`] as const,
    ),
  ),
];
