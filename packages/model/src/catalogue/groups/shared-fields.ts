import { id, opt, u32 } from '../fields.ts';

/** Fields that mean the same in every group of the catalogue. */
export const agent = id('agent');
export const node = id('node');
export const generation = opt(u32('which incarnation of the node: grows by one with every wanted start'));
