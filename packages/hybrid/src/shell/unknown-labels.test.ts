import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import { ask } from './ask.ts';

/** Agents, each with these labels. */
function grid(...labels: readonly Record<string, string>[]) {
  const told = history();
  labels.forEach((one, n) => {
    told.tell(n, 'agent_registered', {
      agent_id: `agent-${n}`,
      hostname: `box-${n}`,
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: 9,
      labels: one,
    });
  });
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  return (question: string) => ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, scene);
}

describe('a label that no agent has', () => {
  const asked = grid({ rack: 'r1', tier: 'gold' }, { rack: 'r2' });

  it.each([
    'which agents have label.rakc=r1?',
    'how many agents have label.rakc=r1?',
    'crashes on agents labelled rakc=r1 today',
    'drain agents with label.rakc=r1',
  ])('is named in an answer of nothing, with what is like it: %s', async (question) => {
    const answer = await asked(question);
    const said = 'No agent has a label "rakc" now (nearest: rack)';
    expect(answer.plan, JSON.stringify(answer.plan)).toMatchObject({ where: { 'label.rakc': ['r1'] } });
    expect(answer.text).toContain(`${said}.`);
    expect(answer.unknown).toContain(said);
  });

  it('is told with the labels there are, where none is like it', async () => {
    expect((await asked('which agents have label.zone=z1?')).unknown).toEqual(['No agent has a label "zone" now (labels are rack, tier)']);
    expect((await grid({})('which agents have label.zone=z1?')).unknown).toEqual(['No agent has a label "zone" now (none has any)']);
  });

  it('is told apart from a value that none has, and from one that some have', async () => {
    const none = await asked('which agents have label.rack=r9?');
    expect([none.status, none.unknown, none.text.includes('label "rack"')]).toEqual(['empty', [], false]);
    expect(await asked('which agents have label.rack=r1?')).toMatchObject({ value: 1, unknown: [] });
  });

  it.each([
    'agents with metadata.rack = r1',
    'agents where metadata.rack=r1',
    'agents whose metadata.rack is r1',
    'agents with tags.rack r1',
    'agents with annotation.rack:r1',
  ])('may be called what it is called elsewhere: %s', async (question) => {
    expect(await asked(question)).toMatchObject({ plan: { where: { 'label.rack': ['r1'] } }, value: 1 });
  });

  it.each(['agents with metadata.rack', 'what is the metadata of agent-0?'])(
    'is asked with a value, which a refusal says: %s',
    async (question) => {
      const { status, text } = await asked(question);
      expect(status).toBe('refused');
      expect(text).toMatch(/What agents carry are labels, asked with a value: agents with label\.(rack|NAME) = VALUE\.$/);
    },
  );
});
