import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { SutraError } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';

/** Longest line of a batch, in characters: a question of the greatest length with its plan fits many times. */
const LINE_CHARS_MAX = 1_000_000;

interface Asked {
  readonly id: string;
  readonly question: string;
  readonly context?: string | null;
}

/**
 * Reads a file of questions, one JSON object a line, against a written-down world and prints what each would become:
 * `{id, plan, reading, ms}`. Needs no grid. `ms` is of a reader that has read a few questions of its own before, as that of a running grid has. @throws SutraError SUTRA_USAGE naming the file, the line and the field
 */
export async function planBatch(invocation: Invocation, file: string, worldFile: string | undefined): Promise<number> {
  if (worldFile === undefined)
    throw new SutraError('SUTRA_USAGE', 'Cannot read the batch: --plan-batch needs --world, the file with names, clock and zone');
  const { parseQuestion, readTypical } = await import('@sutra/hybrid');
  const { catalogue, nowUs, tz } = await worldOf(worldFile);
  for (const _ of readTypical(catalogue, { nowMs: nowUs / 1000, zone: tz }));
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line.trim() === '') continue;
    const { id, question, context } = askedOf(line, `${file} line ${number}`);
    const startedMs = invocation.clock.monotonicMs();
    const { plan, reading } = parseQuestion(
      { question, tz, nowUs, ...(context === undefined || context === null ? {} : { context }) },
      catalogue,
    );
    const ms = Math.round((invocation.clock.monotonicMs() - startedMs) * 1000) / 1000;
    invocation.terminal.out(JSON.stringify({ id, plan, reading, ms }));
  }
  return 0;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield line;
  } catch (reason) {
    throw unreadable(file, reason);
  } finally {
    input.destroy();
  }
}

async function worldOf(file: string) {
  const { catalogueOfWorld } = await import('@sutra/hybrid');
  const text = await readFile(file, 'utf8').catch((reason: unknown) => {
    throw unreadable(file, reason);
  });
  const world = objectOf(text, file);
  for (const field of ['agents', 'nodes'])
    if (typeof world[field] !== 'object' || world[field] === null)
      throw new SutraError('SUTRA_USAGE', `${file}: "${field}" must be an object from names to what is known of them`);
  const nowMs = Date.parse(String(world['now']));
  if (Number.isNaN(nowMs)) throw new SutraError('SUTRA_USAGE', `${file}: "now" must be a time such as 2026-03-18T14:30:00Z`);
  const tz = typeof world['tz'] === 'string' ? world['tz'] : 'UTC';
  return { catalogue: catalogueOfWorld(world as unknown as Parameters<typeof catalogueOfWorld>[0]), nowUs: nowMs * 1000, tz };
}

function askedOf(line: string, place: string): Asked {
  if (line.length > LINE_CHARS_MAX) throw new SutraError('SUTRA_USAGE', `${place}: longer than ${LINE_CHARS_MAX} characters`);
  const asked = objectOf(line, place);
  if (typeof asked['id'] !== 'string') throw new SutraError('SUTRA_USAGE', `${place}: "id" must be text`);
  if (typeof asked['question'] !== 'string') throw new SutraError('SUTRA_USAGE', `${place}: "question" must be text`);
  const context = asked['context'];
  if (context !== undefined && context !== null && typeof context !== 'string')
    throw new SutraError('SUTRA_USAGE', `${place}: "context" must be the question before, or null`);
  return { id: asked['id'], question: asked['question'], ...(context === undefined ? {} : { context }) };
}

function objectOf(text: string, place: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (reason) {
    throw new SutraError('SUTRA_USAGE', `${place}: not JSON`, { cause: reason });
  }
  throw new SutraError('SUTRA_USAGE', `${place}: must be a JSON object`);
}

function unreadable(file: string, reason: unknown): SutraError {
  const why = (reason as { code?: string }).code ?? 'unknown error';
  return new SutraError('SUTRA_USAGE', `Cannot read ${file}: ${why}`, { cause: reason });
}
