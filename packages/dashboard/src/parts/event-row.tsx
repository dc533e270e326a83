import type { EventJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import { memo } from 'react';
import { clockText, typeText } from '../core/wording.ts';
import { SeverityMark } from './status.tsx';
import './event-row.css';

interface EventRowProps {
  readonly event: EventJson;
  readonly current: boolean;
  readonly onOpen: (id: string) => void;
  /** The day it is, for times of other days; minutes of delay do not matter. */
  readonly nowMs: number;
  readonly zone: string | undefined;
}

/** One event as a line: when, how bad, what kind, and the sentence. Holds no state of its own: a hundred of them scroll by at once. */
export const EventRow = memo(function EventRow({ event, current, onOpen, nowMs, zone }: EventRowProps) {
  return (
    <button
      type="button"
      className="event-row"
      data-row
      data-why={`why ${event.event_id}`}
      data-testid="event-row"
      data-event-type={event.event_type}
      aria-current={current ? 'true' : undefined}
      onClick={() => onOpen(event.event_id)}
    >
      <time className="event-time nowrap" dateTime={event.timestamp} title={event.timestamp}>
        {clockText(usFromIso(event.timestamp) ?? 0, nowMs, zone)}
      </time>
      <SeverityMark severity={event.severity} />
      <span className="event-type clip">{typeText(event.event_type)}</span>
      <span className="event-text clip" title={event.summary}>
        {event.summary}
      </span>
    </button>
  );
});
