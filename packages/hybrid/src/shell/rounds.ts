import type { EventJsonShape } from '@sutra/model';
import type { PathStep } from './answer.ts';

/** Events a round is made of at most: a crash, its autopsy, a restart, a verdict. */
const ROUND_MAX = 4;
/** Rounds from which on those in the middle may be left out: the first and the last are always shown. */
const ROUNDS_MIN = 4;
/** What an event must have in common with that of another round; other facts of it (a pid, how often) may differ. */
const ALIKE = ['exit_code', 'signal', 'cause', 'error', 'reason'] as const;

/** Rounds of a path that are like one another: a crash loop is told once, with how often. Nothing is taken out of the path itself. */
export interface Rounds {
  /** Types of events of one round, in order. */
  readonly of: string[];
  /** How many rounds there are, the first and the last included. */
  readonly times: number;
  /** Events of all but the first and the last round, in order of time: what may be left out where the path is shown. */
  readonly between: string[];
}

/** @param events those of the answer, whole */
export function roundsOf(path: readonly PathStep[], events: readonly EventJsonShape[]): Rounds[] {
  const onPath = new Set(path.flatMap(({ from, to }) => (from === null ? [to] : [from, to])));
  const ordered = events
    .filter(({ event_id }) => onPath.has(event_id))
    .sort((a, b) => (a.timestamp === b.timestamp ? a.seq - b.seq : a.timestamp < b.timestamp ? -1 : 1));
  const links = new Map<string, string[]>();
  for (const { to, kind, rule } of path) links.set(to, [...(links.get(to) ?? []), `${kind} ${rule ?? ''}`].sort());
  const likeness = ordered.map((event) => likenessOf(event, links.get(event.event_id) ?? []));
  const found: Rounds[] = [];
  for (let at = 0; at < ordered.length; ) {
    const { length, times } = longestRun(likeness, at);
    if (times < ROUNDS_MIN) {
      at++;
      continue;
    }
    const run = ordered.slice(at, at + length * times);
    found.push({
      of: run.slice(0, length).map(({ event_type }) => event_type),
      times,
      between: run.slice(length, -length).map(({ event_id }) => event_id),
    });
    at += run.length;
  }
  return found;
}

function likenessOf({ event_type, entity_id, details }: EventJsonShape, links: readonly string[]): string {
  return JSON.stringify([event_type, entity_id, ALIKE.map((field) => details[field] ?? null), links]);
}

/** The most events from a place on that are one round again and again; of the same events the shortest round. */
function longestRun(likeness: readonly string[], at: number): { length: number; times: number } {
  let best = { length: 1, times: 1 };
  for (let length = 1; length <= ROUND_MAX; length++) {
    let same = 0;
    while (at + length + same < likeness.length && likeness[at + length + same] === likeness[at + same]) same++;
    const times = 1 + Math.floor(same / length);
    if (times >= ROUNDS_MIN && length * times > best.length * best.times) best = { length, times };
  }
  return best;
}
