import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { AnswerJson } from '@sutra/api';
import { roundGaps } from '@sutra/api/round-gaps';
import { SutraError } from '@sutra/kit';

/** Rows, events and links given to an assistant at once; the rest is counted. */
export const SHOWN_MAX = 50;

/** One result for people and programs: the sentence as text, everything as structured content. */
export function told(text: string, content: Readonly<Record<string, unknown>>): CallToolResult {
  return { content: [{ type: 'text', text }], structuredContent: { ...content } };
}

/** A failure is a failure: with its code and how to mend it, never an empty result. */
export function failed(reason: unknown): CallToolResult {
  const { code, message, mend, retry } = SutraError.from(reason);
  return {
    isError: true,
    content: [{ type: 'text', text: `${message}\n→ ${mend} (${code})` }],
    structuredContent: { error: { code, message, mend, retry } },
  };
}

export interface Cut<T> {
  readonly shown: readonly T[];
  readonly notice: string | undefined;
}

/** The first so many, and a notice when there are more. */
export function cut<T>(items: readonly T[] | undefined, what: string, max = SHOWN_MAX): Cut<T> {
  const all = items ?? [];
  return {
    shown: all.slice(0, max),
    notice: all.length > max ? `${max} of ${all.length} ${what} are shown; narrow the question to see the others` : undefined,
  };
}

/** An answer as an assistant gets it: text first, evidence by id, a link to the same answer for a person, what was left out. */
export function answerResult(answer: AnswerJson, link: string): CallToolResult {
  const rows = cut(answer.rows, 'rows');
  const gaps = roundGaps(answer);
  const path = cut(
    answer.path?.filter(({ to }) => !gaps.has(to)),
    'links',
  );
  const evidence = cut(answer.evidence, 'events');
  const notices = [
    rows.notice,
    ...[...new Set(gaps.values())].map(
      ({ of, times }) =>
        `the path goes round ${times} times (${of.join(', ')}); ${times - 2} of these rounds are left out of it, their events are in rounds`,
    ),
    path.notice,
    evidence.notice,
    ...(answer.partial ? ['the answer is partial: a limit ended the reading'] : []),
  ].filter((notice) => notice !== undefined);
  const { events: _events, rows: _rows, path: _path, evidence: _evidence, ...rest } = answer;
  const lines = [
    answer.text,
    `Read as: ${answer.reading}.`,
    ...(answer.assumptions.length > 0 ? [`Assumed: ${answer.assumptions.join('; ')}.`] : []),
    ...(answer.ruled_out.length > 0
      ? [`Ruled out: ${answer.ruled_out.map(({ hypothesis, because }) => `${hypothesis} (${because})`).join('; ')}.`]
      : []),
    ...(answer.unknown.length > 0 ? [`Not known: ${answer.unknown.slice(0, 5).join('; ')}.`] : []),
    `Confidence ${answer.confidence} (${answer.confidence_from}). Evidence: ${evidence.shown.slice(0, 10).join(', ') || 'none'}.`,
    ...notices.map((notice) => `Note: ${notice}.`),
    `For a person: ${link}`,
  ];
  return told(lines.join('\n'), { ...rest, rows: rows.shown, path: path.shown, evidence: evidence.shown, notices, link });
}
