import type { DensityAnswer, EventJson } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { compileFilter, NO_FILTER, WITHOUT_PULSE } from '../core/event-filter.ts';
import { EventTail } from '../core/event-log.ts';
import { type Range, readFor, type View } from '../core/rail.ts';
import { read } from './http.ts';
import { useConnection, useLive } from './live-context.tsx';

const NONE: readonly EventJson[] = [];
const ALL = compileFilter({ ...NO_FILTER, severities: WITHOUT_PULSE }).match;
/** Buckets asked for: a little over one each 5 px on a wide screen. */
const BUCKETS = 240;

export interface Density {
  readonly counted: DensityAnswer | undefined;
  /** What was pushed since it was counted, newest first. */
  readonly pushed: readonly EventJson[];
  readonly failed: boolean;
}

/** How much happened in a view: counted by the store once a stretch, kept up by what is pushed. */
export function useDensity(range: Range, view: View): Density {
  const connection = useConnection();
  const ready = useLive((state) => state.grid !== undefined);
  const generation = useLive(() => connection.log.generation);
  const { fromMs, toMs } = readFor(range, view);
  const query = useQuery({
    queryKey: ['density', fromMs, toMs, generation],
    queryFn: ({ signal }) =>
      read<DensityAnswer>('/api/grid/density', { from: isoFromUs(fromMs * 1000), to: isoFromUs(toMs * 1000), buckets: BUCKETS }, signal),
    enabled: ready,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  const counted = query.data;
  const tail = useMemo(
    () => (counted === undefined ? undefined : new EventTail(connection.log, ALL, counted.as_of_seq)),
    [connection, counted],
  );
  const pushed = useSyncExternalStore(connection.subscribe, () => tail?.read() ?? NONE);
  return { counted, pushed, failed: query.isError };
}
