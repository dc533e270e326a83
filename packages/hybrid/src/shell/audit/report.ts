import type { Answer } from '../answer.ts';

/** What an audit report shows of each row, in this order. */
const COLUMNS = ['time', 'actor', 'action', 'entity_id', 'reason', 'outcome', 'ended', 'summary', 'event_id', 'operation_id'] as const;

/** Rows as comma-separated values (RFC 4180). A cell that a spreadsheet would run as a formula is made text. */
export function csvOf(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
    const inert = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  return [columns.map(cell).join(','), ...rows.map((row) => columns.map((name) => cell(row[name])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}

/** A report as comma-separated values. */
export const reportCsv = (answer: Answer): string => csvOf(COLUMNS, answer.rows ?? []);

/** A page to print: no script, no address of anything, everything in it. */
export function reportHtml(answer: Answer, title: string): string {
  const cells = (row: Record<string, unknown>): string => COLUMNS.map((name) => `<td>${escaped(row[name])}</td>`).join('');
  const notes = [
    ...answer.assumptions,
    ...answer.unknown.map((one) => `not known: ${one}`),
    ...(answer.partial ? ['this report is not complete: a limit was reached'] : []),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 10pt/1.4 system-ui, sans-serif; margin: 2cm; color: #111 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 2px 8px 2px 0; border-bottom: 1px solid #ccc; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group } tr { break-inside: avoid } @media print { body { margin: 0 } @page { margin: 1.5cm; size: landscape } }
</style></head><body>
<h1>${escaped(title)}</h1>
<p>${escaped(answer.text)}</p>
<p>${answer.window === undefined ? 'All history' : `${escaped(answer.window.from)} to ${escaped(answer.window.to)}`}; complete up to event ${answer.as_of_seq}.</p>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
<table><thead><tr>${COLUMNS.map((name) => `<th>${name.replaceAll('_', ' ')}</th>`).join('')}</tr></thead><tbody>
${(answer.rows ?? []).map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody></table></body></html>
`;
}

/** A report as lines of text. */
export function reportLines(answer: Answer): string {
  const rows = (answer.rows ?? []).map(
    (row) =>
      `${String(row['time'])}  ${String(row['actor'] ?? 'unknown')}  ${String(row['action'])} ${String(row['entity_id'])}  ${String(row['outcome'])}${row['reason'] === null ? '' : `  (${String(row['reason'])})`}  ${String(row['event_id'])}`,
  );
  return `${[answer.text, ...rows].join('\n')}\n`;
}

function escaped(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
