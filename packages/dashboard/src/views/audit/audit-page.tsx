import { Button } from '@mantine/core';
import type { AnswerJson } from '@sutra/api';
import { isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import { clockText } from '../../core/wording.ts';
import { Failure } from '../../parts/failure.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel, Waiting } from '../../parts/panel.tsx';
import { useZone } from '../../parts/time-text.tsx';
import { read } from '../../shell/http.ts';
import { useMoment, useNow } from '../../shell/moment.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import { AnswerTable } from '../ask/answer-table.tsx';
import './audit.css';

const PERIODS: readonly { readonly value: string; readonly label: string; readonly hours: number | undefined }[] = [
  { value: '24h', label: 'last 24 hours', hours: 24 },
  { value: '7d', label: 'last 7 days', hours: 168 },
  { value: '30d', label: 'last 30 days', hours: 720 },
  { value: '90d', label: 'last 90 days', hours: 2_160 },
  { value: 'all', label: 'all history', hours: undefined },
];

/** Who did what, when, why, and what came of it: a report that can be printed as it stands. */
export function AuditPage() {
  const url = useUrl();
  const patch = usePatchUrl();
  const zone = useZone();
  const at = useMoment();
  const now = useNow(60_000);
  const period = PERIODS.find((one) => one.value === (url['period'] ?? '7d')) ?? PERIODS[1];
  const report = useQuery({
    queryKey: ['audit', period?.value, at],
    queryFn: ({ signal }) => {
      const toUs = at === undefined ? Math.ceil(Date.now() / 1000 + 1) * 1_000_000 : (usFromIso(at) ?? 0);
      const from = period?.hours === undefined ? undefined : isoFromUs(toUs - period.hours * 3_600_000_000);
      const tz = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
      return read<AnswerJson>('/api/audit', { from, to: isoFromUs(toUs), tz }, signal);
    },
  });
  return (
    <div className="stack audit">
      <PageHead title="Audit">
        <span className="grow" />
        <select
          className="audit-period"
          aria-label="Period"
          value={period?.value}
          onChange={(event) => patch({ period: event.currentTarget.value }, { replace: true })}
        >
          {PERIODS.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
        <Button variant="default" onClick={() => void report.refetch()} loading={report.isFetching}>
          Read again
        </Button>
        <Button variant="default" onClick={() => window.print()} disabled={report.data === undefined} data-testid="audit-print">
          Print
        </Button>
      </PageHead>
      <Panel title="Who did what" aside={<span className="muted small">{period?.label}</span>} testId="audit-report">
        {report.error !== null ? (
          <Failure error={SutraError.from(report.error)} onRetry={() => void report.refetch()} />
        ) : report.data === undefined ? (
          <Waiting lines={8} label="Reading the audit record" />
        ) : report.data.status !== 'answered' ? (
          <Nothing kind="unmatched" title="Nobody asked for anything in this period" compact>
            {report.data.text}
          </Nothing>
        ) : (
          <div className="stack">
            <p className="audit-text">{report.data.text.split('\n')[0]}</p>
            <AnswerTable answer={report.data} />
            <p className="muted small">
              As of event {report.data.as_of_seq.toLocaleString('en')}, read {clockText(now * 1000, now, zone)}.{' '}
              {report.data.partial && <strong>Incomplete: the period holds more than one report.</strong>} The signed log of the same:{' '}
              <a className="link" href="/api/audit/log" download="sutra-audit-log.json">
                download
              </a>
              , and check it with tools/verify-audit.mjs.
            </p>
          </div>
        )}
      </Panel>
    </div>
  );
}
