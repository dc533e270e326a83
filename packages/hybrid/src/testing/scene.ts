import { foldAll, fromStored } from '@sutra/model';
import { catalogueOf } from '../core/names.ts';
import type { Teller } from './history.ts';
import { memoryReader } from './memory-reader.ts';

/** A history that was told, as a question is asked of it: its store, the state it folds into, and the names in that. */
export function sceneOf({ events }: Pick<Teller, 'events'>) {
  const state = foldAll(events.map(fromStored));
  return { reader: memoryReader(events), state, catalogue: catalogueOf(state) };
}
