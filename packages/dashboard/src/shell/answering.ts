import type { AnswerJson } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { rememberAsked, useAsked } from './asked.ts';
import type { Progress } from './asking.ts';
import { useConnection } from './live-context.tsx';
import { useMoment } from './moment.ts';
import '../errors.ts';

export interface Answering {
  readonly answer: AnswerJson | undefined;
  readonly error: SutraError | undefined;
  readonly busy: boolean;
  readonly progress: Progress | undefined;
  readonly cancel: () => void;
  readonly again: () => void;
}

/**
 * The answer to what stands in the address: a question, or a plan. It comes over the live connection; word of how far it has come is
 * passed on, and calling it off stops the work on the server.
 */
export function useAnswering(question: string | undefined, plan: string | undefined): Answering {
  const connection = useConnection();
  const queries = useQueryClient();
  const at = useMoment();
  const asked = useAsked();
  // A follow-up is about the question before it: whatever was asked last when this one was begun.
  const before = useRef<{ readonly question: string | undefined; readonly context: string | undefined }>(undefined);
  if (before.current?.question !== question)
    before.current = { question, context: asked.find((one) => one.question !== question)?.context };
  const context = before.current?.context;
  const [progress, setProgress] = useState<Progress | undefined>(undefined);
  const queryKey = ['ask', question, plan, at];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      setProgress(undefined);
      const wish = {
        tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...(question === undefined ? {} : { question }),
        ...(plan === undefined ? (context === undefined ? {} : { context }) : { plan: planOf(plan) }),
        ...(at === undefined ? {} : { at }),
      };
      return connection.asking.ask(wish, signal, setProgress);
    },
    enabled: question !== undefined || plan !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 600_000,
  });
  const { data } = query;
  useEffect(() => {
    if (data === undefined) return;
    const { plan: read, text, context: next } = data;
    const asked = { question: question ?? data.reading, plan: JSON.stringify(read), text };
    rememberAsked(next === undefined ? asked : { ...asked, context: next });
  }, [data, question]);
  return {
    answer: data,
    error: query.error === null ? undefined : SutraError.from(query.error),
    busy: query.isFetching,
    progress: query.isFetching ? progress : undefined,
    cancel: () => void queries.cancelQueries({ queryKey }),
    again: () => void query.refetch(),
  };
}

function planOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (reason) {
    throw new SutraError('SUTRA_DASHBOARD_BAD_LINK', 'Cannot open the answer: the plan in the address is not whole', { cause: reason });
  }
}
