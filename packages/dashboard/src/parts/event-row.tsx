import type { EventJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import { typeText } from '../core/wording.ts';
import { usePatchUrl } from '../shell/url.ts';
import { SeverityMark } from './status.tsx';
import { Clock } from './time-text.tsx';
import './event-row.css';

/** One event as a line: when, how bad, what kind, and the sentence. Opens the side panel. */
export function EventRow({ event, current = false }: { readonly event: EventJson; readonly current?: boolean }) {
  const patch = usePatchUrl();
  return (
    <button
      type="button"
      className="event-row"
      data-row
      data-why={`why ${event.event_id}`}
      data-testid="event-row"
      data-event-type={event.event_type}
      aria-current={current ? 'true' : undefined}
      onClick={() => patch({ ev: event.event_id })}
    >
      <span className="event-time">
        <Clock us={usFromIso(event.timestamp) ?? 0} />
      </span>
      <SeverityMark severity={event.severity} />
      <span className="event-type clip">{typeText(event.event_type)}</span>
      <span className="event-text clip" title={event.summary}>
        {event.summary}
      </span>
    </button>
  );
}
