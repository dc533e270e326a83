import { counted, durationText } from '@sutra/kit';
import { decideRestart, FRESH_HISTORY, type GridEvent, type RestartHistory, type RestartMode, type TypedEvent } from '@sutra/model';
import type { Result, Work } from '../answer.ts';
import { fromStoredPage } from '../events/stored.ts';
import type { Change } from './simulate.ts';

const READ_MAX = 10_000;
/** Chance takes nothing off a delay here: both sides are reckoned with their full back-off. */
const NO_CHANCE = { next: () => 0 };

interface Replayed {
  readonly restarts: number;
  readonly downUs: number;
  readonly stays: boolean;
}

/**
 * Replays every recorded end under another restart policy: how often a node would have been restarted, and how long it would not have
 * run. A node that is not restarted stays down until it was next started on request, as it really was.
 */
export async function otherRestart({ restart, restart_limit: limit, node }: Change, work: Work): Promise<Result> {
  // A limit by itself bounds what is restarted whatever the end was.
  const mode: RestartMode = restart ?? (limit === undefined ? 'never' : 'always');
  const page = await work.reader.query(
    {
      types: ['node_crashed', 'spawn_succeeded', 'node_restarted', 'stop_succeeded', 'node_gave_up'],
      toUs: work.nowUs + 1,
      order: 'desc',
      limit: READ_MAX,
    },
    work.options,
  );
  const events = fromStoredPage(page).reverse();
  const byNode = new Map<string, GridEvent[]>();
  for (const event of events) {
    const id = (event.body as { readonly node_id: string }).node_id;
    if (node === undefined || node.includes(id)) byNode.set(id, [...(byNode.get(id) ?? []), event]);
  }
  const rows = [...byNode]
    .filter(([, story]) => story.some(({ type }) => type === 'node_crashed'))
    .map(([id, story]) => {
      const was = recorded(story, work.nowUs);
      const would = replay(story, mode, limit, work.nowUs);
      return {
        node_id: id,
        crashes: story.filter(({ type }) => type === 'node_crashed').length,
        restarts_were: was.restarts,
        restarts_would_be: would.restarts,
        down_s_was: Math.round(was.downUs / 1e6),
        down_s_would_be: Math.round(would.downUs / 1e6),
        stays_down: would.stays,
      };
    })
    .sort((a, b) => Math.abs(b.down_s_would_be - b.down_s_was) - Math.abs(a.down_s_would_be - a.down_s_was));
  if (rows.length === 0)
    return {
      status: 'empty',
      nothing: 'none_matched',
      value: 0,
      text: 'No node has ended by itself on record: another restart policy would have changed nothing.',
      scanned: page.scanned,
    };
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const [was, would] = [sum((row) => row.down_s_was), sum((row) => row.down_s_would_be)];
  const stays = rows.filter((row) => row.stays_down).length;
  const difference = durationText(Math.abs(would - was) * 1000);
  return {
    status: 'answered',
    value: would - was,
    text: `With ${limit === undefined ? `restart policy "${mode}"` : `at most ${counted(limit, 'restart')} in a row`} ${counted(rows.length, 'node')} would have been down ${difference} ${would >= was ? 'longer' : 'shorter'} in all (${durationText(would * 1000)} instead of ${durationText(was * 1000)}), with ${sum((row) => row.restarts_would_be)} restarts instead of ${sum((row) => row.restarts_were)}${stays === 0 ? '' : `; ${counted(stays, 'node')} would be down now`}. Estimate: the recorded ends, replayed.`,
    columns: ['node_id', 'crashes', 'restarts_were', 'restarts_would_be', 'down_s_was', 'down_s_would_be', 'stays_down'],
    rows,
    assumptions: ['a node ends when it really ended; a delay is reckoned without chance; starts on request happen when they really did'],
    evidence: events
      .filter(({ type }) => type === 'node_crashed')
      .slice(-20)
      .map(({ id }) => id),
    scanned: page.scanned,
    partial: page.cursor !== undefined,
    certainty: 0.7,
    confidence_from: `${counted(
      sum((row) => row.crashes),
      'recorded end',
    )} replayed through the restart policy`,
  };
}

const UP = new Set(['spawn_succeeded', 'node_restarted']);

/** What really happened: from each end to the next start. */
function recorded(story: readonly GridEvent[], nowUs: number): Replayed {
  let restarts = 0;
  let downUs = 0;
  let downSince: number | undefined;
  for (const event of story) {
    if (event.type === 'node_crashed') downSince ??= event.timeUs;
    else if (UP.has(event.type) || event.type === 'stop_succeeded') {
      if (event.type === 'node_restarted') restarts++;
      if (downSince !== undefined) downUs += event.timeUs - downSince;
      downSince = undefined;
    }
  }
  return { restarts, downUs: downUs + (downSince === undefined ? 0 : nowUs - downSince), stays: downSince !== undefined };
}

/** The same ends under another policy. Ends that came while it would not have run are left out: they could not have happened. */
function replay(story: readonly GridEvent[], mode: RestartMode, limit: number | undefined, nowUs: number): Replayed {
  let history: RestartHistory = FRESH_HISTORY;
  let restarts = 0;
  let downUs = 0;
  let downSince: number | undefined;
  for (const event of story) {
    if (event.type === 'spawn_succeeded' || event.type === 'stop_succeeded') {
      if (downSince !== undefined) downUs += event.timeUs - downSince;
      downSince = undefined;
      history = FRESH_HISTORY;
      continue;
    }
    if (event.type !== 'node_crashed' || downSince !== undefined) continue;
    const { exit_code: exitCode, signal, uptime_ms: uptimeMs = 0 } = (event as TypedEvent<'node_crashed'>).body;
    const exit = { uptimeMs, ...(exitCode === undefined ? {} : { exitCode }), ...(signal === undefined ? {} : { signal }) };
    const decision = decideRestart(history, exit, { mode }, event.timeUs / 1000, NO_CHANCE);
    history = decision.history;
    if (decision.do === 'restart' && (limit === undefined || decision.restartCount <= limit)) {
      restarts++;
      downUs += decision.delayMs * 1000;
    } else downSince = event.timeUs;
  }
  return { restarts, downUs: downUs + (downSince === undefined ? 0 : nowUs - downSince), stays: downSince !== undefined };
}
