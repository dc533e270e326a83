import type { SegmentIndex } from '../columns/segment-index.ts';

/** Where two indexes of a segment differ: the first row it can be told of, or none when it is about the whole. */
export interface IndexDifference {
  readonly what: string;
  readonly row?: number;
}

interface Numbers {
  readonly length: number;
  at(i: number): number;
}

/** Compares the columns a segment was stored with and those its log gives. Undefined when every one is equal. */
export function compareIndexes(kept: SegmentIndex, rebuilt: SegmentIndex): IndexDifference | undefined {
  if (kept.rows !== rebuilt.rows)
    return { what: `it has ${kept.rows} rows, the log has ${rebuilt.rows}`, row: Math.min(kept.rows, rebuilt.rows) };
  for (const name of ['time', 'type', 'set', 'before', 'offset'] as const) {
    const row = firstDifference(kept[name], rebuilt[name]);
    if (row !== undefined) return { what: `column ${name} differs from the log`, row };
  }
  for (const name of [
    'chunkMin',
    'chunkMax',
    'frameRow',
    'frameAt',
    'frameLength',
    'frameDictionary',
    'frameRecorded',
    'frameSeq',
    'frameHoles',
    'learns',
  ] as const)
    if (firstDifference(kept[name], rebuilt[name]) !== undefined) return { what: `column ${name} differs from the log` };
  if ((kept.kept === undefined) !== (rebuilt.kept === undefined)) return { what: 'it does not say whether the segment was rewritten' };
  for (const [i, column] of (kept.kept?.columns ?? []).entries()) {
    const row = firstDifference(column, rebuilt.kept!.columns[i]!);
    if (row !== undefined) return { what: 'a column of what rows stand for differs from the log', row };
  }
  for (const name of ['causes', 'ids'] as const)
    for (const side of ['keys', 'rows'] as const)
      if (firstDifference(kept[name][side], rebuilt[name][side]) !== undefined)
        return { what: `the index of ${name} differs from the log` };
  return compareWords(kept, rebuilt);
}

function compareWords(kept: SegmentIndex, rebuilt: SegmentIndex): IndexDifference | undefined {
  if (!equalTexts(kept.types, rebuilt.types)) return { what: 'its types differ from the log' };
  if (!equalTexts(kept.sets.entities, rebuilt.sets.entities)) return { what: 'its entities differ from the log' };
  if (
    firstDifference(kept.sets.start, rebuilt.sets.start) !== undefined ||
    firstDifference(kept.sets.members, rebuilt.sets.members) !== undefined
  )
    return { what: 'its entity sets differ from the log' };
  const sources = ({ name, minSeq, maxSeq }: SegmentIndex['sources'][number]): string => `${name} ${minSeq} ${maxSeq}`;
  if (!equalTexts(kept.sources.map(sources), rebuilt.sources.map(sources))) return { what: 'its emitters differ from the log' };
  const short = rebuilt.dictionaries.some(({ session }, i) => {
    // A session that went on in the next segment may have taught the stored one more words than this segment needs.
    const known = kept.dictionaries[i]?.session.dictionary.texts ?? [];
    return !equalTexts(known.slice(0, session.dictionary.texts.length), session.dictionary.texts);
  });
  return short || kept.dictionaries.length !== rebuilt.dictionaries.length ? { what: 'its dictionaries differ from the log' } : undefined;
}

function firstDifference(a: Numbers, b: Numbers): number | undefined {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a.at(i) !== b.at(i)) return i;
  return a.length === b.length ? undefined : length;
}

const equalTexts = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, i) => text === b[i]);
