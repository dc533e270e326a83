import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { SutraError, systemClock } from '@sutra/kit';
import { expect, it } from 'vitest';
import { connected } from './connection.ts';

const clock = systemClock();

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

const failureOf = async (work: Promise<unknown>): Promise<SutraError> => SutraError.from(await work.catch((reason: unknown) => reason));

it('a connection that reaches itself fails as one to where nobody listens, so that it is tried again', async () => {
  const port = await closedPort();
  const to = { host: '127.0.0.1', port };
  const never = new AbortController().signal;
  const nobody = await failureOf(connected(connect(to), 'store', clock, 5_000, never));
  const socket = connect({ ...to, localPort: port });
  const itself = await failureOf(connected(socket, 'store', clock, 5_000, never));
  expect(nobody.message).toMatch(/^Cannot connect to store: .*ECONNREFUSED/);
  expect(itself.message).toBe('Cannot connect to store: nobody listens there, the connection reached itself');
  expect([itself.code, itself.kind, itself.retry]).toEqual([nobody.code, nobody.kind, nobody.retry]);
  expect(itself.code).toBe('SUTRA_CONNECTION_LOST');
  expect(socket.destroyed).toBe(true);
});
