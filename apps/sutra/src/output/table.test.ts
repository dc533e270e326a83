import { describe, expect, it } from 'vitest';
import { table } from './table.ts';

const rows = [
  { name: 'agent-1', host: 'here', n: 3 },
  { name: 'a', host: 'a very long host name', n: 12 },
];
const columns = [
  { title: 'NAME', of: (row: (typeof rows)[0]) => row.name },
  { title: 'HOST', of: (row: (typeof rows)[0]) => row.host, dropOrder: 1 },
  { title: 'N', of: (row: (typeof rows)[0]) => String(row.n), align: 'right' as const },
];

describe('a table', () => {
  it('lines its columns up and leaves no space at the end of a line', () => {
    expect(table(rows, columns, { columnsMax: undefined, wide: false, headers: true })).toBe(
      ['NAME     HOST                    N', 'agent-1  here                    3', 'a        a very long host name  12'].join('\n'),
    );
  });

  it('drops the least needed column when the terminal is narrow, and never in a pipe', () => {
    expect(table(rows, columns, { columnsMax: 20, wide: false, headers: false })).toBe('agent-1   3\na        12');
  });

  it('prints text as data: escapes cannot recolour the terminal', () => {
    expect(
      table([{ name: '\u001b[31mred', host: '', n: 0 }], columns.slice(0, 1), { columnsMax: undefined, wide: false, headers: false }),
    ).toBe('\\u001b[31mred');
  });
});
