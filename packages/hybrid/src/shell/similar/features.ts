import type { GridEvent } from '@sutra/model';

/** What two events are compared by. A feature that one of them lacks is left out of the comparison. */
export interface Features {
  readonly type: string;
  readonly cause: string | undefined;
  readonly end: string | undefined;
  readonly words: ReadonlySet<string>;
  readonly entity: string | undefined;
  readonly agent: string | undefined;
  readonly life: string | undefined;
  readonly memory: string | undefined;
}

interface Row {
  readonly name: string;
  readonly weight: number;
  /** 0..1, or undefined where there is nothing to compare. */
  readonly compare: (a: Features, b: Features) => number | undefined;
}

const equal =
  (of: (features: Features) => string | undefined) =>
  (a: Features, b: Features): number | undefined =>
    of(a) === undefined || of(b) === undefined ? undefined : Number(of(a) === of(b));

/** How much each likeness counts. They are judgement, not measurement; every answer shows them. */
const ROWS: readonly Row[] = [
  { name: 'same kind of event', weight: 2, compare: equal(({ type }) => type) },
  { name: 'same cause', weight: 3, compare: equal(({ cause }) => cause) },
  { name: 'same way it ended', weight: 2, compare: equal(({ end }) => end) },
  { name: 'same words', weight: 3, compare: (a, b) => (a.words.size === 0 || b.words.size === 0 ? undefined : overlap(a.words, b.words)) },
  { name: 'same entity', weight: 1, compare: equal(({ entity }) => entity) },
  { name: 'same agent', weight: 1, compare: equal(({ agent }) => agent) },
  { name: 'lived as long', weight: 1, compare: equal(({ life }) => life) },
  { name: 'same use of memory', weight: 1, compare: equal(({ memory }) => memory) },
];

/** Shared words over all words. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared);
}

interface Body {
  readonly cause?: string;
  readonly exit_code?: number;
  readonly signal?: string;
  readonly error?: string;
  readonly stderr_tail?: string;
  readonly reason?: string;
  readonly node_id?: string;
  readonly agent_id?: string;
  readonly uptime_ms?: number;
  readonly memory_mb?: number;
  readonly memory_limit_mb?: number;
}

export function featuresOf(event: GridEvent): Features {
  const body = event.body as Body;
  const text = [body.error, body.stderr_tail?.trimEnd().split('\n').slice(-3).join(' '), body.reason]
    .filter((one) => one !== undefined)
    .join(' ');
  return {
    type: event.type,
    cause: body.cause === 'unknown' ? undefined : body.cause,
    end: body.signal ?? (body.exit_code === undefined ? undefined : `code ${body.exit_code}`),
    words: wordsOf(text),
    entity: body.node_id ?? body.agent_id,
    agent: body.node_id === undefined ? undefined : body.agent_id,
    life: body.uptime_ms === undefined ? undefined : `${Math.floor(Math.log10(Math.max(1, body.uptime_ms)))}`,
    memory:
      body.memory_mb === undefined || !body.memory_limit_mb ? undefined : `${Math.floor((10 * body.memory_mb) / body.memory_limit_mb)}`,
  };
}

/** Words without what differs from time to time: numbers, hexadecimal, paths' last parts stay. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^a-z0-9_]+/)
      .filter((word) => word.length > 2 && !/^(0x)?[0-9a-f]*\d[0-9a-f]*$/.test(word))
      .slice(0, 60),
  );
}

export interface Likeness {
  /** 0..1: weight of what agrees over the weight of what could be compared. */
  readonly score: number;
  /** What agrees, strongest first, and what does not. */
  readonly agrees: readonly string[];
  readonly differs: readonly string[];
}

export function likeness(a: Features, b: Features): Likeness {
  let sum = 0;
  let weights = 0;
  const agrees: string[] = [];
  const differs: string[] = [];
  for (const { name, weight, compare } of ROWS) {
    const value = compare(a, b);
    if (value === undefined) continue;
    weights += weight;
    sum += weight * value;
    if (value >= 0.5) agrees.push(value === 1 ? name : `${name} ${Math.round(100 * value)} %`);
    else differs.push(name.replace('same', 'other'));
  }
  return { score: weights === 0 ? 0 : sum / weights, agrees, differs };
}
