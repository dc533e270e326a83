import { Button } from '@mantine/core';
import type { AnswerJson } from '@sutra/api';
import { counted, usFromIso } from '@sutra/kit';
import { useState } from 'react';
import { numberOf } from '../../core/answer.ts';
import { circled, clockText, confidenceWord, readableQuestion } from '../../core/wording.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { useMoment, useNow } from '../../shell/moment.ts';
import { usePatchUrl } from '../../shell/url.ts';
import { AnswerTable } from './answer-table.tsx';
import { CausalPath } from './causal-path.tsx';
import { CopyButton } from './copy-button.tsx';
import { PlanChips } from './plan-chips.tsx';

const STATUS = {
  answered: undefined,
  empty: { tone: 'idle', glyph: '○', word: 'nothing found' },
  clarify: { tone: 'warn', glyph: '?', word: 'which did you mean?' },
  refused: { tone: 'warn', glyph: '■', word: 'not understood' },
  preview: { tone: 'busy', glyph: '◌', word: 'preview only: nothing was changed' },
} as const;

/** An answer whole: how the question was read, what it says, what it rests on, what was ruled out, what is not known. */
export function AnswerCard({
  answer,
  question,
  onAgain,
}: {
  readonly answer: AnswerJson;
  readonly question: string;
  readonly onAgain: () => void;
}) {
  const status = STATUS[answer.status];
  const hasPath = (answer.path?.length ?? 0) > 0;
  return (
    <article className="panel answer" data-testid="answer" data-status={answer.status}>
      <header className="answer-head">
        <h2 title={question}>{readableQuestion(question, useNow(60_000), useZone())}</h2>
      </header>
      <ReadAs answer={answer} />
      <div className="answer-body">
        {status !== undefined && (
          <p className="status status-pill answer-status" data-tone={status.tone}>
            <Glyph glyph={status.glyph} /> {status.word}
          </p>
        )}
        <p className="answer-text" data-testid="answer-text">
          {answer.text} <Evidence answer={answer} />
        </p>
        <Alternatives answer={answer} question={question} />
        {!hasPath && <AnswerTable answer={answer} />}
        <dl className="answer-parts">
          {answer.status === 'answered' && (
            <>
              <dt>Confidence</dt>
              <dd>
                <strong>{confidenceWord(answer.confidence)}</strong> —{' '}
                {answer.confidence_from === '' ? `${Math.round(answer.confidence * 100)} %` : answer.confidence_from}
              </dd>
            </>
          )}
          {hasPath && (
            <>
              <dt>Path</dt>
              <dd>
                <CausalPath answer={answer} />
              </dd>
            </>
          )}
          {answer.ruled_out.length > 0 && (
            <>
              <dt>Ruled out</dt>
              <dd>
                {answer.ruled_out.map((one) => (
                  <p key={one.hypothesis}>
                    {one.hypothesis} <span className="muted">({one.because})</span>
                  </p>
                ))}
              </dd>
            </>
          )}
          {answer.unknown.length > 0 && (
            <>
              <dt>Not known</dt>
              <dd>
                {answer.unknown.map((one) => (
                  <p key={one}>{one}</p>
                ))}
              </dd>
            </>
          )}
          <Suggestions answer={answer} />
        </dl>
        {hasPath && (answer.rows?.length ?? 0) > 0 && (
          <details>
            <summary className="muted small">The same as a table</summary>
            <AnswerTable answer={answer} />
          </details>
        )}
      </div>
      <Foot answer={answer} question={question} onAgain={onAgain} />
    </article>
  );
}

/** The reading of the question: in words, then slot by slot to be changed; what was assumed is dashed. */
function ReadAs({ answer }: { readonly answer: AnswerJson }) {
  return (
    <div className="read-as">
      <span className="muted small">Read as</span>
      <span className="reading" data-testid="reading">
        {answer.reading}
      </span>
      <ModelChip model={answer.model} />
      {answer.reworded !== undefined && (
        <span className="chip model-chip" data-testid="reworded-chip" title={`As computed: ${answer.reworded.computed}`}>
          worded by model <strong>{answer.reworded.by}</strong>
        </span>
      )}
      {answer.assumptions
        .filter((one) => answer.model === undefined || !one.includes(`model ${answer.model.name}`))
        .map((one) => (
          <span key={one} className="chip assumed" title="Assumed, since the question does not say" data-testid="assumption-chip">
            {one}
          </span>
        ))}
      <span className="plan-chips">
        <PlanChips plan={answer.plan} />
      </span>
    </div>
  );
}

/** Who read the question, when it was not the grammar alone. It read: what is answered is computed either way. */
function ModelChip({ model }: { readonly model: AnswerJson['model'] }) {
  if (model === undefined) return null;
  const took = model.outcome === 'read';
  return (
    <span
      className="chip model-chip"
      data-testid="model-chip"
      data-outcome={model.outcome}
      title={
        took
          ? `The question was read by ${model.name}, not by the grammar. The answer is computed from the record.`
          : `${model.name} was asked too and gave nothing: ${model.why ?? 'no reason'}. The grammar's reading stands.`
      }
    >
      {took ? 'read by model' : 'not read by model'} <strong>{model.name}</strong>
    </span>
  );
}

/** Numbered evidence: each opens its event in the side panel. */
function Evidence({ answer }: { readonly answer: AnswerJson }) {
  const [all, setAll] = useState(false);
  const shown = all ? answer.evidence : answer.evidence.slice(0, EVIDENCE_SHOWN);
  return (
    <span className="evidence">
      {shown.map((id) => (
        <EvidenceChip key={id} id={id} answer={answer} />
      ))}
      {shown.length < answer.evidence.length && (
        <button type="button" className="plain link small" onClick={() => setAll(true)}>
          and {answer.evidence.length - shown.length} more
        </button>
      )}
    </span>
  );
}
const EVIDENCE_SHOWN = 12;

export function EvidenceChip({ id, answer }: { readonly id: string; readonly answer: AnswerJson }) {
  const patch = usePatchUrl();
  const number = numberOf(answer, id);
  const summary = answer.events?.find((event) => event.event_id === id)?.summary ?? id;
  return (
    <button
      type="button"
      className="plain evidence-chip"
      title={summary}
      aria-label={`Evidence ${number ?? ''}: ${summary}`}
      onClick={() => patch({ ev: id })}
      data-testid="evidence-chip"
    >
      {number === undefined ? '·' : circled(number)}
    </button>
  );
}

function Alternatives({ answer, question }: { readonly answer: AnswerJson; readonly question: string }) {
  const patch = usePatchUrl();
  if (answer.alternatives.length === 0) return null;
  return (
    <div className="row wrap alternatives">
      <span className="muted small">{answer.status === 'clarify' ? 'Choose' : 'Or did you mean'}</span>
      {answer.alternatives.map((other) => (
        <button key={other.reading} type="button" className="chip" onClick={() => patch({ q: question, plan: JSON.stringify(other.plan) })}>
          {other.reading}
        </button>
      ))}
    </div>
  );
}

function Suggestions({ answer }: { readonly answer: AnswerJson }) {
  const patch = usePatchUrl();
  if (answer.suggestions.length === 0) return null;
  return (
    <>
      <dt>Next</dt>
      <dd className="row wrap">
        {answer.suggestions.map((one) => (
          <Button
            key={one.question}
            variant="default"
            title={one.why}
            onClick={() => patch({ q: one.question, plan: undefined, ev: undefined })}
            data-testid="suggestion"
          >
            {one.question}
          </Button>
        ))}
      </dd>
    </>
  );
}

/** Opens the same answer: the plan goes along, with its times fixed; a follow-up or a "today" read later would be another question. */
function linkTo(answer: AnswerJson, question: string): string {
  const link = new URL(location.href);
  link.searchParams.set('q', question);
  link.searchParams.set('plan', JSON.stringify(answer.plan));
  link.searchParams.delete('ev');
  return link.href;
}

function Foot({ answer, question, onAgain }: { readonly answer: AnswerJson; readonly question: string; readonly onAgain: () => void }) {
  const zone = useZone();
  const now = useNow(60_000);
  const at = useMoment();
  const window = answer.window;
  return (
    <footer className="answer-foot">
      <span>
        {counted(answer.evidence.length, 'event')} of {answer.scanned.toLocaleString('en')} read · {answer.ms.toFixed(1)} ms
        {window !== undefined &&
          ` · ${clockText(usFromIso(window.from) ?? 0, now, zone)} to ${clockText(usFromIso(window.to) ?? 0, now, zone)}`}
        {` · as of event ${answer.as_of_seq.toLocaleString('en')}`}
        {answer.partial && <strong className="partial"> · incomplete</strong>}
      </span>
      <span className="row">
        <CopyButton label="Copy link" text={linkTo(answer, question)} />
        <CopyButton label="Copy as command" text={`sutra ask ${at === undefined ? '' : `--at ${at} `}${JSON.stringify(question)}`} />
        <button type="button" className="plain link" onClick={onAgain}>
          Ask again now
        </button>
      </span>
    </footer>
  );
}
