import type { Key } from './groups.ts';

/** Where a group key comes from: columns alone, or the decoded event. */
export type Dimension =
  | { readonly by: 'type' }
  | { readonly by: 'emitter' }
  | { readonly by: 'entity'; readonly prefix: string }
  | { readonly by: 'field'; readonly field: string };

export function dimension(name: string): Dimension {
  if (name === 'type' || name === 'emitter') return { by: name };
  if (name.startsWith('entity:'))
    return { by: 'entity', prefix: name === 'entity:*' ? '' : name.slice('entity:'.length).replace(/\*$/, '') };
  return { by: 'field', field: name };
}

/** An event without a key of a dimension is counted under null. */
export const orNull = (keys: readonly Key[]): readonly Key[] => (keys.length === 0 ? [null] : keys);

/** Every way of taking one key per dimension: an event that names two agents counts for both. */
export function combinations(dimensions: readonly Dimension[], keysOf: (dimension: Dimension, place: number) => readonly Key[]): Key[][] {
  let parts: Key[][] = [[]];
  dimensions.forEach((dimension, place) => {
    const keys = keysOf(dimension, place);
    if (keys.length === 1) for (const part of parts) part.push(keys[0]!);
    else parts = parts.flatMap((part) => keys.map((key) => [...part, key]));
  });
  return parts;
}

/** The emitter of a source, which is named after it and its epoch. */
export const emitterOf = (source: string): string => source.slice(0, source.lastIndexOf(':'));
