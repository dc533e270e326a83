import { EVENT_CLASSES, type Lexicon, STATUS_CLASSES } from '../language/lexicon.ts';
import { DIMS, NUMBER_FIELDS } from '../plan.ts';

/** Values of the fields whose values are words of the grid itself. */
export interface Vocabulary {
  readonly event: ReadonlySet<string>;
  readonly status: ReadonlySet<string>;
  readonly cause: ReadonlySet<string>;
  readonly pattern: ReadonlySet<string>;
  /** What may be ordered by. */
  readonly order: ReadonlySet<string>;
  readonly metric: ReadonlySet<string>;
}

const BUILT = new WeakMap<Lexicon, Vocabulary>();

/** Every value the lexicon has a word for, and the classes of them. */
export function vocabularyOf(lexicon: Lexicon): Vocabulary {
  const known = BUILT.get(lexicon);
  if (known !== undefined) return known;
  const entries = [...lexicon.entries.values()];
  const classes = Object.values(EVENT_CLASSES).flat();
  const built: Vocabulary = {
    event: new Set([...Object.keys(EVENT_CLASSES), ...classes, ...entries.flatMap((one) => one.event ?? [])].filter((one) => one !== '*')),
    status: new Set([...Object.keys(STATUS_CLASSES), ...entries.flatMap((one) => one.status ?? [])]),
    cause: new Set(entries.flatMap((one) => one.cause ?? [])),
    pattern: new Set(entries.flatMap((one) => one.pattern ?? [])),
    order: new Set([...NUMBER_FIELDS, ...DIMS, 'value', 'time']),
    metric: new Set([...NUMBER_FIELDS, ...entries.flatMap((one) => one.metric ?? [])]),
  };
  BUILT.set(lexicon, built);
  return built;
}
