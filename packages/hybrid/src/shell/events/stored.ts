import { fromStored, type GridEvent } from '@sutra/model';
import type { StoreReader } from '@sutra/storage';

/** The events of a page as the grid knows them. */
export function fromStoredPage(page: Awaited<ReturnType<StoreReader['query']>>): GridEvent[] {
  return page.events.map(fromStored);
}
