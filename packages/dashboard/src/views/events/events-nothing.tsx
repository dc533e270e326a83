import { Button } from '@mantine/core';
import type { EventsAnswer } from '@sutra/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type EventFilter, filterText, serverQuery } from '../../core/event-filter.ts';
import { counted } from '../../core/wording.ts';
import { Nothing } from '../../parts/nothing.tsx';
import type { EventFeed } from '../../shell/event-feed.ts';
import { read } from '../../shell/http.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import { hoursOfUrl, RANGES, rangeOfUrl, widerRange } from './events-url.ts';

/** Events counted at most when looking whether a wider period holds any. */
const PEEK_MAX = 1_000;

/** No rows: which of the kinds of nothing it is, and what would show some. */
export function EventsNothing({ feed, filter, hours }: { readonly feed: EventFeed; readonly filter: EventFilter; readonly hours: number }) {
  const url = useUrl();
  const patch = usePatchUrl();
  const period = RANGES.find((range) => range.value === rangeOfUrl(url))?.label ?? `${hours} h`;
  const said = filterText(filter);
  const clear = (): void => patch({ type: undefined, entity: undefined, sev: undefined, text: undefined, re: undefined, op: undefined, faults: undefined });
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
  const wider = widerRange(url);
  const peek = useQuery({
    queryKey: ['peek', serverQuery(filter), wider?.value],
    queryFn: ({ signal }) => read<EventsAnswer>('/api/grid/events', { ...serverQuery(filter), hours: wider?.hours, limit: PEEK_MAX }, signal),
    enabled: wider !== undefined,
  });
  const pulse = useQuery({
    queryKey: ['peek-pulse', filter.entity, rangeOfUrl(url)],
    queryFn: ({ signal }) => read<EventsAnswer>('/api/grid/events', { ...serverQuery({ ...filter, severities: [] }), hours: hoursOfUrl(url), limit: PEEK_MAX }, signal),
    enabled: filter.severities.length > 0,
  });
  const found = peek.data?.events.length ?? 0;
  const beats = pulse.data?.events.length ?? 0;
  if (found === 0 && beats > 0)
    return (
      <Nothing kind="hidden" title={`${counted(beats, 'event')} of ${period} hidden by severity`} action={<Button variant="default" onClick={() => patch({ all: '1', sev: undefined, faults: undefined })}>Show them</Button>}>
        {filter.severities.includes('info') ? 'They are heartbeats and metrics, which are left out here by default.' : `None of them is ${filter.severities.join(', ')}.`}
      </Nothing>
    );
  const widen = wider !== undefined && found > 0 && (
    <Button variant="default" onClick={() => patch({ r: wider.value })}>
      Widen to {wider.label}
    </Button>
  );
  return (
    <Nothing kind={wider === undefined && said === '' ? 'never' : 'unmatched'} title={said === '' ? `No events in ${period}` : `Nothing matches ${said} in ${period}`} action={widen === false ? clearButton : widen}>
      {wider === undefined ? 'The whole record was looked through.' : peek.data === undefined ? 'Looking further back…' : `0 in ${period}, ${found >= PEEK_MAX ? `${PEEK_MAX}+` : found} in ${wider.label}.`}
    </Nothing>
  );
}
