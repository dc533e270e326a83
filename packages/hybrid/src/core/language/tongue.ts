import { type About, TONGUES, type Tongue } from './lexicon/tongues.ts';

/** Small words of another language in a question before it is taken for that language. */
const SMALL_MIN = 2;
/** Characters looked at: a language shows itself soon. */
const CHARS_MAX = 400;

/** The language other than English a text is in, as far as it can be told; undefined for English and for nothing at all. */
function tongueOf(text: string): Tongue | undefined {
  const start = text.slice(0, CHARS_MAX).toLowerCase();
  // Plain letters are those of none of them, and looking for scripts is dear.
  const plain = /^[\0-\x7f]*$/.test(start);
  const letters = plain ? 0 : (start.match(/\p{L}/gu)?.length ?? 0);
  for (const tongue of plain ? [] : TONGUES) {
    if (tongue.letters?.test(start) !== true) continue;
    const own = start.match(new RegExp(tongue.letters.source, 'gu'))?.length ?? 0;
    // A name in other letters is no sentence in them; a few letters that only Ukrainian has are enough beside Cyrillic.
    if (own > 0 && (own * 3 >= letters || (tongue.name === 'Ukrainian' && /\p{Script=Cyrillic}{3}/u.test(start)))) return tongue;
  }
  const said = [...new Set(start.match(/\p{L}+/gu) ?? [])];
  const scored = TONGUES.map((tongue) => ({ tongue, score: said.filter((word) => tongue.small?.has(word) === true).length })).sort(
    (a, b) => b.score - a.score,
  );
  const [best] = scored;
  return best !== undefined && best.score >= SMALL_MIN ? best.tongue : undefined;
}

/** A question of another language: which, and the nearest questions in English, from the words that could be told. */
export function foreign(text: string): { readonly name: string; readonly closest: readonly string[] } | undefined {
  const tongue = tongueOf(text);
  if (tongue === undefined) return undefined;
  const asked = text.toLowerCase();
  const about = (what: About): boolean => tongue.about[what]?.test(asked) === true;
  const when = about('yesterday') ? 'yesterday' : about('today') ? 'today' : 'in the last 24 hours';
  const closest = [
    ...(about('why') && about('crash') ? ['why did the last node crash?'] : []),
    ...(about('why') && about('offline') ? ['why did the last agent go offline?'] : []),
    ...(about('count') && about('crash') ? [`how many nodes crashed ${when}?`] : []),
    ...(about('crash') ? [`which nodes crashed ${when}?`] : []),
    ...(about('restart') ? [`show restarts ${when}`] : []),
    ...(about('offline') ? ['which agents are offline?'] : []),
    `what happened ${when}?`,
    'which agents are offline?',
    'what can I ask?',
  ];
  return { name: tongue.name, closest: [...new Set(closest)].slice(0, 3) };
}
