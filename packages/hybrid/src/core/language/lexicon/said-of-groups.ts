const DIMS = ['agent', 'node', 'region', 'host', 'user', 'cause', 'version', 'platform', 'env', 'environment', 'day', 'hour', 'week'];
const MANY: Readonly<Record<string, string>> = {
  agent: 'agents',
  node: 'nodes',
  region: 'regions',
  host: 'hosts',
  user: 'users',
  cause: 'causes',
  version: 'versions',
  platform: 'platforms',
};
const TAKEN_APART = [
  'segmented',
  'stratified',
  'sliced',
  'itemised',
  'itemized',
  'keyed',
  'bucketed',
  'organised',
  'organized',
  'classified',
  'categorised',
  'categorized',
  'distributed',
  'separated',
  'divided',
  'aggregated',
  'clustered',
  'binned',
  'facetted',
  'faceted',
  'sorted into',
  'broken up',
  'decomposed',
];
const FEW = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', '2', '3', '4', '5', '6', '7', '8', '9', '10'];

/** Ways of asking for groups, ranks and comparisons, and what each is read as. `*` is any one word, kept. */
export const SAID_OF_GROUPS: readonly (readonly [from: string, to: string])[] = [
  ...TAKEN_APART.flatMap((done) => [
    [`${done} by`, 'by'] as const,
    [`and ${done} by`, 'by'] as const,
    [`${done} according to`, 'by'] as const,
    [`${done} along`, 'by'] as const,
  ]),
  ...DIMS.flatMap((dim) => {
    const all = MANY[dim];
    return [
      [`on a per-${dim} basis`, `by ${dim}`] as const,
      [`on a ${dim} basis`, `by ${dim}`] as const,
      [`per-${dim}`, `per ${dim}`] as const,
      [`${dim}-wise`, `by ${dim}`] as const,
      [`${dim} by ${dim}`, `by ${dim}`] as const,
      [`as a function of ${dim}`, `by ${dim}`] as const,
      [`as a function of the ${dim}`, `by ${dim}`] as const,
      [`according to ${dim}`, `by ${dim}`] as const,
      [`according to the ${dim}`, `by ${dim}`] as const,
      [`within each ${dim}`, `by ${dim}`] as const,
      [`for every single ${dim}`, `by ${dim}`] as const,
      [`each ${dim} separately`, `by ${dim}`] as const,
      [`each ${dim} individually`, `by ${dim}`] as const,
      [`with a breakdown by ${dim}`, `by ${dim}`] as const,
      [`with a breakdown per ${dim}`, `by ${dim}`] as const,
      [`with one row per ${dim}`, `by ${dim}`] as const,
      [`one row per ${dim}`, `by ${dim}`] as const,
      [`with one line per ${dim}`, `by ${dim}`] as const,
      ...(all === undefined
        ? []
        : [
            [`distributed over ${all}`, `by ${dim}`] as const,
            [`distributed across ${all}`, `by ${dim}`] as const,
            [`distributed among ${all}`, `by ${dim}`] as const,
            [`spread over ${all}`, `by ${dim}`] as const,
            [`spread across ${all}`, `by ${dim}`] as const,
          ]),
    ];
  }),
  // The first of them.
  ...FEW.flatMap((few) => [[`${few} worst`, `worst ${few}`] as const, [`top-${few}`, `top ${few}`] as const]),
  ...['agents', 'nodes', 'regions', 'hosts', 'users', 'versions'].flatMap((things) =>
    ['crashes', 'restarts', 'outages', 'failures', 'spawn failures', 'errors', 'updates', 'rollbacks'].flatMap((events) => [
      [`${things} for ${events}`, `${things} by ${events}`] as const,
      [`${things} in terms of ${events}`, `${things} by ${events}`] as const,
      [`${things} with respect to ${events}`, `${things} by ${events}`] as const,
      [`${things} as regards ${events}`, `${things} by ${events}`] as const,
    ]),
  ),
  // One beside another.
  ...[
    'set against',
    'measured against',
    'weighed against',
    'held against',
    'stacked against',
    'vis-a-vis',
    'vis a vis',
    'as measured against',
    'opposite',
  ].map((beside) => [beside, 'versus'] as const),
  ...['next to', 'beside', 'alongside'].flatMap((beside) =>
    [
      'last week',
      'last month',
      'last year',
      'yesterday',
      'the previous week',
      'the week before',
      'the month before',
      'the previous month',
      'the day before',
    ].map((then) => [`${beside} ${then}`, `versus ${then}`] as const),
  ),
  ['weigh', 'compare'],
  ...['crashes', 'restarts', 'outages', 'failures', 'errors', 'updates'].flatMap((events) =>
    ['change', 'develop', 'move', 'evolve', 'shift'].flatMap((change) => [
      [`how did ${events} ${change} from`, `compare ${events}`] as const,
      [`how have ${events} ${change}d from`, `compare ${events}`] as const,
      [`how did the ${events} ${change} from`, `compare ${events}`] as const,
    ]),
  ),
  // Figures.
  ['memory load', 'memory usage'],
  ['disk load', 'disk usage'],
  ...['consume', 'consumes', 'consumed', 'consuming'].map((consume) => [consume, consume.replace('consum', 'us')] as const),
  ...[
    'lies',
    'lie',
    'sits',
    'sit',
    'stands',
    'stand',
    'hovers',
    'hover',
    'has gone',
    'have gone',
    'has risen',
    'have risen',
    'has climbed',
    'have climbed',
  ].flatMap((lies) => [
    ...['above', 'over', 'past', 'beyond'].map((above) => [`${lies} ${above}`, 'is above'] as const),
    ...['below', 'under'].map((below) => [`${lies} ${below}`, 'is below'] as const),
  ]),
  ...['memory', 'cpu', 'disk', 'ram'].map((figure) => [`${figure} topping`, `${figure} above`] as const),
  ['what amount of time', 'how much time'],
  ['which amount of time', 'how much time'],
  // Something out of the ordinary.
  ...['remarkable', 'noteworthy', 'notable', 'striking', 'conspicuous', 'curious', 'untoward', 'amiss', 'awry', 'off'].flatMap((odd) => [
    [`anything ${odd} today`, 'anything unusual today'] as const,
    [`anything ${odd} yesterday`, 'anything unusual yesterday'] as const,
    [`anything ${odd} this week`, 'anything unusual this week'] as const,
    [`anything ${odd} happen`, 'anything unusual happen'] as const,
    [`is anything ${odd}`, 'is anything unusual'] as const,
    [`anything ${odd} out of the usual`, 'anything unusual'] as const,
  ]),
  ['spot anomalies', 'any anomalies'],
  ['spot outliers', 'any anomalies'],
  ['spot any anomalies', 'any anomalies'],
  ['is today a normal day', 'is anything unusual today'],
  ['is everything as usual', 'is anything unusual'],
  ['was everything as usual', 'was anything unusual'],
  // What is to come, or would.
  ['what follows', 'what happens'],
  ['what would follow', 'what would happen'],
  ['what would become of', 'what would happen to'],
  ...['simulate', 'model', 'play through'].flatMap((simulate) => [
    [`${simulate} the loss of`, 'simulate losing'] as const,
    [`${simulate} an outage of`, 'simulate losing'] as const,
    [`${simulate} the outage of`, 'simulate losing'] as const,
  ]),
  ['outlook for', 'forecast for'],
  // Who was it.
  ...['the identity of', 'the name of', 'the person of'].flatMap((name) =>
    ['whoever', 'who', 'the one who', 'the person who', 'the user who'].map((who) => [`${name} ${who}`, 'who'] as const),
  ),
  ...['operator', 'user', 'person', 'colleague', 'admin'].flatMap((who) =>
    ['which', 'what'].flatMap((which) => ['is', 'was'].map((is) => [`${which} ${who} ${is} behind`, `who ${is} behind`] as const)),
  ),
  ['is accountable for', 'is responsible for'],
  ['was accountable for', 'was responsible for'],
  ['flag it when', 'tell me when'],
  ['flag it if', 'tell me if'],
];
