import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { raiseCounter } from '@sutra/events';
import { SutraError } from '@sutra/kit';
import { FRESH_HISTORY, type NodeSpec, type RestartHistory } from '@sutra/model';
import { folderFailure, type NodeHandle } from '@sutra/platform';
import type { Outcome, SpawnWish } from '../core/wishes.ts';
import type { StartFacts } from '../core/workload.ts';
import '../errors.ts';

/**
 * starting ──up──▶ running ──ends──▶ waiting ──delay over──▶ starting; starting ──fails──▶ failed; running ──ends──▶ failed (policy)
 * or finished; any ──stop──▶ stopping ──gone──▶ stopped.
 */
export const PHASES = ['starting', 'running', 'waiting', 'stopping', 'stopped', 'finished', 'failed'] as const;
export type Phase = (typeof PHASES)[number];

/** What the agent knows of one node: written before it acts, so that another run of the agent goes on from here. */
export interface NodeRecord {
  readonly version: 1;
  readonly nodeId: string;
  readonly generation: number;
  readonly attempt: number;
  readonly phase: Phase;
  readonly spec: NodeSpec;
  readonly port: number;
  readonly operationId: string;
  /** Event that asked for this generation. */
  readonly causedBy: string;
  readonly history: RestartHistory;
  readonly handle?: NodeHandle;
  /** Event of the last start, and of the last end. */
  readonly startEvent?: string;
  readonly startEventUs?: number;
  readonly endEvent?: string;
  /** This start, the last one that got up, and the last one that had got up when this one began: its autopsy compares with that. */
  readonly started?: StartFacts;
  readonly lastGood?: StartFacts;
  readonly goodBefore?: StartFacts;
  /** While waiting: when the next start is due (wall clock, µs), and the delay it was given. */
  readonly restartAtUs?: number;
  readonly restartDelayMs?: number;
  /** While stopping. */
  readonly stop?: { readonly graceMs: number; readonly operationId: string; readonly causedBy: string };
  /** Answer to the spawn of this generation, for whoever asks again. */
  readonly outcome?: Outcome;
}

export const live = (phase: Phase): boolean => phase === 'starting' || phase === 'running' || phase === 'waiting' || phase === 'stopping';

/** A node about to be started for the first time under a generation. */
export function freshRecord(wish: SpawnWish, port: number, lastGood: NodeRecord['lastGood']): NodeRecord {
  const { nodeId, generation, spec, operationId, causedBy } = wish;
  return {
    version: 1,
    nodeId,
    generation,
    attempt: 0,
    phase: 'starting',
    spec,
    port,
    operationId,
    causedBy,
    history: FRESH_HISTORY,
    ...(lastGood === undefined ? {} : { lastGood, goodBefore: lastGood }),
  };
}

/** Most ended nodes remembered: they fence off their old generations. The oldest are forgotten first. */
const ENDED_MAX = 1_000;

/** One small JSON file a node, replaced whole. */
export class Records {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(dataFolder: string): Promise<Records> {
    const folder = join(dataFolder, 'agent');
    await mkdir(join(folder, 'nodes'), { recursive: true, mode: 0o750 });
    return new Records(folder);
  }

  /** @throws SutraError SUTRA_AGENT_CONFIG when a record cannot be read: guessing would start nodes twice */
  async all(): Promise<NodeRecord[]> {
    const names = (await readdir(join(this.#folder, 'nodes'))).filter((name) => name.endsWith('.json'));
    const records = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, 'nodes', name);
        try {
          return JSON.parse(await readFile(path, 'utf8')) as NodeRecord;
        } catch (reason) {
          throw new SutraError('SUTRA_AGENT_CONFIG', `Cannot read the record ${path}`, {
            cause: reason,
            mend: 'Move the file away: its node is then found by its marks.',
          });
        }
      }),
    );
    const ended = records.filter(({ phase }) => !live(phase)).sort((a, b) => (a.started?.atUs ?? 0) - (b.started?.atUs ?? 0));
    const forgotten = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_MAX)));
    for (const { nodeId } of forgotten) await rm(this.#nodePath(nodeId), { force: true });
    return records.filter((record) => !forgotten.has(record));
  }

  save(record: NodeRecord): Promise<void> {
    return replace(this.#nodePath(record.nodeId), record);
  }

  /** The number of this run of the agent, greater than every earlier one. @throws SutraError SUTRA_AGENT_CONFIG when it cannot be kept */
  async nextEpoch(): Promise<number> {
    const path = join(this.#folder, 'epoch');
    try {
      return await raiseCounter(path, (last) => {
        if (last === undefined) throw new Error('it does not hold a number');
        return last + 1;
      });
    } catch (reason) {
      throw new SutraError('SUTRA_AGENT_CONFIG', `Cannot keep the epoch of the agent in ${path}: ${(reason as Error).message}`, {
        cause: reason,
      });
    }
  }

  /** The highest epoch of a master that has spoken: 0 when none has. */
  async masterEpoch(): Promise<number> {
    try {
      return Number(JSON.parse(await readFile(this.#masterEpochPath, 'utf8')));
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw new SutraError('SUTRA_AGENT_CONFIG', `Cannot read the master's epoch of the agent in ${this.#folder}`, { cause: reason });
    }
  }

  keepMasterEpoch(epoch: number): Promise<void> {
    return replace(this.#masterEpochPath, epoch);
  }

  get #masterEpochPath(): string {
    return join(this.#folder, 'master-epoch.json');
  }

  #nodePath(nodeId: string): string {
    return join(this.#folder, 'nodes', `${nodeId}.json`);
  }
}

let serial = 0;

/** @throws SutraError SUTRA_DISK_FULL, SUTRA_FOLDER_DENIED */
async function replace(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${++serial}.new`;
  try {
    const file = await open(temporary, 'w', 0o640);
    try {
      await file.writeFile(JSON.stringify(value));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (reason) {
    await rm(temporary, { force: true }); // half a record on a full disk helps nobody
    throw folderFailure(reason, `write ${path}`);
  }
}
