import type { ReactNode } from 'react';
import type { EventFeed } from '../shell/event-feed.ts';
import { useUrl } from '../shell/url.ts';
import { EventRow } from './event-row.tsx';
import { Failure } from './failure.tsx';
import { Waiting } from './panel.tsx';
import { useRowContext } from './row-context.ts';

/** A short list of events of a feed, newest first. */
export function EventList({ feed, max, empty }: { readonly feed: EventFeed; readonly max: number; readonly empty: ReactNode }) {
  const { ev } = useUrl();
  const shared = useRowContext();
  if (feed.error !== undefined && feed.rows.length === 0) return <Failure error={feed.error} onRetry={feed.retry} />;
  if (feed.loading && feed.rows.length === 0) return <Waiting lines={5} />;
  if (feed.rows.length === 0) return empty;
  return (
    <div className="event-rows short-rows">
      {feed.rows.slice(0, max).map((event) => (
        <EventRow key={event.event_id} event={event} current={event.event_id === ev} {...shared} />
      ))}
    </div>
  );
}
