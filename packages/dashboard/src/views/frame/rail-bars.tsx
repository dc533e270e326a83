import { memo } from 'react';
import type { Bar, View } from '../../core/rail.ts';

/** Units of the drawing; it is stretched to the width of the rail. */
const WIDTH = 1_000;
const HEIGHT = 40;

/** How much happened when: errors at the bottom, then warnings, then the rest. Heights grow with the root, so that one event is still seen beside a thousand. */
export const RailBars = memo(function RailBars({
  bars,
  bucketMs,
  view,
}: {
  readonly bars: readonly Bar[];
  readonly bucketMs: number;
  readonly view: View;
}) {
  const shown = bars.filter((bar) => bar.atMs + bucketMs > view.fromMs && bar.atMs < view.toMs);
  const most = Math.max(1, ...shown.map((bar) => bar.info + bar.warning + bar.error));
  const paths = { info: '', warning: '', error: '' };
  const span = view.toMs - view.fromMs;
  for (const bar of shown) {
    const x = ((bar.atMs - view.fromMs) / span) * WIDTH;
    const width = Math.max(1.5, (bucketMs / span) * WIDTH - 0.6);
    const total = bar.info + bar.warning + bar.error;
    const height = Math.max(3, Math.sqrt(total / most) * HEIGHT);
    let bottom = HEIGHT;
    for (const kind of ['error', 'warning', 'info'] as const) {
      if (bar[kind] === 0) continue;
      const part = (bar[kind] / total) * height;
      paths[kind] += `M${x.toFixed(1)} ${bottom.toFixed(1)}v${(-part).toFixed(1)}h${width.toFixed(1)}v${part.toFixed(1)}z`;
      bottom -= part;
    }
  }
  return (
    <svg className="rail-bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="rail-info" d={paths.info} />
      <path className="rail-warning" d={paths.warning} />
      <path className="rail-error" d={paths.error} />
    </svg>
  );
});
