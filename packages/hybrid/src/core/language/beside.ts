import type { Apart } from './spoken.ts';
import { amountAt, numberWord } from './time/amount.ts';
import type { Token } from './tokens.ts';

/** Words that are read in another form, or another order, because of what stands beside them. */
export function besideOthers(tokens: readonly Token[], i: number): Apart | undefined {
  return (
    exitCode(tokens, i) ??
    orMore(tokens, i) ??
    windowOf(tokens, i) ??
    oneByOne(tokens, i) ??
    notOf(tokens, i) ??
    hitText(tokens, i) ??
    weekendOnes(tokens, i)
  );
}

const put = (tokens: readonly Token[], i: number, words: number, said: readonly string[]): Apart => {
  const place = { from: (tokens[i] as Token).from, to: (tokens[i + words - 1] as Token).to };
  return { tokens: said.map((text) => ({ text, ...place })), words };
};
const wordAt = (tokens: readonly Token[], i: number): string => (tokens[i]?.quoted === true ? '' : (tokens[i]?.text ?? ''));

const EXITS: Readonly<Record<string, string>> = {
  exit: 'crash',
  exits: 'crash',
  exited: 'crashed',
  exiting: 'crashing',
  quit: 'crashed',
  died: 'crashed',
  die: 'crash',
  dying: 'crashing',
  terminated: 'crashed',
  crashed: 'crashed',
  crashing: 'crashing',
};

/** "exited with 137", "die with code 139": the code it crashed with. */
function exitCode(tokens: readonly Token[], i: number): Apart | undefined {
  const verb = wordAt(tokens, i);
  if (!Object.hasOwn(EXITS, verb) || !/^(?:with|on)$/.test(wordAt(tokens, i + 1))) return undefined;
  let k = i + 2;
  const but = [
    'anything but',
    'anything other than',
    'something other than',
    'a code other than',
    'other than',
    'any code but',
    'any code other than',
  ]
    .map((said) => said.split(' '))
    .find((said) => said.every((word, n) => wordAt(tokens, k + n) === word));
  if (but !== undefined) k += but.length;
  while (/^(?:a|an|the|exit|status|code|return)$/.test(wordAt(tokens, k))) k++;
  const number = wordAt(tokens, k);
  // "died with 3 others": a number of things.
  if (!/^\d{1,3}$/.test(number) || (k === i + 2 && /^[a-z]{3,}s$/.test(wordAt(tokens, k + 1)))) return undefined;
  return put(tokens, i, k - i + 1, [
    EXITS[verb] as string,
    'with',
    'exit',
    'code',
    ...(but === undefined ? [] : ['other', 'than']),
    number,
  ]);
}

/** "two crashes or more", "3 spawn failures or fewer": the bound said behind what it counts. */
function orMore(tokens: readonly Token[], i: number): Apart | undefined {
  const number = wordAt(tokens, i);
  if (numberWord(number) === undefined || /^(?:a|an|half|few|couple)$/.test(number) || /\d[a-z%]/.test(number)) return undefined;
  for (const length of [1, 2]) {
    const what = tokens.slice(i + 1, i + 1 + length).map((token) => token.text);
    const [or, more] = [wordAt(tokens, i + 1 + length), wordAt(tokens, i + 2 + length)];
    if (!/^(?:or|and)$/.test(or) || !/^(?:more|fewer|less|above|over|upwards|up)$/.test(more) || !/^[a-z]{3,}s$/.test(what.at(-1) ?? ''))
      continue;
    // "between 2 and 3 crashes or more outages", "3 crashes and more than 2 restarts"
    if (/^(?:than|\d+|[a-z]{4,}s)$/.test(wordAt(tokens, i + 3 + length)) || amountAt(tokens, i) !== undefined) return undefined;
    return put(tokens, i, length + 3, [...(/^(?:fewer|less)$/.test(more) ? ['at', 'most'] : ['at', 'least']), number, ...what]);
  }
  return undefined;
}

/** "in any 30 minute window", "within the same hour": within so long. */
function windowOf(tokens: readonly Token[], i: number): Apart | undefined {
  if (!/^(?:in|within|inside|over|during)$/.test(wordAt(tokens, i))) return undefined;
  const any = /^(?:any|a|one|some|the|every|each)$/.test(wordAt(tokens, i + 1)) ? (wordAt(tokens, i + 2) === 'same' ? 2 : 1) : 0;
  if (any === 0) return undefined;
  const joined = /^(\d{1,4})-?(second|minute|min|hour|day|week)s?$/.exec(wordAt(tokens, i + 1 + any));
  const amount = joined === null ? amountAt(tokens, i + 1 + any) : undefined;
  const end = joined === null ? amount?.end : i + 2 + any;
  const window = end !== undefined && /^(?:window|windows|period|span|stretch|interval|timeframe)$/.test(wordAt(tokens, end)) ? 1 : 0;
  // "in any 30 minutes" says so without a word for it.
  if (end === undefined || (window === 0 && wordAt(tokens, i + 1) !== 'any') || /^(?:before|after)$/.test(wordAt(tokens, end + window)))
    return undefined;
  const said = joined === null ? tokens.slice(i + 1 + any, end).map((token) => token.text) : [joined[1] as string, `${joined[2]}s`];
  return put(tokens, i, end - i + window, ['within', ...said]);
}

const GROUPS = /^(?:region|agent|node|host|platform|version|cause|user|environment|env)$/;

/** "region by region", "agent for agent": in groups of each. */
function oneByOne(tokens: readonly Token[], i: number): Apart | undefined {
  const what = wordAt(tokens, i);
  return GROUPS.test(what) && /^(?:by|for)$/.test(wordAt(tokens, i + 1)) && wordAt(tokens, i + 2) === what
    ? put(tokens, i, 3, ['by', what])
    : undefined;
}

/** "non-production agents": those that are not. */
function notOf(tokens: readonly Token[], i: number): Apart | undefined {
  const [, name] = /^non-([a-z0-9][a-z0-9-]{1,30})$/.exec(wordAt(tokens, i)) ?? [];
  if (name !== undefined && !SAID_OF_STATE.test(name)) return put(tokens, i, 1, ['not', name]);
  const next = wordAt(tokens, i + 1);
  return wordAt(tokens, i) === 'non' && /^(?:prod|production|staging|dev|development|docker|kubernetes|k8s|systemd)$/.test(next)
    ? put(tokens, i, 2, ['not', next])
    : undefined;
}
/** "weekend crashes this month": those on any of its weekends. */
function weekendOnes(tokens: readonly Token[], i: number): Apart | undefined {
  if (wordAt(tokens, i) !== 'weekend') return undefined;
  const what = wordAt(tokens, i + 1);
  const long = tokens.some(({ text }) => /^(?:month|months|year|quarter|weeks|q[1-4])$/.test(text));
  return long && /^(?:crashes|restarts|failures|outages|errors|problems|updates|spawns)$/.test(what)
    ? put(tokens, i, 2, [what, 'on', 'weekends'])
    : undefined;
}

const SAID_OF_STATE =
  /^(?:functional|functioning|operational|responsive|responding|repeating|working|existent|existing|stop|zero|healthy|running|oom)$/;

/** "nodes that hit 'permission denied'": a text it met, and nothing it did to others. */
function hitText(tokens: readonly Token[], i: number): Apart | undefined {
  if (!/^(?:hit|hits|hitting|threw|throw|throws|throwing|met|see|saw)$/.test(wordAt(tokens, i))) return undefined;
  const at = /^(?:a|an|the)$/.test(wordAt(tokens, i + 1)) ? i + 2 : i + 1;
  return tokens[at]?.quoted === true ? put(tokens, i, at - i, ['mentioning']) : undefined;
}
