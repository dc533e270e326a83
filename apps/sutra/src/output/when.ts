import { durationText, quoted, SutraError, usFromIso } from '@sutra/kit';
import '../errors.ts';

const AGO = /^(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d|w)(?:\s+ago)?$/i;
const UNIT_US: Readonly<Record<string, number>> = { s: 1e6, sec: 1e6, m: 60e6, min: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 };

/**
 * An instant as people type it: RFC 3339, `now`, `2h` or `2h ago`. Anything else ("yesterday 3pm", "14:30", "2026-03-18") goes
 * through the same grammar as questions do; a word for a stretch of time ("yesterday") means its beginning.
 * @param zone IANA zone of words and of times that name none
 * @param flag what it was given to, for the error: `--since`
 * @returns µs since the epoch
 * @throws SutraError SUTRA_USAGE naming the text
 */
export async function instantUs(text: string, nowUs: number, zone: string, flag?: string): Promise<number> {
  const trimmed = text.trim();
  if (trimmed === 'now') return nowUs;
  const iso = usFromIso(trimmed);
  if (iso !== undefined) return iso;
  const ago = AGO.exec(trimmed);
  if (ago !== null) return nowUs - Number(ago[1]) * (UNIT_US[(ago[2] ?? 's').toLowerCase()] ?? 1e6);
  const { readPeriod, tokenise } = await import('@sutra/hybrid');
  const period = readPeriod(tokenise(trimmed), { nowMs: nowUs / 1000, zone });
  const ms = period?.atMs ?? period?.fromMs;
  if (typeof ms === 'number') return Math.round(ms * 1000);
  throw new SutraError(
    'SUTRA_USAGE',
    `Cannot read ${flag === undefined ? '' : `${flag} `}${quoted(text)} as a time${period?.ambiguous === true ? ': it could be morning or afternoon' : ''}`,
    {
      mend: 'Say it as 2026-03-18T14:30:00Z, as 2h (two hours ago), as 14:30, or in words such as "yesterday 3pm".',
    },
  );
}

/** "3 s", "2 min 5 s": how long ago, against a given now. */
export function sinceText(iso: string, nowUs: number): string {
  const us = usFromIso(iso);
  return us === undefined || us === 0 ? '–' : durationText(Math.max(0, (nowUs - us) / 1000));
}

/** Time of day with milliseconds in `zone`, with the date when it is not today. */
export function clockText(iso: string, nowUs: number, zone: string): string {
  const us = usFromIso(iso);
  if (us === undefined) return iso;
  const then = local(us, zone);
  return then.day === local(nowUs, zone).day ? then.time : `${then.day} ${then.time}`;
}

/** Date, time of day to the second, and the zone's name: for a sentence. */
export function momentText(iso: string, nowUs: number, zone: string): string {
  const us = usFromIso(iso);
  if (us === undefined) return iso;
  const then = local(us, zone);
  const time = `${then.time.slice(0, 8)} ${then.zone}`;
  return then.day === local(nowUs, zone).day ? time : `${then.day} ${time}`;
}

/** Making a format costs more than using it: one per zone. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function local(us: number, zone: string): { readonly day: string; readonly time: string; readonly zone: string } {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
    FORMATS.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(Math.floor(us / 1000)).map(({ type, value }) => [type, value]));
  return {
    day: `${part['year']}-${part['month']}-${part['day']}`,
    time: `${part['hour']}:${part['minute']}:${part['second']}.${part['fractionalSecond']}`,
    zone: part['timeZoneName'] ?? zone,
  };
}
