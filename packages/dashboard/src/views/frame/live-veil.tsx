import { Button } from '@mantine/core';
import { counted, SutraError, usFromIso } from '@sutra/kit';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { ageText, clockText } from '../../core/wording.ts';
import { Failure } from '../../parts/failure.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Waiting } from '../../parts/panel.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { usePastGrid, useUnwatched } from '../../shell/grid.ts';
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
  const storeLostMs = useLive((live) => live.storeLostMs);
  useReturn(!storeDown && phase === 'live');
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
    if (storeDown)
      return (
        <Nothing kind="unreachable" title="Storage is away" command="sutra doctor">
          What the grid looks like is not known yet: control has just started, and the record it reads from does not answer. Nodes run
          without it, and what happens meanwhile is kept and told later. This page comes by itself as soon as storage answers. See what is
          wrong with:
        </Nothing>
      );
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
  const asOfMs = stale ? heardMs : (storeLostMs ?? heardMs);
  return (
    <>
      {(stale || storeDown) && (
        <div className="stale-banner" role="status" data-testid="stale-banner">
          <Glyph glyph="○" />
          <span className="grow">
            {stale ? 'Disconnected. ' : 'Storage is away. '}
            Showing the grid as of <strong>{asOfMs === undefined ? 'unknown' : clockText(asOfMs * 1000, now, zone)}</strong>
            {stale && attempts > 1 ? `, tried ${counted(attempts, 'time')}` : ''}. Nothing below is newer.
            {!stale && (
              <span className="banner-more">
                Nodes keep running and are restarted; what happens is kept and told later. The record, questions about it and the past wait
                for storage. This page goes on by itself.
              </span>
            )}
          </span>
          {stale && retry}
        </div>
      )}
      <div className={stale ? 'page-inner veiled' : 'page-inner'}>{children}</div>
    </>
  );
}

/** What failed while storage or control was away is read again when they are back: nobody has to press a button for it. */
function useReturn(there: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (there) void queries.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
  }, [there, queries]);
}

/** The page at a past instant: framed, dated and read-only, so that nobody takes it for the present. */
function Past({ at, children }: { readonly at: string; readonly children: ReactNode }) {
  const patch = usePatchUrl();
  const past = usePastGrid();
  const unwatched = useUnwatched();
  const zone = useZone();
  const now = useServerNow(10_000);
  const us = usFromIso(at) ?? 0;
  return (
    <div className="past">
      <div className="stale-banner" role="status" data-testid="past-banner">
        <Glyph glyph="◐" />
        <span className="grow">
          You are looking at <strong>{clockText(us, now, zone)}</strong>, {ageText(now - us / 1000)} ago. Everything here, answers too, is
          as it stood then. Read-only.
          {unwatched !== undefined && (
            <span data-testid="unwatched">
              {' '}
              <strong>Nothing was recorded</strong> from {clockText(usFromIso(unwatched.from) ?? us, now, zone)} to{' '}
              {clockText(usFromIso(unwatched.to) ?? us, now, zone)} ({unwatched.why}): this is how things were last known before.
            </span>
          )}
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
