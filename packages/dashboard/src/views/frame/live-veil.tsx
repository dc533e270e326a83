import { Button } from '@mantine/core';
import { SutraError, usFromIso } from '@sutra/kit';
import type { ReactNode } from 'react';
import { ageText, clockText, counted } from '../../core/wording.ts';
import { Failure } from '../../parts/failure.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Waiting } from '../../parts/panel.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { usePastGrid } from '../../shell/grid.ts';
import { useConnection, useLive, useServerNow } from '../../shell/live-context.tsx';
import { useMoment } from '../../shell/moment.ts';
import { usePatchUrl } from '../../shell/url.ts';

/** Shows the page, greys it with its age when the connection is lost, and says so when there never was one. */
export function LiveVeil({ children }: { readonly children: ReactNode }) {
  const connection = useConnection();
  const phase = useLive((live) => live.phase);
  const known = useLive((live) => live.grid !== undefined);
  const heardMs = useLive((live) => live.heardMs);
  const storeDown = useLive((live) => live.store === 'down');
  const attempts = useLive((live) => live.attempts);
  const refusal = useLive((live) => live.refusal);
  const now = useServerNow(10_000);
  const zone = useZone();
  const at = useMoment();
  const retry = (
    <Button variant="default" size="compact-xs" onClick={() => connection.retryNow()}>
      Try now
    </Button>
  );
  if (!known) {
    if (phase !== 'disconnected' && refusal === undefined) return <Waiting lines={6} label="Connecting to the grid" />;
    return (
      <Nothing kind="unreachable" title={refusal?.message ?? 'Control does not answer'} action={retry} command="sutra doctor">
        {refusal?.mend ??
          `Nothing is known of the grid yet. Tried ${counted(attempts, 'time')}, still trying. Nodes run without control; see what is wrong with:`}
      </Nothing>
    );
  }
  if (at !== undefined) return <Past at={at}>{children}</Past>;
  const stale = phase === 'disconnected';
  return (
    <>
      {(stale || storeDown) && (
        <div className="stale-banner" role="status" data-testid="stale-banner">
          <Glyph glyph="○" />
          <span className="grow">
            {stale ? 'Disconnected. ' : 'Control cannot follow storage. '}
            Showing the grid as of <strong>{heardMs === undefined ? 'unknown' : clockText(heardMs * 1000, now, zone)}</strong>
            {stale && attempts > 1 ? `, tried ${counted(attempts, 'time')}` : ''}. Nothing below is newer.
          </span>
          {stale && retry}
        </div>
      )}
      <div className={stale ? 'page-inner veiled' : 'page-inner'}>{children}</div>
    </>
  );
}

/** The page at a past instant: framed, dated and read-only, so that nobody takes it for the present. */
function Past({ at, children }: { readonly at: string; readonly children: ReactNode }) {
  const patch = usePatchUrl();
  const past = usePastGrid();
  const now = useServerNow(10_000);
  const us = usFromIso(at) ?? 0;
  return (
    <div className="past">
      <div className="stale-banner" role="status" data-testid="past-banner">
        <Glyph glyph="◐" />
        <span className="grow">
          As of <strong>{clockText(us, now, useZone())}</strong>, {ageText(now - us / 1000)} ago. Everything here, answers too, is as it
          stood then. Read-only.
        </span>
        <Button variant="default" size="compact-xs" onClick={() => patch({ t: undefined })} data-testid="return-to-live">
          Back to now (L)
        </Button>
      </div>
      <div className={past.isPlaceholderData ? 'page-inner veiled' : 'page-inner'} aria-busy={past.isPlaceholderData}>
        {past.error !== null ? (
          <Failure error={SutraError.from(past.error)} onRetry={() => void past.refetch()} />
        ) : past.data === undefined ? (
          <Waiting lines={6} label="Rebuilding the grid as it stood then" />
        ) : past.data.seq === 0 ? (
          <Nothing kind="not-recorded" title="Nothing is on record of that time">
            The record of this grid begins later, or retention has removed what came before.
          </Nothing>
        ) : (
          children
        )}
      </div>
    </div>
  );
}
