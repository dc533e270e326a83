import { isoFromUs } from '@sutra/kit';
import { instantUs } from '../output/when.ts';

/** The `at` parameter of a read, from what was typed; nothing when nothing was. */
export async function atQuery(at: string | undefined, nowUs: number): Promise<{ readonly at?: string }> {
  return at === undefined ? {} : { at: isoFromUs(await instantUs(at, nowUs)) };
}
