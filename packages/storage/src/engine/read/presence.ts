import type { SegmentCounts } from '../columns/segment-counts.ts';
import type { Catalog } from '../log/catalog.ts';
import type { Segment } from '../log/segment.ts';
import { emitterOf } from './dimension.ts';
import type { Selection } from './selection.ts';

/**
 * Whether a segment may hold a match, as far as what is kept beside its columns tells: the emitters and types in its summary, and how its types and
 * entities occur together in its counts. Where columns are in memory they tell sooner themselves, but for emitters.
 */
export function mayHold(catalog: Catalog, segment: Segment, selection: Selection): boolean {
  const { emitterFits } = selection;
  if (emitterFits !== undefined && !segment.sources.some((source) => emitterFits(emitterOf(source)))) return false;
  if (segment.summary === undefined || segment.index !== undefined) return true;
  const fits = typeFits(selection);
  const { entities = [] } = selection.filter;
  if (!segment.summary.types.some(([type]) => fits(type))) return false;
  if (entities.length === 0) return true;
  const counts = catalog.counts(segment);
  return counts === undefined || occur(counts, fits, selection);
}

/** Whether events of a type can be meant. */
export function typeFits({ filter: { types, typesNot = [] } }: Selection): (type: string) => boolean {
  return (type) => types?.includes(type) !== false && !typesNot.includes(type);
}

function occur(counts: SegmentCounts, fits: (type: string) => boolean, selection: Selection): boolean {
  const { types, sets, type, set } = counts;
  const naming = sets.naming(selection.filter.entities ?? []);
  if (naming === undefined) return true;
  const fitting = types.map(fits);
  for (let i = 0; i < type.length; i++)
    if (fitting[type[i]!] && naming[set[i]!] === 1 && counts.firstUs(i) < selection.toUs && counts.lastUs(i) >= selection.fromUs)
      return true;
  return false;
}
