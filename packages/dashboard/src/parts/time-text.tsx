import { isoFromUs } from '@sutra/kit';
import { ageText, clockText } from '../core/wording.ts';
import { useNow } from '../shell/moment.ts';
import { useUrl } from '../shell/url.ts';

/** IANA zone of the address (`tz`), or the browser's own. */
export function useZone(): string | undefined {
  const { tz } = useUrl();
  return tz === undefined || tz === 'local' ? undefined : tz;
}

/** An instant as clock time, whole in the title. */
export function Clock({ us }: { readonly us: number }) {
  const now = useNow(60_000);
  return (
    <time className="nowrap" dateTime={isoFromUs(us)} title={isoFromUs(us)}>
      {clockText(us, now, useZone())}
    </time>
  );
}

/** How long ago, counting. */
export function Age({ us, suffix = ' ago' }: { readonly us: number; readonly suffix?: string }) {
  const now = useNow(1_000);
  const text = ageText(Math.max(0, now - us / 1000));
  return (
    <time className="nowrap" dateTime={isoFromUs(us)} title={isoFromUs(us)}>
      {text === 'now' ? (suffix === '' ? '0 s' : 'just now') : `${text}${suffix}`}
    </time>
  );
}
