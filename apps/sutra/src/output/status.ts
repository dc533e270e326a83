import type { Terminal } from './terminal.ts';

/** Status = shape + colour + word, the same everywhere. */
const LOOK: Readonly<Record<string, { glyph: string; color: 'green' | 'yellow' | 'red' | 'gray' | 'cyan' }>> = {
  healthy: { glyph: '●', color: 'green' },
  running: { glyph: '●', color: 'green' },
  degraded: { glyph: '◐', color: 'yellow' },
  offline: { glyph: '▲', color: 'red' },
  critical: { glyph: '▲', color: 'red' },
  crashed: { glyph: '✕', color: 'red' },
  failed: { glyph: '✕', color: 'red' },
  lost: { glyph: '✕', color: 'red' },
  pending: { glyph: '◌', color: 'cyan' },
  unobserved: { glyph: '◌', color: 'yellow' },
  unknown: { glyph: '?', color: 'yellow' },
  stopping: { glyph: '◌', color: 'gray' },
  stopped: { glyph: '○', color: 'gray' },
  unregistered: { glyph: '○', color: 'gray' },
};

/** The words of a node's life, as they may be filtered by. */
export const NODE_STATUSES = ['pending', 'unknown', 'running', 'crashed', 'failed', 'stopping', 'stopped', 'lost'] as const;

export const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'] as const;

export const SEVERITY_LOOK: Readonly<Record<string, 'gray' | 'white' | 'yellow' | 'red'>> = {
  debug: 'gray',
  info: 'white',
  warning: 'yellow',
  error: 'red',
  critical: 'red',
};

export function statusText(status: string): string {
  return `${LOOK[status]?.glyph ?? '·'} ${status}`;
}

export function paintStatus(terminal: Terminal, status: string): (text: string) => string {
  const look = LOOK[status];
  return look === undefined ? (text) => text : terminal.paint[look.color];
}

/** The numbers of a verdict, as they are now; its reason is the sentence of the moment it last changed. */
export function countsText(value: {
  readonly healthy_agents: number;
  readonly total_agents: number;
  readonly running_storage_nodes: number;
  readonly total_storage_nodes: number;
}): string {
  return `${value.healthy_agents}/${value.total_agents} agents healthy, ${value.running_storage_nodes}/${value.total_storage_nodes} wanted nodes running`;
}
