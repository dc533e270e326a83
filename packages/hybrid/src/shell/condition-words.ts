import { durationText } from '@sutra/kit';
import { type Noun, nounOf } from '../core/nouns.ts';
import type { Cond, Having, Scalar, Seq, Where } from '../core/plan.ts';
import { nameOfField, unitOf } from './figure-text.ts';

type Bounds = Exclude<Cond, readonly Scalar[]>;

/** How a name of each field stands behind what it is said of; those not here are said with their name. */
const BEFORE_NAMES: Readonly<Record<string, string>> = {
  agent: 'of',
  node: 'of',
  entity: 'of',
  host: 'on host',
  region: 'in region',
  env: 'in env',
  platform: 'on platform',
  version: 'of version',
  user: 'by',
  weekday: 'on',
  port: 'with port',
};

const SIGNS = { gt: 'above', gte: 'of at least', lt: 'below', lte: 'of at most', eq: 'of' } as const;

/**
 * What a condition asks of what it is said of: "with exit code 137 in region us-east". Which events or states they are is said by the noun.
 * @param are the verb of the noun it stands behind
 */
export function conditionWords(where: Where | undefined, are: 'is' | 'are' = 'is'): string {
  return Object.entries(where ?? {})
    .filter(([field, condition]) => condition !== undefined && field !== 'event')
    .map(([field, condition]) => ` ${fieldWords(field, condition as Cond | readonly Where[], are)}`)
    .join('');
}

function fieldWords(field: string, condition: Cond | readonly Where[], are: 'is' | 'are'): string {
  if (field === 'any') return alternatives(condition as readonly Where[], are);
  if (field === 'ref') return 'among those shown before';
  if (Array.isArray(condition)) return namesWords(field, condition as readonly Scalar[]);
  return boundsWords(field, condition as Bounds, are);
}

function alternatives(any: readonly Where[], are: 'is' | 'are'): string {
  const said = any.map((one) => {
    const { event } = one;
    const kinds = event === undefined ? '' : `that are ${kindsOf(one).many}`;
    return `${kinds}${conditionWords(one, are)}`.trim();
  });
  return [...new Set(said)].join(', or ');
}

function namesWords(field: string, values: readonly Scalar[]): string {
  const said = valuesWords(values);
  if (field === 'pattern') return `in a ${said.replaceAll('_', ' ')}`;
  if (field === 'actor_kind') return `by ${said === 'human' ? 'people' : 'programs'}`;
  if (field === 'hour_of_day') return `in hour ${said} of the day`;
  const before = BEFORE_NAMES[field];
  return before === undefined ? `with ${nameOfField(field)} ${said}` : `${before} ${said}`;
}

/** Values by their names: "offline or degraded". */
export const valuesWords = (values: readonly Scalar[]): string => values.map((value) => String(value).replace(/^@/, '')).join(' or ');

/** What something is not, as people say it: "that is not running", "not in region us-east", "with exit code other than 3". */
function negatedWords(field: string, values: readonly Scalar[], are: 'is' | 'are'): string {
  if (field === 'status') return `that ${are} not ${valuesWords(values)}`;
  const said = namesWords(field, values);
  const name = `with ${nameOfField(field)}`;
  return said.startsWith(`${name} `) ? `${name} other than${said.slice(name.length)}` : `not ${said}`;
}

function boundsWords(field: string, { not, contains, like, exists, between, ...numbers }: Bounds, are: 'is' | 'are'): string {
  const name = nameOfField(field);
  const figure = (value: number): string => (unitOf(field) === ' s' ? durationText(value * 1_000) : `${value}${unitOf(field)}`);
  const said = [
    ...(not === undefined ? [] : [negatedWords(field, not, are)]),
    ...(contains === undefined ? [] : [`with “${contains}” in its ${name}`]),
    ...(like === undefined ? [] : [`with ${name} like ${like}`]),
    ...(exists === undefined ? [] : [exists ? `whose ${name} is known` : `whose ${name} is not known`]),
    ...(between === undefined ? [] : [`with ${name} between ${figure(between[0])} and ${figure(between[1])}`]),
    ...(Object.keys(SIGNS) as (keyof typeof SIGNS)[]).flatMap((sign) =>
      numbers[sign] === undefined ? [] : [`with ${name} ${SIGNS[sign]} ${figure(numbers[sign])}`],
    ),
  ];
  return said.join(' and ');
}

/** Kinds of events that are named one by one. */
const KINDS_SAID = 4;

/** What the events of a condition are called, several kinds one by one: "failed spawns or failed stops". */
export function kindsOf(where: Where | undefined): Noun {
  const event = where?.['event'] as Cond | undefined;
  const named = Array.isArray(event) ? (event as readonly Scalar[]).map((type) => nounOf(String(type))) : [];
  if (named.length > 0 && named.length <= KINDS_SAID)
    return { one: named.map(({ one }) => one).join(' or '), many: named.map(({ many }) => many).join(' or ') };
  const { one, many } = nounOf('@all');
  const not = event === undefined || Array.isArray(event) ? undefined : (event as Bounds).not;
  if (not === undefined || not.length > KINDS_SAID) return { one, many };
  const except = ` other than ${not.map((type) => nounOf(String(type)).many).join(' and ')}`;
  return { one: `${one}${except}`, many: `${many}${except}` };
}

const COUNTS = { gt: 'more than', gte: 'at least', lt: 'fewer than', lte: 'at most', eq: 'exactly' } as const;

/** How often something must have happened: "more than 3 crashes with cause oom within 10 min". */
export function countWords({ event, where, count, per }: Having): string {
  const said = (Object.keys(COUNTS) as (keyof typeof COUNTS)[]).flatMap((sign) =>
    count[sign] === undefined ? [] : [`${COUNTS[sign]} ${count[sign]}`],
  );
  const one = count.eq === 1 || count.gte === 1;
  const noun = kindsOf({ ...where, event });
  return `${count.eq === 0 ? 'no' : said.join(' and ')} ${one ? noun.one : noun.many}${conditionWords(where)}${per === undefined ? '' : ` within ${per}`}`;
}

/** What came first and what (or that nothing) came of it: "agent offline events that no agent recovery followed". */
export function sequenceWords(where: Where | undefined, { first, then: next, absent, within }: Seq): string {
  const began = { ...where, ...first };
  const said = absent === true ? `that no ${kindsOf(next).one} followed` : `that a ${kindsOf(next).one} followed`;
  return `${kindsOf(began).many}${conditionWords(began)} ${said}${conditionWords(next)}${within === undefined ? '' : ` within ${within}`}`;
}

/** By what else than its conditions a plan narrows its events: of things to which something happened often enough, or by what came of them. */
export function narrowedWords(
  { having, seq }: { readonly having?: readonly Having[]; readonly seq?: Seq },
  things = 'nodes or agents',
): string {
  if (having !== undefined) return ` of ${things} that had ${having.map(countWords).join(' and ')}`;
  return seq === undefined ? '' : ` that are ${sequenceWords(undefined, seq)}`;
}
