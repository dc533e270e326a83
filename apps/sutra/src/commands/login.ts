import { SutraError } from '@sutra/kit';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';

/** `sutra login`: a link that signs one browser in, once. */
export async function login(invocation: Invocation): Promise<number> {
  invocation.terminal.out(await loginLink(invocation));
  invocation.terminal.note('Open it within 5 minutes; it works once.');
  return 0;
}

/** Asks the control centre for a one-time link; the local token is the right to ask. */
export async function loginLink(invocation: Invocation): Promise<string> {
  if (invocation.token === undefined) {
    throw new SutraError('SUTRA_NO_TOKEN', `Cannot sign in: no token in ${invocation.tokenFile}`);
  }
  const { url } = await new ControlClient(invocation).post<{ url: string }>('/api/login-link', {});
  return url;
}
