import type { AnswerJson, EventJson } from '@sutra/api';
import { inert, usFromIso } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { hint, showOne } from '../output/show.ts';
import { table } from '../output/table.ts';
import { clockText } from '../output/when.ts';

export interface AskOptions {
  readonly at?: string;
  readonly tz?: string;
  readonly plan?: boolean;
  readonly exitStatus?: boolean;
}

/** `sutra ask QUESTION` and, through it, `why`, `timeline` and `state`: one answer, one shape. */
export async function ask(invocation: Invocation, question: string, options: AskOptions): Promise<number> {
  const nowUs = invocation.clock.wallUs();
  const body = { question, ...(options.tz === undefined ? {} : { tz: options.tz }), ...(await atQuery(options.at, nowUs)) };
  const control = new ControlClient(invocation);
  if (options.plan === true) {
    const plan = await control.post<Record<string, unknown>>('/api/ask/plan', body);
    invocation.terminal.out(JSON.stringify(plan, null, 2));
    return 0;
  }
  const answer = await control.post<AnswerJson>('/api/ask', body);
  showOne(invocation, answer, (value) => answerText(invocation, value, nowUs));
  const next = answer.suggestions[0];
  if (next !== undefined) hint(invocation, `sutra ask ${JSON.stringify(next.question)}`);
  return exitOf(answer, options.exitStatus === true);
}

function exitOf(answer: AnswerJson, byAnswer: boolean): number {
  if (answer.status === 'clarify' || answer.status === 'refused') return 8;
  if (byAnswer && (answer.status === 'empty' || answer.value === false || answer.value === 0)) return 3;
  return 0;
}

function answerText(invocation: Invocation, answer: AnswerJson, nowUs: number): string {
  const { paint } = invocation.terminal;
  const lines = [paint.bold(inert(answer.text)), paint.dim(`  read as    ${inert(answer.reading)}`)];
  for (const assumption of answer.assumptions) lines.push(paint.dim(`  assumed    ${inert(assumption)}`));
  if (answer.window !== undefined) lines.push(paint.dim(`  window     ${answer.window.from} to ${answer.window.to}`));
  if (answer.path !== undefined && answer.path.length > 0) lines.push(...pathLines(answer, nowUs, paint.dim));
  else if (answer.rows !== undefined && answer.rows.length > 0) lines.push('', rowTable(invocation, answer));
  else if (answer.events !== undefined && answer.events.length > 0) {
    lines.push(...answer.events.map((event) => `  ${clockText(event.timestamp, nowUs, false)}  ${event.event_type.padEnd(20)}  ${inert(event.summary)}`));
  }
  for (const { hypothesis, because } of answer.ruled_out) lines.push(`  ruled out  ${inert(hypothesis)}: ${inert(because)}`);
  for (const unknown of answer.unknown) lines.push(`  not known  ${inert(unknown)}`);
  if (answer.status === 'answered') lines.push(paint.dim(`  confidence ${confidenceWord(answer.confidence)}: ${inert(answer.confidence_from)}`));
  if (answer.partial) lines.push('  This answer is not complete: a limit was reached.');
  lines.push(paint.dim(`${answer.evidence.length} events, ${answer.scanned} looked at, ${answer.ms.toFixed(1)} ms · as of event ${answer.as_of_seq}`));
  return lines.join('\n');
}

const LINK = { recorded: '← recorded cause', inferred: '← inferred', correlated: '← correlated' } as const;

function pathLines(answer: AnswerJson, nowUs: number, dim: (text: string) => string): string[] {
  const events = new Map<string, EventJson>((answer.events ?? []).map((event) => [event.event_id, event]));
  return (answer.path ?? []).flatMap((step, index) => {
    const event = events.get(step.to);
    if (event === undefined) return [];
    const label = index === 0 ? '  path  ' : '        ';
    const link = step.from === null ? '' : dim(`  ${LINK[step.kind]}${step.rule === undefined ? '' : ` (${step.rule})`}`);
    return [`${label} ${String(index + 1).padStart(2)}  ${clockText(event.timestamp, nowUs, false)}  ${event.event_type.padEnd(18)}  ${inert(event.summary)}${link}`];
  });
}

function rowTable(invocation: Invocation, answer: AnswerJson): string {
  const rows = answer.rows ?? [];
  const names = answer.columns ?? Object.keys(rows[0] ?? {});
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return '–';
    if (typeof value === 'object') return JSON.stringify(value);
    const text = String(value);
    return usFromIso(text) === undefined ? text : clockText(text, invocation.clock.wallUs(), false);
  };
  return table(
    rows,
    names.map((name) => ({ title: name.toUpperCase().replaceAll('_', ' '), of: (row: Record<string, unknown>) => cell(row[name]) })),
    { columnsMax: undefined, wide: true, headers: invocation.headers },
  );
}

function confidenceWord(confidence: number): string {
  return confidence >= 0.9 ? 'very high' : confidence >= 0.75 ? 'high' : confidence >= 0.6 ? 'medium' : confidence >= 0.4 ? 'low' : 'very low';
}
