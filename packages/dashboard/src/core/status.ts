import { type AgentHealth, type GridState, isObserved, type NodeState, type NodeStatus, type Severity, type Verdict } from '@sutra/model';

/** How a status looks: never by colour alone. `tone` picks the colour, `glyph` the shape, `word` is always written out. */
export interface Look {
  readonly tone: 'good' | 'warn' | 'bad' | 'idle' | 'busy';
  readonly glyph: string;
  readonly word: string;
}

export const AGENT_LOOKS: Readonly<Record<AgentHealth, Look>> = {
  healthy: { tone: 'good', glyph: '●', word: 'healthy' },
  degraded: { tone: 'warn', glyph: '◐', word: 'degraded' },
  offline: { tone: 'bad', glyph: '▲', word: 'offline' },
  unregistered: { tone: 'idle', glyph: '○', word: 'left' },
};

export const NODE_LOOKS: Readonly<Record<NodeStatus, Look>> = {
  pending: { tone: 'busy', glyph: '◌', word: 'pending' },
  unknown: { tone: 'warn', glyph: '?', word: 'unknown' },
  running: { tone: 'good', glyph: '●', word: 'running' },
  crashed: { tone: 'bad', glyph: '✕', word: 'crashed' },
  failed: { tone: 'bad', glyph: '■', word: 'failed' },
  stopping: { tone: 'busy', glyph: '◍', word: 'stopping' },
  stopped: { tone: 'idle', glyph: '○', word: 'stopped' },
  lost: { tone: 'bad', glyph: '▲', word: 'lost' },
};

export const VERDICT_LOOKS: Readonly<Record<Verdict, Look>> = {
  healthy: { tone: 'good', glyph: '●', word: 'Healthy' },
  degraded: { tone: 'warn', glyph: '◐', word: 'Degraded' },
  critical: { tone: 'bad', glyph: '✕', word: 'Critical' },
  unknown: { tone: 'idle', glyph: '○', word: 'Unknown' },
};

export const SEVERITY_LOOKS: Readonly<Record<Severity, Look>> = {
  debug: { tone: 'idle', glyph: '·', word: 'debug' },
  info: { tone: 'busy', glyph: '○', word: 'info' },
  warning: { tone: 'warn', glyph: '◐', word: 'warning' },
  error: { tone: 'bad', glyph: '✕', word: 'error' },
  critical: { tone: 'bad', glyph: '▲', word: 'critical' },
};

const UNOBSERVED: Look = { tone: 'warn', glyph: '◌', word: 'unobserved' };

/**
 * The status an operator should read: a node that keeps crashing is not "running", whatever it is at this instant, and neither
 * is one whose agent nobody hears.
 */
export function nodeLook(node: NodeState, grid: GridState | undefined): Look {
  if (node.crashLooping) return { tone: 'bad', glyph: '✕', word: 'crash loop' };
  if (node.status === 'running' && grid !== undefined && !isObserved(grid, node)) return UNOBSERVED;
  return NODE_LOOKS[node.status];
}
