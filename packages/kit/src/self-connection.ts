/** A TCP connection, as its socket tells of it. */
export interface TwoEnded {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  resetAndDestroy(): unknown;
}

/**
 * Whether a connection has reached itself; then it is closed. To be asked as soon as it is connected.
 *
 * Where nobody listens on a port that outgoing connections are also given, one that goes to this port is, one time in some ten thousand,
 * given it as its own: both ends open at once (RFC 9293, 3.5), it hears what it says, and who comes to listen there finds the port taken.
 * It is reset, for a connection ended in order waits for what may still be under way, and holds its port for a minute more.
 */
export function endIfItself(socket: TwoEnded): boolean {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (localPort === undefined || localPort !== remotePort || localAddress !== remoteAddress) return false;
  socket.resetAndDestroy();
  return true;
}
