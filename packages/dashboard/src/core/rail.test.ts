import type { DensityAnswer, EventJson } from '@sutra/api';
import { describe, expect, it } from 'vitest';
import { pushed as told } from '../testing/events.ts';
import { barsOf, columnsOf, instantAt, keyed, marksOf, placeOf, rangeOf, readFor, stepMark, ticksOf, viewOf } from './rail.ts';

const NOW = Date.parse('2026-03-18T12:00:00Z');
const HOUR = 3_600_000;
const eventJson = (over: Partial<EventJson>): EventJson => ({
  ...(told([{ type: 'node_crashed', details: { node_id: 'n', agent_id: 'a' } }])[0] as EventJson),
  ...over,
});
const density = (over: Partial<DensityAnswer> = {}): DensityAnswer => ({
  from: '2026-03-18T11:00:00Z',
  to: '2026-03-18T12:15:00Z',
  bucket_ms: 60_000,
  buckets: [{ at: '2026-03-18T11:59:00.000000Z', info: 3, warning: 0, error: 1 }],
  marks: [{ event_id: 'e1', event_type: 'node_crashed', entity_id: 'n1', timestamp: '2026-03-18T11:59:30.000001Z', seq: 9 }],
  marks_more: false,
  as_of_seq: 10,
  partial: false,
  ...over,
});

describe('the rail of time', () => {
  it('shows up to now, and around an instant that lies further back', () => {
    expect(viewOf('1h', NOW, undefined)).toEqual({ fromMs: NOW - HOUR, toMs: NOW });
    expect(viewOf('1h', NOW, NOW - HOUR / 2)).toEqual({ fromMs: NOW - HOUR, toMs: NOW });
    expect(viewOf('1h', NOW, NOW - 10 * HOUR)).toEqual({ fromMs: NOW - 10.5 * HOUR, toMs: NOW - 9.5 * HOUR });
    expect([rangeOf('24h'), rangeOf('constructor'), rangeOf(undefined)]).toEqual(['24h', '1h', '1h']);
  });

  it('goes from place to instant and back, and its last half percent is now', () => {
    const view = viewOf('1h', NOW, undefined);
    expect(instantAt(placeOf(NOW - 600_000, view), view, NOW)).toBe(NOW - 600_000);
    expect(instantAt(1, view, NOW)).toBeUndefined();
    expect(instantAt(0.996, view, NOW)).toBeUndefined();
    expect(instantAt(-3, view, NOW)).toBe(NOW - HOUR);
  });

  it('moves by keys, and End and whatever lies beyond now is now', () => {
    const view = viewOf('1h', NOW, undefined);
    expect(keyed('ArrowLeft', false, NOW, view, NOW)).toBe(NOW - 30_000);
    expect(keyed('ArrowLeft', true, NOW, view, NOW)).toBe(NOW - 300_000);
    expect(keyed('Home', false, NOW, view, NOW)).toBe(NOW - HOUR);
    expect(keyed('ArrowRight', false, NOW - 10_000, view, NOW)).toBeUndefined();
    expect(keyed('End', false, NOW - 10_000, view, NOW)).toBeUndefined();
    expect(keyed('x', false, NOW, view, NOW)).toBe('stay');
  });

  it('reads round stretches that hold the view, so that sliding on by a second reads nothing anew', () => {
    const view = viewOf('1h', NOW + 1_000, undefined);
    const read = readFor('1h', view);
    expect(read.fromMs).toBeLessThanOrEqual(view.fromMs);
    expect(read.toMs).toBeGreaterThan(view.toMs);
    expect(readFor('1h', viewOf('1h', NOW + 2_000, undefined))).toEqual(read);
  });

  it('counts what is pushed after the record was counted, and nothing twice', () => {
    const pushed = [
      eventJson({ seq: 10, severity: 'error', timestamp: '2026-03-18T11:59:40.000000Z' }),
      eventJson({ seq: 11, severity: 'critical', event_type: 'agent_offline', entity_id: 'a1', timestamp: '2026-03-18T12:00:10.000000Z' }),
      eventJson({ seq: 12, severity: 'debug', event_type: 'agent_heartbeat', timestamp: '2026-03-18T12:00:11.000000Z' }),
    ];
    expect(barsOf(density(), pushed)).toEqual([
      { atMs: NOW - 60_000, info: 3, warning: 0, error: 1 },
      { atMs: NOW, info: 0, warning: 0, error: 1 },
    ]);
    expect(marksOf(density(), pushed).map(({ what }) => what)).toEqual(['n1 crashed', 'a1 offline']);
  });

  it('steps from failure to failure, exactly to the microsecond of the record', () => {
    const marks = marksOf(density(), []);
    expect(stepMark(marks, NOW, -1)?.timestamp).toBe('2026-03-18T11:59:30.000001Z');
    expect(stepMark(marks, marks[0]?.atMs ?? 0, -1)).toBeUndefined();
    expect(stepMark(marks, NOW, 1)).toBeUndefined();
  });

  it('draws marks that fall on one another as one, and labels round times only', () => {
    const view = viewOf('1h', NOW, undefined);
    const marks = Array.from({ length: 50 }, (_, i) => ({ timestamp: '', atMs: NOW - 1_000 + i, what: 'x' }));
    expect(columnsOf(marks, view, 200).map((column) => column.marks.length)).toEqual([50]);
    expect(ticksOf(view, 7).every((at) => at % 600_000 === 0)).toBe(true);
    expect(ticksOf(view, 7).length).toBeLessThanOrEqual(7);
  });
});
