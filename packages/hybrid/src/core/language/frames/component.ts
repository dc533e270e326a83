import type { CountPlan, ListPlan, Plan, RefusePlan, WatchPlan, Where, WhyPlan } from '../../plan.ts';
import { type Clause, isMark, periodOf, timeOf } from '../clause.ts';
import { entityOf, meantOf, partsSaid, recordedOf, STARTED, STOPPED, saysOfPart } from '../grid-part.ts';
import { made } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { bucketOf, counting, formOf } from './form.ts';
import type { Frame } from './frame.ts';
import { orderOf, whenOf } from './ranking.ts';

/** "did the master restart?", "when did the control center last start?": the grid's own parts, whose starts and stops are recorded. */
export const component: Frame = { name: 'component', weight: 9, read: (clause) => read(clause, true) };

/** "why did the grid stop", "did the agent crash": words that other operations would take for nodes, said of what runs them. */
export const componentItself: Frame = { name: 'component-itself', weight: 30, read: (clause) => read(clause, false) };

function read(clause: Clause, named: boolean): Plan | undefined {
  const said = partsSaid(clause);
  if (said?.items.some((item) => item.type === 'word' && item.entry.part !== undefined) !== named) return undefined;
  if (said === undefined || clause.words('rel').some((item) => !isAsked(clause, item))) return undefined;
  const parts = said.items;
  const told = clause.words('cue').filter((item) => item.entry.cue === 'timeline' || item.entry.cue === 'state');
  const words = clause.items.filter((item): item is WordItem => item.type === 'word' && !parts.includes(item) && saysOfPart(item));
  const events = words.length === 0 && told.length > 0 ? [STARTED, STOPPED] : recordedOf(words);
  if (events.length === 0) return undefined;
  const who = clause.mark('who');
  // Who it was is told of agents and nodes only.
  if (who !== undefined) return named ? undefined : nobodyOf(clause, parts, words);
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
  const meant = why === undefined && watch === undefined ? meantOf(words) : undefined;
  const where: Where = { ...(meant ?? { event: events }), ...entityOf(said) };
  return planOf({ where, why: why !== undefined, watch: watch !== undefined, many, bucket, last, time, form: asksWhen ? 'when' : form });
}

/** "when did it stop", "tell me when it stops": no time of another happening. */
const isAsked = (clause: Clause, rel: WordItem): boolean =>
  clause.cue('watch') !== undefined ||
  (clause.text(rel) === 'when' && /^(?:did|does|was|is|has|were|do|will|the|last)$/.test(clause.word(rel.end)) && rel.at < 4);

/** "who restarted the grid": by whom a part was started or stopped is recorded nowhere; that it was is. */
function nobodyOf(clause: Clause, parts: readonly Item[], words: readonly WordItem[]): RefusePlan {
  clause.use(...clause.items);
  const [first, last] = [...parts, ...words]
    .sort((a, b) => a.at - b.at)
    .flatMap((item, k, all) => (k === 0 || k === all.length - 1 ? [item] : []));
  const term = `who ${clause.tokens
    .slice(first?.at, (last ?? first)?.end)
    .map(({ text }) => text)
    .join(' ')}`;
  return { op: 'refuse', reason: 'unsupported', term, closest: ['what happened to the master today?', 'when did the grid stop?'] };
}

interface Asked {
  readonly where: Where;
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
