import type { EventJson } from '@sutra/api';
import { describe, expect, it } from 'vitest';
import { pushed } from '../testing/events.ts';
import { noticesOf } from './notices.ts';

const word = (type: 'watch_fired' | 'watch_recovered', key: string, subject = 'node-1') => ({
  type,
  details: { watch_id: 'w1', subject, key, text: `${subject} ${type === 'watch_fired' ? 'crashed' : 'is back'}` },
});
const said = (events: readonly EventJson[]) => noticesOf(events).map(({ kind, text }) => `${kind}: ${text}`);

describe('notices of watches', () => {
  it('are one a watch and subject: the recovery takes the place of the trouble', () => {
    const events = pushed([word('watch_fired', 'k1'), word('watch_fired', 'k2', 'node-2'), word('watch_recovered', 'k1')]);
    expect(said(events.slice(0, 2))).toEqual(['fired: node-2 crashed', 'fired: node-1 crashed']);
    expect(said(events)).toEqual(['recovered: node-1 is back', 'fired: node-2 crashed']);
  });

  it('are told once, however often the record tells them, and in whatever order they come', () => {
    const events = pushed([
      word('watch_fired', 'k1'),
      word('watch_recovered', 'k1'),
      word('watch_fired', 'k1'),
      { type: 'node_crashed', details: { node_id: 'n', agent_id: 'a' } },
    ]);
    expect(said(events)).toEqual(['recovered: node-1 is back']);
    expect(said(events.toReversed())).toEqual(['recovered: node-1 is back']);
  });

  it('come again when the trouble comes again', () => {
    expect(said(pushed([word('watch_fired', 'k1'), word('watch_recovered', 'k1'), word('watch_fired', 'k2')]))).toEqual([
      'fired: node-1 crashed',
    ]);
  });
});
