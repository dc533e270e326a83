import type { EventJson } from '@sutra/api';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { EventRow } from '../../parts/event-row.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useRowContext } from '../../parts/row-context.ts';
import type { EventFeed } from '../../shell/event-feed.ts';
import { useKeys } from '../../shell/keys.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';

const ROW_PX = 36;
/** Rows kept in the page above and below what is seen; with a screenful stays far under 200. */
const OVERSCAN = 12;
/** Rows from the end at which older ones are read. */
const OLDER_AT = 100;

interface StreamProps {
  readonly feed: EventFeed;
  /** The rows to show while paused; undefined when live. */
  readonly held: readonly EventJson[] | undefined;
  readonly onResume: () => void;
}

/** The list itself: only what is seen is in the page. Nothing moves under the pointer: away from the top new rows wait in a pill. */
export function EventStream({ feed, held, onResume }: StreamProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [frozen, setFrozen] = useState<readonly EventJson[]>();
  const shown = held ?? frozen ?? feed.rows;
  const rows = useOlderAdded(shown, feed.rows);
  const waiting = countNewer(feed.rows, rows[0]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasOlder, loadingOlder, loadOlder } = feed;
  useEffect(() => {
    if (hasOlder && !loadingOlder && last > rows.length - OLDER_AT) loadOlder();
  }, [hasOlder, loadingOlder, loadOlder, last, rows.length]);
  useRowKeys(rows, virtual.scrollToIndex);
  const { ev } = useUrl();
  const shared = useRowContext();
  const toTop = (): void => {
    setFrozen(undefined);
    if (held !== undefined) onResume();
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="stream">
      {waiting > 0 && (
        <button type="button" className="new-pill" onClick={toTop} data-testid="new-pill">
          <Icon name="up" size={14} />
          {waiting.toLocaleString('en')} new
        </button>
      )}
      <section
        className="stream-scroll"
        ref={scroller}
        aria-label="Events, newest first"
        onScroll={(event) => setFrozen(event.currentTarget.scrollTop > ROW_PX / 2 ? (before) => before ?? feed.rows : undefined)}
      >
        <div className="stream-rows" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const event = rows[item.index] as EventJson;
            return (
              <div key={event.event_id} className="stream-row" style={{ transform: `translateY(${item.start}px)` }}>
                <EventRow event={event} current={event.event_id === ev} {...shared} />
              </div>
            );
          })}
        </div>
      </section>
      <footer className="stream-foot">
        <span data-testid="event-count">
          {rows.length.toLocaleString('en')} shown{feed.readCount > rows.length ? ` of ${feed.readCount.toLocaleString('en')} read` : ''}
        </span>
        <span>{loadingOlder ? 'reading older ones…' : hasOlder ? 'older ones are read as you scroll' : 'that is all of this period'}</span>
        {feed.partialBecause !== undefined && <span className="partial">incomplete: {feed.partialBecause}</span>}
      </footer>
    </div>
  );
}

/** Frozen rows grow at their old end only: what was read later of the past belongs below them. */
function useOlderAdded(shown: readonly EventJson[], all: readonly EventJson[]): readonly EventJson[] {
  const oldest = shown.at(-1);
  const end = all.at(-1);
  if (shown === all || oldest === undefined || end === undefined || end.seq >= oldest.seq) return shown;
  return [...shown, ...all.slice(all.findIndex((event) => event.seq < oldest.seq))];
}

function countNewer(all: readonly EventJson[], newest: EventJson | undefined): number {
  if (newest === undefined) return 0;
  let count = 0;
  while (count < all.length && (all[count] as EventJson).seq > newest.seq) count++;
  return count;
}

/** j and k step through the rows by index, since most of them are not in the page; the side panel follows when it is open. */
function useRowKeys(rows: readonly EventJson[], scrollTo: (index: number) => void): void {
  const patch = usePatchUrl();
  const { ev } = useUrl();
  const at = useRef(-1);
  const step = (by: number): void => {
    const open = ev === undefined ? -1 : rows.findIndex((event) => event.event_id === ev);
    const from = open >= 0 ? open : at.current;
    const next = Math.min(rows.length - 1, Math.max(0, from + by));
    at.current = next;
    scrollTo(next);
    const event = rows[next];
    if (event !== undefined) patch({ ev: event.event_id }, { replace: true });
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
}
