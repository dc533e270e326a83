import { durationText, SutraError, usFromIso } from '@sutra/kit';

const AGO = /^(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d|w)(?:\s+ago)?$/i;
const UNIT_US: Readonly<Record<string, number>> = { s: 1e6, sec: 1e6, m: 60e6, min: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 };

/**
 * An instant as people type it: RFC 3339, `now`, `2h` or `2h ago`. Words such as "yesterday 3pm" go through the same grammar
 * as questions do.
 * @returns µs since the epoch
 * @throws SutraError SUTRA_USAGE naming the text
 */
export async function instantUs(text: string, nowUs: number): Promise<number> {
  const trimmed = text.trim();
  if (trimmed === 'now') return nowUs;
  const iso = usFromIso(/[zZ]|[+-]\d{2}:\d{2}$/.test(trimmed) ? trimmed : `${trimmed}Z`);
  if (iso !== undefined) return iso;
  const ago = AGO.exec(trimmed);
  if (ago !== null) return nowUs - Number(ago[1]) * (UNIT_US[(ago[2] ?? 's').toLowerCase()] ?? 1e6);
  const { parseInstant } = await import('@sutra/hybrid');
  const worded = parseInstant(trimmed, nowUs, 'UTC');
  if (worded !== undefined) return worded;
  throw new SutraError('SUTRA_USAGE', `Cannot read "${text}" as a time`, {
    mend: 'Say it as 2026-03-18T14:30:00Z, as 2h (two hours ago), or in words such as "yesterday 3pm".',
  });
}

/** "3 s", "2 min 5 s": how long ago, against a given now. */
export function sinceText(iso: string, nowUs: number): string {
  const us = usFromIso(iso);
  return us === undefined ? '–' : durationText(Math.max(0, (nowUs - us) / 1000));
}

/** Local time of day with milliseconds, with the date when it is not today. */
export function clockText(iso: string, nowUs: number, utc: boolean): string {
  const us = usFromIso(iso);
  if (us === undefined) return iso;
  const shift = utc ? 0 : -new Date(us / 1000).getTimezoneOffset() * 60_000;
  const local = new Date(us / 1000 + shift).toISOString();
  const today = new Date(nowUs / 1000 + shift).toISOString().slice(0, 10);
  return local.slice(0, 10) === today ? local.slice(11, 23) : `${local.slice(0, 10)} ${local.slice(11, 23)}`;
}
