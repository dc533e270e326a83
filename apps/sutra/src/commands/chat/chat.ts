import { createInterface } from 'node:readline';
import type { Invocation } from '../../client/invocation.ts';
import { momentText } from '../../output/when.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';

/** Lines of the history one can go back to. */
const HISTORY_LINES = 500;
/** Lines that wait while a question is answered. */
const WAITING_MAX = 1_000;

/** `sutra ask` without a question, at a terminal. Ctrl-C stops the question that runs, or empties the line; Ctrl-D leaves. */
export async function chat(invocation: Invocation, options: ConversationOptions): Promise<number> {
  const { terminal } = invocation;
  const talk = await Conversation.begin(invocation, options);
  terminal.note(terminal.paint.dim('Ask about the grid in plain words. Tab completes, /help for more, /quit to leave.'));
  const completer = (typed: string, told: (failure: null, found: [string[], string]) => void): void => {
    void talk.completions(typed).then((found) => told(null, [[...found], typed]));
  };
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true, historySize: HISTORY_LINES, completer });
  const waiting: string[] = [];
  let running: AbortController | undefined;
  return new Promise((resolve) => {
    const prompt = (): void => {
      lines.setPrompt(talk.at === undefined ? '? ' : `[${momentText(talk.at, invocation.clock.wallUs(), invocation.zone)}] ? `);
      lines.prompt();
    };
    const next = async (): Promise<void> => {
      if (running !== undefined) return;
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
        if (line.trim() === '') continue;
        running = new AbortController();
        const said = await talk.say(line, running.signal);
        running = undefined;
        if (said === 'quit') return lines.close();
      }
      prompt();
    };
    lines.on('line', (line) => {
      if (waiting.length < WAITING_MAX) waiting.push(line);
      void next();
    });
    lines.on('SIGINT', () => {
      waiting.length = 0;
      if (running !== undefined) return running.abort();
      lines.write(null, { ctrl: true, name: 'e' });
      lines.write(null, { ctrl: true, name: 'u' });
      terminal.note('\n(Ctrl-D or /quit leaves)');
      prompt();
    });
    lines.on('close', () => {
      running?.abort();
      terminal.note('');
      resolve(0);
    });
    prompt();
  });
}
