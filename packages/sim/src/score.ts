import type { Answer } from '@sutra/hybrid';
import type { StoredEvent } from './chronicle.ts';
import type { Truth } from './truth.ts';

export type Mark = 'right' | 'wrong' | 'abstained';

export interface Scored {
  readonly truth: Truth;
  /** The cause the answer named; `unknown` when it abstained, `nothing` when it found nothing to explain. */
  readonly named: string;
  readonly mark: Mark;
  /** What blaming the last change before the failure would have said. */
  readonly naive: string;
  readonly naiveMark: Mark;
  readonly confidence: number;
  readonly text: string;
}

/** Compares an answer with what was really done. */
export function score(truth: Truth, answer: Answer, events: readonly StoredEvent[]): Scored {
  const named = namedBy(answer);
  const naive = naiveCause(truth, events);
  const namesIt = truth.names === undefined || answer.text.includes(truth.names) || answer.evidence.includes(truth.names);
  const mark = named === truth.cause && namesIt ? 'right' : named === 'unknown' || named === 'nothing' ? 'abstained' : 'wrong';
  const naiveMark = naive === truth.cause ? 'right' : naive === 'unknown' ? 'abstained' : 'wrong';
  return { truth, named, mark, naive, naiveMark, confidence: answer.confidence, text: answer.text };
}

function namedBy(answer: Answer): string {
  if (answer.status === 'empty') return 'nothing';
  if (answer.value === false) return 'nothing'; // a hypothesis that was denied accuses nobody
  if (answer.value === true) return 'accused';
  return typeof answer.value === 'string' ? answer.value : 'unknown';
}

/** What the last thing before a failure is taken for by somebody who only looks at what came last. */
const BLAMES: Readonly<Record<string, string>> = {
  config_changed: 'config',
  update_started: 'version',
  update_completed: 'version',
  binary_downloaded: 'version',
  binary_published: 'version',
  'custom.deploy': 'version',
  stop_requested: 'operator_stop',
  spawn_requested: 'config',
  scaled_down: 'scale_down',
  agent_draining: 'drain',
  node_crashed: 'dependency',
  agent_degraded: 'network',
  agent_offline: 'host_loss',
  binary_verify_failed: 'checksum_mismatch',
};

/** The floor: the last change before the failure that is asked about, whosever it was. */
export function naiveCause(truth: Truth, events: readonly StoredEvent[]): string {
  const where = truth.plan['where'] as Readonly<Record<string, readonly string[] | undefined>>;
  const entity = where['node']?.[0] ?? where['agent']?.[0];
  // The first of the failures, so that a crash loop is not blamed on itself; what the entity itself did wrong is no change either.
  const failure = events.find(
    (event) => (where['event']?.includes(event.type) ?? true) && (entity === undefined || event.entities.includes(entity)),
  );
  const beforeUs = failure?.timeUs ?? Number.POSITIVE_INFINITY;
  const own = (event: StoredEvent): boolean =>
    /crashed|degraded|offline/.test(event.type) && entity !== undefined && event.entities[0] === entity;
  const last = events
    .filter((event) => event.timeUs < beforeUs && BLAMES[event.type] !== undefined && !own(event))
    .sort((a, b) => a.timeUs - b.timeUs)
    .at(-1);
  return last === undefined ? 'unknown' : (BLAMES[last.type] ?? 'unknown');
}

export interface Tally {
  readonly right: number;
  readonly wrong: number;
  readonly abstained: number;
}

const tallyOf = (marks: readonly Mark[]): Tally => ({
  right: marks.filter((mark) => mark === 'right').length,
  wrong: marks.filter((mark) => mark === 'wrong').length,
  abstained: marks.filter((mark) => mark === 'abstained').length,
});

export interface Report {
  /** Faults whose trace is in the record, by injected kind. */
  readonly recorded: ReadonlyMap<string, { readonly ours: Tally; readonly naive: Tally }>;
  readonly recordedAll: { readonly ours: Tally; readonly naive: Tally };
  /** Faults whose trace was removed: right is to say "unknown". */
  readonly traceless: { readonly ours: Tally; readonly naive: Tally };
  /** Nothing happened: wrong is to accuse. */
  readonly quiet: { readonly ours: Tally; readonly naive: Tally };
}

export function report(scored: readonly Scored[]): Report {
  const both = (some: readonly Scored[]) => ({
    ours: tallyOf(some.map((one) => one.mark)),
    naive: tallyOf(some.map((one) => one.naiveMark)),
  });
  const recorded = scored.filter(({ truth }) => truth.cause !== 'unknown' && truth.cause !== 'nothing');
  const kinds = [...new Set(recorded.map(({ truth }) => truth.injected))];
  return {
    recorded: new Map(kinds.map((kind) => [kind, both(recorded.filter(({ truth }) => truth.injected === kind))])),
    recordedAll: both(recorded),
    traceless: both(scored.filter(({ truth }) => truth.cause === 'unknown')),
    quiet: both(scored.filter(({ truth }) => truth.cause === 'nothing')),
  };
}
