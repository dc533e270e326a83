import type { Freshness, StateAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { fromSnapshot, type GridState, type Problem } from '@sutra/model';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { derivedOf } from '../core/derived.ts';
import { read } from './http.ts';
import { useLive } from './live-context.tsx';
import { useMoment } from './moment.ts';

/** The grid at the past instant the page looks at; idle when the page is live. */
export const usePastGrid = (): UseQueryResult<GridState> => usePast(({ grid }) => grid);

/** That the grid was not running at that instant, and until when; undefined where it was, and while it is not known. */
export const useUnwatched = (): Freshness['unwatched'] => usePast(({ unwatched }) => unwatched ?? null).data ?? undefined;

interface PastGrid {
  readonly grid: GridState;
  readonly unwatched: Freshness['unwatched'];
}

function usePast<T>(select: (past: PastGrid) => T): UseQueryResult<T> {
  const at = useMoment();
  return useQuery({
    queryKey: ['state', at],
    queryFn: async ({ signal }): Promise<PastGrid> => {
      const { state, unwatched } = await read<StateAnswer>('/api/grid/state', { at }, signal);
      return { grid: fromSnapshot(state), unwatched };
    },
    select,
    enabled: at !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    // While the rail is dragged the instant before stays in place, greyed, until this one is rebuilt.
    placeholderData: (before: PastGrid | undefined) => before,
  });
}

/** The grid the page is about: live, or as it stood at the instant in the address. Undefined while it is not known. */
export function useGrid(): GridState | undefined {
  const at = useMoment();
  const live = useLive((state) => state.grid);
  const past = usePastGrid();
  if (past.error !== null && at !== undefined) throw SutraError.from(past.error);
  return at === undefined ? live : past.data;
}

/** The same for what surrounds the pages: a past that cannot be read is undefined there, and the page says why. */
export function useGridIfKnown(): GridState | undefined {
  const at = useMoment();
  const live = useLive((state) => state.grid);
  const past = usePastGrid();
  return at === undefined ? live : past.data;
}

/** What is wrong now that no event can tell, and so no state; nothing while the page is about the past. */
export function useUntold(): readonly Problem[] {
  const at = useMoment();
  const untold = useLive((state) => state.untold);
  return at === undefined ? untold : [];
}

/** What is wrong in the grid the page is about, worst first. */
export function useProblems(grid: GridState | undefined): readonly Problem[] {
  const untold = useUntold();
  const found = grid === undefined ? [] : derivedOf(grid).problems;
  return untold.length > 0 ? [...untold, ...found] : found;
}
