import type { Entry } from './entry.ts';
import { pluralOf, verbForms } from './inflect.ts';

/** A phrase and one of its senses. */
export type Row = readonly [phrase: string, entry: Entry];

const split = (phrases: string): string[] => phrases.split(',').map((phrase) => phrase.trim());

/** The same sense under several phrases, as written. */
export const say = (entry: Entry, phrases: string): readonly Row[] => split(phrases).map((phrase) => [phrase, entry] as const);

/** Nouns, each with its plural. */
export const noun = (entry: Entry, phrases: string): readonly Row[] =>
  split(phrases).flatMap((phrase) => [
    [phrase, { form: 'noun', ...entry }] as const,
    [pluralOf(phrase), { form: 'noun', plural: true, ...entry }] as const,
  ]);

/** Verbs in every form. */
export const verb = (entry: Entry, lemmas: string): readonly Row[] =>
  split(lemmas).flatMap((lemma) => verbForms(lemma).map(([phrase, form]) => [phrase, { ...entry, form }] as const));

/** One form of verbs only: `act` is a wish in the base form, and the deed asked about in the past. */
export const wish = (entry: Entry, lemmas: string): readonly Row[] =>
  split(lemmas).flatMap((lemma) =>
    verbForms(lemma)
      .filter(([, form]) => form !== 'third')
      .map(([phrase, form]) => [phrase, { ...entry, form }] as const),
  );
