import type { NodeHandle, Platform, StartSpec } from '../contract/index.ts';

/** The test runner's own words, passed in so that the suite depends on none. */
export interface SuiteHooks {
  describe(name: string, body: () => void): void;
  /** `skip` ends the story as not run, and says why. */
  it(name: string, body: (skip: (why: string) => never) => Promise<void>): void;
}

/** A platform under test with a data folder of its own. */
export interface SuiteSubject {
  readonly platform: Platform;
  /** A start of `sh -c script` under a fresh node id; `over` replaces fields. */
  shell(script: string, over?: Partial<StartSpec>): StartSpec;
  /** Drops the platform as a killed agent would, without a goodbye, and opens another over the same folder. */
  reopen(): Promise<SuiteSubject>;
  /** Ends what is left and frees the folder. */
  close(): Promise<void>;
}

/** A platform in a process of its own, so that the process can be killed. */
export interface HostedPlatform {
  start(spec: StartSpec): Promise<NodeHandle>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}
