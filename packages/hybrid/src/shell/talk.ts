import { counted } from '@sutra/kit';
import { CATALOGUE, EVENT_TYPES } from '@sutra/model';
import { NEAREST } from '../core/language/parse.ts';
import { paraphrase, whereText } from '../core/paraphrase.ts';
import { CALENDAR_FIELDS, ENTITY_FIELDS, EVENT_FIELDS, NUMBER_FIELDS, type Plan, STATE_FIELDS, VERBS } from '../core/plan.ts';
import { type Answer, firstOf, type PlanOf, type Result, type Work } from './answer.ts';
import { idOf } from './entities/entity.ts';
import { entitiesBy } from './entities/list.ts';

/** Targets of a preview shown by name. */
const TARGETS_MAX = 1_000;

/** What a wish would touch, by name, as of now, and the command that does it. Nothing here can carry it out. */
export async function preview(plan: PlanOf<'action'>, work: Work, before?: Answer): Promise<Result> {
  if (plan.verb === 'confirm' || plan.verb === 'cancel') return replied(plan.verb, before);
  const text = `This would ${paraphrase(plan).replace(' (preview)', '')}. Nothing was done.`;
  const target = plan.target === 'agent' || plan.target === 'node' ? plan.target : undefined;
  if (target === undefined || plan.where === undefined || plan.verb === 'spawn' || plan.verb === 'scale')
    return { status: 'preview', text: `${text} ${commandOf(plan)}` };
  const { found } = await entitiesBy({ target, where: plan.where }, work);
  const ids = found.slice(0, TARGETS_MAX).map(idOf);
  const rows = ids.map((id) => ({ [`${target}_id`]: id, verb: plan.verb }));
  const which =
    found.length === 0
      ? `No ${target} meets this now.`
      : `It is about ${counted(found.length, target)}: ${firstOf(found.map(idOf), 8)}. ${commandOf(plan, ids)}`;
  return { status: 'preview', text: `${text} ${which}`, value: found.length, columns: [`${target}_id`, 'verb'], rows };
}

/** Names written into a command; of more, it is told how the names go in. */
const COMMAND_NAMES_MAX = 8;

/** How a person does what is wished. What no command does is said, so that nobody looks for it. */
function commandOf({ verb, target, params, where }: PlanOf<'action'>, ids: readonly string[] = []): string {
  if ((verb === 'stop' || verb === 'restart') && target !== 'agent') {
    const named = where?.['node'];
    const names = ids.length > 0 || !Array.isArray(named) ? ids : named.map(String);
    return `To do it: sutra node ${verb} ${names.length > 0 && names.length <= COMMAND_NAMES_MAX ? names.join(' ') : 'NODE…'}`;
  }
  if (verb === 'spawn') {
    const { count } = (params ?? {}) as { readonly count?: number };
    const agents = where?.['agent'];
    const on = Array.isArray(agents) && agents.length === 1 ? ` --agent ${String(agents[0])}` : '';
    return `To do it: sutra node spawn${on}${count === undefined ? '' : ` --count ${count}`}`;
  }
  if (verb === 'backup' && (target === undefined || target === 'cluster')) return 'To do it: sutra storage backup --to NAME';
  return `No command does this${target === 'agent' && verb !== 'drain' && verb !== 'undrain' ? ': an agent is a process on its host' : ''}.`;
}

/** "yes" and "no" to a preview: nothing is ever done from here, so there is nothing to confirm and nothing to call off. */
function replied(verb: 'confirm' | 'cancel', before: Answer | undefined): Result {
  if (verb === 'cancel') return { status: 'preview', text: 'Nothing was done, and nothing waits: there is nothing to call off here.' };
  const wish = before?.status === 'preview' ? (before.plan as unknown as PlanOf<'action'>) : undefined;
  const ids = (before?.rows ?? []).map((row) => String(row['node_id'] ?? row['agent_id']));
  const how = wish?.op === 'action' && wish.verb !== 'confirm' && wish.verb !== 'cancel' ? ` ${commandOf(wish, ids)}` : '';
  return { status: 'preview', text: `Nothing is confirmed here, and nothing was done.${how}` };
}

/** A standing question is read and shown; it stands only once somebody has set it up. */
export function watchPreview(plan: PlanOf<'watch'>): Result {
  const counts = (plan.having ?? []).map(
    (one) =>
      `${one.event.join(' or ')} ${Object.entries(one.count)
        .map(([sign, n]) => `${SIGNS[sign]} ${String(n)}`)
        .join(' and ')}${one.per === undefined ? '' : ` within ${one.per}`}`,
  );
  const what = [whereText(plan.where), ...counts].filter((one) => one !== '').join(', ');
  return {
    status: 'preview',
    text: `This would tell you when: ${what === '' ? 'anything happens' : what}${plan.for === undefined ? '' : ` for ${plan.for}`}. Nothing watches yet: set it up with \`sutra watch add\`, or POST /api/watches.`,
  };
}
const SIGNS: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=' };

/** What a plan is refused for whose period is empty. */
const ENDS_FIRST = /ends before it begins$/;
/** What only lies ahead. */
const TO_COME = /^(?:tomorrow|next|future)$|, which has not come yet$/;

export function refusal(plan: PlanOf<'refuse'>): Result {
  const term = plan.term === undefined ? '' : ` "${plan.term}"`;
  const near = plan.closest?.join(', ') ?? '';
  const closest = near === '' ? '' : ` Closest: ${near}${near.endsWith('?') ? '' : '.'}`;
  const why: Readonly<Record<typeof plan.reason, string>> = {
    unknown_entity: `I know nothing called${term}.`,
    no_data: `I do not know what${term || ' part of this'} means here, so I do not answer with something similar.`,
    out_of_scope: `This is not about the grid${term === '' ? '' : ` (${plan.term})`}.`,
    // Only a question in another language has a term that could not be read: the name of the language.
    unparsed: plan.term === undefined ? 'I could not read this as a question.' : `I read only English, and this looks like ${plan.term}.`,
    unsupported:
      plan.term === undefined
        ? 'Query languages are not spoken here: ask in plain words.'
        : ENDS_FIRST.test(plan.term)
          ? 'That period ends before it begins, or has not come yet: what is recorded is what has been.'
          : /^to [a-z]/.test(plan.term)
            ? `No command of the grid is ${plan.term} anything: it spawns, stops and restarts nodes, and answers questions.`
            : `I know the words, but nothing computes this with${term}.`,
    unsafe: 'This is not a question I answer: nothing asked here can delete, change or reveal anything.',
  };
  const printed = plan.reason === 'no_data' && PRINTS.test(plan.term ?? '');
  const said = printed ? 'What a node prints is no event of the grid: `sutra node logs NODE` shows it.' : why[plan.reason];
  const toCome = plan.reason === 'no_data' && TO_COME.test(plan.term ?? '');
  return {
    status: 'refused',
    text: `${toCome ? 'That has not come yet: what is recorded is what has been.' : said}${closest}${labelHint(plan.term)}`,
  };
}

/** What is hung on machines is asked by the name of its label and a value: who said it otherwise, or no value, is told how. */
function labelHint(term = ''): string {
  const said = /^(?:metadata|meta|annotations?|labels?|tags?)(?:\.([a-z_]+))?$/.exec(term);
  return said === null ? '' : ` What agents carry are labels, asked with a value: agents with label.${said[1] ?? 'NAME'} = VALUE.`;
}

const PRINTS = /\b(?:print|output|stdout|stderr|logs? (?:of|for|from)|log lines|logfile)\b/;

export function clarification(plan: PlanOf<'clarify'>): string {
  const options = plan.options === undefined || plan.options.length === 0 ? '' : ` ${plan.options.join(' · ')}`;
  if (plan.reason === 'ambiguous_time' && options !== '') return `Of which time?${options}`;
  if (plan.reason === 'ambiguous_time')
    return 'Which time is meant? Say it by the clock, with am or pm, or as a stretch: since 9am, in the last hour.';
  if (plan.reason === 'missing_param') return 'To how many, and where? For example: scale to 10 nodes in us-east.';
  return `${plan.reason === 'ambiguous_intent' ? 'What is meant?' : `Which ${plan.slot}?`}${options}`;
}

const EXAMPLES: readonly string[] = [
  'which agents are offline?',
  'show me spawn failures in the last hour',
  'how many nodes crashed this week?',
  'what happened to agent-1 today?',
  'why did node-a1 crash?',
  'spawn success rate for agent-1',
  'what was the grid state at 3pm yesterday?',
  'top 5 agents by crashes this month',
  'longest outage this month',
  'nodes that crashed more than 3 times today',
  'agents that went offline and never came back',
  'what changed in the last hour?',
  'compare crashes today with yesterday',
];

export function help(plan: PlanOf<'help'>): Result {
  const status = 'answered' as const;
  if (plan.topic === 'events')
    return {
      status,
      text: `${EVENT_TYPES.length} types of events are known, each askable by its words.`,
      value: EVENT_TYPES.length,
      columns: ['event_type', 'words', 'says'],
      rows: EVENT_TYPES.map((type) => ({ event_type: type, words: CATALOGUE[type].words.join(', '), says: CATALOGUE[type].says })),
    };
  if (plan.topic === 'fields') {
    const fields = [...ENTITY_FIELDS, 'label.<name>', ...EVENT_FIELDS, ...STATE_FIELDS, ...NUMBER_FIELDS, ...CALENDAR_FIELDS];
    return {
      status,
      text: `${fields.length} fields can be asked by.`,
      value: fields.length,
      columns: ['field'],
      rows: fields.map((field) => ({ field })),
    };
  }
  if (plan.topic === 'actions')
    return {
      status,
      text: `Wishes in words (${VERBS.join(', ')}) become a preview; a person confirms it.`,
      columns: ['verb'],
      rows: VERBS.map((verb) => ({ verb })),
    };
  return {
    status,
    text: `Ask about lists, counts, timelines, rates, durations, comparisons, states at any instant, and causes. For example: ${EXAMPLES.slice(0, 8).join(' · ')}`,
    columns: ['question'],
    rows: EXAMPLES.map((question) => ({ question })),
  };
}

/** About the answer before: what it rests on, how it was read, or how it was computed. */
export function explainAnswer(plan: PlanOf<'explain'>, before: Answer | undefined): Result {
  if (before === undefined) return { status: 'clarify', text: 'Which answer? There is none before this one.' };
  const shared = {
    status: 'answered' as const,
    evidence: before.evidence,
    ...(before.events === undefined ? {} : { events: before.events }),
    as_of_seq: before.as_of_seq,
  };
  const range = before.window === undefined ? '' : ` from ${before.window.from} to ${before.window.to}`;
  switch (plan.what) {
    case 'evidence':
      return {
        ...shared,
        value: before.evidence.length,
        text: `"${before.question}" rests on ${counted(before.evidence.length, 'event')}${range}; ${before.confidence_from}.`,
        columns: ['event_id'],
        rows: before.evidence.map((id) => ({ event_id: id })),
      };
    case 'reading':
      return {
        ...shared,
        text: `"${before.question}" was read as: ${before.reading}.${before.assumptions.length === 0 ? '' : ` Assumed: ${before.assumptions.join('; ')}.`}`,
        columns: ['plan'],
        rows: [{ plan: before.plan }, ...before.alternatives.map((other) => ({ plan: other.plan }))],
      };
    case 'calculation':
      return {
        ...shared,
        ...(before.value === undefined ? {} : { value: before.value }),
        text: `${before.text} It was computed over ${counted(before.scanned, 'event')} looked at${range}, complete up to event ${before.as_of_seq}${before.partial ? ', and cut short by a limit' : ''}.`,
        ...(before.columns === undefined ? {} : { columns: before.columns }),
        ...(before.rows === undefined ? {} : { rows: before.rows }),
      };
  }
}

/** What comes nearest to what cannot be computed, and can. */
export const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  path: ['why did the last node crash?', 'list nodes'],
  similar: ['show crashes in the last 24 hours', 'top 5 nodes by crashes'],
  predict: ['top 5 nodes by crashes', 'which nodes use more than 80% memory?'],
  anomaly: ['what is wrong?', 'show problems in the last hour'],
  simulate: ['how many nodes are running?', 'list agents'],
};

export function suggestionsFor(plan: Plan, result: Result): { question: string; why: string }[] {
  if (plan.op === 'refuse')
    return (plan.closest !== undefined && plan.reason !== 'unknown_entity' ? plan.closest : NEAREST).map((question) => ({
      question,
      why: 'this can be answered',
    }));
  if (plan.op === 'clarify') return (plan.options ?? []).slice(0, 4).map((question) => ({ question, why: 'perhaps meant' }));
  const crash = result.events?.findLast((event) => event.event_type === 'node_crashed');
  const asked = plan.op === 'why' ? plan.where['event'] : undefined;
  const why = plan.op === 'why' && !(Array.isArray(asked) && asked.every((type) => /^(cluster_|@cluster$)/.test(String(type))));
  return crash === undefined || why ? [] : [{ question: `why did ${crash.entity_id} crash?`, why: 'a crash is among the rows' }];
}
