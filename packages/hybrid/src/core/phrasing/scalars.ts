import { NUMBER_FIELDS, type Scalar } from '../plan.ts';
import type { Value } from './piece.ts';

/** Words of the sentences around a value: a value that is one of them is quoted. */
const RESERVED = new Set(
  'or and not with of on by in at from to since before after around than then like contains between known unknown yes no named having within skipping events event except either anything highest lowest'.split(
    ' ',
  ),
);
const BARE = /[@A-Za-z0-9](?:[\w.@:*/-]*[\w*])?/y;
const BARE_WHOLE = /^[@A-Za-z0-9](?:[\w.@:*/-]*[\w*])?$/;
const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\.?[\w@*/-]|:\S)/y;
const NUMBER_WHOLE = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;

/** Whether a text can stand in a sentence without quotation marks. */
export const isBare = (text: string): boolean => BARE_WHOLE.test(text) && !NUMBER_WHOLE.test(text) && !RESERVED.has(text.toLowerCase());

/** Text as it stands, or between quotation marks where it could be taken for something else. */
export const text: Value<string> = {
  say: (value) => (isBare(value) ? value : JSON.stringify(value)),
  read: (cursor) => {
    const quoted = cursor.match(QUOTED);
    if (quoted !== undefined) return unquoted(quoted);
    return cursor.attempt(() => {
      const word = cursor.match(BARE);
      return word !== undefined && isBare(word) ? word : undefined;
    });
  },
};

const MEASURED: ReadonlySet<string> = new Set(NUMBER_FIELDS);
/** What can be measured, by its own name; anything else between quotation marks: everyday words ("memory") are not names of fields. */
export const measured: Value<string> = {
  say: (value) => (MEASURED.has(value) ? value : JSON.stringify(value)),
  read: (cursor) => {
    const quoted = cursor.text[cursor.at] === '"';
    const name = text.read(cursor);
    return name !== undefined && (quoted || MEASURED.has(name)) ? name : undefined;
  },
};

function unquoted(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // Quotation marks of somebody else: no text of ours.
    return undefined;
  }
}

export const number: Value<number> = {
  say: String,
  read: (cursor) => {
    const digits = cursor.match(NUMBER);
    return digits === undefined ? undefined : Number(digits);
  },
};

/** Text, a number, or yes and no. */
export const scalar: Value<Scalar> = {
  say: (value, say) =>
    typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'number' ? String(value) : text.say(value, say),
  read: (cursor) => {
    if (cursor.words('yes')) return true;
    if (cursor.words('no')) return false;
    return number.read(cursor) ?? text.read(cursor);
  },
};

const DUR = /\d{1,9}[smhdw](?![\w-])/y;
/** `15m`. */
export const dur: Value<string> = { say: (value) => value, read: (cursor) => cursor.match(DUR) };

const ISO = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/y;
/** An instant: read only as it stands in a plan. */
export const instant: Value<string> = { say: (value, say) => say(value), read: (cursor) => cursor.match(ISO) };

/** Any value as it stands in JSON: the last resort of settings nobody has words for. */
export const json: Value = {
  say: (value) => JSON.stringify(value),
  read: (cursor) => {
    if (!/[{[]/.test(cursor.text[cursor.at] ?? '')) return undefined;
    for (let end = cursor.text.length; end > cursor.at; end--) {
      if (!/[}\]]/.test(cursor.text[end - 1] as string)) continue;
      const value = parsed(cursor.text.slice(cursor.at, end));
      if (value === undefined) continue;
      cursor.at = end;
      return value;
    }
    return undefined;
  },
};

function parsed(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}
