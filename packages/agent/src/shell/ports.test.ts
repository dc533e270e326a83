import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { accepted } from './ports.ts';

it('a node accepts connections when it listens, and not when a connection to its port reaches itself', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const to = { host: '127.0.0.1', port };
  expect(await accepted(connect(to))).toBe(true);
  await once(server.close(), 'close');
  expect(await accepted(connect(to))).toBe(false);
  expect(await accepted(connect({ ...to, localPort: port }))).toBe(false);
});
