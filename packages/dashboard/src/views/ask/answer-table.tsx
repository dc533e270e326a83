import type { AnswerJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';
import { useState } from 'react';
import { cellText } from '../../core/answer.ts';
import { typeText } from '../../core/wording.ts';
import { EntityLink } from '../../parts/entity-link.tsx';
import { Clock } from '../../parts/time-text.tsx';
import { usePatchUrl } from '../../shell/url.ts';
import './answer-table.css';

/** Rows shown before a button asks for the rest. */
const SHOWN = 20;

/** The rows an answer's numbers come from. */
export function AnswerTable({ answer }: { readonly answer: AnswerJson }) {
  const [all, setAll] = useState(false);
  const rows = answer.rows ?? [];
  const columns = answer.columns ?? Object.keys(rows[0] ?? {});
  if (rows.length === 0 || columns.length === 0) return null;
  const numeric = new Set(
    columns.filter(
      (column) =>
        rows.some((row) => typeof row[column] === 'number') &&
        rows.every((row) => row[column] === undefined || row[column] === null || typeof row[column] === 'number'),
    ),
  );
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <div className="answer-table">
      <div className="table-scroll">
        <table className="list">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} className={numeric.has(column) ? 'num' : ''}>
                  {typeText(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a finished answer never move
              <tr key={i}>
                {columns.map((column) => (
                  <td key={column} className={numeric.has(column) ? 'num' : 'clip cell'}>
                    <Cell column={column} value={row[column]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length && (
        <button type="button" className="plain link small table-rest" onClick={() => setAll(true)}>
          Show all {rows.length.toLocaleString('en')} rows
        </button>
      )}
    </div>
  );
}

const ENTITY_COLUMNS = new Set(['agent', 'node', 'agent_id', 'node_id', 'entity', 'entity_id']);
const EVENT_COLUMNS = new Set(['event_id', 'event']);

function Cell({ column, value }: { readonly column: string; readonly value: unknown }) {
  const patch = usePatchUrl();
  if (typeof value === 'string' && ENTITY_COLUMNS.has(column)) return <EntityLink id={value} />;
  if (typeof value === 'string' && EVENT_COLUMNS.has(column) && value.startsWith('event-'))
    return (
      <button type="button" className="plain link mono" onClick={() => patch({ ev: value })}>
        open
      </button>
    );
  const us = typeof value === 'string' ? usFromIso(value) : undefined;
  if (us !== undefined) return <Clock us={us} />;
  return <span title={typeof value === 'string' ? value : undefined}>{cellText(value)}</span>;
}
