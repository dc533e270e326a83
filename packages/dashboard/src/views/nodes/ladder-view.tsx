import type { EventJson } from '@sutra/api';
import { durationText, usFromIso } from '@sutra/kit';
import type { NodeState } from '@sutra/model';
import { useMemo } from 'react';
import { type Rung, restartLadder } from '../../core/ladder.ts';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Clock } from '../../parts/time-text.tsx';
import { useNow } from '../../shell/moment.ts';
import { usePatchUrl } from '../../shell/url.ts';

/** Crash, wait, start, crash …: how often the node was restarted and after which waits. Left out when it never crashed. */
export function LadderView({ events, node }: { readonly events: readonly EventJson[]; readonly node: NodeState }) {
  const ladder = useMemo(() => restartLadder(events), [events]);
  const now = useNow(1_000);
  if (ladder.rungs.length === 0) return null;
  const inMs = ladder.nextStartUs === undefined ? undefined : ladder.nextStartUs / 1000 - now;
  return (
    <Panel
      title="Restarts"
      aside={
        <span className="muted small">{node.crashCount === 1 ? '1 crash' : `${node.crashCount.toLocaleString('en')} crashes`} ever</span>
      }
      testId="ladder"
    >
      <ol className="ladder">
        {ladder.rungs.map((rung) => (
          <RungView key={rung.crash.event_id} rung={rung} />
        ))}
        {node.status === 'running' && (
          <li>
            <span className="rung">
              <Status look={{ tone: 'good', glyph: '●', word: 'running' }} quiet />
              <span className="muted">pid {node.pid ?? 'unknown'}</span>
            </span>
          </li>
        )}
        {inMs !== undefined && inMs > 0 && node.wanted === 'running' && (
          <li>
            <span className="rung">
              <Status look={{ tone: 'busy', glyph: '◌', word: 'next start' }} quiet />
              <span className="muted">in {durationText(inMs)}</span>
            </span>
          </li>
        )}
        {ladder.verdict?.event_type === 'node_gave_up' && (
          <li>
            <span className="rung">
              <Status look={{ tone: 'bad', glyph: '■', word: 'gave up' }} quiet />
              <span className="muted">restart it yourself</span>
            </span>
          </li>
        )}
      </ol>
    </Panel>
  );
}

function RungView({ rung }: { readonly rung: Rung }) {
  const patch = usePatchUrl();
  const { crash } = rung;
  const code =
    crash.details['signal'] ?? (crash.details['exit_code'] === undefined ? 'not known' : `exit ${String(crash.details['exit_code'])}`);
  return (
    <li>
      <button type="button" className="plain rung" title={crash.summary} onClick={() => patch({ ev: crash.event_id })}>
        <Status look={{ tone: 'bad', glyph: '✕', word: String(code) }} quiet />
        <span className="muted">
          <Clock us={usFromIso(crash.timestamp) ?? 0} />
        </span>
      </button>
      <span className="wait">
        {rung.restart === undefined
          ? '…'
          : rung.delayMs === undefined
            ? 'restart'
            : rung.delayMs === 0
              ? 'at once'
              : durationText(rung.delayMs)}
      </span>
    </li>
  );
}
