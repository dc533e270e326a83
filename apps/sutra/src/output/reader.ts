/** A reader that has gone (`| head -1`) is no failure; anything else that stops our output is. */
function leave(reason: NodeJS.ErrnoException): void {
  process.exit(reason.code === 'EPIPE' ? 0 : 1);
}

const ignore = (): void => undefined;

/** Commands live for their reader: when it has gone, there is nobody left to work for. */
export function liveForReader(): void {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', leave).off('error', ignore);
  process.stdout.on('error', leave);
  process.stderr.on('error', ignore); // nobody reads the messages; the data may still be wanted
}

/** Parts of the grid work on when a terminal closes or a log cannot be written. */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', leave).off('error', ignore).on('error', ignore);
}
