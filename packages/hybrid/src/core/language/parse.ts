import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { ClarifyPlan, Plan, RefusePlan } from '../plan.ts';
import { planWrong } from '../plan-check.ts';
import { followUp } from './follow-up.ts';
import { slotOf } from './forms/form.ts';
import { FORMS } from './forms/index.ts';
import type { TimeContext } from './period.ts';
import { Question } from './question.ts';
import { subjectOf } from './slots.ts';
import { QUESTION_CHARS_MAX } from './tokens.ts';
import type { Zone } from './zone.ts';

export interface ParseInput {
  readonly question: string;
  /** The question before, when this may be a follow-up. */
  readonly context?: string;
  /** IANA zone of words like "today". */
  readonly tz: Zone;
  readonly nowUs: number;
}

/** Which stretch of the question became which part of the plan. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly slot: string;
}

/** How a question was read. */
export interface Reading {
  readonly plan: Plan;
  /** The plan in words. */
  readonly reading: string;
  readonly spans: readonly Span[];
  readonly assumptions: readonly string[];
  readonly alternatives: readonly { readonly plan: Plan; readonly reading: string }[];
  /** Words that were understood to carry nothing, or not understood at all. */
  readonly ignored: readonly string[];
  /** From the share of the words that were accounted for and how each was linked, 0..1. */
  readonly confidence: number;
}

const UNSAFE = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(previous|prior|above|earlier|all|your|the)\b.{0,20}\b(instructions?|prompts?|rules?|guidelines?)\b/i,
  /\b(delete|drop|wipe|destroy|erase|purge|truncate|nuke)\b.{0,30}\b(all|every|everything|data|database|databases|history|log|logs|events?|nodes?|agents?|tables?|storage|records?|cluster|grid)\b/i,
  /\brm\s+-[a-z]*[rf]|\b(sudo|chmod|chown|mkfs|shutdown -h|curl|wget|eval|exec)\s+[-/h$`]|\$\(|&&\s*\w|;\s*(rm|cat|curl|drop|delete)\b|\/etc\/passwd/i,
  /\b(system prompt|your (instructions|prompt)|you are now|jailbreak|developer mode|act as (an? )?(admin|root))\b/i,
  /\b(reveal|show|print|dump|leak|give|tell)\b.{0,30}\b(password|passwords|secrets?|api keys?|tokens?|credentials?|private keys?)\b/i,
  /\b(disable|turn off|bypass|switch off)\b.{0,30}\b(audit|auth|authentication|security|logging|access control)\b/i,
];
const QUERY_LANGUAGE =
  /^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|drop\s+(table|database)\s|match\s*\(|merge\s*\(|with\s+\w+\s+as\s*\(|(query|mutation|subscription)\b[^{]*\{|\{\s*\w+\s*[({])/is;

/** Reads a question into a plan. Pure and bounded: text over the limit is refused unread. Nothing read here ever acts. */
export function parseQuestion(input: ParseInput, catalogue: LiveCatalogue): Reading {
  const { question: text } = input;
  if (text.length > QUESTION_CHARS_MAX)
    return refused(
      { op: 'refuse', reason: 'unparsed', closest: NEAREST },
      [],
      [`the question has ${text.length} characters; at most ${QUESTION_CHARS_MAX} are read`],
    );
  if (QUERY_LANGUAGE.test(text))
    return refused({ op: 'refuse', reason: 'unsupported', closest: ['show crashes', 'which agents are offline?'] }, []);
  if (UNSAFE.some((pattern) => pattern.test(text))) return refused({ op: 'refuse', reason: 'unsafe' }, []);
  const time = { nowMs: Math.floor(input.nowUs / 1000), zone: input.tz };
  const question = Question.read(text, catalogue, time);
  if (question.tokens.length === 0) return refused({ op: 'refuse', reason: 'unparsed', closest: NEAREST }, []);
  const early = helpOrExplain(question);
  if (early !== undefined) return reading(question, early);
  const blocked = blockedByName(question);
  if (blocked !== undefined) return reading(question, blocked);
  if (question.periods.some((item) => item.period.ambiguous === true))
    return reading(question, { op: 'clarify', reason: 'ambiguous_time', slot: 'time' });
  const before =
    input.context === undefined ? undefined : parseQuestion({ question: input.context, tz: input.tz, nowUs: input.nowUs }, catalogue).plan;
  const leaning = question.copy();
  const followed = before === undefined ? undefined : followUp(leaning, before, time);
  const read: Read = followed ?? pronoun(question, before === undefined) ?? readForms(question, time);
  return finish(read.question ?? (followed === undefined ? question : leaning), read.plan);
}

interface Read {
  readonly plan: Plan | undefined;
  readonly question?: Question;
}

/** Each form gets its own copy of the question, so that a form that gives up leaves no marks. */
function readForms(asked: Question, time: TimeContext): Read {
  for (const form of FORMS) {
    const question = asked.copy();
    const plan = form(question, time);
    if (plan !== undefined) return { plan, question };
  }
  return { plan: undefined, question: asked };
}

function finish(question: Question, plan: Plan | undefined): Reading {
  const left = question.leftovers();
  if (plan === undefined) return reading(question, noPlan(question));
  if (left.length > 0 && plan.op !== 'clarify') {
    const known = question.senses.length + question.names.length;
    const term = question.text.slice(left[0]?.from, left[0]?.to);
    if (plan.op === 'action')
      return reading(question, { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: [paraphrase(plan)] });
    return reading(
      question,
      known === 0 || left.length > known
        ? { op: 'refuse', reason: 'out_of_scope', term, closest: NEAREST }
        : { op: 'refuse', reason: 'no_data', term, closest: [paraphrase(plan)] },
    );
  }
  const wrong = planWrong(plan);
  if (wrong !== undefined) return reading(question, { op: 'refuse', reason: 'unparsed', term: wrong, closest: NEAREST });
  return reading(question, plan);
}

function noPlan(question: Question): Plan {
  const left = question.leftovers();
  if (left.length === 0 && (question.senses.length > 0 || question.names.length > 0))
    return { op: 'clarify', reason: 'ambiguous_intent', slot: 'op', options: NEAREST };
  const term = left[0] === undefined ? undefined : question.text.slice(left[0].from, left[0].to);
  const reason = question.senses.length + question.names.length > 0 ? 'no_data' : left.length === 0 ? 'unparsed' : 'out_of_scope';
  return { op: 'refuse', reason, closest: NEAREST, ...(term === undefined ? {} : { term }) };
}

/** Questions that always work, offered when one did not. */
export const NEAREST: readonly string[] = [
  'which agents are offline?',
  'show crashes in the last 24 hours',
  'why did the last node crash?',
];

function helpOrExplain(question: Question): Plan | undefined {
  const has = (...phrases: string[]): boolean => question.has(...phrases);
  if (
    has(
      'how do you know',
      'how did you know',
      'what evidence',
      'show the evidence',
      'show me the evidence',
      'how can you tell',
      'says who',
      'prove it',
    )
  )
    return taken(question, { op: 'explain', what: 'evidence' });
  if (has('how did you read', 'how did you understand', 'what did you understand'))
    return taken(question, { op: 'explain', what: 'reading' });
  if (has('how did you calculate', 'how was that calculated', 'how is that calculated', 'how did you compute', 'how is it computed'))
    return taken(question, { op: 'explain', what: 'calculation' });
  if (has('what events are there', 'what events exist', 'which events exist', 'what event types', 'list event types', 'which event types'))
    return taken(question, { op: 'help', topic: 'events' });
  if (has('what fields', 'which fields')) return taken(question, { op: 'help', topic: 'fields' });
  if (has('what actions', 'what can you change')) return taken(question, { op: 'help', topic: 'actions' });
  if (
    has(
      'what can i ask',
      'what can you do',
      'what can you answer',
      'what questions',
      'how do i ask',
      'what do you know',
      'example questions',
      'examples',
    ) ||
    (question.tokens.length <= 2 && has('help', 'usage'))
  )
    return taken(question, { op: 'help', topic: 'questions' });
  return undefined;
}

function taken(question: Question, plan: Plan): Plan {
  question.use(0, question.tokens.length);
  return plan;
}

/** A name that does not exist, or could be several, stops the question: it must not be answered with something similar. */
function blockedByName(question: Question): ClarifyPlan | RefusePlan | undefined {
  for (const { link, text } of question.names) {
    if (link.how === 'unknown') return { op: 'refuse', reason: 'unknown_entity', term: text, closest: link.closest };
    if (link.how === 'ambiguous') return { op: 'clarify', reason: 'ambiguous_entity', slot: slotOf(link.kind), options: link.options };
  }
  return undefined;
}

/** "why did it crash" with nothing said before: which one? */
function pronoun(question: Question, alone: boolean): Read | undefined {
  if (!alone || question.names.length > 0 || !question.has('it', 'its', 'he', 'she', 'that one', 'this one')) return undefined;
  if (question.has('as it', 'is it', 'was it') && question.senses.some((sense) => sense.entry.target !== undefined)) return undefined;
  const events = question.senses.flatMap((sense) => sense.entry.event ?? []);
  if (question.senses.some((sense) => sense.entry.target !== undefined)) return undefined;
  return { plan: { op: 'clarify', reason: 'missing_entity', slot: subjectOf(events) ?? 'entity' } };
}

function refused(plan: RefusePlan, spans: readonly Span[], assumptions: readonly string[] = []): Reading {
  return { plan, reading: paraphrase(plan), spans, assumptions, alternatives: [], ignored: [], confidence: 1 };
}

/** How sure a link is: a name written exactly, an accepted beginning, a mended typo. */
const LINK_WEIGHT = { exact: 1, alias: 1, prefix: 0.9, typo: 0.8, ambiguous: 0.5, unknown: 1 } as const;

function reading(question: Question, plan: Plan): Reading {
  const weights = [...question.names.map((name) => LINK_WEIGHT[name.link.how]), ...question.senses.map((sense) => (sense.typo ? 0.8 : 1))];
  const links = weights.length === 0 ? 1 : weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const spanOf = (at: number, end: number, slot: string): Span => ({
    from: question.tokens[at]?.from ?? 0,
    to: question.tokens[end - 1]?.to ?? 0,
    slot,
  });
  const asked = plan.op === 'refuse' || plan.op === 'clarify';
  return {
    plan,
    reading: paraphrase(plan),
    spans: [
      ...question.names.map((item) => spanOf(item.at, item.end, 'kind' in item.link ? item.link.kind : 'entity')),
      ...question.senses.map((item) =>
        spanOf(
          item.at,
          item.end,
          item.entry.event !== undefined
            ? 'event'
            : item.entry.status !== undefined
              ? 'status'
              : (item.entry.dim ?? item.entry.metric ?? 'word'),
        ),
      ),
      ...question.periods.map((item) => spanOf(item.at, item.end, 'time')),
      ...question.numbers.map((item) => spanOf(item.at, item.end, 'number')),
    ].sort((a, b) => a.from - b.from),
    assumptions: assumed(question),
    alternatives: [],
    ignored: question.leftovers().map((token) => question.text.slice(token.from, token.to)),
    confidence: Math.round((asked ? 1 : question.coverage() * links) * 100) / 100,
  };
}

/** What was taken for granted while reading: mended typos, completed names. */
function assumed(question: Question): string[] {
  const names = question.names.flatMap(({ link, text }) =>
    link.how === 'prefix' || link.how === 'typo'
      ? [`read "${text}" as ${link.name}`]
      : link.how === 'alias'
        ? [`"${text}" means ${link.name}`]
        : [],
  );
  return [
    ...names,
    ...question.senses
      .filter((sense) => sense.typo)
      .map(
        (sense) =>
          `read "${question.tokens
            .slice(sense.at, sense.end)
            .map((token) => token.text)
            .join(' ')}" as "${sense.phrase}"`,
      ),
  ];
}
