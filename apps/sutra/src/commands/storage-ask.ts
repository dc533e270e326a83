import { askGraph, type GraphAnswer } from '@sutra/hybrid';
import { inert } from '@sutra/kit';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { showOne } from '../output/show.ts';
import { table } from '../output/table.ts';
import { instantUs } from '../output/when.ts';
import { type SourceOptions, withStore } from './storage-source.ts';

export interface StorageAskOptions extends SourceOptions {
  readonly address?: string;
  readonly at?: string;
  readonly exitStatus?: boolean;
}

/** `sutra storage ask QUESTION`: plain words about what a store has learned, answered by the store itself. */
export async function storageAsk(invocation: Invocation, question: string, options: StorageAskOptions): Promise<number> {
  const { clock, zone, at } = invocation;
  const asOf = options.at === undefined ? undefined : { timeUs: await instantUs(options.at, clock.wallUs(), zone, '--at') };
  const asked = options.address === undefined ? invocation : { ...invocation, at: { ...at, storage: options.address } };
  const answer = await withStore(asked, options, false, (store) =>
    askGraph(
      { question, ...(asOf === undefined ? {} : { asOf }), limitMs: limitOf(invocation), monotonicMs: () => clock.monotonicMs() },
      store,
    ),
  );
  showOne(invocation, answer, (value) => graphAnswerText(invocation, value));
  if (answer.status === 'clarify' || answer.status === 'refused') return 8;
  return options.exitStatus === true && (answer.status === 'empty' || answer.value === false || answer.value === 0) ? 3 : 0;
}

/** The sentence first, then how it was read, what it rests on, and what is not known. */
function graphAnswerText({ terminal, headers }: Invocation, answer: GraphAnswer): string {
  const { paint } = terminal;
  const lines = [paint.bold(inert(answer.text))];
  if (answer.confidence > 0) lines.push(paint.dim(`  read as    ${inert(answer.reading)}`));
  for (const assumption of answer.assumptions) lines.push(paint.dim(`  assumed    ${inert(assumption)}`));
  for (const [number, { text, confidence }] of (answer.paths ?? []).entries())
    lines.push(`  path ${String(number + 1).padStart(2)}    ${inert(text)}  ${paint.dim(`confidence ${confidence.toFixed(2)}`)}`);
  const columns = (answer.columns ?? []).map((name) => ({
    title: name.toUpperCase(),
    of: (row: Record<string, unknown>) => cell(row[name]),
  }));
  if (answer.rows !== undefined && answer.rows.length > 0)
    lines.push('', table(answer.rows, columns, { columnsMax: terminal.columns, wide: false, headers }));
  for (const unknown of answer.unknown) lines.push(`  not known  ${inert(unknown)}`);
  for (const { question } of answer.suggestions) lines.push(paint.dim(`  try        ${inert(question)}`));
  if (answer.status === 'answered') lines.push(paint.dim(`  confidence ${answer.confidence.toFixed(2)}: ${inert(answer.confidence_from)}`));
  if (answer.partial) lines.push(paint.yellow('  This answer is not complete: a limit was reached.'));
  const compared = answer.space === undefined ? '' : ` · vectors of ${inert(answer.space.name)} (${answer.space.method})`;
  lines.push(paint.dim(`${answer.scanned} looked at, ${answer.ms.toFixed(1)} ms · as of event ${answer.as_of_seq}${compared}`));
  return lines.join('\n');
}

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  return inert(typeof value === 'object' ? JSON.stringify(value) : String(value));
};
