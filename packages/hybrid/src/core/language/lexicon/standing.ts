import { type Row, say } from './row.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);
/** Ways to be told, by a verb. */
const VERBS = words(
  'tell, alert, notify, warn, ping, message, inform, page, text, shout, wake, email, mail, slack, buzz, call, remind, poke, nudge, holler, beep, ring, signal, update',
);
/** Those of them that need nobody they are said to. */
const ALONE: ReadonlySet<string> = new Set(['alert', 'notify', 'warn', 'ping', 'page', 'shout', 'holler', 'beep']);
const ASKED = words(
  'when, if, once, whenever, as soon as, the moment, the second, the minute, the instant, every time, each time, in case',
);
/** Ways to be told, by a thing. */
const THINGS = words(
  `
    give * a shout, give * a ping, give * a call, give * a buzz, give * a holler, give * a nudge, give * a heads up, give * a heads-up,
    send * a message, send * a ping, send * a notification, send * an alert, send * an email, send * a note, send * a text, drop * a line,
    drop * a note, drop * a message, let * know, wake * up, keep * posted, raise an alarm, raise an alert, sound the alarm, send an alert,
    send a notification, set off an alarm, i want to be told, i want to be alerted, i want to be notified, i want an alert, i would like an alert,
    i need an alert, set up an alert, set an alert, create an alert
  `,
);

/** What begins a standing question: "ping me as soon as", "drop us a line when". */
export const STANDING: readonly Row[] = say(
  { cue: 'watch' },
  [
    ...VERBS.flatMap((verb) =>
      ASKED.flatMap((asked) => [`${verb} me ${asked}`, `${verb} us ${asked}`, ...(ALONE.has(verb) ? [`${verb} ${asked}`] : [])]),
    ),
    ...THINGS.flatMap((thing) =>
      ASKED.flatMap((asked) => (thing.includes('*') ? ['me', 'us'] : ['']).map((who) => `${thing.replace('*', who)} ${asked}`)),
    ),
  ].join(', '),
);
