import type { WatchAnswer, WatchesAnswer, WatchJson } from '@sutra/api';
import { counted, SutraError, usFromIso } from '@sutra/kit';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { NO_FILTER } from '../../core/event-filter.ts';
import { ActButton, useActRefusal } from '../../parts/act-button.tsx';
import { EventList } from '../../parts/event-list.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel, Waiting } from '../../parts/panel.tsx';
import { Age } from '../../parts/time-text.tsx';
import { useEventFeed } from '../../shell/event-feed.ts';
import { read, send } from '../../shell/http.ts';
import { useMoment } from '../../shell/moment.ts';
import { useSession } from '../../shell/session.ts';
import './watches.css';

const EXAMPLES = ['tell me when a node crashes', 'tell me when an agent goes offline', 'alert when crashes > 3 in 10 minutes'];
const SHOWN = 50;
const WATCH_TYPES = ['watch_fired', 'watch_recovered', 'watch_delivery_failed', 'watch_added', 'watch_removed'];

/** Questions that stand: what is waited for, what goes on, and every word they have said. */
export function WatchesPage() {
  const filter = useMemo(() => ({ ...NO_FILTER, types: WATCH_TYPES }), []);
  const feed = useEventFeed({ filter, hours: 24 * 30, page: 200 });
  const watches = useWatches(feed.rows[0]?.event_id);
  const past = useMoment() !== undefined;
  return (
    <>
      <PageHead title="Watches" />
      {!past && <AddWatch />}
      <Panel title="Standing" aside={<span className="muted small">{past ? '' : (watches.data?.watches.length ?? '')}</span>} flush>
        {past ? (
          <Nothing kind="hidden" title="What stands is known of now only" compact>
            The notices below are those there were then; go back to now to see and change what is watched for.
          </Nothing>
        ) : watches.error !== null && watches.data === undefined ? (
          <Failure error={SutraError.from(watches.error)} onRetry={() => void watches.refetch()} />
        ) : watches.data === undefined ? (
          <Waiting lines={3} />
        ) : watches.data.watches.length === 0 ? (
          <Nothing kind="never" title="Nothing is watched for yet" compact>
            Say above what to wait for: the notice comes here as it happens, wherever you are in the dashboard.
          </Nothing>
        ) : (
          <ul className="watches">
            {watches.data.watches.map((watch) => (
              <Watch key={watch.watch_id} watch={watch} />
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Notices" aside={<span className="muted small">last 30 days</span>} flush testId="notice-list">
        <EventList
          feed={feed}
          max={SHOWN}
          empty={
            <Nothing kind="unmatched" title="No watch has had anything to say" compact>
              In the last 30 days.
            </Nothing>
          }
        />
      </Panel>
    </>
  );
}

/** What stands; read again whenever a watch said something or one was added or taken down. */
function useWatches(latestEvent: string | undefined) {
  const query = useQuery({ queryKey: ['watches'], queryFn: ({ signal }) => read<WatchesAnswer>('/api/watches', {}, signal) });
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new event is what makes it stale
  useEffect(() => void queries.invalidateQueries({ queryKey: ['watches'] }), [latestEvent, queries]);
  return query;
}

function AddWatch() {
  const session = useSession();
  const refusal = useActRefusal();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: (question: string) =>
      send<WatchAnswer>('/api/watches', { question, tz: Intl.DateTimeFormat().resolvedOptions().timeZone }, session.csrf),
    onSuccess: () => {
      setText('');
      void queries.invalidateQueries({ queryKey: ['watches'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '' && refusal === undefined) add.mutate(text.trim());
  };
  return (
    <section className="panel watch-add" aria-label="Add a watch">
      <form onSubmit={submit}>
        <input
          className="watch-input"
          aria-label="What to wait for, in words"
          placeholder="tell me when edge-tokyo comes back"
          value={text}
          maxLength={2_000}
          onChange={(event) => setText(event.currentTarget.value)}
          data-filter
          data-testid="watch-input"
        />
        <ActButton type="submit" size="sm" variant="filled" disabled={text.trim() === ''} loading={add.isPending} data-testid="watch-add">
          Watch
        </ActButton>
      </form>
      <div className="row wrap">
        <span className="muted small">For instance</span>
        {EXAMPLES.map((one) => (
          <button key={one} type="button" className="chip" onClick={() => setText(one)}>
            {one}
          </button>
        ))}
      </div>
      {add.error !== null && <Failure error={SutraError.from(add.error)} />}
      {add.data !== undefined && (
        <p className="muted small" role="status">
          Watching: {add.data.reading}.
        </p>
      )}
    </section>
  );
}

function Watch({ watch }: { readonly watch: WatchJson }) {
  const session = useSession();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => send<WatchJson>('/api/watches/remove', { watch_id: watch.watch_id }, session.csrf),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['watches'] }),
  });
  const going = watch.open.length > 0;
  const to = [
    watch.webhook === undefined ? '' : `posts to ${watch.webhook}`,
    watch.command === undefined ? '' : `runs ${watch.command[0]}`,
  ];
  return (
    <li className="watch" data-testid="watch" data-open={going}>
      <span className="status" data-tone={going ? 'bad' : 'good'}>
        <Glyph glyph={going ? '▲' : '●'} /> {going ? 'going on' : 'quiet'}
      </span>
      <div className="grow">
        <p className="watch-question">{watch.question}</p>
        <p className="muted small">
          Read as {watch.reading}
          {going ? ` · now: ${watch.open.slice(0, 5).join(', ')}${watch.open.length > 5 ? ` and ${watch.open.length - 5} more` : ''}` : ''}{' '}
          · {counted(watch.fired, 'notice')} · set <Age us={usFromIso(watch.created) ?? 0} />
          {watch.actor === undefined ? '' : ` by ${watch.actor}`}
          {to
            .filter((one) => one !== '')
            .map((one) => ` · ${one}`)
            .join('')}
        </p>
        {remove.error !== null && <Failure error={SutraError.from(remove.error)} />}
      </div>
      <ActButton
        size="compact-xs"
        loading={remove.isPending}
        onClick={() => remove.mutate()}
        aria-label={`Take down: ${watch.question}`}
        data-testid="watch-remove"
      >
        Take down
      </ActButton>
    </li>
  );
}
