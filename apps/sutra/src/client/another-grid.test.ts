import { SutraError } from '@sutra/kit';
import { expect, it } from 'vitest';
import { withTokenTried } from './another-grid.ts';
import type { Invocation } from './invocation.ts';

const invocation = { token: 'secret', tokenFile: '/data/token', at: { control: '127.0.0.1:9000', master: '', storage: '' } } as Invocation;

it('says of a refused token which file it is from and who refused it, and never the token itself', () => {
  const row = { kind: 'unauthenticated', retry: false, mend: 'Use the right one.' } as const;
  const told = withTokenTried(new SutraError('SUTRA_TOLD_BY_ANOTHER', 'Cannot do: wrong token', { row }), invocation) as SutraError;
  expect(told).toMatchObject({ code: 'SUTRA_TOLD_BY_ANOTHER', kind: 'unauthenticated', message: 'Cannot do: wrong token' });
  expect(told.mend).toMatch(/that of \/data\/token\. If no grid runs from there, another one answered at 127\.0\.0\.1:9000/);
  expect(JSON.stringify(told.toData())).not.toContain('secret');
});

it('says where it found no token, and how to name the folder of the grid that answers', () => {
  const row = { kind: 'unauthenticated', retry: false, mend: 'Open a fresh login link.' } as const;
  const refused = new SutraError('SUTRA_TOLD_BY_ANOTHER', 'Cannot do: no token', { row });
  const { token: _token, ...without } = invocation;
  expect((withTokenTried(refused, without as Invocation) as SutraError).mend).toBe(
    'No token was sent: there is none at /data/token. A grid answers at 127.0.0.1:9000: name its folder with --data DIR, or its token file with SUTRA_TOKEN_FILE.',
  );
});

it('leaves every other failure as it is', () => {
  const others = [new Error('broken'), new SutraError('SUTRA_ABORTED', 'Cannot go on: cancelled')];
  for (const other of others) expect(withTokenTried(other, invocation)).toBe(other);
});
