import { counted } from '@sutra/kit';
import { EVENT_TYPES, fromStored, type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import type { AggregateGroup } from '@sutra/storage';
import { firstOf, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords } from '../condition-words.ts';
import { carries } from '../conditions.ts';
import { fromStoredPage } from '../events/stored.ts';
import { bounds, compileWhere, typesOf, windowOf } from '../filter.ts';
import { notKept, windowWords } from '../nothing.ts';
import { unsupported } from '../unsupported.ts';
import { noEffect } from '../why/explain.ts';
import { eventMeant } from '../why/latest.ts';
import { featuresOf, likeness } from './features.ts';

const COMPARED_MAX = 2_000;
const SHOWN = 5;
/** Less alike than this is not called similar. */
const ALIKE_FROM = 0.5;
/** Fields in which an error is looked for. */
const ERROR_FIELDS = ['error', 'stderr_tail', 'reason'] as const;
/** Most of what is recorded has no such field and need not be looked into. What others record may have one. */
const SAYS_NOTHING = EVENT_TYPES.filter((type) => !ERROR_FIELDS.some((field) => carries(type, field)));
const DAY_US = 86_400_000_000;
/** Days on which it was said, as the store counts them; and of how many the events are read. */
const DAYS_MAX = 10_000;
const DAYS_READ_MAX = 30;
/** Events shown of those that say it. */
const SAID_SHOWN = 100;
/** How long after an event its end is looked for, µs. */
const AFTERMATH_US = 15 * 60_000_000;
const AFTERMATH = [
  'node_restarted',
  'stop_succeeded',
  'node_gave_up',
  'spawn_succeeded',
  'agent_recovered',
  'update_rolled_back',
  'node_rescheduled',
] as const;

/** Past events like one, with what makes them alike and what became of them. */
export async function similarOf(plan: PlanOf<'similar'>, work: Work): Promise<Result> {
  const quoted = (plan.where['error'] as { readonly contains?: string } | undefined)?.contains;
  if (quoted !== undefined) return saidBefore(quoted, plan, work);
  const event = await eventMeant(plan.where, work, { time: plan.time });
  if (event === undefined) return noEffect(plan, work);
  const types = typesOf(Array.isArray(plan.where['event']) ? plan.where['event'].map(String) : [event.type]) ?? [event.type];
  const page = await work.reader.query(
    { types: [...new Set([...types, event.type])], toUs: event.timeUs, order: 'desc', limit: COMPARED_MAX },
    work.options,
  );
  const features = featuresOf(event);
  const alike = fromStoredPage(page)
    .filter((other) => other.id !== event.id)
    .map((other) => ({ other, ...likeness(features, featuresOf(other)) }))
    .filter(({ score }) => score >= ALIKE_FROM)
    .sort((a, b) => b.score - a.score || b.other.timeUs - a.other.timeUs);
  const shown = alike.slice(0, plan.limit ?? SHOWN);
  const head = `${summaryOf(event)} (${clock(event.timeUs, work)})`;
  const base = {
    scanned: page.scanned,
    as_of_seq: page.asOfSeq,
    assumptions: [`compared with ${counted(page.events.length, 'earlier event')} of the same kind`],
  };
  if (shown.length === 0)
    return {
      ...base,
      status: 'empty',
      nothing: 'none_matched',
      value: 0,
      text: `Nothing like it is on record before: ${head}.`,
      evidence: [event.id],
      events: [toEventJson(event)],
      certainty: 1,
      confidence_from: 'scores of all that were compared',
    };
  const rows = await Promise.all(
    shown.map(async ({ other, score, agrees, differs }) => ({
      ...rowOf(other),
      score: Math.round(score * 100) / 100,
      agrees: agrees.join(', '),
      differs: differs.join(', '),
      what_followed: await aftermath(other, work),
    })),
  );
  const best = shown[0] as (typeof shown)[number];
  return {
    ...base,
    status: 'answered',
    value: alike.length,
    text: `${counted(alike.length, 'past event')} like it: ${head}. Most alike (${best.score.toFixed(2)}: ${best.agrees.join(', ')}) ${clock(best.other.timeUs, work)} ${summaryOf(best.other)}${rows[0]?.what_followed === '' ? '' : `; then ${rows[0]?.what_followed}`}.`,
    columns: ['time', 'entity_id', 'summary', 'score', 'agrees', 'differs', 'what_followed'],
    rows,
    events: [event, ...shown.map(({ other }) => other)].map(toEventJson),
    evidence: [event.id, ...shown.map(({ other }) => other.id)],
    certainty: best.score,
    confidence_from: `likeness of the best match (${best.score.toFixed(2)})`,
  };
}

const rowOf = (event: GridEvent): Record<string, unknown> => ({
  time: toEventJson(event).timestamp,
  event_type: event.type,
  entity_id: primaryOf(event),
  summary: summaryOf(event),
  event_id: event.id,
});

/** What happened to the same thing next. */
async function aftermath(event: GridEvent, work: Work): Promise<string> {
  const toUs = Math.min(event.timeUs + AFTERMATH_US, work.past ? work.nowUs + 1 : Number.MAX_SAFE_INTEGER);
  const page = await work.reader.query(
    { types: AFTERMATH, entities: [[primaryOf(event)]], fromUs: event.timeUs + 1, toUs, order: 'asc', limit: 1 },
    work.options,
  );
  return page.events[0] === undefined ? '' : summaryOf(fromStored(page.events[0]));
}

/** The newest days that hold so many events together, newest first. */
function daysOf(groups: readonly AggregateGroup[], events: number): AggregateGroup[] {
  const days: AggregateGroup[] = [];
  let found = 0;
  for (const day of [...groups].sort((a, b) => b.firstTimeUs - a.firstTimeUs)) {
    if (found >= events || days.length >= DAYS_READ_MAX) break;
    days.push(day);
    found += day.count;
  }
  return days;
}

/** "Have we seen this error before?" */
async function saidBefore(words: string, plan: PlanOf<'similar'>, work: Work): Promise<Result> {
  const any = ERROR_FIELDS.map((field) => [{ field, contains: words }]);
  const window = windowOf(plan.time, work, 'all');
  const { error: _words, ...about } = plan.where;
  const { filter, also, ids } = compileWhere(about, work);
  if (also !== undefined || ids !== undefined || filter.any !== undefined)
    throw unsupported('words of events under alternatives or by the clock');
  const saying = { ...filter, typesNot: [...SAYS_NOTHING, ...(filter.typesNot ?? [])], any };
  // The store counts by values it has read before; to find the events themselves it reads them. So it is told on which days to look.
  const all = await work.reader.aggregate({ ...saying, ...bounds(window), bucketUs: DAY_US, limit: DAYS_MAX }, work.options);
  const pages = await Promise.all(
    daysOf(all.groups, plan.limit ?? SAID_SHOWN).map(({ firstTimeUs, lastTimeUs, count }) =>
      work.reader.query(
        { ...saying, fromUs: firstTimeUs, toUs: lastTimeUs + 1, order: 'desc', limit: Math.min(count, plan.limit ?? SAID_SHOWN) },
        work.options,
      ),
    ),
  );
  const shown = pages.flatMap((page) => fromStoredPage(page)).slice(0, plan.limit ?? SAID_SHOWN);
  const base = {
    scanned: pages.reduce((sum, page) => sum + page.scanned, all.scanned),
    as_of_seq: all.asOfSeq,
    certainty: 1,
    confidence_from: 'the words occur, or they do not',
  };
  const last = shown[0];
  if (last === undefined) {
    const lacking = await notKept(window, work, { filter: { typesNot: SAYS_NOTHING } });
    const none =
      plan.time === undefined
        ? `no event${conditionWords(about)} on record says "${words}"`
        : `no event${conditionWords(about)}${windowWords(window, work)} says "${words}"`;
    if (lacking.length === 0)
      return { ...base, status: 'empty', nothing: plan.time === undefined ? 'never' : 'none_matched', value: 0, text: `No: ${none}.` };
    return {
      ...base,
      status: 'empty',
      nothing: 'not_recorded',
      text: `None that can be read: ${none}. But ${lacking.join('; ')}.`,
      unknown: lacking,
    };
  }
  const firstUs = all.groups.reduce((least, { firstTimeUs }) => Math.min(least, firstTimeUs), last.timeUs);
  return {
    ...base,
    status: 'answered',
    value: all.total,
    text: `Yes: ${counted(all.total, 'time')}${all.total > shown.length ? ', lately' : ''} on ${firstOf([...new Set(shown.map(primaryOf))], 6)}, first at ${clock(firstUs, work)}, last at ${clock(last.timeUs, work)}: ${summaryOf(last)}.`,
    columns: ['time', 'event_type', 'entity_id', 'summary', 'what_followed'],
    rows: await Promise.all(shown.slice(0, 20).map(async (event) => ({ ...rowOf(event), what_followed: await aftermath(event, work) }))),
    events: shown.map(toEventJson),
    evidence: shown.map(({ id }) => id),
    partial: all.partial || pages.some((page) => page.partial),
  };
}
