import { EVENT_TYPES, rowOf } from '@sutra/model';
import type { EventWords } from '../names.ts';
import { withoutArticles } from './articles.ts';
import { CAUSES } from './lexicon/causes.ts';
import { COLOURS } from './lexicon/colours.ts';
import { PARTS_OF_GRID } from './lexicon/components.ts';
import type { Entry, Form } from './lexicon/entry.ts';
import { HAPPENINGS } from './lexicon/happenings.ts';
import { pluralOf } from './lexicon/inflect.ts';
import { SAYINGS } from './lexicon/sayings.ts';
import { STANDING } from './lexicon/standing.ts';
import { TALK } from './lexicon/talk.ts';
import { MEASURES, THINGS } from './lexicon/things.ts';
import { TURNS } from './lexicon/turns.ts';

export { EVENT_CLASSES, STATUS_CLASSES } from './lexicon/classes.ts';

/** Longest phrase, in words. */
export const PHRASE_WORDS_MAX = 7;

/** Every phrase and what it can mean. */
export interface Lexicon {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Words of phrases that begin with this word, or with these two, at most. */
  readonly reach: ReadonlyMap<string, number>;
  /** Words by length and first letter: where a mistyped one is looked for. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

/** The product's own event types with the words of their rows. */
export const CATALOGUE_WORDS: readonly EventWords[] = EVENT_TYPES.map((type) => ({ type, words: rowOf(type).words }));

/** The last part of a type's name, as a thing: `config_changed` is a config change. */
const AS_NOUN: Readonly<Record<string, string>> = {
  failed: 'failure',
  changed: 'change',
  completed: 'completion',
  requested: 'request',
  approved: 'approval',
  denied: 'denial',
  started: 'start',
  stopped: 'stop',
  lost: 'loss',
  elected: 'election',
  published: 'publication',
  downloaded: 'download',
  rejected: 'rejection',
  expired: 'expiry',
  created: 'creation',
  deleted: 'deletion',
  rotated: 'rotation',
  renewed: 'renewal',
  refused: 'refusal',
};
/** Words that end so are deeds, not things. */
const DEED = /(?:ed|came|left|went|lost|gone|online|elected)$/;

const BUILT = new WeakMap<readonly EventWords[], Lexicon>();

/** The everyday words and, for every event type, its name and the words on its row. A type added to a catalogue is askable at once. */
export function lexiconOf(types: readonly EventWords[] = CATALOGUE_WORDS): Lexicon {
  const known = BUILT.get(types);
  if (known !== undefined) return known;
  const entries = new Map<string, Entry>();
  for (const { type, words } of types) {
    const put = (phrase: string, form: Form): void => {
      if (phrase.split(' ').length > PHRASE_WORDS_MAX) return;
      const other = entries.get(phrase);
      // Two rows may share a word: the first keeps it, unless the word is the type's own name.
      if (other?.event !== undefined && phrase !== type) return;
      entries.set(phrase, { event: [type], form });
    };
    for (const phrase of namesOf(type)) put(phrase, 'noun');
    const past = type.replaceAll('_', ' ');
    // "node crashed" is a subject and its verb: read apart.
    if (!/^(node|agent|cluster)_/.test(type)) put(past, DEED.test(past) ? 'past' : 'noun');
    for (const word of words.map((one) => one.toLowerCase())) {
      if (/^(node|agent|cluster) [a-z]+$/.test(word) && word === past) continue;
      const deed = DEED.test(word);
      put(word, deed ? 'past' : 'noun');
      if (!deed) put(pluralOf(word), 'noun');
      put(`${word} event`, 'noun');
      put(`${word} events`, 'noun');
    }
  }
  const fromRows = new Set(entries.keys());
  const said = new Set(SAYINGS.map(([phrase]) => phrase).filter((phrase) => !entries.has(phrase)));
  for (const [phrase] of [...HAPPENINGS, ...CAUSES]) said.delete(phrase);
  for (const [phrase, entry] of [
    ...HAPPENINGS,
    ...CAUSES,
    ...SAYINGS,
    ...THINGS,
    ...MEASURES,
    ...PARTS_OF_GRID,
    ...TURNS,
    ...STANDING,
    ...TALK,
  ]) {
    const other = entries.get(phrase);
    entries.set(phrase, other === undefined ? entry : joinedSenses(other, entry, fromRows.delete(phrase)));
  }
  // A word that has a sense keeps it: colour is what is left over.
  for (const [phrase, entry] of COLOURS) if (!entries.has(phrase)) entries.set(phrase, entry);
  // Articles are left out by many. What is a phrase of its own without them stays that.
  for (const [phrase, entry] of [...entries]) {
    const bare = withoutArticles(phrase);
    if (bare === undefined || entries.has(bare)) continue;
    entries.set(bare, entry);
    if (said.has(phrase)) said.add(bare);
  }
  const built = { entries, reach: reachOf(entries), words: wordsOf(entries, said) };
  BUILT.set(types, built);
  return built;
}

/** Senses of different kinds side by side; a status said so for everyday use does away with what a row made of the word. */
function joinedSenses(other: Entry, entry: Entry, fromRow: boolean): Entry {
  if (!fromRow) return { ...other, ...entry };
  if (entry.event !== undefined) return entry;
  if (entry.status === undefined) return { ...other, ...entry };
  const { event: _event, form: _form, ...kept } = other;
  return { ...kept, ...entry };
}

function namesOf(type: string): string[] {
  const parts = type.split('_');
  const name = parts.join(' ');
  const last = parts.at(-1) as string;
  const stem = parts.slice(0, -1).join(' ');
  // "agent-offline events": as many write what is called agent_offline.
  const dashed = type.replaceAll('_', '-');
  const names = [type, `${type} event`, `${type} events`, `${name} event`, `${name} events`, `${dashed} event`, `${dashed} events`];
  const noun = Object.hasOwn(AS_NOUN, last) ? AS_NOUN[last] : undefined;
  if (noun !== undefined && stem !== '') names.push(`${stem} ${noun}`, pluralOf(`${stem} ${noun}`));
  if (stem !== '' && DEED.test(last) && !/^(node|agent|cluster)$/.test(stem)) names.push(`${last} ${stem}`, `${last} ${pluralOf(stem)}`);
  return names;
}

function reachOf(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, number> {
  const reach = new Map<string, number>();
  for (const phrase of entries.keys()) {
    const first = phrase.indexOf(' ');
    const second = first < 0 ? -1 : phrase.indexOf(' ', first + 1);
    let words = first < 0 ? 1 : 2;
    for (let at = second; at > 0; at = phrase.indexOf(' ', at + 1)) words++;
    further(reach, first < 0 ? phrase : phrase.slice(0, first), words);
    if (second > 0) further(reach, phrase.slice(0, second), words);
  }
  return reach;
}

function further(reach: Map<string, number>, start: string, words: number): void {
  if ((reach.get(start) ?? 0) < words) reach.set(start, words);
}

function wordsOf(entries: ReadonlyMap<string, Entry>, said: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const all = new Set<string>();
  // One entry stands behind many phrases.
  const carrying = new Map<Entry, boolean>();
  for (const [phrase, entry] of entries) {
    // Nor is a word of a saying: "weke" is a week, and nobody's wake.
    if (said.has(phrase)) continue;
    let carries = carrying.get(entry);
    if (carries === undefined) {
      carries = Object.keys(entry).some((key) => key !== 'filler' && key !== 'form' && key !== 'colour');
      carrying.set(entry, carries);
    }
    // Words that carry nothing are never what a mistyped word is mended to.
    if (!carries) continue;
    for (let at = 0; at < phrase.length; ) {
      const space = phrase.indexOf(' ', at);
      const end = space < 0 ? phrase.length : space;
      const word = end - at < 4 ? '' : phrase.slice(at, end);
      if (word !== '' && !all.has(word) && /^[a-z]+$/.test(word)) all.add(word);
      at = end + 1;
    }
  }
  for (const word of OPENING_WORDS) all.add(word);
  for (const word of CALENDAR_WORDS) all.add(word);
  const found = new Map<string, string[]>();
  for (const word of all) {
    const key = String(word.length);
    const known = found.get(key);
    if (known === undefined) found.set(key, [word]);
    else known.push(word);
  }
  return found;
}

/** Words that carry nothing and may still be mistyped. */
export const OPENING_WORDS: readonly string[] = (
  'which what show when where please have list give tell display were does there could would currently using many with that this these those ' +
  'their about from between during happened happening events should being been into have need want know look find check could going whether ' +
  'because running currently right thanks hello regarding'
).split(' ');

const CALENDAR_WORDS =
  'today yesterday monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december morning afternoon evening night tonight overnight midnight noon week month quarter year hour hours minute minutes days weeks months weekend recently since between last past'.split(
    ' ',
  );
