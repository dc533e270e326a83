import { Button } from '@mantine/core';
import type { AnswerJson, PlanAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { readableQuestion } from '../../core/wording.ts';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Guard, Panel, Waiting } from '../../parts/panel.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { rememberAsked, useAsked } from '../../shell/asked.ts';
import { useGrid } from '../../shell/grid.ts';
import { send } from '../../shell/http.ts';
import { useMoment, useNow } from '../../shell/moment.ts';
import { carried, type Search, usePatchUrl, useUrl } from '../../shell/url.ts';
import { AnswerCard } from './answer-card.tsx';
import './ask.css';

/** Questions in plain words. The question is the address: a link to this page is a link to the answer. */
export function AskPage() {
  const url = useUrl();
  const question = url['q'] ?? '';
  const asked = useAsked();
  const answer = useAnswer(question, url['plan']);
  return (
    <div className="ask">
      <div className="stack">
        <AskBox question={question} busy={answer.isFetching} />
        <Guard key={question}>
          {question === '' ? (
            <Examples />
          ) : answer.data !== undefined ? (
            <AnswerCard answer={answer.data} question={question} onAgain={() => void answer.refetch()} />
          ) : answer.error !== null ? (
            <section className="panel">
              <Failure error={SutraError.from(answer.error)} onRetry={() => void answer.refetch()} />
            </section>
          ) : (
            <section className="panel">
              <Waiting lines={5} label="Computing the answer" />
            </section>
          )}
        </Guard>
      </div>
      {asked.length > 0 && <History asked={asked} current={question} />}
    </div>
  );
}

/** The answer to a question, or to a plan chosen among the readings of it. */
function useAnswer(question: string, plan: string | undefined) {
  const asked = useAsked();
  const before = asked.find((one) => one !== question);
  const at = useMoment();
  const query = useQuery({
    queryKey: ['ask', question, plan, at],
    queryFn: async ({ signal }): Promise<AnswerJson> => {
      const when = at === undefined ? {} : { at };
      const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
      if (plan === undefined)
        return send<AnswerJson>(
          '/api/ask',
          { question, tz, ...(before === undefined ? {} : { context: before }), ...when },
          undefined,
          signal,
        );
      const { answer } = await send<PlanAnswer>(
        '/api/ask/plan',
        { plan: JSON.parse(plan) as object, question, tz, ...when },
        undefined,
        signal,
      );
      if (answer === undefined) throw new SutraError('SUTRA_DASHBOARD_BAD_ANSWER', 'Cannot read the answer to the plan: there is none');
      return answer;
    },
    enabled: question !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 600_000,
  });
  const done = query.data !== undefined;
  useEffect(() => {
    if (done && question !== '') rememberAsked(question);
  }, [done, question]);
  return query;
}

function AskBox({ question, busy }: { readonly question: string; readonly busy: boolean }) {
  const patch = usePatchUrl();
  const [text, setText] = useState(question);
  useEffect(() => setText(question), [question]);
  return (
    <form
      className="ask-box"
      aria-label="Ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') patch({ q: text.trim(), plan: undefined });
      }}
    >
      <Icon name="ask" />
      <input
        className="ask-input"
        data-filter
        data-testid="ask-input"
        aria-label="Your question"
        placeholder="Why did …? How many …? What happened …?"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <Button type="submit" size="sm" loading={busy} disabled={text.trim() === ''} data-testid="ask-submit">
        Ask
      </Button>
    </form>
  );
}

function Examples() {
  const grid = useGrid();
  const patch = usePatchUrl();
  const questions = useMemo(() => {
    const problems = grid === undefined ? [] : derivedOf(grid).problems.filter((problem) => problem.kind !== 'cluster');
    const node = grid?.nodes.keySeq().sort().first();
    return [
      ...problems
        .slice(0, 2)
        .map((problem) => (problem.kind === 'node' ? `why did ${problem.entityId} crash?` : `why is ${problem.entityId} offline?`)),
      'how many crashes in the last 24 hours?',
      'which nodes crashed today?',
      ...(node === undefined ? [] : [`what happened to ${node} in the last hour?`]),
      'spawn success rate this week',
      'which agents are offline?',
    ];
  }, [grid]);
  return (
    <Panel title="Ask about anything that happened">
      <p className="muted small ask-lead">
        Answers are computed from recorded events and name them. What is not known is said to be unknown.
      </p>
      <div className="row wrap">
        {questions.map((one) => (
          <button key={one} type="button" className="chip" onClick={() => patch({ q: one, plan: undefined })}>
            {one}
          </button>
        ))}
      </div>
    </Panel>
  );
}

function History({ asked, current }: { readonly asked: readonly string[]; readonly current: string }) {
  const now = useNow(60_000);
  const zone = useZone();
  return (
    <Panel title="Asked before" aside={<span className="muted small">in this tab</span>} flush>
      <ol className="asked">
        {asked.map((question) => (
          <li key={question}>
            <Link
              to="/ask"
              search={((before: Search) => ({ ...carried(before), q: question })) as never}
              className="asked-item"
              data-row
              aria-current={question === current ? 'page' : undefined}
            >
              {readableQuestion(question, now, zone)}
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
