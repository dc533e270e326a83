import type { StartSpec } from '../contract/index.ts';
import { exitStories } from './exits.ts';
import { ownershipStories } from './ownership.ts';
import { refusalStories } from './refusals.ts';
import { stopStories } from './stops.ts';
import type { HostedPlatform, SuiteHooks, SuiteSubject } from './subject.ts';

export type { HostedPlatform, SuiteHooks, SuiteSubject } from './subject.ts';

/** What every part of the suite is given. */
export interface Stage {
  readonly hooks: SuiteHooks;
  /** Runs a story on a fresh subject and closes it, whatever happens. */
  on(story: (subject: SuiteSubject, skip: (why: string) => never) => Promise<void>): (skip: (why: string) => never) => Promise<void>;
  readonly hosted: ((subject: SuiteSubject) => Promise<HostedPlatform>) | undefined;
}

/** No wait in the suite is longer than this. */
export const PATIENCE_MS = 15_000;
export const soon = (): AbortSignal => AbortSignal.timeout(PATIENCE_MS);

/**
 * What every platform must do, told as stories over real nodes. An adapter passes the whole suite or says in `can` what it does not do.
 * @param make opens a platform over a new, empty data folder
 * @param hosted opens the same platform over the subject's folder in a process that can be killed; without it that story is left out
 */
export function platformSuite(
  name: string,
  hooks: SuiteHooks,
  make: () => Promise<SuiteSubject>,
  hosted?: (subject: SuiteSubject) => Promise<HostedPlatform>,
): void {
  const stage: Stage = {
    hooks,
    hosted,
    on: (story) => async (skip) => {
      const subject = await make();
      try {
        await story(subject, skip);
      } finally {
        await subject.close();
      }
    },
  };
  hooks.describe(`${name}: how nodes end`, () => exitStories(stage));
  hooks.describe(`${name}: whose nodes they are`, () => ownershipStories(stage));
  hooks.describe(`${name}: how nodes are stopped`, () => stopStories(stage));
  hooks.describe(`${name}: what is refused`, () => refusalStories(stage));
}

/** Asks again until `ask` gives something, at most PATIENCE_MS. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const signal = soon();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (signal.aborted) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export type { StartSpec };
