import { type Clock, SutraError } from '@sutra/kit';
import { lexiconOf } from '../../core/language/lexicon.ts';
import type { ParseInput, Reading } from '../../core/language/parse.ts';
import { readSentence } from '../../core/language/sentence.ts';
import type { LiveCatalogue } from '../../core/names.ts';
import type { Plan } from '../../core/plan.ts';
import { proposalSchema } from '../../core/proposal/form.ts';
import { instructions, masked, questionText } from '../../core/proposal/prompt.ts';
import { type Judged, readProposal } from '../../core/proposal/read-proposal.ts';
import { REPHRASE_INSTRUCTIONS, REPHRASE_SCHEMA, readRephrase, withoutFacts } from '../../core/proposal/rephrase.ts';
import { type AskedAs, type ChatService, FORMS, type Message } from './chat-service.ts';

export interface ModelReaderOptions {
  readonly service: ChatService;
  readonly clock: Clock;
  /** From the first byte sent to the last byte read, repair included, ms. */
  readonly limitMs?: number;
  /** Calls within an hour; beyond them nothing is asked. */
  readonly callsPerHour?: number;
  /** Names of the grid leave as `node_1`. */
  readonly pseudonyms?: boolean;
}

/**
 * What became of asking: `read` gave a plan; `declined` gave none on purpose; `voided` broke a rule twice; `failed` did not answer, in
 * time or at all; `spent` was not asked, because a limit was reached.
 */
export type ModelOutcome = 'read' | 'declined' | 'voided' | 'failed' | 'spent';

/** One question put to a model, whole: what is kept for audit. */
export interface ModelRecord {
  readonly model: string;
  readonly outcome: ModelOutcome;
  /** What was sent about this question; the instructions before it are always the same. */
  readonly prompt: string;
  /** What came back, one text a call. */
  readonly output: readonly string[];
  /** What was wrong with it, or why nothing came. */
  readonly why?: string;
  /** The plan that passed every check. */
  readonly plan?: Plan;
  /** Requests sent: none when the same question was read before. */
  readonly calls: number;
  readonly ms: number;
}
export interface ModelReading {
  readonly reading?: Reading;
  readonly record: ModelRecord;
}

export const MODEL_LIMITS = {
  limitMs: 3_000,
  callsPerHour: 120,
  /** Questions at a model at once; more are read by the grammar alone. */
  atOnceMax: 4,
  /** Answers kept, so that the same question is read the same way and paid for once. */
  keptMax: 256,
  /** Longest text of one output kept for audit. */
  outputCharsMax: 4_000,
  /** Longest text of what was wrong: a model may have chosen words of it. */
  whyCharsMax: 300,
} as const;

const HOUR_MS = 3_600_000;

/** Lets a model fill in a plan, and judges what it filled in. It decides nothing else: not when to ask, and not what is answered. */
export class ModelReader {
  readonly #options: ModelReaderOptions;
  readonly #schema = proposalSchema();
  /** When calls were made, in the last hour. */
  #calls: number[] = [];
  #atOnce = 0;
  /** The first way of asking that the server is known to take. */
  #form = 0;
  readonly #kept = new Map<string, string>();
  #last: { readonly outcome: ModelOutcome; readonly why?: string } | undefined;

  constructor(options: ModelReaderOptions) {
    this.#options = options;
  }

  get model(): string {
    return this.#options.service.model;
  }
  /** Where questions go. */
  get endpoint(): string {
    return this.#options.service.endpoint;
  }

  /** What became of the last question put to it. */
  get last(): { readonly outcome: ModelOutcome; readonly why?: string } | undefined {
    return this.#last;
  }

  /** Never throws for what a model or its server does: a record says it, and there is no reading. */
  async read(input: ParseInput, catalogue: LiveCatalogue, gone?: AbortSignal): Promise<ModelReading> {
    const { clock, pseudonyms = false, limitMs = MODEL_LIMITS.limitMs } = this.#options;
    const time = { nowMs: Math.floor(input.nowUs / 1000), zone: input.tz };
    const sentences = [input.question, ...(input.context === undefined ? [] : [input.context])].map((text) =>
      readSentence(text, catalogue, time, true),
    );
    const [question, before] = masked(sentences, pseudonyms);
    if (question === undefined) throw new Error('there is always a question');
    const prompt = questionText(question, before);
    const startedMs = clock.monotonicMs();
    const output: string[] = [];
    let calls = 0;
    const done = (outcome: ModelOutcome, { why, reading }: { why?: string; reading?: Reading } = {}): ModelReading => {
      const said = why === undefined ? {} : { why: why.slice(0, MODEL_LIMITS.whyCharsMax) };
      this.#last = { outcome, ...said };
      return {
        ...(reading === undefined ? {} : { reading }),
        record: {
          model: this.model,
          outcome,
          prompt,
          output: output.map((one) => one.slice(0, MODEL_LIMITS.outputCharsMax)),
          ...said,
          ...(reading === undefined ? {} : { plan: reading.plan }),
          calls,
          ms: clock.monotonicMs() - startedMs,
        },
      };
    };
    const judge = (text: string): Judged => readProposal(question.unmask(text), input, catalogue);
    const known = this.#kept.get(prompt);
    if (known !== undefined) {
      output.push(known);
      const judged = judge(known);
      if ('reading' in judged) return done('read', judged);
      this.#kept.delete(prompt);
    }
    if (this.#atOnce >= MODEL_LIMITS.atOnceMax) return done('spent', { why: `${MODEL_LIMITS.atOnceMax} questions are at it already` });
    const messages: Message[] = [
      { role: 'system', content: instructions(lexiconOf(catalogue.events)) },
      { role: 'user', content: prompt },
    ];
    const signal = AbortSignal.any([AbortSignal.timeout(limitMs), ...(gone === undefined ? [] : [gone])]);
    this.#atOnce++;
    try {
      for (let turn = 0; ; turn++) {
        const text = await this.#ask(messages, signal, () => calls++);
        output.push(text);
        const judged = judge(text);
        if ('declined' in judged) return done('declined', { why: 'it found no plan for it' });
        if ('reading' in judged) {
          this.#keep(prompt, text);
          return done('read', judged);
        }
        if (turn === 1) return done('voided', { why: judged.wrong });
        messages.push(
          { role: 'assistant', content: text.slice(0, MODEL_LIMITS.outputCharsMax) },
          {
            role: 'user',
            content: `This cannot be used: ${judged.wrong}. Answer again with the whole JSON, or with {"plan": null, "words": []}.`,
          },
        );
      }
    } catch (reason) {
      gone?.throwIfAborted();
      const error = SutraError.from(reason);
      return done(error.code === 'SUTRA_MODEL_SPENT' ? 'spent' : 'failed', { why: error.message });
    } finally {
      this.#atOnce--;
    }
  }

  /**
   * A computed sentence said otherwise. Its facts do not leave, and what comes back holds the same facts or is not taken; there is one try. Never
   * throws for what a model or its server does. Without a text the computed sentence stands.
   */
  async reword(
    text: string,
    catalogue: LiveCatalogue,
    gone?: AbortSignal,
  ): Promise<{ readonly text?: string; readonly record?: ModelRecord }> {
    const { clock, limitMs = MODEL_LIMITS.limitMs } = this.#options;
    const masked = withoutFacts(text, catalogue);
    if (masked === undefined) return {};
    const startedMs = clock.monotonicMs();
    const prompt = `Sentence: ${masked.text}`;
    const output: string[] = [];
    let calls = 0;
    const done = (outcome: ModelOutcome, why?: string): ModelRecord => ({
      model: this.model,
      outcome,
      prompt,
      output: output.map((one) => one.slice(0, MODEL_LIMITS.outputCharsMax)),
      ...(why === undefined ? {} : { why: why.slice(0, MODEL_LIMITS.whyCharsMax) }),
      calls,
      ms: clock.monotonicMs() - startedMs,
    });
    if (this.#atOnce >= MODEL_LIMITS.atOnceMax) return { record: done('spent', `${MODEL_LIMITS.atOnceMax} questions are at it already`) };
    const signal = AbortSignal.any([AbortSignal.timeout(limitMs), ...(gone === undefined ? [] : [gone])]);
    const messages: Message[] = [
      { role: 'system', content: REPHRASE_INSTRUCTIONS },
      { role: 'user', content: prompt },
    ];
    this.#atOnce++;
    try {
      output.push(await this.#ask(messages, signal, () => calls++, REPHRASE_SCHEMA));
      const said = readRephrase(output[0] as string, masked, catalogue);
      return 'wrong' in said ? { record: done('voided', said.wrong) } : { text: said.text, record: done('read') };
    } catch (reason) {
      gone?.throwIfAborted();
      const error = SutraError.from(reason);
      return { record: done(error.code === 'SUTRA_MODEL_SPENT' ? 'spent' : 'failed', error.message) };
    } finally {
      this.#atOnce--;
    }
  }

  /** Asks in the best way the server takes; what it does not take is not tried again. */
  async #ask(messages: readonly Message[], signal: AbortSignal, counted: () => void, schema: object = this.#schema): Promise<string> {
    for (;;) {
      this.#spend();
      counted();
      const as = FORMS[this.#form] as AskedAs;
      try {
        return await this.#options.service.complete(messages, schema, as, signal);
      } catch (reason) {
        if (SutraError.from(reason).code !== 'SUTRA_MODEL_FORM') throw reason;
        this.#form = Math.min(FORMS.indexOf(as) + 1, FORMS.length - 1);
      }
    }
  }

  /** @throws SutraError SUTRA_MODEL_SPENT when the calls of the hour are used up */
  #spend(): void {
    const { clock, callsPerHour = MODEL_LIMITS.callsPerHour } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#calls = this.#calls.filter((atMs) => nowMs - atMs < HOUR_MS);
    if (this.#calls.length >= callsPerHour)
      throw new SutraError('SUTRA_MODEL_SPENT', `Cannot ask the model: ${callsPerHour} calls were made within the hour`);
    this.#calls.push(nowMs);
  }

  #keep(prompt: string, text: string): void {
    this.#kept.delete(prompt);
    this.#kept.set(prompt, text);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MODEL_LIMITS.keptMax && oldest.done !== true) this.#kept.delete(oldest.value);
  }
}
