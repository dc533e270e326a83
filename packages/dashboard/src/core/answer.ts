import type { AnswerJson, EventJson } from '@sutra/api';

type PathLink = NonNullable<AnswerJson['path']>[number];

/** One line of a causal path: an event and how it is tied to the one before. */
export interface PathLine {
  readonly id: string;
  readonly event: EventJson | undefined;
  /** Number among the evidence, from 1; undefined when it is not evidence. */
  readonly number: number | undefined;
  /** How it follows from its cause; undefined for a first cause. */
  readonly link: PathLink | undefined;
  /** Number of the cause among the evidence, when it is not the line right above. */
  readonly after: number | undefined;
}

/** The path of an answer as lines from the first cause to the last effect, each event once, each tied to the nearest cause above it. */
export function pathLines(answer: AnswerJson): readonly PathLine[] {
  const events = eventsById(answer);
  const links = answer.path ?? [];
  const ids = [...new Set(links.flatMap((link) => (link.from === null ? [link.to] : [link.from, link.to])))];
  const place = (id: string): number => events.get(id)?.seq ?? 0;
  const known = answer.events?.map((event) => event.event_id) ?? [];
  const ordered = inOrder(ids, links, (a, b) => known.indexOf(a) - known.indexOf(b) || place(a) - place(b));
  return ordered.map((id, i) => {
    const causes = links.filter((link) => link.to === id && link.from !== null);
    const nearest = causes.sort((a, b) => ordered.lastIndexOf(b.from as string, i) - ordered.lastIndexOf(a.from as string, i))[0];
    const apart = nearest !== undefined && nearest.from !== ordered[i - 1] ? numberOf(answer, nearest.from as string) : undefined;
    return { id, event: events.get(id), number: numberOf(answer, id), link: nearest, after: apart };
  });
}

/** Causes before effects; among those that are free, `before` decides. A cycle, which no record holds, is cut where it is met. */
function inOrder(ids: readonly string[], links: readonly PathLink[], before: (a: string, b: string) => number): readonly string[] {
  const left = new Set([...ids].sort(before));
  const ordered: string[] = [];
  while (left.size > 0) {
    const free = [...left].find(
      (id) => !links.some((link) => link.to === id && link.from !== null && link.from !== id && left.has(link.from)),
    );
    const next = free ?? ([...left][0] as string);
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}

export function eventsById(answer: AnswerJson): ReadonlyMap<string, EventJson> {
  return new Map((answer.events ?? []).map((event) => [event.event_id, event]));
}

export function numberOf(answer: AnswerJson, id: string): number | undefined {
  const at = answer.evidence.indexOf(id);
  return at === -1 ? undefined : at + 1;
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
