import { Button } from '@mantine/core';
import type { EventJson } from '@sutra/api';
import { useMemo, useState } from 'react';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Guard, Waiting } from '../../parts/panel.tsx';
import { useEventFeed } from '../../shell/event-feed.ts';
import { useUrl } from '../../shell/url.ts';
import { EventStream } from './event-stream.tsx';
import { EventsNothing } from './events-nothing.tsx';
import { EventsToolbar } from './events-toolbar.tsx';
import { filterOfUrl, hoursOfUrl } from './events-url.ts';
import './events.css';

const PAGE = 500;

/** The record, live: newest first, filtered by what stands in the address. */
export function EventsPage() {
  const url = useUrl();
  const filterKey = JSON.stringify(filterOfUrl(url));
  const filter = useMemo(() => JSON.parse(filterKey) as ReturnType<typeof filterOfUrl>, [filterKey]);
  const hours = hoursOfUrl(url);
  const feed = useEventFeed({ filter, hours, page: PAGE });
  const [paused, setPaused] = useState(false);
  const [held, setHeld] = useState<readonly EventJson[]>([]);
  const pause = (to: boolean): void => {
    setHeld(feed.rows);
    setPaused(to);
  };
  return (
    <div className="fill events">
      <PageHead title="Events">
        <span className="grow" />
        <Button
          variant={paused ? 'filled' : 'default'}
          aria-pressed={paused}
          leftSection={<Icon name={paused ? 'play' : 'pause'} size={14} />}
          onClick={() => pause(!paused)}
          data-testid="pause"
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </PageHead>
      <EventsToolbar feed={feed} />
      <section className="panel events-panel" aria-label="Events">
        <Guard>
          {feed.error !== undefined && feed.rows.length === 0 ? (
            <Failure error={feed.error} onRetry={feed.retry} />
          ) : feed.loading && feed.rows.length === 0 ? (
            <Waiting lines={10} />
          ) : feed.rows.length === 0 ? (
            <EventsNothing feed={feed} filter={filter} hours={hours} />
          ) : (
            <EventStream key={filterKey} feed={feed} held={paused ? held : undefined} onResume={() => pause(false)} />
          )}
        </Guard>
      </section>
    </div>
  );
}
