import { counted } from '@sutra/kit';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { EventTail } from '../../core/event-log.ts';
import { NOTICE_TYPES, noticesOf } from '../../core/notices.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Age } from '../../parts/time-text.tsx';
import { useConnection, useLive } from '../../shell/live-context.tsx';
import { carried, type Search, usePatchUrl } from '../../shell/url.ts';
import './notices.css';

/** Notices shown at once; the rest is on the page of watches. */
const SHOWN = 3;
/** A recovery that nobody closes goes by itself, ms; trouble stays. */
const RECOVERED_MS = 20_000;

/** What watches have to say, as it comes: trouble stays until it is closed or over, its end shows for a while. */
export function Notices() {
  const known = useLive((state) => state.grid !== undefined);
  return known ? <NoticesSince /> : null;
}

function NoticesSince() {
  const connection = useConnection();
  const patch = usePatchUrl();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const tail = useMemo(
    () => new EventTail(connection.log, (event) => NOTICE_TYPES.includes(event.event_type), connection.state.grid?.seq ?? 0),
    [connection],
  );
  const events = useSyncExternalStore(connection.subscribe, () => tail.read());
  const notices = useMemo(() => noticesOf(events), [events]);
  const open = notices.filter((notice) => !closed.has(notice.eventId));
  const close = (id: string): void => setClosed((before) => new Set(before).add(id));
  const passing = open.filter((notice) => notice.kind === 'recovered').map((notice) => notice.eventId);
  const passingKey = passing.join(' ');
  useEffect(() => {
    if (passingKey === '') return;
    const timer = setTimeout(() => setClosed((before) => new Set([...before, ...passingKey.split(' ')])), RECOVERED_MS);
    return () => clearTimeout(timer);
  }, [passingKey]);
  return (
    <section className="notices" aria-label="Notices of watches" aria-live="polite">
      {open.slice(0, SHOWN).map((notice) => (
        <div
          key={notice.about}
          className="notice"
          data-tone={notice.kind === 'fired' ? 'bad' : 'good'}
          data-testid="notice"
          data-kind={notice.kind}
          data-subject={notice.subject}
        >
          <Glyph glyph={notice.kind === 'fired' ? '▲' : '●'} />
          <button type="button" className="plain grow notice-text" onClick={() => patch({ ev: notice.eventId })}>
            <strong>{notice.kind === 'fired' ? 'Watch' : 'Over'}</strong> {notice.text}
            <span className="muted small">
              {' '}
              <Age us={notice.atUs} />
            </span>
          </button>
          <button type="button" className="plain notice-close" aria-label={`Close: ${notice.text}`} onClick={() => close(notice.eventId)}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      {open.length > SHOWN && (
        <Link to={'/watches' as '/'} search={((before: Search) => carried(before)) as never} className="notice link small">
          and {counted(open.length - SHOWN, 'more notice')}
        </Link>
      )}
    </section>
  );
}
