import { usFromIso } from '@sutra/kit';
import { useServerNow } from './live-context.tsx';
import { useUrl } from './url.ts';

/** The past instant the page looks at, as the address says it (`t`); undefined when it is live. An unreadable time counts as live. */
export function useMoment(): string | undefined {
  const { t } = useUrl();
  return t === undefined || t === 'live' || usFromIso(t) === undefined ? undefined : t;
}

/** The instant in ms, or undefined when live. */
export function useMomentMs(): number | undefined {
  const moment = useMoment();
  const us = moment === undefined ? undefined : usFromIso(moment);
  return us === undefined ? undefined : us / 1000;
}

/** The present of the page, ms: the server's clock while live, the instant looked at otherwise. */
export function useNow(everyMs = 1_000): number {
  const live = useServerNow(everyMs);
  return useMomentMs() ?? live;
}
