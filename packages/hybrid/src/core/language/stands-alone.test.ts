import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import type { Plan } from '../plan.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const nowUs = Date.parse(world.now) * 1000;
const plan = (question: string, before?: Plan): Plan =>
  parseQuestion({ question, ...(before === undefined ? {} : { before }), tz: world.tz, nowUs }, catalogue).plan;

const BEFORE = [
  'show crashes today',
  'which agents are offline?',
  'why did node-4 crash?',
  'what share of the crashes were on agent-2?',
  'how many crashes per agent this week?',
  'who stopped node-4?',
  'what did priya do yesterday?',
  'compare crashes this week vs last week',
  'what did the agent-2 outage affect?',
  'how long was agent-3 down yesterday?',
  'was agent-4 healthy at noon on the 15th?',
  'nodes using more than 80% cpu',
  'agents that went offline and came back within 5 minutes',
  'what happened in the 10 minutes before node-17 crashed?',
  'will agent-2 run out of memory in 4 hours?',
  'tell me when edge-tokyo comes back',
  'restart node-4',
  'p95 query latency per node last 15 min',
  'which backups failed this month?',
].map((question) => [question, plan(question)] as const);

/** Whole questions that begin, or hold a word, as an addition to another does. */
const WHOLE = [
  'what fraction of the time was agent-1 healthy?',
  'uptime of agent-prod-5',
  'when was agent-k8s-2 seen the last time?',
  'by whom was node-5 stopped',
  'in what condition is agent-12 at the moment',
  'on which agents did nodes crash yesterday?',
  'top causes of spawn failures this week',
  'top 5 crashing agents this month',
  "for each agent, tally this week's crashes",
  'since the weekend, which agents went offline?',
  'everything done by hand today',
  'not to worry you but how many times did agents go offline this week',
  'in your opinion, how many times did agents go offline this week',
  'which of our agents are offline at the moment?',
  'status eu-west',
  'agent-4 ok?',
  'region:eu-west status:degraded',
  "break down last month's spawn failures by cause",
  'group agents by platform',
  'could it be that node-42 crashed because of a segfault',
  'it was marcus who drained agent-2',
  'who spawned node-9 and who stopped it?',
  'crashes today bar those on agent-2',
  'which stops failed because they timed out?',
  'which agents are using more than 75% of their disk',
  'why all these restarts on agent-12',
  'how long does it usually take for a node to restart?',
  "ever come across 'broken pipe' before?",
  'let me know when the update completes',
  'what changed after the last restore completed?',
  'which platform has the most agents',
];

describe('a whole question after another', () => {
  it.each(WHOLE)('is read as it is alone: %s', (question) => {
    const alone = plan(question);
    expect(alone.op).not.toBe('clarify');
    for (const [said, before] of BEFORE) expect(plan(question, before), `after "${said}"`).toEqual(alone);
  });

  it('is read as it is alone, whichever of those that are kept', () => {
    const asked = readFileSync(resolve(folder, 'questions.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { context: string | null; question: string; held: boolean; plan: Plan })
      .filter((one) => !one.held && one.context === null && one.plan.op !== 'refuse' && one.plan.op !== 'clarify')
      .map(({ question }) => question)
      // Of a few words alone it is open what leans and what does not.
      .filter(
        (question, n) => n % 31 === 5 && question.split(' ').length > 4 && !/^(?:and|but|so|then|also|now|only|just) /i.test(question),
      );
    expect(asked.length).toBeGreaterThan(200);
    const bent = asked.flatMap((question) => {
      const alone = JSON.stringify(plan(question));
      return BEFORE.filter(([, before]) => JSON.stringify(plan(question, before)) !== alone).map(([said]) => `${said} || ${question}`);
    });
    expect(bent).toEqual([]);
  });

  it.each([
    ['show crashes today', 'on agent-2', { where: { event: ['node_crashed'], agent: ['agent-2'] } }],
    ['show crashes today', 'by agent', { by: ['agent'] }],
    ['what share of the crashes were on agent-2?', 'and agent-4?', { num: { agent: ['agent-4'] } }],
    ['what did priya do yesterday?', 'just the restarts', { verb: 'restart' }],
    ['why did node-4 crash?', 'who stopped it?', { where: { node: ['node-4'] } }],
    ['which agents are offline?', 'which of those are in production?', { where: { ref: ['previous'] } }],
  ])('is told from what leans on it: %s → %s', (before, question, part) => {
    expect(plan(question, plan(before))).toMatchObject(part);
  });
});
