import { SutraError } from '@sutra/kit';
import type { Lane } from '../core/lanes.ts';
import { BLOCK, type Fresh, portions } from './fresh.ts';
import type { Quota } from './quota.ts';
import type { Spool } from './spool.ts';

/** Writes a portion of a lane to the spool. What passes the limits of a block's form is written in two halves. */
export async function appendPortion(spool: Spool, quota: Quota, lane: Lane, items: readonly Fresh[]): Promise<void> {
  try {
    const blocks = Array.from(portions(items, BLOCK), (block) => block.map((item) => item.record));
    const taken = await spool.append(lane, blocks);
    const estimated = items.reduce((sum, item) => sum + item.bytes, 0);
    quota.learn(taken, estimated);
  } catch (reason) {
    const tooMuch = reason instanceof SutraError && reason.code === 'SUTRA_WIRE_LIMIT' && items.length > 1;
    if (!tooMuch) throw reason;
    const half = items.length >> 1;
    await appendPortion(spool, quota, lane, items.slice(0, half));
    await appendPortion(spool, quota, lane, items.slice(half));
  }
}
