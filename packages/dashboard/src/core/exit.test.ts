import { expect, it } from 'vitest';
import { causeText, exitMeaning } from './exit.ts';

it('reads a signal before an exit code', () => expect(exitMeaning(137, 'SIGSEGV')).toContain('segmentation fault'));
it('reads the signal out of an exit code above 128', () => expect(exitMeaning(137, undefined)).toMatch(/^137 = 128 \+ 9, SIGKILL/));
it('does not invent a signal for a code that is none', () => expect(exitMeaning(200, undefined)).toContain('error of its own'));
it('says nothing when neither code nor signal is known', () => expect(exitMeaning(undefined, undefined)).toBeUndefined());
it('writes causes as words, those it does not know too', () => {
  expect(causeText('oom')).toBe('out of memory');
  expect(causeText('moon_phase')).toBe('moon phase');
});
