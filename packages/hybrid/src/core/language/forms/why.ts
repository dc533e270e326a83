import { own } from '../../own.ts';
import type { Where, WhyPlan } from '../../plan.ts';
import { plan, type Slots, slotsOf } from '../slots.ts';
import type { Token } from '../tokens.ts';
import type { FormReader } from './form.ts';

/** "why did node-1 crash", "what caused …", "why didn't … restart", "explain <event>". */
export const why: FormReader = (question) => {
  const asked = question.take(
    'why',
    'what caused',
    'what causes',
    'what is causing',
    'what made',
    'root cause',
    'the cause of',
    'cause of',
    'reason for',
    'how come',
    'what led to',
    'leading to',
    'what was the cause',
    'explain',
  );
  if (asked === undefined) return undefined;
  const id = question.tokens.findIndex((token) => /^event-[a-z_.0-9]+-\d{1,16}-/.test(token.text));
  if (id >= 0) {
    question.use(id, id + 1);
    const token = question.tokens[id] as Token;
    return { op: 'why', where: { ref: [question.text.slice(token.from, token.to)] } };
  }
  const negate =
    question.has('not') &&
    question.find('not') !== undefined &&
    !question.senses.some((sense) => sense.entry.status !== undefined && sense.negated && sense.entry.event === undefined);
  const slots = slotsOf(question);
  if (slots.target === 'cluster' && Object.keys(slots.names).length === 0) return whyCluster(slots);
  let events: readonly string[] = slots.events;
  // A state asked causally is the event that entered it.
  if (events.length === 0 && slots.status !== undefined) events = entering(slots);
  const where: Where = {
    ...(events.length === 0 ? {} : { event: [...events] }),
    ...slots.names,
    ...(slots.cause === undefined ? {} : { cause: slots.cause }),
  };
  if (Object.keys(where).length === 0) return undefined;
  return plan<WhyPlan>({
    op: 'why',
    where,
    time: slots.time,
    negate: negate ? true : undefined,
    pick: undefined,
    hypothesis: undefined,
    form: undefined,
    expect: undefined,
  });
};

/** "why is the grid degraded": the latest verdict of that kind, and of any bad kind for "not healthy". */
function whyCluster(slots: Slots): WhyPlan | undefined {
  const named = Array.isArray(slots.status)
    ? (slots.status as readonly string[])
    : slots.events.map((type) => type.replace(/^agent_|^cluster_/, ''));
  const not = slots.status !== undefined && !Array.isArray(slots.status);
  const known = named.filter((status) => ['healthy', 'degraded', 'critical'].includes(status));
  if (known.length === 0 && !not && (named.length > 0 || slots.cause !== undefined)) return undefined;
  const event =
    known.length > 0 ? known.map((status) => `cluster_${status}`) : not ? ['cluster_degraded', 'cluster_critical'] : ['@cluster'];
  return plan<WhyPlan>({
    op: 'why',
    where: { event },
    time: slots.time,
    negate: undefined,
    pick: undefined,
    hypothesis: undefined,
    form: undefined,
    expect: undefined,
  });
}

const ENTERS: Readonly<Record<string, string>> = {
  offline: 'agent_offline',
  degraded: 'agent_degraded',
  healthy: 'agent_recovered',
  crashed: 'node_crashed',
  failed: 'node_crashed',
  stopped: 'stop_succeeded',
  running: 'spawn_succeeded',
  restarting: 'node_restarted',
  critical: 'cluster_critical',
  '@failed': 'node_crashed',
};

function entering(slots: Slots): string[] {
  const values = Array.isArray(slots.status) ? (slots.status as readonly string[]) : [];
  const agent = slots.names['agent'] !== undefined;
  return [
    ...new Set(values.flatMap((value) => (value === '@down' ? [agent ? 'agent_offline' : 'node_crashed'] : (own(ENTERS, value) ?? [])))),
  ];
}
