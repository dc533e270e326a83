import { FIRST_MS, LAST_MS } from '../plan.ts';

/** A time zone: an IANA name, or a fixed offset in minutes east of UTC. */
export type Zone = string | number;

export interface Civil {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 = Monday … 6 = Sunday. */
  readonly weekday: number;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Offset of a zone at an instant, ms east of UTC. */
export function offsetMs(zone: Zone, ms: number): number {
  if (typeof zone === 'number') return zone * 60_000;
  if (zone === 'UTC') return 0;
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    FORMATS.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, Number(p.value)])) as Record<string, number>;
  const wall = Date.UTC(
    part['year'] as number,
    (part['month'] as number) - 1,
    part['day'] as number,
    part['hour'] as number,
    part['minute'] as number,
    part['second'] as number,
  );
  return wall - Math.floor(ms / 1000) * 1000;
}

/** Wall clock of a zone at an instant. */
export function civil(zone: Zone, ms: number): Civil {
  const wall = new Date(ms + offsetMs(zone, ms));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: (wall.getUTCDay() + 6) % 7,
  };
}

/** The instant at which a zone's wall clock shows this; days and months may overflow. In a spring gap: the instant the clock would show it had it not jumped. */
export function instantOf(zone: Zone, year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const wall = withinCalendars(Date.UTC(year, month - 1, day, hour, minute, second), year * 366 + month * 31 + day);
  const first = wall - offsetMs(zone, wall);
  return wall - offsetMs(zone, first);
}

/** @param roughDays in days, more or less: says on which side an instant lies that is none any more */
function withinCalendars(ms: number, roughDays: number): number {
  if (Number.isNaN(ms)) return roughDays < 1970 * 366 ? FIRST_MS : LAST_MS;
  return Math.min(Math.max(ms, FIRST_MS), LAST_MS);
}

const ABBREVIATIONS: Readonly<Record<string, Zone>> = {
  utc: 'UTC',
  gmt: 'UTC',
  z: 'UTC',
  ist: 330,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  bst: 60,
  jst: 540,
  sgt: 480,
  et: 'America/New_York',
  ct: 'America/Chicago',
  mt: 'America/Denver',
  pt: 'America/Los_Angeles',
};
const CITIES: Readonly<Record<string, Zone>> = {
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  tokyo: 'Asia/Tokyo',
  london: 'Europe/London',
  berlin: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  paris: 'Europe/Paris',
  singapore: 'Asia/Singapore',
  sydney: 'Australia/Sydney',
  chicago: 'America/Chicago',
  denver: 'America/Denver',
  kolkata: 'Asia/Kolkata',
  chennai: 'Asia/Kolkata',
  india: 'Asia/Kolkata',
  indian: 'Asia/Kolkata',
  japan: 'Asia/Tokyo',
  seoul: 'Asia/Seoul',
  beijing: 'Asia/Shanghai',
  shanghai: 'Asia/Shanghai',
  'hong kong': 'Asia/Hong_Kong',
  dubai: 'Asia/Dubai',
  jakarta: 'Asia/Jakarta',
  melbourne: 'Australia/Melbourne',
  auckland: 'Pacific/Auckland',
  uk: 'Europe/London',
  dublin: 'Europe/Dublin',
  lisbon: 'Europe/Lisbon',
  madrid: 'Europe/Madrid',
  amsterdam: 'Europe/Amsterdam',
  zurich: 'Europe/Zurich',
  vienna: 'Europe/Vienna',
  rome: 'Europe/Rome',
  stockholm: 'Europe/Stockholm',
  oslo: 'Europe/Oslo',
  copenhagen: 'Europe/Copenhagen',
  helsinki: 'Europe/Helsinki',
  warsaw: 'Europe/Warsaw',
  athens: 'Europe/Athens',
  istanbul: 'Europe/Istanbul',
  moscow: 'Europe/Moscow',
  cairo: 'Africa/Cairo',
  lagos: 'Africa/Lagos',
  johannesburg: 'Africa/Johannesburg',
  toronto: 'America/Toronto',
  boston: 'America/New_York',
  'new york': 'America/New_York',
  'los angeles': 'America/Los_Angeles',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  'sao paulo': 'America/Sao_Paulo',
  'mexico city': 'America/Mexico_City',
  eastern: 'America/New_York',
  central: 'America/Chicago',
  pacific: 'America/Los_Angeles',
};
const OFFSET = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

/** A zone word: `ist`, `utc+2`, `+05:30`, `europe/berlin`; or, before the word "time", a city. */
export function zoneWord(text: string, beforeTime: boolean): Zone | undefined {
  const fixed = OFFSET.exec(text);
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0));
  if (Object.hasOwn(ABBREVIATIONS, text)) return ABBREVIATIONS[text];
  if (beforeTime && Object.hasOwn(CITIES, text)) return CITIES[text];
  if (!/^[a-z]+\/[a-z_]+$/.test(text)) return undefined;
  const name = text.replace(/(^|[/_])([a-z])/g, (_, sep: string, letter: string) => sep + letter.toUpperCase());
  return Intl.supportedValuesOf('timeZone').includes(name) ? name : undefined;
}
