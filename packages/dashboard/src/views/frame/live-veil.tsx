import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { clockText, counted } from '../../core/wording.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Waiting } from '../../parts/panel.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { useConnection, useLive, useNow } from '../../shell/live-context.tsx';

/** Shows the page, greys it with its age when the connection is lost, and says so when there never was one. */
export function LiveVeil({ children }: { readonly children: ReactNode }) {
  const connection = useConnection();
  const phase = useLive((live) => live.phase);
  const known = useLive((live) => live.grid !== undefined);
  const heardMs = useLive((live) => live.heardMs);
  const storeDown = useLive((live) => live.store === 'down');
  const attempts = useLive((live) => live.attempts);
  const refusal = useLive((live) => live.refusal);
  const now = useNow(10_000);
  const zone = useZone();
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
