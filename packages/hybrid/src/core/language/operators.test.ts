import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';
import { courtesyOf } from './small-talk.ts';

const NOW = Date.parse('2026-03-18T14:30:00Z');
const catalogue = catalogueOfNames({ node: ['node-4', 'web-1'], agent: ['agent-1', 'agent-2'] });
const read = (question: string, over = catalogue) => parseQuestion({ question, tz: 'UTC', nowUs: NOW * 1000 }, over);
const FIVE_MINUTES = { from: '2026-03-18T14:25:00Z', to: '2026-03-18T14:30:00Z' };

describe('what an operator asks first', () => {
  it('was just now: the last few minutes, said as assumed; behind a wish to be shown "just" is only', () => {
    for (const question of ['what just crashed?', 'what restarted just now', 'which agent just went offline', 'did node-4 just restart'])
      expect(read(question).plan, question).toMatchObject({ time: FIVE_MINUTES });
    expect(read('what just crashed?').assumptions).toEqual(['"just" means the last 5 minutes']);
    expect(read('what just happened').plan).toEqual({ op: 'timeline', time: FIVE_MINUTES });
    expect(read('show just crashes').plan).not.toHaveProperty('time');
    expect(read('what changed just before node-4 crashed').plan).not.toHaveProperty('time');
  });

  it('is of all that was recorded so far', () => {
    expect(read('how many events have been recorded so far?').plan).toMatchObject({ time: { from: null, to: null } });
    expect(read('crashes so far today').plan).toMatchObject({ time: { from: '2026-03-18T00:00:00Z' } });
  });

  it('has the ends of a stretch of time the wrong way round: they are put in order, and that is said', () => {
    const { plan, assumptions } = read('crashes between 07:19 and 07:16');
    expect(plan).toMatchObject({ time: { from: '2026-03-18T07:16:00Z', to: '2026-03-18T07:19:00Z' } });
    expect(assumptions).toEqual(['“between 07:19 and 07:16”: the ends were put in order']);
    expect(read('crashes between 10pm and 2am').plan).toMatchObject({ time: { from: '2026-03-17T22:00:00Z', to: '2026-03-18T02:00:00Z' } });
  });

  it('reaches back further than instants are counted', () => {
    for (const question of ['crashes in the last 1000000 years', 'crashes since 0001-01-01'])
      expect(read(question).plan, question).toMatchObject({ time: { from: '1970-01-01T00:00:00Z' } });
    for (const question of [
      'crashes 999999999999 years ago',
      'crashes in the next 1000000 years',
      'crashes in the last 999999999999 weeks',
    ])
      expect(() => read(question), question).not.toThrow();
  });

  it('ends before it is said of what or when, and is asked back', () => {
    for (const question of ['crashes of', 'show crashes on', 'how many restarts in', 'restarts for'])
      expect(read(question).plan, question).toMatchObject({ op: 'clarify', reason: 'missing_entity' });
    expect(read('crashes between').plan).toMatchObject({ op: 'clarify', reason: 'ambiguous_time' });
    for (const question of ['which agent is node-4 on', 'what is web-1 running on', 'is node-4 still on'])
      expect(read(question).plan, question).not.toMatchObject({ op: 'clarify', reason: 'missing_entity' });
  });

  it('says when something was so, or of how many, and is never answered without', () => {
    for (const question of [
      'were any nodes lost while it was off?',
      'crashes while the grid was off',
      'why could 48 nodes not be started?',
    ])
      expect(read(question).plan, question).toMatchObject({ op: 'refuse' });
    expect(read('what happened while node-4 was down').plan).toMatchObject({ anchor: { rel: 'at' } });
  });

  it('is of the restart: of which one is asked back', () => {
    expect(read('what was running before the restart?').plan).toEqual({
      op: 'clarify',
      reason: 'ambiguous_intent',
      slot: 'op',
      options: ['what was running before the last restart of the grid?', 'what was running before the last node restart?'],
    });
    expect(read('what was running before the last restart of the grid?').plan).toMatchObject({
      anchor: { where: { event: ['component_started'], entity: ['master'] }, rel: 'before' },
    });
    expect(read('what changed before the restart of node-4').plan).toMatchObject({ anchor: { where: { node: ['node-4'] } } });
  });

  it('is read where it is put in few words', () => {
    expect(read('what is broken?').plan).toEqual(read('what is wrong?').plan);
    for (const question of ['who leads?', 'who is the leader', 'who is the master?'])
      expect(read(question).plan, question).toMatchObject({ where: { event: ['leader_elected'] }, limit: 1 });
    expect(read('why are there no nodes?').plan).toMatchObject({ op: 'why', where: { event: ['spawn_succeeded'] }, negate: true });
    for (const question of ['were events lost?', 'did we lose any data', 'have any events gone missing'])
      expect(read(question).plan, question).toMatchObject({ where: { event: ['events_refused', 'emitter_gap', 'storage_damaged'] } });
    expect(read('which version are we running?').plan).toMatchObject({ op: 'count', target: 'agent', by: ['version'] });
    expect(read('what did I do in the last five minutes?')).toMatchObject({
      plan: { op: 'audit', time: FIVE_MINUTES },
      assumptions: ['who asks is not known here: what anybody did'],
    });
    expect(read('how long did web-1 live on average?').plan).toMatchObject({ op: 'duration', of: 'uptime', agg: 'avg' });
    expect(read('when did web-1 last run?').plan).toMatchObject({ op: 'duration', of: 'uptime', agg: 'last' });
    expect(read('availability of the nodes in the last 5 minutes').plan).toMatchObject({ op: 'ratio', by: ['node'], time: FIVE_MINUTES });
    expect(read('tell me when web-1 runs again').plan).toMatchObject({
      op: 'watch',
      where: { event: ['node_restarted'], node: ['web-1'] },
    });
  });

  it('is of what is recorded nowhere, or of no grid', () => {
    for (const question of ['what does web-1 print?', 'did anyone log in today?', 'who is logged in'])
      expect(read(question).plan, question).toMatchObject({ op: 'refuse', reason: 'no_data' });
    expect(read('what happened since I last looked?').plan).toMatchObject({ op: 'clarify', reason: 'ambiguous_time' });
    expect(read('what time is it?').plan).toMatchObject({ op: 'refuse', reason: 'out_of_scope' });
  });
});

describe('what is said beside questions', () => {
  const after = (context: string, question: string) => parseQuestion({ question, context, tz: 'UTC', nowUs: NOW * 1000 }, catalogue).plan;
  it('is no question: the answer before is not given again', () => {
    for (const said of ['thanks', 'ok', 'no', 'yes', 'great, thanks', 'hello', 'I see'])
      expect(after('crashes today', said), said).toMatchObject({ op: 'refuse', reason: 'unparsed' });
    expect(courtesyOf('thank you very much!')).toBe('thanks');
    for (const question of ['ok, which nodes are down?', 'thanks, and yesterday?', 'no, yesterday', 'yes but why'])
      expect(courtesyOf(question), question).toBeUndefined();
    expect(after('stop node-4', 'ok')).toEqual({ op: 'action', verb: 'confirm' });
    expect(after('stop node-4', 'no')).toEqual({ op: 'action', verb: 'cancel' });
    expect(after('crashes today', 'really?')).toMatchObject({ op: 'explain' });
  });

  it('goes on from the rows that were shown, and asks back where there are no more', () => {
    expect(after('last 3 crashes', 'more')).toMatchObject({ op: 'list', limit: 3, offset: 3 });
    const page = parseQuestion(
      { question: 'only node-4', before: after('last 3 crashes', 'more'), tz: 'UTC', nowUs: NOW * 1000 },
      catalogue,
    );
    expect(page.plan).not.toHaveProperty('offset');
    expect(after('top 3 nodes by crashes', 'more')).toMatchObject({ op: 'count', limit: 6 });
    expect(after('which nodes crashed today?', 'the first one')).toMatchObject({ op: 'list', target: 'node', limit: 1 });
    expect(after('which nodes crashed today?', 'the second one')).toMatchObject({ limit: 1, offset: 1 });
    expect(after('crashes today', 'the first one')).toMatchObject({ order: { by: 'time', dir: 'asc' }, limit: 1 });
    for (const said of ['more', 'go on', 'and?']) expect(after('crashes today', said), said).toMatchObject({ op: 'clarify' });
    expect(after('why did node-4 crash?', 'the first one')).toMatchObject({ op: 'clarify' });
    expect(after('crashes today', 'restarts of')).toMatchObject({ op: 'clarify', reason: 'missing_entity' });
  });
});

describe('a figure of nothing that is named', () => {
  const figures = { agent: new Set(['cpu_pct', 'memory_pct', 'disk_pct']), node: new Set(['cpu_pct', 'memory_pct']) };
  it('is of nodes, where nothing else is known', () => {
    expect(read("what's the cpu load?").plan).toMatchObject({ target: 'node' });
    expect(read('how much disk is left?').plan).toMatchObject({ target: 'node' });
  });

  it('is of agents where nodes have none, or where there is no node, and that is said', () => {
    const none = { ...catalogueOfNames({ agent: ['agent-1'] }), figures };
    expect(read('how much disk is left?', { ...catalogue, figures })).toMatchObject({
      plan: { metric: 'disk_pct', target: 'agent' },
      assumptions: ['of agents: no disk_pct is recorded of nodes'],
    });
    expect(read("what's the cpu load?", none)).toMatchObject({ plan: { target: 'agent' }, assumptions: ['of agents: there are no nodes'] });
    expect(read("what's the cpu load?", { ...catalogue, figures }).plan).toMatchObject({ target: 'node' });
    expect(read('cpu of the nodes', none).plan).toMatchObject({ target: 'node' });
    expect(read('p99 of uptime', none)).toMatchObject({ plan: { target: 'agent' }, assumptions: ['of agents: nothing else is named'] });
    expect(read('p99 of uptime of agents', none).assumptions).toEqual([]);
  });
});
