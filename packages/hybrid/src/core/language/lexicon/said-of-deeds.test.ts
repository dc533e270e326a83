import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../../names.ts';
import { parseQuestion } from '../parse.ts';

const world = JSON.parse(readFileSync(new URL('../../../../testdata/world.json', import.meta.url), 'utf8'));
const catalogue = catalogueOfWorld(world);
const plan = (question: string, context?: string) =>
  parseQuestion({ question, tz: world.tz, nowUs: Date.parse(world.now) * 1000, ...(context === undefined ? {} : { context }) }, catalogue)
    .plan;

describe('deeds and who did them', () => {
  it.each([
    ['config changes not made by deploy-bot', { event: ['config_changed'], user: { not: ['deploy-bot'] } }],
    ['restarts that were not triggered by priya', { event: ['node_restarted'], user: { not: ['priya'] } }],
    ['crashes with exit code 139 or -11', { event: ['node_crashed'], exit_code: [139, -11] }],
  ])('%s', (question, where) => {
    expect(plan(question)).toMatchObject({ op: 'list', target: 'event', where });
  });

  it('a number of deeds is counted', () => {
    expect(plan('how many times did priya restart node-4')).toMatchObject({
      op: 'count',
      where: { event: ['node_restarted'], user: ['priya'], node: ['node-4'] },
    });
  });

  it('all the others are a list, not the state of one', () => {
    expect(plan('all agents except agent-4')).toEqual({ op: 'list', target: 'agent', where: { agent: { not: ['agent-4'] } } });
    expect(plan('every node on agent-2 but node-4')).toMatchObject({ op: 'list', where: { node: { not: ['node-4'] } } });
  });

  it('one agent by a name that many share is asked back, not acted on for all of them', () => {
    expect(plan('drain agent k8s')).toMatchObject({ op: 'clarify', reason: 'ambiguous_entity' });
    expect(plan('drain the agent docker')).toMatchObject({ op: 'clarify' });
    expect(plan('drain every docker agent')).toMatchObject({ op: 'action', where: { platform: ['docker'] } });
  });

  it('what is supposed and what would come of it are told apart', () => {
    for (const question of ['would node-42 crash if agent-2 went offline?', 'if agent-2 went offline, would node-42 crash?'])
      expect(plan(question)).toEqual({
        op: 'simulate',
        change: { event: ['agent_offline'], agent: ['agent-2'] },
        outcome: { event: ['node_crashed'], node: ['node-42'] },
      });
  });

  it('words that are joined as in a plan are read apart', () => {
    expect(plan('spawn_success rate per agent')).toEqual(plan('spawn success rate per agent'));
  });

  it('why a state was asked about, is why it was entered', () => {
    expect(plan('why?', 'is agent-5 offline?')).toEqual({ op: 'why', where: { event: ['agent_offline'], agent: ['agent-5'] } });
  });
});
