import type { NodeHandle } from '../contract/index.ts';
import { readEnviron } from './proc.ts';

/** Marks in the environment of every process of a node: how it is known without any file. */
export const MARK_NODE = 'SUTRA_NODE';
export const MARK_ROOT = 'SUTRA_GRID_ROOT';
export const MARK_ATTEMPT = 'SUTRA_ATTEMPT';
export const MARKS: readonly string[] = [MARK_NODE, MARK_ROOT, MARK_ATTEMPT];

export interface Mark {
  readonly nodeId: string;
  readonly generation: number;
  readonly attempt: number;
}

export function marksFor(root: string, mark: Mark): Record<string, string> {
  return { [MARK_NODE]: `${mark.nodeId}:${mark.generation}`, [MARK_ROOT]: root, [MARK_ATTEMPT]: String(mark.attempt) };
}

/** The mark a process carries for the grid at `root`; undefined when it belongs to no node of it. */
export function markOf(pid: number, root: string): Mark | undefined {
  const marks = readEnviron(pid, MARKS);
  if (marks.get(MARK_ROOT) !== root) return undefined;
  const match = /^(.+):(\d+)$/.exec(marks.get(MARK_NODE) ?? '');
  if (match === null) return undefined;
  return { nodeId: match[1] as string, generation: Number(match[2]), attempt: Number(marks.get(MARK_ATTEMPT) ?? 0) };
}

export const sameMark = (a: Mark, b: Mark): boolean => a.nodeId === b.nodeId && a.generation === b.generation && a.attempt === b.attempt;

export const keyText = (mark: Mark): string => `${mark.nodeId}:${mark.generation}.${mark.attempt}`;

/** What the process adapter keeps in `NodeHandle.detail`. */
export interface ProcessDetail {
  readonly startTicks: number;
  readonly bootId: string;
  readonly shimPid: number;
  readonly shimStartTicks: number;
  /** Folder of its control group; empty when it has none. */
  readonly cgroup: string;
  /** Limit the kernel enforces or the agent watches, MiB; 0 for none. */
  readonly memoryLimitMb: number;
  /** Size of the output files when the run began. */
  readonly stdoutFrom: number;
  readonly stderrFrom: number;
  /** OOM kills of the whole machine when the run began; -1 when unknown. */
  readonly oomKillsBefore: number;
}

export function detailOf(handle: NodeHandle): ProcessDetail {
  const { detail } = handle;
  const number = (name: string): number => (typeof detail[name] === 'number' ? (detail[name] as number) : 0);
  const text = (name: string): string => (typeof detail[name] === 'string' ? (detail[name] as string) : '');
  return {
    startTicks: number('startTicks'),
    bootId: text('bootId'),
    shimPid: number('shimPid'),
    shimStartTicks: number('shimStartTicks'),
    cgroup: text('cgroup'),
    memoryLimitMb: number('memoryLimitMb'),
    stdoutFrom: number('stdoutFrom'),
    stderrFrom: number('stderrFrom'),
    oomKillsBefore: typeof detail['oomKillsBefore'] === 'number' ? detail['oomKillsBefore'] : -1,
  };
}
