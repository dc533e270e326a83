/** A reader that has gone (`| head -1`) is no failure; anything else that stops our output is. */
function leave(reason: NodeJS.ErrnoException): void {
  process.exit(reason.code === 'EPIPE' ? 0 : 1);
}

/** Commands live for their reader: when it has gone, there is nobody left to work for. */
export function liveForReader(): void {
  process.stdout.on('error', leave);
  process.stderr.on('error', () => undefined); // nobody reads the messages; the data may still be wanted
}

/** Parts of the grid work on when a terminal closes or a log cannot be written. */
export function outliveReader(): void {
  process.stdout.off('error', leave);
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}
