import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crashed, pushed, registered } from '../testing/events.ts';
import { EventLog, EventTail } from './event-log.ts';

const events = (count: number, firstSeq = 1) =>
  pushed(
    Array.from({ length: count }, (_, i) => (i % 3 === 0 ? crashed('node-1', i) : registered('agent-1', i))),
    firstSeq,
  );

describe('EventLog', () => {
  it('keeps order and takes an event that comes twice once', () => {
    const log = new EventLog();
    log.append(events(5));
    log.append(events(7));
    expect([log.size, log.lastSeq]).toEqual([7, 7]);
  });
  it('never holds much more than its bound, and drops the oldest', () => {
    const log = new EventLog(100);
    for (let i = 0; i < 50; i++) log.append(events(10, i * 10 + 1));
    expect(log.size).toBeLessThanOrEqual(110);
    expect(log.lastSeq).toBe(500);
    expect(log.size + log.dropped).toBe(500);
  });
});

describe('EventTail', () => {
  it('gives the same array until something that matches arrives', () => {
    const log = new EventLog();
    const tail = new EventTail(log, (event) => event.event_type === 'node_crashed', 0);
    log.append(events(2));
    const first = tail.read();
    log.append(pushed([registered('agent-2')], 3));
    expect(tail.read()).toBe(first);
    log.append(pushed([crashed('node-9', 9)], 4));
    expect(tail.read().map((event) => event.seq)).toEqual([4, 1]);
  });
  it('leaves out what was read from the record, and starts anew with a new generation', () => {
    const log = new EventLog();
    const tail = new EventTail(log, () => true, 3);
    log.append(events(5));
    expect(tail.read().map((event) => event.seq)).toEqual([5, 4]);
    log.restart();
    expect(tail.read()).toEqual([]);
    log.append(events(2, 10));
    expect(tail.read().map((event) => event.seq)).toEqual([11, 10]);
  });
  it('equals a filter over the whole log however the events arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }), fc.integer({ min: 0, max: 20 }), (batches, after) => {
        const log = new EventLog();
        const match = (event: { event_type: string }): boolean => event.event_type === 'node_crashed';
        const tail = new EventTail(log, match, after);
        let next = 1;
        for (const size of batches) {
          log.append(events(size, next));
          next += size;
          tail.read();
        }
        const whole = Array.from({ length: log.size }, (_, i) => log.at(i)!).filter((event) => event.seq > after && match(event));
        expect(tail.read()).toEqual(whole.reverse());
      }),
    );
  });
});
