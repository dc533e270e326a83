import type { Role } from './graph-plan.ts';

/** Words that say nothing of which relation is meant. */
const PARTICLES = new Set([
  'a',
  'an',
  'the',
  'on',
  'to',
  'of',
  'by',
  'in',
  'into',
  'from',
  'with',
  'for',
  'at',
  'is',
  'are',
  'was',
  'were',
  'be',
  'has',
  'have',
]);
/** Nouns for what stands at one end of a relation that has a verb for its name. */
const ENDS: Readonly<Record<string, { readonly verb: string; readonly role: Role }>> = {
  effect: { verb: 'cause', role: 'subject' },
  consequence: { verb: 'cause', role: 'subject' },
  result: { verb: 'cause', role: 'subject' },
  cause: { verb: 'cause', role: 'object' },
  reason: { verb: 'cause', role: 'object' },
  dependency: { verb: 'depend', role: 'subject' },
  dependent: { verb: 'depend', role: 'object' },
};
/** Endings taken off, the longest first. */
const ENDINGS = ['ings', 'ing', 'ies', 'ied', 'ers', 'er', 'ors', 'or', 'ed', 'es', 's', 'e', 'y'];
const STEM_MIN = 3;

/** Words of a name or phrase: `dependsOn`, `depends_on` and `depends on` are the same. */
const words = (text: string): string[] =>
  text
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** What is common to the forms of a word: good enough to tell `owns`, `owned` and `owner` from `feeds`. */
export function stem(word: string): string {
  const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= STEM_MIN);
  const cut = ending === undefined ? word : word.slice(0, -ending.length);
  return /(.)\1$/.test(cut) && cut.length > STEM_MIN ? cut.slice(0, -1) : cut;
}

const stems = (text: string): string[] =>
  words(text)
    .filter((word) => !PARTICLES.has(word))
    .map(stem);

/** Whether a type of association has its two ends the other way round: `owned_by`. */
const isPassive = (type: string): boolean => words(type).includes('by');

/** "effects" is what a thing causes: a noun for one end as a verb and a role. Undefined when it is no such noun. */
export function endOf(noun: string): { readonly verb: string; readonly role: Role } | undefined {
  const singular = noun.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');
  return Object.hasOwn(ENDS, singular) ? ENDS[singular] : undefined;
}

/** Whether a phrase names a type of association. */
export function namesType(phrase: string, type: string): boolean {
  const [wanted, has] = [stems(phrase), stems(type)];
  return wanted.length > 0 && wanted.every((word) => has.includes(word)) && has.length <= wanted.length + 1;
}

/** Which way an association of this type goes from a thing in this role: `out` when the thing is its source. */
export function wayOf(type: string, role: Role): 'out' | 'in' | 'both' {
  if (role === 'either') return 'both';
  return (role === 'subject') === isPassive(type) ? 'in' : 'out';
}
