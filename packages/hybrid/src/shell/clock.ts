import { civil, type Zone } from '../core/language/zone.ts';

/** Whose clock an answer is read by. */
export interface Reader {
  readonly nowUs: number;
  readonly tz: Zone;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** Making a formatter costs a hundred times more than using it. */
const NAMES = new Map<string, Intl.DateTimeFormat>();

/** The zone as it is written behind a time: "UTC", "CET", "UTC+5:45". */
function zoneText(zone: Zone, ms: number): string {
  if (typeof zone === 'number') {
    const minutes = Math.abs(zone);
    return zone === 0 ? 'UTC' : `UTC${zone < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${minutes % 60 === 0 ? '' : `:${two(minutes % 60)}`}`;
  }
  if (zone === 'UTC') return zone;
  const format = NAMES.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' });
  NAMES.set(zone, format);
  return format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** An instant as a person reads it, in the zone of the question: "10:34:04 UTC", with the date when it is not today. */
export function clock(us: number, reader: Reader): string {
  const ms = Math.floor(us / 1000);
  const at = civil(reader.tz, ms);
  const now = civil(reader.tz, Math.floor(reader.nowUs / 1000));
  const today = at.year === now.year && at.month === now.month && at.day === now.day;
  const date = today ? '' : `${at.year}-${two(at.month)}-${two(at.day)} `;
  return `${date}${two(at.hour)}:${two(at.minute)}:${two(at.second)} ${zoneText(reader.tz, ms)}`;
}

/** The same for the times of a plan, which are RFC 3339: this very second is called "now". */
export function clockOfIso(reader: Reader): (iso: string) => string {
  return (iso) => {
    const ms = Date.parse(iso);
    if (Number.isNaN(ms)) return iso;
    return Math.floor(ms / 1000) === Math.floor(reader.nowUs / 1_000_000) ? 'now' : clock(ms * 1000, reader);
  };
}
