import { durationText } from '@sutra/kit';

/** An age in the shortest honest form: `now`, `8 s`, `4 min`, `3 h`, `9 d`. */
export function ageText(ms: number): string {
  if (ms < 1000) return 'now';
  const s = Math.floor(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86_400)} d`;
}

interface Formats {
  readonly time: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}
/** Making a formatter costs a hundred times more than using it. */
const FORMATS = new Map<string, Formats>();

function formatsOf(zone: string | undefined): Formats {
  const known = FORMATS.get(zone ?? '');
  if (known !== undefined) return known;
  const options = zone === undefined ? {} : { timeZone: zone };
  const made = {
    time: new Intl.DateTimeFormat('en-GB', { ...options, hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }),
    day: new Intl.DateTimeFormat('en-GB', { ...options, day: '2-digit', month: 'short' }),
  };
  FORMATS.set(zone ?? '', made);
  return made;
}

/** Time of day with seconds; the date too when it is not the day of `nowMs`. */
export function clockText(us: number, nowMs: number, zone: string | undefined): string {
  const { time, day } = formatsOf(zone);
  const date = day.format(us / 1000);
  return date === day.format(nowMs) ? time.format(us / 1000) : `${date} ${time.format(us / 1000)}`;
}

/** The label of a round time on the rail: the minute, or the day where the stretch holds many. */
export function minuteText(ms: number, spanMs: number, zone: string | undefined): string {
  const { time, day } = formatsOf(zone);
  const minute = time.format(ms).slice(0, 5);
  return spanMs > 2 * 86_400_000 || (spanMs > 43_200_000 && minute === '00:00') ? day.format(ms) : minute;
}

/** How sure an answer is, in a word. */
export function confidenceWord(confidence: number): 'high' | 'medium' | 'low' {
  return confidence >= 0.8 ? 'high' : confidence >= 0.5 ? 'medium' : 'low';
}

/** Highest number with a circled character in the fonts of every system: those from 11 on are boxes in many. */
export const CIRCLED_MAX = 10;

/** ① … ⑩, then plain numbers. */
export function circled(n: number): string {
  return n >= 1 && n <= CIRCLED_MAX ? String.fromCodePoint(0x2460 + n - 1) : String(n);
}

/** MiB for people. */
export function memoryText(mb: number): string {
  return mb >= 10_240 ? `${(mb / 1024).toFixed(1)} GB` : `${mb >= 100 ? Math.round(mb).toLocaleString('en') : mb.toFixed(1)} MB`;
}

/** A gap between two steps of a path. */
export function gapText(ms: number): string {
  if (Math.abs(ms) < 1) return 'at once';
  return ms < 0 ? `${durationText(-ms)} before` : `${durationText(ms)} later`;
}

/** `spawn_requested` as a person says it. */
export function typeText(type: string): string {
  return type.replaceAll('_', ' ');
}

const EVENT_ID = /\bevent-([a-z][a-z0-9_.]*)-(\d{13,17})-\S+/g;

/** A question with event ids written as a person reads them: `why event-node_crashed-17…` becomes `why node crashed (10:21:21)`. */
export function readableQuestion(question: string, nowMs: number, zone: string | undefined): string {
  return question.replace(EVENT_ID, (_, type: string, us: string) => `${typeText(type)} (${clockText(Number(us), nowMs, zone)})`);
}
