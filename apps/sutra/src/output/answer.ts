import type { AnswerJson, EventJson } from '@sutra/api';
import { roundGaps } from '@sutra/api/round-gaps';
import { inert, usFromIso } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';
import { deedText } from './deed.ts';
import { table } from './table.ts';
import { clockText, momentText } from './when.ts';

/**
 * An answer as people read it: the sentence first, then how it was read, what it rests on, and what is not known.
 * @param at the instant it was asked about, where that was not now
 */
export function answerText(invocation: Invocation, answer: AnswerJson, at?: string): string {
  const { terminal, clock, zone, headers } = invocation;
  const { paint } = terminal;
  const nowUs = clock.wallUs();
  const lines = [paint.bold(inert(answer.text)), paint.dim(`  read as    ${inert(answer.reading)}`)];
  if (at !== undefined) lines.push(paint.dim(`  as of      ${momentText(at, nowUs, zone)}`));
  for (const assumption of answer.assumptions) lines.push(paint.dim(`  assumed    ${inert(assumption)}`));
  if (answer.window !== undefined)
    lines.push(paint.dim(`  window     ${momentText(answer.window.from, nowUs, zone)} to ${momentText(answer.window.to, nowUs, zone)}`));
  if (answer.path !== undefined && answer.path.length > 0) lines.push(...elided(invocation, pathLines(invocation, answer, nowUs)));
  else if (answer.rows !== undefined && answer.rows.length > 0) lines.push('', rowTable(answer, nowUs, zone, headers));
  else lines.push(...eventLines(answer, nowUs, zone));
  for (const { hypothesis, because } of answer.ruled_out) lines.push(`  ruled out  ${inert(hypothesis)}: ${inert(because)}`);
  for (const unknown of answer.unknown) lines.push(`  not known  ${inert(unknown)}`);
  const deed = answer.status === 'preview' ? deedText(answer) : undefined;
  if (deed !== undefined) lines.push(`  to do it   ${inert(deed)}`);
  if (answer.status === 'answered')
    lines.push(paint.dim(`  confidence ${confidenceWord(answer.confidence)}: ${inert(answer.confidence_from)}`));
  if (answer.partial) lines.push(paint.yellow('  This answer is not complete: a limit was reached.'));
  const count = answer.evidence.length;
  lines.push(
    paint.dim(
      `${count} ${count === 1 ? 'event' : 'events'}, ${answer.scanned} looked at, ${answer.ms.toFixed(1)} ms · as of event ${answer.as_of_seq}`,
    ),
  );
  return lines.join('\n');
}

/**
 * Ids of the events of an answer in the order they are numbered in: along the path in time; by the rows that show them; else as listed,
 * else as evidence.
 */
export function numberedEvents(answer: AnswerJson): readonly string[] {
  const path = answer.path ?? [];
  if (path.length === 0) {
    const listed = answer.events !== undefined && answer.events.length > 0 ? answer.events.map((event) => event.event_id) : answer.evidence;
    return [...new Set([...(answer.rows ?? []).flatMap(eventOfRow), ...listed])];
  }
  const places = new Map((answer.events ?? []).map((event) => [event.event_id, [usFromIso(event.timestamp) ?? 0, event.seq] as const]));
  const placeOf = (id: string): readonly [number, number] => places.get(id) ?? [0, 0];
  // The path is a list of links; an event several links lead to is still one line. Within one microsecond the record decides.
  const ids = [...new Set(path.flatMap((step) => (step.from === null ? [step.to] : [step.from, step.to])))];
  return ids.sort((a, b) => placeOf(a)[0] - placeOf(b)[0] || placeOf(a)[1] - placeOf(b)[1]);
}

/** A row of one event, or of a thing as an event left it, names it. */
function eventOfRow(row: Readonly<Record<string, unknown>>): string[] {
  const id = row['event_id'];
  return typeof id === 'string' && id !== '' ? [id] : [];
}

const LINK = { recorded: '← recorded cause', inferred: '← inferred', correlated: '← correlated' } as const;

function pathLines({ terminal, zone, output }: Invocation, answer: AnswerJson, nowUs: number): string[] {
  const gaps = roundGaps(output === 'wide' ? {} : answer);
  const events = new Map<string, EventJson>((answer.events ?? []).map((event) => [event.event_id, event]));
  const links = new Map([...(answer.path ?? [])].reverse().map((step) => [step.to, step]));
  return numberedEvents(answer).flatMap((id, index) => {
    const gap = gaps.get(id);
    if (gap !== undefined) return gap.first === id ? [terminal.paint.dim(`          …  ${gap.says}; -o wide shows them`)] : [];
    const event = events.get(id);
    const number = `${index === 0 ? '  path  ' : '        '} ${String(index + 1).padStart(2)}`;
    const step = links.get(id);
    const link =
      step === undefined || step.from === null
        ? ''
        : terminal.paint.dim(`  ${LINK[step.kind]}${step.rule === undefined ? '' : ` (${step.rule})`}`);
    if (event === undefined) return [`${number}  ${id} (not in the record any more)${link}`];
    return [`${number}  ${clockText(event.timestamp, nowUs, zone)}  ${event.event_type.padEnd(18)}  ${inert(event.summary)}${link}`];
  });
}

/** Lines of a long path that a person at a terminal sees: how it began and how it ended. */
const FIRST_LINES = 4;
const LAST_LINES = 10;

/** Leaves out the middle of a long path on a terminal, and says so; elsewhere everything is printed. */
function elided({ terminal, output }: Invocation, lines: readonly string[]): readonly string[] {
  const more = lines.length - FIRST_LINES - LAST_LINES;
  if (!terminal.isTty || output === 'wide' || more < 2) return lines;
  const gap = terminal.paint.dim(`          …  ${more} more events; -o wide shows them`);
  return [...lines.slice(0, FIRST_LINES), gap, ...lines.slice(-LAST_LINES)];
}

function eventLines(answer: AnswerJson, nowUs: number, zone: string): string[] {
  return (answer.events ?? []).map(
    (event, index) =>
      `  ${String(index + 1).padStart(3)}  ${clockText(event.timestamp, nowUs, zone)}  ${event.event_type.padEnd(20)}  ${inert(event.summary)}`,
  );
}

function rowTable(answer: AnswerJson, nowUs: number, zone: string, headers: boolean): string {
  const rows = answer.rows ?? [];
  const names = answer.columns ?? Object.keys(rows[0] ?? {});
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return '–';
    if (typeof value === 'object') return JSON.stringify(value);
    const text = typeof value === 'number' ? String(Number(value.toFixed(3))) : String(value);
    return usFromIso(text) === undefined ? text : clockText(text, nowUs, zone);
  };
  const numbers = new Map(numberedEvents(answer).map((id, index) => [id, String(index + 1)]));
  const numberOf = (row: Record<string, unknown>): string => numbers.get(eventOfRow(row)[0] ?? '') ?? '';
  const numbered = rows.some((row) => numberOf(row) !== '');
  return table(
    rows,
    [
      ...(numbered ? [{ title: '#', of: numberOf, align: 'right' as const }] : []),
      ...names.map((name) => ({ title: name.toUpperCase().replaceAll('_', ' '), of: (row: Record<string, unknown>) => cell(row[name]) })),
    ],
    { columnsMax: undefined, wide: true, headers },
  );
}

function confidenceWord(confidence: number): string {
  if (confidence >= 0.9) return 'very high';
  if (confidence >= 0.75) return 'high';
  if (confidence >= 0.6) return 'medium';
  return confidence >= 0.4 ? 'low' : 'very low';
}
