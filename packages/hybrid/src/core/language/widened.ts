import type { Cond, Plan, Side } from '../plan.ts';
import { whereOf } from './follow-up.ts';

/** Kinds of names and other conditions, by the words for them, in the plural too. */
const KINDS: readonly (readonly [words: string, fields: readonly string[]])[] = [
  ['agents?|machines?', ['agent']],
  ['nodes?', ['node']],
  ['hosts?', ['host']],
  ['regions?', ['region']],
  ['env(?:ironment)?s?', ['env']],
  ['platforms?', ['platform']],
  ['versions?|releases?', ['version']],
  ['users?|persons?|people', ['user']],
  ['causes?|reasons?', ['cause']],
  ['exit codes?|codes?', ['exit_code']],
  ['labels?', ['label']],
  ['status(?:es)?|states?', ['status']],
];
const LEAD =
  '(?:(?:and|or|but|so|ok|now|then|also|please|what about|how about|show me|for|on|in|of|from|across|over|with|by|the same|same) )*';
const KIND = `(${KINDS.map(([words]) => words).join('|')})`;
const ALL = '(?:any|all|every|all of the|all the|each of the|any of the)';

/** Ways of leaving out one condition, which is named by its kind. */
const OF_KIND: readonly RegExp[] = [
  `${LEAD}${ALL} ${KIND}(?: together| too| altogether| at once| combined| in total)?`,
  `${LEAD}(?:no matter|never mind|regardless of|irrespective of|whatever|independent of|whichever|not by|ignoring|ignore|forget|forget about|without|drop|remove|lose|leave out|clear|take away)(?: (?:which|what|the))* ${KIND}(?: filter| condition| restriction| limit)?(?: it is| it was| they are on| they were on| they run on)?`,
  `${LEAD}any ${KIND} ,? not (?:only|just) (?:that|this|the) one`,
  `${LEAD}not (?:only|just) (?:that|this) ${KIND}`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** Ways of leaving out where it was. */
const EVERYWHERE = new RegExp(
  `^${LEAD}(?:everywhere|anywhere|overall|fleet-wide|fleetwide|grid-wide|gridwide|cluster-wide|clusterwide|globally|(?:the )?whole (?:grid|fleet|cluster)|(?:the )?entire (?:grid|fleet|cluster)|all of (?:it|them)|everything|in general|altogether)(?: too| as well)?(?: ,? not (?:only|just) .*)?$`,
);
const PLACES: readonly string[] = ['entity', 'agent', 'node', 'host', 'region', 'env', 'platform', 'version'];

/** "on any agent", "regardless of the platform", "everywhere": the question before without one of its conditions. Undefined when there is none to leave out. */
export function widened(text: string, before: Plan): Plan | undefined {
  const kind = OF_KIND.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  const fields =
    kind === undefined
      ? EVERYWHERE.test(text)
        ? PLACES
        : undefined
      : KINDS.find(([words]) => new RegExp(`^(?:${words})$`).test(kind))?.[1];
  return fields === undefined ? undefined : without(before, fields);
}

function without(before: Plan, fields: readonly string[]): Plan | undefined {
  if (before.op === 'action' || before.op === 'path') return undefined;
  if (before.op === 'compare') {
    const plan = without(before.plan, fields);
    const sides = before.sides.every((side: Side) => Object.keys(side.where ?? {}).every((field) => !isOf(field, fields)));
    return plan === undefined || !sides ? undefined : { ...before, plan };
  }
  const where = whereOf(before);
  const kept = Object.entries(where).filter(([field]) => !isOf(field, fields));
  if (kept.length === Object.keys(where).length) return undefined;
  // One that is named is asked about; without a name nothing is.
  if (before.op === 'state' || before.op === 'why' || before.op === 'impact') return undefined;
  const { where: _where, ...rest } = before as Plan & { readonly where?: unknown };
  return { ...rest, ...(kept.length === 0 ? {} : { where: Object.fromEntries(kept) as Record<string, Cond> }) } as Plan;
}

const isOf = (field: string, fields: readonly string[]): boolean => fields.includes(field.startsWith('label.') ? 'label' : field);
