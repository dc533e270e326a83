import { counted } from '@sutra/kit';
import { type GridEvent, primaryOf, summaryOf, toEventJson } from '@sutra/model';
import { nounOf } from '../../core/nouns.ts';
import type { PlanOf, Result, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { compileWhere, readEvents, windowOf, windowText } from '../filter.ts';
import { openCaseFile } from './case-file.ts';
import { CAUSE_WORDS, type Cause } from './causes.ts';
import { noEffect } from './explain.ts';
import { focusOf } from './focus.ts';
import { judge } from './judge.ts';

/** Events explained one by one for one question, newest first. */
const EXPLAINED_MAX = 40;

/** Every cause at once: the events of a period, each judged, counted by what caused them. */
export async function explainAll(plan: PlanOf<'why'>, work: Work): Promise<Result> {
  const where = plan.where['event'] === undefined ? { ...plan.where, event: ['@problem'] } : plan.where;
  const window = windowOf(plan.time, work, 'day');
  const found = await readEvents(work, compileWhere(where, work), window, 'desc', EXPLAINED_MAX);
  if (found.events.length === 0) return noEffect(plan, work);
  const judged: { readonly event: GridEvent; readonly cause: Cause; readonly certainty: number }[] = [];
  let scanned = found.scanned;
  for (const event of found.events) {
    const file = await openCaseFile(await focusOf(event, work), work);
    scanned += file.scanned;
    const { cause, certainty } = judge(file);
    judged.push({ event, cause, certainty });
  }
  const causes = [...new Set(judged.map(({ cause }) => cause))]
    .map((cause) => ({ cause, of: judged.filter((one) => one.cause === cause) }))
    .sort((a, b) => b.of.length - a.of.length || (a.cause < b.cause ? -1 : 1));
  const types = [...new Set(found.events.map(({ type }) => type))];
  const noun = types.length === 1 ? nounOf(types[0] as string) : nounOf('@problem');
  const said = causes.map(({ cause, of }) => `${CAUSE_WORDS[cause]} ${of.length}`).join(', ');
  const range = windowText(window, work);
  return {
    status: 'answered',
    text: `${counted(judged.length, noun.one, noun.many)}, by cause: ${said}. Latest at ${clock(found.events[0]?.timeUs ?? 0, work)}: ${summaryOf(found.events[0] as (typeof found.events)[number])}.`,
    value: causes[0]?.cause ?? 'unknown',
    columns: ['cause', 'count', 'latest', 'entities'],
    rows: causes.map(({ cause, of }) => ({
      cause,
      count: of.length,
      latest: toEventJson(of[0]?.event as (typeof judged)[number]['event']).timestamp,
      entities: [...new Set(of.map(({ event }) => primaryOf(event)))].join(', '),
    })),
    events: found.events.map(toEventJson),
    evidence: found.events.map(({ id }) => id),
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    unknown: found.more ? [`the causes of earlier ones: the newest ${EXPLAINED_MAX} are explained`] : [],
    scanned,
    partial: found.more,
    certainty: judged.reduce((sum, { certainty }) => sum + certainty, 0) / judged.length,
    confidence_from: `mean over ${counted(judged.length, 'explanation')}`,
    ...(range === undefined ? {} : { window: range }),
  };
}
