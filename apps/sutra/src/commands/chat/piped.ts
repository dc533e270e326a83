import { createInterface } from 'node:readline';
import { inert } from '@sutra/kit';
import type { Invocation } from '../../client/invocation.ts';
import { forPrograms } from '../../output/show.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';

/** Of a line that is repeated before its answer. */
const SHOWN_CHARS_MAX = 200;

/** Every line was answered alike: its code. Some were and some were not: partial success. */
const PARTIAL = 9;

/**
 * Questions from a pipe, one a line, answered in their order as one conversation: a line that is not understood is said, and the next
 * is read. Undefined when there was no line at all.
 */
export async function piped(invocation: Invocation, options: ConversationOptions): Promise<number | undefined> {
  const talk = await Conversation.begin(invocation, options);
  const codes = new Set<number>();
  for await (const line of createInterface({ input: process.stdin, terminal: false, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    // Of several answers in a file, each says what it answers; for programs the answer itself does.
    if (!forPrograms(invocation) && !line.trim().startsWith('/'))
      invocation.terminal.out(`? ${inert(line.trim().slice(0, SHOWN_CHARS_MAX))}`);
    const code = await talk.say(line);
    if (code === 'quit') break;
    codes.add(code);
  }
  const [only, ...others] = codes;
  return others.length > 0 ? PARTIAL : only;
}
