import { manualClock } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { watchDisk } from './disk-watch.ts';

const MIB = 1024 * 1024;

describe('the watch over the disk of a grid', () => {
  it('says once that it is full, and once that it has space again', () => {
    const clock = manualClock();
    const heard: string[] = [];
    let free = 500 * MIB;
    const end = watchDisk({ folder: '/data', clock, freeBytes: () => free, trouble: (message) => heard.push(message) });
    const pass = (): void => void Array.from({ length: 5 }, () => clock.advance(1_000));
    pass();
    expect(heard).toEqual([]);
    free = 31.5 * MIB;
    pass();
    expect(heard).toEqual([expect.stringMatching(/^the disk of \/data is full \(31 MiB left\).*free space$/)]);
    free = 40 * MIB;
    pass();
    expect(heard.slice(1)).toEqual([expect.stringMatching(/^the disk of \/data has space again \(40 MiB\)/)]);
    free = 0;
    end();
    pass();
    expect(heard).toHaveLength(2);
  });

  it('says that it cannot look, and goes on looking', () => {
    const clock = manualClock();
    const heard: string[] = [];
    let gone = true;
    const freeBytes = (): number => {
      if (gone) throw new Error('ENOENT');
      return 500 * MIB;
    };
    watchDisk({ folder: '/data', clock, freeBytes, trouble: (message) => heard.push(message) });
    clock.advance(2_000);
    clock.advance(2_000);
    gone = false;
    clock.advance(2_000);
    expect(heard).toEqual([expect.stringMatching(/cannot be asked.*ENOENT/), expect.stringMatching(/space again/)]);
  });
});
