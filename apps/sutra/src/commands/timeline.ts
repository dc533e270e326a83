import type { EventsAnswer } from '@sutra/api';
import { instantIso } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { pickEntity } from '../client/names.ts';
import { eventLine } from '../output/event-line.ts';
import { forPrograms } from '../output/show.ts';
import { whole } from './argument.ts';

export interface TimelineOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
}

const LIMIT_MAX = 10_000;

/** `sutra timeline ENTITY`: everything that names it, oldest first, heartbeats and metrics left out. */
export async function timeline(invocation: Invocation, typed: string, options: TimelineOptions): Promise<number> {
  let answer = await read(invocation, typed, options);
  let entity = typed;
  if (answer.events.length === 0) {
    // Nothing by this name: it may be the beginning of one. A name nobody knows is an error, a quiet one is not.
    entity = (await pickEntity(invocation, typed)).id;
    if (entity !== typed) answer = await read(invocation, entity, options);
  }
  const events = [...answer.events].reverse();
  const { terminal } = invocation;
  if (invocation.output === 'json') terminal.out(JSON.stringify({ ...answer, events }, null, 2));
  else for (const event of events) terminal.out(eventLine(invocation, event, invocation.clock.wallUs()));
  if (events.length === 0 && !forPrograms(invocation)) terminal.note(`Nothing is recorded of ${entity} since ${options.since ?? '24h'}.`);
  if (answer.cursor !== undefined) terminal.note('There are older events: raise --limit or narrow --since.');
  return 0;
}

async function read(invocation: Invocation, entity: string, options: TimelineOptions): Promise<EventsAnswer> {
  return new ControlClient(invocation).get<EventsAnswer>('/api/grid/events', {
    entity_id: entity,
    severity: 'info,warning,error,critical',
    from: await instantIso(invocation, options.since ?? '24h', '--since'),
    to: options.until === undefined ? undefined : await instantIso(invocation, options.until, '--until'),
    order: 'desc',
    limit: whole(options.limit ?? '200', '--limit', 1, LIMIT_MAX),
  });
}
