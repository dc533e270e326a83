import { own } from './own.ts';
import type { Cond, Plan, Time, Where } from './plan.ts';

/** The plan in words: what a person checks before believing the answer. */
export function paraphrase(plan: Plan): string {
  switch (plan.op) {
    case 'list':
      return join(
        plan.limit === 1 ? (plan.order?.dir === 'asc' ? 'the first' : 'the latest') : (plan.limit ?? '').toString(),
        rowsOf(plan.target, plan.where),
        having(plan.having),
        seqText(plan.seq),
        anchorText(plan.anchor),
        timeText(plan.time),
        plan.at === undefined ? '' : `at ${plan.at}`,
      );
    case 'count':
      return join(
        plan.distinct === undefined ? 'count of' : `count of distinct ${plan.distinct}s among`,
        rowsOf(plan.target, plan.where),
        plan.by === undefined ? '' : `by ${plan.by.join(' and ')}`,
        plan.bucket === undefined ? '' : `per bucket of ${plan.bucket}`,
        plan.order === undefined ? '' : `${plan.order.dir === 'desc' ? 'highest' : 'lowest'} ${plan.limit ?? ''}`.trim(),
        anchorText(plan.anchor),
        timeText(plan.time),
        plan.at === undefined ? '' : `at ${plan.at}`,
      );
    case 'timeline':
      return join('timeline of', whereText(plan.where) || 'the grid', anchorText(plan.anchor), timeText(plan.time));
    case 'state':
      return join(
        'state of',
        whereText(plan.where) || (plan.target === 'cluster' ? 'the grid' : `${plan.target}s`),
        plan.at === undefined ? timeText(plan.time) || 'now' : `at ${plan.at}`,
      );
    case 'rate':
      return join(rowsOf('event', plan.where), `per ${plan.per ?? '1h'}`, timeText(plan.time));
    case 'ratio':
      return join(
        plan.of === 'share' ? `share with ${whereText(plan.num)} among` : `${plan.of.replace('_', ' ')} rate`,
        plan.of === 'share' ? rowsOf('event', plan.where) : withText(plan.where),
        plan.by === undefined ? '' : `by ${plan.by.join(' and ')}`,
        timeText(plan.time),
      );
    case 'duration':
      return join(`${plan.agg} ${plan.of.replace(':', ' ')} of ${plan.target}s`, withText(plan.where), timeText(plan.time));
    case 'aggregate':
      return join(
        `${plan.agg} of ${plan.metric}`,
        plan.by === undefined ? '' : `by ${plan.by.join(' and ')}`,
        withText(plan.where),
        timeText(plan.time),
      );
    case 'compare':
      return `compare ${paraphrase(plan.plan)}: ${plan.sides.map((side) => join(whereText(side.where), timeText(side.time), anchorText(side.anchor))).join(' against ')}`;
    case 'why':
      return join(
        plan.negate === true ? 'why there was no' : 'why',
        whereText(plan.where),
        plan.pick === undefined ? '(latest)' : `(${plan.pick})`,
        timeText(plan.time),
      );
    case 'impact':
      return join('effects of', whereText(plan.where), timeText(plan.time));
    case 'changed':
      return join('what changed', withText(plan.where), anchorText(plan.anchor), timeText(plan.time));
    case 'path':
      return `how ${whereText(plan.from)} is related to ${whereText(plan.to)}`;
    case 'similar':
      return join('past events similar to', whereText(plan.where));
    case 'predict':
      return join(`which ${plan.target}s are likely to have`, whereText(plan.where));
    case 'anomaly':
      return join('what is unusual', withText(plan.where), timeText(plan.time));
    case 'audit':
      return join(
        plan.form === 'report' ? 'audit report' : `who asked for ${plan.verb ?? 'what'}`,
        withText(plan.where),
        timeText(plan.time),
      );
    case 'simulate':
      return `what would follow if ${JSON.stringify(plan.change)}`;
    case 'action':
      return join(
        `${plan.verb}`,
        plan.target === undefined ? '' : `${plan.target}s`,
        withText(plan.where),
        plan.params === undefined ? '' : JSON.stringify(plan.params),
        '(preview)',
      );
    case 'watch':
      return join('tell me when', whereText(plan.where));
    case 'help':
      return `help on ${plan.topic ?? 'questions'}`;
    case 'explain':
      return `the ${plan.what} of the answer before`;
    case 'clarify':
      return `a question back: which ${plan.slot}? (${plan.reason.replaceAll('_', ' ')})`;
    case 'refuse':
      return `not answered: ${plan.reason.replaceAll('_', ' ')}`;
  }
}

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

const EVENT_NAMES: Readonly<Record<string, string>> = {
  '@failure': 'failures',
  '@problem': 'problems',
  '@recovery': 'recoveries',
  '@all': 'events',
};

function eventName(type: string): string {
  return own(EVENT_NAMES, type) ?? (type.startsWith('@') ? `${type.slice(1)} events` : type);
}

function rowsOf(target: string, where: Where | undefined): string {
  const { event, ...rest } = where ?? {};
  const names = Array.isArray(event) ? event.map((type) => eventName(String(type))).join(' or ') : '';
  if (target === 'event')
    return join(
      names === '' ? 'events' : /events$|s$/.test(names) ? names : `${names} events`,
      isNot(event) ? `except ${isNot(event)}` : '',
      withText(rest),
    );
  return join(`${target === 'entity' ? 'agents and nodes' : `${target}s`}`, names === '' ? '' : `with ${names} events`, withText(rest));
}

function isNot(condition: unknown): string {
  return typeof condition === 'object' && condition !== null && 'not' in condition ? (condition.not as string[]).join(', ') : '';
}

function withText(where: Where | undefined): string {
  const text = whereText(where);
  return text === '' ? '' : `with ${text}`;
}

/** Conditions in words: `agent agent-2, cause oom, cpu_pct > 80`. */
export function whereText(where: Where | undefined): string {
  return Object.entries(where ?? {})
    .map(([field, condition]) =>
      field === 'any' ? `(${(condition as readonly Where[]).map(whereText).join(' or ')})` : condText(field, condition as Cond),
    )
    .join(', ');
}

const SIGNS: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', contains: 'contains', like: 'like' };

function condText(field: string, condition: Cond): string {
  if (Array.isArray(condition)) return `${field} ${condition.join(' or ')}`;
  return Object.entries(condition as object)
    .map(([sign, value]) => {
      if (sign === 'not') return `${field} not ${(value as unknown[]).join(' or ')}`;
      if (sign === 'between') return `${field} between ${(value as number[]).join(' and ')}`;
      if (sign === 'exists') return `${field} ${value === true ? 'known' : 'unknown'}`;
      return `${field} ${SIGNS[sign] ?? sign} ${String(value)}`;
    })
    .join(' and ');
}

function timeText(time: Time | undefined): string {
  if (time === undefined) return '';
  if (time.from === null && time.to === null) return 'in all history';
  if (time.from === null) return `before ${time.to}`;
  return time.to === null ? `since ${time.from}` : `from ${time.from} to ${time.to}`;
}

function anchorText(anchor: { readonly where: Where; readonly rel: string } | undefined): string {
  return anchor === undefined ? '' : `${anchor.rel} ${whereText(anchor.where)}`;
}

function having(
  conditions: readonly { readonly event: readonly string[]; readonly count: object; readonly per?: string }[] | undefined,
): string {
  return (conditions ?? [])
    .map(
      (one) =>
        `having ${one.event.join(' or ')} ${Object.entries(one.count)
          .map(([sign, n]) => `${SIGNS[sign]} ${String(n)}`)
          .join(' ')} times`,
    )
    .join(' and ');
}

function seqText(seq: { readonly first: Where; readonly then: Where; readonly absent?: true } | undefined): string {
  return seq === undefined ? '' : `with ${whereText(seq.first)} ${seq.absent === true ? 'and never' : 'then'} ${whereText(seq.then)}`;
}
