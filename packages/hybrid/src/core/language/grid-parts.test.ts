import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const read = (question: string, node: readonly string[] = []) =>
  parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogueOfNames({ node, agent: ['agent-1'] }));

describe('a part of the grid in a question', () => {
  it('is asked about through its starts and stops', () => {
    expect(read('did the master restart?').plan).toMatchObject({
      op: 'list',
      where: { event: ['component_started'], entity: ['master'] },
    });
    expect(read('tell me when storage stops').plan).toMatchObject({
      op: 'watch',
      where: { event: ['component_stopped'], entity: ['storage'] },
    });
  });

  it('is up or down, now or at an instant; of a stretch of time its starts and stops are told', () => {
    const of = (entity: string, more: object) => ({ op: 'state', target: 'entity', where: { entity: [entity] }, ...more });
    for (const question of ['is the master up?', 'is the master still running', 'is the master ok', 'is the grid master alive right now'])
      expect(read(question).plan, question).toEqual(of('master', { form: 'yesno', expect: { status: ['@up'] } }));
    for (const question of ['is storage down?', 'is the event store not running', 'is storage offline'])
      expect(read(question).plan, question).toEqual(of('storage', { form: 'yesno', expect: { status: ['@down'] } }));
    for (const question of ['how is the control center doing?', 'status of the control centre', 'control plane status'])
      expect(read(question).plan, question).toEqual(of('control', {}));
    expect(read('was the master up at noon yesterday').plan).toMatchObject(of('master', { at: '2026-03-17T12:00:00Z' }));
    expect(read('was the master down yesterday').plan).toMatchObject({ op: 'list', where: { entity: ['master'] } });
  });

  it('restarted where it started again, and crashed where the run before did not end as it should', () => {
    const starts = { op: 'list', target: 'event' };
    for (const question of ['did storage restart', 'storage restarts', 'has storage come back up'])
      expect(read(question).plan, question).toMatchObject({
        ...starts,
        where: { event: ['component_started'], restart_count: { gte: 1 }, entity: ['storage'] },
      });
    expect(read('what components restarted today?').plan).toMatchObject({
      ...starts,
      where: { event: ['component_started'], restart_count: { gte: 1 } },
    });
    expect(read('which components crashed').plan).toMatchObject({ ...starts, where: { event: ['component_started'], cause: ['crash'] } });
    expect(read('when did storage start').plan).not.toHaveProperty('where.restart_count');
  });

  it('is the grid itself where it is what started or stopped, and not where something happened in it', () => {
    for (const question of ['when did the grid start?', 'when did the grid come up', 'when was the grid started'])
      expect(read(question).plan, question).toMatchObject({
        where: { event: ['component_started'], entity: ['master'] },
        limit: 1,
        form: 'when',
      });
    expect(read('why did the grid stop this morning?').plan).toMatchObject({
      op: 'why',
      where: { event: ['component_stopped'], entity: ['master'] },
    });
    for (const question of ['did the grid restart today', 'the last restart of the grid', 'grid restarts this week'])
      expect(read(question).plan, question).toMatchObject({
        where: { event: ['component_started'], restart_count: { gte: 1 }, entity: ['master'] },
      });
    for (const question of ['crashes in the grid', 'did any node in the grid restart', 'when did agents join the grid', 'is the grid ok?'])
      expect(JSON.stringify(read(question, ['n-1']).plan), question).not.toContain('component_');
    expect(read('tell me when the grid stops').plan).toMatchObject({ op: 'watch', where: { event: ['component_stopped'] } });
    expect(read('who restarted the grid?').plan).toMatchObject({ op: 'refuse' });
    expect(read('restart the grid').plan).toMatchObject({ op: 'clarify' });
  });

  it('is the process of an agent where that is what crashed or started, as the time of something else too', () => {
    for (const question of ['did the agent crash?', 'did the agent process crash', 'has the agent daemon crashed'])
      expect(read(question).plan, question).toMatchObject({ where: { event: ['component_started'], cause: ['crash'], entity: ['agent'] } });
    expect(read('how often did the agent restart').plan).toMatchObject({
      op: 'count',
      where: { restart_count: { gte: 1 }, entity: ['agent'] },
    });
    expect(read('were nodes restarted when the agent died?').plan).toMatchObject({
      where: { event: ['node_restarted'] },
      anchor: { where: { event: ['component_started'], cause: ['crash'], entity: ['agent'] }, rel: 'at' },
    });
    expect(read('crashes since the grid started').plan).toMatchObject({
      where: { event: ['node_crashed'] },
      anchor: { where: { event: ['component_started'], entity: ['master'] } },
    });
    // Of agents that are named, what crashed and restarted are their nodes.
    expect(read('did agent-1 crash').plan).toMatchObject({ where: { event: ['node_crashed'], agent: ['agent-1'] } });
    expect(read('did the agent go offline').plan).toMatchObject({ where: { event: ['agent_offline'] } });
  });

  it('ran, or did not, for so long', () => {
    const of = (entity: string, more: object) => ({ op: 'duration', target: 'entity', where: { entity: [entity] }, ...more });
    for (const question of ['how long was the grid down?', 'how long was the grid off', 'how long was the grid not running'])
      expect(read(question).plan, question).toEqual(of('master', { of: 'downtime', agg: 'last' }));
    for (const question of ['uptime of the grid', 'how long has the grid been up', 'how long has the master been running'])
      expect(read(question).plan, question).toEqual(of('master', { of: 'uptime', agg: 'current' }));
    expect(read('how long was storage away yesterday').plan).toMatchObject(of('storage', { of: 'downtime', agg: 'sum' }));
    for (const question of ['how long was storage stalled?', 'how long was the storage stalled'])
      expect(read(question).plan, question).toEqual(of('storage', { of: 'time_in:stalled', agg: 'last' }));
    expect(read('how long was storage stalled today').plan).toMatchObject(of('storage', { of: 'time_in:stalled', agg: 'sum' }));
    expect(read('how long was agent-1 down').plan).toMatchObject({ target: 'agent' });
  });

  it('is copied by somebody, who is asked for', () => {
    for (const question of ['who backed up the storage?', 'who backed up storage'])
      expect(read(question).plan, question).toEqual({ op: 'audit', verb: 'backup', form: 'who' });
  });

  it('is never answered with something of agents and nodes where nothing is recorded of it', () => {
    for (const question of ['storage errors today', 'who restarted the master', 'cpu of the control center'])
      expect(read(question).plan, question).toMatchObject({ op: 'refuse', reason: 'no_data' });
  });

  it('gives way to a node that is called so', () => {
    expect(read('why did storage crash', ['storage-1']).plan).toMatchObject({ op: 'why', where: { node: ['storage-1'] } });
    expect(read('why did storage crash', ['storage-1', 'storage-2']).plan).toMatchObject({ op: 'clarify', reason: 'ambiguous_entity' });
  });
});

describe('the stretch before the one that is named', () => {
  const sides = (question: string) => {
    const { plan } = read(question);
    return plan.op === 'compare' ? plan.sides.map(({ time }) => `${time?.from?.slice(5, 16)} ${time?.to?.slice(5, 16)}`) : plan;
  };
  it('is as long, and ends where that begins', () => {
    const before = ['03-18T14:20 03-18T14:30', '03-18T14:10 03-18T14:20'];
    for (const question of [
      'compare crashes in the last 10 minutes with the 10 before',
      'crashes in the last 10 minutes compared to the 10 minutes before that',
      'compare the crashes of the last 10 minutes with the previous 10 minutes',
      'crashes last 10 minutes vs the same period before',
    ])
      expect(sides(question), question).toEqual(before);
  });

  it('is a whole unit of the calendar before one of the calendar', () => {
    expect(sides('compare crashes this week to the week before')).toEqual(['03-16T00:00 03-18T14:30', '03-09T00:00 03-16T00:00']);
    expect(sides('compare crashes yesterday with the day before')).toEqual(['03-17T00:00 03-18T00:00', '03-16T00:00 03-17T00:00']);
  });

  it('is compared by what went wrong where nothing else is named', () => {
    expect(read('compare the last 5 minutes with the 5 before').plan).toMatchObject({
      plan: { op: 'count', where: { event: ['@problem'] } },
    });
  });
});
