/** RFC 3339 UTC with microseconds, from integer microseconds since the epoch. */
export function isoFromUs(us: number): string {
  const day = Math.floor(us / DAY_US);
  if (day !== knownDay) {
    // Times come in long runs of the same day: its date is worked out once.
    knownDate = new Date(day * 86_400_000).toISOString().slice(0, -'00:00:00.000Z'.length);
    knownDay = day;
  }
  const within = us - day * DAY_US;
  const seconds = Math.floor(within / 1_000_000);
  return `${knownDate}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(within - seconds * 1_000_000).padStart(6, '0')}Z`;
}

const DAY_US = 86_400_000_000;
let knownDay = Number.NaN;
let knownDate = '';

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Microseconds since the epoch from RFC 3339 text, or undefined when it is not that. Digits beyond µs are cut. */
export function usFromIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const seconds = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(seconds)) return undefined;
  return seconds * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6));
}

/** A duration as people write it: "0.4 s", "2 min 5 s", "3 h 12 m", "9 d". */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return s % 60 === 0 ? `${minutes} min` : `${minutes} min ${s % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d`;
}
