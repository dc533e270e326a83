import type { AnswerJson } from '@sutra/api';
import { counted, usFromIso } from '@sutra/kit';
import { useMemo, useState } from 'react';
import { type DrawnEdge, type DrawnRow, drawPath, type PathDrawing } from '../../core/path-drawing.ts';
import { CIRCLED_MAX, circled, gapText, typeText } from '../../core/wording.ts';
import { SeverityMark } from '../../parts/status.tsx';
import { Clock } from '../../parts/time-text.tsx';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import './causal-path.css';

const KINDS = {
  recorded: 'recorded',
  inferred: 'inferred',
  correlated: 'correlated, not proven',
} as const;

/** Height of a row and distance of lanes, px: the drawing and the list beside it agree on them. */
const ROW = 52;
const LANE = 20;

/**
 * Causes and effects drawn: time goes down, every thing has its lane, arrows lead from cause to effect: solid recorded, dashed
 * inferred, dotted correlated. The list beside the drawing says the same in words.
 */
export function CausalPath({ answer }: { readonly answer: AnswerJson }) {
  const [whole, setWhole] = useState(false);
  const drawing = useMemo(() => drawPath(answer, whole), [answer, whole]);
  const kinds = [...new Set(drawing.edges.map((edge) => edge.kind))];
  const width = Math.max(1, drawing.lanes.length) * LANE + 4;
  return (
    <figure
      className="path"
      aria-label={`Causes and effects, oldest first: ${counted(drawing.rows.length, 'step')}`}
      data-testid="causal-path"
    >
      <Arrows drawing={drawing} width={width} />
      <ol style={{ marginInlineStart: width }}>
        {drawing.rows.map((row) => (
          <li key={row.id} style={{ height: ROW }}>
            {row.line === undefined ? (
              <button type="button" className="plain link small path-folded" onClick={() => setWhole(true)}>
                {row.says}
              </button>
            ) : (
              <PathStep row={row} />
            )}
          </li>
        ))}
      </ol>
      <figcaption className="muted small path-legend">
        {kinds.map((kind) => (
          <span key={kind} className="row">
            <span className="path-sample" data-kind={kind} /> {KINDS[kind]}
          </span>
        ))}
        <span>lanes: {drawing.lanes.join(', ')}</span>
      </figcaption>
    </figure>
  );
}

function PathStep({ row }: { readonly row: DrawnRow }) {
  const patch = usePatchUrl();
  const { ev } = useUrl();
  const { id, event, number } = row.line ?? { id: '', event: undefined, number: undefined };
  const why = row.causes.map(
    ({ number: of, kind, rule, dt_ms }) =>
      `${KINDS[kind]}${of === undefined ? '' : ` from ${circled(of)}`}${rule === undefined ? '' : `: ${rule.replaceAll('-', ' ')}`}${dt_ms === undefined ? '' : `, ${gapText(dt_ms)}`}`,
  );
  return (
    <button
      type="button"
      className="plain path-event"
      aria-current={ev === id ? 'true' : undefined}
      title={event?.summary}
      onClick={() => patch({ ev: id })}
      data-row
      data-testid="path-event"
    >
      <span className="path-first">
        <span className="path-number" {...((number ?? 0) > CIRCLED_MAX ? { 'data-plain': true } : {})}>
          {number === undefined ? '○' : circled(number)}
        </span>
        {event !== undefined && (
          <>
            <span className="muted">
              <Clock us={usFromIso(event.timestamp) ?? 0} />
            </span>
            <SeverityMark severity={event.severity} />
            <span className="path-type clip">{typeText(event.event_type)}</span>
          </>
        )}
        <span className="muted path-why clip">{why.join('; ')}</span>
        <span className="muted path-why-short" aria-hidden="true">
          {row.causes.map(({ number: of }) => `← ${of === undefined ? '○' : circled(of)}`).join(' ')}
        </span>
      </span>
      <span className="path-text clip">{event?.summary ?? id}</span>
    </button>
  );
}

function Arrows({ drawing, width }: { readonly drawing: PathDrawing; readonly width: number }) {
  const { rows, edges, lanes } = drawing;
  const x = (row: DrawnRow): number => row.lane * LANE + LANE / 2 + 2;
  const y = (i: number): number => i * ROW + DOT_AT;
  return (
    <svg className="path-arrows" width={width} height={rows.length * ROW} aria-hidden="true">
      <defs>
        <marker id="path-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0.5 8 4 0 7.5z" />
        </marker>
      </defs>
      {lanes.map((lane, i) => {
        const own = rows.flatMap((row, at) => (row.lane === i ? [at] : []));
        const at = i * LANE + LANE / 2 + 2;
        return <line key={lane} className="path-lane" x1={at} x2={at} y1={y(own[0] ?? 0)} y2={y(own.at(-1) ?? 0)} />;
      })}
      {edges.map((edge) => (
        <path
          key={`${edge.from} ${edge.to} ${edge.kind}`}
          className="path-edge"
          data-kind={edge.kind}
          d={arrow(edge, x(rows[edge.from] as DrawnRow), y(edge.from), x(rows[edge.to] as DrawnRow), y(edge.to))}
          markerEnd="url(#path-arrow)"
        />
      ))}
      {rows.map((row, i) => (
        <circle
          key={row.id}
          className="path-dot"
          data-severity={row.line?.event?.severity ?? 'info'}
          cx={x(row)}
          cy={y(i)}
          r={row.line === undefined ? 2.5 : 5}
        />
      ))}
    </svg>
  );
}
/** Where in its row a dot stands, px from the top: beside the first line. */
const DOT_AT = 17;

/** From dot to dot: straight to the next row of a lane, around what lies between otherwise. */
function arrow(edge: DrawnEdge, x1: number, y1: number, x2: number, y2: number): string {
  const start = y1 + 6;
  const end = y2 - 7;
  if (x1 !== x2) return `M${x1} ${start}C${x1} ${(start + end) / 2 + 8} ${x2} ${(start + end) / 2 - 8} ${x2} ${end}`;
  if (edge.to === edge.from + 1) return `M${x1} ${start}V${end}`;
  const out = x1 - LANE / 2;
  return `M${x1 - 3} ${start - 1}C${out} ${start + 14} ${out} ${end - 14} ${x2 - 3} ${end}`;
}
