import type { AnswerJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import { type PathLine, pathLines } from '../../core/answer.ts';
import { circled, gapText, typeText } from '../../core/wording.ts';
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
  return (
    <ol className="path" data-testid="causal-path">
      {pathLines(answer).map((line) => (
        <PathRow key={line.id} line={line} />
      ))}
    </ol>
  );
}

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
        <span className="path-number">{line.number === undefined ? '○' : circled(line.number)}</span>
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
