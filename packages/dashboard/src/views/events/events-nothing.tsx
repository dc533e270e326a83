import { Button } from '@mantine/core';
import type { EventJson, EventsAnswer } from '@sutra/api';
import { counted } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type EventFilter, filterText, serverQuery } from '../../core/event-filter.ts';
import { Nothing } from '../../parts/nothing.tsx';
import type { EventFeed } from '../../shell/event-feed.ts';
import { read } from '../../shell/http.ts';
import { useMoment, useNow } from '../../shell/moment.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import { hoursOfUrl, RANGES, rangeOfUrl } from './events-url.ts';

/** Events counted at most when looking whether a wider period holds any. */
const PEEK_MAX = 1_000;

/** No rows: which of the kinds of nothing it is, and what would show some. */
export function EventsNothing({ feed, filter, hours }: { readonly feed: EventFeed; readonly filter: EventFilter; readonly hours: number }) {
  const url = useUrl();
  const patch = usePatchUrl();
  const period = RANGES.find((range) => range.value === rangeOfUrl(url))?.label ?? `${hours} h`;
  const said = filterText(filter);
  const clear = (): void =>
    patch({ type: undefined, entity: undefined, sev: undefined, text: undefined, re: undefined, op: undefined, faults: undefined });
  const clearButton = (
    <Button variant="default" onClick={clear}>
      Clear the filter
    </Button>
  );
  if (feed.filterError !== undefined)
    return (
      <Nothing kind="unmatched" title="The pattern is not a regular expression" action={clearButton}>
        {feed.filterError}
      </Nothing>
    );
  if (feed.readCount > 0)
    return (
      <Nothing kind="hidden" title={`${counted(feed.readCount, 'event')} hidden by ${said}`} action={clearButton}>
        Events of this period were read, and none of them matches.
      </Nothing>
    );
  return <NothingInPeriod filter={filter} period={period} said={said} clearButton={said === '' ? undefined : clearButton} />;
}

interface PeriodProps {
  readonly filter: EventFilter;
  readonly period: string;
  readonly said: string;
  readonly clearButton: ReactNode;
}

function NothingInPeriod({ filter, period, said, clearButton }: PeriodProps) {
  const url = useUrl();
  const patch = usePatchUrl();
  const now = useNow(60_000);
  const widest = RANGES.at(-1);
  const ever = usePeek({ ...filter, text: '' }, widest?.hours ?? 0, true);
  const unfiltered = usePeek({ ...filter, severities: [] }, hoursOfUrl(url), filter.severities.length > 0);
  const hidden = unfiltered.data?.events.length ?? 0;
  if (hidden > 0)
    return (
      <Nothing
        kind="hidden"
        title={`${counted(hidden, 'event')} of ${period} hidden by severity`}
        action={
          <Button variant="default" onClick={() => patch({ all: '1', sev: undefined, faults: undefined })}>
            Show them
          </Button>
        }
      >
        {filter.severities.includes('info')
          ? 'They are heartbeats and metrics, which are left out here by default.'
          : `None of them is ${filter.severities.join(', ')}.`}
      </Nothing>
    );
  const nearest = nearestRange(ever.data?.events ?? [], now);
  const never = ever.data !== undefined && nearest === undefined;
  return (
    <Nothing
      kind={never && said === '' ? 'never' : 'unmatched'}
      title={said === '' ? `No events in ${period}` : `Nothing matches ${said} in ${period}`}
      action={
        nearest === undefined ? (
          clearButton
        ) : (
          <Button variant="default" onClick={() => patch({ r: nearest.range.value })}>
            Widen to {nearest.range.label}
          </Button>
        )
      }
    >
      {ever.error !== null
        ? 'Whether there are older ones could not be read.'
        : ever.data === undefined
          ? 'Looking further back…'
          : nearest === undefined
            ? 'The whole record was looked through: there are none.'
            : `0 in ${period}, ${nearest.count} in ${nearest.range.label}.`}
    </Nothing>
  );
}

function usePeek(filter: EventFilter, hours: number, enabled: boolean) {
  const at = useMoment();
  return useQuery({
    queryKey: ['peek', serverQuery(filter), hours, at],
    queryFn: ({ signal }) =>
      read<EventsAnswer>('/api/grid/events', { ...serverQuery(filter), hours, limit: PEEK_MAX, order: 'desc', at }, signal),
    enabled,
  });
}

/** The narrowest period that holds one of these events, and how many of them it holds. */
function nearestRange(events: readonly EventJson[], nowMs: number) {
  const ages = events.map((event) => nowMs - Date.parse(event.timestamp));
  for (const range of RANGES) {
    const count = ages.filter((ms) => ms <= range.hours * 3_600_000).length;
    if (count > 0) return { range, count: count >= PEEK_MAX ? `${PEEK_MAX} or more` : String(count) };
  }
  return undefined;
}
