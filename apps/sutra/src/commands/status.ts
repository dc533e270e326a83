import type { StatusJson } from '@sutra/api';
import { inert } from '@sutra/kit';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { hint, showOne } from '../output/show.ts';
import { paintStatus, statusText } from '../output/status.ts';
import { table } from '../output/table.ts';
import { sinceText } from '../output/when.ts';

/** `sutra status`: the verdict in words, then what is wrong, worst first. */
export async function status(invocation: Invocation, options: { readonly at?: string }): Promise<number> {
  const { atQuery } = await import('../client/at.ts');
  const answer = await new ControlClient(invocation).get<StatusJson>('/api/grid/status', await atQuery(options.at, invocation.clock.wallUs()));
  showOne(invocation, answer, (value) => text(invocation, value));
  const first = answer.problems[0];
  if (first !== undefined) hint(invocation, `sutra why ${first.entity_id}`);
  else if (answer.total_storage_nodes === 0 && answer.total_agents > 0) hint(invocation, 'sutra node spawn');
  return 0;
}

function text(invocation: Invocation, value: StatusJson): string {
  const { terminal, config, clock } = invocation;
  const nowUs = clock.wallUs();
  const verdict = paintStatus(terminal, value.status)(terminal.paint.bold(statusText(value.status).toUpperCase()));
  const lines = [
    `${verdict}  ${config.grid.name} · ${value.healthy_agents}/${value.total_agents} agents healthy · ${value.running_storage_nodes}/${value.total_storage_nodes} nodes running`,
    `  ${inert(value.reason)}`,
    `  since ${value.since} (${sinceText(value.since, nowUs)}) · as of event ${value.as_of_seq}`,
  ];
  if (value.problems.length > 0) {
    const rows = table(
      value.problems,
      [
        { title: 'PROBLEM', of: (row) => `${row.entity_id}: ${row.what}` },
        { title: 'SINCE', of: (row) => sinceText(row.since, nowUs) },
        { title: 'BLAST RADIUS', of: (row) => row.blast_radius, dropOrder: 1 },
      ],
      { columnsMax: terminal.columns, wide: false, headers: invocation.headers },
    );
    lines.push('', rows);
  }
  return lines.join('\n');
}
