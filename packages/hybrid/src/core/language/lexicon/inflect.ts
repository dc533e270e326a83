import type { Form } from './entry.ts';

const VOWEL = /[aeiou]/;
/** Verbs whose last consonant doubles. */
const DOUBLING = /^(?:stop|drop|plan|plot|ban|kill off|shut|cut|get|set|hit|run|spin|begin|quit|step|map|trip)$/;

/** The past and participle of the verbs that have their own. */
const IRREGULAR: Readonly<Record<string, readonly [past: string, participle: string]>> = {
  go: ['went', 'gone'],
  fall: ['fell', 'fallen'],
  come: ['came', 'come'],
  get: ['got', 'gotten'],
  leave: ['left', 'left'],
  lose: ['lost', 'lost'],
  blow: ['blew', 'blown'],
  break: ['broke', 'broken'],
  shut: ['shut', 'shut'],
  spin: ['spun', 'spun'],
  become: ['became', 'become'],
  run: ['ran', 'run'],
  take: ['took', 'taken'],
  make: ['made', 'made'],
  bring: ['brought', 'brought'],
  hit: ['hit', 'hit'],
  quit: ['quit', 'quit'],
  bounce: ['bounced', 'bounced'],
  send: ['sent', 'sent'],
  lead: ['led', 'led'],
  bite: ['bit', 'bitten'],
  give: ['gave', 'given'],
  eat: ['ate', 'eaten'],
  buy: ['bought', 'bought'],
  throw: ['threw', 'thrown'],
  meet: ['met', 'met'],
  shit: ['shat', 'shat'],
  wet: ['wet', 'wet'],
  cut: ['cut', 'cut'],
  spring: ['sprang', 'sprung'],
  rise: ['rose', 'risen'],
  wake: ['woke', 'woken'],
  find: ['found', 'found'],
  slip: ['slipped', 'slipped'],
  nod: ['nodded', 'nodded'],
  log: ['logged', 'logged'],
  crap: ['crapped', 'crapped'],
  pop: ['popped', 'popped'],
  peg: ['pegged', 'pegged'],
  hang: ['hung', 'hung'],
  panic: ['panicked', 'panicked'],
  reset: ['reset', 'reset'],
  see: ['saw', 'seen'],
  join: ['joined', 'joined'],
};

/** Every form of a verb; a verb may carry a tail: `drop off`, `fail to start`, `go offline`. */
export function verbForms(lemma: string): readonly (readonly [string, Form])[] {
  const [head, ...rest] = lemma.split(' ') as [string, ...string[]];
  const tail = rest.length === 0 ? '' : ` ${rest.join(' ')}`;
  const [past, participle] = IRREGULAR[head] ?? [pastOf(head), pastOf(head)];
  const forms: [string, Form][] = [
    [head + tail, 'base'],
    [thirdOf(head) + tail, 'third'],
    [ingOf(head) + tail, 'ing'],
    [past + tail, 'past'],
  ];
  if (participle !== past && participle !== head) forms.push([participle + tail, 'past']);
  return forms;
}

export function pluralOf(noun: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

const thirdOf = (verb: string): string => (verb === 'go' ? 'goes' : pluralOf(verb));

function pastOf(verb: string): string {
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return DOUBLING.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
}

function ingOf(verb: string): string {
  if (verb === 'die') return 'dying';
  if (DOUBLING.test(verb)) return `${verb}${verb.at(-1)}ing`;
  return verb.endsWith('e') && VOWEL.test(verb.slice(0, -1)) && !/(?:ee|oe|ye)$/.test(verb) ? `${verb.slice(0, -1)}ing` : `${verb}ing`;
}
