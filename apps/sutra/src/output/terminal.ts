import pc from 'picocolors';

export interface Terminal {
  readonly isTty: boolean;
  /** Width for tables; undefined in a pipe, where nothing is dropped or cut. */
  readonly columns: number | undefined;
  readonly color: boolean;
  /** Data, on stdout. */
  readonly out: (text: string) => void;
  /** Messages, on stderr. */
  readonly note: (text: string) => void;
  readonly paint: ReturnType<typeof pc.createColors>;
}

/** Width where the terminal does not say. */
const COLUMNS_DEFAULT = 100;

/** Decides once about colour and width: data goes to stdout, messages to stderr. */
export function openTerminal(env: Readonly<Record<string, string | undefined>>, noColor: boolean): Terminal {
  const set = (name: string): boolean => (env[name] ?? '') !== '';
  const forced = set('SUTRA_FORCE_TTY') || (env['CLICOLOR_FORCE'] ?? '0') !== '0';
  const isTty = process.stdout.isTTY === true || set('SUTRA_FORCE_TTY');
  const off = noColor || set('NO_COLOR') || set('SUTRA_NO_COLOR') || env['TERM'] === 'dumb';
  const color = !off && (isTty || forced);
  return {
    isTty,
    columns: isTty ? widthOf(process.stdout.columns) : undefined,
    color,
    out: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
    paint: pc.createColors(color),
  };
}

/** A terminal without a size (some pseudo-terminals say 0) counts as one of ordinary width. */
function widthOf(columns: number | undefined): number {
  return columns === undefined || columns < 20 ? COLUMNS_DEFAULT : columns;
}
