import { counted, usFromIso } from '@sutra/kit';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import {
  barsOf,
  columnsOf,
  instantAt,
  keyed,
  marksOf,
  placeOf,
  RANGES,
  rangeOf,
  stepMark,
  ticksOf,
  type View,
  viewOf,
} from '../../core/rail.ts';
import { ageText, clockText, minuteText } from '../../core/wording.ts';
import { useZone } from '../../parts/time-text.tsx';
import { useDensity } from '../../shell/density.ts';
import { useServerNow } from '../../shell/live-context.tsx';
import { useMoment } from '../../shell/moment.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import { RailBars } from './rail-bars.tsx';
import { bindStep } from './rail-steps.ts';
import './rail.css';

/** While dragged, the page follows at most this often, ms. */
const FOLLOW_MS = 120;
const MARK_COLUMNS = 160;

/** The time of the page: drag, click or step to any instant, and every page, count and answer is as of then. */
export function Rail() {
  const { rail } = useUrl();
  const range = rangeOf(rail);
  const patch = usePatchUrl();
  const zone = useZone();
  const moment = useMoment();
  const goTo = (t: string | undefined, replace: boolean): void => patch({ t }, { replace });
  const { shownMs, view, nowMs, drag, track } = useRailTime(moment, range, goTo);
  const density = useDensity(range, view);
  const bars = useMemo(
    () => (density.counted === undefined ? [] : barsOf(density.counted, density.pushed)),
    [density.counted, density.pushed],
  );
  const marks = useMemo(
    () => (density.counted === undefined ? [] : marksOf(density.counted, density.pushed)),
    [density.counted, density.pushed],
  );
  const columns = columnsOf(marks, view, MARK_COLUMNS);
  const live = drag.ms === undefined && moment === undefined;
  const stepTo = (direction: 1 | -1): void => {
    const mark = stepMark(marks, shownMs, direction);
    if (mark !== undefined) goTo(mark.timestamp, false);
  };
  const latest = useRef(stepTo);
  latest.current = stepTo;
  useEffect(() => bindStep((direction) => latest.current(direction)), []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = keyed(event.key, event.shiftKey, shownMs, view, nowMs);
    if (to === 'stay') return;
    event.preventDefault();
    goTo(to === undefined ? undefined : new Date(to).toISOString(), true);
  };
  const said = live ? 'now' : `${clockText(shownMs * 1000, nowMs, zone)}, ${ageText(nowMs - shownMs)} ago`;
  const inView = columns.reduce((sum, column) => sum + column.marks.length, 0);
  return (
    <section className="rail" aria-label="Time" data-testid="rail" data-live={live}>
      <select
        className="rail-range"
        aria-label="Stretch of time the rail shows"
        value={range}
        onChange={(event) => patch({ rail: event.currentTarget.value }, { replace: true })}
        data-testid="rail-range"
      >
        {Object.keys(RANGES).map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <div
        ref={track.ref}
        className="rail-track"
        role="slider"
        tabIndex={0}
        aria-label={`Instant shown. ${counted(inView, 'failure')} in the last ${range}. Arrows move, < and > step to failures, End is now`}
        aria-valuemin={Math.round(view.fromMs / 1000)}
        aria-valuemax={Math.round(Math.max(view.toMs, shownMs) / 1000)}
        aria-valuenow={Math.round(shownMs / 1000)}
        aria-valuetext={said}
        onKeyDown={onKey}
        {...track.handlers}
        data-testid="rail-track"
      >
        <RailBars bars={bars} bucketMs={density.counted?.bucket_ms ?? 1} view={view} />
        {columns.map(({ place, marks: [first, ...more] }) => (
          <span
            key={first?.timestamp}
            className="rail-mark"
            style={{ '--at': place } as CSSProperties}
            title={`${clockText((first?.atMs ?? 0) * 1000, nowMs, zone)} ${first?.what}${more.length > 0 ? ` and ${counted(more.length, 'more failure')}` : ''}`}
            data-testid="rail-mark"
          />
        ))}
        {ticksOf(view, 7)
          .filter((at) => roomAt(placeOf(at, view)))
          .map((at) => (
            <span key={at} className="rail-tick" style={{ '--at': placeOf(at, view) } as CSSProperties}>
              {minuteText(at, view.toMs - view.fromMs, zone)}
            </span>
          ))}
        <span
          className="rail-head"
          style={{ '--at': placeOf(shownMs, view) } as CSSProperties}
          data-side={placeOf(shownMs, view) > 0.5 ? 'left' : 'right'}
        >
          {!live && <span className="rail-said">{clockText(shownMs * 1000, nowMs, zone)}</span>}
        </span>
        {density.failed && <span className="rail-failed">what happened when cannot be read now</span>}
      </div>
      <button type="button" className="rail-now" disabled={live} onClick={() => goTo(undefined, false)} data-testid="rail-now">
        Now
      </button>
    </section>
  );
}

/** Whether a label fits there without leaving the rail. */
const roomAt = (place: number): boolean => place > 0.025 && place < 0.985;

/** The instant the rail shows, and dragging it. The view stays where it is while the page is in the past: nothing moves under the pointer. */
function useRailTime(
  moment: string | undefined,
  range: ReturnType<typeof rangeOf>,
  goTo: (t: string | undefined, replace: boolean) => void,
) {
  const serverNow = useServerNow(1_000);
  const [dragMs, setDragMs] = useState<number | undefined>(undefined);
  const ref = useRef<HTMLDivElement>(null);
  const momentMs = moment === undefined ? undefined : (usFromIso(moment) ?? 0) / 1000;
  const frozen = useRef<{ readonly key: string; readonly view: View } | undefined>(undefined);
  const still = dragMs !== undefined || momentMs !== undefined;
  const inFrozen = frozen.current?.key === range && (momentMs === undefined || placed(momentMs, frozen.current.view));
  if (!still || frozen.current === undefined || (!inFrozen && dragMs === undefined))
    frozen.current = { key: range, view: viewOf(range, serverNow, momentMs) };
  const { view } = frozen.current;
  const follow = useFollow(goTo);
  const instantOf = (event: PointerEvent): number | undefined => {
    const box = (ref.current as HTMLDivElement).getBoundingClientRect();
    return instantAt((event.clientX - box.left) / box.width, view, serverNow);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button !== 0) return;
      ref.current?.setPointerCapture(event.pointerId);
      const ms = instantOf(event);
      setDragMs(ms ?? serverNow);
      follow.soon(ms);
    },
    onPointerMove: (event: PointerEvent): void => {
      if (dragMs === undefined) return;
      const ms = instantOf(event);
      setDragMs(ms ?? serverNow);
      follow.soon(ms);
    },
    onPointerUp: (event: PointerEvent): void => {
      if (dragMs === undefined) return;
      setDragMs(undefined);
      follow.now(instantOf(event));
    },
    onPointerCancel: (): void => {
      setDragMs(undefined);
      follow.stop();
    },
  };
  return { shownMs: dragMs ?? momentMs ?? serverNow, view, nowMs: serverNow, drag: { ms: dragMs }, track: { ref, handlers } };
}

const placed = (ms: number, { fromMs, toMs }: View): boolean => ms >= fromMs && ms <= toMs;

/** Lets the page follow a drag, not at every pixel; the end of the drag is always followed. */
function useFollow(goTo: (t: string | undefined, replace: boolean) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wanted = useRef<number | undefined>(undefined);
  const latest = useRef(goTo);
  latest.current = goTo;
  const text = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());
  const stop = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    soon: (ms: number | undefined): void => {
      wanted.current = ms;
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        latest.current(text(wanted.current), true);
      }, FOLLOW_MS);
    },
    now: (ms: number | undefined): void => {
      stop();
      latest.current(text(ms), true);
    },
    stop,
  };
}
