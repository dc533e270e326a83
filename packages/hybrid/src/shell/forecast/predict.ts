import { counted, durationText } from '@sutra/kit';
import { fromStored, type GridEvent, toEventJson } from '@sutra/model';
import { nounOf } from '../../core/nouns.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { conditionWords } from '../condition-words.ts';
import { groupingOf } from '../events/grouping.ts';
import { EVIDENCE_MAX } from '../events/words.ts';
import { typesOf } from '../filter.ts';
import { unsupported } from '../unsupported.ts';
import { askedAbout } from './asked-about.ts';
import { capacityOf } from './capacity.ts';
import { type BackTest, hazard } from './hazard.ts';
import { trackRecord } from './track-record.ts';

const HOUR_US = 3_600_000_000;
const HISTORY_US = 30 * 24 * HOUR_US;
const READ_MAX = 10_000;
const THINGS_MAX = 100_000;
const SHOWN = 10;
const UNITS: Readonly<Record<string, number>> = { s: 1_000_000, m: 60_000_000, h: HOUR_US, d: 24 * HOUR_US, w: 168 * HOUR_US };

export function durationUs(text: string): number {
  const [, n, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  return Number(n) * (UNITS[unit ?? ''] ?? Number.NaN);
}

/** The chance that something happens within a horizon, or when a figure reaches a threshold: with its back-test, or not at all. */
export async function predictOf(plan: PlanOf<'predict'>, work: Work): Promise<Result> {
  if (plan.threshold !== undefined || plan.metric !== undefined) return capacityOf(plan, work);
  if (plan.target !== 'node' && plan.target !== 'agent') throw unsupported(`forecasts about ${plan.target}`);
  const horizonUs = durationUs(plan.horizon ?? '1h');
  const asked = plan.where?.['event'];
  const types = typesOf(Array.isArray(asked) ? asked.map(String) : [plan.target === 'node' ? 'node_crashed' : 'agent_offline']) ?? [];
  const [events, since, record] = await Promise.all([readHistory(types, work), presentSince(plan, work), trackRecord(work)]);
  const field = plan.target === 'node' ? 'node_id' : 'agent_id';
  const happenings = new Map<string, number[]>();
  for (const event of events) {
    const id = (event.body as Readonly<Record<string, unknown>>)[field];
    if (typeof id !== 'string') continue;
    const times = happenings.get(id);
    if (times === undefined) happenings.set(id, [event.timeUs]);
    else times.push(event.timeUs);
  }
  let firstUs = events[0]?.timeUs ?? Number.POSITIVE_INFINITY;
  for (const atUs of since.values()) firstUs = Math.min(firstUs, atUs);
  const fromUs = Math.max(work.nowUs - HISTORY_US, firstUs);
  const found = hazard(happenings, { horizonUs, since, fromUs, nowUs: work.nowUs });
  const noun = types.length === 1 ? nounOf(types[0] as string) : nounOf('@problem');
  const method = `how often and how lately it happened before, over ${durationText((work.nowUs - fromUs) / 1000)}`;
  const base = {
    assumptions: [...(plan.horizon === undefined ? ['no horizon given: 1 h'] : []), `method: ${method}`, testText(found.test), ...record],
    scanned: events.length,
    events: events.slice(-EVIDENCE_MAX).map(toEventJson),
    evidence: events.slice(-EVIDENCE_MAX).map(({ id }) => id),
  };
  if (!found.speaks)
    return {
      ...base,
      status: 'empty',
      nothing: 'not_recorded',
      text: `No forecast of ${noun.many} is made: ${found.because}.`,
      unknown: [found.because],
      certainty: 1,
      confidence_from: 'the back-test',
    };
  // Those that are asked about are shown alone; it is learned from all of them.
  const wanted = askedAbout(plan, work);
  const shown = found.chances.filter(({ entity }) => wanted.has(entity)).slice(0, plan.limit ?? SHOWN);
  const top = shown[0];
  if (top === undefined)
    return {
      ...base,
      status: 'empty',
      nothing: 'none_matched',
      text: `There is no ${plan.target}${conditionWords(plan.where)} to forecast for.`,
    };
  const skill = 1 - found.test.brier / found.test.brierOfBase;
  return {
    ...base,
    status: 'answered',
    value: Math.round(top.chance * 1000) / 1000,
    text: `Estimate for the next ${durationText(horizonUs / 1000)}: a ${noun.one} is likeliest of ${top.entity} (${percent(top.chance)}; ${percent(found.base)} of all such moments had one). ${testText(found.test)}.`,
    columns: ['entity_id', 'probability', 'because'],
    rows: shown.map(({ entity, chance, because }) => ({
      entity_id: entity,
      probability: Math.round(chance * 10_000) / 10_000,
      base_rate: Math.round(found.base * 10_000) / 10_000,
      horizon_s: horizonUs / 1_000_000,
      expects: types.join(','),
      because,
    })),
    certainty: Math.max(0.1, Math.min(0.9, 0.5 + skill / 2)),
    confidence_from: `skill ${skill.toFixed(2)} over the base rate in the back-test`,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

const testText = ({ samples, hits, tested, testedHits, brier, brierOfBase }: BackTest): string =>
  tested === 0
    ? 'back-test: none, no moment could be held back'
    : `back-test: ${counted(tested, 'moment')} of ${samples} held back (${testedHits} of ${hits} with an event), Brier score ${brier.toFixed(4)} against ${brierOfBase.toFixed(4)} of the base rate`;

async function readHistory(types: readonly string[], work: Work): Promise<GridEvent[]> {
  const page = await work.reader.query({ types, ...historyOf(work), order: 'desc', limit: READ_MAX }, work.options);
  return page.events.map(fromStored).reverse();
}

const historyOf = ({ nowUs }: Work) => ({ fromUs: Math.max(0, nowUs - HISTORY_US), toUs: nowUs + 1 });

/** The things a forecast is about, each with the time since when it has been there. */
async function presentSince(plan: PlanOf<'predict'>, work: Work): Promise<Map<string, number>> {
  const isNode = plan.target === 'node';
  const ids = isNode ? work.state.nodes.keys() : work.state.agents.keys();
  const { groups } = await work.reader.aggregate(
    {
      types: [isNode ? 'spawn_requested' : 'agent_registered'],
      ...historyOf(work),
      groupBy: [groupingOf(ids)],
      limit: THINGS_MAX,
    },
    work.options,
  );
  const born = new Map(groups.map(({ key, firstTimeUs }) => [String(key[0]), firstTimeUs]));
  const since = new Map<string, number>();
  if (isNode) {
    for (const node of work.state.nodes.values())
      if (node.wanted === 'running') since.set(node.id, born.get(node.id) ?? node.startedUs ?? node.statusSinceUs);
  } else {
    for (const agent of work.state.agents.values())
      if (agent.health !== 'unregistered') since.set(agent.id, born.get(agent.id) ?? agent.registeredUs);
  }
  return since;
}
