import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import { ask } from './ask.ts';

describe('what could be said of an agent or of the nodes on it', () => {
  const told = history();
  const start = (at: number, agent: string, recovered = false) =>
    told.tell(at, 'component_started', { component: 'agent', pid: at, version: '1.0.0', recovered }, { emitter: `agent.${agent}` });
  start(1, 'edge-1');
  start(2, 'edge-2');
  start(200, 'edge-1', true);
  told.tell(400, 'component_stopped', { component: 'agent', pid: 200, reason: 'SIGTERM' }, { emitter: 'agent.edge-1' });
  start(409, 'edge-1');
  const catalogue = catalogueOfNames({ agent: ['edge-1', 'edge-2', 'edge-3'] });
  const scene = { reader: memoryReader(told.events), catalogue };
  const text = async (question: string) => (await ask({ question, tz: 'UTC', nowUs: told.startUs + 600_000_000 }, scene)).text;

  it('is told of both, by what is recorded of the process of the agent', async () => {
    const own = ' That is of nodes. Of the agents’ own processes: edge-1 ';
    const rows = [
      ['did the edge-1 agent restart?', `${own}restarted 2 times, last at 12:06:49 UTC.`],
      ['how many times did edge-1 restart?', `${own}restarted 2 times, last at 12:06:49 UTC.`],
      ['how many times was edge-1 started?', `${own}started 3 times, last at 12:06:49 UTC.`],
      ['did edge-1 crash?', `${own}crashed 1 time at 12:03:20 UTC (the run before did not end cleanly).`],
      ['why did edge-1 stop?', `${own}stopped 1 time at 12:06:40 UTC (SIGTERM).`],
      ['who stopped edge-1?', `${own}stopped 1 time at 12:06:40 UTC (SIGTERM).`],
      ['which agents restarted?', `${own}restarted 2 times, last at 12:06:49 UTC.`],
      ['did edge-2 crash?', ' That is of nodes. Of the agents’ own processes: edge-2 crashed 0 times.'],
    ] as const;
    for (const [question, end] of rows) {
      const answer = await text(question);
      expect([question, answer.endsWith(end), answer]).toEqual([question, true, answer]);
    }
  });

  it('is of the period that is asked about, though a restart is one by what was before it', async () => {
    expect(await text('did edge-1 restart in the last 5 minutes?')).toContain('edge-1 restarted 1 time at 12:06:49 UTC.');
    expect(await text('did edge-1 restart in the last 2 minutes?')).toContain('edge-1 restarted 0 times.');
  });

  it('says nothing of a process of which nothing is recorded, nor where only nodes can be meant', async () => {
    for (const question of ['did edge-3 restart?', 'which nodes on edge-1 restarted?', 'crashes by agent'])
      expect([question, await text(question)]).toEqual([question, expect.not.stringContaining('own processes')]);
  });
});
