import type { NodeExit } from '@sutra/platform';

/** The platforms that are simulated: what differs is how an end is told. */
export const SIM_PLATFORMS = ['process', 'docker', 'systemd', 'kubernetes'] as const;
export type SimPlatform = (typeof SIM_PLATFORMS)[number];

/** What really happened to a program. How much of it can be known is the platform's business. */
export type Ending =
  | { readonly how: 'exit'; readonly code: number; readonly said?: string }
  | { readonly how: 'oom'; readonly peakMb: number; readonly said?: string }
  /** The machine as a whole ran out of memory and the kernel chose this one. */
  | { readonly how: 'host-oom'; readonly said?: string }
  | { readonly how: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'; readonly said?: string }
  | { readonly how: 'fault'; readonly signal: 'SIGSEGV' | 'SIGABRT' | 'SIGBUS'; readonly said?: string }
  | { readonly how: 'probe'; readonly failures: number; readonly said?: string }
  /** Ended, and nothing is left to tell how. */
  | { readonly how: 'vanished' };

const SIGNAL_NUMBER = { SIGKILL: 9, SIGTERM: 15, SIGINT: 2, SIGSEGV: 11, SIGABRT: 6, SIGBUS: 7 } as const;
type Signal = keyof typeof SIGNAL_NUMBER;

type Told = Omit<NodeExit, 'atUs'>;

/** A container shows a signal only as 128 plus its number. */
const asCode = (signal: Signal): Told => ({ exitCode: 128 + SIGNAL_NUMBER[signal], missing: [] });
const asSignal = (signal: Signal): Told => ({ signal, missing: [] });

const NO_COUNTER = 'oom_kill counter: the platform tells only whether there was one';

/** How each platform tells an end, as far as its interface goes. */
const TELLS: Readonly<Record<SimPlatform, (ending: Ending) => Told>> = {
  process: (ending) => {
    switch (ending.how) {
      case 'oom':
        return { ...asSignal('SIGKILL'), oomKills: 1, peakMemoryMb: ending.peakMb };
      case 'host-oom':
        return {
          ...asSignal('SIGKILL'),
          missing: ["oom_kill counter: the machine's own grew by 1 during the run, but it does not tell of which process"],
        };
      case 'signal':
        return { ...asSignal(ending.signal), oomKills: 0 };
      case 'fault':
        return { ...asSignal(ending.signal), oomKills: 0 };
      case 'probe':
        return { ...asSignal('SIGKILL'), oomKills: 0, ...probed(`${ending.failures} probes in a row were not answered`) };
      case 'exit':
        return { exitCode: ending.code, oomKills: 0, missing: [] };
      case 'vanished':
        return { missing: ['exit code and signal: the shim that keeps them was killed too'] };
    }
  },
  docker: (ending) => {
    switch (ending.how) {
      case 'oom':
        return { ...asCode('SIGKILL'), knownCause: 'oom', evidence: 'State.OOMKilled is true', missing: [NO_COUNTER] };
      case 'host-oom':
        return { ...asCode('SIGKILL'), missing: [NO_COUNTER] };
      case 'signal':
        return { ...asCode(ending.signal), oomKills: 0 };
      case 'fault':
        return { ...asCode(ending.signal), oomKills: 0 };
      case 'probe':
        return { ...asCode('SIGKILL'), oomKills: 0, ...probed(`State.Health: unhealthy after ${ending.failures} failures`) };
      case 'exit':
        return { exitCode: ending.code, oomKills: 0, missing: [] };
      case 'vanished':
        return { missing: ['exit code: the container was removed before it could be read'] };
    }
  },
  systemd: (ending) => {
    switch (ending.how) {
      case 'oom':
        return { ...asSignal('SIGKILL'), knownCause: 'oom', evidence: 'Result=oom-kill', peakMemoryMb: ending.peakMb, missing: [] };
      case 'host-oom':
        return { ...asSignal('SIGKILL'), missing: ['oom_kill counter: Result=signal'] };
      case 'signal':
        return { ...asSignal(ending.signal), oomKills: 0 };
      case 'fault':
        return { ...asSignal(ending.signal), oomKills: 0 };
      case 'probe':
        return { ...asSignal('SIGKILL'), oomKills: 0, ...probed('Result=watchdog') };
      case 'exit':
        return { exitCode: ending.code, oomKills: 0, missing: [] };
      case 'vanished':
        return { missing: ['exit code: the unit was collected before it could be read'] };
    }
  },
  kubernetes: (ending) => {
    switch (ending.how) {
      case 'oom':
        return { ...asCode('SIGKILL'), knownCause: 'oom', evidence: 'lastState.terminated.reason is OOMKilled', missing: [NO_COUNTER] };
      case 'host-oom':
        return { ...asCode('SIGKILL'), missing: [NO_COUNTER] };
      case 'signal':
        return { ...asCode(ending.signal), oomKills: 0 };
      case 'fault':
        return { ...asCode(ending.signal), oomKills: 0 };
      case 'probe':
        return { ...asCode('SIGKILL'), oomKills: 0, ...probed(`Liveness probe failed ${ending.failures} times; the container was killed`) };
      case 'exit':
        return { exitCode: ending.code, oomKills: 0, missing: [] };
      case 'vanished':
        return { missing: ['exit code: the pod is gone from the API'] };
    }
  },
};

const probed = (evidence: string): Pick<NodeExit, 'knownCause' | 'evidence'> => ({ knownCause: 'probe_failed', evidence });

export function tellEnding(platform: SimPlatform, ending: Ending, atUs: number): NodeExit {
  return { ...TELLS[platform](ending), atUs };
}
