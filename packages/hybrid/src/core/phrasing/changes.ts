import { listOf, type Piece, type Slots, type Value } from './piece.ts';
import { json, scalar } from './scalars.ts';
import { oneEvent } from './subjects.ts';

type Setting = readonly [key: string, value: unknown];
const KEY = /[a-z_]+(?= )/y;
const several = listOf(scalar, ' or ');

const isScalar = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);
const isList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.length > 0 && value.every(isScalar);

/** One supposed setting: "restart set to never", "without agent-2 or agent-4". */
const setting: Value<Setting> = {
  say: ([key, value], say) =>
    isScalar(value)
      ? `${key} set to ${scalar.say(value, say)}`
      : isList(value)
        ? `${key} ${several.say(value, say)}`
        : `${key} ${json.say(value, say)}`,
  read: (cursor) => {
    const key = cursor.match(KEY);
    if (key === undefined || !cursor.take(' ')) return undefined;
    const value = cursor.take('set to ') ? scalar.read(cursor) : (cursor.attempt(() => json.read(cursor)) ?? several.read(cursor));
    return value === undefined ? undefined : [key, value];
  },
};
const settings = listOf(setting, ', ');

/** A change that is something happening: it says which event. */
const happens = (change: Slots): boolean => isList(change['event']) && Object.values(change).every(isList) && change['verb'] === undefined;

/** "from agent offline event of agent-2", "with restart set to never". */
export const supposed: Piece = {
  say: (slots, say) => {
    const change = slots['change'] as Slots;
    if (happens(change)) return `from ${oneEvent.say({ where: change }, say)}`;
    const plain = Object.keys(change).every((key) => /^[a-z_]+$/.test(key));
    return `with ${plain ? settings.say(Object.entries(change), say) : json.say(change, say)}`;
  },
  read: (cursor) => {
    if (cursor.take('from ')) {
      const change = oneEvent.read(cursor)?.['where'];
      return change === undefined ? undefined : { change };
    }
    if (!cursor.take('with ')) return undefined;
    const list = cursor.attempt(() => settings.read(cursor));
    const change = list === undefined ? json.read(cursor) : Object.fromEntries(list);
    return change === undefined ? undefined : { change };
  },
  required: true,
};

/** Settings under one key: "with settings port set to 7001". */
export function settingsOf(key: string, opening: string, spoken: (slots: Slots) => readonly string[] = () => []): Piece {
  return {
    say: (slots, say) => {
      const said = spoken(slots);
      const left = Object.entries((slots[key] ?? {}) as Slots).filter(([name]) => !said.includes(name));
      if (left.length === 0) return '';
      const plain = left.every(([name]) => /^[a-z_]+$/.test(name));
      return `${opening} ${plain ? settings.say(left, say) : json.say(Object.fromEntries(left), say)}`;
    },
    read: (cursor) => {
      if (!cursor.take(`${opening} `)) return undefined;
      const list = cursor.attempt(() => settings.read(cursor));
      const found = list === undefined ? json.read(cursor) : Object.fromEntries(list);
      return found === undefined ? undefined : { [key]: found };
    },
  };
}
