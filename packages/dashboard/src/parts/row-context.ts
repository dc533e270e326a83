import { useCallback } from 'react';
import { useNow } from '../shell/moment.ts';
import { usePatchUrl } from '../shell/url.ts';
import { useZone } from './time-text.tsx';

/** What the rows of one list share, read once for all of them. */
export function useRowContext(): { readonly onOpen: (id: string) => void; readonly nowMs: number; readonly zone: string | undefined } {
  const patch = usePatchUrl();
  const zone = useZone();
  const minute = Math.floor(useNow(60_000) / 60_000);
  const onOpen = useCallback((id: string) => patch({ ev: id }), [patch]);
  return { onOpen, nowMs: minute * 60_000, zone };
}
