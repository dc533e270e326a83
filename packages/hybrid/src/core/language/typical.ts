import type { LiveCatalogue } from '../names.ts';
import { parseQuestion } from './parse.ts';
import type { TimeContext } from './time/period.ts';

/** Questions that between them use most of what reading needs: every operation, times, follow-ups, mended typos, clauses passed over, refusals. */
export const TYPICAL: readonly { readonly question: string; readonly context?: string }[] = [
  { question: 'asdf qwerty zxcv' },
  { question: 'which nodes crashed yesterday at 17:30 eastern time?' },
  { question: 'compare restarts on agent-1 with restarts on agent-4 this week' },
  { question: 'how many agnets in production are offlien since 9 this morning' },
  { question: 'why did it crash?', context: 'why did the last node crash?' },
  { question: 'so I can plan my week, how many cloudy crashes were there?' },
  { question: 'my boss wants to know what happened between 10am and noon on march 3rd' },
  { question: 'and yesterday?', context: 'top 3 agents by crashes today' },
  { question: 'what would happen if we lost agent-2?' },
  { question: 'which nodes are likely to crash in the next 24 hours?' },
  { question: 'tell me when cpu goes above 90% for 5 minutes' },
  { question: 'what was different about agent-2 before the leader election' },
  { question: 'average memory usage per node over the last 7 days, hourly' },
  { question: 'node-4 is stuck, please restart it so I can patch it' },
  { question: 'success rate of spawns by region last month' },
  { question: 'how long does recovery take, by agent' },
  { question: 'who stopped nodes with exit code 137 last night?' },
  { question: 'give me a health summary of the grid' },
  { question: 'who restarted cache-1 yesterday, and on whose orders?' },
  { question: 'kindly drain agent-2, its host will be patched tonight' },
  { question: 'drain agent-2', context: 'what happened to agent-2 today?' },
  { question: 'yes, confirm', context: 'restart node-4' },
  { question: 'no, forget it', context: 'restart node-4' },
  { question: 'please let me know whenever any node in production crashes more than 3 times in 10 minutes' },
  { question: 'how was that figure worked out?', context: 'average recovery time for agents in us-east' },
  { question: 'I do not want to restart node-4; just tell me how many times it restarted this week.' },
  { question: 'could it have been the rollout that took down node-4?' },
  { question: 'what kinds of questions can I ask here?' },
  { question: 'We had a printer once that stopped whenever it rained on the roof. Those were the days. So, is the cluster healthy?' },
  { question: 'nodes with cpu between 40 and 60 percent or memory above 2 GB' },
  { question: 'is agent-2 related to the crash of node-4?' },
  { question: 'why?', context: 'which nodes crashed today?' },
  { question: 'agents on 1.4.2 in staging that never crashed' },
  { question: 'most common cause of crashes since the beginning of the year' },
  { question: 'Zeig mir bitte alle Abstürze von gestern' },
];

/**
 * Reads typical questions and forgets them: what is built at first use, such as the lexicon and the patterns of the reader, is there when somebody
 * asks. A pattern is compiled at its second use, so each is read twice. After every question whoever reads them may let others go first.
 */
export function* readTypical(catalogue: LiveCatalogue, { nowMs, zone }: TimeContext): Generator<void, void, void> {
  for (let pass = 0; pass < 2; pass++)
    for (const asked of TYPICAL) {
      parseQuestion({ ...asked, tz: zone, nowUs: nowMs * 1000 }, catalogue);
      yield;
    }
}
