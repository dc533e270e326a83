import type { Cond, Where } from '../plan.ts';
import { type Clause, isMark, negated } from './clause.ts';
import { NO_KEY } from './names-at.ts';
import type { Item, NumberItem, QuoteItem } from './sentence.ts';

/** Numbers beside what they bound: metrics, exit codes, ports. Quoted text beside errors. */
export function boundsOf(clause: Clause): Where {
  const where: Record<string, Cond> = {};
  for (const item of clause.words('field')) {
    if (clause.used.has(item)) continue;
    const field = item.entry.field as string;
    const beside = clause.next(item, /^(the|a|of|is|was|=|like|that|text|message|"|code|number|or|not)$/);
    // "exit code other than 137"
    const next = isMark(beside, 'except') ? clause.next(beside as Item, /^(the|a|code)$/) : beside;
    const quoted = field === 'error' ? quoteAfter(clause, item) : next?.type === 'quote' ? [next] : undefined;
    if (field === 'error' || quoted !== undefined) {
      if (quoted !== undefined) {
        where['error'] = { contains: (quoted.at(-1) as QuoteItem).text };
        clause.use(item, ...quoted);
      }
      continue;
    }
    if (next?.type === 'filter' && field === 'label' && next.field.startsWith('label.')) {
      clause.use(item);
      continue;
    }
    if (field === 'label' && next !== undefined) {
      const pair = /^([a-z_]+)[=:](\w+)$/.exec(clause.text(next));
      const second = clause.items[clause.items.indexOf(next) + 1];
      if (pair !== null) where[`label.${pair[1]}`] = [pair[2] as string];
      else if (/^[a-z_]+$/.test(clause.text(next)) && !NO_KEY.test(clause.text(next))) {
        const value = second !== undefined && (second.type === 'plain' || clause.text(second) === 'true') ? second : undefined;
        where[`label.${clause.text(next)}`] = value === undefined ? { exists: true } : [clause.text(value)];
        if (value !== undefined) clause.use(value);
      } else continue;
      clause.use(item, next);
      continue;
    }
    if (next?.type === 'number') {
      where[field] = field === 'exit_code' || field === 'port' ? anyOf(clause, item, next) : boundOf(next, true);
      clause.use(item, next);
    }
  }
  for (const item of clause.items)
    if (item.type === 'quote' && !clause.used.has(item)) {
      where['error'] = { contains: item.text };
      const words = clause.previous(item, /^(the|a|an|text|message|about|of|into|on)$/);
      const of =
        words !== undefined && /^(words?|string|phrase|text)$/.test(clause.text(words))
          ? clause.previous(words, /^(the|a|an|with|having)$/)
          : words;
      clause.use(item, ...([words, of].filter((one) => one !== undefined && SAYS.test(clause.text(one))) as Item[]));
      errorWas(clause, item);
    }
  for (const item of clause.words('days', true)) {
    where['weekday'] = [...(item.entry.days as readonly string[])];
    clause.use(item);
  }
  return { ...where, ...hosting(clause), ...metricBounds(clause), ...room(clause) };
}

/** "events where the error was "…"": the word for what the text is of, where what is asked for was named before it. */
function errorWas(clause: Clause, quote: Item): void {
  const error = clause.previous(quote, /^(the|is|was|were|=|:|reads|read)$/);
  const where = error === undefined ? undefined : clause.previous(error, /^(the|an|its|their)$/);
  if (error?.type !== 'word' || error.phrase !== 'error' || where === undefined || !/^(where|whose|with|that)$/.test(clause.text(where)))
    return;
  if (
    clause.items.some(
      (item) => item.at < error.at && item.type === 'word' && (item.entry.target !== undefined || item.entry.event !== undefined),
    )
  )
    clause.use(error);
}

const SAYS =
  /^(say|says|said|saying|read|reads|reading|mention|mentions|mentioned|mentioning|include|includes|included|including|contain|contains|contained|containing|match|matches|matching|state|states|stating|quote|quotes|quoting|like|complain|complains|complained|complaining|whine|whining|talk|talks|talking|speak|speaking|go|going|ran|run|running|stumble|stumbled|word|words|phrase|phrases|string|text)$/;

/** "whose error text mentions "…"", "with a message saying "…"": the words up to the quoted text, and the text. */
function quoteAfter(clause: Clause, field: Item): readonly Item[] | undefined {
  const from = clause.items.indexOf(field) + 1;
  const at = clause.items.findIndex((item, k) => k >= from && item.type === 'quote');
  const between = at < 0 || at - from > 5 ? undefined : clause.items.slice(from, at);
  const bare = between?.every(
    (item) =>
      SAYS.test(clause.text(item)) ||
      /^(the|a|of|is|was|=|that|text|texts|message|messages|log|line|with|which|code|words?|string|phrase)$/.test(clause.text(item)) ||
      (item.type === 'word' && item.entry.field === 'error'),
  );
  return bare === true ? clause.items.slice(from, at + 1) : undefined;
}

/** "exit code 137 or 139", "exit code is not 0 and not 137": one of several, or none of them. */
function anyOf(clause: Clause, field: Item, first: NumberItem): Cond {
  const not = clause.items
    .slice(clause.items.indexOf(field) + 1, clause.items.indexOf(first))
    .find((item) => isMark(item, 'not', 'except'));
  const plain = first.sign === undefined || first.sign === 'eq';
  if (!plain || first.high !== undefined) return boundOf(first, true);
  const values = [first.value];
  for (let at = clause.items.indexOf(first) + 1; ; ) {
    const join = clause.items[at];
    if (!(isMark(join, 'or', 'and', 'not', 'except') || (join !== undefined && /^(,|nor)$/.test(clause.text(join))))) break;
    const again = clause.items[at + 1];
    const next = isMark(again, 'not', 'or') ? clause.items[at + 2] : again;
    if (next?.type !== 'number' || next.sign !== undefined || next.unit !== undefined || next.amount !== undefined) break;
    if (isMark(again, 'not') && not === undefined) break;
    values.push(next.value);
    clause.use(join as Item, next, ...(again === next || again === undefined ? [] : [again]));
    at = clause.items.indexOf(next) + 1;
  }
  if (not !== undefined) clause.use(not);
  // "leaving out the ones with exit code 137", "exit code 137 left out"
  return not !== undefined || negated(clause, field) || negated(clause, first) ? { not: values } : values;
}

function boundOf(item: NumberItem, exact: boolean): Cond {
  if (item.high !== undefined) return { between: [item.value, item.high] };
  if (item.sign === undefined) return exact ? [item.value] : { eq: item.value };
  return item.sign === 'eq' ? (exact ? [item.value] : { eq: item.value }) : { [item.sign]: item.value };
}

/** "agents with more than 2 nodes": how many they run. */
function hosting(clause: Clause): Where {
  const [first] = clause.words('target');
  if (first?.entry.target !== 'agent') return {};
  for (const number of clause.numbers()) {
    const next = clause.next(number);
    if (
      number.sign === undefined ||
      number.amount !== undefined ||
      next?.type !== 'word' ||
      next.entry.target !== 'node' ||
      next.at < first.at
    )
      continue;
    clause.use(number, next, ...clause.items.filter((item) => /^(host|hosts|hosting)$/.test(clause.text(item))));
    return { node_count: boundOf(number, false) };
  }
  // "agents hosting zero nodes", "agents with no nodes"
  const node = clause.words('target').find((item) => item.entry.target === 'node' && item.at > first.at);
  const none = node === undefined ? undefined : clause.previous(node, /^(any|a|an|single)$/);
  const zero = none?.type === 'number' && none.value === 0 && none.sign === undefined;
  if (
    node !== undefined &&
    none !== undefined &&
    (zero || (isMark(none, 'no', 'except') && clause.items.indexOf(node) === clause.items.length - 1))
  ) {
    clause.use(none, node, ...clause.items.filter((item) => /^(host|hosts|hosting|with|have|having|run|running)$/.test(clause.text(item))));
    return { node_count: { eq: 0 } };
  }
  return {};
}

/** "agents with free slots": some are left. */
function room(clause: Clause): Where {
  const slots = clause.words('metric', true).find((item) => item.entry.metric === 'free_slots');
  if (
    slots === undefined ||
    clause.words('agg').length > 0 ||
    clause.words('top').length > 0 ||
    clause.words('cue').some((item) => item.entry.cue === 'count' && /much|amount/.test(item.phrase))
  )
    return {};
  const before = clause.previous(slots, /^(any|some|the|still|left|enough)$/);
  if (before === undefined || !/^(with|have|has|having|got|had|offer|offering|no)$/.test(clause.text(before))) return {};
  clause.use(slots, before);
  return { free_slots: clause.text(before) === 'no' ? { eq: 0 } : { gt: 0 } };
}

/** How long it took, by the events that say so. */
const TOOK: Readonly<Record<string, string>> = {
  query_performance: 'latency_ms',
  hnsw_index_built: 'build_time_ms',
};

/** A length of time, or both ends of one, in a unit of so many ms. */
function inUnit(number: NumberItem, ms: number, unitMs: number): NumberItem {
  const each = ms / (number.high ?? number.value) / unitMs;
  return { ...number, value: number.value * each, ...(number.high === undefined ? {} : { high: number.high * each }) };
}

/** "nodes up for more than 3 days": how long a thing runs is a figure of it, and that it runs goes without saying. */
function upFor(clause: Clause, number: NumberItem): boolean {
  if (
    number.amount === undefined ||
    clause.words('duration').some((item) => item.entry.duration !== 'uptime') ||
    clause.mark('long') !== undefined
  )
    return false;
  const status = clause.previous(number, /^(for|since|been|already|at|a|the|continuously)$/);
  if (status?.type === 'word' && status.entry.duration === 'uptime' && clause.words('target').length > 0) {
    clause.use(status);
    return true;
  }
  if (status?.type !== 'word' || !/^(@up|running)$/.test(status.entry.status?.[0] ?? '') || clause.words('target').length === 0)
    return false;
  clause.use(status, ...clause.items.filter((item) => clause.text(item) === 'for'));
  return true;
}

/** Each compared number goes to the metric nearest to it. */
function metricBounds(clause: Clause): Where {
  const where: Record<string, Cond> = {};
  const found: { field: string; at: number; end: number; number?: NumberItem }[] = [];
  for (const number of clause.numbers()) {
    if (number.sign === undefined && number.high === undefined) continue;
    const metrics = clause.words('metric', true);
    const partner = partnerOf(clause, number);
    const other = partner === undefined ? undefined : found.find((one) => one.number === partner);
    if (other !== undefined) {
      where[other.field] = bothEnds(where[other.field], boundOf(number, false));
      clause.use(number);
      continue;
    }
    const end = partner === undefined || partner.at < number.at ? number.end : partner.end;
    const near = metrics
      .map((item) => ({ item, distance: item.at < number.at ? number.at - item.end : item.at - end + 0.5 }))
      .sort((a, b) => a.distance - b.distance)[0];
    if (near === undefined && upFor(clause, number)) {
      where['uptime_s'] = boundOf({ ...number, value: (number.amount?.ms ?? 0) / 1000 }, false);
      clause.use(number);
      continue;
    }
    if (near === undefined) {
      // "queries > 500ms": how long a query took.
      const ms = number.amount?.ms ?? (number.unit === 'ms' ? number.value : undefined);
      const timed = clause
        .words('event')
        .map((item) => TOOK[item.entry.event?.[0] ?? ''])
        .find((field) => field !== undefined);
      if (ms === undefined || timed === undefined) continue;
      where[timed] = boundOf({ ...number, value: ms }, false);
      clause.use(number);
      continue;
    }
    if (near.distance > 6) continue;
    let field = near.item.entry.metric as string;
    let value = number;
    if (number.unit === 'mb' && field === 'memory_pct') field = 'memory_mb';
    if (number.amount !== undefined) {
      if (field !== 'latency_ms' && field !== 'heartbeat_age_s' && field !== 'uptime_s') continue;
      value = inUnit(number, number.amount.ms, field === 'latency_ms' ? 1 : 1000);
    }
    where[field] = boundOf(value, false);
    clause.use(near.item, number);
    if (!found.some((one) => one.field === field))
      found.push({ field, at: Math.min(near.item.at, number.at), end: Math.max(near.item.end, number.end), number });
  }
  return eitherOf(clause, where, found);
}

/** The other bound of the same figure: "more than 512 MB but less than 1 GB". */
function partnerOf(clause: Clause, number: NumberItem): NumberItem | undefined {
  const at = clause.items.indexOf(number);
  return [at - 2, at + 2]
    .map((k) => [clause.items[k], clause.items[(k + at) / 2]] as const)
    .flatMap(([item, join]) => (item?.type === 'number' && isMark(join, 'and') ? [item] : []))
    .find(
      (item) =>
        item.sign?.[0] !== number.sign?.[0] &&
        /^[gl]/.test(item.sign ?? '') &&
        /^[gl]/.test(number.sign ?? '') &&
        item.unit === number.unit,
    );
}

/** "more than 512 MB but less than 1 GB": two bounds of one figure. */
function bothEnds(known: Cond | undefined, cond: Cond): Cond {
  if (known === undefined || Array.isArray(known) || Array.isArray(cond)) return cond;
  const [a, b] = [Object.keys(known), Object.keys(cond)];
  const open = (keys: readonly string[]): boolean => keys.length === 1 && /^[gl]te?$/.test(keys[0] ?? '');
  return open(a) && open(b) && a[0]?.[0] !== b[0]?.[0] ? ({ ...known, ...cond } as Cond) : cond;
}

/** "disk above 90% or memory above 90%": one of them is enough. */
function eitherOf(
  clause: Clause,
  where: Record<string, Cond>,
  found: readonly { readonly field: string; readonly at: number; readonly end: number }[],
): Where {
  const [first, second, ...more] = [...found].sort((a, b) => a.at - b.at);
  if (first === undefined || second === undefined || more.length > 0) return where;
  const or = clause.items.find((item) => isMark(item, 'or') && item.at >= first.end && item.end <= second.at);
  if (or === undefined) return where;
  clause.use(or);
  const { [first.field]: one, [second.field]: other, ...rest } = where;
  return { ...rest, any: [{ [first.field]: one as Cond }, { [second.field]: other as Cond }] };
}
