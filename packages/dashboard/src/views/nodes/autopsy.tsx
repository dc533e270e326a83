import type { EventDetailAnswer } from '@sutra/api';
import { durationText, SutraError } from '@sutra/kit';
import type { NodeState } from '@sutra/model';
import { useQuery } from '@tanstack/react-query';
import { causeText, exitMeaning } from '../../core/exit.ts';
import { memoryText } from '../../core/wording.ts';
import { Failure } from '../../parts/failure.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Output } from '../../parts/output.tsx';
import { Panel, Waiting } from '../../parts/panel.tsx';
import { Age, Clock } from '../../parts/time-text.tsx';
import { WhyButton } from '../../parts/why-button.tsx';
import { read } from '../../shell/http.ts';
import { useMoment } from '../../shell/moment.ts';
import { usePatchUrl } from '../../shell/url.ts';

type Exit = NonNullable<NodeState['lastExit']>;

/** How the node last ended, and everything the agent could establish about it. */
export function Autopsy({ node, exit }: { readonly node: NodeState; readonly exit: Exit }) {
  const patch = usePatchUrl();
  const at = useMoment();
  const detail = useQuery({
    queryKey: ['event', exit.event, at],
    queryFn: ({ signal }) => read<EventDetailAnswer>(`/api/grid/events/${encodeURIComponent(exit.event)}`, { at }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const meaning = exitMeaning(exit.exitCode, exit.signal);
  return (
    <Panel title="Last exit" aside={<WhyButton question={`why ${exit.event}`} label="Why did it end?" />} testId="autopsy">
      <div className="autopsy">
        <div className="autopsy-line">
          <Glyph glyph="✕" />
          <div className="grow">
            <p className="autopsy-summary">{exit.summary}</p>
            <p className="muted small">
              <Clock us={exit.atUs} /> (<Age us={exit.atUs} />) ·{' '}
              <button type="button" className="plain link" onClick={() => patch({ ev: exit.event })}>
                the event
              </button>
            </p>
          </div>
        </div>
        <dl className="facts">
          <dt>Exit code</dt>
          <dd>{exit.exitCode ?? <span className="faint">{exit.signal === undefined ? 'not known' : 'none: a signal ended it'}</span>}</dd>
          <dt>Signal</dt>
          <dd>{exit.signal ?? <span className="faint">none</span>}</dd>
          <dt>Means</dt>
          <dd>{meaning ?? <span className="faint">neither code nor signal could be had</span>}</dd>
          <dt>Cause</dt>
          <dd>
            <strong>{causeText(exit.cause)}</strong>
            {exit.cause === 'unknown' && <span className="muted"> — no proof was found, so none is named</span>}
          </dd>
          {detail.data !== undefined && <Numbers details={detail.data.event.details} />}
        </dl>
        {detail.isPending && <Waiting lines={3} />}
        {detail.error !== null && <Failure error={SutraError.from(detail.error)} onRetry={() => void detail.refetch()} />}
        {detail.data !== undefined && <Findings node={node} details={detail.data.event.details} />}
      </div>
    </Panel>
  );
}

type Details = Readonly<Record<string, unknown>>;

function Numbers({ details }: { readonly details: Details }) {
  const { memory_mb: memory, memory_limit_mb: limit, oom_kills: kills, uptime_ms: uptime, last_metrics_age_ms: age } = details;
  return (
    <>
      {typeof memory === 'number' && (
        <>
          <dt>Memory</dt>
          <dd>
            {memoryText(memory)}
            {typeof limit === 'number' && limit > 0 ? ` of ${memoryText(limit)} (${Math.round((memory / limit) * 100)} %)` : ', no limit'}
            {typeof age === 'number' && <span className="muted">, measured {durationText(age)} before</span>}
          </dd>
        </>
      )}
      {typeof kills === 'number' && (
        <>
          <dt>OOM kills</dt>
          <dd>{kills}</dd>
        </>
      )}
      {typeof uptime === 'number' && (
        <>
          <dt>Ran for</dt>
          <dd>{durationText(uptime)}</dd>
        </>
      )}
    </>
  );
}

function Findings({ node, details }: { readonly node: NodeState; readonly details: Details }) {
  const stderr = typeof details['stderr_tail'] === 'string' ? details['stderr_tail'] : undefined;
  const changed = texts(details['changed']);
  const missing = texts(details['missing']);
  return (
    <>
      {changed.length > 0 && (
        <div>
          <h3>What changed before</h3>
          <ul className="missing">
            {changed.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <h3>Last lines of its stderr</h3>
        {stderr === undefined ? (
          <Nothing kind="not-recorded" title="What it wrote to stderr is not recorded in the autopsy" compact />
        ) : stderr === '' ? (
          <Nothing kind="never" title={`${node.id} wrote nothing to stderr before it ended`} compact />
        ) : (
          <Output text={stderr} label="Last lines of its stderr" />
        )}
      </div>
      {missing.length > 0 && (
        <div>
          <h3>Not known</h3>
          <ul className="missing">
            {missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
