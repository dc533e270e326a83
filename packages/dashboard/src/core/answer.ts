import type { AnswerJson, EventJson } from '@sutra/api';

type PathLink = NonNullable<AnswerJson['path']>[number];

/** One line of a causal path: an event and how it is tied to the one before. */
export interface PathLine {
  readonly id: string;
  readonly event: EventJson | undefined;
  /** Number among the evidence, from 1; undefined when it is not evidence. */
  readonly number: number | undefined;
  /** How it follows from the line above; undefined for the first. */
  readonly link: PathLink | undefined;
}

/** The path of an answer as lines in order, each event once; the first cause starts it. */
export function pathLines(answer: AnswerJson): readonly PathLine[] {
  const events = eventsById(answer);
  const line = (id: string, link: PathLink | undefined): PathLine => ({ id, event: events.get(id), number: numberOf(answer, id), link });
  const lines: PathLine[] = [];
  const seen = new Set<string>();
  for (const step of answer.path ?? []) {
    if (step.from !== null && !seen.has(step.from)) {
      lines.push(line(step.from, undefined));
      seen.add(step.from);
    }
    if (!seen.has(step.to)) lines.push(line(step.to, step.from === null ? undefined : step));
    seen.add(step.to);
  }
  return lines;
}

export function eventsById(answer: AnswerJson): ReadonlyMap<string, EventJson> {
  return new Map((answer.events ?? []).map((event) => [event.event_id, event]));
}

export function numberOf(answer: AnswerJson, id: string): number | undefined {
  const at = answer.evidence.indexOf(id);
  return at === -1 ? undefined : at + 1;
}

/** The plan as chips: what each slot was filled with, nested values flattened to their words. Null and empty slots are left out. */
export function planChips(plan: Readonly<Record<string, unknown>>): readonly { readonly slot: string; readonly value: string }[] {
  return Object.entries(plan).flatMap(([slot, value]) => {
    const text = valueText(value);
    return text === '' ? [] : [{ slot, value: text }];
  });
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value))
    return value
      .map(valueText)
      .filter((text) => text !== '')
      .join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, inner]) => ({ name, text: valueText(inner) }))
      .filter(({ text }) => text !== '')
      .map(({ name, text }) => (name === 'id' || name === 'name' || name === 'type' || name === 'kind' ? text : `${name} ${text}`))
      .join(' ');
  return String(value);
}

/** A cell of an answer's table. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number')
    return Number.isInteger(value) ? value.toLocaleString('en') : value.toLocaleString('en', { maximumFractionDigits: 3 });
  return typeof value === 'string' ? value : valueText(value);
}
