import { SutraError } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import '../errors.ts';
import { exitCodeOf, failureText } from './failure.ts';

describe('a failure as a person reads it', () => {
  it('says what happened, what to do, and its code; lines of a log stay lines, and nothing in them acts', () => {
    const error = new SutraError('SUTRA_COMPONENT_FAILED', 'Cannot start \u001b[31mstorage', {
      mend: 'Read the log; it says:\nfirst\nsecond\u001b[2J',
    });
    expect(failureText(error).split('\n')).toEqual([
      'sutra: Cannot start \\u001b[31mstorage',
      '  → Read the log; it says:',
      '    first',
      '    second\\u001b[2J',
      '  (SUTRA_COMPONENT_FAILED)',
    ]);
  });

  it('ends with the code of its kind', () => {
    const codes = ['SUTRA_USAGE', 'SUTRA_NO_TOKEN', 'SUTRA_NAME_UNKNOWN', 'SUTRA_ALREADY_UP', 'SUTRA_NO_GRID', 'SUTRA_INTERNAL'];
    expect(codes.map((code) => exitCodeOf(new SutraError(code, '')))).toEqual([2, 4, 5, 6, 7, 1]);
  });
});
