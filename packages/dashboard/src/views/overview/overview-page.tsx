import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { NO_FILTER, WITHOUT_PULSE } from '../../core/event-filter.ts';
import { EventList } from '../../parts/event-list.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useEventFeed } from '../../shell/event-feed.ts';
import { carried, type Search } from '../../shell/url.ts';
import { AgentCards } from './agent-cards.tsx';
import { Problems } from './problems.tsx';
import { VerdictLine } from './verdict-line.tsx';
import './overview.css';

const CHANGES_SHOWN = 12;

/** How the grid is, in words; what is wrong, worst first; who is there; what changed last. */
export function OverviewPage() {
  return (
    <>
      <VerdictLine />
      <div className="overview">
        <div className="stack">
          <Problems />
          <LastChanges />
        </div>
        <AgentCards />
      </div>
    </>
  );
}

function LastChanges() {
  const filter = useMemo(() => ({ ...NO_FILTER, severities: WITHOUT_PULSE, classes: ['lifecycle' as const] }), []);
  const feed = useEventFeed({ filter, hours: 24 * 30, page: 200 });
  const more = (
    <Link to="/events" search={((before: Search) => carried(before)) as never} className="link small">
      All events
    </Link>
  );
  return (
    <Panel title="Last changes" aside={more} flush testId="last-changes">
      <EventList
        feed={feed}
        max={CHANGES_SHOWN}
        empty={
          <Nothing kind="never" title="Nothing has happened yet" compact>
            Every start, stop, crash and decision will stand here.
          </Nothing>
        }
      />
    </Panel>
  );
}
