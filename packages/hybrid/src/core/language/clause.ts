import type { NameKind } from '../names.ts';
import type { Cond, Target, Time, Where } from '../plan.ts';
import { isoSecond } from '../plan.ts';
import type { Mark } from './lexicon/entry.ts';
import type { FilterItem, Item, NameItem, NumberItem, PeriodItem, WordItem } from './sentence.ts';
import type { Period, TimeContext } from './time/period.ts';
import type { Token } from './tokens.ts';

/**
 * A question being read by one frame: the spans, and which of them the plan accounts for. A clause is a stretch of the same
 * question with the same account.
 */
export class Clause {
  readonly items: readonly Item[];
  readonly tokens: readonly Token[];
  readonly time: TimeContext;
  readonly used: Set<Item>;

  constructor(items: readonly Item[], tokens: readonly Token[], time: TimeContext, used: Set<Item> = new Set()) {
    this.items = items;
    this.tokens = tokens;
    this.time = time;
    this.used = used;
  }

  /** Part of the clause, sharing the account. */
  part(items: readonly Item[]): Clause {
    return new Clause(items, this.tokens, this.time, this.used);
  }
  without(gone: readonly Item[]): Clause {
    return this.part(this.items.filter((item) => !gone.includes(item)));
  }
  use(...items: readonly Item[]): void {
    for (const item of items) this.used.add(item);
  }
  word(i: number): string {
    return this.tokens[i]?.text ?? '';
  }
  /** The words with a facet. */
  words(facet: keyof WordItem['entry'], free = false): readonly WordItem[] {
    const found = wordsWith(this.items, facet);
    return free ? found.filter((item) => !this.used.has(item)) : found;
  }
  /** Takes the first word with this mark; false when there is none. */
  mark(...marks: readonly Mark[]): WordItem | undefined {
    return this.words('mark').find((item) => marks.includes(item.entry.mark as Mark));
  }
  cue(cue: string): WordItem | undefined {
    return this.words('cue').find((item) => item.entry.cue === cue);
  }
  names(kind?: NameKind): NameItem[] {
    return this.items.filter((item): item is NameItem => item.type === 'name' && (kind === undefined || item.kind === kind));
  }
  periods(): PeriodItem[] {
    return this.items.filter((item): item is PeriodItem => item.type === 'period');
  }
  numbers(): NumberItem[] {
    return this.items.filter((item): item is NumberItem => item.type === 'number' && !this.used.has(item));
  }
  /** The neighbour of an item, fillers skipped. */
  next(item: Item, skip = /^(the|a|an|of|our|my|any|all|its|their|in|on|storage)$/): Item | undefined {
    let k = this.items.indexOf(item) + 1;
    while (k < this.items.length && isFiller(this.items[k] as Item, skip, this.tokens)) k++;
    return this.items[k];
  }
  previous(
    item: Item,
    skip = /^(the|a|an|of|our|my|any|all|its|their|in|on|from|for|by|to|at|with|currently|yet|ever|been|be|also|single)$/,
  ): Item | undefined {
    let k = this.items.indexOf(item) - 1;
    while (k >= 0 && isFiller(this.items[k] as Item, skip, this.tokens)) k--;
    return this.items[k];
  }
  /** Whether the words hold one of these, in the question's own text. */
  has(pattern: RegExp): boolean {
    return this.items.some((item) => pattern.test(this.text(item)));
  }
  text(item: Item): string {
    if (item.end - item.at === 1) return this.tokens[item.at]?.text ?? '';
    return this.tokens
      .slice(item.at, item.end)
      .map((token) => token.text)
      .join(' ');
  }
}

const BY_FACET = new WeakMap<readonly Item[], Map<keyof WordItem['entry'], readonly WordItem[]>>();
const NONE: readonly WordItem[] = [];

/** The words with a facet. Every frame asks the same of the same sentence: it is looked through once a facet, not once a frame. */
function wordsWith(items: readonly Item[], facet: keyof WordItem['entry']): readonly WordItem[] {
  let sorted = BY_FACET.get(items);
  if (sorted === undefined) {
    sorted = new Map();
    for (const item of items) {
      if (item.type !== 'word') continue;
      for (const key of Object.keys(item.entry) as (keyof WordItem['entry'])[]) {
        if (item.entry[key] === undefined) continue;
        const known = sorted.get(key) as WordItem[] | undefined;
        if (known === undefined) sorted.set(key, [item]);
        else known.push(item);
      }
    }
    BY_FACET.set(items, sorted);
  }
  return sorted.get(facet) ?? NONE;
}

const isFiller = (item: Item, skip: RegExp, tokens: readonly Token[]): boolean =>
  (item.type === 'word' || item.type === 'plain') && item.end - item.at === 1 && skip.test(tokens[item.at]?.text ?? '');

export const isMark = (item: Item | undefined, ...marks: readonly Mark[]): boolean =>
  item?.type === 'word' && item.entry.mark !== undefined && marks.includes(item.entry.mark);

/** Whether a negation stands right before an item; the negation is then accounted for. */
export function negated(clause: Clause, item: Item): boolean {
  const after = clause.items[clause.items.indexOf(item) + 1];
  if (after !== undefined && /^(excluded|omitted|left out|set aside|aside)$/.test(clause.text(after))) {
    clause.use(after);
    return true;
  }
  const before = clause.previous(
    item,
    /^(the|a|an|of|our|my|any|all|its|their|in|on|from|for|by|to|at|with|currently|yet|ever|been|be|also|single|running|run|runs|using|sent|send|sending|version|region|one|ones|those|agents|nodes|a|within|across|inside|located|hosted|placed|under|belonging|involving|about|concerning|over|that|are|agent|node|the|actually|had|have|fully)$/,
  );
  if (before === undefined || !(isMark(before, 'not', 'except', 'no', 'never') || allBut(clause, before, item))) return false;
  // "not running on agent-2": how they are is denied, and not where.
  const between = clause.items.slice(clause.items.indexOf(before) + 1, clause.items.indexOf(item));
  if (
    item.type === 'name' &&
    /^(?:agent|host|region|env)$/.test(item.kind) &&
    between.some((one) => one.type === 'word' && one.entry.status !== undefined)
  )
    return false;
  if (clause.items[0] === before && clause.text(before) === 'no' && clause.text(clause.items[1] as Item) === ',') return false;
  // "why did not agent-2 recover": the verb is negated, not the name beside it.
  if (item.type === 'name' && before.end === item.at && isMark(before, 'not') && AUXILIARY.test(clause.word(before.at - 1))) {
    // "whose region is not us-east": said of the region.
    const of = clause.previous(before, /^(is|are|was|were|that|which)$/);
    const predicate = /^(is|are|was|were)$/.test(clause.word(before.at - 1)) && !/^(agent|node|user)$/.test(item.kind);
    if (!predicate && (of?.type !== 'word' || of.entry.dim !== item.kind)) return false;
  }
  clause.use(before);
  return true;
}

/** "every region but eu-west", "on any agent but agent-1", "anybody but alice": all of them without what follows. */
function allBut(clause: Clause, but: Item, left: Item): boolean {
  if (clause.text(but) !== 'but') return false;
  if (clause.word(but.at - 1) === 'who') return true;
  const all = left.type === 'name' ? /^(any|every|all|each|no|(any|every|some)(body|one|thing))$/ : /^(any|every|all|each|no)$/;
  return [1, 2, 3, 4, 5].some((back) => all.test(clause.word(but.at - back)));
}

const AUXILIARY = /^(did|does|do|has|have|had|could|would|will|can|was|is|were|are)$/;

/** The plan's form of a period. */
export const timeOf = (period: Period): Time => ({
  from: period.fromMs === null ? null : isoSecond(period.fromMs),
  to: period.toMs === null ? null : isoSecond(period.toMs),
});

/** The periods of a clause as one: what they have in common. */
export function periodOf(clause: Clause): Period | undefined {
  let known: Period | undefined;
  for (const item of clause.periods()) {
    if (clause.used.has(item)) continue;
    const both =
      known === undefined
        ? item.period
        : (beforeOnTheDay(known, item.period) ??
          beforeOnTheDay(item.period, known) ??
          narrower(known, item.period) ??
          onTheDay(known, item.period, clause.time.nowMs) ??
          onTheDay(item.period, known, clause.time.nowMs));
    // Two stretches with nothing in common: the second stays unread, and stops the question.
    if (both === undefined) continue;
    clause.use(item);
    known = both;
  }
  return known;
}

/** What two stretches have in common. */
function narrower(known: Period, given: Period): Period | undefined {
  const fromMs = known.fromMs === null ? given.fromMs : given.fromMs === null ? known.fromMs : Math.max(known.fromMs, given.fromMs);
  const toMs = known.toMs === null ? given.toMs : given.toMs === null ? known.toMs : Math.min(known.toMs, given.toMs);
  const atMs = given.atMs ?? known.atMs;
  return fromMs !== null && toMs !== null && fromMs >= toMs ? undefined : { fromMs, toMs, ...(atMs === undefined ? {} : { atMs }) };
}

const DAY = 86_400_000;

/** "yesterday before noon": before noon of that day, not of today. */
function beforeOnTheDay(day: Period, clock: Period): Period | undefined {
  if (day.fromMs === null || day.toMs === null || clock.fromMs !== null || clock.toMs === null) return undefined;
  if (day.toMs - day.fromMs > DAY || clock.toMs < day.toMs || (clock.toMs - day.fromMs) % DAY === 0) return undefined;
  return { fromMs: day.fromMs, toMs: clock.toMs - Math.floor((clock.toMs - day.fromMs) / DAY) * DAY };
}

/** "yesterday … at 9am", said apart: the time of day is that of the day. */
function onTheDay(day: Period, clock: Period, nowMs: number): Period | undefined {
  if (day.fromMs === null || day.toMs === null || clock.fromMs === null || clock.toMs === null) return undefined;
  // What reaches up to now is no time of a day: "today", and "after noon", which on another day reaches to its end.
  if (clock.toMs === nowMs && clock.atMs === undefined) {
    const fromMs = clock.fromMs - Math.ceil((clock.fromMs - day.toMs + 1) / DAY) * DAY;
    return day.toMs - day.fromMs > DAY || nowMs - clock.fromMs >= DAY || fromMs <= day.fromMs ? undefined : { fromMs, toMs: day.toMs };
  }
  const shift = Math.ceil((day.fromMs - clock.fromMs) / DAY) * DAY;
  const [fromMs, toMs] = [clock.fromMs + shift, clock.toMs + shift];
  if (day.toMs - day.fromMs > DAY || clock.toMs - clock.fromMs >= DAY || fromMs < day.fromMs || toMs > day.toMs) return undefined;
  return { fromMs, toMs, ...(clock.atMs === undefined ? {} : { atMs: clock.atMs + shift }) };
}

const KINDS: readonly NameKind[] = ['agent', 'node', 'host', 'user', 'region', 'env', 'platform', 'version'];

/** Names and filters of a clause as conditions. */
export function namesOf(clause: Clause, only: readonly NameKind[] = KINDS): Where {
  const where: Record<string, Cond> = {};
  const no: Record<string, string[]> = {};
  const yes: Record<string, string[]> = {};
  let excluding = false;
  let last: FilterItem | undefined;
  for (const item of clause.items) {
    if (item.type === 'name' && only.includes(item.kind) && !clause.used.has(item)) {
      // "except dev and staging": the negation reaches over the list.
      const joined: boolean = excluding && isMark(clause.previous(item), 'and', 'or');
      excluding = joined || negated(clause, item);
      const list = excluding ? no : yes;
      list[item.kind] = [...(list[item.kind] ?? []), item.name];
      clause.use(item);
      // "version 1.4.2", "the production environment": the kind said beside the name.
      const after = clause.items[clause.items.indexOf(item) + 1];
      if (after?.type === 'word' && after.entry.dim === item.kind && after.entry.target === undefined) clause.use(after);
      useKindBefore(clause, item);
    }
    if (item.type === 'filter' && !clause.used.has(item) && !['event', 'status', 'cause', 'pattern'].includes(item.field)) {
      const not = (item.sign === '=' || item.sign === 'exists') && negated(clause, item);
      clause.use(item);
      const sign = item.sign === 'exists' ? 'exists' : '!=';
      addFilter(
        clause,
        where,
        last,
        item,
        conditionOf(item.field, not ? sign : item.sign, sign === 'exists' ? [String(!not)] : item.values),
      );
      last = item;
    }
  }
  for (const [kind, list] of Object.entries(no)) where[kind] = { not: [...new Set(list)] };
  for (const [kind, list] of Object.entries(yes)) where[kind] = [...new Set(list)];
  return where;
}

/** "cpu_pct>90 or memory_pct>85": one of them is enough; otherwise both hold. */
function addFilter(clause: Clause, where: Record<string, Cond>, last: FilterItem | undefined, item: FilterItem, cond: Cond): void {
  const or = clause.previous(item);
  const before = last === undefined ? undefined : where[last.field];
  if (last === undefined || before === undefined || !isMark(or, 'or') || clause.previous(or as Item) !== last) {
    where[item.field] = cond;
    return;
  }
  clause.use(or as Item);
  if (last.field === item.field && Array.isArray(before) && Array.isArray(cond)) where[item.field] = [...new Set([...before, ...cond])];
  else {
    delete where[last.field];
    where['any'] = [{ [last.field]: before }, { [item.field]: cond }] as unknown as Cond;
  }
}

/** Words between a kind and the name it is said of: "whose region is not us-east", "any version other than 1.5.1". */
const OF_KIND = /^(the|of|called|named|is|are|was|were|be|=|that|which|any|anything|set to|equal to|equals|but|from)$/;

function useKindBefore(clause: Clause, name: NameItem): void {
  const between: Item[] = [];
  for (let k = clause.items.indexOf(name) - 1; k >= 0 && between.length < 6; k--) {
    const item = clause.items[k] as Item;
    if (item.type === 'word' && item.entry.dim === name.kind) {
      if (item.entry.target === undefined || clause.word(item.at - 1) === 'whose') clause.use(item, ...between);
      return;
    }
    if (!OF_KIND.test(clause.text(item)) && !(isMark(item, 'not', 'except') && clause.used.has(item))) return;
    if (item.type === 'word') between.push(item);
  }
}

const SIGNS: Readonly<Record<string, string>> = { '>': 'gt', '>=': 'gte', '≥': 'gte', '<': 'lt', '<=': 'lte', '≤': 'lte' };

export function conditionOf(field: string, sign: string, values: readonly string[]): Cond {
  const cast = values.map((value) => (/^-?\d+(\.\d+)?$/.test(value) && !/^(version|label|node|agent)/.test(field) ? Number(value) : value));
  if (sign === 'exists') return { exists: values[0] === 'true' };
  if (sign === '!=') return { not: cast };
  if (Object.hasOwn(SIGNS, sign)) return { [SIGNS[sign] as string]: Number(values[0]) };
  return values.length === 1 && values[0]?.includes('*') === true ? { like: values[0] } : cast;
}

/** Nouns that are the subject of the clause: not a way to group ("by agent"), not the kind said before a name ("node node-4"). */
export function targetOf(clause: Clause): { readonly target: Target; readonly item: WordItem } | undefined {
  let found: { target: Target; item: WordItem } | undefined;
  for (const item of clause.words('target')) {
    if (clause.used.has(item)) continue;
    const target = item.entry.target as Target;
    const next = clause.next(item, /^(the|called|named)$/);
    if (next?.type === 'name' && (next.kind === target || (target === 'cluster' && next.kind === 'env')) && found === undefined) {
      clause.use(item);
      continue;
    }
    if (isMark(clause.previous(item, /^(the|each|every)$/), 'by', 'per') && clause.items.indexOf(item) > 1) continue;
    // "on agent-prod-1's nodes": where it is.
    const owner = clause.previous(item);
    const place =
      (owner?.type === 'name' && item.entry.plural === true && /^(on|in|of|from|at|across)$/.test(clause.word(owner.at - 1))) ||
      /^(on|in|of|from|at|across|for|to|with)$/.test(clause.word(item.at - 1)) ||
      /^(on|in|of|from|across|for) (the|our|all|my|any)$/.test(`${clause.word(item.at - 2)} ${clause.word(item.at - 1)}`);
    if (found === undefined) found = { target, item };
    else if (
      (found.target === 'event' || found.target === 'cluster' || found.target === 'entity') &&
      !place &&
      (target === 'agent' || target === 'node')
    )
      found = { target, item };
    clause.use(item);
  }
  if (found !== undefined) clause.use(found.item);
  return found;
}
