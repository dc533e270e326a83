import { statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';

export interface HostReading {
  readonly cpuPct: number;
  readonly memoryPct: number;
  readonly diskPct: number;
  readonly load: number;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Reads this host: the share of all cores since the last reading (since boot for the first), memory, the disk of the data folder. */
export function hostMeter(dataFolder: string): () => Promise<HostReading> {
  let before = { busy: 0, all: 0 };
  return async () => {
    let busy = 0;
    let all = 0;
    for (const { times } of cpus()) {
      const spent = times.user + times.nice + times.sys + times.irq;
      busy += spent;
      all += spent + times.idle;
    }
    const cpuPct = all > before.all ? ((busy - before.busy) / (all - before.all)) * 100 : 0;
    before = { busy, all };
    const disk = await statfs(dataFolder);
    return {
      cpuPct: tenth(cpuPct),
      memoryPct: tenth((1 - freemem() / totalmem()) * 100),
      diskPct: tenth(disk.blocks === 0 ? 0 : (1 - disk.bavail / disk.blocks) * 100),
      load: tenth(loadavg()[0] ?? 0),
    };
  };
}
