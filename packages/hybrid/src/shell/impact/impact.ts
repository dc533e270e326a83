import { counted } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import { firstOf, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { QUIET_TYPES } from '../events/quiet.ts';
import { eventRow } from '../events/rows.ts';
import { compileWhere } from '../filter.ts';
import { noEffect } from '../why/explain.ts';
import { eventMeant } from '../why/latest.ts';
import { walkForward } from '../why/walk.ts';

/** What an event led to, along recorded links. */
export async function impactOf(plan: PlanOf<'impact'>, work: Work): Promise<Result> {
  // What somebody did is no trouble: of that the latest is meant.
  const deeds = plan.where['event'] === undefined && plan.where['user'] !== undefined ? { event: { not: QUIET_TYPES } } : {};
  const found = await eventMeant({ ...plan.where, ...deeds }, work, { time: plan.time });
  if (found === undefined) return noEffect(plan, work);
  const forward = await walkForward(
    found,
    work.reader,
    work.options,
    work.past ? work.nowUs : Number.POSITIVE_INFINITY,
    plan.outcome !== undefined,
  );
  const all = [...forward.events.values()].filter((event) => event.id !== found.id).sort((a, b) => a.timeUs - b.timeUs);
  const effects = all.filter((event) => wanted(plan, event, work));
  const touched = [...new Set(effects.map(primaryOf))];
  const base = {
    path: [...forward.path],
    rows: effects.map(eventRow),
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    events: [found, ...effects].map(toEventJson),
    evidence: [found.id, ...effects.map((event) => event.id)],
    scanned: forward.events.size,
    partial: forward.cut,
    as_of_seq: found.seq,
  };
  if (effects.length === 0)
    return {
      ...base,
      status: 'empty',
      text: `No recorded effect${wantedWords(plan)} of: ${summaryOf(found)} (${clock(found.timeUs, work)}).`,
      certainty: 1,
      confidence_from: 'no recorded links',
    };
  return {
    ...base,
    status: 'answered',
    value: effects.length,
    text: `${summaryOf(found)} (${clock(found.timeUs, work)}) led to ${counted(effects.length, 'event')} on ${firstOf(touched, 6)}.`,
    certainty: 1,
    confidence_from: `${counted(forward.path.length, 'link')} recorded`,
  };
}

/** " (crashes; on nodes only)", where only some effects were asked for. */
function wantedWords({ target, outcome }: PlanOf<'impact'>): string {
  const said = [
    ...(outcome === undefined ? [] : [`${kindsOf(outcome).many}${conditionWords(outcome)}`]),
    ...(target === 'node' || target === 'agent' ? [`on ${target}s only`] : target === 'cluster' ? ['on the grid as a whole only'] : []),
  ];
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}

/** `target` keeps effects on that kind of thing, `outcome` those of the types named. */
function wanted(plan: PlanOf<'impact'>, event: GridEvent, work: Work): boolean {
  const types = plan.outcome === undefined ? undefined : compileWhere(plan.outcome, work).filter.types;
  if (types !== undefined && !types.includes(event.type)) return false;
  const primary = primaryOf(event);
  if (plan.target === 'node') return work.state.nodes.has(primary);
  if (plan.target === 'agent') return work.state.agents.has(primary);
  if (plan.target === 'cluster') return primary === 'cluster';
  return true;
}
