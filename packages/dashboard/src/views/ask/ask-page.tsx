import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { readableQuestion } from '../../core/wording.ts';
import { Failure } from '../../parts/failure.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Guard, Panel, Waiting } from '../../parts/panel.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { type Answering, useAnswering } from '../../shell/answering.ts';
import { type Asked, useAsked } from '../../shell/asked.ts';
import { useGrid } from '../../shell/grid.ts';
import { useNow } from '../../shell/moment.ts';
import { carried, type Search, usePatchUrl, useUrl } from '../../shell/url.ts';
import { AnswerCard } from './answer-card.tsx';
import { AskBox } from './ask-box.tsx';
import './ask.css';

/** Questions in plain words. The question, or the plan it became, is the address: a link to this page is a link to the answer. */
export function AskPage() {
  const url = useUrl();
  const question = url['q'];
  const plan = url['plan'];
  const asked = useAsked();
  const answering = useAnswering(question, plan);
  const { answer, error } = answering;
  return (
    <div className="ask">
      <div className="stack">
        <AskBox question={question ?? answer?.reading ?? ''} busy={answering.busy} onCancel={answering.cancel} />
        <Guard key={question ?? plan}>
          {question === undefined && plan === undefined ? (
            <Examples />
          ) : answer !== undefined ? (
            <AnswerCard answer={answer} question={question ?? answer.reading} onAgain={answering.again} />
          ) : error !== undefined ? (
            <section className="panel">
              <Failure error={error} onRetry={answering.again} />
            </section>
          ) : answering.busy ? (
            <Computing answering={answering} />
          ) : (
            <section className="panel called-off" data-testid="called-off">
              <Nothing
                kind="hidden"
                title="Called off"
                action={
                  <Button variant="default" onClick={answering.again}>
                    Ask again
                  </Button>
                }
              >
                The question was cancelled before its answer was ready.
              </Nothing>
            </section>
          )}
        </Guard>
      </div>
      {asked.length > 0 && <History asked={asked} current={answer === undefined ? '' : JSON.stringify(answer.plan)} />}
    </div>
  );
}

/** While an answer is computed: how far it has come, once that is longer than a moment. */
function Computing({ answering }: { readonly answering: Answering }) {
  const { progress, cancel } = answering;
  return (
    <section className="panel computing">
      <Waiting lines={5} label="Computing the answer" />
      {progress !== undefined && (
        <p className="row small" role="status" data-testid="ask-progress">
          <span className="grow muted">
            Reading the record: {progress.scanned.toLocaleString('en')} events looked at, {progress.read.toLocaleString('en')} read.
          </span>
          <Button variant="default" size="compact-xs" onClick={cancel}>
            Cancel
          </Button>
        </p>
      )}
    </section>
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

function History({ asked, current }: { readonly asked: readonly Asked[]; readonly current: string }) {
  const now = useNow(60_000);
  const zone = useZone();
  return (
    <Panel title="Asked before" aside={<span className="muted small">in this tab</span>} flush>
      <ol className="asked" data-testid="asked">
        {asked.map((one) => (
          <li key={one.question}>
            <Link
              to="/ask"
              search={((before: Search) => ({ ...carried(before), q: one.question, plan: one.plan })) as never}
              className="asked-item"
              data-row
              aria-current={one.plan === current ? 'page' : undefined}
            >
              {readableQuestion(one.question, now, zone)}
              <span className="muted asked-text">{one.text}</span>
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
