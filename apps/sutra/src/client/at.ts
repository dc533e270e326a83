import { isoFromUs, usFromIso } from '@sutra/kit';
import { instantUs } from '../output/when.ts';
import type { Invocation } from './invocation.ts';

/** The `at` parameter of a read, from what was typed; nothing when nothing was. */
export async function atQuery(invocation: Invocation, at: string | undefined): Promise<{ readonly at?: string }> {
  return at === undefined ? {} : { at: await instantIso(invocation, at, '--at') };
}

/** The instant that a read with this `at` shows, µs: how long something had been so is measured to it, not to now. */
export const shownUs = ({ clock }: Invocation, { at }: { readonly at?: string }): number =>
  (at === undefined ? undefined : usFromIso(at)) ?? clock.wallUs();

/** The `as_of` parameter of a question: what stands alone as a whole number is a position in the record, everything else a time. */
export async function asOfQuery(invocation: Invocation, asOf: string | undefined): Promise<{ readonly as_of?: string | number }> {
  if (asOf === undefined) return {};
  return { as_of: /^\d+$/.test(asOf) ? Number(asOf) : await instantIso(invocation, asOf, '--as-of') };
}

/** What was typed as a time, as the control centre takes it. */
export async function instantIso(invocation: Invocation, text: string, flag?: string): Promise<string> {
  return isoFromUs(await instantUs(text, invocation.clock.wallUs(), invocation.zone, flag));
}
