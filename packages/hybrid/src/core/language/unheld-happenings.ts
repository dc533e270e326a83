import type { Plan } from '../plan.ts';
import type { Item, Sentence, WordItem } from './sentence.ts';

/** What a length or a share of such a kind is of: happenings and states that say it, whether or not they stand in its plan. */
const OF: Readonly<Record<string, RegExp>> = {
  downtime: /offline|recovered|crashed|restarted|degraded|@down|@failed|@failure|cluster_/,
  uptime: /running|online|healthy|restarted|recovered|started|succeeded|@up|crashed|stop/,
  availability: /offline|online|@up|@down|healthy|running|recovered/,
  spawn_time: /spawn|running|@up|recovered/,
  spawn_success: /spawn|@failure/,
  spawn_failure: /spawn|@failure|@failed/,
  stop_time: /stop/,
  stop_success: /stop|@failure/,
  stop_failure: /stop|@failure|@failed/,
  restart_time: /restart/,
  time_to_crash: /crash/,
  heartbeat_gap: /heartbeat/,
};
/** "did crashes go down": a direction. */
const DIRECTION = /^(?:go|goes|going|went|gone|come|comes|came|coming) (?:up|down)$|^(?:up|down|break|started|starting|starts|ended)$/;
/** Deeds of several steps: a step that is held is of the deed that was said. */
const DEEDS = /^@?(spawn|stop|update|backup|action|scale)(?:_|$)/;
/** What is said behind these is what is not asked for. */
const INSTEAD = /\b(?:in place of|instead of|rather than|not)$/;
const CHECKED: ReadonlySet<Plan['op']> = new Set(['duration', 'ratio', 'rate', 'compare']);

/**
 * "critical spawn success rate", "downtime and restarts": a happening, or a state, that was said and is neither in the plan nor what its
 * figure is of. Undefined where all of them are.
 */
export function unheldHappening({ items, tokens }: Sentence, plan: Plan): WordItem | undefined {
  if (!CHECKED.has(plan.op)) return undefined;
  const held = JSON.stringify(plan);
  const of = 'of' in plan ? String(plan.of) : '';
  const family = of.startsWith('time_in:') ? new RegExp(of.slice('time_in:'.length).replace(/ing$|ed$/, '')) : OF[of];
  const isHeld = (value: string): boolean => {
    const deed = DEEDS.exec(value)?.[1];
    if (/^@fail/.test(value) && /_failed"/.test(held)) return true;
    return held.includes(`"${value}"`) || family?.test(value) === true || (deed !== undefined && held.includes(`"${deed}_`));
  };
  const replaced = ({ at }: Item): boolean =>
    INSTEAD.test(
      tokens
        .slice(Math.max(0, at - 3), at)
        .map(({ text }) => text)
        .join(' '),
    );
  return items.find(
    (item: Item): item is WordItem =>
      item.type === 'word' &&
      (item.entry.event ?? item.entry.status) !== undefined &&
      (item.entry.metric ?? item.entry.cause ?? item.entry.cue ?? item.entry.filler) === undefined &&
      !DIRECTION.test(item.phrase) &&
      !replaced(item) &&
      ![...(item.entry.event ?? []), ...(item.entry.status ?? [])].some(isHeld),
  );
}
