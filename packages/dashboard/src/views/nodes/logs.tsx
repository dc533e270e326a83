import { Button, SegmentedControl } from '@mantine/core';
import type { LogsAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../../parts/failure.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Output } from '../../parts/output.tsx';
import { Panel, Waiting } from '../../parts/panel.tsx';
import { read } from '../../shell/http.ts';
import { useMoment } from '../../shell/moment.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';

const BYTES = 65_536;

/** The last lines a node wrote. They are files of its agent, not events: read when asked for, not pushed. */
export function Logs({ id }: { readonly id: string }) {
  const url = useUrl();
  const patch = usePatchUrl();
  const stream = url['log'] === 'stdout' ? 'stdout' : 'stderr';
  const past = useMoment() !== undefined;
  const logs = useQuery({
    enabled: !past,
    queryKey: ['logs', id],
    queryFn: ({ signal }) => read<LogsAnswer>(`/api/grid/nodes/${encodeURIComponent(id)}/logs`, { max_bytes: BYTES }, signal),
  });
  const text = logs.data?.[stream] ?? '';
  const aside = (
    <span className="row">
      <SegmentedControl
        size="xs"
        aria-label="Which output"
        value={stream}
        data={['stderr', 'stdout']}
        onChange={(value) => patch({ log: value === 'stderr' ? undefined : value }, { replace: true })}
      />
      <Button variant="default" onClick={() => void logs.refetch()} loading={logs.isFetching && !logs.isPending}>
        Read again
      </Button>
    </span>
  );
  return (
    <Panel title="Output" aside={aside} testId="logs">
      {past ? (
        <Nothing kind="not-recorded" title="Output is not kept for past instants" compact>
          It is a file of the agent, not an event. The last lines before a crash are in its autopsy.
        </Nothing>
      ) : logs.isPending ? (
        <Waiting lines={4} />
      ) : logs.error !== null ? (
        <Failure error={SutraError.from(logs.error)} onRetry={() => void logs.refetch()} />
      ) : text === '' ? (
        <Nothing kind="never" title={`${id} wrote nothing to ${stream}`} compact />
      ) : (
        <>
          {logs.data?.truncated === true && <p className="muted small">Only the end is shown: the last {BYTES / 1024} KiB.</p>}
          <Output text={text} label={`Last lines of ${stream}`} />
        </>
      )}
    </Panel>
  );
}
