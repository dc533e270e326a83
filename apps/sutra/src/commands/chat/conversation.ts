import { writeFileSync } from 'node:fs';
import type { AnswerJson, CompleteAnswer, EventDetailAnswer } from '@sutra/api';
import { csvOf } from '@sutra/hybrid';
import { counted, inert, SutraError } from '@sutra/kit';
import { instantIso } from '../../client/at.ts';
import { ControlClient } from '../../client/control.ts';
import type { Invocation } from '../../client/invocation.ts';
import { pagesAt } from '../../client/pages.ts';
import { numberedEvents } from '../../output/answer.ts';
import { exitCodeOf, failureText } from '../../output/failure.ts';
import { answerTo, type Mode, planOf, showAnswer } from '../ask.ts';

export interface ConversationOptions {
  readonly at: string | undefined;
  readonly model?: Mode;
  /** Show how questions are read, and answer none. */
  readonly plan: boolean;
  readonly exitStatus: boolean;
}

const HELP = [
  '  /show N      event number N of the last answer, whole',
  '  /plan        how the last question was read',
  '  /at TIME     ask as of then ("2h", "yesterday 3pm"); /at now goes back to the present',
  '  /csv [FILE]  the rows of the last answer, printed or written to a file',
  '  /link        a link to the last answer, for a browser',
  '  /help        this',
  '  /quit        leave (also Ctrl-D); Ctrl-C stops a question that is running',
].join('\n');

const COMMANDS = ['/show ', '/plan', '/at ', '/csv', '/link', '/help', '/quit'];
/** Completions listed at once. */
const COMPLETIONS_MAX = 8;

/** What a conversation remembers: the last question and its answer, and the time it is about. Follow-ups are read against the question before. */
export class Conversation {
  readonly #invocation: Invocation;
  readonly #options: ConversationOptions;
  /** What the next question may lean on. */
  #question: string | undefined;
  /** The last question as it was asked, and what it was asked after: to read it again it takes the same. */
  #asked: { readonly question: string; readonly context?: string } | undefined;
  #answer: AnswerJson | undefined;
  /** RFC 3339; undefined is now. */
  #at: string | undefined;

  private constructor(invocation: Invocation, options: ConversationOptions, at: string | undefined) {
    this.#invocation = invocation;
    this.#options = options;
    this.#at = at;
  }

  static async begin(invocation: Invocation, options: ConversationOptions): Promise<Conversation> {
    return new Conversation(invocation, options, options.at === undefined ? undefined : await instantIso(invocation, options.at, '--at'));
  }

  /** The instant questions are about; undefined is now. */
  get at(): string | undefined {
    return this.#at;
  }

  /** Whole lines that what was typed so far could become, the most useful first. None when nobody can be asked: typing goes on. */
  async completions(typed: string): Promise<readonly string[]> {
    if (typed.startsWith('/')) return COMMANDS.filter((command) => command.startsWith(typed));
    try {
      const put = { text: typed, tz: this.#invocation.zone, limit: COMPLETIONS_MAX };
      const { completions } = await new ControlClient(this.#invocation).post<CompleteAnswer>('/api/ask/complete', put);
      return completions.map(({ question }) => question);
    } catch (reason) {
      SutraError.from(reason); // a programming mistake is thrown on; that the grid is away is said when the question is asked
      return [];
    }
  }

  /** One line: a command or a question. Returns its exit code, or `quit`. What goes wrong is said; the conversation goes on. */
  async say(line: string, signal?: AbortSignal): Promise<number | 'quit'> {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word === '/quit' || word === '/exit') return 'quit';
    try {
      return await (word.startsWith('/') ? this.#command(word, rest) : this.#ask(line.trim(), signal));
    } catch (reason) {
      if (signal?.aborted === true) {
        this.#invocation.terminal.note('Stopped.');
        return 130;
      }
      const error = SutraError.from(reason);
      this.#invocation.terminal.note(failureText(error));
      return exitCodeOf(error);
    }
  }

  async #ask(question: string, signal: AbortSignal | undefined): Promise<number> {
    const { model, plan, exitStatus } = this.#options;
    const put = {
      at: this.#at,
      ...(this.#question === undefined ? {} : { context: this.#question }),
      ...(model === undefined ? {} : { model }),
      ...(signal === undefined ? {} : { signal }),
    };
    if (plan) {
      const { reading } = await planOf(this.#invocation, question, put);
      this.#out(reading);
      if (reading !== undefined) this.#remember(question, reading.context);
      return 0;
    }
    const answer = await answerTo(this.#invocation, question, put);
    this.#answer = answer;
    this.#remember(question, answer.context);
    return showAnswer(this.#invocation, answer, exitStatus, this.#at);
  }

  #remember(question: string, context: string | undefined): void {
    this.#asked = { question, ...(this.#question === undefined ? {} : { context: this.#question }) };
    this.#question = context;
  }

  async #command(word: string, rest: readonly string[]): Promise<number> {
    const { terminal } = this.#invocation;
    switch (word) {
      case '/show':
        return this.#show(rest[0]);
      case '/plan':
        return this.#plan();
      case '/at':
        this.#at = rest.length === 0 || rest[0] === 'now' ? undefined : await instantIso(this.#invocation, rest.join(' '));
        return 0;
      case '/csv':
        return this.#csv(rest.join(' '));
      case '/link':
        return this.#link();
      case '/help':
        terminal.note(HELP);
        return 0;
      default:
        terminal.note(`There is no ${inert(word)} here.\n${HELP}`);
        return 2;
    }
  }

  async #plan(): Promise<number> {
    if (this.#asked === undefined) return this.#nothing('Nothing was asked yet.');
    const { model } = this.#options;
    const { question, context } = this.#asked;
    const { reading, model: asked } = await planOf(this.#invocation, question, {
      at: this.#at,
      ...(context === undefined ? {} : { context }),
      ...(model === undefined ? {} : { model }),
    });
    this.#out(asked === undefined ? reading : { ...reading, model: asked });
    return 0;
  }

  async #show(typed: string | undefined): Promise<number> {
    if (this.#answer === undefined) return this.#nothing('Nothing was answered yet.');
    const ids = numberedEvents(this.#answer);
    const number = Number(typed);
    const id = Number.isInteger(number) ? ids[number - 1] : undefined;
    if (id === undefined)
      return this.#nothing(ids.length === 0 ? 'The answer rests on no event.' : `Events 1 to ${ids.length} belong to the last answer.`);
    const known = this.#answer.events?.find((event) => event.event_id === id);
    this.#out(
      known ?? (await new ControlClient(this.#invocation).get<EventDetailAnswer>(`/api/grid/events/${encodeURIComponent(id)}`)).event,
    );
    return 0;
  }

  #csv(file: string): number {
    const { rows, columns } = this.#answer ?? {};
    if (rows === undefined || rows.length === 0) return this.#nothing('The last answer has no rows.');
    const text = csvOf(columns ?? Object.keys(rows[0] ?? {}), rows);
    if (file === '') this.#invocation.terminal.out(text.replaceAll('\r\n', '\n'));
    else {
      writeOut(file, text);
      this.#invocation.terminal.note(`${counted(rows.length, 'row')} written to ${inert(file)}`);
    }
    return 0;
  }

  #link(): number {
    if (this.#answer === undefined) return this.#nothing('Nothing was answered yet.');
    const { question, plan } = this.#answer;
    // With its plan, not to be read again: a follow-up alone would be another question.
    const link = new URLSearchParams({ q: question, plan: JSON.stringify(plan), ...(this.#at === undefined ? {} : { t: this.#at }) });
    this.#invocation.terminal.out(`${pagesAt(this.#invocation.at.control)}/ask?${link}`);
    return 0;
  }

  #nothing(why: string): number {
    this.#invocation.terminal.note(why);
    return 5;
  }

  #out(value: unknown): void {
    this.#invocation.terminal.out(JSON.stringify(value, null, this.#invocation.output === 'jsonl' ? undefined : 2));
  }
}

/** @throws SutraError SUTRA_USAGE when the file cannot be written */
function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (reason) {
    throw new SutraError('SUTRA_USAGE', `Cannot write ${file}: ${(reason as Error).message}`, {
      cause: reason,
      mend: 'Name a file in a folder you may write to.',
    });
  }
}
