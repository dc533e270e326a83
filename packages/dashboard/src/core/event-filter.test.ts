import { describe, expect, it } from 'vitest';
import { crashed, pushed, registered } from '../testing/events.ts';
import { compileFilter, FAULTS, filterText, NO_FILTER, PATTERN_CHARS_MAX, serverQuery, WITHOUT_PULSE } from './event-filter.ts';

const EVENTS = pushed([
  registered('agent-1'),
  crashed('node-1', 1, { stderr_tail: 'ENOSPC: no space left' }),
  crashed('node-2', 2),
  { type: 'agent_heartbeat', details: { agent_id: 'agent-1', storage_node_count: 2 } },
  { type: 'custom.deploy', details: { tag: 'v2' } },
]);
const seqs = (filter: Partial<typeof NO_FILTER>): number[] =>
  EVENTS.filter(compileFilter({ ...NO_FILTER, ...filter }).match).map((event) => event.seq);

describe('compileFilter', () => {
  it('shows everything when nothing is filtered', () => expect(seqs({})).toEqual([1, 2, 3, 4, 5]));
  it('keeps events that name the entity, not only those about it', () => expect(seqs({ entity: 'agent-1' })).toEqual([1, 2, 3, 4]));
  it('keeps one type, one class, or one severity', () => {
    expect(seqs({ types: ['node_crashed'] })).toEqual([2, 3]);
    expect(seqs({ classes: ['heartbeat'] })).toEqual([4]);
    expect(seqs({ severities: FAULTS })).toEqual([2, 3]);
  });
  it('leaves the pulse out without losing what users recorded themselves', () =>
    expect(seqs({ severities: WITHOUT_PULSE })).toEqual([1, 2, 3, 5]));
  it('looks for every word, in details too, and leaves out what a ! names', () => {
    expect(seqs({ text: 'crashed enospc' })).toEqual([2]);
    expect(seqs({ text: 'crashed !node-1' })).toEqual([3]);
  });
  it('reads text as a regular expression only when asked', () => {
    expect(seqs({ text: 'node-[12]', regex: true })).toEqual([2, 3]);
    expect(seqs({ text: 'node-[12]' })).toEqual([]);
  });
  it('matches nothing and says why when the pattern is broken or too long', () => {
    const broken = compileFilter({ ...NO_FILTER, text: '((', regex: true });
    expect(broken.error).toMatch(/^Unterminated group/);
    expect(EVENTS.some(broken.match)).toBe(false);
    expect(compileFilter({ ...NO_FILTER, text: 'x'.repeat(PATTERN_CHARS_MAX + 1) }).error).toContain(String(PATTERN_CHARS_MAX));
  });
});

it('asks the server for all it can filter and keeps text in the browser', () => {
  const filter = { ...NO_FILTER, types: ['a', 'b'], entity: 'node-1', severities: ['error'], operation: 'op-1', text: 'x' };
  expect(serverQuery(filter)).toEqual({ event_type: 'a,b', entity_id: 'node-1', severity: 'error', operation_id: 'op-1' });
});

it('says a filter in words and does not count the default as one', () => {
  expect(filterText({ ...NO_FILTER, severities: WITHOUT_PULSE })).toBe('');
  expect(filterText({ ...NO_FILTER, entity: 'node-1', text: 'x y' })).toBe('entity node-1, text “x y”');
});
