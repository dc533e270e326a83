import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Closable } from '@sutra/kit';

/** How finely the event loop's delay is sampled, ms. */
const RESOLUTION_MS = 20;

/** Measures how late the event loop runs. Reading begins a new period. */
export function watchLoopDelay(): Closable & { read(): { mean: number; p99: number; max: number } } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // The histogram measures the whole interval; what exceeds its resolution is delay.
  const ms = (nanos: number): number => Math.max(0, (Number.isFinite(nanos) ? nanos : 0) / 1e6 - RESOLUTION_MS);
  return {
    read() {
      const seen = { mean: ms(histogram.mean), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
      histogram.reset();
      return seen;
    },
    close: () => void histogram.disable(),
  };
}
