import type { EventJson } from '@sutra/api';
import { useMemo } from 'react';
import { NO_FILTER } from '../core/event-filter.ts';
import { BEAT_TYPES } from '../core/heartbeat.ts';
import { type EventFeed, useEventFeed } from './event-feed.ts';

/** The heartbeats and health changes of the last hour, of every agent: what heartbeat strips are computed from. */
export function useBeats(): EventFeed {
  const filter = useMemo(() => ({ ...NO_FILTER, types: BEAT_TYPES }), []);
  return useEventFeed({ filter, hours: 1, page: 5_000 });
}

/** Events by the entity they are first about. */
export function groupByEntity(events: readonly EventJson[]): ReadonlyMap<string, readonly EventJson[]> {
  const groups = new Map<string, EventJson[]>();
  for (const event of events) {
    const list = groups.get(event.entity_id);
    if (list === undefined) groups.set(event.entity_id, [event]);
    else list.push(event);
  }
  return groups;
}
