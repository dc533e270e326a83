import { expect, it } from 'vitest';
import { QuestionsInHand } from './questions-in-hand.ts';

/** Something to wait for, and its end. */
function pending() {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { done, end: () => end() };
}
const never = new AbortController().signal;

it('what can be put off is ended when a question comes, whatever it came to, and may begin once none is left', async () => {
  const questions = new QuestionsInHand();
  expect(await questions.unlessAsked(never, async () => undefined)).toBe(true);
  const idle = questions.unlessAsked(
    never,
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const [first, second] = [pending(), pending()];
  const both = [
    questions.during(() => first.done),
    questions.during(() => Promise.reject(new Error('refused')).finally(() => second.done)),
  ];
  expect(await idle).toBe(false);
  let free = false;
  const waiting = questions.none(never).then(() => {
    free = true;
  });
  first.end();
  await both[0];
  expect([questions.any, free]).toEqual([true, false]);
  second.end();
  await expect(both[1]).rejects.toThrow('refused');
  await waiting;
  expect(questions.any).toBe(false);
  await questions.none(never);
});

it('who waits for the end of questions may go away, and a failure that no question brought about is one', async () => {
  const questions = new QuestionsInHand();
  const question = pending();
  const asked = questions.during(() => question.done);
  const gone = new AbortController();
  const waiting = questions.none(gone.signal);
  gone.abort(new Error('closed'));
  await expect(waiting).rejects.toThrow('closed');
  await expect(questions.none(gone.signal)).rejects.toThrow('closed');
  question.end();
  await asked;
  await expect(questions.unlessAsked(never, () => Promise.reject(new Error('the store is away')))).rejects.toThrow('the store is away');
  await expect(questions.unlessAsked(gone.signal, async (signal) => signal.throwIfAborted())).rejects.toThrow('closed');
});
