import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Lists up to this long are drawn whole: the browser's own search finds every row. */
const WHOLE_MAX = 100;
/** Rows kept above and below what is seen. */
const OVERSCAN = 10;
/** Height of a row until one has been measured, px. */
const ROW_PX = 41;

export interface VisibleRows {
  /** Goes on the `<tbody>`. */
  readonly body: RefObject<HTMLTableSectionElement | null>;
  /** The rows to draw: from the first to before the second. */
  readonly from: number;
  readonly to: number;
  /** Room of the rows that are not drawn, px. */
  readonly abovePx: number;
  readonly belowPx: number;
  /** True when not every row is drawn. */
  readonly partly: boolean;
}

/** Which rows of a long table of the page are drawn: those that are seen, and a few around. The page itself scrolls. */
export function useVisibleRows(count: number): VisibleRows {
  const body = useRef<HTMLTableSectionElement>(null);
  const partly = count > WHOLE_MAX;
  const [{ topPx, rowPx }, setPlace] = useState({ topPx: 0, rowPx: ROW_PX });
  // After every paint: what stands above the table (a banner, a filter) may have come or gone.
  useLayoutEffect(() => {
    const place = placeOf(body.current);
    if (place !== undefined && (Math.abs(place.topPx - topPx) > 1 || Math.abs(place.rowPx - rowPx) > 0.5)) setPlace(place);
  });
  const virtual = useVirtualizer({
    count,
    enabled: partly,
    getScrollElement: pageOf,
    estimateSize: () => rowPx,
    scrollMargin: topPx,
    overscan: OVERSCAN,
  });
  useLayoutEffect(() => {
    if (rowPx > 0) virtual.measure();
  }, [rowPx, virtual]);
  if (!partly) return { body, from: 0, to: count, abovePx: 0, belowPx: 0, partly };
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = (items.at(-1)?.index ?? 2 * OVERSCAN) + 1;
  return { body, from, to, abovePx: from * rowPx, belowPx: Math.max(0, count - to) * rowPx, partly };
}

const pageOf = (): HTMLElement | null => document.getElementById('page');

/** How far the table's rows begin below the top of the page's content, and how high one of them is. */
function placeOf(body: HTMLTableSectionElement | null): { readonly topPx: number; readonly rowPx: number } | undefined {
  const page = pageOf();
  if (body === null || page === null) return undefined;
  const row = body.querySelector<HTMLElement>('tr[data-row]');
  return {
    topPx: body.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop,
    rowPx: row?.getBoundingClientRect().height ?? ROW_PX,
  };
}
