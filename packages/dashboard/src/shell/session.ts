import type { SessionAnswer } from '@sutra/api';
import { useQuery } from '@tanstack/react-query';
import { read } from './http.ts';

/** The command that prints a login link. */
export const LOGIN_COMMAND = 'sutra login';

export interface Session {
  readonly mayAct: boolean;
  readonly csrf: string | undefined;
  /** Why not, when `mayAct` is false. */
  readonly because: string;
}

/** Whether this browser may change things; asked again when the window is looked at again. */
export function useSession(): Session {
  const { data, isError } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => read<SessionAnswer>('/api/session', {}, signal),
    refetchOnWindowFocus: true,
    staleTime: 30_000,
  });
  if (data?.authenticated === true) return { mayAct: true, csrf: data.csrf_token, because: '' };
  const because = isError
    ? 'Who you are could not be established: control does not answer.'
    : 'This browser is not logged in: it may look, not change.';
  return { mayAct: false, csrf: undefined, because };
}
