import pc from 'picocolors';

export interface Terminal {
  readonly isTty: boolean;
  readonly columns: number | undefined;
  readonly color: boolean;
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  readonly paint: ReturnType<typeof pc.createColors>;
}

/** Decides once about colour and width: data goes to stdout, messages to stderr. */
export function openTerminal(env: Readonly<Record<string, string | undefined>>, noColor: boolean): Terminal {
  const forced = (env['SUTRA_FORCE_TTY'] ?? '') !== '' || (env['CLICOLOR_FORCE'] ?? '0') !== '0';
  const isTty = process.stdout.isTTY === true || (env['SUTRA_FORCE_TTY'] ?? '') !== '';
  const off = noColor || (env['NO_COLOR'] ?? '') !== '' || (env['SUTRA_NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const color = !off && (isTty || forced);
  return {
    isTty,
    columns: isTty ? (process.stdout.columns ?? 100) : undefined,
    color,
    out: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
    paint: pc.createColors(color),
  };
}
