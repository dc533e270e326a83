import type { Order, Plan, RatioPlan, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { byValue, dimsOf, eventWhere, made, partsOf } from '../parts.ts';
import type { Item, WordItem } from '../sentence.ts';
import { bucketOf, chartForm, some, starts } from './form.ts';
import { type Frame, YESNO } from './frame.ts';
import { topGroup } from './ranking.ts';

/** "spawn success rate", "percentage of crashes with exit code 137", "uptime of agent-2 this month". */
export const ratio: Frame = {
  name: 'ratio',
  weight: 8,
  read: (clause) => {
    const share = clause.cue('share');
    const often = clause.words('cue').find((item) => /how often|how frequently/.test(item.phrase));
    const named = clause.words('ratio')[0];
    const uptime = clause.words('duration').find((item) => item.entry.duration === 'uptime');
    const kind =
      named?.entry.ratio ??
      // "how often did spawns fail because the port was taken" counts.
      // So does "the share of spawn failures caused by a port conflict": the failures are the whole.
      ((share !== undefined && ofFailures(clause)) ||
      (clause.words('cause').length > 0 && (share === undefined || isFailure(clause.words('event')[0])))
        ? undefined
        : bySpawn(clause, share ?? often)) ??
      (uptime !== undefined && clause.periods().some((item) => item.amount === undefined) && clause.mark('long') === undefined
        ? 'availability'
        : undefined);
    if (kind !== undefined) {
      clause.use(
        ...clause.words('ratio'),
        ...[share, often, kind === 'availability' ? uptime : undefined].filter((item) => item !== undefined),
      );
      const group = topGroup(clause);
      const by = group?.by ?? some(dimsOf(clause));
      const bucket = bucketOf(clause) ?? (clause.words('agg').some((item) => item.entry.agg === 'trend') ? 'auto' : undefined);
      const form = chartForm(clause);
      clause.use(
        ...clause.words('agg').filter((item) => /overall|average|trend|total|over time|evolution/.test(item.phrase)),
        ...clause.items.filter((item) => isMark(item, 'current')),
      );
      const parts = partsOf(clause, 'event');
      // No condition is dropped in silence.
      if (parts.senses.causes.length > 0 || parts.senses.causesNot.length > 0 || parts.senses.pattern !== undefined) return undefined;
      return made<RatioPlan>({
        op: 'ratio',
        of: kind,
        where: { ...parts.names, ...parts.bounds },
        by: by ?? (kind === 'availability' && parts.target === 'node' && parts.names['node'] === undefined ? ['node'] : undefined),
        bucket,
        // "rank the agents by uptime"
        ...(group === undefined && by !== undefined && clause.has(/^(rank|ranked by|ranking)$/) ? { order: byValue('desc') } : {}),
        ...(group === undefined ? {} : { order: toTheGood(kind, clause) ?? group.order, limit: group.limit }),
        time: parts.time,
        form,
      } as RatioPlan);
    }
    return share === undefined ? mostly(clause) : shareOf(clause, share);
  },
};

const isFailure = (item: WordItem | undefined): boolean => item?.entry.event?.every((type) => type.endsWith('_failed')) === true;

/** "what share of the spawn failures were in ap-south", "… with cause timeout": a part of the failures, and no rate of failing. */
const ofFailures = (clause: Clause): boolean =>
  isFailure(clause.words('event')[0]) &&
  (clause.items.some((item) => item.type === 'filter' && item.field === 'cause') ||
    clause.tokens.some(
      ({ text }, k) => /^(?:were|was|happened|occurred|came|fell|arose)$/.test(text) && /^(?:in|on|from)$/.test(clause.word(k + 1)),
    ));

/** "the worst availability" is the lowest, "the best" the highest: of a share of what went well. */
function toTheGood(kind: RatioPlan['of'], clause: Clause): Order | undefined {
  if (/failure|share/.test(kind)) return undefined;
  if (clause.has(/^(the )?(worst|poorest)$/)) return byValue('asc');
  return clause.has(/^(the )?best$/) ? byValue('desc') : undefined;
}

/** "are most crashes caused by OOM?": what share of them. */
function mostly(clause: Clause): Plan | undefined {
  const most = clause.words('top').find((item) => item.phrase === 'most');
  const next = most === undefined ? undefined : clause.next(most);
  if (most === undefined || !YESNO.test(starts(clause).split(' ')[0] ?? '') || next?.type !== 'word' || next.entry.event === undefined)
    return undefined;
  return clause.words('cause').some((item) => item.at > next.at) ? shareOf(clause, most) : undefined;
}

/** "how often do spawns succeed", "what share of spawns fail". */
function bySpawn(clause: Clause, share: WordItem | undefined): RatioPlan['of'] | undefined {
  if (share === undefined) return undefined;
  const happening = clause.words('event').find((item) => /spawn|stop|start/.test(item.phrase));
  if (happening === undefined) return undefined;
  const kind = /stop/.test(happening.phrase) ? 'stop' : 'spawn';
  // "of all failures, what percentage were spawn failures": a part of what was named first.
  const whole = clause.words('event')[0];
  if (whole !== happening && whole?.entry.form === 'noun' && whole.entry.plural === true && isFailure(happening)) return undefined;
  const succeed = clause.items.find((item) => /^(succeed|succeeds|succeeded|successful|work|worked|success|ok)$/.test(clause.text(item)));
  const fail = clause.words('event').filter((item) => item.entry.event?.[0] === '@failure' || item.entry.event?.[0] === `${kind}_failed`);
  if (succeed !== undefined) {
    clause.use(happening, succeed);
    return `${kind}_success`;
  }
  if (fail.length === 0) return undefined;
  clause.use(happening, ...fail);
  return `${kind}_failure`;
}

const SAYS = /^(?:is|are|was|were|caused|due|because|happened|came|resulted|ended|with|that|which|had|have)$/;

/** "the share of crashes in production that were caused by oom": what is named before the verb narrows the whole, where more comes behind it. */
function narrowedBefore(clause: Clause, happening: number): readonly Item[] {
  const verb = clause.items.findIndex((item, k) => k > happening && SAYS.test(clause.text(item)));
  const narrows = (item: Item): boolean => item.type === 'name' || item.type === 'filter';
  const more = clause.items
    .slice(verb + 1)
    .some((item) => narrows(item) || (item.type === 'word' && (item.entry.cause ?? item.entry.event ?? item.entry.days) !== undefined));
  return verb < 0 || !more ? [] : clause.items.slice(0, verb).filter(narrows);
}

/** What part of some events also meets a further condition: the condition stands after the verb, or after "with". */
function shareOf(clause: Clause, share: WordItem): Plan | undefined {
  const happening =
    clause.words('event').find((item) => item.entry.form === 'noun' && item.entry.cause === undefined) ?? clause.words('event')[0];
  if (happening === undefined) return undefined;
  clause.use(share);
  const at = clause.items.indexOf(happening);
  const narrowing = narrowedBefore(clause, at);
  const head = clause.part([happening, ...narrowing]);
  const where = eventWhere(partsOf(head, 'event'));
  const rest = clause.without([happening, ...narrowing]);
  clause.use(
    ...clause.items
      .slice(at + 1)
      .filter(
        (item) =>
          /^(caused|due|because|happened|resulting|triggered)$/.test(clause.text(item)) ||
          isMark(item, 'only') ||
          (item.type === 'word' && (item.entry.cue === 'why' || item.entry.cue === 'impact')),
      ),
  );
  const by = some(dimsOf(rest));
  const parts = partsOf(rest, 'event');
  const { event: second, ...cond } = eventWhere(parts);
  const num: Where = { ...cond };
  if (Object.keys(num).length === 0 && second === undefined) return undefined;
  return made<RatioPlan>({
    op: 'ratio',
    of: 'share',
    where,
    num: Object.keys(num).length === 0 ? { event: second as string[] } : num,
    by,
    time: parts.time,
  } as RatioPlan);
}
