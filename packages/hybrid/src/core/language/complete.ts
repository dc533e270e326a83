import type { LiveCatalogue, NameKind } from '../names.ts';
import { NAME_KINDS } from '../names.ts';
import { inNaturalOrder } from '../natural-order.ts';
import { FILLINGS, PATTERNS } from './beginnings.ts';
import { parseQuestion } from './parse.ts';
import { readSentence } from './sentence.ts';
import type { Zone } from './zone.ts';

/** A way to go on with a half-typed question; every one is a sentence and can be answered as it stands. */
export interface Completion {
  /** The whole question. */
  readonly question: string;
  /** How it would be read. */
  readonly reading: string;
}

export interface CompleteInput {
  readonly tz: Zone;
  readonly nowUs: number;
  /** The most completions given, default 8. */
  readonly limit?: number;
}

/** Longest text that is completed, in characters: longer ones are no beginnings. */
const TEXT_CHARS_MAX = 200;
/** Ways to go on that are tried, at most: each is read whole. */
const TRIES_MAX = 40;
/** Names and fillings of the place being typed, at most; of a place that nothing was typed of, one, and one more for variety. */
const TYPED_MAX = 8;
const OPEN_MAX = 2;

/** Ranked ways to go on with a text, each of which reads as a question that can be answered. */
export function complete(text: string, catalogue: LiveCatalogue, input: CompleteInput): readonly Completion[] {
  const limit = input.limit ?? 8;
  if (text.length > TEXT_CHARS_MAX || limit < 1) return [];
  const found: Completion[] = [];
  const plans = new Set<string>();
  for (const question of candidates(text, catalogue, input)) {
    const { plan, reading, ignored } = parseQuestion({ question, tz: input.tz, nowUs: input.nowUs }, catalogue);
    if (plan.op === 'refuse' || plan.op === 'clarify' || ignored.length > 0) continue;
    const key = JSON.stringify(plan);
    if (plans.has(key)) continue;
    plans.add(key);
    found.push({ question, reading });
    if (found.length >= limit) break;
  }
  return found;
}

function candidates(text: string, catalogue: LiveCatalogue, input: CompleteInput): readonly string[] {
  const typed = text.trimStart().replace(/\s+/g, ' ');
  if (typed.trim() === '') return PATTERNS.flatMap((pattern) => fill(pattern, '', catalogue).slice(0, 1)).slice(0, TRIES_MAX);
  const whole = typed.trimEnd();
  const patterned = PATTERNS.flatMap((pattern) => fill(pattern, typed, catalogue));
  const onward = finished(whole, catalogue, input) ? [whole, ...FILLINGS.period.slice(0, 4).map((one) => `${whole} ${one}`)] : [];
  return [...new Set([...named(typed, catalogue), ...patterned, ...onward])].slice(0, TRIES_MAX);
}

const PLACE = /(\{[a-z]+\})/;

/** The sentences of a pattern that begin as typed. The words typed stay as they were typed. */
function fill(pattern: string, typed: string, catalogue: LiveCatalogue): string[] {
  let open: { readonly made: string; readonly rest: string }[] = [{ made: '', rest: typed.toLowerCase() }];
  let chosen = 0;
  for (const part of pattern.split(PLACE)) {
    if (part === '') continue;
    const place = PLACE.test(part) ? part.slice(1, -1) : undefined;
    const free = open.every(({ rest }) => rest === '');
    const next = open.flatMap(({ made, rest }) => {
      const values = place === undefined ? [part] : valuesOf(place, rest, catalogue, made);
      const fitting = values.flatMap((value) => {
        const low = value.toLowerCase();
        if (low.startsWith(rest)) return [{ made: made + value, rest: '' }];
        return rest.startsWith(low) ? [{ made: made + value, rest: rest.slice(low.length) }] : [];
      });
      // A value that is the beginning of what was typed must end where a word ends.
      return fitting.filter((one) => one.rest === '' || place === undefined || /^[ ?']/.test(one.rest));
    });
    if (next.length === 0) return [];
    // Several stretches of time only where that is what comes next.
    const here = open.every(({ made }) => made.length <= typed.length + 1);
    const most = chosen > 0 || (place === 'period' && !here) ? 1 : place === 'period' ? 2 * OPEN_MAX : OPEN_MAX;
    open = next.slice(0, place === undefined ? next.length : free ? most * open.length : TYPED_MAX);
    if (place !== undefined && free) chosen++;
  }
  return open.filter(({ rest }) => rest === '' || rest === ' ').map(({ made }) => typed + made.slice(typed.length));
}

const ORDERED = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** What fits a place, those that begin as typed; a name that was said before in the sentence is not said again. */
function valuesOf(place: string, rest: string, catalogue: LiveCatalogue, made: string): readonly string[] {
  if (place === 'period' || place === 'dim' || place === 'happenings') return FILLINGS[place];
  const names = catalogue.names[place as NameKind];
  let ordered = ORDERED.get(names);
  if (ordered === undefined) {
    ordered = [...names].sort(inNaturalOrder);
    ORDERED.set(names, ordered);
  }
  const found: string[] = [];
  for (const name of ordered) {
    if (!(name.startsWith(rest) || rest.startsWith(name)) || made.includes(`${name} `)) continue;
    found.push(name);
    if (found.length >= TYPED_MAX) break;
  }
  return found;
}

/** What stands after a preposition: crashes *on* an agent, *in* a region. */
const AFTER: Readonly<Record<string, readonly NameKind[]>> = {
  on: ['agent', 'node', 'platform'],
  of: ['agent', 'node'],
  for: ['agent', 'node'],
  from: ['agent', 'node'],
  to: ['agent', 'node'],
  in: ['region', 'env'],
};

/** A name begun after a preposition, in any sentence. */
function named(typed: string, catalogue: LiveCatalogue): string[] {
  const match = /^(.* (on|of|for|from|to|in) )(\S*)$/i.exec(typed);
  const kinds = match === null ? undefined : AFTER[(match[2] as string).toLowerCase()];
  // "which nodes in us-east" has no verb yet.
  if (match === null || kinds === undefined || /^(which|what) \S+ \S+ $/i.test(match[1] as string)) return [];
  // Nor has "how long did the outage of agent-2": its verb comes last.
  if (/\b(did|does) (the|a|an|our) \S+( \S+)? of $/i.test(match[1] as string)) return [];
  const part = (match[3] as string).toLowerCase();
  return NAME_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) =>
    valuesOf(kind, part, catalogue, '')
      .filter((name) => name.startsWith(part))
      .map((name) => match[1] + name),
  );
}

/** Whether what was typed is a whole sentence without a time: a period can follow it. */
function finished(whole: string, catalogue: LiveCatalogue, input: CompleteInput): boolean {
  const { items, tokens } = readSentence(whole, catalogue, { nowMs: Math.floor(input.nowUs / 1000), zone: input.tz });
  const last = items.at(-1);
  if (last === undefined || items.some((item) => item.type === 'period' || item.type === 'plain' || item.type === 'lost')) return false;
  if (/[?.!,]$/.test(whole)) return false;
  const first = tokens[0]?.text ?? '';
  const words = items.flatMap((item) => (item.type === 'word' ? [item] : []));
  const nouns = words.filter(({ entry }) => entry.event !== undefined && (entry.plural === true || entry.form === 'noun'));
  // "show crashes on agent-2", "restarts by region": a noun phrase, ended by a noun or a name.
  const ended =
    last.type === 'name' ||
    (last.type === 'word' && (nouns.includes(last) || last.entry.target !== undefined || last.entry.dim !== undefined));
  if (/^(show|list|count|chart|display)$/.test(first) || nouns[0] === items[0]) return ended && nouns.length > 0;
  // "which agents went offline": a question whose verb has been said.
  const said = last.type === 'word' && last.entry.event !== undefined && last.entry.form !== 'noun';
  return /^(which|what)$/.test(first) && said && last.entry.form === 'past' && words.some(({ entry }) => entry.target !== undefined);
}
