import type { Socket } from 'node:net';
import { type Clock, SutraError } from '@sutra/kit';
import { connectionLost } from './errors.ts';

interface GreetingReader<T> {
  push(chunk: Uint8Array): { readonly greeting: T; readonly rest: Uint8Array } | undefined;
}

/**
 * Waits for the other end's hello. Afterwards the socket is paused and without our listeners.
 * @throws SutraError SUTRA_TIMEOUT after `limitMs`, SUTRA_CONNECTION_LOST when the other end leaves, and what the reader throws.
 */
export function receiveGreeting<T>(
  socket: Socket,
  reader: GreetingReader<T>,
  clock: Clock,
  limitMs: number,
): Promise<{ readonly greeting: T; readonly rest: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      timer.cancel();
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('end', onClose);
      socket.pause();
      done();
    };
    const onData = (chunk: Buffer): void => {
      try {
        const got = reader.push(chunk);
        if (got !== undefined) settle(() => resolve(got));
      } catch (reason) {
        settle(() => reject(reason));
      }
    };
    const onClose = (): void => settle(() => reject(connectionLost('The connection closed before the handshake was done')));
    const timer = clock.after(limitMs, () =>
      settle(() => reject(new SutraError('SUTRA_TIMEOUT', `Cannot finish the handshake within ${limitMs} ms`))),
    );
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.once('end', onClose);
    socket.resume();
  });
}
