import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { readRephrase, withoutFacts } from './rephrase.ts';

const catalogue = catalogueOfNames({ agent: ['agent-1', 'falcon'], node: ['node-4', 'walker'], region: ['eu-west'] });
const masked = (text: string) => withoutFacts(text, catalogue) ?? { text: '', facts: [] };
const said = (text: string, other: string) => readRephrase(JSON.stringify({ text: other }), masked(text), catalogue);

describe('a computed sentence in other words', () => {
  it('leaves without its facts: numbers, names, times, ids and what events say', () => {
    const { text, facts } = masked('walker on falcon crashed 3 times at 14:05 (eu-west): "stop all nodes", exit code 137.');
    expect(text).toBe('⟨1⟩ on ⟨2⟩ crashed ⟨3⟩ times at ⟨4⟩ (⟨5⟩): ⟨6⟩, exit code ⟨7⟩.');
    expect(facts).toEqual(['walker', 'falcon', '3', '14:05', 'eu-west', '"stop all nodes"', '137']);
  });

  it('is put at the same facts again', () => {
    expect(said('12 crashes today: node-4 7, walker 5.', 'Today there were ⟨1⟩ crashes: ⟨2⟩ had ⟨3⟩, ⟨4⟩ had ⟨5⟩.')).toEqual({
      text: 'Today there were 12 crashes: node-4 had 7, walker had 5.',
    });
  });

  it.each([
    ['12 crashes today.', '⟨1⟩ crashes yesterday.'],
    ['12 crashes today.', 'No crashes today, not ⟨1⟩.'],
    ['12 crashes today.', 'At least ⟨1⟩ crashes today.'],
    ['12 crashes today.', 'Twelve, that is ⟨1⟩, crashes today.'],
    ['12 crashes today.', '⟨1⟩ outages today.'],
    ['node-4 7, walker 5 crashes.', '⟨3⟩ ⟨2⟩, ⟨1⟩ ⟨4⟩ crashes.'],
    ['falcon is offline.', '⟨1⟩ is healthy.'],
    ['falcon is offline.', '⟨1⟩ is offline, falcon too.'],
    ['falcon is offline.', '⟨1⟩ is offline\\nrm -rf'],
    ['falcon is offline.', '⟨1⟩ might be offline.'],
    ['falcon went offline before the crash.', '⟨1⟩ went offline after the crash.'],
  ])('"%s" is not said as "%s"', (text, other) => {
    expect(said(text, other)).toHaveProperty('wrong');
  });

  it('comes back as it was when it is said as it was, whatever it says', () => {
    const word = fc.constantFrom(
      'walker',
      'falcon',
      'crashed',
      'restarts',
      'today',
      'of',
      '3',
      '14:05',
      'not',
      '"x y"',
      'and',
      'exit code 9',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
        const text = words.join(' ');
        expect(said(text, masked(text).text)).toEqual({ text });
      }),
    );
  });
});
