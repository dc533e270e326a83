import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** The state of the page that is in its address. Values are text; keys this build does not know are kept as they are. */
export type Search = Readonly<Record<string, string | undefined>>;

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function formatSearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== '') params.set(name, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** What travels along from page to page: the time looked at, the stretch the rail shows, and the zone times are shown in. */
export function carried(search: Search): Search {
  return { t: search['t'], rail: search['rail'], tz: search['tz'] };
}

export function useUrl(): Search {
  return useSearch({ strict: false }) as Search;
}

/** Changes some keys of the address and keeps the rest. `undefined` and '' remove a key. */
export function usePatchUrl(): (patch: Search, options?: { readonly replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (patch, options) =>
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...patch })) as never,
        replace: options?.replace ?? false,
        resetScroll: false,
      }),
    [navigate],
  );
}

/** Goes to a page; its search starts from what travels along. */
export function useGo(): (path: string, search?: Search) => void {
  const navigate = useNavigate();
  return useCallback(
    (path, search) => void navigate({ to: path as never, search: ((before: Search) => ({ ...carried(before), ...search })) as never }),
    [navigate],
  );
}
