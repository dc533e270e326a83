import { inert } from '@sutra/kit';

/** One column: its heading, how to read it from a row, and how willingly it gives way when the terminal is narrow. */
export interface Column<T> {
  readonly title: string;
  readonly of: (row: T) => string;
  readonly align?: 'left' | 'right';
  /** Dropped first when there is no room; columns without it are never dropped. */
  readonly dropOrder?: number;
  /** Shown with `-o wide` only. */
  readonly wide?: boolean;
  readonly paint?: (text: string, row: T) => string;
}

/** Width of text on a terminal, close enough for names, numbers and our glyphs. */
const width = (text: string): number => [...text].length;

/**
 * A plain adaptive table: no boxes, two spaces between columns. On a terminal it drops the least needed columns until it fits;
 * in a pipe nothing is dropped or cut.
 */
export function table<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  options: { columnsMax: number | undefined; wide: boolean; headers: boolean },
): string {
  let shown = columns.filter((column) => options.wide || column.wide !== true);
  const cells = new Map<Column<T>, string[]>(shown.map((column) => [column, rows.map((row) => inert(column.of(row)))]));
  const widthOf = (column: Column<T>): number =>
    Math.max(options.headers ? width(column.title) : 0, ...(cells.get(column) ?? []).map(width));
  const total = (): number => shown.reduce((sum, column) => sum + widthOf(column) + 2, -2);
  while (options.columnsMax !== undefined && total() > options.columnsMax) {
    const drop = shown.filter((column) => column.dropOrder !== undefined).sort((a, b) => (a.dropOrder ?? 0) - (b.dropOrder ?? 0))[0];
    if (drop === undefined) break;
    shown = shown.filter((column) => column !== drop);
  }
  const line = (textOf: (column: Column<T>) => { text: string; painted: string }): string =>
    shown
      .map((column, index) => {
        const { text, painted } = textOf(column);
        const pad = ' '.repeat(Math.max(0, widthOf(column) - width(text)));
        if (column.align === 'right') return pad + painted;
        return index === shown.length - 1 ? painted : painted + pad;
      })
      .join('  ')
      .trimEnd();
  const body = rows.map((row, index) =>
    line((column) => {
      const text = (cells.get(column) as string[])[index] as string;
      return { text, painted: column.paint === undefined ? text : column.paint(text, row) };
    }),
  );
  const head = options.headers ? [line((column) => ({ text: column.title, painted: column.title }))] : [];
  return [...head, ...body].join('\n');
}
