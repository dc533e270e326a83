import { AGENT_HEALTH, CATALOGUE, type EventType, NODE_STATUS } from '@sutra/model';
import { EVENT_CLASSES } from './language/lexicon.ts';
import { paraphrase } from './paraphrase.ts';
import type { Plan, RefusePlan, WatchPlan, Where } from './plan.ts';
import { askedFor, CARRIED_OUT } from './wished-types.ts';

/**
 * A watch that stands for what was said: one on a state where the words deny a state, and a refusal, with what can be watched, where the plan
 * does not hold what was said or could never ring. Any other plan is given back as it is.
 * @param question the words it was read from; empty for a plan that was given as such
 */
export function watchHeld(plan: Plan, question: string): Plan {
  if (plan.op !== 'watch') return plan;
  const said = question.toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ');
  for (const rule of RULES) {
    const held = rule(plan, said);
    if (held !== undefined) return held;
  }
  return plan;
}

type Rule = (plan: WatchPlan, said: string) => Plan | undefined;

const refused = (term: string, ...closest: readonly string[]): RefusePlan => ({ op: 'refuse', reason: 'unsupported', term, closest });
const ofEvents = ({ where }: WatchPlan, event: readonly string[]): string => paraphrase({ op: 'watch', where: { ...where, event } });

/** "when db is not running" denies a state; "anything except crashes" leaves something out. */
const denied: Rule = (plan, said) => {
  const event = plan.where?.['event'] as { readonly not?: readonly string[] } | readonly string[] | undefined;
  if (event === undefined || !('not' in event) || event.not === undefined || LEFT_OUT.test(said)) return undefined;
  const [term] = DENIAL.exec(said) ?? [];
  if (term === undefined) return undefined;
  if (event.not.includes('cluster_healthy')) return { ...plan, where: { ...plan.where, event: ['cluster_degraded', 'cluster_critical'] } };
  const status = event.not.every((type) => RUNS.has(type))
    ? NODE_STATUS.filter((one) => one !== 'running')
    : event.not.every((type) => type === 'agent_recovered')
      ? AGENT_HEALTH.filter((one) => (HEARD.test(term) ? one === 'offline' : one !== 'healthy'))
      : undefined;
  if (status === undefined || DOES_NOT.test(term)) return refused(term, ofEvents(plan, event.not));
  const { event: _, ...where } = plan.where as Where;
  return { ...plan, where: { ...where, status } };
};
const LEFT_OUT = /\b(?:except|but|besides|other than|apart from|excluding|without|not counting)\b/;
const DENIAL = /(?:\bnot|n't|\bno longer|\bnever)\b.*/;
const DOES_NOT = /^never|(?:restart|start|spawn|come|recover)s?\b/;
const HEARD = /\b(?:online|up|reachable|connected|back)\b/;
const RUNS: ReadonlySet<string> = new Set(['spawn_succeeded', 'node_restarted', 'node_adopted']);

/** "when web never crashes", "when nothing happens": of what does not happen no instant is the one to tell of it. */
const never: Rule = (plan, said) => {
  const none = (plan.having ?? []).some(({ count, per }) => count.eq === 0 && per === undefined);
  const term = /\bnever\b.*/.exec(said)?.[0] ?? (plan.having === undefined ? /\bnothing\b.*/ : none ? DENIAL : undefined)?.exec(said)?.[0];
  if (term === undefined) return undefined;
  const types = (plan.having ?? []).flatMap(({ event }) => event);
  return refused(term, types.length === 0 ? paraphrase(plan) : ofEvents(plan, types));
};

/** "when a node crashes twice": a count is one number for all that the watch is about. */
const each: Rule = (plan, said) => {
  const [term, noun] = ONE_OF_MANY.exec(said) ?? [];
  const many = (plan.having ?? []).some(({ count }) => (count.gte ?? 0) > 1 || (count.gt ?? 0) > 0);
  if (term === undefined || !many) return undefined;
  const named = plan.where?.[noun === 'agent' ? 'agent' : 'node'];
  return Array.isArray(named) && named.length === 1 ? undefined : refused(`${term}, counted each by itself`, paraphrase(plan));
};
const ONE_OF_MANY = /\b(?:an?|any|each|every|some|one|the same|a single)(?: [a-z-]+)? (node|agent|process|service)\b/;

/** "when all nodes are running": one of them rings it, not the last. */
const all: Rule = (plan, said) => {
  const term = plan.having === undefined ? ALL_OF_THEM.exec(said)?.[1] : undefined;
  return term === undefined ? undefined : refused(term, paraphrase(plan), 'tell me when the cluster is healthy');
};
const ALL_OF_THEM =
  /\b((?:all|both|every|each)(?: of)?(?: the| my| our)?(?: [a-z-]+)? (?:nodes?|agents?|machines?|services?|processes|process)(?: (?:in|on|of) \S+)? (?:is|are|has|have|run|runs|crash|stop|go|come|get|recover|restart)\b.*)/;

/** "when grumpy crashes or db stops": each of another thing, where a plan holds all of each. */
const eachItsOwn: Rule = (plan, said) => {
  const where = plan.where ?? {};
  const names = ['node', 'agent'].flatMap((kind) => (Array.isArray(where[kind]) ? (where[kind] as readonly string[]) : []));
  const event = where['event'];
  if (!Array.isArray(event) || event.length < 2 || names.length < 2) return undefined;
  const at = names.map((name) => said.indexOf(String(name).toLowerCase())).sort((a, b) => a - b);
  if ((at[0] as number) < 0) return undefined;
  const parts = said
    .slice(at[0])
    .split(/\s*(?:,|\bor\b|\band\b)\s*/)
    .filter((part) => part !== '');
  const whole = parts.length === names.length && parts.every((part) => names.some((name) => part.startsWith(`${name.toLowerCase()} `)));
  return whole ? refused(said.slice(at[0]), ...parts.map((part) => `tell me when ${part.replace(/\W+$/, '')}`)) : undefined;
};

/** "when alice's nodes crash": nobody is on record for what happens by itself. */
const byNobody: Rule = (plan) => {
  const { user, ...where } = plan.where ?? {};
  if (user === undefined) return undefined;
  const having = plan.having?.flatMap(({ event }) => event) ?? [];
  const event = where['event'];
  const types = [...(Array.isArray(event) ? (event as readonly string[]) : []), ...having].flatMap((type) => EVENT_CLASSES[type] ?? [type]);
  if (types.length === 0 || types.some((type) => !happensByItself(type))) return undefined;
  const who = Array.isArray(user) ? user.join(' or ') : 'somebody';
  return refused(`with user ${who}: what nobody does has no user`, paraphrase({ ...plan, where }));
};

/** Told by a part of the grid of its own accord, whoever set up what it happens to. */
function happensByItself(type: string): boolean {
  const row = Object.hasOwn(CATALOGUE, type) ? CATALOGUE[type as EventType] : undefined;
  if (row === undefined || row.class === 'audit' || row.emittedBy === 'any') return false;
  return !CARRIED_OUT.includes(type) && !askedFor(type);
}

const RULES: readonly Rule[] = [denied, never, each, all, eachItsOwn, byNobody];
