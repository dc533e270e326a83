import type { CountPlan, ListPlan, Plan, WatchPlan, WhyPlan } from '../../plan.ts';
import { isMark, periodOf, timeOf } from '../clause.ts';
import { made } from '../parts.ts';
import type { WordItem } from '../sentence.ts';
import { bucketOf, counting, formOf } from './form.ts';
import type { Frame } from './frame.ts';
import { orderOf, whenOf } from './ranking.ts';

const STARTED = 'component_started';
const STOPPED = 'component_stopped';
/** What is recorded of a part of the grid, by what is said of agents and nodes. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  node_restarted: [STARTED],
  spawn_succeeded: [STARTED],
  agent_recovered: [STARTED],
  component_started: [STARTED],
  component_stopped: [STOPPED],
  stop_succeeded: [STOPPED],
  agent_offline: [STOPPED],
  // How a run ended is told by the start after it: both are shown.
  node_crashed: [STARTED, STOPPED],
  '@failure': [STARTED, STOPPED],
};

/** "did the master restart?", "when did the control center last start?": the grid's own parts, whose starts and stops are recorded. */
export const component: Frame = {
  name: 'component',
  weight: 9,
  read: (clause) => {
    const parts = clause.words('part');
    const plural = new Set(parts.map((item) => item.entry.part));
    // Who it was is told of agents and nodes only.
    if (parts.length === 0 || clause.mark('who') !== undefined) return undefined;
    const told = clause.words('cue').filter((item) => item.entry.cue === 'timeline' || item.entry.cue === 'state');
    const words = clause.items.filter((item): item is WordItem => item.type === 'word' && item.entry.part === undefined && says(item));
    const events = words.length === 0 && told.length > 0 ? [STARTED, STOPPED] : recorded(words);
    if (events.length === 0) return undefined;
    const why = clause.cue('why');
    const watch = clause.cue('watch');
    clause.use(...parts, ...words, ...told, ...[why, watch].filter((item) => item !== undefined));
    clause.use(...clause.items.filter((item) => isMark(item, 'and', 'or', 'current', 'again') || isMark(item, 'times')));
    const form = formOf(clause);
    const bucket = bucketOf(clause);
    const many = counting(clause) || bucket !== undefined;
    const order = orderOf(clause);
    const last = whenOf(clause, order !== undefined) ?? order;
    const asksWhen = clause.items.some((item) => clause.text(item) === 'when' || isMark(item, 'when'));
    const period = periodOf(clause);
    const time = period === undefined ? undefined : timeOf(period);
    const where = { event: events, entity: [...plural] as string[] };
    return planOf({ where, why: why !== undefined, watch: watch !== undefined, many, bucket, last, time, form: asksWhen ? 'when' : form });
  },
};

/** A happening, or how a thing is. */
const says = (item: WordItem): boolean =>
  (item.entry.event !== undefined || item.entry.status !== undefined) && item.entry.target === undefined;

function recorded(words: readonly WordItem[]): readonly string[] {
  const types = new Set<string>();
  for (const { entry } of words) {
    // "storage errors": of what went wrong inside a part nothing is recorded but its end.
    if (entry.event?.[0] === '@failure' && entry.form === 'noun') return [];
    const known = entry.event === undefined ? [STARTED, STOPPED] : RECORDED[entry.event[0] ?? ''];
    if (known === undefined) return [];
    for (const type of known) types.add(type);
  }
  return [...types];
}

interface Asked {
  readonly where: { readonly event: readonly string[]; readonly entity: readonly string[] };
  readonly why: boolean;
  readonly watch: boolean;
  readonly many: boolean;
  readonly bucket: string | undefined;
  readonly last: ReturnType<typeof orderOf>;
  readonly time: ListPlan['time'];
  readonly form: ListPlan['form'];
}

function planOf({ where, why, watch, many, bucket, last, time, form }: Asked): Plan {
  if (watch) return made<WatchPlan>({ op: 'watch', where } as WatchPlan);
  if (why) return made<WhyPlan>({ op: 'why', where, time } as WhyPlan);
  if (many) return made<CountPlan>({ op: 'count', target: 'event', where, bucket, time } as CountPlan);
  return made<ListPlan>({ op: 'list', target: 'event', where, time, ...last, form } as ListPlan);
}
