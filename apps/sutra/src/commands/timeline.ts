import type { EventsAnswer } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { instantUs } from '../output/when.ts';
import { line } from './events.ts';

export interface TimelineOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly utc?: boolean;
}

/** `sutra timeline ENTITY`: everything that names it, oldest first, heartbeats and metrics left out. */
export async function timeline(invocation: Invocation, entity: string, options: TimelineOptions): Promise<number> {
  const nowUs = invocation.clock.wallUs();
  const answer = await new ControlClient(invocation).get<EventsAnswer>('/api/grid/events', {
    entity_id: entity,
    severity: 'info,warning,error,critical',
    from: isoFromUs(await instantUs(options.since ?? '24h', nowUs)),
    to: options.until === undefined ? undefined : isoFromUs(await instantUs(options.until, nowUs)),
    order: 'desc',
    limit: options.limit ?? 200,
  });
  const events = [...answer.events].reverse();
  if (invocation.output === 'json') invocation.terminal.out(JSON.stringify({ ...answer, events }, null, 2));
  else for (const event of events) invocation.terminal.out(line(invocation, event, nowUs, options.utc === true));
  if (events.length === 0 && invocation.output !== 'json') invocation.terminal.note(`Nothing is recorded of ${entity} since ${options.since ?? '24h'}.`);
  if (answer.cursor !== undefined) invocation.terminal.note('There are older events: raise --limit or narrow --since.');
  return 0;
}
