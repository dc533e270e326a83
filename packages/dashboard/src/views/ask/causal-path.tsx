import type { AnswerJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import { useState } from 'react';
import { type PathLine, pathLines } from '../../core/answer.ts';
import { CIRCLED_MAX, circled, counted, gapText, typeText } from '../../core/wording.ts';
import { SeverityMark } from '../../parts/status.tsx';
import { Clock } from '../../parts/time-text.tsx';
import { usePatchUrl, useUrl } from '../../shell/url.ts';

const KINDS = {
  recorded: 'recorded cause',
  inferred: 'inferred',
  correlated: 'correlated, not proven',
} as const;

/** The chain of events in order of time. The line between two says how they are tied: solid recorded, dashed inferred, dotted correlated. */
export function CausalPath({ answer }: { readonly answer: AnswerJson }) {
  const [all, setAll] = useState(false);
  const lines = pathLines(answer);
  const folded = !all && lines.length > FOLD_OVER;
  const row = (line: PathLine) => <PathRow key={line.id} line={line} />;
  if (!folded)
    return (
      <ol className="path" data-testid="causal-path">
        {lines.map(row)}
      </ol>
    );
  return (
    <ol className="path" data-testid="causal-path">
      {lines.slice(0, KEPT_FIRST).map(row)}
      <li>
        <button type="button" className="plain link small path-folded" onClick={() => setAll(true)}>
          {counted(lines.length - KEPT_FIRST - KEPT_LAST, 'more step')} in between
        </button>
      </li>
      {lines.slice(-KEPT_LAST).map(row)}
    </ol>
  );
}
/** A longer path (a crash loop, say) shows how it began and how it ended; the rest is one click away. */
const FOLD_OVER = 12;
const KEPT_FIRST = 4;
const KEPT_LAST = 6;

function PathRow({ line }: { readonly line: PathLine }) {
  const patch = usePatchUrl();
  const { ev } = useUrl();
  const { event, link } = line;
  return (
    <li>
      {link !== undefined && (
        <div className="path-link" data-kind={link.kind}>
          <span className="path-line" />
          <span className="muted small">
            {KINDS[link.kind]}
            {line.after === undefined ? '' : ` ${circled(line.after)}`}
            {link.rule === undefined ? '' : `: ${link.rule.replaceAll('-', ' ')}`}
            {link.dt_ms === undefined ? '' : `, ${gapText(link.dt_ms)}`}
          </span>
        </div>
      )}
      <button
        type="button"
        className="plain path-event"
        aria-current={ev === line.id ? 'true' : undefined}
        onClick={() => patch({ ev: line.id })}
        data-row
        data-testid="path-event"
      >
        <span className="path-number" {...((line.number ?? 0) > CIRCLED_MAX ? { 'data-plain': true } : {})}>
          {line.number === undefined ? '○' : circled(line.number)}
        </span>
        {event === undefined ? (
          <span className="mono clip">{line.id}</span>
        ) : (
          <>
            <span className="muted">
              <Clock us={usFromIso(event.timestamp) ?? 0} />
            </span>
            <SeverityMark severity={event.severity} />
            <span className="path-type">{typeText(event.event_type)}</span>
            <span className="grow path-text">{event.summary}</span>
          </>
        )}
      </button>
    </li>
  );
}
