import type { EventJson, EventsAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { compileFilter, type EventFilter, serverQuery } from '../core/event-filter.ts';
import { EventTail } from '../core/event-log.ts';
import { read } from './http.ts';
import { useConnection, useLive } from './live-context.tsx';
import { useMoment } from './moment.ts';

export interface FeedWish {
  readonly filter: EventFilter;
  /** How far back the record is read, hours. */
  readonly hours: number;
  /** Events a page. */
  readonly page: number;
}

export interface EventFeed {
  /** Newest first: what was pushed since, then what was read from the record. */
  readonly rows: readonly EventJson[];
  /** Rows read before text and class were applied: tells "nothing there" from "nothing matched". */
  readonly readCount: number;
  readonly loading: boolean;
  readonly error: SutraError | undefined;
  /** Why the filter cannot be used, when it cannot. */
  readonly filterError: string | undefined;
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  readonly loadOlder: () => void;
  /** Why the answer is incomplete, when it is. */
  readonly partialBecause: string | undefined;
  readonly retry: () => void;
}

const NONE: readonly EventJson[] = [];

/** Events matching a filter: the record's pages, continued by what is pushed while the page is live. A new snapshot reads the record again. */
export function useEventFeed({ filter, hours, page }: FeedWish): EventFeed {
  const connection = useConnection();
  const ready = useLive((state) => state.grid !== undefined);
  const generation = useLive(() => connection.log.generation);
  const at = useMoment();
  const key = JSON.stringify([serverQuery(filter), hours, page, at]);
  const query = useInfiniteQuery({
    queryKey: ['events', key, generation],
    queryFn: ({ pageParam, signal }) =>
      read<EventsAnswer>('/api/grid/events', { ...serverQuery(filter), hours, limit: page, order: 'desc', cursor: pageParam, at }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.cursor,
    enabled: ready,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  const compiled = useMemo(() => compileFilter(filter), [filter]);
  const pages = query.data?.pages;
  const seenSeq = pages?.[0]?.as_of_seq ?? 0;
  const tail = useMemo(() => new EventTail(connection.log, compiled.match, seenSeq), [connection, compiled, seenSeq]);
  // What the server's part of the filter lets through, before text and class: tells "nothing there" from "nothing matched".
  const beforeText = useMemo(
    () => new EventTail(connection.log, compileFilter({ ...filter, text: '', classes: [] }).match, seenSeq),
    [connection, filter, seenSeq],
  );
  const pushed = useSyncExternalStore(connection.subscribe, () => (pages === undefined || at !== undefined ? NONE : tail.read()));
  const kept = useMemo(() => pages?.flatMap((one) => one.events.filter(compiled.match)) ?? NONE, [pages, compiled]);
  const rows = useMemo(() => (pushed.length === 0 ? kept : [...pushed, ...kept]), [pushed, kept]);
  return {
    rows,
    readCount:
      (pages === undefined || at !== undefined ? 0 : beforeText.count()) + (pages?.reduce((sum, one) => sum + one.events.length, 0) ?? 0),
    loading: query.isPending || query.isPlaceholderData,
    error: query.error === null ? undefined : SutraError.from(query.error),
    filterError: compiled.error,
    hasOlder: query.hasNextPage,
    loadingOlder: query.isFetchingNextPage,
    loadOlder: () => void query.fetchNextPage(),
    partialBecause: pages?.find((one) => one.partial)?.partial_because,
    retry: () => void query.refetch(),
  };
}
