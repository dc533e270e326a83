import { nounOf } from './nouns.ts';
import type { Cond, Plan, Time, Where } from './plan.ts';

/** How a time of a plan is said: as it stands (RFC 3339), or on somebody's clock. */
export type Say = (iso: string) => string;
const asWritten: Say = (iso) => iso;

/** The plan in words: what a person checks before believing the answer. */
export function paraphrase(plan: Plan, say: Say = asWritten): string {
  switch (plan.op) {
    case 'list':
      return join(
        rankText(plan.order, plan.limit),
        rowsOf(plan.target, plan.where, plan.limit === 1 && plan.order?.by === 'time'),
        plan.order === undefined || plan.order.by === 'time' ? '' : `by ${plan.order.by}`,
        having(plan.having),
        seqText(plan.seq),
        anchorText(plan.anchor),
        timeText(plan.time, say),
        plan.at === undefined ? '' : `at ${say(plan.at)}`,
      );
    case 'count':
      return join(
        plan.distinct === undefined ? 'count of' : `count of distinct ${plan.distinct}s among`,
        rowsOf(plan.target, plan.where),
        plan.by === undefined ? '' : `by ${plan.by.join(' and ')}`,
        plan.bucket === undefined ? '' : `per bucket of ${plan.bucket}`,
        plan.order === undefined ? '' : `${plan.order.dir === 'desc' ? 'highest' : 'lowest'} ${plan.limit ?? ''}`.trim(),
        anchorText(plan.anchor),
        timeText(plan.time, say),
        plan.at === undefined ? '' : `at ${say(plan.at)}`,
      );
    case 'timeline':
      return join('timeline', withText(plan.where) || 'of the grid', anchorText(plan.anchor), timeText(plan.time, say));
    case 'state':
      return join(
        'state',
        withText(plan.where) || (plan.target === 'cluster' ? 'of the grid' : `of ${plan.target}s`),
        plan.at === undefined ? timeText(plan.time, say) || 'now' : `at ${say(plan.at)}`,
      );
    case 'rate':
      return join(rowsOf('event', plan.where), `per ${unitOf(plan.per ?? '1h')}`, byText(plan.by), timeText(plan.time, say));
    case 'ratio':
      return join(
        plan.of === 'share'
          ? `share with ${whereText(plan.num)} among`
          : plan.of === 'availability'
            ? 'availability'
            : `${plan.of.replace('_', ' ')} rate`,
        plan.of === 'share' ? rowsOf('event', plan.where) : withText(plan.where),
        plan.by === undefined ? '' : `by ${plan.by.join(' and ')}`,
        timeText(plan.time, say),
      );
    case 'duration':
      return join(`${plan.agg} ${plan.of.replace(':', ' ')} of ${plan.target}s`, withText(plan.where), timeText(plan.time, say));
    case 'aggregate':
      return join(
        `${plan.agg} ${plan.metric}`,
        plan.by === undefined ? '' : `by ${plan.by.join(' and ')}`,
        withText(plan.where),
        timeText(plan.time, say),
      );
    case 'compare':
      return `compare ${paraphrase(plan.plan, say)}: ${plan.sides.map((side) => join(whereText(side.where), timeText(side.time, say), anchorText(side.anchor))).join(' against ')}`;
    case 'why':
      return join(
        plan.negate === true ? 'why there was no' : plan.pick === 'first' ? 'why: the first' : 'why: the latest',
        occurrence(plan.where),
        timeText(plan.time, say),
      );
    case 'impact':
      return join('effects of the latest', occurrence(plan.where), timeText(plan.time, say));
    case 'changed':
      return join('what changed', withText(plan.where), anchorText(plan.anchor), timeText(plan.time, say));
    case 'path':
      return `how ${whereText(plan.from)} is related to ${whereText(plan.to)}`;
    case 'similar':
      return join('past events similar to', whereText(plan.where));
    case 'predict':
      return join(
        `which ${plan.target}s are likely to have`,
        whereText(plan.where),
        plan.horizon === undefined ? '' : `in the next ${plan.horizon}`,
      );
    case 'anomaly':
      return join('what is unusual', withText(plan.where), timeText(plan.time, say));
    case 'audit':
      return join(
        plan.form === 'report' ? 'audit report' : plan.verb === undefined ? 'audit' : `audit of ${plan.verb}`,
        withText(plan.where),
        timeText(plan.time, say),
      );
    case 'simulate':
      return `what would follow if ${JSON.stringify(plan.change)}`;
    case 'action':
      return actionText(plan);
    case 'watch':
      return join('tell me when', whereText(plan.where), having(plan.having, plan.where === undefined ? '' : 'having '));
    case 'help':
      return HELP[plan.topic ?? 'questions'];
    case 'explain':
      return `the ${plan.what} of the answer before`;
    case 'clarify':
      return `a question back: which ${plan.slot}? (${plan.reason.replaceAll('_', ' ')})`;
    case 'refuse':
      return `not answered: ${plan.reason.replaceAll('_', ' ')}`;
  }
}

const HELP = { questions: 'what can I ask', events: 'which event types exist', fields: 'list fields', actions: 'list actions' } as const;
const UNITS: Readonly<Record<string, string>> = { '1s': 'second', '1m': 'minute', '1h': 'hour', '1d': 'day', '1w': 'week' };
const unitOf = (dur: string): string => UNITS[dur] ?? dur;
const byText = (by: readonly string[] | undefined): string => (by === undefined ? '' : `by ${by.join(' and ')}`);

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** A wish in the words it could have been made in: "restart node-4", "scale to 6 nodes with region eu-west". */
function actionText(plan: Extract<Plan, { readonly op: 'action' }>): string {
  const { count, version, to, delta, ...others } = plan.params ?? {};
  const kind = plan.target === 'agent' || plan.target === 'node' ? plan.target : undefined;
  const named = kind === undefined ? undefined : plan.where?.[kind];
  const what = Array.isArray(named) ? named.join(' and ') : kind === undefined ? '' : `${kind}s`;
  const rest =
    kind !== undefined && Array.isArray(named)
      ? Object.fromEntries(Object.entries(plan.where ?? {}).filter(([field]) => field !== kind))
      : plan.where;
  return join(
    plan.verb,
    count === undefined
      ? plan.params === undefined && !Array.isArray(named) && what !== ''
        ? 'all'
        : ''
      : plan.verb === 'scale'
        ? `to ${String(count)}`
        : String(count),
    delta === undefined ? '' : `by ${String(delta)}`,
    what,
    withText(rest),
    version === undefined ? '' : `to version ${String(version)}`,
    to === undefined ? '' : `to ${String(to)}`,
    Object.keys(others).length === 0 ? '' : JSON.stringify(others),
    '(preview)',
  );
}

/** "the latest 10", "the first", "top 5", "bottom 3". */
function rankText(order: { readonly by: string; readonly dir: 'asc' | 'desc' } | undefined, limit: number | undefined): string {
  if (order === undefined) return (limit ?? '').toString();
  const many = limit === undefined || limit === 1 ? '' : String(limit);
  if (order.by === 'time') return join(order.dir === 'asc' ? 'the first' : 'the latest', many);
  return join(order.dir === 'asc' ? 'bottom' : 'top', limit === undefined ? '' : String(limit));
}

function rowsOf(target: string, where: Where | undefined, single = false): string {
  const { event, ...rest } = where ?? {};
  const names = Array.isArray(event)
    ? event.map((type) => (single ? nounOf(String(type)).one : nounOf(String(type)).many)).join(' or ')
    : '';
  if (target === 'event')
    return join(names === '' ? (single ? 'event' : 'events') : names, isNot(event) ? `except ${isNot(event)}` : '', withText(rest));
  if (Array.isArray(rest[target])) {
    const { [target]: named, ...others } = rest;
    return join((named as readonly unknown[]).join(' or '), names === '' ? '' : `with ${names}`, withText(others));
  }
  return join(`${target === 'entity' ? 'agents and nodes' : `${target}s`}`, names === '' ? '' : `with ${names}`, withText(rest));
}

function isNot(condition: unknown): string {
  return typeof condition === 'object' && condition !== null && 'not' in condition ? (condition.not as string[]).join(', ') : '';
}

/** Names stand after "of", every other condition after "with". */
function withText(where: Where | undefined): string {
  const names: string[] = [];
  const rest: Record<string, Cond | readonly Where[] | undefined> = {};
  for (const [field, condition] of Object.entries(where ?? {})) {
    if (['node', 'agent', 'entity'].includes(field) && Array.isArray(condition)) names.push(condition.join(' or '));
    else rest[field] = condition;
  }
  const others = whereText(rest);
  return join(names.length === 0 ? '' : `of ${names.join(' on ')}`, others === '' ? '' : `with ${others}`);
}

/** One happening: "crash of node-1", "problem of agent-2", "event named". */
function occurrence(where: Where): string {
  const { event, ref, ...rest } = where;
  if (Array.isArray(ref)) return 'event named in the question';
  const names = Array.isArray(event) ? event.map((type) => nounOf(String(type)).one).join(' or ') : 'problem';
  return join(names, isNot(event) ? `except ${isNot(event)}` : '', withText(rest));
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

function timeText(time: Time | undefined, say: Say): string {
  if (time === undefined) return '';
  if (time.from === null && time.to === null) return 'in all history';
  if (time.from === null) return `before ${say(time.to as string)}`;
  return time.to === null ? `since ${say(time.from)}` : `from ${say(time.from)} to ${say(time.to)}`;
}

function anchorText(anchor: { readonly where: Where; readonly rel: string } | undefined): string {
  return anchor === undefined ? '' : `${anchor.rel} ${whereText(anchor.where)}`;
}

function having(
  conditions: readonly { readonly event: readonly string[]; readonly count: object; readonly per?: string }[] | undefined,
  opening = 'having ',
): string {
  return (conditions ?? [])
    .map(
      (one) =>
        `${opening}${one.event.map((type) => nounOf(type).many).join(' or ')} ${Object.entries(one.count)
          .map(([sign, n]) => `${SIGNS[sign]} ${String(n)}`)
          .join(' ')}${one.per === undefined ? '' : ` in ${one.per}`}`,
    )
    .join(' and ');
}

function seqText(seq: { readonly first: Where; readonly then: Where; readonly absent?: true } | undefined): string {
  return seq === undefined ? '' : `with ${whereText(seq.first)} ${seq.absent === true ? 'and never' : 'then'} ${whereText(seq.then)}`;
}
