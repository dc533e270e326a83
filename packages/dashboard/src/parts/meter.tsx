import type { ReactNode } from 'react';
import './parts.css';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  /** Undefined when there is no limit: the bar is then left out, the number stays. */
  readonly max: number | undefined;
  readonly children: ReactNode;
  /** Share of the limit from which the bar warns, 0..1. */
  readonly warnAt?: number;
}

/** A number with its bar: the bar is never alone. */
export function Meter({ label, value, max, children, warnAt = 0.85 }: MeterProps) {
  const share = max === undefined || max <= 0 ? undefined : Math.min(1, value / max);
  const tone = share === undefined || share < warnAt ? 'busy' : share >= 1 ? 'bad' : 'warn';
  return (
    <div className="meter" data-tone={tone}>
      <span className="meter-label">{label}</span>
      <span className="meter-text">{children}</span>
      {share !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn alike in every browser
        <span
          className="meter-track"
          role="meter"
          aria-label={label}
          aria-valuenow={Math.round(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <span className="meter-fill" style={{ width: `${Math.max(share * 100, share > 0 ? 1.5 : 0)}%` }} />
        </span>
      )}
    </div>
  );
}
