import { ActionIcon, SegmentedControl } from '@mantine/core';
import type { EventDetailAnswer, EventJson } from '@sutra/api';
import { durationText, isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { typeText } from '../../core/wording.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { EntityLink } from '../../parts/entity-link.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Output } from '../../parts/output.tsx';
import { Guard, Waiting } from '../../parts/panel.tsx';
import { SeverityMark } from '../../parts/status.tsx';
import { Age, Clock } from '../../parts/time-text.tsx';
import { WhyButton } from '../../parts/why-button.tsx';
import { read } from '../../shell/http.ts';
import { useLive } from '../../shell/live-context.tsx';
import { useMoment } from '../../shell/moment.ts';
import { usePatchUrl } from '../../shell/url.ts';
import { EventBody } from './event-body.tsx';
import './event-panel.css';

/** One event whole, beside the page: what it says, what it rests on, what followed. */
export function EventPanel({ id }: { readonly id: string }) {
  const patch = usePatchUrl();
  const at = useMoment();
  // Effects arrive later than the event: reading again when the grid has moved on keeps the list true.
  const seq = useLive((live) => live.grid?.seq ?? 0);
  const detail = useQuery({
    queryKey: ['event-panel', id, at, Math.floor(seq / 20)],
    queryFn: ({ signal }) => read<EventDetailAnswer>(`/api/grid/events/${encodeURIComponent(id)}`, { at }, signal),
    placeholderData: (before) => (before?.event.event_id === id ? before : undefined),
  });
  return (
    <aside className="side" aria-label="Event" data-testid="event-panel">
      <header className="side-head">
        <h2>Event</h2>
        <ActionIcon variant="subtle" color="gray" aria-label="Close (Esc)" title="Close (Esc)" onClick={() => patch({ ev: undefined })}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className="side-body">
        <Guard key={id}>
          {detail.data !== undefined ? (
            <Detail detail={detail.data} />
          ) : detail.error !== null ? (
            <Failure error={SutraError.from(detail.error)} onRetry={() => void detail.refetch()} />
          ) : (
            <Waiting lines={6} />
          )}
        </Guard>
      </div>
    </aside>
  );
}

function Detail({ detail }: { readonly detail: EventDetailAnswer }) {
  const { event } = detail;
  const patch = usePatchUrl();
  const [view, setView] = useState('fields');
  const us = usFromIso(event.timestamp) ?? 0;
  const lateMs = ((usFromIso(event.recorded_at) ?? us) - us) / 1000;
  return (
    <div className="stack">
      <div>
        <div className="row wrap">
          <SeverityMark severity={event.severity} />
          <strong data-testid="event-panel-type">{typeText(event.event_type)}</strong>
          <span className="grow" />
          <WhyButton question={`why ${event.event_id}`} />
        </div>
        <p className="event-sentence">{event.summary}</p>
        <p className="muted small">
          <Clock us={us} /> (<Age us={us} />) ·{' '}
          <button
            type="button"
            className="plain link"
            title="Show the whole grid as it stood right after this event"
            onClick={() => patch({ t: isoFromUs(us + 1) })}
            data-testid="go-to-moment"
          >
            go to this moment
          </button>
          {lateMs > 1_000 && <>, recorded {durationText(lateMs)} later</>}
        </p>
        {event.because !== undefined && (
          <p className="because">
            <span className="muted">because</span> {event.because}
          </p>
        )}
        {event.reason !== undefined && (
          <p className="because">
            <span className="muted">reason given</span> {event.reason}
          </p>
        )}
      </div>
      <CopyText text={event.event_id} />
      <Related
        title="Caused by"
        none={event.caused_by.length === 0 ? 'No cause is recorded: this is where the story begins.' : ''}
        events={detail.causes}
        missing={detail.causes_missing}
      />
      <Related title="Led to" none="Nothing is recorded as its effect." events={detail.effects} missing={[]} />
      <section>
        <div className="row apart">
          <h3>Body</h3>
          <SegmentedControl
            size="xs"
            aria-label="How to show the body"
            data={[
              { value: 'fields', label: 'Fields' },
              { value: 'json', label: 'JSON' },
            ]}
            value={view}
            onChange={setView}
          />
        </div>
        {view === 'fields' ? (
          <EventBody details={event.details} type={event.event_type} />
        ) : (
          <Output text={JSON.stringify(event, undefined, 2)} label="The event as JSON" />
        )}
      </section>
      <Envelope event={event} />
    </div>
  );
}

function Related({
  title,
  none,
  events,
  missing,
}: {
  readonly title: string;
  readonly none: string;
  readonly events: readonly EventJson[];
  readonly missing: readonly string[];
}) {
  const patch = usePatchUrl();
  return (
    <section>
      <h3>{title}</h3>
      {events.length === 0 && missing.length === 0 && <p className="muted small">{none}</p>}
      <ul className="related">
        {events.map((event) => (
          <li key={event.event_id}>
            <button type="button" className="plain related-event" onClick={() => patch({ ev: event.event_id })} data-testid="related-event">
              <SeverityMark severity={event.severity} />
              <span className="grow">{event.summary}</span>
              <span className="muted small">
                <Clock us={usFromIso(event.timestamp) ?? 0} />
              </span>
            </button>
          </li>
        ))}
        {missing.map((id) => (
          <li key={id} className="muted small">
            <span className="mono">{id}</span> is named as a cause but is no longer in the record
          </li>
        ))}
      </ul>
    </section>
  );
}

function Envelope({ event }: { readonly event: EventJson }) {
  return (
    <section>
      <h3>Record</h3>
      <dl className="facts">
        <dt>About</dt>
        <dd className="row wrap">
          {event.entities.map((entity) => (
            <EntityLink key={entity} id={entity} />
          ))}
        </dd>
        {event.actor !== undefined && (
          <>
            <dt>Asked by</dt>
            <dd>{event.actor}</dd>
          </>
        )}
        {event.operation_id !== undefined && (
          <>
            <dt>Operation</dt>
            <dd className="mono">{event.operation_id}</dd>
          </>
        )}
        <dt>Position</dt>
        <dd>{event.seq.toLocaleString('en')}</dd>
        <dt>Happened</dt>
        <dd className="mono">{event.timestamp}</dd>
        <dt>Recorded</dt>
        <dd className="mono">{event.recorded_at}</dd>
        <dt>Said by</dt>
        <dd className="mono">
          {event.emitter}, run {event.emitter_epoch}, number {event.emitter_seq}
        </dd>
      </dl>
    </section>
  );
}
