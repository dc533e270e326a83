import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerJson, AuditLogAnswer } from '@sutra/api';
import { reportCsv, reportHtml, reportLines } from '@sutra/hybrid';
import { counted, SutraError } from '@sutra/kit';
import { instantIso } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { answerText } from '../output/answer.ts';
import { showOne } from '../output/show.ts';

export interface AuditOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format?: string;
  readonly out?: string;
}

const FORMATS = ['text', 'csv', 'html', 'json'] as const;

/** `sutra audit`: who did what, when, why, and what came of it. */
export async function audit(invocation: Invocation, options: AuditOptions): Promise<number> {
  const { format } = options;
  if (format !== undefined && !(FORMATS as readonly string[]).includes(format))
    throw new SutraError('SUTRA_USAGE', `--format is one of ${FORMATS.join(', ')}, got "${format}"`);
  const answer = await new ControlClient(invocation).get<AnswerJson>('/api/audit', {
    tz: invocation.zone,
    ...(options.from === undefined ? {} : { from: await instantIso(invocation, options.from, '--from') }),
    ...(options.to === undefined ? {} : { to: await instantIso(invocation, options.to, '--to') }),
  });
  if (format === undefined && options.out === undefined) showOne(invocation, answer, (value) => answerText(invocation, value));
  else put(invocation, rendered(answer, format ?? 'text'), options.out);
  return answer.partial ? 6 : 0;
}

function rendered(answer: AnswerJson, format: string): string {
  const report = answer as unknown as Parameters<typeof reportCsv>[0];
  if (format === 'csv') return reportCsv(report);
  if (format === 'html') return reportHtml(report, 'Sutra Grid audit report');
  return format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : reportLines(report);
}

function put(invocation: Invocation, text: string, out: string | undefined): void {
  if (out === undefined) invocation.terminal.out(text.replace(/\r?\n$/, ''));
  else {
    writeFileSync(out, text, { mode: 0o600 });
    invocation.terminal.note(`written to ${out}`);
  }
}

/** `sutra audit export FOLDER`: the signed log, for whoever checks it. */
export async function auditExport(invocation: Invocation, folder: string): Promise<number> {
  const { files, entries, unsigned } = await new ControlClient(invocation).get<AuditLogAnswer>('/api/audit/log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  showOne(
    invocation,
    { folder, entries, unsigned },
    (one) =>
      `${counted(one.entries, 'entry', 'entries')} written to ${one.folder}, ${one.unsigned} of them not signed yet. Check them: node tools/verify-audit.mjs ${one.folder}`,
  );
  return 0;
}
