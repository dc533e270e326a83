import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { endIfItself } from './self-connection.ts';

async function connected(socket: Socket): Promise<Socket> {
  await once(socket, 'connect');
  return socket;
}

/** What the kernel keeps of connections that go out from a port. */
function keptOf(port: number): readonly string[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return rows.filter((row) => row.trim().split(/\s+/)[1]?.endsWith(end) === true);
}

describe('a connection', () => {
  it('that goes out from the port to which it goes has reached itself and is closed, one to somebody else is not', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const other = await connected(connect({ host: '127.0.0.1', port }));
    expect(endIfItself(other)).toBe(false);
    expect(other.destroyed).toBe(false);
    other.destroy();
    await once(server.close(), 'close');

    const itself = await connected(connect({ host: '127.0.0.1', port, localPort: port }));
    expect(endIfItself(itself)).toBe(true);
    expect(itself.destroyed).toBe(true);
    if (process.platform === 'linux') expect(keptOf(port)).toEqual([]);
  });

  it('to the same port of another host, or that is not connected, is left alone', () => {
    const resetAndDestroy = (): void => expect.unreachable();
    expect(
      endIfItself({ localAddress: '10.0.0.1', localPort: 50_052, remoteAddress: '10.0.0.2', remotePort: 50_052, resetAndDestroy }),
    ).toBe(false);
    expect(endIfItself({ resetAndDestroy })).toBe(false);
  });
});
