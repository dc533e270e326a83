import { readdirSync, readFileSync } from 'node:fs';
import { SutraError, silentLogger, systemClock } from '@sutra/kit';
import { type MasterClient, openMasterClient } from '@sutra/rpc';
import type { Grid } from './grid.ts';

/** What the machine says of a grid's nodes, whatever the grid believes. */
export interface MarkedProcess {
  readonly pid: number;
  readonly nodeId: string;
  readonly generation: number;
  readonly command: string;
  /** It is the small shell that keeps the exit code of the program, not the program. */
  readonly isShim: boolean;
}

/** Every process that carries the mark of a node of this grid. */
export function markedProcesses(grid: Pick<Grid, 'data'>): readonly MarkedProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      if (!environment.some((line) => line.startsWith('SUTRA_GRID_ROOT=') && line.includes(grid.data))) return [];
      const mark = /^SUTRA_NODE=(.+):(\d+)$/.exec(environment.find((line) => line.startsWith('SUTRA_NODE=')) ?? '');
      if (mark === null || /^State:\s+Z/m.test(readFileSync(`/proc/${name}/status`, 'utf8'))) return [];
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const isShim = words[1]?.endsWith('node-shim.sh') === true;
      return [{ pid: Number(name), nodeId: mark[1] as string, generation: Number(mark[2]), command: words.join(' ').trim(), isShim }];
    } catch {
      return []; // it ended while we looked
    }
  });
}

/** Programs of nodes, without their shims. */
export const programs = (grid: Pick<Grid, 'data'>): readonly MarkedProcess[] => markedProcesses(grid).filter(({ isShim }) => !isShim);

export const logOf = (grid: Pick<Grid, 'data'>, part: 'storage' | 'master' | 'agent' | 'control'): string =>
  readFileSync(`${grid.data}/logs/${part}.log`, 'utf8');

/** A gRPC client of the grid's master, as the command line has it. */
export function masterOf(grid: Grid): MasterClient {
  return openMasterClient({ address: grid.at.master, token: grid.token, clock: systemClock(), logger: silentLogger });
}

export const codeOf = (reason: unknown): string => SutraError.from(reason).code;
