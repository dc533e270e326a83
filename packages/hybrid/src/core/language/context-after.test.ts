import { expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { contextAfter } from './context-after.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ node: ['node-4', 'node-7'], agent: ['agent-2', 'agent-4'] });
const nowUs = Date.parse('2026-03-18T14:30:00Z') * 1000;

/** Questions of one conversation, each against what the ones before leave to lean on; the last plan, and what it leaves. */
function said(...questions: readonly string[]) {
  let context: string | undefined;
  let plan: ReturnType<typeof parseQuestion>['plan'] | undefined;
  for (const question of questions) {
    const put = { question, ...(context === undefined ? {} : { context }) };
    ({ plan } = parseQuestion({ ...put, tz: 'UTC', nowUs }, catalogue));
    context = contextAfter(put, plan, catalogue, { nowMs: nowUs / 1000, zone: 'UTC' });
  }
  return { plan, context };
}

it('a third question leans on what the second one was read as', () => {
  expect(said('crashes today', 'and yesterday?', 'only on agent-2').plan).toMatchObject({
    op: 'list',
    where: { event: ['node_crashed'], agent: ['agent-2'] },
    time: { from: '2026-03-17T00:00:00Z' },
  });
});

it('what was said of an answer, and a follow-up that was not understood, leave what was asked before', () => {
  for (const between of ['how do you know?', 'thanks', 'and on agent-99?', 'no'])
    expect(said('crashes today', between, 'only on agent-2').plan, between).toMatchObject({ where: { event: ['node_crashed'] } });
});

it('a whole question that was refused leaves nothing to lean on: another answer is not what is meant', () => {
  expect(said('which agents are offline?', 'average cpu of node-99 today').context).toBeUndefined();
  expect(said('which agents are offline?', 'average cpu of node-99 today', 'is that high?').plan).not.toMatchObject({
    op: 'anomaly',
    where: {},
  });
  expect(said('who stopped node-4?', 'why did node-99 crash?', 'was it the network?').plan).not.toMatchObject({ op: 'why' });
});
