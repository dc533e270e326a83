import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';
import { ReadDictionary, WriteDictionary } from './dictionary.ts';
import { Translation } from './translation.ts';

/** The words of a session, as a reader has them. */
function wordsOf(write: (to: WriteDictionary) => void): ReadDictionary {
  const from = new WriteDictionary();
  write(from);
  return readBack(from);
}

function readBack(dictionary: WriteDictionary): ReadDictionary {
  const out = new ByteWriter(64, 4_096);
  dictionary.writeSince({ texts: 0, shapes: 0, lists: 0 }, out);
  const read = new ReadDictionary();
  read.readAdditions(new ByteReader(out.written()));
  return read;
}

const ONE = wordsOf((to) => {
  to.shape(['cpu', 'host']);
  to.list(['agent:a', 'host']);
});
const OTHER = wordsOf((to) => {
  to.list(['host', 'agent:b']);
  to.shape(['host', 'cpu']);
});

describe('a translation', () => {
  it('carries each word over once, whatever it stands in', () => {
    const to = new WriteDictionary();
    const one = new Translation(ONE);
    one.into(to);
    const list = one.list(0);
    const shape = one.shape(0);
    expect([one.list(0), one.shape(0), one.fieldsOf(0)]).toEqual([list, shape, 2]);
    const read = readBack(to);
    expect(read.listNames(list)).toEqual(['agent:a', 'host']);
    expect(read.shapeNames(shape)).toEqual(['cpu', 'host']);
    expect(read.texts).toEqual(['agent:a', 'host', 'cpu']);
  });

  it('finds the words that another has carried over, and those that were written beside it', () => {
    const to = new WriteDictionary();
    to.name('cpu');
    const [one, other] = [new Translation(ONE), new Translation(OTHER)];
    one.into(to);
    const first = one.list(0);
    other.into(to);
    const second = other.list(0);
    const shapes = [other.shape(0), one.shape(0)];
    const read = readBack(to);
    expect([read.listNames(first), read.listNames(second)]).toEqual([
      ['agent:a', 'host'],
      ['host', 'agent:b'],
    ]);
    expect(shapes.map((shape) => read.shapeNames(shape))).toEqual([
      ['host', 'cpu'],
      ['cpu', 'host'],
    ]);
    expect(read.texts).toEqual(['cpu', 'agent:a', 'host', 'agent:b']);
  });

  it('adds nothing twice when it comes back to a dictionary it had left for another', () => {
    const [kept, passing] = [new WriteDictionary(), new WriteDictionary()];
    const one = new Translation(ONE);
    const refs: number[][] = [];
    for (const to of [kept, passing, kept, passing]) {
      one.into(to);
      refs.push([one.list(0), one.shape(0), one.text(0)]);
    }
    expect(refs[2]).toEqual(refs[0]);
    expect(refs[3]).toEqual(refs[1]);
    expect(readBack(kept).texts).toHaveLength(3);
    expect(kept.mark).toEqual({ texts: 3, shapes: 1, lists: 1 });
  });
});
