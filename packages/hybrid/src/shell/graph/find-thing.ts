import { editDistance } from '@sutra/kit';
import type { AsOf, CallOptions, Concept } from '@sutra/storage';
import type { GraphStore } from './graph-answer.ts';

/** What a phrase names, or why that cannot be told. */
export type FoundThing =
  | { readonly kind: 'found'; readonly id: string; readonly concept?: Concept; readonly assumption?: string; readonly certainty: number }
  | { readonly kind: 'several' | 'none'; readonly near: readonly string[] };

export interface Sight {
  readonly store: GraphStore;
  readonly asOf: AsOf | undefined;
  readonly options: CallOptions;
}

const ARTICLE = /^(?:the|a|an|our|my|this|that)\s+/iu;
/** Ids near in form that are looked at. */
const NEAR_LOOKED_AT = 40;
const NEAR_SHOWN = 3;
/** In the built-in space ids with long contents are not very like their own name. */
const NEAR_SIMILARITY_MIN = 0.05;
/** A misspelt name is believed to be another one when so few letters of it differ. */
const LETTERS_SHARE = 1 / 5;

/**
 * Finds what a phrase names: the id itself, the id in another spelling of blanks and case, a concept that is called so in its content, else an
 * id that differs by few letters (and in no digit). What could be several things is never decided here.
 */
export async function findThing(phrase: string, sight: Sight): Promise<FoundThing> {
  const bare = phrase.replace(ARTICLE, '').trim();
  for (const id of spellings(phrase, bare)) {
    const concept = await knownAs(id, sight);
    if (concept === false) continue;
    const same = id === phrase || id === bare;
    return {
      kind: 'found',
      id,
      ...(concept === undefined ? {} : { concept }),
      ...(same ? {} : { assumption: `“${phrase}” read as ${id}` }),
      certainty: same ? 1 : 0.95,
    };
  }
  return nearThing(phrase, bare, sight);
}

function spellings(phrase: string, bare: string): string[] {
  const forms = [phrase, bare].flatMap((text) => [text, text.toLowerCase()]);
  const joined = forms.flatMap((text) => [text, ...['-', '_', '.', ':', ''].map((joint) => text.replaceAll(' ', joint))]);
  return [...new Set(joined)].filter((id) => id !== '' && Buffer.byteLength(id) <= 480 && !/\p{Cc}/u.test(id));
}

/** The concept of an id; undefined when it is only an end of associations, false when it is nothing. */
async function knownAs(id: string, { store, asOf, options }: Sight): Promise<Concept | undefined | false> {
  const concept = await store.concept(id, asOf, options);
  if (concept !== undefined) return concept;
  const { associations } = await store.neighbours({ id, limit: 1, ...(asOf === undefined ? {} : { asOf }) }, options);
  return associations.length > 0 ? undefined : false;
}

async function nearThing(phrase: string, bare: string, { store, asOf, options }: Sight): Promise<FoundThing> {
  const at = asOf === undefined ? {} : { asOf };
  const [alike, wordy] = [
    await store.search({ text: bare, mode: 'vector', limit: NEAR_LOOKED_AT, similarityMin: NEAR_SIMILARITY_MIN, ...at }, options),
    await store.search({ text: bare, mode: 'lexical', limit: NEAR_LOOKED_AT, ...at }, options),
  ];
  const concepts = [...new Map([...wordy.hits, ...alike.hits].map(({ concept }) => [concept.id, concept])).values()];
  const wanted = plain(bare);
  const called = concepts.filter((concept) => namesOf(concept).some((name) => plain(name) === wanted));
  if (called.length === 1) return taken(called[0]!, `“${phrase}” is what ${called[0]!.id} is called`, 0.95);
  if (called.length > 1) return { kind: 'several', near: called.slice(0, NEAR_SHOWN).map(({ id }) => id) };
  const reach = Math.max(1, Math.floor(wanted.length * LETTERS_SHARE));
  const close = concepts
    .map((concept) => ({ concept, distance: distanceTo(concept, wanted) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = close;
  if (first !== undefined && (second === undefined || second.distance > first.distance)) {
    const letters = `${first.distance} ${first.distance === 1 ? 'letter' : 'letters'}`;
    return taken(
      first.concept,
      `nothing is called “${phrase}”; read as ${first.concept.id}, ${letters} apart`,
      1 - first.distance / (wanted.length + 1),
    );
  }
  if (first !== undefined) return { kind: 'several', near: close.slice(0, NEAR_SHOWN).map(({ concept }) => concept.id) };
  return { kind: 'none', near: concepts.slice(0, NEAR_SHOWN).map(({ id }) => id) };
}

const taken = (concept: Concept, assumption: string, certainty: number): FoundThing => {
  return { kind: 'found', id: concept.id, concept, assumption, certainty };
};

/** Letters and digits alone, lower case: what two spellings of a name have in common. */
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
const digits = (text: string): string => text.replace(/\D+/gu, '');

/** What a concept is called: short text, or a name in its content or metadata. */
function namesOf({ content, metadata }: Concept): string[] {
  const own = typeof content === 'string' ? [content] : [];
  const objects = [metadata, typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {}];
  const named = objects.flatMap((object) =>
    ['name', 'title', 'label'].map((key) => (Object.hasOwn(object, key) ? object[key as never] : undefined)),
  );
  return [...own, ...named].filter((name): name is string => typeof name === 'string');
}

/** How many letters apart a name is; infinitely far when a digit differs: redis-1 is not a misspelt redis-2. */
function distanceTo(concept: Concept, wanted: string): number {
  const distances = [concept.id, ...namesOf(concept)].map((name) => {
    const other = plain(name);
    return digits(other) === digits(wanted) ? editDistance(wanted, other) : Number.POSITIVE_INFINITY;
  });
  return Math.min(...distances);
}
