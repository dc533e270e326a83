import type { StatePlan } from '../../plan.ts';
import { type Clause, isMark, periodOf } from '../clause.ts';
import { ANY_PART } from '../lexicon/components.ts';
import { made } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { starts } from './form.ts';
import type { Frame } from './frame.ts';

/** States a part of the grid can be asked for: it runs, or it does not. What it does while it runs is not recorded. */
const UP: ReadonlySet<string> = new Set(['@up', 'running', 'healthy']);
const DOWN: ReadonlySet<string> = new Set(['@down', '@failed', 'offline', 'crashed', 'failed', 'stopped']);

/** "is the master up?", "how is storage doing?": whether a part of the grid runs, now or at an instant. Of a stretch of time its starts and stops are told. */
export const componentState: Frame = {
  name: 'component-state',
  weight: 10,
  read: (clause) => {
    const parts = clause.words('part');
    if (
      parts.length === 0 ||
      parts.some((item) => item.entry.part === ANY_PART) ||
      clause.cue('why') !== undefined ||
      clause.cue('watch') !== undefined ||
      clause.mark('who') !== undefined
    )
      return undefined;
    const words = clause.items.filter((item): item is WordItem => item.type === 'word' && item.entry.part === undefined && isSaid(item));
    if (words.some((item) => item.entry.status === undefined)) return undefined;
    const cues = clause.items.filter((item): item is WordItem => item.type === 'word' && asksState(item));
    const first = starts(clause).split(' ')[0] ?? '';
    const yesno = words.length > 0 && /^(is|are|was|were)$/.test(first);
    if (!yesno && (cues.length === 0 || words.length > 0)) return undefined;
    const past = /^(was|were)$/.test(first);
    const at = periodOf(clause);
    if (at === undefined ? past : at.atMs === undefined) return undefined;
    const not = words.length === 1 ? clause.items.find((item) => isMark(item, 'not')) : undefined;
    const expected = yesno ? expectedOf(words, not !== undefined) : undefined;
    if (yesno && expected === undefined) return undefined;
    clause.use(...parts, ...words, ...cues, ...filled(clause), ...(not === undefined ? [] : [not]));
    return made<StatePlan>({
      op: 'state',
      target: 'entity',
      where: { entity: [...new Set(parts.map((item) => item.entry.part as string))] },
      ...(at?.atMs === undefined ? {} : { at: new Date(at.atMs).toISOString().replace(/\.\d+Z$/, 'Z') }),
      ...(expected === undefined ? {} : { form: 'yesno', expect: { status: [expected] } }),
    } as StatePlan);
  },
};

const isSaid = (item: WordItem): boolean =>
  (item.entry.event !== undefined || item.entry.status !== undefined) && item.entry.target === undefined;
const asksState = (item: WordItem): boolean => item.entry.cue === 'state' || item.entry.dim === 'status';
const filled = (clause: Clause): Item[] => clause.items.filter((item) => isMark(item, 'and', 'or', 'current', 'all'));

function expectedOf(words: readonly WordItem[], not: boolean): string | undefined {
  const said = words.flatMap((item) => item.entry.status ?? []);
  const up = said.every((status) => UP.has(status));
  if (!up && !said.every((status) => DOWN.has(status))) return undefined;
  return up === not ? '@down' : '@up';
}
