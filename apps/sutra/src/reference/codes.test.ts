import { describe, expect, it } from 'vitest';
import { errorsReference } from './errors.ts';

describe('the error table', () => {
  it('gives every code one meaning over all packages, each with a mend', async () => {
    // Loading two packages that declare one code throws; so this fails where two rooms chose the same name.
    const page = await errorsReference();
    expect(page.match(/^\| `SUTRA_/gm)?.length).toBeGreaterThan(50);
  });
});
