import { createInterface } from 'node:readline/promises';
import type { AnswerJson, EventDetailAnswer } from '@sutra/api';
import { inert, SutraError } from '@sutra/kit';
import { instantIso } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { answerText, numberedEvents } from '../output/answer.ts';
import { momentText } from '../output/when.ts';
import { answerTo, planOf } from './ask.ts';

const HELP = [
  '  /show N     event number N of the last answer, whole',
  '  /plan       how the last question was read',
  '  /at TIME    ask as of then ("2h", "yesterday 3pm"); /at now goes back to the present',
  '  /quit       leave (also Ctrl-D)',
].join('\n');

/** What a conversation remembers: the last question and its answer, and the time it is about. */
interface Talk {
  question: string | undefined;
  answer: AnswerJson | undefined;
  /** RFC 3339; undefined is now. */
  at: string | undefined;
}

/** `sutra ask` without a question: a conversation. Follow-ups are read against the question before. */
export async function chat(invocation: Invocation, at: string | undefined): Promise<number> {
  const { terminal } = invocation;
  const talk: Talk = { question: undefined, answer: undefined, at: at === undefined ? undefined : await instantIso(invocation, at) };
  terminal.note(terminal.paint.dim('Ask about the grid in plain words. /help for more, /quit to leave.'));
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  const interrupted = new AbortController();
  lines.on('SIGINT', () => interrupted.abort());
  lines.on('close', () => interrupted.abort());
  try {
    for (;;) {
      const prompt = talk.at === undefined ? '? ' : `[${momentText(talk.at, invocation.clock.wallUs(), invocation.zone)}] ? `;
      const line = (await lines.question(prompt, { signal: interrupted.signal })).trim();
      if (line === '/quit' || line === '/exit') return 0;
      if (line === '') continue;
      await reply(invocation, talk, line).catch((reason: unknown) => {
        const error = SutraError.from(reason);
        terminal.note(`${inert(error.message)}\n  → ${inert(error.mend)}`);
      });
    }
  } catch (reason) {
    if (!interrupted.signal.aborted) throw reason;
    terminal.note('');
    return 0;
  } finally {
    lines.close();
  }
}

async function reply(invocation: Invocation, talk: Talk, line: string): Promise<void> {
  const { terminal } = invocation;
  const [word = '', ...rest] = line.split(/\s+/);
  switch (word) {
    case '/show':
      return showEvent(invocation, talk, rest[0]);
    case '/plan': {
      if (talk.question === undefined) return terminal.note('Nothing was asked yet.');
      const { reading } = await planOf(invocation, talk.question, talk.at);
      return terminal.out(JSON.stringify(reading, null, 2));
    }
    case '/at':
      talk.at = rest.length === 0 || rest[0] === 'now' ? undefined : await instantIso(invocation, rest.join(' '));
      return;
    case '/help':
      return terminal.note(HELP);
    default:
      if (word.startsWith('/')) return terminal.note(`There is no ${word} here.\n${HELP}`);
  }
  const context = talk.question === undefined ? {} : { context: talk.question };
  const answer = await answerTo(invocation, line, { at: talk.at, ...context });
  terminal.out(answerText(invocation, answer));
  talk.answer = answer;
  // What was not understood is no ground for a follow-up.
  if (answer.status !== 'refused') talk.question = line;
}

async function showEvent(invocation: Invocation, talk: Talk, typed: string | undefined): Promise<void> {
  const { terminal } = invocation;
  if (talk.answer === undefined) return terminal.note('Nothing was answered yet.');
  const ids = numberedEvents(talk.answer);
  const number = Number(typed);
  const id = Number.isInteger(number) ? ids[number - 1] : undefined;
  if (id === undefined)
    return terminal.note(ids.length === 0 ? 'The answer rests on no event.' : `Events 1 to ${ids.length} belong to the last answer.`);
  const known = talk.answer.events?.find((event) => event.event_id === id);
  const event = known ?? (await new ControlClient(invocation).get<EventDetailAnswer>(`/api/grid/events/${encodeURIComponent(id)}`)).event;
  terminal.out(JSON.stringify(event, null, 2));
}
