import type { ProblemJson, StatusAnswer } from '@sutra/api';
import { inert } from '@sutra/kit';
import { atQuery, shownUs } from '../client/at.ts';
import { ControlClient, isAway } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { noteMasterView, type StatusRow, statusFromMaster } from '../client/master-view.ts';
import { hint, noteStale, showOne } from '../output/show.ts';
import { countsText, paintStatus, statusText } from '../output/status.ts';
import { table } from '../output/table.ts';
import { momentText, sinceText } from '../output/when.ts';

/** `sutra status`: the verdict in words, then what is wrong, worst first. */
export async function status(invocation: Invocation, options: { readonly at?: string }): Promise<number> {
  const query = await atQuery(invocation, options.at);
  const answer = await read(invocation, query);
  showOne(invocation, answer, (value) => text(invocation, value, query));
  const first = answer.problems?.find((problem) => problem.event_id !== '');
  const at = options.at === undefined ? '' : ` --at ${JSON.stringify(options.at)}`;
  if (first !== undefined) hint(invocation, `sutra why ${first.entity_id}${at}`);
  else if (answer.total_storage_nodes === 0 && answer.total_agents > 0 && at === '') hint(invocation, 'sutra node spawn');
  return 0;
}

async function read(invocation: Invocation, query: { readonly at?: string }): Promise<StatusRow> {
  try {
    const answer = await new ControlClient(invocation).get<StatusAnswer>('/api/grid/status', query);
    noteStale(invocation, answer);
    return answer;
  } catch (reason) {
    if (!isAway(reason) || query.at !== undefined) throw reason; // only the record knows the past
    const seen = await statusFromMaster(invocation, reason);
    noteMasterView(invocation, reason);
    return seen;
  }
}

function text(invocation: Invocation, value: StatusRow, query: { readonly at?: string }): string {
  const { terminal, clock, gridName, zone } = invocation;
  const { at } = query;
  const nowUs = clock.wallUs();
  const atUs = shownUs(invocation, query);
  const verdict = paintStatus(terminal, value.status)(terminal.paint.bold(statusText(value.status).toUpperCase()));
  const lines = [`${verdict}  ${gridName} · ${countsText(value)}`];
  if (value.status !== 'healthy') lines.push(`  ${inert(value.reason)}`);
  const facts = [
    ...(sinceText(value.since ?? '', atUs) === '–'
      ? []
      : [`since ${momentText(value.since ?? '', nowUs, zone)} (${sinceText(value.since ?? '', atUs)})`]),
    ...(at === undefined ? [] : [`as it was at ${momentText(at, nowUs, zone)}`]),
    ...(value.as_of_seq === undefined ? [] : [`as of event ${value.as_of_seq}`]),
  ];
  if (facts.length > 0) lines.push(terminal.paint.dim(`  ${facts.join(' · ')}`));
  if (value.problems !== undefined && value.problems.length > 0) lines.push('', problemTable(invocation, value.problems, atUs));
  return lines.join('\n');
}

function problemTable({ terminal, headers }: Invocation, problems: readonly ProblemJson[], atUs: number): string {
  return table(
    problems,
    [
      { title: 'PROBLEM', of: (row) => (row.what.startsWith(row.entity_id) ? row.what : `${row.entity_id}: ${row.what}`) },
      { title: 'SINCE', of: (row) => sinceText(row.since, atUs), align: 'right' },
      { title: 'BLAST RADIUS', of: (row) => row.blast_radius, dropOrder: 1 },
    ],
    { columnsMax: terminal.columns, wide: false, headers },
  );
}
